"""The request of a partner for access to a client's account, and its rules."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import ClientAccount
from portal.core.database import Base, Identified
from portal.core.problems import Conflict, Problem, UserErrorCode
from portal.core.texts import _

REQUEST_DAYS = 90
RESEND_AFTER_DAYS = 7
MOST_MAILS = 3
MOST_OPEN = 20


class AccessRequestStatus(StrEnum):
    """Where an access request stands."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class AccessRequest(Identified):
    """One request. Past `expires_at` it shows as EXPIRED, whether or not that is written down yet."""

    __tablename__ = "access_request"
    prefix = "req"
    client_key = "account_id"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ClientAccount.id))
    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.partner.id"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.user.id"))
    account_number: Mapped[str] = mapped_column(doc="The Account ID that was asked for.")
    message: Mapped[str] = mapped_column(doc="What the partner wrote to the client.")
    status: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was made.")
    sent_at: Mapped[dt.datetime] = mapped_column(doc="When the client was mailed last.")
    expires_at: Mapped[dt.datetime] = mapped_column(doc="When it lapses.")
    mails_sent: Mapped[int] = mapped_column(doc="How often the client was mailed, 3 times at most.")
    ended_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was answered, taken back or lapsed.")
    reason: Mapped[str | None] = mapped_column(doc="Why, in the words of who ended it.")

    __table_args__ = (
        CheckConstraint(f"status in {tuple(map(str, AccessRequestStatus))}", name="status"),
        CheckConstraint("(status = 'PENDING') = (ended_at is null)", name="ended"),
        CheckConstraint(f"mails_sent between 1 and {MOST_MAILS}", name="mails_sent"),
        # One open request for each partner and account.
        Index(
            "uq_access_request_pending",
            "account_id",
            "partner_id",
            unique=True,
            postgresql_where=text("status = 'PENDING'"),
        ),
        Index("ix_access_request_of_partner", "partner_id", "created_at", "id"),
        Index("ix_access_request_of_account", "account_id", "partner_id", "created_at"),
        Index("ix_access_request_of_number", "account_number", "created_at", "id"),
        Index("ix_access_request_newest", "created_at", "id"),
        Index("ix_access_request_expiring", "expires_at", postgresql_where=text("status = 'PENDING'")),
    )

    def is_open(self, now: dt.datetime) -> bool:
        """Whether the client can still answer."""
        return self.status == AccessRequestStatus.PENDING and now < self.expires_at

    def resend(self, now: dt.datetime) -> None:
        """Mails the client once more. Raises Conflict once it is over, Problem LIMIT_REACHED when it is too early."""
        self._require_open(now)
        if self.mails_sent >= MOST_MAILS:
            message = _("The client was mailed three times. Ask him in another way.")
            raise Problem(message, code=UserErrorCode.LIMIT_REACHED)
        if now < self.sent_at + dt.timedelta(days=RESEND_AFTER_DAYS):
            message = _("The client was mailed less than a week ago. Give him some days.")
            raise Problem(message, code=UserErrorCode.LIMIT_REACHED)
        self.sent_at, self.mails_sent = now, self.mails_sent + 1

    def approve(self, now: dt.datetime) -> None:
        """The client lets the partner in."""
        self._answer(AccessRequestStatus.APPROVED, None, now)

    def decline(self, reason: str | None, now: dt.datetime) -> None:
        """The client doesn't."""
        self._answer(AccessRequestStatus.DECLINED, reason, now)

    def cancel(self, reason: str | None, now: dt.datetime) -> None:
        """It is taken back."""
        self._answer(AccessRequestStatus.CANCELLED, reason, now)

    def expire(self) -> None:
        """Nobody answered in time."""
        self.status, self.ended_at = AccessRequestStatus.EXPIRED, self.expires_at

    def _answer(self, status: AccessRequestStatus, reason: str | None, now: dt.datetime) -> None:
        self._require_open(now)
        self.status, self.reason, self.ended_at = status, reason, now

    def _require_open(self, now: dt.datetime) -> None:
        if self.status != AccessRequestStatus.PENDING:
            raise Conflict(_("This request is answered or taken back already."))
        if now >= self.expires_at:
            raise Problem(_("This request has lapsed. A new one can be made."), code=UserErrorCode.EXPIRED)


class AccessBlock(Base):
    """The client of an account takes no requests of a partner."""

    __tablename__ = "access_block"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ClientAccount.id))
    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.partner.id"))
    created_at: Mapped[dt.datetime] = mapped_column(doc="Since when.")

    __table_args__ = (PrimaryKeyConstraint("account_id", "partner_id"),)
