"""How somebody proves that he has his second factor: by a code, each of which counts once."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ScalarSelect, func, select, update
from sqlalchemy.orm import undefer

from portal.core.actors import Operator, UnprovenOperator
from portal.core.problems import InvalidInput, Problem, UserErrorCode
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.seals import Seal
from portal.core.texts import _
from portal.core.work import Work
from portal.identity import throttle
from portal.identity.models import Session
from portal.identity.service import record_refused
from portal.program.service import current_program
from portal.second_factors import codes
from portal.second_factors.events import RecoveryCodeUsed
from portal.second_factors.models import RecoveryCode, Totp

_TRIES = 10
_QUARTER_HOUR = dt.timedelta(minutes=15)
_THROTTLE = "second-factor"


class WrongCode(InvalidInput):
    """A code that is wrong, over, or was used before. That it was tried stands in the trail."""

    def __init__(self, request: Request, user_id: uuid.UUID) -> None:
        message = _("This code is wrong, or was used already. Wait for the app's next one, or use a recovery code.")
        super().__init__(message, field="code")
        self._request = request
        self._user_id = user_id

    async def afterwards(self, runtime: Any) -> None:
        await record_refused(runtime, self._request, self._user_id)


async def count_try(runtime: Runtime, user_id: uuid.UUID) -> None:
    """Before a code is looked at. Raises Throttled after 10 tries of one person in 15 minutes."""
    await throttle.hit(runtime, _THROTTLE, str(user_id), limit=_TRIES, window=_QUARTER_HOUR)


async def prove(work: Work, user_id: uuid.UUID, code: str | None) -> None:
    """Of whoever gave the right password, and acts as himself: takes his code, if he has a second factor.

    Raises Problem CODE_REQUIRED where he sent none, InvalidInput for a wrong one.
    """
    totp = await held(work, user_id)
    if totp is None or totp.confirmed_at is None:
        return
    if code is None or not code.strip():
        message = _("Type the code that your authenticator app shows, or one of your recovery codes.")
        raise Problem(message, field="code", code=UserErrorCode.CODE_REQUIRED)
    await take_code(work, totp, code)


async def held(work: Work, user_id: uuid.UUID | None) -> Totp | None:
    """The person's authenticator app, locked: one code at a time is looked at."""
    mine = select(Totp).where(Totp.user_id == user_id).options(undefer(Totp.sealed)).with_for_update()
    return (await work.session.execute(mine.execution_options(populate_existing=True))).scalar_one_or_none()


async def take_code(work: Work, totp: Totp, code: str) -> None:
    """Uses up a code of the app, which is locked, or a recovery code. Raises InvalidInput."""
    typed = codes.plain(code)
    if codes.is_recovery_code(typed):
        await _take_recovery_code(work, totp.user_id, typed)
    elif not await is_of_app(work, totp, typed):
        raise WrongCode(work.request, totp.user_id)
    await throttle.forget_within(work, _THROTTLE, str(totp.user_id))


async def is_of_app(work: Work, totp: Totp, typed: str) -> bool:
    """Whether the app shows this code now; it is used up then. On real time, as the app's is."""
    now = (await work.session.execute(select(func.clock_timestamp()))).scalar_one()
    return totp.take(str(seal(work).open(totp.id, totp.sealed)["secret"]), typed, now)


def seal(work: Work) -> Seal:
    """What closes the apps' secrets."""
    return Seal(work.runtime.settings.secret_key, "portal second factors: seal")


async def _take_recovery_code(work: Work, user_id: uuid.UUID, typed: str) -> None:
    code_hash = codes.recovery_hash(work.runtime.settings.secret_key, user_id, typed)
    unused = RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None)
    this = update(RecoveryCode).where(*unused, RecoveryCode.code_hash == code_hash).values(used_at=func.now())
    taken = this.returning(RecoveryCode.id).execution_options(synchronize_session=False)
    if (await work.session.execute(taken)).one_or_none() is None:
        raise WrongCode(work.request, user_id)
    left = await work.session.scalar(select(func.count()).select_from(RecoveryCode).where(*unused))
    work.record(RecoveryCodeUsed(subject_id=user_id, left=left or 0))


async def require_for_payouts(work: Work) -> None:
    """Raises Problem NOT_ALLOWED where the program asks for a second factor before money moves, and whoever acts has
    shown none: he has no app, and this is no session in which he showed a passkey. Programs and tokens show none.
    """
    if not (await current_program(work)).second_factor_for_payouts:
        return
    if work.actor.session_id is None or not await work.session.scalar(
        select(func.proves_second_factor(work.actor.user_id, _passkey_of(work)))
    ):
        message = _(
            "The program asks for a second factor here. Set up two-step sign-in under Settings, Security, or sign in"
            " with a passkey, and try again."
        )
        raise Problem(message, code=UserErrorCode.NOT_ALLOWED)


async def require_shown_factor(work: Work) -> None:
    """Before somebody changes how he signs in. Raises Problem NOT_ALLOWED where the program asks him for a second
    factor, and he has a passkey but came in with his password alone: whoever stole that could give himself another
    factor.
    """
    program = await current_program(work)
    is_operator = isinstance(work.actor, (Operator, UnprovenOperator))
    if not (program.second_factor_for_operators if is_operator else program.second_factor_for_payouts):
        return
    user_id = work.actor.user_id
    his = select(func.has_second_factor(user_id), func.proves_second_factor(user_id, _passkey_of(work)))
    has, has_shown = (await work.session.execute(his)).one()
    if has and not has_shown:
        message = _("Sign out, and in again with your passkey, to do this. If you lost it, ask the program's support.")
        raise Problem(message, code=UserErrorCode.NOT_ALLOWED)


def _passkey_of(work: Work) -> ScalarSelect[uuid.UUID | None]:
    """The passkey that was shown in the session."""
    return select(Session.passkey_id).where(Session.id == work.actor.session_id).scalar_subquery()
