"""What happens to OAuth2 clients and access tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class ClientCreated(Happening):
    """A program may call the API; the subject is the OAuth client."""

    type: ClassVar[str] = "oauth_client.created"
    scopes: list[str]
