"""The vendor's side in GraphQL."""

from __future__ import annotations

import datetime as dt

import strawberry
from sqlalchemy import Text, cast, func
from sqlalchemy.types import ARRAY

from portal.accounts.graphql import ClientAccount
from portal.accounts.models import ClientAccount as AccountModel
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
from portal.core.reading.totals import Tally
from portal.platform import models
from portal.platform.models import BillingEventType

described(
    BillingEventType,
    PLAN_SELECTED="The client chose a plan.",
    PAYMENT="The client paid.",
    REFUND="A payment was given back, in part or whole.",
    CHARGEBACK="A payment was taken back by the client's bank.",
    CHARGEBACK_REVERSED="A payment that was taken back came after all.",
    PLAN_CANCELLED="The client has no plan any more.",
)


@reads(
    models.BillingEvent,
    scope={actors.Operator: everything, ProgramClient: everything},
    node=Permission.VIEW_BILLING_EVENTS,
)
class BillingEvent(Node):
    """What the vendor's billing told."""

    id: strawberry.ID = id_of(models.BillingEvent)
    source: str
    external_id: str
    type: BillingEventType
    account_id: str = column(models.BillingEvent.account_number, "The vendor's number of the account.")
    account: ClientAccount | None = one(
        AccountModel.id == models.BillingEvent.account_id, "The account; null until it is registered."
    )
    occurred_at: dt.datetime
    plan: str | None
    amount_minor: str | None = column(
        cast(models.BillingEvent.amount_minor, Text), "The amount in the currency's smallest units, as digits."
    )
    currency_code: CurrencyCode | None = column(models.BillingEvent.currency_code, "The amount's currency.")
    payment_external_id: str | None
    recorded_at: dt.datetime


@filters
class BillingEventFilter:
    """Which billing events to list."""

    type: list[BillingEventType] | None = where(
        lambda chosen: models.BillingEvent.type == func.any(chosen), type=ARRAY(Text), description="Of these types."
    )
    account_id: strawberry.ID | None = where(
        lambda number: models.BillingEvent.account_number == number,
        of=strawberry.ID,
        prepare=AccountModel.read_account_id,
        description="Of the account with this number.",
    )
    matched: bool | None = where(
        choices={
            True: models.BillingEvent.account_id.is_not(None),
            False: models.BillingEvent.account_id.is_(None),
        },
        description="Only those whose account is known, or only those that wait for it.",
    )


_EVENTS = Tally(models.BillingEvent, kind=models.BillingEvent.type)


@strawberry.type
class PlatformQueries:
    billing_events: Connection[BillingEvent] = connection(
        "What the vendor's billing told, the latest first.",
        filter=BillingEventFilter,
        order=[models.BillingEvent.recorded_at, models.BillingEvent.id],
        requires=Permission.VIEW_BILLING_EVENTS,
        total={actors.Operator: _EVENTS, ProgramClient: _EVENTS},
    )
