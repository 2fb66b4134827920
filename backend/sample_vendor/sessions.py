"""Who is logged in, and what every request and answer must carry.

Clients log in by their e-mail address alone, since this is a sample. Guests come from the portal (partner_log_in.py).
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, fields
from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sample_vendor.accounts import Account, account_numbered
from sample_vendor.rendering import Refusal
from sample_vendor.store import Store, now

COOKIE = "mailwave_session"
LARGEST_BODY = 256 * 1024
CLIENT_SECONDS = 30 * 24 * 3600
GUEST_SECONDS = 8 * 3600
# Programs post here, and sign what they post.
_WITHOUT_ORIGIN = {"/webhooks/portal", "/partner-log-in/ended"}
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
class Guest:
    """Somebody of an agency whom the portal let in, as its ID token says. `access_level` is OWNER or ADMIN."""

    name: str
    partner_id: str
    partner_name: str
    access_level: str
    sub: str
    sid: str


@dataclass(frozen=True)
class Visitor:
    """Somebody who is logged in to an account. `notice` is what the last thing he did has to say, shown once."""

    account: Account
    notice: str
    token_hash: str
    guest: Guest | None

    @property
    def is_client(self) -> bool:
        """Whether he came by his own log-in, and not from the portal."""
        return self.guest is None

    @property
    def is_owner(self) -> bool:
        """Whether he may do what is the owner's: the client, or the agency that still builds the account."""
        return self.guest is None or self.guest.access_level == "OWNER"


def log_in(request: Request, number: str, answer: Response, guest: Guest | None = None) -> Response:
    """Gives the browser a new session of the account, in place of the one that it had."""
    store: Store = request.app.state.store
    token, seconds = secrets.token_urlsafe(32), GUEST_SECONDS if guest else CLIENT_SECONDS
    with store:
        store.change("delete from session where token_hash = ?", hashed(request.cookies.get(COOKIE, "")))
        store.change("delete from session where ends_at < ?", time.time() - CLIENT_SECONDS)
        store.add(
            "session",
            token_hash=hashed(token),
            account_number=number,
            created_at=now(),
            ends_at=time.time() + seconds,
            kind="GUEST" if guest else "CLIENT",
            **(asdict(guest) if guest else {}),
        )
    secure = request.app.state.settings.secure
    answer.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=secure, max_age=seconds)
    return answer


def log_out(store: Store, visitor: Visitor, answer: Response) -> Response:
    """Ends the browser's session."""
    with store:
        store.change("delete from session where token_hash = ?", visitor.token_hash)
    answer.delete_cookie(COOKIE)
    return answer


def end_guests(store: Store, which: str, *values: str) -> int:
    """Ends guests' sessions at once, within the caller's transaction. `which` is a condition on the table session."""
    query = f"update session set ends_at = ? where kind = 'GUEST' and ends_at > ? and {which}"  # noqa: S608  # ours
    return store.change(query, time.time(), time.time(), *values)


def visitor_of(request: Request) -> Visitor | None:
    """Whoever is logged in; his notice is taken away with it."""
    store: Store = request.app.state.store
    token_hash = hashed(request.cookies.get(COOKIE, ""))
    row = store.one("select * from session where token_hash = ? and ends_at > ?", token_hash, time.time())
    account = account_numbered(store, row["account_number"]) if row else None
    if row is None or account is None or account.status != "OPEN":
        return None
    if row["notice"] and request.method == "GET":
        with store:
            store.change("update session set notice = '' where token_hash = ?", token_hash)
    known = {field.name: row[field.name] for field in fields(Guest)}
    return Visitor(account, row["notice"], token_hash, Guest(**known) if row["kind"] == "GUEST" else None)


Page = Callable[[Request, Visitor], Awaitable[Response]]


def for_visitors(
    page: Page, may: Callable[[Visitor], bool] | None = None, whose: str = ""
) -> Callable[[Request], Awaitable[Response]]:
    """A page for whoever is logged in, and `may`; others are sent to the log-in."""

    async def shown(request: Request) -> Response:
        visitor = visitor_of(request)
        if visitor is None:
            return _sent_to_log_in(request)
        if may and not may(visitor):
            text = f"Only the {whose} of {visitor.account.name} can see or do this."
            raise Refusal(403, f"For the {whose} alone", text, to_portal=False)
        return await page(request, visitor)

    return shown


def for_owners(page: Page) -> Callable[[Request], Awaitable[Response]]:
    """A page for whoever owns the account, not for an agency with Admin access."""
    return for_visitors(page, lambda visitor: visitor.is_owner, "owner")


def for_clients(page: Page) -> Callable[[Request], Awaitable[Response]]:
    """A page for the client alone: agencies are not told of each other."""
    return for_visitors(page, lambda visitor: visitor.is_client, "client")


def _sent_to_log_in(request: Request) -> Response:
    """Clients log in here, guests in the portal: their sessions are kept for some days after their end."""
    store: Store = request.app.state.store
    query = "select 1 from session where token_hash = ? and kind = 'GUEST'"
    if store.one(query, hashed(request.cookies.get(COOKIE, ""))):
        text = "It was ended in the portal or by the owner of the account, or is more than eight hours old."
        raise Refusal(403, "Your log-in has ended", f"{text} To come in again, click the store's name in the portal.")
    return RedirectResponse("/log-in", 303)


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
        if request.method in {"GET", "HEAD"} or request.url.path in _WITHOUT_ORIGIN:
            return False
        return request.headers.get("origin") != self._origin


def hashed(token: str) -> str:
    """What is kept of something secret that a browser holds."""
    return hashlib.sha256(token.encode()).hexdigest()
