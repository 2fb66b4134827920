"""The cookies and the bearer token: from HTTP to what verbs know of a request, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response

from portal.core.requests import Request
from portal.core.settings import Settings
from portal.identity.models import SESSION_DAYS
from portal.outside_login.models import ATTEMPT_MINUTES

# As long as the longest challenge holds.
_BROWSER_SECONDS = 300


def cookie_name(settings: Settings) -> str:
    """The session's. With https the browser itself makes sure that the cookie is this host's own."""
    return _own("portal_session", settings)


def browser_cookie_name(settings: Settings) -> str:
    """That of a browser which answers a challenge."""
    return _own("portal_browser", settings)


def _own(name: str, settings: Settings) -> str:
    return f"__Host-{name}" if settings.secure else name


def outside_cookie_name(settings: Settings) -> str:
    """Of the cookie that binds a sign-in by the vendor's own log-in to the browser that began it."""
    return _own("portal_outside", settings)


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
        browser_token=cookies.get(browser_cookie_name(settings)),
        outside_token=cookies.get(outside_cookie_name(settings)),
    )


def new_cookies(request: Request, settings: Settings) -> list[tuple[bytes, bytes]]:
    """The headers that hand out the cookies of a new session or challenge, or take them away; none where neither is
    asked.
    """
    response = Response()
    if request.new_session_token is not None:
        seconds = SESSION_DAYS * 24 * 3600
        _set(response, cookie_name(settings), request.new_session_token, seconds, "lax", settings)
    if request.new_browser_token is not None:
        name = browser_cookie_name(settings)
        _set(response, name, request.new_browser_token, _BROWSER_SECONDS, "strict", settings)
    return [header for header in response.raw_headers if header[0] == b"set-cookie"]


def outside_cookie(token: str, settings: Settings) -> list[tuple[bytes, bytes]]:
    """The header that hands out the cookie of a sign-in by the vendor's own log-in; "" takes it away."""
    response = Response()
    _set(response, outside_cookie_name(settings), token, ATTEMPT_MINUTES * 60, "lax", settings)
    return [header for header in response.raw_headers if header[0] == b"set-cookie"]


def _set(
    response: Response, name: str, token: str, seconds: int, same_site: Literal["lax", "strict"], settings: Settings
) -> None:
    response.set_cookie(
        name,
        token,
        max_age=seconds if token else 0,
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite=same_site,
    )
