"""Payout methods, withdrawals and payout batches, and the ways that a withdrawal may go."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.core.problems import Conflict
from portal.core.texts import _
from portal.partners.models import Partner
from portal.payouts.destinations import PayoutMethodType
from portal.rewards.ledger_models import LedgerTransaction


class WithdrawalStatus(StrEnum):
    """Where a withdrawal stands."""

    REQUESTED = "REQUESTED"
    APPROVED = "APPROVED"
    PROCESSING = "PROCESSING"
    PAID = "PAID"
    REJECTED = "REJECTED"
    FAILED = "FAILED"
    RETURNED = "RETURNED"
    CANCELLED = "CANCELLED"


# All ways that there are; the database holds to the same (0016).
WAYS: Mapping[WithdrawalStatus, frozenset[WithdrawalStatus]] = {
    WithdrawalStatus.REQUESTED: frozenset(
        {WithdrawalStatus.APPROVED, WithdrawalStatus.REJECTED, WithdrawalStatus.CANCELLED}
    ),
    WithdrawalStatus.APPROVED: frozenset({WithdrawalStatus.PROCESSING, WithdrawalStatus.PAID, WithdrawalStatus.FAILED}),
    WithdrawalStatus.PROCESSING: frozenset({WithdrawalStatus.PAID, WithdrawalStatus.FAILED}),
    WithdrawalStatus.PAID: frozenset({WithdrawalStatus.RETURNED}),
}


class PayoutMethod(Identified):
    """Where a partner's money goes; never changed. A newer one replaces it, and older withdrawals keep theirs."""

    __tablename__ = "payout_method"
    prefix = "pom"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id))
    type: Mapped[str] = mapped_column(doc="How money is sent.")
    masked: Mapped[str] = mapped_column(doc="As much of it as one needs to know it again.")
    # Partners' roles may read neither.
    sealed: Mapped[str] = mapped_column(deferred=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_by: Mapped[uuid.UUID | None]
    created_at: Mapped[dt.datetime] = mapped_column(doc="Since when it is known.")
    usable_from: Mapped[dt.datetime] = mapped_column(doc="From when on rewards can be withdrawn to it.")
    replaced_at: Mapped[dt.datetime | None] = mapped_column(doc="When a newer one took its place.")

    __table_args__ = (
        CheckConstraint(f"type in {tuple(map(str, PayoutMethodType))}", name="type"),
        CheckConstraint("usable_from >= created_at", name="usable_from"),
        # What withdrawals refer to, so that none goes to another partner's account.
        UniqueConstraint("id", "partner_id"),
        Index("uq_payout_method_current", "partner_id", unique=True, postgresql_where=text("replaced_at is null")),
        Index("ix_payout_method_of_partner", "partner_id", "created_at", "id"),
        Index("ix_payout_method_fingerprint", "fingerprint"),
    )


class PayoutBatch(Identified):
    """Withdrawals that a bank is asked to pay together; never changed. Its file is made from it whenever it is fetched,
    so all that stands in the file is kept, also from which account it is paid.
    """

    __tablename__ = "payout_batch"
    prefix = "pob"

    currency_code: Mapped[str] = mapped_column(doc="The currency of all its withdrawals.")
    debtor_name: Mapped[str] = mapped_column(doc="Who pays.")
    debtor_iban: Mapped[str] = mapped_column(doc="From which account.")
    debtor_bic: Mapped[str] = mapped_column(doc="At which bank.")
    created_by: Mapped[uuid.UUID | None]
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was made.")

    __table_args__ = (
        # What withdrawals refer to, so that none of another currency is in it.
        UniqueConstraint("id", "currency_code"),
        Index("ix_payout_batch_newest", "created_at", "id"),
    )


class Withdrawal(Identified):
    """Money that a partner asked for. `transaction_id` is the ledger's transaction that reserved it: its entries say
    which rewards it was taken of, and how much of each.
    """

    __tablename__ = "withdrawal"
    prefix = "wdr"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id))
    currency_code: Mapped[str] = mapped_column(doc="The currency.")
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(doc="Where it stands.")
    payout_method_id: Mapped[uuid.UUID]
    transaction_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    batch_id: Mapped[uuid.UUID | None]
    requested_by: Mapped[uuid.UUID | None]
    requested_at: Mapped[dt.datetime] = mapped_column(doc="When it was asked for.")
    approved_by: Mapped[uuid.UUID | None]
    approved_at: Mapped[dt.datetime | None] = mapped_column(doc="When the vendor's team agreed.")
    paid_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was paid.")
    ended_at: Mapped[dt.datetime | None] = mapped_column(
        doc="When it was rejected, cancelled, failed or returned, and its money was the partner's again."
    )
    reference: Mapped[str | None] = mapped_column(doc="By what the payment is found at the bank.")
    reason: Mapped[str | None] = mapped_column(doc="Why it was rejected, failed or was returned.")

    __table_args__ = (
        CheckConstraint(f"status in {tuple(map(str, WithdrawalStatus))}", name="status"),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(
            "(status in ('APPROVED', 'PROCESSING', 'PAID', 'FAILED', 'RETURNED')) = (approved_at is not null)",
            name="approved",
        ),
        CheckConstraint("(status in ('PAID', 'RETURNED')) = (paid_at is not null)", name="paid"),
        CheckConstraint("(paid_at is null) = (reference is null)", name="reference"),
        CheckConstraint(
            "(status in ('REJECTED', 'FAILED', 'RETURNED', 'CANCELLED')) = (ended_at is not null)", name="ended"
        ),
        CheckConstraint("status not in ('REJECTED', 'FAILED', 'RETURNED') or reason is not null", name="reason"),
        CheckConstraint("status <> 'PROCESSING' or batch_id is not null", name="processing"),
        ForeignKeyConstraint(["payout_method_id", "partner_id"], [PayoutMethod.id, PayoutMethod.partner_id]),
        ForeignKeyConstraint(["batch_id", "currency_code"], [PayoutBatch.id, PayoutBatch.currency_code]),
        ForeignKeyConstraint(
            ["transaction_id", "partner_id", "currency_code"],
            [LedgerTransaction.id, LedgerTransaction.partner_id, LedgerTransaction.currency_code],
        ),
        Index("ix_withdrawal_newest", "requested_at", "id"),
        Index("ix_withdrawal_of_partner", "partner_id", "requested_at", "id"),
        Index("ix_withdrawal_of_batch", "batch_id", "id"),
        Index("ix_withdrawal_paid", "partner_id", "paid_at", postgresql_where=text("paid_at is not null")),
    )

    @property
    def end_to_end_id(self) -> str:
        """By what banks name the payment from end to end; they take 35 characters."""
        return self.id.hex

    def approve(self, by: uuid.UUID | None, now: dt.datetime) -> None:
        """The vendor's team agrees. Raises Conflict unless it waits for that."""
        self._go(WithdrawalStatus.APPROVED)
        self.approved_by, self.approved_at = by, now

    def reject(self, reason: str, now: dt.datetime) -> None:
        """The vendor's team doesn't agree. Raises Conflict unless it waits for that."""
        self._go(WithdrawalStatus.REJECTED)
        self.reason, self.ended_at = reason, now

    def cancel(self, now: dt.datetime) -> None:
        """The partner wants it no more. Raises Conflict once the vendor's team has decided."""
        self._go(WithdrawalStatus.CANCELLED)
        self.ended_at = now

    def process(self, batch_id: uuid.UUID) -> None:
        """It is in a batch for the bank. Raises Conflict unless it is approved, and in none."""
        self._go(WithdrawalStatus.PROCESSING)
        self.batch_id = batch_id

    def pay(self, reference: str, now: dt.datetime) -> None:
        """It is paid. Raises Conflict unless it is approved or with the bank."""
        self._go(WithdrawalStatus.PAID)
        self.reference, self.paid_at = reference, now

    def fail(self, reason: str, now: dt.datetime) -> None:
        """It could not be paid. Raises Conflict unless it is approved or with the bank."""
        self._go(WithdrawalStatus.FAILED)
        self.reason, self.ended_at = reason, now

    def bring_back(self, reason: str, now: dt.datetime) -> None:
        """What was paid came back. Raises Conflict unless it is paid."""
        self._go(WithdrawalStatus.RETURNED)
        self.reason, self.ended_at = reason, now

    def _go(self, status: WithdrawalStatus) -> None:
        if status not in WAYS.get(WithdrawalStatus(self.status), ()):
            message = _("This withdrawal is {status} now, so this can't be done. Look at it again.", status=self.status)
            raise Conflict(message, field="withdrawalId")
        self.status = status
