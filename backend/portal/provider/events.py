"""What happens to what people let programs do, and to their log-ins."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class _OfGrant(Happening):
    """The subject is the grant."""

    client_id: uuid.UUID
    user_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class GrantGiven(_OfGrant):
    """Somebody let a program act for him; the subject is the grant."""

    type: ClassVar[str] = "oauth_grant.given"
    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class GrantRevoked(_OfGrant):
    """Somebody took back what a program was allowed; the subject is the grant."""

    type: ClassVar[str] = "oauth_grant.revoked"


@dataclass(frozen=True, kw_only=True)
class TokenUsedTwice(_OfGrant):
    """A code or a refresh token came a second time, so all that came of it was ended; the subject is the grant."""

    type: ClassVar[str] = "oauth_grant.token_used_twice"
