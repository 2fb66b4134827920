"""The verbs of invitations: a colleague is asked in by e-mail and joins by the link."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy import text as sql

from portal.accounts.service import require_active_partner
from portal.core.actors import LinkHolder
from portal.core.ids import new_id
from portal.core.inputs import email_address
from portal.core.links import Link, LinkKind
from portal.core.permissions import MemberRole, Permission
from portal.core.problems import Problem, UserErrorCode
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work, open_work
from portal.identity import throttle
from portal.identity.models import User
from portal.identity.service import end_this_session
from portal.partners.events import MemberJoined
from portal.partners.joining import Newcomer, person, sit_down, take_in, who_comes
from portal.partners.models import MemberStatus, Partner, TeamMember
from portal.partners.service import forged, read_link
from portal.team.choices import (
    choose,
    find_accounts,
    require_no_more_than_own,
    require_not_above,
    require_restrictable,
    usual_role,
)
from portal.team.events import InvitationRevoked, InvitationSent
from portal.team.models import INVITATION_DAYS, Invitation, InvitationStatus

MOST_A_DAY = 500
MOST_RESENT_AN_HOUR = 5
# Of two who invite the same colleague at once, the second finds the first's invitation.
_TURN = sql("select pg_advisory_xact_lock(hashtextextended(cast(:partner_id as text) || :email, 7465))")


async def invite_member(
    work: Work, email: str, role: MemberRole | None, account_refs: Sequence[str] | None
) -> Invitation:
    """Asks a colleague in, with a link of 14 days.

    Raises InvalidInput; Problem TAKEN for a member or somebody who is invited already, NOT_ALLOWED for a role with more
    rights than one's own, LIMIT_REACHED beyond 500 a day; NotFound for an account that isn't the partner's.
    """
    work.require(Permission.EDIT_TEAM)
    address = email_address(email)
    chosen = role or usual_role(work.actor, restricted=account_refs is not None)
    require_no_more_than_own(work.actor, chosen)
    if account_refs is not None:
        require_restrictable(chosen)
    account_ids = None if account_refs is None else await find_accounts(work, account_refs)
    await require_active_partner(work)
    partner = await work.session.get_one(Partner, work.actor.partner_id)
    await work.session.execute(_TURN, {"partner_id": str(partner.id), "email": address})
    await _require_new(work, address)
    if not await throttle.within(work, "invitations", str(partner.id), limit=MOST_A_DAY, window=throttle.DAY):
        raise Problem(_("You have invited many people today. Go on tomorrow."), code=UserErrorCode.LIMIT_REACHED)
    invitation = Invitation(
        id=new_id(),
        partner_id=partner.id,
        partner_name=partner.name,
        email=address,
        role=chosen,
        account_ids=account_ids,
        status=InvitationStatus.OPEN,
        version=1,
        invited_by=work.actor.user_id,
        created_at=work.now,
        sent_at=work.now,
        expires_at=work.now + dt.timedelta(days=INVITATION_DAYS),
    )
    work.add(invitation)
    _record_sent(work, invitation)
    return invitation


async def resend_invitation(work: Work, invitation_id: str) -> Invitation:
    """Mails a fresh link of 14 days and kills the old one.

    Raises NotFound, Conflict once it is used or revoked, Problem NOT_ALLOWED for a role with more rights than one's
    own, LIMIT_REACHED beyond 5 in an hour.
    """
    work.require(Permission.EDIT_TEAM)
    invitation = await work.get(Invitation, invitation_id, field="invitationId")
    require_not_above(work.actor, MemberRole(invitation.role), field="invitationId")
    invitation.resend(work.now)
    once = str(invitation.id)
    if not await throttle.within(work, "resent", once, limit=MOST_RESENT_AN_HOUR, window=throttle.HOUR):
        message = _("This invitation was sent several times in this hour. Wait a while.")
        raise Problem(message, code=UserErrorCode.LIMIT_REACHED)
    _record_sent(work, invitation)
    return invitation


async def revoke_invitation(work: Work, invitation_id: str) -> Invitation:
    """Takes it back; its link stops working. Raises NotFound, or Conflict once it is used or revoked."""
    work.require(Permission.EDIT_TEAM)
    invitation = await work.get(Invitation, invitation_id, field="invitationId")
    invitation.revoke()
    work.record(InvitationRevoked(subject_id=invitation.id, partner_id=invitation.partner_id))
    return invitation


async def who_joins(runtime: Runtime, request: Request, token: str, password: str, code: str | None = None) -> Newcomer:
    """Who comes in by an invitation; see who_comes.

    Raises LinkProblem for a link that doesn't work, Throttled after 20 tries with one link in an hour.
    """
    link = read_link(runtime, LinkKind.JOIN, token)
    await throttle.hit(runtime, "join-link", str(link.id), limit=20, window=throttle.HOUR)
    async with open_work(runtime, Request(), LinkHolder(link_id=link.id)) as work:
        invitation = await _to_use(work, link)
        invitation.check(link.version, work.now)
    return await who_comes(runtime, request, invitation.email, password, code)


async def join(work: Work, token: str, name: str, newcomer: Newcomer) -> TeamMember:
    """The invited colleague becomes a member and is signed in, as the invited address, whoever was signed in before.

    Raises LinkProblem for a link that is forged, used, revoked, replaced or over, Conflict for a member.
    """
    link = read_link(work.runtime, LinkKind.JOIN, token)
    await end_this_session(work)
    await work.act_as(LinkHolder(link_id=link.id))
    invitation = await _to_use(work, link)
    invitation.use(link.version, work.now)
    # Written while its link's holder may still do so; from here on the new member acts for himself.
    await work.session.flush()
    user_id = await person(work, invitation.email, name, newcomer)
    restricted_to = invitation.account_ids
    joined = await take_in(
        work,
        invitation.partner_id,
        user_id,
        MemberRole(invitation.role),
        restricted=restricted_to is not None,
        way=MemberJoined.BY_INVITATION,
    )
    if restricted_to is not None:
        await choose(work, joined.id, restricted_to)
    await sit_down(work, joined)
    return joined


async def close_invitations(work: Work, of: ColumnElement[bool]) -> None:
    """Takes back the partner's open invitations of which that is so: nobody comes in by what has been decided since."""
    query = select(Invitation).where(
        Invitation.partner_id == work.actor.partner_id, Invitation.status == InvitationStatus.OPEN, of
    )
    found = (await work.session.execute(query.order_by(Invitation.id).with_for_update())).scalars().all()
    for invitation in found:
        invitation.revoke()
        work.record(InvitationRevoked(subject_id=invitation.id, partner_id=invitation.partner_id))
    if found:
        await work.session.flush()


async def close_invitations_to(work: Work, user_id: uuid.UUID) -> None:
    """Takes back the partner's open invitations to a person's address."""
    email = select(User.email).where(User.id == user_id).scalar_subquery()
    await close_invitations(work, Invitation.email == email)


def _record_sent(work: Work, invitation: Invitation) -> None:
    work.record(
        InvitationSent(
            subject_id=invitation.id,
            partner_id=invitation.partner_id,
            version=invitation.version,
            role=invitation.role,
        )
    )


async def _require_new(work: Work, address: str) -> None:
    """Raises Problem TAKEN for whoever belongs to the team, asks to, or is invited. What has expired makes room."""
    here = exists().where(
        TeamMember.user_id == User.id,
        TeamMember.partner_id == work.actor.partner_id,
        TeamMember.status != MemberStatus.REMOVED,
    )
    if await work.session.scalar(select(User.id).where(User.email == address, here)):
        message = _("This address belongs to your team already, or waits for approval.")
        raise Problem(message, field="email", code=UserErrorCode.TAKEN)
    query = select(Invitation).where(Invitation.email == address, Invitation.status == InvitationStatus.OPEN)
    invited = await work.find(Invitation, query)
    if invited is None:
        return
    if work.now < invited.expires_at:
        message = _("This address is invited already. Send the invitation once more, or take it back first.")
        raise Problem(message, field="email", code=UserErrorCode.TAKEN)
    await close_invitations(work, Invitation.id == invited.id)


async def _to_use(work: Work, link: Link) -> Invitation:
    invitation = await work.find(Invitation, select(Invitation).where(Invitation.id == link.id))
    if invitation is None:
        raise forged()
    return invitation
