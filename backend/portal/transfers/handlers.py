"""What the clock and other rooms do to transfers: reminders, expiry, an addressee who comes to own another account."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ColumnElement, and_, exists, literal_column, not_, or_, select
from sqlalchemy.orm import aliased

from portal.accounts.events import OwnerChanged
from portal.accounts.models import AccountAccess, AccountStatus, ClientAccount
from portal.core.duties import EVERY_MINUTE, Duty
from portal.core.events import Event, Handlers
from portal.core.work import Work
from portal.program.events import ProgramUpdated
from portal.program.service import current_program
from portal.transfers.events import TransferBlocked, TransferExpired, TransferReminded
from portal.transfers.models import REMIND_AFTER_DAYS, OwnershipTransfer
from portal.transfers.service import remind_of_plan

REMIND_OF_PLAN_AFTER_DAYS = (3, 14, 30)
# So much in one transaction; what is left is done a minute later.
_AT_ONCE = 500
# As words of their own, so that the partial indexes serve: PostgreSQL can't tell what a parameter will be.
_PENDING = OwnershipTransfer.status == literal_column("'PENDING'")
_TO_REMIND = OwnershipTransfer.reminders_sent < literal_column(str(len(REMIND_AFTER_DAYS)))


async def remind_clients(work: Work) -> None:
    """Reminds clients of transfers after 7 and 25 days; after a long pause once, not twice."""
    first, second = (work.now - dt.timedelta(days=days) for days in REMIND_AFTER_DAYS)
    due = or_(
        and_(OwnershipTransfer.sent_at <= first, OwnershipTransfer.reminders_sent < 1),
        OwnershipTransfer.sent_at <= second,
    )
    answerable = and_(OwnershipTransfer.expires_at > work.now, OwnershipTransfer.blocked_at.is_(None))
    for transfer, account in await _locked(work, and_(_TO_REMIND, due, answerable)):
        transfer.reminders_sent = transfer.reminders_due(work.now)
        assert transfer.link_id is not None
        work.record(
            TransferReminded(
                subject_id=account.id,
                partner_id=transfer.partner_id,
                account_id=account.account_id,
                transfer_id=transfer.id,
                link_id=transfer.link_id,
            )
        )


async def tell_expiry(work: Work) -> None:
    """Tells partners of links that were not used in time."""
    over = and_(OwnershipTransfer.expires_at <= work.now, not_(OwnershipTransfer.expiry_told))
    for transfer, account in await _locked(work, over):
        transfer.expiry_told = True
        work.record(
            TransferExpired(
                subject_id=account.id,
                partner_id=transfer.partner_id,
                account_id=account.account_id,
                transfer_id=transfer.id,
            )
        )


async def _locked(
    work: Work, condition: ColumnElement[bool], *, skip_locked: bool = True
) -> list[tuple[OwnershipTransfer, ClientAccount]]:
    # Whoever is at one of them just now (a client who accepts) goes first; a duty looks again a minute later.
    # PostgreSQL locks in the order of the tables: the account first, as everybody does.
    query = (
        select(OwnershipTransfer, ClientAccount)
        .select_from(ClientAccount)
        .join(OwnershipTransfer, OwnershipTransfer.account_id == ClientAccount.id)
        .where(_PENDING, condition)
        .order_by(ClientAccount.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=skip_locked)
    )
    return [(row[0], row[1]) for row in await work.session.execute(query)]


async def remind_of_plans(work: Work) -> None:
    """Reminds owners without a plan after 3, 14 and 30 days; after a long pause once."""
    waiting = AccountAccess.status == AccountStatus.AWAITING_PLAN
    due = or_(
        *(
            and_(
                AccountAccess.waits_since <= work.now - dt.timedelta(days=days), AccountAccess.plan_reminders_sent <= i
            )
            for i, days in enumerate(REMIND_OF_PLAN_AFTER_DAYS)
        )
    )
    query = (
        select(AccountAccess, ClientAccount)
        .join(ClientAccount, ClientAccount.id == AccountAccess.account_id)
        .where(waiting, due)
        .order_by(AccountAccess.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for access, account in (await work.session.execute(query)).all():
        waited = work.now - (access.waits_since or work.now)
        access.plan_reminders_sent = sum(waited >= dt.timedelta(days=days) for days in REMIND_OF_PLAN_AFTER_DAYS)
        await remind_of_plan(work, access, account)


async def look_at_blocked(work: Work, event: Event) -> None:
    """An address came to own an account, or lost one: its other transfers can't be accepted, or can again."""
    program = await current_program(work)
    account = await work.session.get_one(ClientAccount, event.subject_id)
    other = aliased(ClientAccount)
    owns = exists().where(other.owner_email == OwnershipTransfer.to_email, other.closed_at.is_(None))
    free = and_(OwnershipTransfer.blocked_at.is_not(None), ~owns)
    for transfer, _offered in await _locked(work, free, skip_locked=False):
        transfer.blocked_at = None
    if not program.one_account_per_email or account.owner_email is None or account.closed_at is not None:
        return
    to_owner = and_(OwnershipTransfer.to_email == account.owner_email, OwnershipTransfer.blocked_at.is_(None))
    await _block(work, to_owner)


async def look_at_all(work: Work, event: Event) -> None:
    """The program began or ceased to allow one account for each address: who is blocked is another question now."""
    if "one_account_per_email" not in event.data["fields"]:
        return
    exclusive = (await current_program(work)).one_account_per_email
    if not exclusive:
        for transfer, _offered in await _locked(work, OwnershipTransfer.blocked_at.is_not(None), skip_locked=False):
            transfer.blocked_at = None
        return
    other = aliased(ClientAccount)
    owns = exists().where(other.owner_email == OwnershipTransfer.to_email, other.closed_at.is_(None))
    await _block(work, and_(owns, OwnershipTransfer.blocked_at.is_(None)))


async def _block(work: Work, condition: ColumnElement[bool]) -> None:
    for transfer, offered in await _locked(work, condition, skip_locked=False):
        transfer.blocked_at = work.now
        work.record(
            TransferBlocked(
                subject_id=offered.id,
                partner_id=transfer.partner_id,
                account_id=offered.account_id,
                transfer_id=transfer.id,
            )
        )


HANDLERS: Handlers = {OwnerChanged: (look_at_blocked,), ProgramUpdated: (look_at_all,)}
DUTIES = (
    Duty("remind clients of transfers", EVERY_MINUTE, remind_clients),
    Duty("tell of expired transfers", EVERY_MINUTE, tell_expiry),
    Duty("remind clients of plans", EVERY_MINUTE, remind_of_plans),
)
