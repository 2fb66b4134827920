"""How somebody proves who he is by a passkey: a challenge for his browser, and what his device signed of it."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncSession
from webauthn.helpers.structs import AuthenticationCredential

from portal.core.actors import Anonymous
from portal.core.ids import new_id
from portal.core.problems import InvalidInput, Problem, UserErrorCode
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work, in_own_transaction, open_work
from portal.identity import throttle
from portal.identity.authentication import new_token, token_hash
from portal.identity.service import record_refused
from portal.passkeys import ceremonies
from portal.passkeys.events import PasskeyCloned
from portal.passkeys.models import LONGEST_SECONDS, Passkey

_CHALLENGE_BYTES = 32
_BROWSER_PREFIX = "pp_brw_"
_QUARTER_HOUR = dt.timedelta(minutes=15)
_THROTTLE = "passkey"
_SHORTEST_SECONDS = 30

_BEGIN = sql("select begin_passkey_challenge(:browser_hash, :challenge, :user_id, :seconds)")
_TAKE = sql("select take_passkey_challenge(:browser_hash, :user_id)")


@dataclass(frozen=True)
class Shown:
    """A passkey that a browser shows, and the challenge that it was given. Nothing of it is proved yet."""

    credential: AuthenticationCredential
    challenge: bytes


class RefusedPasskey(Problem):
    """A passkey that doesn't let in, for whatever reason. That it was tried stands in the trail."""

    def __init__(self, request: Request, user_id: uuid.UUID | None) -> None:
        super().__init__(_("This passkey was not accepted. Try another one, or sign in with your password."))
        self._request = request
        self._user_id = user_id

    async def afterwards(self, runtime: Any) -> None:
        await record_refused(runtime, self._request, self._user_id or new_id())


class ClonedPasskey(Problem):
    """A passkey whose counter went backwards: the key may be in two hands. Its owner is told."""

    code = UserErrorCode.NOT_ALLOWED

    def __init__(self, request: Request, passkey: Passkey) -> None:
        message = _("This passkey may have been copied, so it was not accepted. Sign in otherwise, and remove it.")
        super().__init__(message)
        self._request = request
        self._user_id, self._passkey_id = passkey.user_id, passkey.id

    async def afterwards(self, runtime: Any) -> None:
        async with open_work(runtime, Request(ip_address=self._request.ip_address), Anonymous()) as work:
            work.record(PasskeyCloned(subject_id=self._user_id, passkey_id=self._passkey_id))


async def begin(session: AsyncSession, browser: str, user_id: uuid.UUID | None, seconds: int) -> bytes:
    """A fresh challenge for a browser, in place of one that it still had. `user_id` is who adds a passkey, or None."""
    challenge = secrets.token_bytes(_CHALLENGE_BYTES)
    values = {"browser_hash": token_hash(browser), "challenge": challenge, "user_id": user_id, "seconds": seconds}
    await session.execute(_BEGIN, values)
    return challenge


async def take(runtime: Runtime, browser: str | None, user_id: uuid.UUID | None) -> bytes:
    """The challenge that the browser was given, which counts once, whatever comes of it.

    Raises Problem EXPIRED where it has none: it is over, was used, or was given to another browser.
    """
    values = {"browser_hash": token_hash(browser or ""), "user_id": user_id}
    challenge = await in_own_transaction(runtime, lambda session: session.scalar(_TAKE, values))
    if challenge is None:
        message = _("This took too long, or was begun elsewhere. Try again.")
        raise Problem(message, code=UserErrorCode.EXPIRED)
    return bytes(challenge)


async def count_start(runtime: Runtime, request: Request) -> None:
    """Before somebody begins to sign in. Raises Throttled after 100 times from one address in 15 minutes."""
    await throttle.hit_from(runtime, "passkey-address", request.ip_address, limit=100, window=_QUARTER_HOUR)


async def start_signing_in(work: Work, seconds: int) -> str:
    """What the browser needs to ask for a passkey, as JSON: the same for everybody.

    Its challenge is bound to a cookie, so that nobody signs another's browser in with a passkey of his own. Raises
    InvalidInput for a time that is too long or too short.
    """
    if not _SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise InvalidInput(_("Give a number of seconds from 30 to 300."), field="timeoutSeconds")
    browser = new_token(_BROWSER_PREFIX)
    challenge = await begin(work.session, browser, None, seconds)
    work.request.new_browser_token = browser
    return ceremonies.request_options(work.runtime.settings, challenge, seconds)


async def who_shows(runtime: Runtime, request: Request, answer: str) -> Shown:
    """Before signing in with a passkey: uses the browser's challenge up, outside any transaction that may fail.

    Raises what `take` raises, RefusedPasskey for what is no passkey, Throttled after 100 tries from one address, by
    password or passkey, or 10 with one passkey, in 15 minutes.
    """
    await throttle.hit_from(runtime, "sign-in-address", request.ip_address, limit=100, window=_QUARTER_HOUR)
    challenge = await take(runtime, request.browser_token, None)
    request.new_browser_token = ""
    credential = ceremonies.read_shown(answer)
    if credential is None:
        raise RefusedPasskey(request, None)
    await throttle.hit(runtime, _THROTTLE, credential.raw_id.hex(), limit=10, window=_QUARTER_HOUR)
    return Shown(credential, challenge)


async def prove(work: Work, shown: Shown) -> Passkey:
    """Goes on as the owner of the passkey, which signed the challenge. Raises RefusedPasskey or ClonedPasskey.

    The row stays locked: one use at a time is looked at, and who removes it waits or comes first.
    """
    user_id = ceremonies.owner_of(shown.credential)
    # Row level security shows nobody another's passkeys, so it is looked for as whose it says it is; whoever can't
    # sign with its key stops here, and all that he did is taken back.
    await work.act_as(Anonymous(user_id=user_id))
    this = select(Passkey).where(Passkey.credential_id == shown.credential.raw_id, Passkey.user_id == user_id)
    passkey = (await work.session.execute(this.with_for_update())).scalar_one_or_none()
    if passkey is None:
        raise RefusedPasskey(work.request, None)
    settings = work.runtime.settings
    proved = ceremonies.verify_shown(settings, shown.credential, shown.challenge, passkey.public_key)
    if proved is None:
        raise RefusedPasskey(work.request, passkey.user_id)
    if not passkey.use(proved.new_sign_count, proved.credential_backed_up):
        raise ClonedPasskey(work.request, passkey)
    passkey.last_used_at = await work.session.scalar(select(func.now()))
    await throttle.forget_within(work, _THROTTLE, shown.credential.raw_id.hex())
    await work.session.flush()
    return passkey
