"""The versions of the credit policy."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.credit.policy import EvidenceKind, PolicySettings


class CreditPolicy(Identified):
    """One published version of the policy; never changed. It holds for first payments from its publication on."""

    __tablename__ = "credit_policy"
    prefix = "cpol"

    version: Mapped[int] = mapped_column(unique=True, doc="Counts up from 1.")
    published_at: Mapped[dt.datetime] = mapped_column(doc="From when on it holds.")
    kind_order: Mapped[list[str]] = mapped_column(doc="The kinds of evidence that count, the strongest first.")
    referral_days: Mapped[int] = mapped_column(doc="For how many days until the sign-up a visit counts.")
    lead_days: Mapped[int] = mapped_column(doc="For how many days a lead protects its website.")
    protection: Mapped[bool] = mapped_column(
        doc="Whether what others begin while a lead protects the website loses to the lead."
    )
    # Partners' role may not read it, so it doesn't come along with the rest.
    note: Mapped[str | None] = mapped_column(deferred=True, doc="Why it was published, for the vendor's team.")

    __table_args__ = (
        CheckConstraint("referral_days between 1 and 730", name="referral_days"),
        CheckConstraint("lead_days between 1 and 730", name="lead_days"),
    )

    @property
    def settings(self) -> PolicySettings:
        """What the engine works with."""
        return PolicySettings(
            order=tuple(map(EvidenceKind, self.kind_order)),
            referral_days=self.referral_days,
            lead_days=self.lead_days,
            protection=self.protection,
        )
