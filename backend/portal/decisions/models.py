"""Decisions, with all candidates and the facts they were made of."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import ClientAccount
from portal.core.database import Base, Identified
from portal.core.problems import Conflict
from portal.core.texts import _
from portal.credit.policy import EvidenceKind, Reason
from portal.partners.models import Partner


class EmailMatch(Base):
    """The address with which an account was opened is one of the partner's team, or at his verified domain.

    Kept as soon as it is seen: who leaves the team, or a domain that is taken away, changes nothing of it.
    """

    __tablename__ = "email_match"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ClientAccount.id), primary_key=True)
    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id), primary_key=True)
    since: Mapped[dt.datetime]
    # The member or the domain.
    source_id: Mapped[uuid.UUID]


class CreditDecision(Identified):
    """One decision for one account. A later one ends it; nothing of it is ever changed but that, and its freezing."""

    __tablename__ = "credit_decision"
    prefix = "cred"
    client_key = "account_id"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ClientAccount.id))
    number: Mapped[int] = mapped_column(doc="Counts the decisions for the account, from 1.")
    decided_at: Mapped[dt.datetime] = mapped_column(doc="When it was made.")
    policy_version: Mapped[int] = mapped_column(doc="By which version of the credit policy.")
    # Whose leads and reservations were weighed: the account's at that time, which the vendor may correct.
    website_key: Mapped[str]
    signed_up_at: Mapped[dt.datetime] = mapped_column(
        doc="When the client signed up; where a partner created the account, when he did."
    )
    first_paid_at: Mapped[dt.datetime] = mapped_column(doc="When the client paid first.")
    # What it was made of, rivals' evidence too: never shown.
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    ended_at: Mapped[dt.datetime | None] = mapped_column(doc="When a later decision took its place.")
    frozen_at: Mapped[dt.datetime | None] = mapped_column(
        doc="Since when facts that arrive late change nothing any more; null before."
    )

    __table_args__ = (
        UniqueConstraint("account_id", "number"),
        Index("uq_credit_decision_current", "account_id", unique=True, postgresql_where=text("ended_at is null")),
        Index("ix_credit_decision_of_website", "website_key", postgresql_where=text("ended_at is null")),
        CheckConstraint("ended_at is null or frozen_at is null", name="frozen_stays"),
    )

    def freeze(self, now: dt.datetime) -> None:
        """From now on a claim alone changes it; a second time changes nothing. Raises Conflict once it is ended."""
        if self.ended_at is not None:
            raise Conflict(_("A later decision took the place of this one."))
        self.frozen_at = self.frozen_at or now


class CreditCandidate(Identified):
    """One piece of evidence within a decision, and what became of it."""

    __tablename__ = "credit_candidate"
    prefix = "ccan"
    client_key = "account_id"

    decision_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(CreditDecision.id))
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ClientAccount.id))
    position: Mapped[int]
    partner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Partner.id))
    kind: Mapped[str] = mapped_column(doc="What speaks for the partner.")
    source_id: Mapped[uuid.UUID]
    began_at: Mapped[dt.datetime] = mapped_column(doc="When it began: the visit, the registration, the creation.")
    own_visit: Mapped[bool]
    won: Mapped[bool]
    reason_code: Mapped[str] = mapped_column(doc="Why it won or lost, for programs.")
    # The kind of what it lost to, and whether that was the same partner's.
    lost_to: Mapped[str | None]
    lost_to_own: Mapped[bool]

    __table_args__ = (
        UniqueConstraint("decision_id", "position"),
        # One credit at most for each decision.
        Index("uq_credit_candidate_won", "decision_id", unique=True, postgresql_where=text("won")),
        Index("ix_credit_candidate_of_partner", "partner_id", "account_id"),
        Index("ix_credit_candidate_source", "source_id"),
        CheckConstraint(f"kind in {tuple(map(str, EvidenceKind))}", name="kind"),
        CheckConstraint(f"lost_to in {tuple(map(str, EvidenceKind))}", name="lost_to"),
        CheckConstraint(f"reason_code in {tuple(map(str, Reason))}", name="reason_code"),
        CheckConstraint("won = (reason_code = 'STRONGEST')", name="won"),
        CheckConstraint("(partner_id is null) = (kind = 'DIRECT')", name="vendors_own"),
    )
