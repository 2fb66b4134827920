"""The verbs of identity."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert

from portal.core.actors import Actor, Anonymous, LinkHolder, operator, unproven_operator
from portal.core.ids import new_id, parse_id
from portal.core.inputs import email_address
from portal.core.links import Link, LinkKind
from portal.core.permissions import OperatorRole, Permission
from portal.core.problems import (
    Conflict,
    InvalidInput,
    LinkProblem,
    NotFound,
    NotPermitted,
    Problem,
    UserErrorCode,
)
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work, in_own_transaction, open_work
from portal.identity import passwords, throttle
from portal.identity.authentication import new_token, token_hash
from portal.identity.events import (
    OperatorCreated,
    PasswordChanged,
    PasswordResetRequested,
    SessionEnded,
    SignedIn,
    SignInRefused,
)
from portal.identity.models import RESET_HOURS, SESSION_DAYS, PasswordReset, Session, User

_QUARTER_HOUR = dt.timedelta(minutes=15)
SESSION_PREFIX = "pp_ses_"


@dataclass(frozen=True)
class Credentials:
    """A person who proved to be who he says: the password was right when the hash below was read."""

    user_id: uuid.UUID
    password_hash: str


async def check_password(runtime: Runtime, request: Request, email: str, password: str) -> Credentials:
    """Throttled per account and per address; the same answer, after the same time, for unknown e-mails.

    Raises Problem for a wrong pair, Throttled after 10 tries for one e-mail or 100 from one address in 15 minutes.
    """
    try:
        address = email_address(email)
    except InvalidInput:
        raise _wrong() from None
    await throttle.hit_from(runtime, "sign-in-address", request.ip_address, limit=100, window=_QUARTER_HOUR)
    await throttle.hit(runtime, "sign-in-email", address, limit=10, window=_QUARTER_HOUR)
    known = select(User.id, User.password_hash).where(User.email == address)
    user = (await in_own_transaction(runtime, lambda session: session.execute(known))).one_or_none()
    right = await passwords.verify_password(runtime, password, user.password_hash if user else None)
    if user is None or not right:
        await record_refused(runtime, request, user.id if user else new_id())
        raise _wrong()
    await throttle.forget(runtime, "sign-in-email", address)
    return Credentials(user.id, user.password_hash)


async def record_refused(runtime: Runtime, request: Request, user_id: uuid.UUID) -> None:
    """Puts into the trail that somebody gave a wrong password or code, or a passkey that doesn't let in."""
    # The same row whether or not anybody has the address: nor does the time tell.
    async with open_work(runtime, Request(ip_address=request.ip_address), Anonymous()) as work:
        work.record(SignInRefused(subject_id=user_id))


async def act_as_owner(work: Work, credentials: Credentials) -> None:
    """Goes on as the person whose password was right, if it still is: a reset may have come between.

    The row stays locked, so that a reset that comes now waits, and ends the session that is made here.
    """
    await work.act_as(Anonymous(user_id=credentials.user_id))
    kept = select(User.password_hash).where(User.id == credentials.user_id).with_for_update(read=True)
    if (await work.session.execute(kept)).scalar_one_or_none() != credentials.password_hash:
        raise _wrong()


@dataclass(frozen=True)
class Confirmed:
    """A person who is signed in and proved again to be who he says; `password_hash` is None of one without a password,
    who has just signed in.
    """

    user_id: uuid.UUID
    password_hash: str | None


async def confirm_person(runtime: Runtime, request: Request, permission: Permission, password: str | None) -> Confirmed:
    """Asks whoever is signed in for his password again, before something that a stolen session must not do.

    Who has no password (he signs in with the vendor's log-in) has to have signed in within 15 minutes. Raises what
    `require` raises, InvalidInput for a password that is missing or wrong, Throttled after 10 tries in 15 minutes.
    """
    async with open_work(runtime, request) as work:
        work.require(permission)
        user_id, session_id = work.actor.user_id, work.actor.session_id
        if user_id is None:
            raise NotPermitted
        kept = await work.session.scalar(select(User.password_hash).where(User.id == user_id))
        # Sessions are on real time.
        recent = select(Session.id).where(Session.id == session_id, Session.created_at > func.now() - _QUARTER_HOUR)
        is_recent = await work.session.scalar(recent) is not None
    if kept is None:
        if not is_recent:
            message = _("Sign out and in again, and do this within 15 minutes: you have no password to confirm it by.")
            raise InvalidInput(message, field="password")
        return Confirmed(user_id, None)
    if not password:
        raise InvalidInput(_("Type your password once more."), field="password")
    await throttle.hit(runtime, "confirm-person", str(user_id), limit=10, window=_QUARTER_HOUR)
    if not await passwords.verify_password(runtime, password, kept):
        await record_refused(runtime, request, user_id)
        raise _not_confirmed()
    await throttle.forget(runtime, "confirm-person", str(user_id))
    return Confirmed(user_id, kept)


async def require_confirmed(work: Work, confirmed: Confirmed) -> None:
    """That it is still so: the same person acts, and his password was not changed meanwhile. Raises InvalidInput."""
    kept = select(User.password_hash).where(User.id == work.actor.user_id).with_for_update(read=True)
    found = (await work.session.execute(kept)).scalar_one_or_none()
    if confirmed != Confirmed(confirmed.user_id, found) or confirmed.user_id != work.actor.user_id:
        raise _not_confirmed()


def _not_confirmed() -> Problem:
    return InvalidInput(_("This is not your password. Try again, or reset it."), field="password")


def _wrong() -> Problem:
    return Problem(
        _("E-mail and password do not match. Try again, or reset your password."), code=UserErrorCode.INVALID
    )


async def start_session(
    work: Work, user_id: uuid.UUID, partner_id: uuid.UUID | None, passkey_id: uuid.UUID | None = None
) -> uuid.UUID:
    """Signs a person in: a session row, and its token for the cookie. The actor must be that person already."""
    token = new_token(SESSION_PREFIX)
    session_id = new_id()
    await work.session.execute(
        insert(Session).values(
            id=session_id,
            user_id=user_id,
            partner_id=partner_id,
            passkey_id=passkey_id,
            token_hash=token_hash(token),
            created_at=func.now(),
            last_seen_at=func.now(),
            expires_at=func.now() + dt.timedelta(days=SESSION_DAYS),
            user_agent=(work.request.user_agent or "")[:300] or None,
            ip_address=work.request.ip_address,
        )
    )
    work.request.new_session_token = token
    work.record(SignedIn(subject_id=user_id))
    return session_id


async def sign_out(work: Work, *, everywhere: bool) -> None:
    """Ends this session, or all of the person. Signing out twice is no mistake."""
    work.request.new_session_token = ""
    await end_this_session(work, everywhere=everywhere)


async def end_this_session(work: Work, *, everywhere: bool = False) -> None:
    """Ends the session that the request came with, or all of its person, who may belong to no partner any more.

    Whoever signs in anew leaves none behind. The actor must still be whom the request was made by.
    """
    if work.request.session_token is None:
        return
    this = Session.token_hash == token_hash(work.request.session_token)
    ending = Session.user_id.in_(select(Session.user_id).where(this)) if everywhere else this
    ended = (await work.session.execute(delete(Session).where(ending).returning(Session.user_id))).scalars().all()
    if ended:
        work.record(SessionEnded(subject_id=ended[0], sessions=len(ended)))


async def end_session(work: Work, session_id: str) -> None:
    """Ends one of the person's own sessions. Raises NotFound for every other."""
    work.require(Permission.VIEW_PROFILE)
    key = parse_id(Session.prefix, session_id)
    mine = delete(Session).where(Session.id == key, Session.user_id == work.actor.user_id)
    user_id = (await work.session.execute(mine.returning(Session.user_id))).scalar_one_or_none()
    if user_id is None:
        raise NotFound(field="sessionId")
    work.record(SessionEnded(subject_id=user_id, sessions=1))


async def request_password_reset(work: Work, email: str) -> None:
    """Has a link mailed where the e-mail is known; nobody can tell whether it was."""
    address = email_address(email)
    await take_turn(work, address)
    # The same statements, the same event and the same job either way: nor does the time tell.
    person = select(User.id).where(User.email == address).scalar_subquery()
    await _replace_resets(work, PasswordReset.user_id == person)
    reset = insert(PasswordReset).values(
        id=new_id(),
        user_id=person,
        requested_at=work.now,
        expires_at=work.now + dt.timedelta(hours=RESET_HOURS),
    )
    made = (await work.session.execute(reset.returning(PasswordReset.id, PasswordReset.user_id))).one()
    work.record(PasswordResetRequested(subject_id=made.user_id or made.id, reset_id=made.id))


async def check_reset(runtime: Runtime, token: str) -> None:
    """Before a password is hashed for it. Raises LinkProblem for a link that doesn't work, Throttled after 20 tries."""
    link = _reset_link(runtime, token)
    await throttle.hit(runtime, "reset-link", str(link.id), limit=20, window=throttle.HOUR)
    async with open_work(runtime, Request(), LinkHolder(link_id=link.id)) as work:
        (await _reset(work, link)).check(work.now)


async def reset_password(work: Work, token: str, password_hash: str) -> User:
    """Sets a new password by a mailed link and ends all sessions of the person.

    Raises LinkProblem for a link that is forged, used, replaced or over.
    """
    link = _reset_link(work.runtime, token)
    await work.act_as(LinkHolder(link_id=link.id))
    await work.session.execute(_TURN_OF_RESET, {"id": link.id})
    reset = await _reset(work, link)
    reset.use(work.now)
    user = await work.session.get_one(User, reset.user_id)
    # As that person: row level security lets nobody change another's log-in.
    await work.act_as(Anonymous(user_id=user.id))
    user.password_hash = password_hash
    await _password_changed(work, user)
    return user


async def _password_changed(work: Work, user: User) -> None:
    """Ends all that was opened by the old password, links to a new address among it, and tells the person."""
    await work.session.flush()
    await work.session.execute(_END_EMAIL_CHANGES, {"user_id": user.id, "now": work.now})
    ended = (await work.session.execute(delete(Session).where(Session.user_id == user.id).returning(Session.id))).all()
    work.record(PasswordChanged(subject_id=user.id))
    work.record(SessionEnded(subject_id=user.id, sessions=len(ended)))


# Changes of the address are a room above this one, whose rows alone are ended.
_END_EMAIL_CHANGES = sql(
    "update email_change set replaced_at = :now where user_id = :user_id and used_at is null and replaced_at is null"
)
# Who changes a person's links or password takes his turn first: no link outlives a change, and one link works.
_TURN = sql("select pg_advisory_xact_lock(hashtextextended(:address, 7463))")
_TURN_OF_RESET = sql(
    "select pg_advisory_xact_lock(hashtextextended(u.email, 7463))"
    ' from password_reset r join "user" u on u.id = r.user_id where r.id = :id'
)


async def take_turn(work: Work, address: str) -> None:
    """Waits for whoever is about to make or change the address's log-in, and keeps others waiting until the end."""
    await work.session.execute(_TURN, {"address": address})


async def _replace_resets(work: Work, whose: ColumnElement[bool]) -> None:
    """Kills the links that still work."""
    works = (PasswordReset.used_at.is_(None), PasswordReset.replaced_at.is_(None))
    killed = update(PasswordReset).where(whose, *works).values(replaced_at=work.now)
    await work.session.execute(killed.execution_options(synchronize_session=False))


async def _reset(work: Work, link: Link) -> PasswordReset:
    reset = await work.find(PasswordReset, select(PasswordReset).where(PasswordReset.id == link.id))
    if reset is None or reset.user_id is None:
        raise _forged()
    return reset


def _reset_link(runtime: Runtime, token: str) -> Link:
    link = runtime.links.read(LinkKind.RESET, token)
    if link is None:
        raise _forged()
    return link


def _forged() -> LinkProblem:
    return LinkProblem(_("This link is not one of ours. Ask for a new one."), code=UserErrorCode.NOT_FOUND)


async def add_log_in(work: Work, email: str, name: str, password_hash: str | None) -> uuid.UUID | None:
    """A person of that address, who can sign in; None where somebody has it already, or just came to have it."""
    made = insert(User).values(id=new_id(), name=name, email=email, password_hash=password_hash, created_at=work.now)
    added = made.on_conflict_do_nothing(index_elements=[User.email]).returning(User.id)
    return (await work.session.execute(added)).scalar_one_or_none()


async def require_no_operator(work: Work, email: str, field: str | None = None) -> None:
    """Raises Problem NOT_ALLOWED for an operator's address: whoever sits at a partner's desk can't act as one."""
    role = select(User.operator_role).where(User.email == email)
    if await work.session.scalar(role) is not None:
        message = _("This address belongs to one of the program's operators, who can't be a partner's member.")
        raise Problem(message, field=field, code=UserErrorCode.NOT_ALLOWED)


async def operator_of(work: Work, user_id: uuid.UUID, passkey_id: uuid.UUID | None = None) -> Actor | None:
    """The person as an operator, who may do no more than the program lets one without a second factor; or None.

    `passkey_id` is the passkey with which he signs in.
    """
    his = select(User.operator_role, func.is_unproven(User.id, passkey_id)).where(User.id == user_id)
    role, unproven = (await work.session.execute(his)).one()
    if role is None:
        return None
    return (unproven_operator if unproven else operator)(role=OperatorRole(role), user_id=user_id)


# Teams are a room above this one, whose rows alone are looked at, as authentication does.
_IS_MEMBER = sql("select exists (select from team_member where user_id = :user_id and status = 'ACTIVE')")


async def create_operator(work: Work, email: str, password_hash: str, role: OperatorRole = OperatorRole.ADMIN) -> User:
    """Makes a log-in for one of the vendor's team, or gives an existing person the role and the password, by which
    all that was open under the old one ends.

    Raises Conflict for a member of a partner: whoever sits at a partner's desk can't act as an operator.
    """
    address = email_address(email)
    await take_turn(work, address)
    query = select(User).where(User.email == address).with_for_update()
    user = (await work.session.execute(query)).scalar_one_or_none()
    if user is not None and (await work.session.execute(_IS_MEMBER, {"user_id": user.id})).scalar_one():
        raise Conflict(_("This address belongs to a member of a partner. Use another one for the operator."))
    known = user is not None
    if user is None:
        user = User(name=address.split("@")[0], email=address, created_at=work.now)
        work.session.add(user)
    user.password_hash, user.operator_role = password_hash, role.value
    await work.session.flush()
    work.record(OperatorCreated(subject_id=user.id, role=role.value))
    if known:
        await _replace_resets(work, PasswordReset.user_id == user.id)
        await _password_changed(work, user)
    return user
