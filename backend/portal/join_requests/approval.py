"""The verbs by which a colleague who asked for an account is let in, or isn't."""

from __future__ import annotations

from sqlalchemy import select

from portal.core.ids import parse_id
from portal.core.permissions import MemberRole, Permission
from portal.core.problems import NotFound
from portal.core.work import Work
from portal.identity.models import User
from portal.identity.service import require_no_operator, take_turn
from portal.join_requests.events import MemberDeclined
from portal.partners.events import MemberJoined
from portal.partners.joining import end_member_sessions
from portal.partners.models import TeamMember
from portal.team.choices import require_no_more_than_own, usual_role
from portal.team.invitations import close_invitations_to


async def approve(work: Work, member_id: str, role: MemberRole | None) -> TeamMember:
    """Lets in who waits, as what the caller says: OWNER unless told, or MANAGER where he may not change roles.

    Raises NotFound, Conflict when it is decided already, and Problem for a role with rights that the caller lacks.
    """
    work.require(Permission.EDIT_TEAM)
    chosen = role or usual_role(work.actor, restricted=False)
    require_no_more_than_own(work.actor, chosen)
    await _require_no_operator(work, member_id)
    member = await work.get(TeamMember, member_id, field="memberId")
    member.approve(chosen, work.now)
    # What was decided here counts, and no log-in of an earlier membership comes alive with it.
    await close_invitations_to(work, member.user_id)
    await end_member_sessions(work, member.id)
    work.record(
        MemberJoined(
            subject_id=member.id,
            partner_id=member.partner_id,
            user_id=member.user_id,
            role=chosen.value,
            way=MemberJoined.BY_APPROVAL,
        )
    )
    return member


async def decline(work: Work, member_id: str) -> TeamMember:
    """Doesn't let in who waits. Raises NotFound, or Conflict when it is decided already."""
    work.require(Permission.EDIT_TEAM)
    member = await work.get(TeamMember, member_id, field="memberId")
    member.decline(work.now)
    await close_invitations_to(work, member.user_id)
    work.record(MemberDeclined(subject_id=member.id, partner_id=member.partner_id, user_id=member.user_id))
    return member


async def _require_no_operator(work: Work, member_id: str) -> None:
    """Whoever waits may have become an operator since. Takes the address's turn, as who makes operators does."""
    person = (
        select(User.email)
        .join(TeamMember, TeamMember.user_id == User.id)
        .where(TeamMember.id == parse_id(TeamMember.prefix, member_id), TeamMember.partner_id == work.actor.partner_id)
    )
    email = (await work.session.execute(person)).scalar()
    if email is None:
        raise NotFound(field="memberId")
    await take_turn(work, email)
    await require_no_operator(work, email, field="memberId")
