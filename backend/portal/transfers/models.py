"""The offer of an account to a client, and its rules."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import ClientAccount
from portal.core.database import Identified
from portal.core.problems import Conflict
from portal.core.texts import _

TRANSFER_DAYS = 30
REMIND_AFTER_DAYS = (7, 25)


class TransferStatus(StrEnum):
    """Where an ownership transfer stands."""

    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    EXPIRED = "EXPIRED"


class OwnershipTransfer(Identified):
    """One offer. It is stored as PENDING until it is answered or taken back; past `expires_at` it shows as EXPIRED."""

    __tablename__ = "ownership_transfer"
    prefix = "tran"
    client_key = "account_id"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ClientAccount.id))
    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.partner.id"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.user.id"))
    to_email: Mapped[str] = mapped_column(doc="Who is asked to take the account over.")
    note: Mapped[str | None] = mapped_column(doc="What the partner wrote to the client.")
    status: Mapped[str]
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was offered.")
    sent_at: Mapped[dt.datetime] = mapped_column(doc="When the newest link was sent.")
    expires_at: Mapped[dt.datetime] = mapped_column(doc="Until when the newest link works.")
    link_id: Mapped[uuid.UUID | None]
    reminders_sent: Mapped[int] = mapped_column(default=0)
    expiry_told: Mapped[bool] = mapped_column(default=False)
    blocked_at: Mapped[dt.datetime | None]
    ended_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was answered or taken back.")
    reason: Mapped[str | None] = mapped_column(doc="Why it was declined or cancelled, in the words of who did it.")

    __table_args__ = (
        CheckConstraint("status in ('PENDING', 'ACCEPTED', 'DECLINED', 'CANCELLED')", name="status"),
        CheckConstraint("(status = 'PENDING') = (ended_at is null)", name="ended"),
        # One offer at a time for each account.
        Index(
            "ix_ownership_transfer_accepted",
            "ended_at",
            "partner_id",
            "account_id",
            postgresql_where=text("status = 'ACCEPTED'"),
        ),
        Index("uq_ownership_transfer_pending", "account_id", unique=True, postgresql_where=text("status = 'PENDING'")),
        # What the clock has still to do; transfers that nobody answers stay pending for good.
        Index(
            "ix_ownership_transfer_to_remind",
            "sent_at",
            postgresql_where=text("status = 'PENDING' and reminders_sent < 2"),
        ),
        Index(
            "ix_ownership_transfer_expiring",
            "expires_at",
            postgresql_where=text("status = 'PENDING' and not expiry_told"),
        ),
        Index(
            "ix_ownership_transfer_blocked",
            "to_email",
            postgresql_where=text("status = 'PENDING' and blocked_at is not null"),
        ),
        Index("ix_ownership_transfer_to_email", "to_email", postgresql_where=text("status = 'PENDING'")),
        Index("ix_ownership_transfer_of_partner", "account_id", "partner_id", "created_at"),
    )

    def send(self, to_email: str, now: dt.datetime) -> None:
        """A fresh link of 30 days goes out. Raises Conflict once the offer is answered or taken back."""
        self._require_pending()
        self.to_email, self.sent_at, self.expires_at = to_email, now, now + dt.timedelta(days=TRANSFER_DAYS)
        self.reminders_sent, self.expiry_told, self.blocked_at = 0, False, None

    def accept(self, now: dt.datetime) -> None:
        """The client takes the account over; his link has proved that it is still time."""
        self._end(TransferStatus.ACCEPTED, None, now)

    def decline(self, reason: str | None, now: dt.datetime) -> None:
        """The client doesn't want it."""
        self._end(TransferStatus.DECLINED, reason, now)

    def cancel(self, reason: str | None, now: dt.datetime) -> None:
        """It is taken back. Raises Conflict once it is answered."""
        self._end(TransferStatus.CANCELLED, reason, now)

    def reminders_due(self, now: dt.datetime) -> int:
        """How many reminders should have gone out by now; none once the link is over."""
        if self.status != TransferStatus.PENDING or now >= self.expires_at:
            return self.reminders_sent
        return sum(now >= self.sent_at + dt.timedelta(days=days) for days in REMIND_AFTER_DAYS)

    def _end(self, status: TransferStatus, reason: str | None, now: dt.datetime) -> None:
        self._require_pending()
        self.status, self.reason, self.ended_at = status, reason, now

    def _require_pending(self) -> None:
        if self.status != TransferStatus.PENDING:
            raise Conflict(_("This transfer is answered or taken back already."))
