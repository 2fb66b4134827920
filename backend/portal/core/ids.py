"""Ids: UUIDv7 in the database, `acct_` and 32 hex digits outside."""

from __future__ import annotations

import os
import re
import time
import uuid

_PUBLIC = re.compile(r"([a-z]{2,8})_([0-9a-f]{32})")


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562, method 3): milliseconds, 12 bits of their fraction, then random.

    So new rows sort last, also those of one unit of work: its events stand in the order in which they were recorded.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = (nanoseconds << 12) // 1_000_000
    random = int.from_bytes(os.urandom(8)) >> 2
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | random)


def public_id(prefix: str, value: uuid.UUID) -> str:
    """How an id is shown: `public_id("acct", …)` is `acct_0190…`."""
    return f"{prefix}_{value.hex}"


def parse_id(prefix: str, text: str) -> uuid.UUID | None:
    """The id behind its public form, or None for rubbish and for another kind's id."""
    match = _PUBLIC.fullmatch(text)
    return uuid.UUID(match[2]) if match and match[1] == prefix else None


def prefix_of(text: str) -> str | None:
    """The kind that a public id speaks of, or None for rubbish."""
    match = _PUBLIC.fullmatch(text)
    return match[1] if match else None
