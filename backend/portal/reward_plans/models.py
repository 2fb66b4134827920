"""Tables of the reward plan: its versions, what they set, and the tiers that partners reached."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base, Identified
from portal.partners.models import Partner


class RewardPlan(Identified):
    """One published version of the plan; never changed. It holds for payments from its date on."""

    __tablename__ = "reward_plan"
    prefix = "plan"

    version: Mapped[int] = mapped_column(unique=True, doc="Counts up from 1.")
    published_at: Mapped[dt.datetime] = mapped_column(doc="When it was published.")
    holds_from: Mapped[dt.datetime] = mapped_column(doc="From when on it holds for payments.")
    rate_bps: Mapped[int] = mapped_column(doc="The share of each payment in basis points; 2,000 are 20 %.")
    months: Mapped[int | None] = mapped_column(
        doc="For how many months from the client's first payment; null for as long as he pays."
    )
    hold_days: Mapped[int] = mapped_column(doc="For how many days from the payment a reward is held.")
    # Partners' role may not read it, so it doesn't come along with the rest.
    note: Mapped[str | None] = mapped_column(deferred=True, doc="Why it was published, for the vendor's team.")

    __table_args__ = (
        CheckConstraint("rate_bps between 0 and 10000", name="rate_bps"),
        CheckConstraint("months between 1 and 120", name="months"),
        CheckConstraint("hold_days between 0 and 365", name="hold_days"),
        # What was paid before a version was published is never reckoned by it.
        CheckConstraint("version = 1 or holds_from >= published_at", name="holds_from"),
    )


class PlanAmountKind(StrEnum):
    """What an amount of a plan is."""

    FIRST_PAYMENT_BONUS = "FIRST_PAYMENT_BONUS"
    MINIMUM_WITHDRAWAL = "MINIMUM_WITHDRAWAL"
    ADJUSTMENT_LIMIT = "ADJUSTMENT_LIMIT"


class RewardPlanAmount(Base):
    """An amount that a version of the plan sets, in one currency."""

    __tablename__ = "reward_plan_amount"

    version: Mapped[int] = mapped_column(ForeignKey(RewardPlan.version), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    currency_code: Mapped[str] = mapped_column(primary_key=True, doc="The currency.")
    amount_minor: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (
        CheckConstraint(f"kind in {tuple(map(str, PlanAmountKind))}", name="kind"),
        CheckConstraint("amount_minor > 0", name="amount"),
    )


class RewardPlanTier(Base):
    """A step of a version of the plan."""

    __tablename__ = "reward_plan_tier"

    version: Mapped[int] = mapped_column(ForeignKey(RewardPlan.version), primary_key=True)
    from_paying_clients: Mapped[int] = mapped_column(
        primary_key=True, doc="How many paying clients on the first of a month reach it."
    )
    name: Mapped[str] = mapped_column(doc="What it is called.")
    rate_bps: Mapped[int] = mapped_column(doc="The share in it, in basis points.")

    __table_args__ = (
        UniqueConstraint("version", "name"),
        CheckConstraint("rate_bps between 0 and 10000", name="rate_bps"),
        CheckConstraint("from_paying_clients >= 0", name="from_paying_clients"),
    )


class PartnerTier(Base):
    """A partner's paying clients as they were counted on the first of a month, and the tier that they reached."""

    __tablename__ = "partner_tier"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id), primary_key=True)
    month: Mapped[dt.date] = mapped_column(primary_key=True, doc="The first day of the month for which it holds.")
    paying_clients: Mapped[int] = mapped_column(doc="How many paying clients were counted on that day.")
    tier: Mapped[str | None]
