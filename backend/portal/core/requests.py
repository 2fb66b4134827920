"""What a verb may know of the request behind it, and what it may answer beside its payload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class Request:
    """Where a call comes from. Empty for the worker and the command line."""

    ip_address: str | None = None
    user_agent: str | None = None
    session_token: str | None = None
    # What a browser was given that isn't signed in yet, to be known by when it answers a challenge.
    browser_token: str | None = None
    bearer_token: str | None = None
    # What a browser got that went out to the vendor's own log-in.
    outside_token: str | None = None
    # The header Idempotency-Key, as it came.
    idempotency_key: str | None = None
    # Set by sign-in and sign-out: the web puts it into the session cookie; "" takes the cookie away.
    new_session_token: str | None = None
    # The same for `browser_token`.
    new_browser_token: str | None = None


@dataclass(frozen=True)
class Operation:
    """A GraphQL operation as it was sent."""

    document: str
    variables: dict[str, Any] | None = None
    name: str | None = None
