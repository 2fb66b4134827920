"""Tables of passkeys. All of it lives on real time, whatever the test clock says."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base, Identified

MOST_PASSKEYS = 20
LONGEST_SECONDS = 300
# WebAuthn, 4: "Credential ID".
LONGEST_CREDENTIAL_ID = 1023


class PasskeyDeviceType(StrEnum):
    """Where a passkey can be."""

    SINGLE_DEVICE = "SINGLE_DEVICE"
    MULTI_DEVICE = "MULTI_DEVICE"


class Passkey(Identified):
    """The public half of a key that a person's device keeps; who has the device and unlocks it is signed in."""

    __tablename__ = "passkey"
    prefix = "pky"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.user.id", ondelete="CASCADE"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(doc="What its owner calls it.")
    device_type: Mapped[str] = mapped_column(doc="Whether it stays on one device, as the device says.")
    backed_up: Mapped[bool] = mapped_column(doc="Whether it outlives the device, as the device says.")
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was added.")
    last_used_at: Mapped[dt.datetime | None] = mapped_column(doc="When it last signed its owner in.")

    __table_args__ = (
        CheckConstraint(f"device_type in {tuple(str(one) for one in PasskeyDeviceType)}", name="device_type"),
        CheckConstraint(f"octet_length(credential_id) between 1 and {LONGEST_CREDENTIAL_ID}", name="credential_id"),
    )

    def use(self, sign_count: int, backed_up: bool) -> bool:
        """Whether its counter went on, as it does where one device alone has the key; it is kept then.

        Many authenticators count nothing and always say 0 (WebAuthn, 6.1.1).
        """
        if (sign_count or self.sign_count) and sign_count <= self.sign_count:
            return False
        self.sign_count, self.backed_up = sign_count, backed_up
        return True


class PasskeyChallenge(Base):
    """What a device is to sign: once, soon, and for the browser that asked. Two functions of the database write and
    delete these rows, since nobody else needs to see one.
    """

    __tablename__ = "passkey_challenge"

    browser_hash: Mapped[bytes] = mapped_column(primary_key=True)
    challenge: Mapped[bytes]
    # Who adds a passkey; null where somebody signs in, who isn't known yet.
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.user.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[dt.datetime] = mapped_column(index=True)
