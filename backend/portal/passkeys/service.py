"""The verbs of passkeys."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from webauthn.helpers.structs import CredentialDeviceType

from portal.core.ids import new_id, parse_id
from portal.core.inputs import email_address, text
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, NotFound, NotPermitted, Problem, UserErrorCode
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work, open_work
from portal.identity.events import SessionEnded
from portal.identity.models import Session, User
from portal.identity.service import Confirmed, require_confirmed
from portal.passkeys import ceremonies
from portal.passkeys.events import PasskeyAdded, PasskeyRemoved
from portal.passkeys.models import LONGEST_SECONDS, MOST_PASSKEYS, Passkey, PasskeyDeviceType
from portal.passkeys.proving import begin, take
from portal.program.service import current_program
from portal.second_factors.proving import prove, require_shown_factor
from portal.second_factors.service import forget_totp

_DEVICE_TYPES = {
    CredentialDeviceType.SINGLE_DEVICE: PasskeyDeviceType.SINGLE_DEVICE,
    CredentialDeviceType.MULTI_DEVICE: PasskeyDeviceType.MULTI_DEVICE,
}


@dataclass(frozen=True)
class Begun:
    """Whoever adds a passkey, and the challenge that his browser was given."""

    user_id: uuid.UUID
    challenge: bytes


async def start_adding_passkey(work: Work, confirmed: Confirmed, code: str | None) -> str:
    """What the browser needs to make a passkey, as JSON; it is added once `add_passkey` gets its answer.

    Since a passkey takes the place of password and code, both are asked for once more. Raises what `require_confirmed`,
    `prove` and `require_shown_factor` raise, LIMIT_REACHED for the 21st.
    """
    work.require(Permission.VIEW_PROFILE)
    await require_confirmed(work, confirmed)
    await prove(work, confirmed.user_id, code)
    await require_shown_factor(work)
    known = await _known(work, confirmed.user_id)
    _require_room(len(known))
    browser = work.request.session_token
    if browser is None:
        raise NotPermitted
    challenge = await begin(work.session, browser, confirmed.user_id, LONGEST_SECONDS)
    user = await work.session.get_one(User, confirmed.user_id)
    program = await current_program(work)
    return ceremonies.creation_options(work.runtime.settings, program.name, user, challenge, known)


async def who_adds(runtime: Runtime, request: Request) -> Begun:
    """Before adding one: uses the browser's challenge up, outside any transaction that may fail.

    Raises what `require` and `take` raise.
    """
    async with open_work(runtime, request) as work:
        work.require(Permission.VIEW_PROFILE)
        user_id = work.actor.user_id
        if user_id is None:
            raise NotPermitted
    return Begun(user_id, await take(runtime, request.session_token, user_id))


async def add_passkey(work: Work, begun: Begun, name: str, answer: str) -> Passkey:
    """Adds the passkey that the browser made. Raises InvalidInput where it doesn't hold, LIMIT_REACHED for the 21st."""
    work.require(Permission.VIEW_PROFILE)
    if work.actor.user_id != begun.user_id:
        raise NotPermitted
    called = text(name, "name", longest=60)
    made = ceremonies.verify_new(work.runtime.settings, answer, begun.challenge)
    if made is None:
        raise _not_added()
    # One is added at a time, or two at once could be one too many.
    owner = select(User.id).where(User.id == begun.user_id).with_for_update(key_share=True)
    await work.session.execute(owner)
    _require_room(len(await _known(work, begun.user_id)))
    new = insert(Passkey).values(
        id=new_id(),
        user_id=begun.user_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=called,
        device_type=_DEVICE_TYPES[made.credential_device_type].value,
        backed_up=made.credential_backed_up,
        created_at=func.now(),
    )
    # A credential that is there already, whosever it is, is nobody else's.
    added = new.on_conflict_do_nothing(index_elements=[Passkey.credential_id]).returning(Passkey)
    passkey = (await work.session.execute(added)).scalar_one_or_none()
    if passkey is None:
        raise _not_added()
    # He has just shown it: a session that began without one goes on as if it had begun with it.
    this = update(Session).where(Session.id == work.actor.session_id, Session.passkey_id.is_(None))
    await work.session.execute(this.values(passkey_id=passkey.id).execution_options(synchronize_session=False))
    work.record(PasskeyAdded(subject_id=begun.user_id, passkey_id=passkey.id))
    return passkey


async def remove_passkey(work: Work, confirmed: Confirmed, passkey_id: str) -> None:
    """Removes one of the person's own, and ends the sessions in which it was shown, but for this one.

    Raises NotFound for every other, what `require_confirmed` and `require_shown_factor` raise.
    """
    work.require(Permission.VIEW_PROFILE)
    await require_confirmed(work, confirmed)
    await require_shown_factor(work)
    key = parse_id(Passkey.prefix, passkey_id)
    mine = delete(Passkey).where(Passkey.id == key, Passkey.user_id == confirmed.user_id)
    gone = (await work.session.execute(mine.returning(Passkey.id))).scalar_one_or_none()
    if gone is None:
        raise NotFound(field="passkeyId")
    work.record(PasskeyRemoved(subject_id=confirmed.user_id, passkey_id=gone))
    shown = Session.user_id == confirmed.user_id, Session.passkey_id == gone
    elsewhere = delete(Session).where(*shown, Session.id != work.actor.session_id).returning(Session.id)
    ended = (await work.session.execute(elsewhere)).all()
    here = update(Session).where(*shown).values(passkey_id=None)
    await work.session.execute(here.execution_options(synchronize_session=False))
    if ended:
        work.record(SessionEnded(subject_id=confirmed.user_id, sessions=len(ended)))


async def forget_factors_of(work: Work, email: str) -> None:
    """Takes app and passkeys from somebody who lost them, for whoever runs the portal, and ends his sessions: they may
    run on what he lost. Raises NotFound.
    """
    if not work.actor.permissions >= frozenset(Permission):
        raise NotPermitted
    user_id = await work.session.scalar(select(User.id).where(User.email == email_address(email)))
    had_app = user_id is not None and await forget_totp(work, user_id)
    lost = delete(Passkey).where(Passkey.user_id == user_id).returning(Passkey.id)
    passkey_ids = (await work.session.execute(lost)).scalars().all()
    if user_id is None or not (had_app or passkey_ids):
        raise NotFound(_("Nobody of this address has two-step sign-in or a passkey. Check the address."))
    for passkey_id in passkey_ids:
        work.record(PasskeyRemoved(subject_id=user_id, passkey_id=passkey_id))
    ended = (await work.session.execute(delete(Session).where(Session.user_id == user_id).returning(Session.id))).all()
    if ended:
        work.record(SessionEnded(subject_id=user_id, sessions=len(ended)))


async def _known(work: Work, user_id: uuid.UUID) -> list[bytes]:
    """The credentials that the person has."""
    his = select(Passkey.credential_id).where(Passkey.user_id == user_id).order_by(Passkey.id)
    return list((await work.session.execute(his)).scalars())


def _require_room(count: int) -> None:
    if count >= MOST_PASSKEYS:
        message = _("You have {most} passkeys, and can't keep more. Remove one that you don't use.", most=MOST_PASSKEYS)
        raise Problem(message, code=UserErrorCode.LIMIT_REACHED)


def _not_added() -> Problem:
    message = _("This passkey could not be added. Begin again, or use another device.")
    return InvalidInput(message, field="credential")
