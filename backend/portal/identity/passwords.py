"""Passwords: argon2id, in a thread, two at a time."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.core.runtime import Runtime

_hasher = PasswordHasher()
# What an unknown e-mail is checked against, so that it takes as long as a known one.
_NOBODY = _hasher.hash("nobody has this password")


async def hash_password(runtime: Runtime, password: str) -> str:
    """The hash to keep."""
    async with runtime.hashing:
        return await asyncio.to_thread(_hasher.hash, password)


async def verify_password(runtime: Runtime, password: str, kept: str | None) -> bool:
    """Whether the password is the one whose hash is kept; takes as long where none is."""
    async with runtime.hashing:
        return await asyncio.to_thread(_verify, password, kept or _NOBODY) and kept is not None


def _verify(password: str, kept: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
