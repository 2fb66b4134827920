"""Tables of signing in by the vendor's own log-in. All of it lives on real time, whatever the test clock says."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified

ATTEMPT_MINUTES = 10


class OutsideLogin(Identified):
    """An account at the vendor's own log-in that is a person's way to sign in."""

    __tablename__ = "outside_login"
    prefix = "outl"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.user.id", ondelete="CASCADE"))
    issuer: Mapped[str] = mapped_column(doc="The provider, as it names itself.")
    subject: Mapped[str]
    linked_at: Mapped[dt.datetime] = mapped_column(doc="When it was first used here.")
    last_used_at: Mapped[dt.datetime] = mapped_column(doc="When it was last used here.")

    __table_args__ = (
        # An account there is one person here, and a person here has one account there.
        UniqueConstraint("issuer", "subject"),
        UniqueConstraint("user_id", "issuer"),
    )


class OutsideAttempt(Identified):
    """A browser that was sent to the vendor's own log-in. It comes back once; of what it must show, hashes are kept,
    and what only the portal may know is sealed.

    Where it came back with a person whose second factor is asked for, `user_id` and `subject` say who waits.
    """

    __tablename__ = "outside_attempt"
    prefix = "outa"

    issuer: Mapped[str]
    state_hash: Mapped[bytes]
    browser_hash: Mapped[bytes]
    sealed: Mapped[str] = mapped_column(deferred=True)
    next_path: Mapped[str]
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
    used_at: Mapped[dt.datetime | None]
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.user.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("(user_id is null) = (subject is null)", name="who_waits"),
        CheckConstraint("user_id is null or used_at is not null", name="waits_once_it_came_back"),
    )
