"""From a partner's link to the vendor's product: landing page, sign-up, and what the partner sees of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.handover import Agency, join
from tests.e2e.installation import Installation

# Chromium without a window says that it is a program.
PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36"
LINKS = "{ referralLinks { nodes { name url visits signUps botVisits } } }"


@pytest.fixture
async def agency(installation: Installation) -> AsyncIterator[Agency]:
    joined = await join(installation, "Harbour Street")
    yield joined
    await joined.http.aclose()


@pytest.fixture
async def vendor(installation: Installation) -> AsyncIterator[str]:
    """The vendor's product; its address."""
    yield await installation.start_vendor_app()
    await installation.stop("vendor")


async def test_a_visitor_signs_up_at_the_vendor_and_counts_for_the_link(
    chromium: Browser, installation: Installation, agency: Agency, vendor: str
) -> None:
    [link] = await _links(agency, visits=0, sign_ups=0)
    assert link["name"] == "Main"
    context = await chromium.new_context(
        user_agent=PERSON, viewport={"width": 390, "height": 844}, java_script_enabled=False
    )
    page, refused = await context.new_page(), list[str]()
    page.on("console", lambda message: refused.append(message.text))
    await page.goto(link["url"])
    await expect(page.get_by_role("heading", name="Harbour Street recommends us")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    background = await page.get_by_role("link", name="Get started").evaluate("one => getComputedStyle(one).color")
    assert background == "rgb(255, 255, 255)", "the policy lets its styles through"
    assert await context.cookies() == []
    await page.get_by_role("link", name="Get started").click()
    await page.wait_for_url(f"{vendor}/?click=*")
    await page.get_by_label("Store name").fill("Pebble & Fern")
    await page.get_by_label("Website").fill("pebblefern.example")
    await page.get_by_label("E-mail").fill("pia@pebblefern.example")
    await page.get_by_role("button", name="Create account").click()
    await page.wait_for_url(f"{vendor}/account")
    await _links(agency, visits=1, sign_ups=1)
    await context.close()
    assert refused == []


async def _links(agency: Agency, *, visits: int, sign_ups: int) -> list[dict[str, Any]]:
    """The partner's links, as soon as these are the figures of the first."""
    async with asyncio.timeout(15):
        while True:
            answer = await agency.http.post("/graphql", json={"query": LINKS}, headers={"X-Portal-CSRF": "1"})
            nodes: list[dict[str, Any]] = answer.json()["data"]["referralLinks"]["nodes"]
            if [(one["visits"], one["signUps"]) for one in nodes] == [(visits, sign_ups)]:
                return nodes
            await asyncio.sleep(0.2)
