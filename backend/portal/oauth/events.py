"""What happens to OAuth2 clients and access tokens."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class ClientCreated(Happening):
    """A program may call the API; the subject is the OAuth client."""

    type: ClassVar[str] = "oauth_client.created"
    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class ClientRevoked(Happening):
    """A program may call the API no more, and its tokens ended; the subject is the OAuth client."""

    type: ClassVar[str] = "oauth_client.revoked"


@dataclass(frozen=True, kw_only=True)
class TokenCreated(Happening):
    """Somebody made an access token for himself; the subject is the token."""

    type: ClassVar[str] = "access_token.created"
    user_id: uuid.UUID
    scopes: list[str]


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Happening):
    """Somebody's access token was ended, by himself or by an owner of his partner; the subject is the token."""

    type: ClassVar[str] = "access_token.revoked"
    user_id: uuid.UUID
