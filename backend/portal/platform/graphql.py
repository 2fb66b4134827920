"""The vendor's side in GraphQL."""

from __future__ import annotations

import datetime as dt

import strawberry
from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.types import ARRAY

from portal.accounts.graphql import ClientAccount
from portal.accounts.models import ClientAccount as AccountModel
from portal.accounts.references import account_named, read_reference
from portal.core import actors
from portal.core.actors import ProgramClient
from portal.core.graphql import Connection, Node, described
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.reading.declare import (
    column,
    connection,
    everything,
    filters,
    id_of,
    one,
    reads,
    where,
)
from portal.core.reading.money import Money, money
from portal.core.reading.totals import Tally
from portal.platform import models
from portal.platform.doubles import looks_like
from portal.platform.models import BillingEventType, BillingEventWait

described(
    BillingEventType,
    PLAN_SELECTED="The client chose a plan.",
    PAYMENT="The client paid.",
    REFUND="A payment was given back, in part or whole.",
    CHARGEBACK="A payment was taken back by the client's bank.",
    CHARGEBACK_REVERSED="A payment that was taken back came after all.",
    PLAN_CANCELLED="The client has no plan any more.",
)
described(
    BillingEventWait,
    ACCOUNT="No account with its number is registered yet.",
    PAYMENT="The payment that it names is not recorded yet, or is of another account or currency.",
)

_EVENT = models.BillingEvent
_Payment = aliased(models.BillingEvent)
# Money goes back within its source, its account and its currency: what rewards reckon with, too.
_PAYMENT_IS_KNOWN = (
    exists()
    .where(
        _Payment.source == _EVENT.source,
        _Payment.external_id == _EVENT.payment_external_id,
        _Payment.account_id == _EVENT.account_id,
        _Payment.currency_code == _EVENT.currency_code,
        _Payment.type == BillingEventType.PAYMENT.value,
    )
    .correlate_except(_Payment)
)
_WAITS_FOR_ACCOUNT = _EVENT.account_id.is_(None)
_WAITS_FOR_PAYMENT = and_(_EVENT.account_id.is_not(None), _EVENT.payment_external_id.is_not(None), ~_PAYMENT_IS_KNOWN)


_Earlier, _First = aliased(models.BillingEvent), aliased(models.BillingEvent)


@reads(
    _EVENT,
    scope={actors.Operator: everything, ProgramClient: everything},
    node=Permission.VIEW_BILLING_EVENTS,
)
class BillingEvent(Node):
    """What the vendor's billing told."""

    id: strawberry.ID = id_of(_EVENT)
    source: str
    external_id: str
    type: BillingEventType
    account_id: str = column(_EVENT.account_number, "The vendor's number of the account.")
    account: ClientAccount | None = one(
        AccountModel.id == _EVENT.account_id, "The account; null until it is registered."
    )
    occurred_at: dt.datetime
    plan: str | None
    amount_minor: str | None = column(
        cast(_EVENT.amount_minor, Text), "The amount in the currency's smallest units, as digits."
    )
    currency_code: CurrencyCode | None = column(_EVENT.currency_code, "The amount's currency.")
    payment_external_id: str | None
    waits_for: BillingEventWait | None = column(
        case(
            (_WAITS_FOR_ACCOUNT, BillingEventWait.ACCOUNT.value), (_WAITS_FOR_PAYMENT, BillingEventWait.PAYMENT.value)
        ),
        "What it waits for before it does anything; null where it waits for nothing.",
    )
    recorded_at: dt.datetime
    looks_like: BillingEvent | None = one(
        _First.id
        == select(_Earlier.id)
        .where(looks_like(models.BillingEvent, _Earlier))
        .order_by(_Earlier.id)
        .limit(1)
        .correlate_except(_Earlier)
        .scalar_subquery(),
        "The payment that this one looks like: told before under another id, of the same account, amount and minute."
        " Both count.",
        via=_First,
    )
    amount: Money | None = money(
        "The amount, without tax.",
        _EVENT.amount_minor,
        _EVENT.currency_code,
        present=_EVENT.amount_minor.is_not(None),
    )


def _of_account(reference: ColumnElement[str]) -> ColumnElement[bool]:
    waits = and_(_EVENT.account_id.is_(None), _EVENT.account_number == reference)
    return or_(_EVENT.account_id == account_named(reference), waits)


@filters
class BillingEventFilter:
    """Which billing events to list."""

    type: list[BillingEventType] | None = where(
        lambda chosen: _EVENT.type == func.any(chosen), type=ARRAY(Text), description="Of these types."
    )
    account_id: strawberry.ID | None = where(
        _of_account,
        of=strawberry.ID,
        prepare=read_reference,
        description="Of the account with this id or number.",
    )
    matched: bool | None = where(
        choices={
            True: _EVENT.account_id.is_not(None),
            False: _EVENT.account_id.is_(None),
        },
        description="Only those whose account is known, or only those that wait for it.",
    )
    waits_for: BillingEventWait | None = where(
        of=BillingEventWait,
        choices={
            BillingEventWait.ACCOUNT: _WAITS_FOR_ACCOUNT,
            BillingEventWait.PAYMENT: _WAITS_FOR_PAYMENT,
        },
        description="Only those that wait for this.",
    )
    source: str | None = where(lambda name: _EVENT.source == name, description="Only those that this system told.")


_EVENTS = Tally(_EVENT, kind=_EVENT.type)


@strawberry.type
class PlatformQueries:
    billing_events: Connection[BillingEvent] = connection(
        "What the vendor's billing told, the latest first.",
        filter=BillingEventFilter,
        order=[_EVENT.recorded_at, _EVENT.id],
        requires=Permission.VIEW_BILLING_EVENTS,
        total={actors.Operator: _EVENTS, ProgramClient: _EVENTS},
    )
