"""How people come to a partner's desk: by the registration link, by signing in, by switching from another partner."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy import text as sql

from portal.core.actors import Actor, LinkHolder, member
from portal.core.ids import new_id, parse_id
from portal.core.inputs import password, text
from portal.core.links import Link, LinkKind
from portal.core.permissions import MemberRole, Permission
from portal.core.problems import Conflict, InvalidInput, LinkProblem, NotFound, PartnerSuspended, Problem, UserErrorCode
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work, open_work
from portal.identity import throttle
from portal.identity.models import Session, User
from portal.identity.passwords import hash_password
from portal.identity.service import (
    Credentials,
    act_as_owner,
    add_log_in,
    check_password,
    end_this_session,
    operator_of,
    require_no_operator,
    start_session,
    take_turn,
)
from portal.partners.events import MemberJoined, PartnerSwitched
from portal.partners.models import MemberStatus, Partner, PartnerStatus, Registration, TeamMember
from portal.partners.service import forged, read_link
from portal.passkeys.proving import Shown
from portal.passkeys.proving import prove as prove_passkey
from portal.second_factors.proving import count_try, prove

_END_SESSIONS = sql("select end_member_sessions(:member_id)")


@dataclass(frozen=True)
class Newcomer:
    """Who comes in by a mailed link: somebody new with a password's hash, or who proved elsewhere that this address is
    his; or a person who has a log-in, and the code of his second factor.
    """

    password_hash: str | None = None
    proved_email: str | None = None
    credentials: Credentials | None = None
    code: str | None = None


async def who_signs_in(runtime: Runtime, request: Request, email: str, password_: str, code: str | None) -> Newcomer:
    """Before signing in, outside any transaction. Raises what check_password and count_try raise."""
    credentials = await check_password(runtime, request, email, password_)
    # After the password: nobody else learns who has a second factor, or uses up its tries.
    if code:
        await count_try(runtime, credentials.user_id)
    return Newcomer(credentials=credentials, code=code)


async def who_comes(
    runtime: Runtime, request: Request, email: str, password_: str, code: str | None = None
) -> Newcomer:
    """Before joining, outside any transaction: hashes the password, or checks it where the address has a log-in.

    Raises InvalidInput for a password that won't do or is wrong.
    """
    async with open_work(runtime, Request(), LinkHolder()) as work:
        known = await work.session.scalar(select(User.email).where(User.email == email))
    if known is None:
        return Newcomer(password_hash=await hash_password(runtime, password(password_)))
    try:
        return await who_signs_in(runtime, request, email, password_, code)
    except Problem:
        raise _has_log_in() from None


async def who_registers(
    runtime: Runtime, request: Request, token: str, password_: str, code: str | None = None
) -> Newcomer:
    """Who comes in by a registration link; see who_comes.

    Raises LinkProblem for a link that doesn't work, Throttled after 20 tries with one link in an hour.
    """
    link = read_link(runtime, LinkKind.REGISTER, token)
    await throttle.hit(runtime, "register-link", str(link.id), limit=20, window=throttle.HOUR)
    async with open_work(runtime, Request(), LinkHolder(link_id=link.id)) as work:
        registration = await _registration_to_use(work, link)
        registration.check(link.version, work.now)
    return await who_comes(runtime, request, registration.email, password_, code)


async def register_member(work: Work, token: str, name: str, newcomer: Newcomer) -> TeamMember:
    """The first member of an approved partner comes in by the mailed link, and is signed in.

    Raises LinkProblem for a link that is forged, used, replaced or over.
    """
    link = read_link(work.runtime, LinkKind.REGISTER, token)
    await end_this_session(work)
    await work.act_as(LinkHolder(link_id=link.id))
    registration = await _registration_to_use(work, link)
    registration.use(link.version, work.now)
    # Written while its link's holder may still do so; from here on the new member acts for himself.
    await work.session.flush()
    user_id = await person(work, registration.email, name, newcomer)
    joined = await take_in(work, registration.partner_id, user_id, MemberRole.OWNER)
    await sit_down(work, joined)
    return joined


async def person(work: Work, email: str, name: str, newcomer: Newcomer) -> uuid.UUID:
    """The id of whoever comes in: of his log-in, or of a new one. From here on he acts for himself.

    Raises InvalidInput for a name that won't do, and where the address came to a log-in by another link meanwhile;
    LinkProblem for whoever proved another address; what `prove` raises of whoever has a second factor.
    """
    await take_turn(work, email)
    await require_no_operator(work, email)
    if newcomer.credentials is not None:
        await _act_as_proved(work, newcomer.credentials, newcomer.code)
        return newcomer.credentials.user_id
    if newcomer.password_hash is None and newcomer.proved_email != email:
        raise LinkProblem(_("This link went to another address."), code=UserErrorCode.NOT_ALLOWED)
    user_id = await add_log_in(work, email, text(name, "name", longest=120), newcomer.password_hash)
    if user_id is None:
        raise _has_log_in()
    return user_id


async def take_in(
    work: Work,
    partner_id: uuid.UUID,
    user_id: uuid.UUID,
    role: MemberRole,
    *,
    restricted: bool = False,
    way: str = MemberJoined.BY_REGISTRATION,
) -> TeamMember:
    """Makes the person a member, or one again who was removed or waits for approval. He acts from here on.

    Whoever takes in a restricted member chooses his accounts, and then lets him act as one. Raises Conflict for whoever
    belongs to the team already.
    """
    await work.act_as(member(role=role, user_id=user_id, member_id=new_id(), partner_id=partner_id))
    await _require_active(work, partner_id)
    his = select(TeamMember).where(TeamMember.partner_id == partner_id, TeamMember.user_id == user_id)
    joined = await work.find(TeamMember, his)
    if joined is None:
        joined = TeamMember(id=new_id(), partner_id=partner_id, user_id=user_id)
        work.add(joined)
    elif joined.status == MemberStatus.ACTIVE:
        raise Conflict(_("You belong to this team already. Sign in instead."))
    else:
        # One that began while he was being removed would come alive with him.
        await end_member_sessions(work, joined.id)
    joined.role, joined.status, joined.restricted = role, MemberStatus.ACTIVE, restricted
    joined.joined_at, joined.removed_at = work.now, None
    await work.session.flush()
    await work.act_as(member(role=role, user_id=user_id, member_id=joined.id, partner_id=partner_id))
    work.record(MemberJoined(subject_id=joined.id, partner_id=partner_id, user_id=user_id, role=role.value, way=way))
    return joined


async def _require_active(work: Work, partner_id: uuid.UUID) -> None:
    partner = await work.session.get_one(Partner, partner_id)
    if partner.status == PartnerStatus.CLOSED:
        message = _("This partner has left the program, so nobody joins it any more.")
        raise LinkProblem(message, code=UserErrorCode.EXPIRED)
    if partner.status == PartnerStatus.SUSPENDED:
        raise PartnerSuspended(_("This partner is suspended, so nobody joins it now. Ask the program's support."))


async def _act_as_proved(work: Work, credentials: Credentials, code: str | None) -> None:
    """Goes on as whoever gave the right password, and the code of his second factor, if he has one."""
    await act_as_owner(work, credentials)
    await prove(work, credentials.user_id, code)


async def sign_in(work: Work, credentials: Credentials, code: str | None = None) -> TeamMember | User:
    """Signs in whoever gave the right password. Raises what `enter` raises; CODE_REQUIRED or INVALID of whoever has a
    second factor.
    """
    await end_this_session(work)
    await _act_as_proved(work, credentials, code)
    return await enter(work, credentials.user_id)


async def sign_in_with_passkey(work: Work, shown: Shown) -> TeamMember | User:
    """Signs in whose passkey it is, with nothing else asked: the device verified him. Raises what `prove_passkey`
    raises, and as `sign_in` does Problem for somebody who belongs to no partner.
    """
    await end_this_session(work)
    passkey = await prove_passkey(work, shown)
    return await enter(work, passkey.user_id, passkey.id)


async def enter(work: Work, user_id: uuid.UUID, passkey_id: uuid.UUID | None = None) -> TeamMember | User:
    """Signs in a person who proved to be himself, by whatever way, and acts already: at the partner where he was last,
    or as an operator; with the passkey that he showed, if he did.

    Raises Problem for somebody who belongs to no partner any more, or waits for approval.
    """
    at = (
        select(TeamMember)
        .join(Partner, Partner.id == TeamMember.partner_id)
        .where(TeamMember.user_id == user_id, TeamMember.status == MemberStatus.ACTIVE)
        .where(Partner.status != PartnerStatus.CLOSED)
        .order_by(TeamMember.last_seen_at.desc().nulls_last(), TeamMember.id)
        .limit(1)
    )
    found = (await work.session.execute(at)).scalar_one_or_none()
    if found is not None:
        await sit_down(work, found, passkey_id)
        return found
    operator = await operator_of(work, user_id, passkey_id)
    if operator is None:
        raise await _no_place(work, user_id)
    await work.act_as(operator)
    await start_session(work, user_id, None, passkey_id)
    return await work.session.get_one(User, user_id)


async def _no_place(work: Work, user_id: uuid.UUID) -> Problem:
    """Why a person who proved who he is isn't signed in."""
    waits = select(TeamMember.id).where(TeamMember.user_id == user_id, TeamMember.status == MemberStatus.PENDING)
    if (await work.session.execute(waits.limit(1))).first() is not None:
        message = _("Your request to join waits for approval by your team. We mail you once it is decided.")
    else:
        message = _("This log-in belongs to no partner. Ask an owner of your team for an invitation.")
    return Problem(message, code=UserErrorCode.NOT_ALLOWED)


async def sit_down(work: Work, at: TeamMember, passkey_id: uuid.UUID | None = None) -> None:
    """Signs a member in at his desk, by the passkey if one is named. He acts from here on, with his rights there.

    Raises Problem for whoever was removed just now.
    """
    if not await _go_to(work, at):
        raise await _no_place(work, at.user_id)
    await start_session(work, at.user_id, at.partner_id, passkey_id)
    await _seen(work, at)


async def switch_partner(work: Work, partner_id: str) -> TeamMember:
    """Takes the browser to another desk of the same person. Raises NotFound for a partner that he doesn't belong to."""
    work.require(Permission.VIEW_PROFILE)
    key = parse_id(Partner.prefix, partner_id)
    his = (
        select(TeamMember)
        .join(Partner, Partner.id == TeamMember.partner_id)
        .where(TeamMember.user_id == work.actor.user_id, TeamMember.partner_id == key)
        .where(TeamMember.status == MemberStatus.ACTIVE, Partner.status != PartnerStatus.CLOSED)
    )
    desk = (await work.session.execute(his)).scalar_one_or_none()
    if desk is None:
        raise NotFound(field="partnerId")
    session_id = work.actor.session_id
    if not await _go_to(work, desk):
        raise NotFound(field="partnerId")
    session = await work.session.get_one(Session, session_id)
    session.partner_id = desk.partner_id
    await work.session.flush()
    await _seen(work, desk)
    work.record(PartnerSwitched(subject_id=desk.id, partner_id=desk.partner_id))
    return desk


async def end_member_sessions(work: Work, member_id: uuid.UUID) -> int:
    """Ends what a member has open at this partner's desk. Returns how many log-ins it was."""
    return int(await work.session.scalar(_END_SESSIONS, {"member_id": member_id}) or 0)


def as_member(row: TeamMember) -> Actor:
    """The actor that a member is at his own desk."""
    return member(
        role=MemberRole(row.role),
        user_id=row.user_id,
        member_id=row.id,
        partner_id=row.partner_id,
        restricted=row.restricted,
    )


def _has_log_in() -> InvalidInput:
    message = _("This e-mail address has a log-in already. Enter its password to join with it.")
    return InvalidInput(message, field="password")


async def _go_to(work: Work, desk: TeamMember) -> bool:
    """Acts at that desk from here on, held as it is. False where he was removed there just now."""
    await work.act_as(as_member(desk))
    still = select(TeamMember.id).where(TeamMember.id == desk.id, TeamMember.status == MemberStatus.ACTIVE)
    return await work.session.scalar(still.with_for_update(read=True, key_share=True)) is not None


async def _seen(work: Work, at: TeamMember) -> None:
    # On real time, as sessions are.
    seen = update(TeamMember).where(TeamMember.id == at.id).values(last_seen_at=func.now())
    await work.session.execute(seen.execution_options(synchronize_session=False))


async def _registration_to_use(work: Work, link: Link) -> Registration:
    registration = await work.find(Registration, select(Registration).where(Registration.id == link.id))
    if registration is None:
        raise forged()
    return registration
