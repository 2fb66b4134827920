"""The verbs of members: what a colleague may do and open, and his end."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, select

from portal.core.chosen import ChosenAccount
from portal.core.permissions import MemberRole, Permission, permissions_of
from portal.core.problems import Conflict, InvalidInput, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work
from portal.oauth.service import revoke_tokens_of_member
from portal.partners.joining import end_member_sessions
from portal.partners.models import MemberStatus, TeamMember
from portal.team.choices import choose, find_accounts, require_no_more_than_own, require_not_above, require_restrictable
from portal.team.events import MemberRemoved, MemberUpdated
from portal.team.invitations import close_invitations, close_invitations_to
from portal.team.models import Invitation


async def update_member(
    work: Work,
    member_id: str,
    role: MemberRole | None,
    account_refs: Sequence[str] | None,
    *,
    all_accounts: bool = False,
) -> TeamMember:
    """Changes what a colleague may do, and which accounts he opens; what isn't named stays.

    Raises NotFound, also for an account that isn't the partner's; Conflict unless he is active; InvalidInput for a
    restricted owner; Problem NOT_ALLOWED for whoever has more rights than oneself, and for the last owner.
    """
    work.require(Permission.EDIT_TEAM)
    if role is not None:
        work.require(Permission.EDIT_ROLES)
        require_no_more_than_own(work.actor, role)
    if account_refs is not None and all_accounts:
        message = _("Give either the accounts that the member may open, or all of them.")
        raise InvalidInput(message, field="accountIds")
    owners = await _owners(work)
    member = await work.get(TeamMember, member_id, field="memberId")
    if member.status != MemberStatus.ACTIVE:
        raise Conflict(_("Only an active member can be changed."))
    require_not_above(work.actor, MemberRole(member.role), field="memberId")
    former_role = MemberRole(member.role)
    chosen_role = role or former_role
    if chosen_role is not MemberRole.OWNER:
        _require_another_owner(owners, member)
    restricted = account_refs is not None or (member.restricted and not all_accounts)
    if restricted:
        require_restrictable(chosen_role)
    account_ids = None if account_refs is None else await find_accounts(work, account_refs)
    member.role, member.restricted = chosen_role, restricted
    await work.session.flush()
    if account_ids is not None or not restricted:
        await choose(work, member.id, account_ids or ())
    await close_invitations(work, and_(Invitation.invited_by == member.user_id, _beyond(chosen_role, restricted)))
    work.record(
        MemberUpdated(
            subject_id=member.id,
            partner_id=member.partner_id,
            user_id=member.user_id,
            former_role=former_role,
            role=chosen_role,
            accounts=await _count(work, member) if restricted else None,
        )
    )
    return member


async def remove_member(work: Work, member_id: str) -> TeamMember:
    """Ends a colleague's membership, or one's own: log-ins and tokens at this partner die at once, what he did stays.

    Raises NotFound, Conflict unless he is active, Problem NOT_ALLOWED for whoever has more rights than oneself, and for
    the last owner.
    """
    # A person's own decision, also at a suspended partner; a token that reads the team doesn't end who made it.
    work.require(Permission.VIEW_PROFILE)
    owners = await _owners(work)
    member = await work.get(TeamMember, member_id, field="memberId")
    if member.id != work.actor.member_id:
        work.require(Permission.EDIT_TEAM)
        require_not_above(work.actor, MemberRole(member.role), field="memberId")
    if member.status != MemberStatus.ACTIVE:
        raise Conflict(_("Only an active member can be removed. Decline whoever still waits for approval."))
    _require_another_owner(owners, member)
    member.status, member.removed_at, member.restricted = MemberStatus.REMOVED, work.now, False
    await work.session.execute(delete(ChosenAccount).where(ChosenAccount.member_id == member.id))
    await work.session.flush()
    await close_invitations_to(work, member.user_id)
    await close_invitations(work, Invitation.invited_by == member.user_id)
    sessions = await end_member_sessions(work, member.id)
    work.record(
        MemberRemoved(
            subject_id=member.id,
            partner_id=member.partner_id,
            user_id=member.user_id,
            sessions=sessions,
            tokens=await revoke_tokens_of_member(work, member.partner_id, member.user_id),
        )
    )
    return member


def _beyond(role: MemberRole, restricted: bool) -> ColumnElement[bool]:
    """Invitations that somebody with this role couldn't have sent."""
    may_invite = Permission.EDIT_TEAM in permissions_of(role) and not restricted
    given = [one for one in MemberRole if may_invite and permissions_of(one) <= permissions_of(role)]
    return Invitation.role.not_in(given)


async def _owners(work: Work) -> Sequence[TeamMember]:
    """The partner's owners, held as they are: of two who demote each other at once the second finds one owner left."""
    query = (
        select(TeamMember)
        .where(TeamMember.partner_id == work.actor.partner_id, TeamMember.role == MemberRole.OWNER)
        .where(TeamMember.status == MemberStatus.ACTIVE)
        .order_by(TeamMember.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await work.session.execute(query)).scalars().all()


def _require_another_owner(owners: Sequence[TeamMember], member: TeamMember) -> None:
    if [owner.id for owner in owners] == [member.id]:
        message = _("A team needs an owner. Make somebody else an owner first.")
        raise Problem(message, field="memberId", code=UserErrorCode.NOT_ALLOWED)


async def _count(work: Work, member: TeamMember) -> int:
    query = select(ChosenAccount.account_id).where(ChosenAccount.member_id == member.id)
    return len((await work.session.execute(query)).all())
