"""Changes of e-mail addresses that wait for their link, or were done."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.core.problems import LinkProblem, UserErrorCode
from portal.core.texts import _

CHANGE_HOURS = 24


class EmailChange(Identified):
    """A new address that a person is yet to prove. `old_email` is known once it has been proved."""

    __tablename__ = "email_change"
    prefix = "echg"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.user.id", ondelete="CASCADE"), index=True)
    new_email: Mapped[str] = mapped_column(doc="The address that is to be proved.")
    old_email: Mapped[str | None]
    requested_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime] = mapped_column(doc="Until when the mailed link works.")
    replaced_at: Mapped[dt.datetime | None]
    used_at: Mapped[dt.datetime | None]

    __table_args__ = (
        CheckConstraint("(used_at is null) = (old_email is null)", name="old_email_known"),
        # One link per person works.
        Index(
            "uq_email_change_open",
            "user_id",
            unique=True,
            postgresql_where=text("used_at is null and replaced_at is null"),
        ),
    )

    def check(self, now: dt.datetime) -> None:
        """Raises LinkProblem when it is used, replaced or over."""
        if self.used_at:
            message = _("This link was used already. Sign in with the new address.")
            raise LinkProblem(message, code=UserErrorCode.USED)
        if self.replaced_at:
            raise LinkProblem(_("A newer link was mailed to you. Use that one."), code=UserErrorCode.REPLACED)
        if now >= self.expires_at:
            message = _("This link has expired. Change your address once more under Settings, Security.")
            raise LinkProblem(message, code=UserErrorCode.EXPIRED)

    def use(self, old_email: str, now: dt.datetime) -> None:
        """Uses the link up. Raises what `check` raises."""
        self.check(now)
        self.used_at, self.old_email = now, old_email
