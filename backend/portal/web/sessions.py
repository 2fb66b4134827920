"""The cookies and the bearer token: from HTTP to what verbs know of a request, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from portal.core.requests import Request
from portal.core.settings import Settings
from portal.identity.models import SESSION_DAYS
from portal.outside_login.models import ATTEMPT_MINUTES


def cookie_name(settings: Settings) -> str:
    """With https the browser itself makes sure that the cookie is this host's own."""
    return "__Host-portal_session" if settings.secure else "portal_session"


def outside_cookie_name(settings: Settings) -> str:
    """Of the cookie that binds a sign-in by the vendor's own log-in to the browser that began it."""
    return "__Host-portal_outside" if settings.secure else "portal_outside"


def read_request(headers: Headers, client: Sequence[Any] | None, settings: Settings) -> Request:
    """Where a call comes from, and with what it shows who it is. A bearer token goes before the cookie."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    bearer = token.strip() if scheme.lower() == "bearer" else None
    cookies = cookie_parser(headers["cookie"]) if bearer is None and "cookie" in headers else {}
    return Request(
        ip_address=client[0] if client else None,
        user_agent=headers.get("user-agent"),
        bearer_token=bearer,
        session_token=cookies.get(cookie_name(settings)),
        outside_token=cookies.get(outside_cookie_name(settings)),
    )


def session_cookie(request: Request, settings: Settings) -> list[tuple[bytes, bytes]]:
    """The header that hands out the cookie of a new session, or takes it away; nothing where neither is asked."""
    token = request.new_session_token
    if token is None:
        return []
    return _cookie(cookie_name(settings), token, SESSION_DAYS * 24 * 3600, settings)


def outside_cookie(token: str, settings: Settings) -> list[tuple[bytes, bytes]]:
    """The header that hands out the cookie of a sign-in by the vendor's own log-in; "" takes it away."""
    return _cookie(outside_cookie_name(settings), token, ATTEMPT_MINUTES * 60, settings)


def _cookie(name: str, token: str, seconds: int, settings: Settings) -> list[tuple[bytes, bytes]]:
    response = Response()
    response.set_cookie(
        name,
        token,
        max_age=seconds if token else 0,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
    return [header for header in response.raw_headers if header[0] == b"set-cookie"]
