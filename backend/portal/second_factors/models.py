"""Tables of second factors. Codes live on real time, whatever the test clock says."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.second_factors.codes import step_of

RECOVERY_CODES = 10


class Totp(Identified):
    """An authenticator app that a person set up; it counts once he has typed a code of it."""

    __tablename__ = "totp"
    prefix = "totp"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.user.id", ondelete="CASCADE"), unique=True)
    # Deferred, so that nobody reads it by chance.
    sealed: Mapped[str] = mapped_column(deferred=True)
    created_at: Mapped[dt.datetime]
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(doc="Since when it is asked for.")
    last_step: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (CheckConstraint("last_step is null or confirmed_at is not null", name="confirmed_by_a_code"),)

    def take(self, secret: str, code: str, at: dt.datetime) -> bool:
        """Whether it is a code of this moment, the one before or the one after, that was not used yet; it is now."""
        step = step_of(secret, code, at)
        if step is None or (self.last_step is not None and step <= self.last_step):
            return False
        self.last_step = step
        return True


class RecoveryCode(Identified):
    """A code for whoever lost his authenticator app; it counts once, and only its hash is kept."""

    __tablename__ = "recovery_code"
    prefix = "rcv"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.user.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[bytes] = mapped_column(unique=True)
    used_at: Mapped[dt.datetime | None]
