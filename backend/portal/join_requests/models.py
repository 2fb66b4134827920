"""Requests for an account: who asks by his e-mail address, and what became of it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.core.problems import LinkProblem, UserErrorCode
from portal.core.texts import _

REQUEST_HOURS = 24


class EmailVerificationOutcome(StrEnum):
    """What came of a verified e-mail address."""

    JOINED = "JOINED"
    PENDING = "PENDING"
    ALREADY_MEMBER = "ALREADY_MEMBER"
    NO_PARTNER = "NO_PARTNER"


class JoinRequest(Identified):
    """Somebody asks for an account with an address that he is yet to prove. One per address is open at a time."""

    __tablename__ = "join_request"
    prefix = "join"

    email: Mapped[str] = mapped_column(doc="The address that is to be proved.")
    name: Mapped[str] = mapped_column(doc="What he calls himself.")
    # Kept until it is used for a log-in, or is sure not to be.
    password_hash: Mapped[str | None]
    requested_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(doc="Until when the mailed link works.")
    replaced_at: Mapped[dt.datetime | None]
    used_at: Mapped[dt.datetime | None]
    outcome: Mapped[str | None] = mapped_column(doc="What came of it; null before.")
    partner_name: Mapped[str | None] = mapped_column(doc="The agency that the address leads to; null before.")

    __table_args__ = (
        CheckConstraint("(used_at is null) = (outcome is null)", name="outcome_known"),
        CheckConstraint(f"outcome in {tuple(map(str, EmailVerificationOutcome))}", name="outcome"),
        CheckConstraint("used_at is null and replaced_at is null or password_hash is null", name="password_forgotten"),
        Index(
            "uq_join_request_open",
            "email",
            unique=True,
            postgresql_where=text("used_at is null and replaced_at is null"),
        ),
        Index(None, "expires_at"),
    )

    def check(self, now: dt.datetime) -> str:
        """The hash of the password that was chosen. Raises LinkProblem when the link no longer works."""
        if self.used_at:
            raise LinkProblem(_("This link was used already. Sign in instead."), code=UserErrorCode.USED)
        if self.replaced_at:
            raise LinkProblem(_("A newer link was mailed to you. Use that one."), code=UserErrorCode.REPLACED)
        if now >= self.expires_at or self.password_hash is None:
            message = _("This link has expired. Request an account once more.")
            raise LinkProblem(message, code=UserErrorCode.EXPIRED)
        return self.password_hash

    def use(self, outcome: EmailVerificationOutcome, partner_name: str | None, now: dt.datetime) -> None:
        """Uses the link up, and forgets the password."""
        self.used_at, self.outcome, self.partner_name, self.password_hash = now, outcome, partner_name, None
