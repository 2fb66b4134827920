"""Tables of the ledger: every move of rewards' money, and the balances that the database keeps of it."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base, Identified
from portal.partners.models import Partner
from portal.rewards.models import LedgerAccount, Reward


class LedgerKind(StrEnum):
    """What a transaction of the ledger does."""

    EARNED = "EARNED"
    RELEASED = "RELEASED"
    REVERSED = "REVERSED"
    RESTORED = "RESTORED"
    ADJUSTED = "ADJUSTED"
    DEBT_MET = "DEBT_MET"
    WITHDRAWN = "WITHDRAWN"
    GIVEN_BACK = "GIVEN_BACK"
    PAID = "PAID"
    RETURNED = "RETURNED"


class Balance(Base):
    """What a partner has in one currency: kept by the database from the ledger's entries, and changed by nobody else.

    `version` counts the transactions; whoever enters some holds this row until he is done.
    """

    __tablename__ = "balance"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id), primary_key=True)
    currency_code: Mapped[str] = mapped_column(primary_key=True, doc="The currency.")
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    earned_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    pending_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    available_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    debt_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    in_withdrawal_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    paid_minor: Mapped[int] = mapped_column(BigInteger, default=0)

    __table_args__ = (
        CheckConstraint(
            "pending_minor >= 0 and available_minor >= 0 and debt_minor >= 0 and in_withdrawal_minor >= 0"
            " and paid_minor >= 0",
            name="not_below_zero",
        ),
        CheckConstraint(
            "earned_minor = pending_minor + available_minor - debt_minor + in_withdrawal_minor + paid_minor",
            name="adds_up",
        ),
    )


class LedgerTransaction(Identified):
    """One move of money of one partner in one currency; never changed. `number` counts without a gap."""

    __tablename__ = "ledger_transaction"
    prefix = "ltx"

    partner_id: Mapped[uuid.UUID] = mapped_column()
    currency_code: Mapped[str] = mapped_column(doc="The currency.")
    number: Mapped[int] = mapped_column(BigInteger, doc="Counts the transactions of this partner and currency.")
    kind: Mapped[str] = mapped_column(doc="What it does.")
    # What it follows from: that is entered once.
    source_key: Mapped[str] = mapped_column(unique=True)
    entered_at: Mapped[dt.datetime] = mapped_column(doc="When it was entered.")

    __table_args__ = (
        CheckConstraint(f"kind in {tuple(map(str, LedgerKind))}", name="kind"),
        UniqueConstraint("partner_id", "currency_code", "number"),
        # What entries refer to, so that none has another partner or currency than its transaction.
        UniqueConstraint("id", "partner_id", "currency_code"),
        ForeignKeyConstraint(["partner_id", "currency_code"], [Balance.partner_id, Balance.currency_code]),
    )


class LedgerEntry(Identified):
    """One line of a transaction, whose lines add up to zero; never changed. Leads to its reward."""

    __tablename__ = "ledger_entry"
    prefix = "lent"

    transaction_id: Mapped[uuid.UUID]
    partner_id: Mapped[uuid.UUID]
    currency_code: Mapped[str] = mapped_column(doc="The currency.")
    account: Mapped[str] = mapped_column(doc="Where the money stands.")
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    reward_id: Mapped[uuid.UUID]

    __table_args__ = (
        CheckConstraint(f"account in {tuple(map(str, LedgerAccount))}", name="account"),
        CheckConstraint("amount_minor <> 0", name="amount"),
        UniqueConstraint("transaction_id", "account", "reward_id"),
        ForeignKeyConstraint(
            ["transaction_id", "partner_id", "currency_code"],
            [LedgerTransaction.id, LedgerTransaction.partner_id, LedgerTransaction.currency_code],
        ),
        ForeignKeyConstraint(
            ["reward_id", "partner_id", "currency_code"], [Reward.id, Reward.partner_id, Reward.currency_code]
        ),
        Index("ix_ledger_entry_of_reward", "reward_id"),
    )
