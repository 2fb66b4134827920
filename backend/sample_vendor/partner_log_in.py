"""Log-in from the portal: people of agencies click a store's name there, and are signed in here.

/partner-log-in            the portal's link comes here, and is sent on to the portal, to say who clicks
/partner-log-in/callback   the portal sends the browser back with a code, which we redeem for an ID token
/partner-log-in/ended      the portal itself says that a log-in, or all of a person, has ended
"""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass

from authlib.common.security import generate_token
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sample_vendor.accounts import Account, account_numbered
from sample_vendor.portal_client import PortalFault, PortalUnavailable
from sample_vendor.provider import LogIn, Logout, TokenRefused
from sample_vendor.rendering import Refusal
from sample_vendor.sessions import end_guests, hashed, log_in, read_form
from sample_vendor.store import Store

log = logging.getLogger("mailwave")

PATH = "/partner-log-in"
COOKIE = "mailwave_partner_log_in"
ATTEMPT_SECONDS = 600
_NO_STORE = {"Cache-Control": "no-store"}

# What is said where it goes wrong: HTTP's status, title, text.
_FOREIGN = (400, "This link is not ours", "It does not come from our partner portal. Open the portal and try there.")
_STALE = (
    400,
    "This log-in can't go on",
    "It was used already, took more than ten minutes, or began in another browser. Click the store's name in the"
    " portal again.",
)
_AWAY = (503, "The partner portal does not answer", "So we can't tell who you are. Try again in a minute.")
_UNPROVEN = (
    403,
    "We could not verify your log-in",
    "What the portal said of you did not hold, so nobody was logged in. Click the store's name in the portal again. If"
    " it happens twice, tell the program's support.",
)
_ENDED = (403, "Your log-in has ended", "The portal ended it before you arrived. Have a look there.")
_NO_ACCOUNT = (
    404,
    "We don't have this account",
    "A new one may need some seconds to arrive. Click the store's name in the portal once more.",
)


# --- what the browser does ------------------------------------------------------------------------------------------


async def start(request: Request) -> Response:
    """Begins a log-in at the portal, for the account that its link names (OpenID Connect Core 1.0, section 4)."""
    asked, state = request.query_params, request.app.state
    if asked.get("iss") != state.settings.portal_url or not asked.get("login_hint"):
        raise Refusal(*_FOREIGN)
    # The same for log-ins that a browser begins side by side, in several tabs.
    browser = request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
    login_state, nonce, code_verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32), generate_token(64)
    try:
        url = await state.provider.authorization_url(login_state, nonce, code_verifier, asked["login_hint"])
    except PortalUnavailable as trouble:
        log.warning("nobody can log in from the portal: %s", trouble)
        raise Refusal(*_AWAY) from trouble
    _begin(state.store, login_state, browser, nonce, code_verifier)
    answer = RedirectResponse(url, 303)
    secure = state.settings.secure
    answer.set_cookie(COOKIE, browser, path=PATH, httponly=True, samesite="lax", secure=secure, max_age=ATTEMPT_SECONDS)
    return answer


async def callback(request: Request) -> Response:
    """Ends a log-in that this browser began: with a session, or with a page that says why not."""
    told, state = request.query_params, request.app.state
    attempt = _take(state.store, told.get("state", ""), request.cookies.get(COOKIE, ""))
    if attempt is None:
        raise Refusal(*_STALE)
    if told.get("iss") != state.settings.portal_url:  # RFC 9207: the answer of somebody else
        log.warning("a log-in came back from %r", told.get("iss"))
        raise Refusal(*_FOREIGN)
    if "error" in told:
        raise _said(told)
    try:
        claimed = await state.provider.redeem(told.get("code", ""), attempt.nonce, attempt.code_verifier)
        account = await _account(request, claimed.account_number)
    except TokenRefused as refusal:
        log.warning("a log-in from the portal is refused: %s", refusal)
        raise Refusal(*_UNPROVEN) from refusal
    except (PortalUnavailable, PortalFault) as trouble:
        log.warning("a log-in from the portal failed: %s", trouble)
        raise Refusal(*_AWAY) from trouble
    if _has_ended(state.store, claimed):
        raise Refusal(*_ENDED)
    return log_in(request, account.number, RedirectResponse("/account", 303), claimed.guest)


async def _account(request: Request, number: str) -> Account:
    """The account. One that an agency created a moment ago may not have arrived by webhook, so we ask for it."""
    store: Store = request.app.state.store
    if account_numbered(store, number) is None:
        await request.app.state.following.follow(number)
    account = account_numbered(store, number)
    if account is None or account.status != "OPEN":
        raise Refusal(*_NO_ACCOUNT)
    return account


def _said(told: QueryParams) -> Refusal:
    """The portal's refusal (OpenID Connect Core 1.0, section 3.1.2.6), with its own words where it has some."""
    log.info("the portal refuses a log-in: %r %r", told["error"], told.get("error_description"))
    words = told.get("error_description", "")[:300]
    match told["error"]:
        case "access_denied":
            status, title, text = 403, "You have no access to this account", "You can ask for it in the portal."
        case "temporarily_unavailable" | "server_error":
            status, title, text = _AWAY
        case _:
            status, title = 403, "The portal did not log you in"
            text = "Sign in there, and click the store's name again."
    return Refusal(status, title, f"{text} The portal says: “{words}”" if words else text)


# --- what the portal says -------------------------------------------------------------------------------------------


async def ended(request: Request) -> Response:
    """Back-channel logout: whoever it names is out with his next click. 503 has the portal come again."""
    state = request.app.state
    try:
        logout = await state.provider.read_logout((await read_form(request)).get("logout_token", ""))
    except TokenRefused as refusal:
        log.warning("a logout token is refused: %s", refusal)
        return JSONResponse({"error": "invalid_request", "error_description": str(refusal)}, 400, _NO_STORE)
    except PortalUnavailable as trouble:
        log.warning("a logout token can't be verified: %s", trouble)
        return JSONResponse({"error": "temporarily_unavailable"}, 503, _NO_STORE)
    _end(state.store, logout)
    return Response(headers=_NO_STORE)


# --- what is kept ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Attempt:
    """What must fit together with the ID token and the code, when a browser comes back."""

    nonce: str
    code_verifier: str


def _begin(store: Store, state: str, browser: str, nonce: str, code_verifier: str) -> None:
    with store:
        store.change("delete from log_in_attempt where ends_at < ?", time.time())
        store.add(
            "log_in_attempt",
            state_hash=hashed(state),
            browser_hash=hashed(browser),
            nonce=nonce,
            code_verifier=code_verifier,
            ends_at=time.time() + ATTEMPT_SECONDS,
        )


def _take(store: Store, state: str, browser: str) -> Attempt | None:
    """The attempt that this browser began with this state, for this once."""
    query = (
        "delete from log_in_attempt where state_hash = ? and browser_hash = ? and ends_at > ?"
        " returning nonce, code_verifier"
    )
    with store:
        rows = store.all(query, hashed(state), hashed(browser), time.time())
    return Attempt(**dict(rows[0])) if rows else None


def _end(store: Store, logout: Logout) -> None:
    """Ends the sessions, once for each token."""
    with store:
        store.change("delete from logout where ends_at < ?", time.time())
        query = (
            "insert into logout (jti, sid, sub, issued_at, ends_at) values (?, ?, ?, ?, ?) on conflict (jti) do nothing"
        )
        # Kept until the token, and whatever ID token was under way, can't be used any more.
        ends_at = max(logout.expires_at, time.time()) + ATTEMPT_SECONDS
        if not store.change(query, logout.jti, logout.sid, logout.sub, logout.issued_at, ends_at):
            return
        if logout.sid is not None:
            count = end_guests(store, "sid = ?", logout.sid)
        else:
            count = end_guests(store, "sub = ?", logout.sub or "")
    log.info("the portal ended %s log-ins", count)


def _has_ended(store: Store, claimed: LogIn) -> bool:
    """Whether the portal ended the log-in while we redeemed its code."""
    query = "select 1 from logout where sid = ? or (sid is null and sub = ? and issued_at >= ?)"
    return store.one(query, claimed.guest.sid, claimed.guest.sub, claimed.issued_at) is not None


ROUTES = [
    Route(PATH, start),
    Route(f"{PATH}/callback", callback),
    Route(f"{PATH}/ended", ended, methods=["POST"]),
]
