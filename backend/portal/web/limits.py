"""What every response carries and every request must keep to: hosts, size, headers, a line in the log."""

from __future__ import annotations

import re
import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import Histogram
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.core.settings import Settings

log = structlog.get_logger()

LARGEST_BODY = 1_000_000
# Some forty thousand billing events, read whole before the first answer: few clients read while they send.
BULK_PATH = "/files/billing-events.ndjson"
LARGEST_BODIES = {BULK_PATH: 8_000_000}
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
_PORT = re.compile(r":\d*$")
_SECONDS = Histogram("portal_http_seconds", "Time to answer a request.", ["method", "path", "status"])


def content_security_policy(*, styles: str, frames: str) -> str:
    """What a page may load: its own files, and pictures from anywhere."""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            f"style-src {styles}",
            "img-src 'self' data: https:",
            "font-src 'self' data:",
            "connect-src 'self'",
            f"frame-src {frames}",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "object-src 'none'",
        )
    )


# The component library sets styles on elements; scripts have no such leave.
_CONTENT_SECURITY_POLICY = content_security_policy(styles="'self' 'unsafe-inline'", frames="https:")


# Answers about somebody: no cache between him and us, nor his own browser's, keeps them.
_PRIVATE = ("/graphql", "/oauth/", "/files/")
_NO_STORE = ((b"cache-control", b"no-store"),)


def _headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    headers = {
        "content-security-policy": _CONTENT_SECURITY_POLICY,
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        # Addresses hold the tokens of mailed links.
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }
    if settings.secure:
        headers["strict-transport-security"] = "max-age=63072000; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


class Limits:
    """The outermost layer of the app: outside the one that answers 500, too."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._headers = _headers(settings)
        self._hosts = {settings.hostname, *(("localhost", "127.0.0.1", "[::1]") if not settings.secure else ())}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, seen = time.perf_counter(), {"status": 500}

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                own = list(message.get("headers", []))
                named = {name.lower() for name, _value in own}
                fresh = _NO_STORE if scope["path"].startswith(_PRIVATE) and b"cache-control" not in named else ()
                # A page that says more narrowly what it may load is held to that.
                ours = (header for header in self._headers if header[0] not in named)
                message["headers"] = [*own, *ours, *fresh]
            await send(message)

        try:
            refusal = self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, answer)
                return
            await self._app(scope, _counted(receive, _largest(scope)), answer)
        finally:
            _tell(scope, seen["status"], time.perf_counter() - started)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = dict(scope["headers"])
        host = _PORT.sub("", headers.get(b"host", b"").decode("latin-1")).lower()
        if host not in self._hosts and scope["path"] not in PROBES:
            return PlainTextResponse("This portal has another name.", 421)
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length) > _largest(scope):
            return PlainTextResponse("The request is too large.", 413)
        return None


class TooLarge(HTTPException):
    """A body without a declared length went beyond the limit."""

    def __init__(self) -> None:
        super().__init__(413, "The request is too large.")


def _largest(scope: Scope) -> int:
    return LARGEST_BODIES.get(scope["path"], LARGEST_BODY)


def _counted(receive: Receive, largest: int) -> Receive:
    total = 0

    async def counted() -> Message:
        nonlocal total
        message: MutableMapping[str, Any] = await receive()
        total += len(message.get("body", b""))
        if total > largest:
            raise TooLarge
        return message

    return counted


def _tell(scope: Scope, status: int, seconds: float) -> None:
    # The first part of the path alone: the rest may be the token of a link.
    path = "/" + scope["path"].split("/")[1]
    known = path if status < 400 and path in _PATHS else "/…"
    _SECONDS.labels(scope["method"] if scope["method"] in _METHODS else "…", known, str(status)).observe(seconds)
    log.info("request", method=scope["method"], path=path, status=status, milliseconds=round(seconds * 1000, 1))


_METHODS = frozenset({"GET", "HEAD", "POST"})
_PATHS = frozenset(
    {"/", "/graphql", "/files", "/oauth", "/healthz", "/readyz", "/metrics", "/assets", "/schema.graphql", "/r"}
)
