"""The verbs by which somebody asks for an account, and proves his address."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy import text as sql

from portal.core.actors import LinkHolder
from portal.core.ids import new_id
from portal.core.inputs import email_address, password, text
from portal.core.links import Link, LinkKind
from portal.core.permissions import MemberRole
from portal.core.problems import InvalidInput
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work, open_work
from portal.identity import throttle
from portal.identity.models import User
from portal.identity.passwords import hash_password, verify_password
from portal.identity.service import add_log_in, require_no_operator, take_turn
from portal.join_requests.events import AccountRequested, MemberRequested
from portal.join_requests.models import REQUEST_HOURS, EmailVerificationOutcome, JoinRequest
from portal.partners.events import MemberJoined
from portal.partners.models import MemberStatus, TeamMember
from portal.partners.service import forged, read_link
from portal.team.invitations import close_invitations_to

# Takes the address's turn, as everybody does who makes or changes its log-in.
_REPLACE = sql("select replace_join_requests(:email)")
_MATCH = sql("select partner_id, partner_name, join_role from partner_of_join_request()")


@dataclass(frozen=True)
class Asking:
    """Who asks for an account, checked; of the password, its hash."""

    email: str
    name: str
    password_hash: str


@dataclass(frozen=True)
class _Match:
    """The active partner who has verified the address's domain."""

    partner_id: uuid.UUID
    partner_name: str
    join_role: str | None


async def read_request(runtime: Runtime, request: Request, email: str, name: str, chosen: str) -> Asking:
    """Before the transaction: checks what was typed, and hashes the password, whoever it is that asks.

    Raises InvalidInput, or Throttled after 30 tries from one place or 5 for one address in an hour.
    """
    address, name, chosen = email_address(email), text(name, "name", longest=120), password(chosen)
    await throttle.hit_from(runtime, "join-address", request.ip_address, limit=30, window=throttle.HOUR)
    await throttle.hit(runtime, "join-email", address, limit=5, window=throttle.HOUR)
    return Asking(address, name, await hash_password(runtime, chosen))


async def check_choice(runtime: Runtime, token: str, typed: str | None) -> None:
    """Before the transaction: whether whoever opens the link typed the password that was chosen with the request.

    So a link that somebody else had mailed to the address makes no log-in with a password that he knows. Nothing is
    compared where none was typed, or where the address has a log-in, whose password stays. Raises InvalidInput, or
    Throttled after 20 tries with one link in an hour.
    """
    if typed is None:
        return
    link = read_link(runtime, LinkKind.VERIFY, token)
    await throttle.hit(runtime, "verify-link", str(link.id), limit=20, window=throttle.HOUR)
    async with open_work(runtime, Request(), LinkHolder(link_id=link.id)) as work:
        request = await work.session.scalar(select(JoinRequest).where(JoinRequest.id == link.id))
        if request is None:
            raise forged()
        chosen = request.check(work.now)
        known = await work.session.scalar(select(User.id).where(User.email == request.email))
    if known is None and not await verify_password(runtime, typed, chosen):
        message = _(
            "This is not the password that was chosen for this request. If somebody else asked with your address,"
            " request an account yourself, and use the link of that mail."
        )
        raise InvalidInput(message, field="password")


async def request_account(work: Work, asking: Asking) -> None:
    """Has a link mailed to the address; the same is done whether or not anybody knows it."""
    request = JoinRequest(
        id=new_id(),
        email=asking.email,
        name=asking.name,
        password_hash=asking.password_hash,
        requested_at=work.now,
        expires_at=work.now + dt.timedelta(hours=REQUEST_HOURS),
    )
    await work.act_as(LinkHolder(link_id=request.id))
    await work.session.execute(_REPLACE, {"email": request.email})
    work.add(request)
    work.record(AccountRequested(subject_id=request.id))


async def verify_email(work: Work, token: str) -> tuple[EmailVerificationOutcome, TeamMember | None]:
    """Proves the address; where an active partner has verified its domain, the person joins it, or asks to.

    A person who has a log-in keeps it, with its password. Raises LinkProblem, or Problem for an operator's address.
    """
    link = read_link(work.runtime, LinkKind.VERIFY, token)
    await work.act_as(LinkHolder(link_id=link.id))
    request = await _request(work, link)
    password_hash = request.check(work.now)
    found = (await work.session.execute(_MATCH)).one_or_none()
    if found is None:
        request.use(EmailVerificationOutcome.NO_PARTNER, None, work.now)
        return EmailVerificationOutcome.NO_PARTNER, None
    match = _Match(*found)
    user_id = await _person(work, request, password_hash)
    # From here on he acts as the person at that partner, whose rights he hasn't.
    await work.act_as(LinkHolder(link_id=link.id, user_id=user_id, partner_id=match.partner_id))
    outcome, member = await _join(work, match, user_id)
    if outcome is EmailVerificationOutcome.JOINED:
        await close_invitations_to(work, user_id)
    request.use(outcome, match.partner_name, work.now)
    await work.session.flush()
    await work.act_as(LinkHolder(link_id=link.id, user_id=user_id, partner_id=match.partner_id, member_id=member.id))
    return outcome, member


async def _request(work: Work, link: Link) -> JoinRequest:
    """The request, locked, after its address's turn was taken: whoever asks anew does it in this order, too."""
    mine = select(JoinRequest).where(JoinRequest.id == link.id)
    email = (await work.session.execute(select(JoinRequest.email).where(JoinRequest.id == link.id))).scalar()
    if email is None:
        raise forged()
    await take_turn(work, email)
    request = await work.find(JoinRequest, mine)
    if request is None:
        raise forged()
    return request


async def _person(work: Work, request: JoinRequest, password_hash: str) -> uuid.UUID:
    """Who has the address: a new log-in with the chosen password, where nobody has."""
    # Somebody may just register with the address by another link.
    user_id = await add_log_in(work, request.email, request.name, password_hash)
    if user_id is not None:
        return user_id
    await require_no_operator(work, request.email)
    return (await work.session.execute(select(User.id).where(User.email == request.email))).scalar_one()


async def _join(work: Work, match: _Match, user_id: uuid.UUID) -> tuple[EmailVerificationOutcome, TeamMember]:
    known = select(TeamMember).where(TeamMember.user_id == user_id, TeamMember.partner_id == match.partner_id)
    member = (await work.session.execute(known.with_for_update())).scalar_one_or_none()
    if member is None:
        return _new_member(work, match, user_id)
    if member.status == MemberStatus.ACTIVE:
        return EmailVerificationOutcome.ALREADY_MEMBER, member
    # Whoever was removed or declined is decided on by people, whatever role others join with.
    if member.status == MemberStatus.REMOVED:
        member.ask_again(work.now)
        _tell_request(work, member)
    return EmailVerificationOutcome.PENDING, member


def _new_member(work: Work, match: _Match, user_id: uuid.UUID) -> tuple[EmailVerificationOutcome, TeamMember]:
    member = work.add(
        TeamMember(
            id=new_id(),
            partner_id=match.partner_id,
            user_id=user_id,
            role=match.join_role or MemberRole.VIEWER,
            status=MemberStatus.ACTIVE if match.join_role else MemberStatus.PENDING,
            joined_at=work.now,
        )
    )
    if not match.join_role:
        _tell_request(work, member)
        return EmailVerificationOutcome.PENDING, member
    work.record(
        MemberJoined(
            subject_id=member.id,
            partner_id=member.partner_id,
            user_id=user_id,
            role=member.role,
            way=MemberJoined.BY_DOMAIN,
        )
    )
    return EmailVerificationOutcome.JOINED, member


def _tell_request(work: Work, member: TeamMember) -> None:
    work.record(MemberRequested(subject_id=member.id, partner_id=member.partner_id, user_id=member.user_id))
