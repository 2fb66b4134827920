"""What leaves the house: a row first, then the sending."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified


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
