"""The table of performance over time: what the database keeps of the rewards, by period."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base
from portal.partners.models import Partner


class PerformanceInterval(StrEnum):
    """How long the periods are by which performance is told."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class EarnedPeriod(Base):
    """What a partner earned in one currency by what was paid within one day, week or month of the program's time zone:
    kept by the database from the rewards, and changed by nobody else. Adjustments are not in it.

    There is a row for each kind of evidence by which the clients count, and one for all of them, whose evidence is
    empty: a client who counts by two kinds is one client.
    """

    __tablename__ = "earned_period"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id), primary_key=True)
    interval: Mapped[str] = mapped_column(primary_key=True)
    starts_on: Mapped[dt.date] = mapped_column(primary_key=True)
    evidence: Mapped[str] = mapped_column(primary_key=True)
    currency_code: Mapped[str] = mapped_column(primary_key=True)
    # After what went back.
    earned_minor: Mapped[int] = mapped_column(BigInteger)
    reversed_minor: Mapped[int] = mapped_column(BigInteger)
    # The payments of which a share is left.
    paid_minor: Mapped[int] = mapped_column(BigInteger)
    # Of rewards and clients, those of whom something is left.
    rewards: Mapped[int]
    paying_clients: Mapped[int]

    __table_args__ = (
        CheckConstraint(f"interval in {tuple(map(str, PerformanceInterval))}", name="interval"),
        CheckConstraint(
            "earned_minor >= 0 and reversed_minor >= 0 and paid_minor >= 0 and rewards >= 0 and paying_clients >= 0",
            name="not_below_zero",
        ),
        Index("ix_earned_period_program", "interval", "evidence", "starts_on"),
    )
