"""What the vendor's product told of plans and payments."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import ClientAccount
from portal.core.database import Identified


class BillingEventType(StrEnum):
    """What happened to a client's plan or money."""

    PLAN_SELECTED = "PLAN_SELECTED"
    PAYMENT = "PAYMENT"
    REFUND = "REFUND"
    CHARGEBACK = "CHARGEBACK"
    CHARGEBACK_REVERSED = "CHARGEBACK_REVERSED"
    PLAN_CANCELLED = "PLAN_CANCELLED"


class BillingEventWait(StrEnum):
    """What an event waits for before it does anything."""

    ACCOUNT = "ACCOUNT"
    PAYMENT = "PAYMENT"


WITH_AMOUNT = frozenset(BillingEventType) - {BillingEventType.PLAN_SELECTED, BillingEventType.PLAN_CANCELLED}
OF_A_PAYMENT = WITH_AMOUNT - {BillingEventType.PAYMENT}


class BillingEvent(Identified):
    """One thing that the vendor's billing told; kept once by source and external id, and never changed.

    An event of an account that isn't known yet waits with `account_id` null until the account is registered.
    """

    __tablename__ = "billing_event"
    prefix = "bill"

    source: Mapped[str] = mapped_column(doc="Which system tells it.")
    external_id: Mapped[str] = mapped_column(doc="Its id there.")
    type: Mapped[str] = mapped_column(doc="What happened.")
    account_number: Mapped[str] = mapped_column(doc="The vendor's number of the account, as it was sent.")
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(ClientAccount.id))
    occurred_at: Mapped[dt.datetime] = mapped_column(doc="When it happened.")
    plan: Mapped[str | None] = mapped_column(doc="The plan, where one was chosen or paid for.")
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency_code: Mapped[str | None]
    payment_external_id: Mapped[str | None] = mapped_column(doc="The payment that is refunded or charged back.")
    recorded_at: Mapped[dt.datetime] = mapped_column(doc="When the portal heard of it.")

    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        CheckConstraint(f"type in {tuple(map(str, BillingEventType))}", name="type"),
        CheckConstraint("(amount_minor is null) = (currency_code is null)", name="money"),
        CheckConstraint("amount_minor > 0", name="amount"),
        Index("ix_billing_event_of_account", "account_id", "occurred_at"),
        Index("ix_billing_event_newest", "recorded_at", "id"),
        # What went back of a payment, be it known or not.
        Index(
            "ix_billing_event_of_payment",
            "source",
            "payment_external_id",
            postgresql_where=text("payment_external_id is not null"),
        ),
        Index("ix_billing_event_unmatched", "account_number", postgresql_where=text("account_id is null")),
    )

    def same_as(self, other: BillingEvent) -> bool:
        """Whether both tell the same."""
        same_account = self.account_id == other.account_id if self.account_id else True
        # The number of an account may have changed since; one that is known goes by what it is.
        same_number = self.account_number == other.account_number or self.account_id is not None
        return same_account and same_number and all(getattr(self, name) == getattr(other, name) for name in _CONTENT)


_CONTENT = ("type", "occurred_at", "plan", "amount_minor", "currency_code", "payment_external_id")
