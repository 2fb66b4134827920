"""Who is logged in, and what every request and answer must carry. By e-mail alone: this is a sample."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sample_vendor.accounts import Account, account_numbered
from sample_vendor.store import Store, now

COOKIE = "mailwave_session"
LARGEST_BODY = 256 * 1024
# Programs post here, and sign what they post.
_WITHOUT_ORIGIN = "/webhooks/portal"
_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self';"
        b" base-uri 'none'; frame-ancestors 'none'",
    ),
    # Not no-referrer: browsers would then send forms with `Origin: null`.
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
)


@dataclass(frozen=True)
class Visitor:
    """Somebody who is logged in to an account. `notice` is what the last thing he did has to say, shown once."""

    account: Account
    notice: str
    token_hash: str


def log_in(store: Store, number: str, answer: Response, *, secure: bool) -> Response:
    """Gives the browser a session of the account."""
    token = secrets.token_urlsafe(32)
    with store:
        store.add("session", token_hash=_hash(token), account_number=number, created_at=now())
    answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure, max_age=30 * 24 * 3600)
    return answer


def log_out(store: Store, visitor: Visitor, answer: Response) -> Response:
    """Ends the browser's session."""
    with store:
        store.change("delete from session where token_hash = ?", visitor.token_hash)
    answer.delete_cookie(COOKIE)
    return answer


def visitor_of(request: Request) -> Visitor | None:
    """Whoever is logged in; his notice is taken away with it."""
    store: Store = request.app.state.store
    token_hash = _hash(request.cookies.get(COOKIE, ""))
    row = store.one("select account_number, notice from session where token_hash = ?", token_hash)
    account = account_numbered(store, row["account_number"]) if row else None
    if row is None or account is None or account.status != "OPEN":
        return None
    if row["notice"] and request.method == "GET":
        with store:
            store.change("update session set notice = '' where token_hash = ?", token_hash)
    return Visitor(account, row["notice"], token_hash)


def for_visitors(
    page: Callable[[Request, Visitor], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """A page for whoever is logged in; others are sent to the log-in."""

    async def shown(request: Request) -> Response:
        visitor = visitor_of(request)
        return await page(request, visitor) if visitor else RedirectResponse("/log-in", 303)

    return shown


def tell_next(request: Request, visitor: Visitor, notice: str, path: str) -> Response:
    """Sends the browser to the page, which shows the notice."""
    store: Store = request.app.state.store
    with store:
        store.change("update session set notice = ? where token_hash = ?", notice, visitor.token_hash)
    return RedirectResponse(path, 303)


async def read_body(request: Request) -> bytes:
    """The body. Raises HTTPException 413 for a very long one."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BODY:
            raise HTTPException(413, "That is too much.")
    return body


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a posted form, without spaces around what was typed."""
    body = (await read_body(request)).decode(errors="replace")
    return {name: value.strip() for name, value in parse_qsl(body, keep_blank_values=True)}


class Guarded:
    """Refuses forms that other sites post, and puts the security headers on every answer."""

    def __init__(self, app: ASGIApp, url: str) -> None:
        parts = urlsplit(url)
        self._app = app
        self._origin = f"{parts.scheme}://{parts.netloc}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if self._is_foreign(Request(scope)):
            refusal = f"This form did not come from Mailwave. Open {self._origin} and try again."
            return await PlainTextResponse(refusal, 403)(scope, receive, with_headers)
        return await self._app(scope, receive, with_headers)

    def _is_foreign(self, request: Request) -> bool:
        """Browsers say with each form where it comes from; the session's cookie is `SameSite=Lax` besides."""
        if request.method in {"GET", "HEAD"} or request.url.path == _WITHOUT_ORIGIN:
            return False
        return request.headers.get("origin") != self._origin


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
