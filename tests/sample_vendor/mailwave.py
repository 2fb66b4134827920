"""The running sample app, and what its tests do again and again."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import httpx
from standardwebhooks.webhooks import Webhook
from starlette.types import ASGIApp

from sample_vendor.app import make_app
from sample_vendor.sessions import COOKIE
from sample_vendor.settings import Settings
from tests.sample_vendor.provider import Provider

URL = "http://mailwave.example"
SCOPES = ["platform:read", "platform:write", "webhooks:manage"]
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


class Line(httpx.AsyncBaseTransport):
    """The way to the portal. While it is `cut` nothing arrives; a lost answer is one to something that was done."""

    def __init__(self, portal: ASGIApp) -> None:
        self._way = httpx.ASGITransport(portal)
        self.provider: Provider | None = None
        self.cut = False
        self.lose_answers_to = ""
        # (name of the operation, idempotency key) of each mutation that arrived.
        self.mutations: list[tuple[str, str | None]] = []
        self.tokens_asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carries a request."""
        if self.cut:
            raise httpx.ConnectError("cut", request=request)
        if self.provider and self.provider.knows(request):
            return await self.provider.handle_async_request(request)
        found = re.search(r'"query":\s*"\\nmutation (\w+)', request.content.decode())
        operation = found[1] if found else ""
        if operation:
            self.mutations.append((operation, request.headers.get("idempotency-key")))
        self.tokens_asked += request.url.path == "/oauth/token"
        answer = await self._way.handle_async_request(request)
        if operation and operation == self.lose_answers_to:
            await answer.aread()
            raise httpx.ReadTimeout("lost", request=request)
        return answer


class Mailwave:
    """The app with one owner's browser."""

    def __init__(self, settings: Settings, line: Line) -> None:
        self.settings = settings
        self.app = make_app(settings, line)
        self.line = line
        self.browser = self.new_browser()

    def new_browser(self) -> httpx.AsyncClient:
        """A browser that follows redirects and says with each form where it comes from."""
        transport = httpx.ASGITransport(self.app)
        headers = {"Origin": URL}
        return httpx.AsyncClient(transport=transport, base_url=URL, headers=headers, follow_redirects=True)

    async def leave(self) -> None:
        await self.browser.aclose()

    # --- the owner ---------------------------------------------------------------------------------------------------

    async def sign_up(self, email: str = "clara@store.example", name: str = "Fabrikam", **more: str) -> httpx.Response:
        """Fills the first page's form in; the page that follows."""
        form = {"name": name, "website": "fabrikam.example", "email": email, **more}
        return await self.browser.post("/sign-up", data=form)

    async def press(self, path: str, **form: str) -> str:
        """Posts a form; the page that follows, which must work."""
        answer = await self.browser.post(path, data=form)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def page(self, path: str) -> str:
        """A page that works."""
        answer = await self.browser.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def number(self) -> str:
        """The Account ID, as it stands in the profile menu."""
        found = re.search(r'<code id="account-number"[^>]*>(\w+)</code>', await self.page("/account"))
        assert found
        return found[1]

    async def payment_button(self) -> str:
        """What the payment button of a fresh page would send."""
        found = re.search(r'name="payment" value="([^"]+)"', await self.page("/account"))
        assert found
        return found[1]

    # --- somebody of an agency ---------------------------------------------------------------------------------------

    async def click(self, browser: httpx.AsyncClient, number: str) -> str:
        """Clicks a store's name in the portal; the portal's address to which Mailwave sends the browser."""
        link = {"iss": self.settings.portal_url, "login_hint": number}
        answer = await browser.get("/partner-log-in", params=link, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    async def arrive(
        self, number: str, browser: httpx.AsyncClient | None = None, **claims: Any
    ) -> tuple[httpx.AsyncClient, httpx.Response]:
        """Clicks, and comes back from the provider, who signs these claims; the browser, and where it lands."""
        assert self.line.provider
        browser = browser or self.new_browser()
        return browser, await browser.get(self.line.provider.authorize(await self.click(browser, number), **claims))

    def assert_nobody_came_in(self, browser: httpx.AsyncClient, page: httpx.Response, status: int) -> None:
        """A calm page, and no session."""
        assert page.status_code == status, page.text
        assert "<h1>" in page.text
        assert "Traceback" not in page.text
        assert COOKIE not in browser.cookies
        assert self.count("select count(*) from session where kind = 'GUEST'") == 0

    async def logout(self, token: str) -> httpx.Response:
        """The portal says that a log-in has ended."""
        return await self.nobody.post("/partner-log-in/ended", data={"logout_token": token})

    # --- the portal's webhooks ---------------------------------------------------------------------------------------

    async def hear(
        self,
        type: str,
        account_id: str,
        id: str = "evt_1",
        *,
        secret: str = SECRET,
        at: dt.datetime | None = None,
        **data: Any,
    ) -> httpx.Response:
        """A webhook as the portal sends it."""
        at = at or dt.datetime.now(dt.UTC)
        body = json.dumps({"type": type, "timestamp": at.isoformat(), "data": {"accountId": account_id, **data}})
        headers = {
            "webhook-id": id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(id, at, body),
            "content-type": "application/json",
        }
        return await self.nobody.post("/webhooks/portal", content=body, headers=headers)

    @property
    def nobody(self) -> httpx.AsyncClient:
        """A program: no cookie, no origin."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=URL)

    def know_secret(self) -> None:
        """As if its endpoint had been made."""
        with self.app.state.store as store:
            store.keep("webhook secret", SECRET)

    async def until(self, true: Callable[[], Any], seconds: float = 10) -> None:
        """Waits for what happens in the background."""
        async with asyncio.timeout(seconds):
            while not true():  # noqa: ASYNC110  # nobody tells the test
                await asyncio.sleep(0.02)

    def count(self, query: str, *values: Any) -> int:
        """Looks into the store."""
        return int(self.app.state.store.one(query, *values)[0])
