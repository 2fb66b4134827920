"""Codes of an authenticator app (TOTP, RFC 6238) and recovery codes: how they are made and compared; no I/O."""

from __future__ import annotations

import base64
import datetime as dt
import hmac
import secrets
import uuid

import pyotp

from portal.core.seals import derived_key

STEP_SECONDS = 30
DIGITS = 6
# Bits of a recovery code: 50. Letters and digits that nobody takes for one another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz023456789"
_RECOVERY_LENGTH = 10


def new_secret() -> str:
    """160 random bits, as apps read them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def otpauth_uri(secret: str, email: str, issuer: str) -> str:
    """What an app reads from the QR code."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS, digits=DIGITS).provisioning_uri(name=email, issuer_name=issuer)


def step_of(secret: str, code: str, at: dt.datetime) -> int | None:
    """The time step whose code it is, among that of the moment, the one before and the one after; else None."""
    app = pyotp.HOTP(secret, digits=DIGITS)
    now = int(at.timestamp()) // STEP_SECONDS
    found = None
    # All three are compared: nor does the time tell.
    for step in (now - 1, now, now + 1):
        if hmac.compare_digest(app.at(step).encode(), code.encode(errors="replace")):
            found = step
    return found


def plain(code: str) -> str:
    """As it was made, however it was typed: spaces, hyphens and capitals don't matter."""
    return "".join(code.split()).replace("-", "").lower()


def is_recovery_code(code: str) -> bool:
    """Whether it looks like a recovery code rather than one of an app."""
    return len(code) == _RECOVERY_LENGTH


def new_recovery_codes(count: int) -> list[str]:
    """Recovery codes as they are shown: k7m2p-9xw4c."""
    half = _RECOVERY_LENGTH // 2
    made = ("".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_LENGTH)) for _ in range(count))
    return [f"{one[:half]}-{one[half:]}" for one in made]


def recovery_hash(secret_key: str, user_id: uuid.UUID, code: str) -> bytes:
    """What is kept of a recovery code. It takes the portal's secret key, so a stolen table lets nobody guess."""
    key = derived_key(secret_key, "portal recovery codes")
    return hmac.digest(key, user_id.bytes + plain(code).encode(errors="replace"), "sha256")
