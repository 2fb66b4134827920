"""What leaves the house: a row first, then the sending."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.core.events import Event
from portal.partners.models import Partner

# How long a webhook waits after its first try, its second and so on: over four days in all, so that a receiver that was
# down for three gets everything.
BACK_OFF = tuple(
    dt.timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400)
)
GONE = 410
KEPT_OF_AN_ANSWER = 2_048


class EmailStatus(StrEnum):
    """Where a mail stands."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


class OutgoingEmail(Identified):
    """A mail to send. Its text is rendered when it is sent, so that no link's secret is ever stored."""

    __tablename__ = "outgoing_email"
    prefix = "mail"

    # Which effect of which event this is: a handler that runs twice writes one mail.
    key: Mapped[str] = mapped_column(unique=True)
    template: Mapped[str]
    to_email: Mapped[str]
    values: Mapped[dict[str, Any]]
    link_kind: Mapped[str | None]
    link_id: Mapped[uuid.UUID | None]
    link_version: Mapped[int | None]
    status: Mapped[str]
    attempts: Mapped[int]
    error: Mapped[str | None]
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]

    __table_args__ = (
        CheckConstraint(f"status in {tuple(map(str, EmailStatus))}", name="status"),
        CheckConstraint("(link_kind is null) = (link_id is null)", name="link"),
        Index(None, "created_at"),
    )


class WebhookEndpoint(Identified):
    """Where webhooks go. The secret is no column: it is made from the id, the version and the portal's own secret."""

    __tablename__ = "webhook_endpoint"
    prefix = "whe"

    # Null for the program's own, which gets the events of every partner.
    partner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Partner.id))
    url: Mapped[str] = mapped_column(doc="Where the webhooks are sent.")
    # Null for all.
    event_types: Mapped[list[str] | None]
    secret_version: Mapped[int]
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was created; earlier events are not sent to it.")
    disabled_at: Mapped[dt.datetime | None] = mapped_column(doc="Since when nothing is sent: it answered 410 Gone.")
    deleted_at: Mapped[dt.datetime | None]

    __table_args__ = (
        Index(
            "uq_webhook_endpoint_of_the_program",
            "partner_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("partner_id is null and deleted_at is null"),
        ),
    )

    @property
    def ended(self) -> str | None:
        """Why nothing goes there any more, or None."""
        if self.deleted_at:
            return "The endpoint was deleted."
        return "The endpoint is disabled." if self.disabled_at else None


class WebhookDeliveryStatus(StrEnum):
    """Where a webhook stands."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


class WebhookDelivery(Identified):
    """One event on its way to one endpoint. Its body is made once, so that each try sends the same bytes."""

    __tablename__ = "webhook_delivery"
    prefix = "whd"

    endpoint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(WebhookEndpoint.id))
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Event.id))
    # Null once it was forgotten.
    body: Mapped[str | None]
    status: Mapped[str] = mapped_column(doc="Where it stands.")
    attempts: Mapped[int] = mapped_column(doc="How many times it was sent.")
    next_attempt_at: Mapped[dt.datetime | None] = mapped_column(doc="When it is sent again, after a try that failed.")
    response_status: Mapped[int | None] = mapped_column(doc="The HTTP status of the last answer; null without one.")
    response_body: Mapped[str | None]
    error: Mapped[str | None] = mapped_column(doc="Why the last try failed.")
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was made.")
    delivered_at: Mapped[dt.datetime | None] = mapped_column(doc="When the receiver took it.")

    __table_args__ = (
        UniqueConstraint("endpoint_id", "event_id"),
        CheckConstraint(f"status in {tuple(map(str, WebhookDeliveryStatus))}", name="status"),
        Index(None, "created_at"),
    )

    def answered(self, status: int, body: bytes, now: dt.datetime) -> None:
        """The receiver answered: 2xx took it, anything else did not, a redirect neither."""
        self.response_status = status
        # PostgreSQL keeps no NUL in a text.
        self.response_body = body[:KEPT_OF_AN_ANSWER].decode(errors="replace").replace("\0", "\ufffd")
        if 200 <= status < 300:
            self.attempts += 1
            self.status, self.delivered_at = WebhookDeliveryStatus.DELIVERED, now
            self.error = self.next_attempt_at = None
        else:
            self._missed(f"The receiver answered {status}.", now)

    def unanswered(self, error: str, now: dt.datetime) -> None:
        """There was no answer."""
        self.response_status = self.response_body = None
        self._missed(error, now)

    def _missed(self, error: str, now: dt.datetime) -> None:
        """A try failed: waits for the next, unless the receiver is gone for good or this was the last."""
        self.attempts += 1
        self.error = error
        if self.response_status == GONE or self.attempts > len(BACK_OFF):
            self.give_up(error)
        else:
            wait = BACK_OFF[self.attempts - 1]
            # What failed together doesn't come back together.
            self.next_attempt_at = now + wait * (1 + secrets.randbelow(100) / 1_000)

    def give_up(self, why: str) -> None:
        """It is not sent any more."""
        self.status, self.error, self.next_attempt_at = WebhookDeliveryStatus.FAILED, why, None
