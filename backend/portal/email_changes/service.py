"""The verbs by which a person changes his e-mail address."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, select, update
from sqlalchemy import text as sql

from portal.core.actors import Anonymous, LinkHolder
from portal.core.ids import new_id
from portal.core.inputs import email_address
from portal.core.links import LinkKind
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, LinkProblem, Problem, UserErrorCode
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work
from portal.email_changes.events import EmailChanged, EmailChangeRequested
from portal.email_changes.models import CHANGE_HOURS, EmailChange
from portal.identity import throttle
from portal.identity.authentication import token_hash
from portal.identity.events import SessionEnded
from portal.identity.models import PasswordReset, Session, User
from portal.identity.service import Confirmed, confirm_person, require_confirmed, take_turn
from portal.second_factors.proving import require_shown_factor

# Whoever opens an old link still reads that it expired, and the old address is still mailed to.
_KEPT = dt.timedelta(days=7)
# Accounts are a room above this one, whose rows alone are looked at.
_OWNS_ACCOUNT = sql("select exists (select from owned_by(:email))")


async def confirm_change(runtime: Runtime, request: Request, email: str, password: str | None) -> Confirmed:
    """Before the transaction. Raises what `confirm_person` raises, InvalidInput for what is no address, and Throttled
    after 5 of one person or to one address in an hour.
    """
    address = email_address(email)
    confirmed = await confirm_person(runtime, request, Permission.VIEW_PROFILE, password)
    await throttle.hit(runtime, "email-change", str(confirmed.user_id), limit=5, window=throttle.HOUR)
    await throttle.hit(runtime, "email-change-to", address, limit=5, window=throttle.HOUR)
    return confirmed


async def change_email(work: Work, confirmed: Confirmed, email: str) -> None:
    """Has a link mailed to the new address; nobody can tell whether somebody has it. The old address is told.

    Raises InvalidInput for the address that he has, what `require_shown_factor` raises.
    """
    work.require(Permission.VIEW_PROFILE)
    await require_shown_factor(work)
    address, user_id = email_address(email), confirmed.user_id
    current = (await work.session.execute(select(User.email).where(User.id == user_id))).scalar_one()
    # Whoever asks twice at once, or confirms meanwhile, does it in turn: one link works.
    await take_turn(work, current)
    await require_confirmed(work, confirmed)
    if current == address:
        raise InvalidInput(_("This is your address already."), field="email")
    works = EmailChange.used_at.is_(None), EmailChange.replaced_at.is_(None)
    older = update(EmailChange).where(EmailChange.user_id == user_id, *works).values(replaced_at=work.now)
    await work.session.execute(older.execution_options(synchronize_session=False))
    change = EmailChange(
        id=new_id(),
        user_id=user_id,
        new_email=address,
        requested_at=work.now,
        expires_at=work.now + dt.timedelta(hours=CHANGE_HOURS),
    )
    work.add(change)
    work.record(EmailChangeRequested(subject_id=user_id, change_id=change.id))


async def confirm_email(work: Work, token: str) -> EmailChange:
    """Changes the address by the mailed link: open links for a new password die, and all sessions but the one that the
    request came with, if it is the person's own.

    Raises LinkProblem, Problem TAKEN for an address that somebody has by now, NOT_ALLOWED for one that owns an account.
    """
    link = work.runtime.links.read(LinkKind.EMAIL, token)
    if link is None:
        raise _forged()
    await work.act_as(LinkHolder(link_id=link.id))
    addresses = select(EmailChange.new_email, User.email).join(User, User.id == EmailChange.user_id)
    known = (await work.session.execute(addresses.where(EmailChange.id == link.id))).one_or_none()
    if known is None:
        raise _forged()
    # In one order, whoever changes to whose address.
    for address in sorted(set(known)):
        await take_turn(work, address)
    change = await work.find(EmailChange, select(EmailChange).where(EmailChange.id == link.id))
    if change is None:
        raise _forged()
    change.check(work.now)
    await _require_free(work, change.new_email)
    await work.act_as(Anonymous(user_id=change.user_id))
    user = (await work.session.execute(select(User).where(User.id == change.user_id).with_for_update())).scalar_one()
    change.use(user.email, work.now)
    user.email = change.new_email
    await work.session.flush()
    await _end_what_was_open(work, user)
    work.record(EmailChanged(subject_id=user.id, change_id=change.id))
    await work.flush()
    # As whoever holds the link he reads what came of it.
    await work.act_as(LinkHolder(link_id=link.id))
    return change


async def forget_old_changes(work: Work) -> None:
    """Deletes changes a week after their link was over."""
    await work.session.execute(delete(EmailChange).where(EmailChange.expires_at < work.now - _KEPT))


async def _require_free(work: Work, address: str) -> None:
    if await work.session.scalar(select(User.id).where(User.email == address)) is not None:
        message = _("Another log-in has this address. Sign in with that one, or change to another address.")
        raise Problem(message, code=UserErrorCode.TAKEN)
    if await work.session.scalar(_OWNS_ACCOUNT, {"email": address}):
        message = _("This address owns a client account, so it can't sign in to a partner. Change to another address.")
        raise Problem(message, code=UserErrorCode.NOT_ALLOWED)


async def _end_what_was_open(work: Work, user: User) -> None:
    """Links for a new password, which were mailed to the old address, and other browsers' sessions."""
    works = PasswordReset.used_at.is_(None), PasswordReset.replaced_at.is_(None)
    dead = update(PasswordReset).where(PasswordReset.user_id == user.id, *works).values(replaced_at=work.now)
    await work.session.execute(dead.execution_options(synchronize_session=False))
    this = token_hash(work.request.session_token or "")
    others = delete(Session).where(Session.user_id == user.id, Session.token_hash != this).returning(Session.id)
    ended = (await work.session.execute(others)).all()
    if ended:
        work.record(SessionEnded(subject_id=user.id, sessions=len(ended)))


def _forged() -> LinkProblem:
    message = _("This link is not one of ours. Change your address once more under Settings, Security.")
    return LinkProblem(message, code=UserErrorCode.NOT_FOUND)
