"""The session's cookie and the bearer token: from HTTP to what verbs know of a request, and back."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

from portal.core.requests import Request
from portal.core.settings import Settings
from portal.identity.models import SESSION_DAYS


def cookie_name(settings: Settings) -> str:
    """With https the browser itself makes sure that the cookie is this host's own."""
    return "__Host-portal_session" if settings.secure else "portal_session"


def read_request(http: HTTPConnection, settings: Settings) -> Request:
    """Where a call comes from, and with what it shows who it is. A bearer token goes before the cookie."""
    scheme, _, token = http.headers.get("authorization", "").partition(" ")
    bearer = token.strip() if scheme.lower() == "bearer" else None
    return Request(
        ip_address=http.client.host if http.client else None,
        user_agent=http.headers.get("user-agent"),
        bearer_token=bearer,
        session_token=None if bearer is not None else http.cookies.get(cookie_name(settings)),
    )


def write_session(response: Response, request: Request, settings: Settings) -> None:
    """Hands out the cookie of a new session, or takes it away."""
    token = request.new_session_token
    if token is None:
        return
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=SESSION_DAYS * 24 * 3600 if token else 0,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
