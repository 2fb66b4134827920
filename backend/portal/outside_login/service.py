"""The verbs of signing in by the vendor's own log-in."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core.actors import Anonymous, LinkHolder
from portal.core.ids import new_id, parse_id
from portal.core.permissions import Permission
from portal.core.problems import Conflict, LinkProblem, NotFound, Problem, UserErrorCode
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.seals import Seal
from portal.core.texts import _
from portal.core.work import Work, open_work
from portal.identity import throttle
from portal.identity.authentication import token_hash
from portal.identity.models import User
from portal.identity.service import end_this_session, take_turn
from portal.outside_login.events import OutsideLoginLinked, OutsideLoginUnlinked
from portal.outside_login.models import ATTEMPT_MINUTES, OutsideAttempt, OutsideLogin
from portal.outside_login.provider import Identity, OutsideProvider
from portal.partners.joining import Newcomer, enter, register_member
from portal.partners.models import TeamMember
from portal.second_factors.proving import count_try, held, prove

_QUARTER_HOUR = dt.timedelta(minutes=15)
# A program's request may be on the way.
_LONGEST_PATH = 8_000
# The page behind a registration link, and where whoever registered goes on.
_REGISTRATION = "/register/"
_FIRST_PAGE = "/getting-started"


class UnknownAttempt(Exception):
    """A state that is forged, used, over, or was given to another browser."""


class NobodyHere(Exception):
    """The provider says who it is, and nobody of this portal may sign in by that."""


class LinkedToAnother(Exception):
    """The person's log-in is linked to another account at the provider."""


class CodeNeeded(Exception):
    """The person has a second factor, which is asked for before he is in."""


@dataclass(frozen=True)
class Started:
    """Where the browser goes, and what it must show when it comes back."""

    url: str
    token: str


@dataclass(frozen=True)
class Attempt:
    """A sign-in that came back to the browser that began it; used up."""

    id: uuid.UUID
    issuer: str
    nonce: str
    code_verifier: str
    next_path: str


def safe_path(path: str | None) -> str:
    """A path of this portal's to which a browser may be sent; whatever else it is, `/`."""
    whole = path is not None and path.isascii() and path.isprintable() and len(path) <= _LONGEST_PATH
    # Browsers take a backslash for a slash, and two of them for another host.
    if path is None or not whole or not path.startswith("/") or path.startswith("//") or set(path) & {"\\", " "}:
        return "/"
    return path


async def start(runtime: Runtime, provider: OutsideProvider, request: Request, next_path: str | None) -> Started:
    """Keeps what a sign-in needs to come back. Raises ProviderFailed, and Throttled after 100 from one place."""
    await throttle.hit_from(runtime, "outside-login", request.ip_address, limit=100, window=_QUARTER_HOUR)
    attempt_id = new_id()
    state, token = _new_token(attempt_id), _new_token(attempt_id)
    asked = await provider.ask(state)
    sealed = _seal(runtime).close(attempt_id, {"nonce": asked.nonce, "code_verifier": asked.code_verifier})
    async with open_work(runtime, request, LinkHolder(link_id=attempt_id)) as work:
        made = insert(OutsideAttempt).values(
            id=attempt_id,
            issuer=provider.issuer,
            state_hash=token_hash(state),
            browser_hash=token_hash(token),
            sealed=sealed,
            next_path=safe_path(next_path),
            expires_at=func.now() + dt.timedelta(minutes=ATTEMPT_MINUTES),
        )
        await work.session.execute(made)
    return Started(asked.url, token)


async def take_attempt(runtime: Runtime, issuer: str, state: str, token: str | None) -> Attempt:
    """Uses the attempt up, whatever becomes of it: one browser comes back by it, once. Raises UnknownAttempt."""
    attempt_id = _id_of(state)
    if attempt_id is None or token is None:
        raise UnknownAttempt
    async with open_work(runtime, Request(), LinkHolder(link_id=attempt_id)) as work:
        waits = OutsideAttempt.used_at.is_(None), OutsideAttempt.expires_at > func.now()
        this = update(OutsideAttempt).where(OutsideAttempt.id == attempt_id, OutsideAttempt.issuer == issuer, *waits)
        proved = OutsideAttempt.state_hash == token_hash(state), OutsideAttempt.browser_hash == token_hash(token)
        taken = this.where(*proved).values(used_at=func.now())
        query = taken.returning(OutsideAttempt.sealed, OutsideAttempt.next_path)
        row = (await work.session.execute(query.execution_options(synchronize_session=False))).one_or_none()
    if row is None:
        raise UnknownAttempt
    kept = _seal(runtime).open(attempt_id, row.sealed)
    return Attempt(attempt_id, issuer, kept["nonce"], kept["code_verifier"], row.next_path)


async def sign_in_from_outside(work: Work, attempt: Attempt, identity: Identity) -> str:
    """Signs in whom the provider names, and links him who comes for the first time. Returns the path to go on with.

    Raises NobodyHere, LinkedToAnother, what `enter` raises, and CodeNeeded, which is kept: the work must be committed.
    """
    before = work.actor
    await work.act_as(LinkHolder(link_id=attempt.id))
    user_id = await _person(work, identity)
    if user_id is None:
        await work.act_as(before)
        await _register(work, attempt, identity)
        return _FIRST_PAGE
    await work.act_as(Anonymous(user_id=user_id))
    totp = await held(work, user_id)
    if totp is not None and totp.confirmed_at is not None:
        await work.act_as(LinkHolder(link_id=attempt.id))
        await _wait_for_code(work, attempt, identity, user_id)
        raise CodeNeeded
    await work.act_as(before)
    await end_this_session(work)
    await work.act_as(Anonymous(user_id=user_id))
    await _link(work, identity.issuer, identity.subject)
    await enter(work, user_id)
    return attempt.next_path


async def count_code(runtime: Runtime, request: Request) -> None:
    """Before a code is looked at. Raises Problem EXPIRED where nobody waits for one, Throttled as `count_try` does."""
    async with open_work(runtime, Request(), LinkHolder(link_id=_id_of(request.outside_token))) as work:
        user_id = (await _waiting(work, request)).user_id
    assert user_id is not None
    await count_try(runtime, user_id)


async def finish_outside_login(work: Work, code: str) -> tuple[TeamMember | User, str]:
    """Signs in who came back from the provider and types his code. Returns where he wanted to go, too.

    Raises Problem EXPIRED where nobody waits for a code, and what `prove`, `enter` and `_link` raise.
    """
    before = work.actor
    await work.act_as(LinkHolder(link_id=_id_of(work.request.outside_token)))
    attempt = await _waiting(work, work.request)
    user_id, subject = attempt.user_id, attempt.subject
    assert user_id is not None
    assert subject is not None
    attempt.user_id = attempt.subject = None
    await work.session.flush()
    await work.act_as(before)
    await end_this_session(work)
    await work.act_as(Anonymous(user_id=user_id))
    await prove(work, user_id, code)
    try:
        await _link(work, attempt.issuer, subject)
    except LinkedToAnother:
        raise Problem(_another(), code=UserErrorCode.TAKEN) from None
    return await enter(work, user_id), attempt.next_path


async def unlink_outside_login(work: Work, outside_login_id: str) -> None:
    """Ends a way to sign in. Raises NotFound for every other person's, Conflict where it is the only way."""
    work.require(Permission.VIEW_PROFILE)
    # Of two who unlink at once, one sees what is left.
    kept = select(User.password_hash).where(User.id == work.actor.user_id).with_for_update()
    password_hash = (await work.session.execute(kept)).scalar_one_or_none()
    key = parse_id(OutsideLogin.prefix, outside_login_id)
    mine = OutsideLogin.user_id == work.actor.user_id
    link = (await work.session.execute(select(OutsideLogin).where(mine, OutsideLogin.id == key))).scalar_one_or_none()
    if link is None:
        raise NotFound(field="outsideLoginId")
    others = select(OutsideLogin.id).where(mine, OutsideLogin.id != link.id)
    usable = others.where(OutsideLogin.issuer == work.runtime.settings.oidc_issuer)
    if password_hash is None and await work.session.scalar(usable) is None:
        raise Conflict(_("This is your only way to sign in. Set a password first: sign out and reset it by mail."))
    await work.session.execute(delete(OutsideLogin).where(OutsideLogin.id == link.id))
    work.record(OutsideLoginUnlinked(subject_id=link.user_id, issuer=link.issuer))


async def forget_attempts(work: Work) -> None:
    """Deletes attempts that are over, on real time."""
    await work.session.execute(delete(OutsideAttempt).where(OutsideAttempt.expires_at < func.now()))


async def _person(work: Work, identity: Identity) -> uuid.UUID | None:
    """Whose account at the provider it is; of one that comes for the first time, who has the address, or None."""
    linked = func.person_of_outside_login(identity.issuer, identity.subject)
    user_id: uuid.UUID | None = await work.session.scalar(select(linked))
    if user_id is None and identity.email is not None:
        await take_turn(work, identity.email)
        user_id = await work.session.scalar(select(User.id).where(User.email == identity.email))
    return user_id


async def _register(work: Work, attempt: Attempt, identity: Identity) -> None:
    """Makes who came from a registration link's page the first member of the partner, without a password.

    Raises NobodyHere for everybody else: also where the link is another address's, or doesn't work any more.
    """
    token = attempt.next_path.removeprefix(_REGISTRATION)
    if identity.email is None or token == attempt.next_path:
        raise NobodyHere
    name = identity.name or identity.email.partition("@")[0]
    try:
        await register_member(work, token, name, Newcomer(proved_email=identity.email))
    except LinkProblem:
        raise NobodyHere from None
    await _link(work, identity.issuer, identity.subject)


async def _wait_for_code(work: Work, attempt: Attempt, identity: Identity, user_id: uuid.UUID) -> None:
    this = update(OutsideAttempt).where(OutsideAttempt.id == attempt.id)
    waits = this.values(user_id=user_id, subject=identity.subject)
    await work.session.execute(waits.execution_options(synchronize_session=False))


async def _waiting(work: Work, request: Request) -> OutsideAttempt:
    """The attempt of this browser that waits for a code, locked. Raises Problem EXPIRED."""
    this = (
        OutsideAttempt.id == work.actor.link_id,
        OutsideAttempt.browser_hash == token_hash(request.outside_token or ""),
    )
    waits = OutsideAttempt.user_id.is_not(None), OutsideAttempt.expires_at > func.now()
    found = await work.find(OutsideAttempt, select(OutsideAttempt).where(*this, *waits))
    if found is None:
        raise Problem(_("This sign-in took too long. Go back and sign in again."), code=UserErrorCode.EXPIRED)
    return found


async def _link(work: Work, issuer: str, subject: str) -> None:
    """Makes the account at the provider a way to sign in, or marks it as used. The actor must be its person.

    Raises LinkedToAnother where he has another account there.
    """
    user_id = work.actor.user_id
    assert user_id is not None
    fresh = {"id": new_id(), "user_id": user_id, "issuer": issuer, "subject": subject}
    made = insert(OutsideLogin).values(**fresh, linked_at=func.now(), last_used_at=func.now())
    if (await work.session.execute(made.on_conflict_do_nothing().returning(OutsideLogin.id))).scalar_one_or_none():
        work.record(OutsideLoginLinked(subject_id=user_id, issuer=issuer))
        return
    this = OutsideLogin.user_id == user_id, OutsideLogin.issuer == issuer, OutsideLogin.subject == subject
    used = update(OutsideLogin).where(*this).values(last_used_at=func.now()).returning(OutsideLogin.id)
    found = await work.session.execute(used.execution_options(synchronize_session=False))
    if found.scalar_one_or_none() is None:
        raise LinkedToAnother


def _another() -> str:
    return _(
        "Your log-in is linked to another account there. Sign in with your password, and unlink it under Security."
    )


def _new_token(attempt_id: uuid.UUID) -> str:
    """32 random bytes behind the attempt's id."""
    return f"{attempt_id.hex}{secrets.token_urlsafe(32)}"


def _id_of(token: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(hex=(token or "")[:32])
    except ValueError:
        return None


def _seal(runtime: Runtime) -> Seal:
    return Seal(runtime.settings.secret_key, "portal outside login: seal")
