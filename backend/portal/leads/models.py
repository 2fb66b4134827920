"""Leads and reserved websites, and their rules.

A lead protects its website from its registration until its end, to the second: what the database still calls open
protects nothing once its time is over.
"""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.core.problems import Conflict, Problem, UserErrorCode
from portal.core.texts import _

REMINDED_BEFORE = dt.timedelta(days=7)


class LeadStatus(StrEnum):
    """Where a lead stands."""

    OPEN = "OPEN"
    IN_REVIEW = "IN_REVIEW"
    REFUSED = "REFUSED"
    WON = "WON"
    LOST = "LOST"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"


# In these a lead holds its website, while its time runs.
HOLDING = (LeadStatus.OPEN, LeadStatus.IN_REVIEW)
_HOLDS = text("status in ('OPEN', 'IN_REVIEW')")


class Lead(Identified):
    """A website that a partner registered. It protects the website from `registered_at` until `protected_until`, or
    until `ended_at` where somebody ended it before.
    """

    __tablename__ = "lead"
    prefix = "lead"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.partner.id"))
    registered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.team_member.id"))
    website: Mapped[str] = mapped_column(doc="The website, as it is shown.")
    website_key: Mapped[str]
    mixed_script: Mapped[bool] = mapped_column(doc="Whether the website looks like another one, as forgeries do.")
    company: Mapped[str] = mapped_column(doc="The company behind the website.")
    contact_name: Mapped[str | None] = mapped_column(
        doc="Whom the partner speaks with; forgotten a year after the lead's end."
    )
    contact_email: Mapped[str | None] = mapped_column(doc="His e-mail address; forgotten likewise.")
    note: Mapped[str | None] = mapped_column(doc="What the partner noted; forgotten likewise.")
    expected_plan: Mapped[str | None] = mapped_column(doc="The plan that the partner expects.")
    status: Mapped[str]
    registered_at: Mapped[dt.datetime] = mapped_column(doc="Since when it protects the website.")
    protected_until: Mapped[dt.datetime] = mapped_column(doc="Until when it protects the website, unless it ended.")
    # At once where the program reviews no leads; null for one that never was, also once its time is over.
    approved_at: Mapped[dt.datetime | None]
    extended_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was extended, which is possible once.")
    ended_at: Mapped[dt.datetime | None] = mapped_column(
        doc="When the partner gave it up, or the vendor's team refused it; null where time or a payment ended it."
    )
    # When a decision about credit won or lost it.
    settled_at: Mapped[dt.datetime | None]
    reason: Mapped[str | None] = mapped_column(doc="Why it ended, or was lost.")
    reminded_at: Mapped[dt.datetime | None]
    # Another's registration may find it expired before the worker does, who then has yet to tell.
    expiry_told: Mapped[bool] = mapped_column(default=False, server_default=text("false"))

    __table_args__ = (
        CheckConstraint(f"status in {tuple(map(str, LeadStatus))}", name="status"),
        CheckConstraint("protected_until > registered_at", name="protected"),
        CheckConstraint("status not in ('REFUSED', 'WITHDRAWN') or ended_at is not null", name="ended"),
        CheckConstraint("status not in ('OPEN', 'IN_REVIEW') or ended_at is null", name="running"),
        CheckConstraint("status not in ('OPEN', 'WON') or approved_at is not null", name="approved"),
        Index("uq_lead_holding_website", "website_key", unique=True, postgresql_where=_HOLDS),
        Index("ix_lead_of_partner", "partner_id", "registered_at", "id"),
        Index("ix_lead_of_partner_by_end", "partner_id", "protected_until", "id"),
        Index("ix_lead_of_partner_by_website", "partner_id", "website_key", "id"),
        Index("ix_lead_of_partner_by_status", "partner_id", "status", "registered_at", "id"),
        Index("ix_lead_newest", "registered_at", "id"),
        Index("ix_lead_by_end", "protected_until", "id"),
        Index("ix_lead_by_website", "website_key", "id"),
        Index("ix_lead_in_review", "registered_at", "id", postgresql_where=text("status = 'IN_REVIEW'")),
        Index("ix_lead_holding", "protected_until", postgresql_where=_HOLDS),
        Index("ix_lead_to_tell", "id", postgresql_where=text("status = 'EXPIRED' and not expiry_told")),
    )

    def runs(self, now: dt.datetime) -> bool:
        """Whether it holds its website."""
        return self.status in HOLDING and now < self.protected_until

    def require_running(self, now: dt.datetime) -> None:
        """Raises Conflict once it holds its website no more."""
        if self.status in HOLDING and now >= self.protected_until:
            raise Conflict(_("The time of this lead is over. Register the website again."), field="leadId")
        if self.status not in HOLDING:
            raise Conflict(_("This lead has ended already."), field="leadId")

    def extend(self, now: dt.datetime) -> None:
        """Protects for as long again, from its end. Raises Conflict once it is over, LIMIT_REACHED the second time."""
        self.require_running(now)
        if self.extended_at is not None:
            message = _("This lead was extended already, and once is all.")
            raise Problem(message, field="leadId", code=UserErrorCode.LIMIT_REACHED)
        self.protected_until += self.protected_until - self.registered_at
        self.extended_at, self.reminded_at = now, None

    def withdraw(self, reason: str | None, now: dt.datetime) -> None:
        """The partner gives the website free. Raises Conflict once it is over."""
        self._end(LeadStatus.WITHDRAWN, reason, now)

    def close(self, reason: str, now: dt.datetime) -> None:
        """The partner says that nothing came of it. Raises Conflict once it is over."""
        self._end(LeadStatus.LOST, reason, now)

    def approve(self, now: dt.datetime) -> None:
        """The vendor's team agrees; it counts from its registration. Raises Conflict unless it waits for that."""
        self._require_in_review(now)
        self.status, self.approved_at = LeadStatus.OPEN, now

    def refuse(self, reason: str, now: dt.datetime) -> None:
        """The vendor's team doesn't agree. Raises Conflict unless it waits for that."""
        self._require_in_review(now)
        self._end(LeadStatus.REFUSED, reason, now)

    def expire(self) -> None:
        """Its time is over, and that is told."""
        self.status, self.expiry_told = LeadStatus.EXPIRED, True

    def settle(self, status: LeadStatus, reason: str | None, now: dt.datetime) -> bool:
        """A client with this website paid, and counts for the partner (WON) or doesn't (LOST). Returns whether that is
        new, be it the reason alone: a lead that was given up, or that the vendor's team did not approve, is neither won
        nor lost.
        """
        settled = self.status, self.reason
        if self.ended_at is not None or self.approved_at is None or settled == (status, reason):
            return False
        self.settled_at = now if self.status != status else self.settled_at
        self.status, self.reason = status, reason
        return True

    def reopen(self, now: dt.datetime) -> bool:
        """What was won or lost by a decision is so no longer. Returns whether it was."""
        if self.settled_at is None:
            return False
        self.status = LeadStatus.OPEN if now < self.protected_until else LeadStatus.EXPIRED
        self.expiry_told = self.status == LeadStatus.EXPIRED
        self.reason = self.settled_at = None
        return True

    def _end(self, status: LeadStatus, reason: str | None, now: dt.datetime) -> None:
        self.require_running(now)
        self.status, self.reason, self.ended_at = status, reason, now

    def _require_in_review(self, now: dt.datetime) -> None:
        self.require_running(now)
        if self.status != LeadStatus.IN_REVIEW:
            raise Conflict(_("This lead is approved already."), field="leadId")


class ReservedWebsite(Identified):
    """A website that the vendor's own sales keep to themselves, from `reserved_at` until `reserved_until`, or until
    `released_at` where it was given free before.
    """

    __tablename__ = "reserved_website"
    prefix = "resw"

    website: Mapped[str] = mapped_column(doc="The website, as it is shown.")
    website_key: Mapped[str]
    reserved_at: Mapped[dt.datetime] = mapped_column(doc="Since when.")
    reserved_until: Mapped[dt.datetime] = mapped_column(doc="Until when, unless it is released.")
    released_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was given free.")
    note: Mapped[str | None] = mapped_column(doc="Why, for the vendor's team.")
    reserved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.user.id"))

    __table_args__ = (
        CheckConstraint("reserved_until > reserved_at", name="reserved"),
        Index("uq_reserved_website_live", "website_key", unique=True, postgresql_where=text("released_at is null")),
        Index("ix_reserved_website_of_website", "website_key", "reserved_at"),
        Index("ix_reserved_website_newest", "reserved_at", "id"),
    )

    def prolong(self, until: dt.datetime) -> None:
        """Keeps the website for longer. Raises Conflict for an earlier end than before."""
        if until < self.reserved_until:
            raise Conflict(_("It is reserved for longer already. Release it to end that sooner."), field="until")
        self.reserved_until = until

    def runs(self, now: dt.datetime) -> bool:
        """Whether it holds its website."""
        return self.released_at is None and now < self.reserved_until

    def release(self, now: dt.datetime) -> None:
        """Gives the website free. Raises Conflict where it is free already."""
        if not self.runs(now):
            raise Conflict(_("This website is not reserved any more."), field="reservedWebsiteId")
        self.released_at = now

    def lapse(self) -> None:
        """Its time is over; another reservation of the website can begin."""
        self.released_at = self.reserved_until
