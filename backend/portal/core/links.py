"""Signed links in mails: id, version and a MAC in one token. It is made again whenever it is needed, so nothing
secret is stored; raising the version of what it opens kills every older link.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class LinkKind(StrEnum):
    """What a link opens; the value is the first part of its path."""

    APPLICATION = "application"
    REGISTER = "register"
    JOIN = "join"
    RESET = "reset"
    TRANSFER = "transfer"
    ACCESS = "access"
    CLIENT = "client"
    DOMAIN = "domain"
    VERIFY = "verify"
    EMAIL = "email"


# The links by which clients come in: each opens one row of `client_link`.
CLIENT_LINKS = (LinkKind.TRANSFER, LinkKind.ACCESS, LinkKind.CLIENT)


class LinkStatus(StrEnum):
    """Whether a mailed link still works."""

    OPEN = "OPEN"
    USED = "USED"
    EXPIRED = "EXPIRED"
    REPLACED = "REPLACED"
    REVOKED = "REVOKED"


@dataclass(frozen=True)
class Link:
    """A link that proved itself: the id it opens, and the version it was made for."""

    kind: LinkKind
    id: uuid.UUID
    version: int


class LinkSigner:
    """Makes and reads tokens: 16 bytes of id, 4 of version, 32 of HMAC-SHA256, in base64url."""

    def __init__(self, secret: str, base_url: str) -> None:
        self._secret = hashlib.sha256(b"portal links " + secret.encode()).digest()
        self._base_url = base_url

    def token(self, kind: LinkKind, id: uuid.UUID, version: int) -> str:
        head = id.bytes + version.to_bytes(4)
        return base64.urlsafe_b64encode(head + self._mac(kind, head)).rstrip(b"=").decode()

    def url(self, kind: LinkKind, id: uuid.UUID, version: int) -> str:
        return f"{self._base_url}/{kind.value}/{self.token(kind, id, version)}"

    def read(self, kind: LinkKind, token: str) -> Link | None:
        """What the token opens, or None for a forged or mangled one: a link has one token, to the letter."""
        try:
            head = base64.b64decode(token.encode("ascii") + b"==", altchars=b"-_", validate=True)[:20]
            link = Link(kind, uuid.UUID(bytes=head[:16]), int.from_bytes(head[16:]))
        except ValueError:
            return None
        return link if hmac.compare_digest(token, self.token(kind, link.id, link.version)) else None

    def read_any(self, kinds: Sequence[LinkKind], token: str) -> Link | None:
        """What the token opens, where it is of one of these kinds."""
        return next((link for kind in kinds if (link := self.read(kind, token)) is not None), None)

    def _mac(self, kind: LinkKind, head: bytes) -> bytes:
        return hmac.digest(self._secret, kind.value.encode() + b"\0" + head, "sha256")
