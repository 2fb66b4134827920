"""A token is made in the browser, used by a script, seen as used, and revoked: in Chromium and over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, expect

from tests.e2e.handover import Agency, join
from tests.e2e.installation import Installation


@pytest.fixture
async def agency(installation: Installation) -> AsyncIterator[Agency]:
    joined = await join(installation, "Heron Digital")
    await joined.create("Amber Lamps")
    yield joined
    await joined.http.aclose()


async def _asks(url: str, token: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url) as script:
        headers = {"Authorization": f"Bearer {token}"}
        return await script.post("/graphql", json={"query": "{ accounts { nodes { name } } }"}, headers=headers)


async def test_a_script_gets_in_by_a_token_until_it_is_revoked(
    chromium: Browser, installation: Installation, agency: Agency
) -> None:
    url = installation.url
    context = await chromium.new_context(base_url=url, viewport={"width": 1360, "height": 900})
    cookies = agency.http.cookies.items()
    await context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies])
    page = await context.new_page()
    page.set_default_timeout(15_000)
    await page.goto("/developers/tokens")
    await page.get_by_role("link", name="Create token").click()
    await page.get_by_label("What is it for?").fill("Nightly report")
    await page.get_by_role("checkbox", name="Read client accounts").check()
    await page.get_by_role("dialog").get_by_role("button", name="Create token").click()
    shown = page.get_by_role("dialog", name="Your token")
    token = await shown.get_by_text("pp_pat_").inner_text()
    await shown.get_by_role("button", name="I have kept it").click()
    row = page.get_by_role("row", name="Nightly report")
    await expect(row).to_contain_text("Never used")
    answer = await _asks(url, token)
    assert answer.json()["data"] == {"accounts": {"nodes": [{"name": "Amber Lamps"}]}}
    await page.reload()
    await expect(row).to_be_visible()
    await expect(row).not_to_contain_text("Never used")
    await expect(page.get_by_text(token)).to_have_count(0)
    await row.get_by_role("link", name="Revoke Nightly report").click()
    await page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    await expect(row).to_contain_text("Revoked")
    refused = await _asks(url, token)
    assert refused.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    await context.close()
