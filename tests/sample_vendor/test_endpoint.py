"""Mailwave sees to its webhook endpoint. The portal's part is played by a few lines with the same three operations."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import httpx
import pytest

from sample_vendor.endpoint import Endpoint
from sample_vendor.following import Following
from sample_vendor.outbox import Outbox
from sample_vendor.portal_client import PortalClient
from sample_vendor.store import Store

URL = "http://mailwave.example/webhooks/portal"


class Endpoints(httpx.AsyncBaseTransport):
    """One endpoint at most, whose secret is told once."""

    def __init__(self, *, has_webhooks: bool = True) -> None:
        self.urls: dict[str, str] = {}
        self.made = 0
        self.reads_of_accounts = 0
        self.away_for = 0
        self.lose_the_first_secret = False
        self._has_webhooks = has_webhooks

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answers as the portal does."""
        if request.url.path == "/oauth/token":
            return httpx.Response(200, json={"access_token": "pp_at_1", "expires_in": 3600})
        asked = json.loads(request.content)
        if self.away_for:
            self.away_for -= 1
            return httpx.Response(503)
        return httpx.Response(200, json=self._answer(asked["query"], asked["variables"].get("input", {})))

    def _answer(self, query: str, input: dict[str, Any]) -> dict[str, Any]:
        if "accounts(" in query:
            self.reads_of_accounts += 1
            return {"data": {"accounts": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}}}
        if not self._has_webhooks:
            message = "Cannot query field 'webhookEndpoints' on type 'Query'."
            return {"errors": [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]}
        if "createWebhookEndpoint(" in query:
            if self.urls:
                error = {"code": "LIMIT_REACHED", "field": None, "message": "The program has its endpoint already."}
                return {"data": {"createWebhookEndpoint": {"endpoint": None, "secret": None, "userErrors": [error]}}}
            self.made += 1
            self.urls[f"whe_{self.made}"] = input["url"]
            made = {"id": f"whe_{self.made}", "url": input["url"]}
            if self.lose_the_first_secret and self.made == 1:
                raise httpx.ReadTimeout("lost")
            payload = {"endpoint": made, "secret": f"whsec_{self.made}", "userErrors": []}
            return {"data": {"createWebhookEndpoint": payload}}
        if "deleteWebhookEndpoint(" in query:
            del self.urls[input["webhookEndpointId"]]
            return {"data": {"deleteWebhookEndpoint": {"userErrors": []}}}
        return {"data": {"webhookEndpoints": [{"id": key, "url": url} for key, url in self.urls.items()]}}


async def _start(portal: Endpoints, store: Store, url: str = URL) -> None:
    async with httpx.AsyncClient(transport=portal, base_url="http://portal.example") as http:
        client = PortalClient(http, "id", "secret")
        following = Following(store, client, Outbox(store, client), "")
        async with asyncio.timeout(10):
            await Endpoint(store, client, following, url).prepare()


async def test_it_is_made_once_and_its_secret_kept() -> None:
    portal, store = Endpoints(), Store(":memory:")
    for _start_again in range(2):
        await _start(portal, store)
    assert list(portal.urls.values()) == [URL]
    assert (portal.made, portal.reads_of_accounts) == (1, 1)
    assert store.kept("webhook secret") == "whsec_1"


async def test_where_the_secret_was_lost_it_is_made_anew() -> None:
    portal = Endpoints()
    await _start(portal, Store(":memory:"))
    store = Store(":memory:")
    await _start(portal, store)
    assert list(portal.urls) == ["whe_2"]
    assert store.kept("webhook secret") == "whsec_2"


async def test_where_the_app_has_moved_it_is_made_anew() -> None:
    portal, store = Endpoints(), Store(":memory:")
    await _start(portal, store)
    await _start(portal, store, "http://mailwave.example:8101/webhooks/portal")
    assert list(portal.urls.values()) == ["http://mailwave.example:8101/webhooks/portal"]
    assert store.kept("webhook secret") == "whsec_2"


async def test_it_waits_for_the_portal() -> None:
    portal, store = Endpoints(), Store(":memory:")
    portal.away_for = 4
    await _start(portal, store)
    assert store.kept("webhook secret") == "whsec_1"


async def test_a_portal_without_webhooks_is_said_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    portal = Endpoints(has_webhooks=False)
    with caplog.at_level(logging.WARNING, "mailwave"):
        await _start(portal, Store(":memory:"))
    [line] = caplog.messages
    assert "offers no webhooks" in line
    assert portal.reads_of_accounts == 1


async def test_an_answer_that_was_lost_leaves_no_endpoint_without_a_secret() -> None:
    portal, store = Endpoints(), Store(":memory:")
    portal.lose_the_first_secret = True
    await _start(portal, store)
    assert list(portal.urls) == [store.kept("webhook endpoint")]
