"""Tables of the rewards: what is earned, and what the vendor's team gives and takes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import ClientAccount
from portal.core.database import Identified
from portal.core.problems import Conflict
from portal.core.texts import _
from portal.decisions.models import CreditDecision
from portal.partners.models import Partner
from portal.platform.models import BillingEvent
from portal.rewards.reckoning import Due, RewardKind


class RewardStatus(StrEnum):
    """Where a reward stands."""

    PENDING = "PENDING"
    AVAILABLE = "AVAILABLE"
    IN_WITHDRAWAL = "IN_WITHDRAWAL"
    PAID = "PAID"
    REVERSED = "REVERSED"


class LedgerAccount(StrEnum):
    """Where money stands in the ledger, for each partner and currency. Rewards come out of EXPENSE, which is below zero
    as DEBT is; the five others say what the partner has, so that all six add up to zero.
    """

    EXPENSE = "EXPENSE"
    PENDING = "PENDING"
    AVAILABLE = "AVAILABLE"
    DEBT = "DEBT"
    IN_WITHDRAWAL = "IN_WITHDRAWAL"
    PAID = "PAID"


class AdjustmentStatus(StrEnum):
    """Whether an adjustment holds."""

    REQUESTED = "REQUESTED"
    APPLIED = "APPLIED"
    REJECTED = "REJECTED"


_LEFT = "(amount_minor - reversed_minor - withdrawn_minor - paid_minor - settled_minor)"
# As the index has it.
LEFT: ColumnElement[int] = literal_column(_LEFT, BigInteger)


class Reward(Identified):
    """What a partner earned by one payment, or was given by an adjustment.

    `amount_minor` never changes. What became of it stands beside it: `reversed_minor` went with refunds,
    `withdrawn_minor` is in a withdrawal, `paid_minor` was paid out, and `settled_minor` met a debt (below zero: this
    much of the debt that this reward made was met by others). What is left is held, available, or below zero a debt.
    """

    __tablename__ = "reward"
    prefix = "rew"
    client_key = "account_id"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id))
    account_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(ClientAccount.id))
    kind: Mapped[str] = mapped_column(doc="What it is for.")
    payment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(BillingEvent.id))
    decision_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(CreditDecision.id))
    plan_version: Mapped[int | None] = mapped_column(doc="By which version of the reward plan; null of an adjustment.")
    rate_bps: Mapped[int | None] = mapped_column(doc="The share in basis points; null of what is no share.")
    base_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency_code: Mapped[str] = mapped_column(doc="The currency.")
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    reversed_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    withdrawn_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    paid_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    settled_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    # How often what was reversed has changed.
    revision: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(doc="Where it stands.")
    occurred_at: Mapped[dt.datetime] = mapped_column(doc="When the client paid; of an adjustment, when it was made.")
    earned_at: Mapped[dt.datetime] = mapped_column(doc="When it was entered in the ledger.")
    available_at: Mapped[dt.datetime] = mapped_column(doc="When its hold ends, or ended.")
    released_at: Mapped[dt.datetime | None]
    reason: Mapped[str | None] = mapped_column(doc="Why, of an adjustment.")

    __table_args__ = (
        UniqueConstraint("payment_id", "kind", "partner_id"),
        # What entries refer to, so that none is of another partner or currency than its reward.
        UniqueConstraint("id", "partner_id", "currency_code"),
        CheckConstraint(f"kind in {tuple(map(str, RewardKind))}", name="kind"),
        CheckConstraint(f"status in {tuple(map(str, RewardStatus))}", name="status"),
        CheckConstraint("amount_minor <> 0", name="amount"),
        CheckConstraint("amount_minor > 0 or kind = 'ADJUSTMENT'", name="taken"),
        CheckConstraint("reversed_minor between 0 and greatest(amount_minor, 0)", name="reversed"),
        CheckConstraint("withdrawn_minor >= 0 and paid_minor >= 0", name="parts"),
        # What was owed and met by others is there again where the client's payment comes after all.
        CheckConstraint(
            "withdrawn_minor + paid_minor <= greatest(amount_minor, 0) - least(settled_minor, 0)", name="never_twice"
        ),
        CheckConstraint(
            "released_at is not null or (withdrawn_minor = 0 and paid_minor = 0 and settled_minor = 0)", name="held"
        ),
        Index("ix_reward_newest", "partner_id", "occurred_at", "id"),
        Index("ix_reward_of_account", "account_id", "occurred_at", "id"),
        Index("ix_reward_program", "occurred_at", "id"),
        # What a partner earned by client, of which the table itself need not be read.
        Index(
            "ix_reward_performance",
            "partner_id",
            "occurred_at",
            postgresql_include=[
                *("account_id", "currency_code", "kind", "amount_minor", "reversed_minor", "base_minor"),
            ],
        ),
        Index("ix_reward_held", "available_at", postgresql_where=text("released_at is null")),
        # What a withdrawal takes and what owes, the oldest first.
        Index(
            "ix_reward_having",
            "partner_id",
            "currency_code",
            "available_at",
            "id",
            postgresql_where=text(f"released_at is not null and {_LEFT} > 0"),
        ),
        Index(
            "ix_reward_owing",
            "partner_id",
            "currency_code",
            "available_at",
            "id",
            postgresql_where=text(f"released_at is not null and {_LEFT} < 0"),
        ),
    )

    @classmethod
    def of(cls, due: Due, account_id: uuid.UUID, id: uuid.UUID, now: dt.datetime) -> Reward:
        """A reward that is earned now, as it is due."""
        return cls(
            id=id,
            partner_id=due.key.partner_id,
            account_id=account_id,
            kind=due.key.kind.value,
            payment_id=due.key.payment_id,
            decision_id=due.decision_id,
            plan_version=due.plan_version,
            rate_bps=due.rate_bps,
            base_minor=due.base_minor,
            currency_code=due.currency_code.value,
            amount_minor=due.amount_minor,
            reversed_minor=0,
            withdrawn_minor=0,
            paid_minor=0,
            settled_minor=0,
            revision=0,
            status=RewardStatus.PENDING,
            occurred_at=due.occurred_at,
            earned_at=now,
            available_at=due.available_at,
        )

    @property
    def left_minor(self) -> int:
        """What is held or available; below zero, what is owed for it."""
        return self.amount_minor - self.reversed_minor - self.withdrawn_minor - self.paid_minor - self.settled_minor

    @property
    def positions(self) -> Mapping[LedgerAccount, int]:
        """Where its money stands in the ledger. Every transaction is the difference of two of these, so that what a
        reward says and what its entries add up to can't differ.
        """
        left = self.left_minor
        home = LedgerAccount.PENDING if self.released_at is None else LedgerAccount.AVAILABLE
        return {
            LedgerAccount.EXPENSE: self.reversed_minor - self.amount_minor,
            home: max(left, 0),
            LedgerAccount.DEBT: min(left, 0),
            LedgerAccount.IN_WITHDRAWAL: self.withdrawn_minor,
            LedgerAccount.PAID: self.paid_minor,
        }

    def keep(self, left_of_amount_minor: int) -> bool:
        """Of its amount this much stays, after what went back to the client. Whether that is something new."""
        reversed_minor = self.amount_minor - left_of_amount_minor
        if reversed_minor == self.reversed_minor:
            return False
        self.reversed_minor, self.revision = reversed_minor, self.revision + 1
        self._follow()
        return True

    def release(self, now: dt.datetime) -> None:
        """Its hold is over. Raises Conflict while it lasts, and a second time."""
        if self.released_at is not None or now < self.available_at:
            raise Conflict(_("This reward is not held, or its hold is not over."))
        self.released_at = now
        self._follow()

    def settle(self, amount_minor: int) -> None:
        """So much of it meets a debt; below zero, so much of its own debt is met."""
        self.settled_minor += amount_minor
        self._follow()

    def withdraw(self, amount_minor: int) -> None:
        """So much of it goes into a withdrawal; below zero, comes back out of one."""
        self.withdrawn_minor += amount_minor
        self._follow()

    def pay(self, amount_minor: int) -> None:
        """So much of what is in a withdrawal is paid out."""
        self.withdrawn_minor -= amount_minor
        self.paid_minor += amount_minor
        self._follow()

    def take_back(self, amount_minor: int) -> None:
        """So much of what was paid out came back."""
        self.paid_minor -= amount_minor
        self._follow()

    def _follow(self) -> None:
        self.status = self._status()

    def _status(self) -> RewardStatus:
        if self.withdrawn_minor > 0:
            return RewardStatus.IN_WITHDRAWAL
        if self.released_at is not None and self.left_minor > 0:
            return RewardStatus.AVAILABLE
        if self.amount_minor > 0 and self.reversed_minor == self.amount_minor:
            return RewardStatus.REVERSED
        if self.released_at is None:
            return RewardStatus.PENDING
        # What was taken waits to be met, as what is available waits to be withdrawn.
        return RewardStatus.AVAILABLE if self.amount_minor < 0 and self.left_minor < 0 else RewardStatus.PAID


LEFT_OF_REWARD: ColumnElement[int] = (
    Reward.amount_minor - Reward.reversed_minor - Reward.withdrawn_minor - Reward.paid_minor - Reward.settled_minor
)


class BalanceAdjustment(Identified):
    """What one of the vendor's team gives or takes, with a reason; above a limit a second one must agree."""

    __tablename__ = "balance_adjustment"
    prefix = "adj"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id))
    currency_code: Mapped[str] = mapped_column(doc="The currency.")
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(doc="Why; the partner reads it.")
    status: Mapped[str] = mapped_column(doc="Whether it holds.")
    requested_by: Mapped[uuid.UUID | None]
    requested_at: Mapped[dt.datetime] = mapped_column(doc="When it was asked for.")
    decided_by: Mapped[uuid.UUID | None]
    decided_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was applied or rejected.")
    reward_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Reward.id))

    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount"),
        CheckConstraint(f"status in {tuple(map(str, AdjustmentStatus))}", name="status"),
        CheckConstraint("(status = 'APPLIED') = (reward_id is not null)", name="applied"),
        Index("ix_balance_adjustment_newest", "requested_at", "id"),
    )

    def apply(self, reward_id: uuid.UUID, by: uuid.UUID | None, now: dt.datetime) -> None:
        """It is entered in the ledger as this reward."""
        self.status, self.reward_id, self.decided_by, self.decided_at = AdjustmentStatus.APPLIED, reward_id, by, now

    def reject(self, by: uuid.UUID | None, now: dt.datetime) -> None:
        """Raises Conflict once it is decided."""
        self._require_open()
        self.status, self.decided_by, self.decided_at = AdjustmentStatus.REJECTED, by, now

    def require_second(self, by: uuid.UUID | None) -> None:
        """Raises Conflict once it is decided, and where the same person would agree with himself."""
        self._require_open()
        if by is None or by == self.requested_by:
            raise Conflict(_("Somebody else of the team has to agree with this adjustment."))

    def _require_open(self) -> None:
        if self.status != AdjustmentStatus.REQUESTED:
            raise Conflict(_("This adjustment is decided already."))
