"""The verbs by which a colleague who asked for an account is let in, or isn't."""

from __future__ import annotations

from sqlalchemy import select

from portal.core.ids import parse_id
from portal.core.permissions import MemberRole, Permission, permissions_of
from portal.core.problems import NotFound, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work
from portal.identity.models import User
from portal.identity.service import take_turn
from portal.join_requests.events import MemberDeclined
from portal.partners.events import MemberJoined
from portal.partners.models import TeamMember


async def approve(work: Work, member_id: str, role: MemberRole | None) -> TeamMember:
    """Lets in who waits, as what the caller says: OWNER unless told, or MANAGER where he may not change roles.

    Raises NotFound, Conflict when it is decided already, and Problem for a role with rights that the caller lacks.
    """
    work.require(Permission.EDIT_TEAM)
    chosen = role or (MemberRole.OWNER if Permission.EDIT_ROLES in work.actor.permissions else MemberRole.MANAGER)
    if not permissions_of(chosen) <= work.actor.permissions:
        message = _("You can't give rights that you don't have. Choose another role, or ask an owner.")
        raise Problem(message, field="role", code=UserErrorCode.NOT_ALLOWED)
    await _require_no_operator(work, member_id)
    member = await work.get(TeamMember, member_id, field="memberId")
    member.approve(chosen, work.now)
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
    operator_role = select(User.operator_role).where(User.email == email)
    if (await work.session.execute(operator_role)).scalar() is not None:
        message = _("This address belongs to one of the program's operators, who can't be a partner's member.")
        raise Problem(message, field="memberId", code=UserErrorCode.NOT_ALLOWED)
