"""Plans and payments as the vendor's billing tells them: kept once each; plans act on access at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy import text as sql

from portal.accounts.models import AccountAccess, AccountStatus, ClientAccount
from portal.accounts.service import live_accesses, named
from portal.core.batches import require_batch
from portal.core.ids import new_id
from portal.core.inputs import optional_text, plausible, text
from portal.core.money import CurrencyCode, minor_units
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work
from portal.platform.batches import RowResult, known_account, lock_accounts, one_row
from portal.platform.events import PaidAccountsTold, PlanCancelled, PlanSelected
from portal.platform.models import OF_A_PAYMENT, WITH_AMOUNT, BillingEvent, BillingEventType


class BillingOutcome(StrEnum):
    """What became of one billing event."""

    RECORDED = "RECORDED"
    DUPLICATE = "DUPLICATE"
    UNMATCHED = "UNMATCHED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, kw_only=True)
class BillingRow:
    """One event as it was sent; `amount` in major units, without tax."""

    source: str
    external_id: str
    type: BillingEventType
    account_id: str
    occurred_at: dt.datetime
    plan: str | None = None
    amount: Decimal | None = None
    currency_code: CurrencyCode | None = None
    payment_external_id: str | None = None


async def record_billing_events(work: Work, rows: Sequence[BillingRow]) -> list[RowResult]:
    """Keeps each event once, in whatever order they come; plans and payments act on who may enter at once.

    Raises InvalidInput for more than 500; what is wrong with one stands in its result.
    """
    work.require(Permission.RECORD_BILLING_EVENTS)
    require_batch(rows, "events")
    await lock_accounts(work, [row.account_id for row in rows])
    paid = PaidAccounts()
    results = [await one_row(work, row.external_id, BillingOutcome.REJECTED, _record(work, row, paid)) for row in rows]
    paid.tell(work)
    return results


@dataclass
class PaidAccounts:
    """Accounts that have paid, of which a batch told something that decides whom they count for: told of once.

    One whose row was refused after all may be among them; whoever listens looks at what is there.
    """

    account_ids: set[uuid.UUID] = field(default_factory=set)

    def note(self, account: ClientAccount) -> None:
        """Has it told if it has paid."""
        if account.first_paid_at is not None:
            self.account_ids.add(account.id)

    def tell(self, work: Work) -> None:
        """Records the event, if there is anything to tell."""
        if self.account_ids:
            work.record(PaidAccountsTold(account_ids=sorted(self.account_ids)))


async def apply_waiting(work: Work, account: ClientAccount) -> None:
    """Applies what was told of an account before it was known."""
    waiting = select(BillingEvent).where(
        BillingEvent.account_id.is_(None), BillingEvent.account_number == account.account_id
    )
    found = (await work.session.execute(waiting.order_by(BillingEvent.occurred_at).with_for_update())).scalars().all()
    for event in found:
        event.account_id = account.id
        await _apply(work, account, event)


async def has_plan_now(work: Work, account: ClientAccount) -> None:
    """The client of a locked account has a plan where he had none: partners who waited for it come in."""
    accesses = await live_accesses(work, account)
    joining = [access.partner_id for access in accesses if access.status == AccountStatus.AWAITING_PLAN]
    for access in accesses:
        if access.partner_id in joining:
            access.join()
    for partner_id in _readers(accesses):
        work.record(
            PlanSelected(
                subject_id=account.id,
                partner_id=partner_id,
                account_id=account.account_id,
                plan=account.plan,
                joined=partner_id in joining,
            )
        )


def _readers(accesses: Sequence[AccountAccess]) -> list[uuid.UUID | None]:
    """Each partner reads it in his timeline; where there is none, it is told once all the same."""
    partner_ids: list[uuid.UUID | None] = [access.partner_id for access in accesses]
    return partner_ids or [None]


# One at a time for each id, so that of two at once the second finds the first.
_TURN = sql("select pg_advisory_xact_lock(hashtextextended(:source || chr(31) || :external_id, 7465))")


async def _record(work: Work, row: BillingRow, paid: PaidAccounts) -> BillingOutcome:
    event = _event(row, work.now)
    account = await known_account(work, named(row.account_id), event.account_number)
    event.account_number = account.account_id if account is not None else event.account_number
    event.account_id = account.id if account is not None else None
    await work.session.execute(_TURN, {"source": event.source, "external_id": event.external_id})
    kept = await work.session.scalar(
        select(BillingEvent).where(BillingEvent.source == event.source, BillingEvent.external_id == event.external_id)
    )
    if kept is not None:
        if kept.same_as(event):
            return BillingOutcome.DUPLICATE
        message = _("This id was recorded with other content. What is recorded is never changed.")
        raise Problem(message, field="externalId", code=UserErrorCode.TAKEN)
    work.add(event)
    await work.session.flush()
    if account is None:
        return BillingOutcome.UNMATCHED
    first_paid_at = account.first_paid_at
    await _apply(work, account, event)
    if account.first_paid_at != first_paid_at:
        paid.note(account)
    await work.session.flush()
    return BillingOutcome.RECORDED


def _event(row: BillingRow, now: dt.datetime) -> BillingEvent:
    number = ClientAccount.read_account_id(text(row.account_id, "accountId", longest=200))
    event = BillingEvent(
        id=new_id(),
        source=text(row.source, "source", longest=80),
        external_id=text(row.external_id, "externalId", longest=200),
        type=row.type.value,
        account_number=number,
        occurred_at=plausible(row.occurred_at, now, "occurredAt"),
        plan=optional_text(row.plan, "plan", longest=120),
        payment_external_id=optional_text(row.payment_external_id, "paymentExternalId", longest=200),
        recorded_at=now,
    )
    _check(row, event)
    if row.amount is not None and row.currency_code is not None:
        event.amount_minor = minor_units(row.amount, row.currency_code, "amount")
        event.currency_code = row.currency_code.value
    return event


def _check(row: BillingRow, event: BillingEvent) -> None:
    """Raises InvalidInput where the parts of an event don't fit its type."""
    if row.type is BillingEventType.PLAN_SELECTED and event.plan is None:
        raise InvalidInput(_("Name the plan."), field="plan")
    if row.type in WITH_AMOUNT:
        if row.amount is None:
            raise InvalidInput(_("Give the amount."), field="amount")
        if row.currency_code is None:
            raise InvalidInput(_("Give the currency."), field="currencyCode")
    elif row.amount is not None or row.currency_code is not None:
        raise InvalidInput(_("An event of this type has no amount."), field="amount")
    if (row.type in OF_A_PAYMENT) != (event.payment_external_id is not None):
        raise InvalidInput(
            _("Name the payment of a refund or chargeback, and of these alone."), field="paymentExternalId"
        )


async def _apply(work: Work, account: ClientAccount, event: BillingEvent) -> None:
    """What an event does to plan and access. Refunds and chargebacks do nothing to either."""
    before = account.plan
    match event.type:
        case BillingEventType.PLAN_SELECTED:
            came = account.note_plan(event.plan, event.occurred_at)
        case BillingEventType.PAYMENT:
            came = account.note_payment(event.plan, event.occurred_at)
        case BillingEventType.PLAN_CANCELLED:
            if account.note_cancelled_plan(event.occurred_at):
                await _record_cancelled(work, account)
            return
        case _:
            return
    if came or (account.has_plan and account.plan != before):
        await has_plan_now(work, account)
    elif not account.has_plan:
        await _had_plan(work, account, event.plan)


async def _had_plan(work: Work, account: ClientAccount, plan: str | None) -> None:
    """A plan is heard of after its end: who waits comes in all the same, since its end would not put him out."""
    for access in await live_accesses(work, account):
        if access.status == AccountStatus.AWAITING_PLAN:
            access.join()
            work.record(
                PlanSelected(
                    subject_id=account.id,
                    partner_id=access.partner_id,
                    account_id=account.account_id,
                    plan=plan,
                    joined=True,
                )
            )


async def _record_cancelled(work: Work, account: ClientAccount) -> None:
    for partner_id in _readers(await live_accesses(work, account)):
        work.record(PlanCancelled(subject_id=account.id, partner_id=partner_id, account_id=account.account_id))
