"""Click ids. Each proves itself: which link was clicked, and when, whether or not the visit was ever written down."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import os
import uuid
from dataclasses import dataclass

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)
_MAC_BYTES = 16
# RFC 9562: version 7 and the variant, and where neither stands.
_VERSION_7 = 0x7 << 76 | 0x2 << 62
_RANDOM_BITS = (1 << 80) - 1 & ~(0xF << 76 | 0x3 << 62)
TOKEN_LENGTH = 64


@dataclass(frozen=True)
class Click:
    """One click on a link. Its id holds the moment in milliseconds (a UUIDv7) and 74 random bits."""

    link_id: uuid.UUID
    id: uuid.UUID

    @property
    def at(self) -> dt.datetime:
        """When it was, by the program's time, to the millisecond."""
        return _EPOCH + (self.id.int >> 80) * _MILLISECOND


def new_click(link_id: uuid.UUID, at: dt.datetime) -> Click:
    """A click at this moment, unlike all others."""
    milliseconds = (at - _EPOCH) // _MILLISECOND
    random = int.from_bytes(os.urandom(10)) & _RANDOM_BITS
    return Click(link_id, uuid.UUID(int=milliseconds << 80 | _VERSION_7 | random))


class ClickSigner:
    """Makes and reads click ids: 16 bytes of link, 16 of click, the first 16 of HMAC-SHA256, in base64url."""

    def __init__(self, secret: str) -> None:
        self._secret = hashlib.sha256(b"portal clicks " + secret.encode()).digest()

    def token(self, click: Click) -> str:
        """The click id as it goes to the vendor's sign-up: 64 characters of A-Z, a-z, 0-9, - and _."""
        said = click.link_id.bytes + click.id.bytes
        return base64.urlsafe_b64encode(said + self._mac(said)).decode()

    def read(self, token: str) -> Click | None:
        """The click, or None for what this deployment didn't make, to the letter."""
        if len(token) != TOKEN_LENGTH or not token.isascii():
            return None
        try:
            said = base64.urlsafe_b64decode(token)[:32]
            click = Click(uuid.UUID(bytes=said[:16]), uuid.UUID(bytes=said[16:]))
        except ValueError:
            return None
        return click if hmac.compare_digest(token, self.token(click)) else None

    def _mac(self, said: bytes) -> bytes:
        return hmac.digest(self._secret, said, "sha256")[:_MAC_BYTES]
