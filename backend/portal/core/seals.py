"""What is kept so that the database alone doesn't tell it: encrypted, with a key that follows from the portal's secret
key and from what it is for.
"""

from __future__ import annotations

import base64
import uuid
from typing import Any

import orjson
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unreadable(Exception):
    """What is kept was not sealed by this portal's secret key, or not for this row."""


class Seal:
    """Closes and opens what is kept for one purpose."""

    def __init__(self, secret_key: str, purpose: str) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(derived_key(secret_key, purpose)))

    def close(self, row_id: uuid.UUID, values: dict[str, Any]) -> str:
        """What is kept. It opens for this row alone, so that no row can be given another's."""
        return self._fernet.encrypt(orjson.dumps({"id": str(row_id), **values})).decode()

    def open(self, row_id: uuid.UUID, closed: str) -> dict[str, Any]:
        """What was closed. Raises Unreadable."""
        try:
            kept: dict[str, Any] = orjson.loads(self._fernet.decrypt(closed.encode()))
        except InvalidToken:
            raise Unreadable from None
        if kept.pop("id") != str(row_id):
            raise Unreadable
        return kept


def derived_key(secret_key: str, purpose: str) -> bytes:
    """32 bytes for one purpose alone."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret_key.encode())
