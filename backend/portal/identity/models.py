"""Tables of people. Sessions and throttles live on real time, whatever the test clock says."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base, Identified
from portal.core.permissions import OperatorRole
from portal.core.problems import LinkProblem, UserErrorCode
from portal.core.texts import _

SESSION_DAYS = 30
RESET_HOURS = 2


class User(Identified):
    """A person who can sign in. Name and e-mail stand here alone, so that a person can be erased."""

    __tablename__ = "user"
    prefix = "user"

    name: Mapped[str] = mapped_column(doc="The person's name.")
    email: Mapped[str] = mapped_column(unique=True, doc="The address to sign in with.")
    password_hash: Mapped[str | None]
    operator_role: Mapped[str | None] = mapped_column(doc="What the operator may do.")
    created_at: Mapped[dt.datetime]

    __table_args__ = (
        CheckConstraint(f"operator_role in {tuple(str(role) for role in OperatorRole)}", name="operator_role"),
        CheckConstraint("email = lower(email)", name="email_lower"),
    )


class Session(Identified):
    """A browser that is signed in; ending it deletes the row. Only the hash of its token is kept."""

    __tablename__ = "session"
    prefix = "sess"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.user.id", ondelete="CASCADE"), index=True)
    partner_id: Mapped[uuid.UUID | None] = mapped_column(doc="The partner at whose desk the person sits.")
    # Passkeys are a room above this one.
    passkey_id: Mapped[uuid.UUID | None] = mapped_column(doc="The passkey that the person showed in it, if any.")
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(doc="When the person signed in.")
    last_seen_at: Mapped[dt.datetime] = mapped_column(doc="When it was last used, to some 5 minutes.")
    expires_at: Mapped[dt.datetime]
    user_agent: Mapped[str | None] = mapped_column(doc="The browser, as it calls itself.")
    ip_address: Mapped[str | None] = mapped_column(doc="Where it signed in from.")


class PasswordReset(Identified):
    """A link by which a forgotten password is set anew. Where nobody has the address the row stands for nobody's link,
    which is never mailed: asking takes as long for an unknown address as for a known one.
    """

    __tablename__ = "password_reset"
    prefix = "rst"

    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.user.id", ondelete="CASCADE"), index=True)
    requested_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    replaced_at: Mapped[dt.datetime | None]

    __table_args__ = (
        # One link per person works.
        Index(
            "uq_password_reset_open",
            "user_id",
            unique=True,
            postgresql_where=text("used_at is null and replaced_at is null"),
        ),
    )

    def use(self, now: dt.datetime) -> None:
        """Uses the link up. Raises LinkProblem when it is used, replaced or over."""
        self.check(now)
        self.used_at = now

    def check(self, now: dt.datetime) -> None:
        """Raises LinkProblem when it is used, replaced or over."""
        if self.used_at:
            raise LinkProblem(_("This link was used already. Ask for a new one."), code=UserErrorCode.USED)
        if self.replaced_at:
            raise LinkProblem(_("A newer link was mailed to you. Use that one."), code=UserErrorCode.REPLACED)
        if now >= self.expires_at:
            raise LinkProblem(_("This link has expired. Ask for a new one."), code=UserErrorCode.EXPIRED)


class Throttle(Base):
    """How often something was tried within its window; see throttle.py."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    window_ends_at: Mapped[dt.datetime]
    hits: Mapped[int]

    __table_args__ = (Index(None, "window_ends_at"),)
