"""The verbs of second factors."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from portal.core.ids import new_id
from portal.core.permissions import Permission
from portal.core.problems import Conflict, InvalidInput, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work
from portal.identity.events import SessionEnded
from portal.identity.models import Session, User
from portal.identity.service import Confirmed, require_confirmed
from portal.program.service import current_program
from portal.second_factors import codes
from portal.second_factors.events import RecoveryCodesRenewed, TotpConfirmed, TotpEnrolled, TotpRemoved
from portal.second_factors.models import RECOVERY_CODES, RecoveryCode, Totp
from portal.second_factors.proving import held, is_of_app, require_shown_factor, seal, take_code

PENDING_HOURS = 1


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app is told, once."""

    secret: str
    otpauth_uri: str


async def enroll_totp(work: Work, confirmed: Confirmed) -> Enrolment:
    """Begins to set up an authenticator app; one that was begun before and never confirmed is forgotten.

    Raises Conflict where there is one already, what `require_shown_factor` raises.
    """
    work.require(Permission.VIEW_PROFILE)
    await require_confirmed(work, confirmed)
    await require_shown_factor(work)
    secret, totp_id = codes.new_secret(), new_id()
    sealed = seal(work).close(totp_id, {"secret": secret})
    fresh = {"id": totp_id, "sealed": sealed, "created_at": func.now()}
    made = insert(Totp).values(user_id=confirmed.user_id, **fresh)
    pending = made.on_conflict_do_update(index_elements=[Totp.user_id], set_=fresh, where=Totp.confirmed_at.is_(None))
    if (await work.session.execute(pending.returning(Totp.id))).one_or_none() is None:
        raise Conflict(_("Two-step sign-in is on already. Turn it off first to set up another app."))
    user = await work.session.get_one(User, confirmed.user_id)
    issuer = (await current_program(work)).name
    work.record(TotpEnrolled(subject_id=user.id))
    return Enrolment(secret, codes.otpauth_uri(secret, user.email, issuer))


async def confirm_totp(work: Work, code: str) -> tuple[Totp, list[str]]:
    """Turns two-step sign-in on by the app's first code, and ends other sessions, in which nobody showed one. Returns
    the recovery codes, which are shown once.

    Raises Conflict where nothing waits for a code, Problem EXPIRED after an hour, InvalidInput for a wrong code, what
    `require_shown_factor` raises.
    """
    work.require(Permission.VIEW_PROFILE)
    # Since it was begun, he may have come to have a passkey.
    await require_shown_factor(work)
    totp = await held(work, work.actor.user_id)
    if totp is None or totp.confirmed_at is not None:
        raise Conflict(_("No app waits for its first code. Begin again to set one up."))
    if await _is_over(work, totp):
        message = _("This took more than an hour. Begin again to set up the app.")
        raise Problem(message, code=UserErrorCode.EXPIRED)
    totp.confirmed_at = await work.session.scalar(select(func.now()))
    if not await is_of_app(work, totp, codes.plain(code)):
        message = _("This is not the code that the app shows now. Type the newest; the phone's clock must be right.")
        raise InvalidInput(message, field="code")
    work.record(TotpConfirmed(subject_id=totp.user_id))
    others = delete(Session).where(Session.user_id == totp.user_id, Session.id != work.actor.session_id)
    ended = (await work.session.execute(others.returning(Session.id))).all()
    if ended:
        work.record(SessionEnded(subject_id=totp.user_id, sessions=len(ended)))
    return totp, await _renew(work, totp.user_id)


async def remove_totp(work: Work, confirmed: Confirmed, code: str) -> None:
    """Turns two-step sign-in off. Raises Conflict where it isn't on, InvalidInput for a wrong code."""
    totp = await _proved(work, confirmed, code)
    await _forget(work, totp.user_id)


async def renew_recovery_codes(work: Work, confirmed: Confirmed, code: str) -> tuple[Totp, list[str]]:
    """New recovery codes in place of the old ones; what `remove_totp` raises."""
    totp = await _proved(work, confirmed, code)
    work.record(RecoveryCodesRenewed(subject_id=totp.user_id))
    return totp, await _renew(work, totp.user_id)


async def forget_totp(work: Work, user_id: uuid.UUID) -> bool:
    """Turns it off for somebody who lost app and recovery codes; whether it was on."""
    totp = await held(work, user_id)
    if totp is None:
        return False
    await _forget(work, user_id)
    return True


async def forget_what_was_never_confirmed(work: Work) -> None:
    """Deletes the secrets of apps that nobody typed a code of, on real time."""
    over = Totp.created_at < func.now() - dt.timedelta(hours=PENDING_HOURS)
    await work.session.execute(delete(Totp).where(Totp.confirmed_at.is_(None), over))


async def _is_over(work: Work, totp: Totp) -> bool:
    since = await work.session.scalar(select(func.now() - dt.timedelta(hours=PENDING_HOURS)))
    return since is None or totp.created_at < since


async def _proved(work: Work, confirmed: Confirmed, code: str) -> Totp:
    """The app of whoever acts, who gave his password and a code."""
    work.require(Permission.VIEW_PROFILE)
    await require_confirmed(work, confirmed)
    totp = await held(work, confirmed.user_id)
    if totp is None or totp.confirmed_at is None:
        raise Conflict(_("Two-step sign-in is off. Set it up first."))
    await take_code(work, totp, code)
    return totp


async def _forget(work: Work, user_id: uuid.UUID) -> None:
    await work.session.flush()
    for table in (RecoveryCode, Totp):
        gone = delete(table).where(table.user_id == user_id).execution_options(synchronize_session=False)
        await work.session.execute(gone)
    work.session.expunge_all()
    work.record(TotpRemoved(subject_id=user_id))


async def _renew(work: Work, user_id: uuid.UUID) -> list[str]:
    """New recovery codes in place of all that there are."""
    old = delete(RecoveryCode).where(RecoveryCode.user_id == user_id).execution_options(synchronize_session=False)
    await work.session.execute(old)
    shown = codes.new_recovery_codes(RECOVERY_CODES)
    key = work.runtime.settings.secret_key
    for code in shown:
        code_hash = codes.recovery_hash(key, user_id, code)
        work.add(RecoveryCode(id=new_id(), user_id=user_id, code_hash=code_hash))
    return shown
