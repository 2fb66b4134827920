"""Plans and payments as the vendor's billing tells them: kept once each, a batch in a few statements."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Text, and_, cast, func, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.selectable import TableValuedAlias

from portal.accounts.models import ClientAccount
from portal.core.batches import require_batch
from portal.core.ids import new_id
from portal.core.inputs import optional_text, plausible, text
from portal.core.money import CurrencyCode, minor_units
from portal.core.notices import Notice
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work
from portal.platform.batches import RowResult, lock_named
from portal.platform.doubles import doubles_among
from portal.platform.models import OF_A_PAYMENT, WITH_AMOUNT, BillingEvent, BillingEventType
from portal.platform.plans import PaidAccounts, apply_event, tell_changes


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
    # Locks are taken kind by kind, each in one order, so that batches wait for each other and never in a circle.
    accounts = await lock_named(work, [row.account_id for row in rows])
    events = [_read(row, accounts.get(row.account_id), work.now) for row in rows]
    kept = await _kept(work, [event for event in events if isinstance(event, BillingEvent)])
    results = [_take(work, kept, row, event) for row, event in zip(rows, events, strict=True)]
    await work.flush()
    told = [event for event in events if isinstance(event, BillingEvent) and kept.took(event)]
    await apply_told(work, accounts, told)
    doubles = await doubles_among(work, told)
    return [_warned(result, event, doubles) for result, event in zip(results, events, strict=True)]


def _warned(result: RowResult, event: BillingEvent | Problem, doubles: Mapping[uuid.UUID, Notice]) -> RowResult:
    notice = doubles.get(event.id) if isinstance(event, BillingEvent) else None
    return replace(result, warnings=[notice]) if notice else result


def _take(work: Work, kept: _Kept, row: BillingRow, event: BillingEvent | Problem) -> RowResult:
    """Adds it if it is new; what became of it."""
    if isinstance(event, Problem):
        return RowResult(row.external_id, BillingOutcome.REJECTED, [event])
    try:
        if not kept.take(event):
            return RowResult(row.external_id, BillingOutcome.DUPLICATE)
    except Problem as problem:
        return RowResult(row.external_id, BillingOutcome.REJECTED, [problem])
    work.add(event)
    return RowResult(row.external_id, BillingOutcome.RECORDED if event.account_id else BillingOutcome.UNMATCHED)


async def apply_told(work: Work, accounts: Mapping[str, ClientAccount], events: Sequence[BillingEvent]) -> None:
    """What events do that are new, or new to their accounts, which are locked; in the order in which they stand."""
    by_id = {account.id: account for account in accounts.values()}
    paid, changes = PaidAccounts(), []
    for event in events:
        if event.account_id is None:
            continue
        account = by_id[event.account_id]
        first_paid_at = account.first_paid_at
        paid.note_event(account, event.type)
        changes.append(apply_event(account, event))
        if account.first_paid_at != first_paid_at:
            paid.note(account)
    await tell_changes(work, [changed for changed in changes if changed])
    paid.tell(work)


_Key = tuple[str, str]


class _Kept:
    """What is recorded under the ids of a batch and of the payments that it names, which grows with the batch."""

    def __init__(self, events: Iterable[BillingEvent], refunded_minor: Mapping[_Key, int]) -> None:
        self._events = {_key(event): event for event in events}
        self._refunded_minor = defaultdict(int, refunded_minor)
        self._took: set[int] = set()

    def take(self, event: BillingEvent) -> bool:
        """Whether it is new. Raises a Problem where its id was recorded with other content, InvalidInput where more
        would go back than was paid, or of something that is no payment of the account.
        """
        known = self._events.get(_key(event))
        if known is not None:
            if known.same_as(event):
                return False
            message = _("This id was recorded with other content. What is recorded is never changed.")
            raise Problem(message, field="externalId", code=UserErrorCode.TAKEN)
        self._require_refundable(event)
        self._events[_key(event)] = event
        self._took.add(id(event))
        return True

    def took(self, event: BillingEvent) -> bool:
        """Whether it was taken as new."""
        return id(event) in self._took

    def _require_refundable(self, event: BillingEvent) -> None:
        if event.payment_external_id is None or event.amount_minor is None:
            return
        key = event.source, event.payment_external_id
        is_refund = event.type == BillingEventType.REFUND
        payment = self._events.get(key)
        if payment is not None:
            # The vendor's team may have said of which account a payment under another number is.
            of_account = payment.account_id in {event.account_id, None} and (
                payment.account_id is not None or payment.account_number == event.account_number
            )
            is_payment = payment.type == BillingEventType.PAYMENT and payment.currency_code == event.currency_code
            if not (is_payment and of_account):
                message = _("This id is of no payment of the account in this currency.")
                raise InvalidInput(message, field="paymentExternalId")
            # A payment may be charged back more than once, each time after it was reversed.
            before_minor = self._refunded_minor[key] if is_refund else 0
            if event.amount_minor + before_minor > (payment.amount_minor or 0):
                raise InvalidInput(_("More would go back than was paid."), field="amount")
        if is_refund:
            self._refunded_minor[key] += event.amount_minor


def _key(event: BillingEvent) -> _Key:
    return event.source, event.external_id


# One at a time for each id, so that of two at once the second finds the first.
_TURNS = sql(
    "select pg_advisory_xact_lock(turn) from ("
    " select distinct hashtextextended(source || chr(31) || external_id, 7465) as turn"
    " from unnest(cast(:sources as text[]), cast(:external_ids as text[])) as told(source, external_id) order by 1"
    ") turns"
)


async def _kept(work: Work, events: Sequence[BillingEvent]) -> _Kept:
    """What is recorded of all that these events name; their ids have their turn until the work ends."""
    own = sorted({_key(event) for event in events})
    payments = sorted({(event.source, event.payment_external_id) for event in events if event.payment_external_id})
    await work.session.execute(_TURNS, {"sources": [key[0] for key in own], "external_ids": [key[1] for key in own]})
    named = _table([*own, *payments])
    recorded = select(BillingEvent).join(
        named, and_(BillingEvent.source == named.c.source, BillingEvent.external_id == named.c.external_id)
    )
    found = (await work.session.execute(recorded)).scalars().all()
    if not payments:
        return _Kept(found, {})
    of = _table(payments)
    refunded = (
        select(of.c.source, of.c.external_id, func.sum(BillingEvent.amount_minor))
        .join(
            BillingEvent,
            and_(BillingEvent.source == of.c.source, BillingEvent.payment_external_id == of.c.external_id),
        )
        .where(BillingEvent.type == BillingEventType.REFUND)
        .group_by(of.c.source, of.c.external_id)
    )
    rows = await work.session.execute(refunded)
    return _Kept(found, {(source, external_id): int(minor) for source, external_id, minor in rows})


def _table(keys: Sequence[_Key]) -> TableValuedAlias:
    """Ids as a table of one parameter for each column, whatever their number."""
    columns = [cast([key[i] for key in keys], ARRAY(Text)) for i in (0, 1)]
    return func.unnest(*columns).table_valued("source", "external_id").render_derived()


def _read(row: BillingRow, account: ClientAccount | None, now: dt.datetime) -> BillingEvent | Problem:
    """The event that was sent, or what is wrong with it."""
    try:
        return _event(row, account, now)
    except Problem as problem:
        return problem


def _event(row: BillingRow, account: ClientAccount | None, now: dt.datetime) -> BillingEvent:
    number = ClientAccount.read_account_id(text(row.account_id, "accountId", longest=200))
    event = BillingEvent(
        id=new_id(),
        source=text(row.source, "source", longest=80),
        external_id=text(row.external_id, "externalId", longest=200),
        type=row.type.value,
        account_number=account.account_id if account is not None else number,
        account_id=account.id if account is not None else None,
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
