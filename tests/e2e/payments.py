"""What the vendor's billing tells, for tests of the pages of money."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from tests.e2e.handover import Agency, send
from tests.e2e.installation import OPERATOR, OPERATOR_PASSWORD, Installation

_DAY_SECONDS = 86_400
_TRIES = 120


@asynccontextmanager
async def vendors_app(installation: Installation) -> AsyncIterator[httpx.AsyncClient]:
    """The vendor's product, by its client's token."""
    scopes = ("platform:read", "platform:write")
    made = json.loads((await installation.command("create-client", "billing", "--scopes", *scopes)).splitlines()[-1])
    async with httpx.AsyncClient(base_url=installation.url, timeout=30) as http:
        form = {"grant_type": "client_credentials"}
        answer = await http.post("/oauth/token", data=form, auth=(made["clientId"], made["clientSecret"]))
        http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield http


@asynccontextmanager
async def operator_of(installation: Installation) -> AsyncIterator[httpx.AsyncClient]:
    """One of the vendor's team, signed in."""
    async with httpx.AsyncClient(base_url=installation.url, timeout=30) as http:
        await send(http, "signIn", "operator { id }", email=OPERATOR, password=OPERATOR_PASSWORD)
        yield http


async def move_clock(installation: Installation, *, days: int) -> None:
    async with operator_of(installation) as operator:
        await send(operator, "advanceClock", "now", seconds=days * _DAY_SECONDS)


async def client_of(agency: Agency, app: httpx.AsyncClient, number: str, store: str) -> None:
    """A client who will count for the agency: by its lead, and with an account of this number."""
    website = f"{store.lower().replace(' ', '-')}.example"
    await agency.do("registerLead", "lead { id }", website=website, company=store)
    account = {"accountId": number, "name": store, "website": website, "ownerEmail": f"owner@{website}"}
    await send(app, "registerAccounts", "results { outcome }", accounts=[account | {"signedUpAt": await _now(agency)}])


async def tell(
    agency: Agency, app: httpx.AsyncClient, number: str, type: str, external_id: str, amount: str, **more: Any
) -> None:
    """The vendor's billing tells of money that was paid or went back at this moment, in euros unless told."""
    event = {
        "source": "vendor",
        "externalId": external_id,
        "type": type,
        "accountId": number,
        "occurredAt": await _now(agency),
        "amount": amount,
        "currencyCode": "EUR",
        **more,
    }
    told = await send(app, "recordBillingEvents", "results { outcome userErrors { message } }", events=[event])
    assert told["results"][0]["userErrors"] == []


async def balance_becomes(agency: Agency, currency: str = "EUR", **expected: str) -> None:
    """Waits until the worker has done what is due: the agency has this in the currency, `available="20.00"`."""
    shown = " ".join(f"{kind} {{ amount }}" for kind in expected)
    query = f"{{ viewer {{ partner {{ balances {{ currencyCode {shown} }} }} }} }}"
    has: Any = None
    for _try in range(_TRIES):
        balances = (await _read(agency.http, query))["viewer"]["partner"]["balances"]
        has = {one["currencyCode"]: {kind: one[kind]["amount"] for kind in expected} for one in balances}.get(currency)
        if has == expected:
            return
        await asyncio.sleep(0.5)
    raise AssertionError(f"{has} is not {expected}")


async def _now(agency: Agency) -> str:
    return str((await _read(agency.http, "{ program { now } }"))["program"]["now"])


async def _read(http: httpx.AsyncClient, query: str) -> Any:
    answer = (await http.post("/graphql", json={"query": query}, headers={"X-Portal-CSRF": "1"})).json()
    assert "errors" not in answer, answer
    return answer["data"]
