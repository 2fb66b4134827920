"""A click on a store's name: signed in at the vendor's app, until the client ends the access. In Chromium."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.e2e.handover import Agency, join, send
from tests.e2e.installation import OPERATOR, OPERATOR_PASSWORD, Installation

STORE = "Cedar Candles"
CLIENT = "cleo@cedarcandles.example"


@pytest.fixture
async def agency(installation: Installation) -> AsyncIterator[Agency]:
    joined = await join(installation, "Osprey Works")
    yield joined
    await joined.http.aclose()


@pytest.fixture
async def vendor(installation: Installation) -> AsyncIterator[str]:
    """The vendor's app, which the program knows by where its log-in begins; its address."""
    address = await installation.start_vendor_app()
    async with httpx.AsyncClient(base_url=installation.url, timeout=30) as operator:
        await send(operator, "signIn", "operator { id }", email=OPERATOR, password=OPERATOR_PASSWORD)
        await send(operator, "updateProgram", "program { logInUrl }", logInUrl=f"{address}/partner-log-in")
        yield address
        # Others' stories find the store's name leading to its page.
        await send(operator, "updateProgram", "program { logInUrl }", logInUrl=None)
    await installation.stop("vendor")


async def _browser_of(chromium: Browser, installation: Installation, agency: Agency) -> BrowserContext:
    url = installation.url
    context = await chromium.new_context(base_url=url, viewport={"width": 1360, "height": 900})
    cookies = agency.http.cookies.items()
    await context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies])
    context.set_default_timeout(20_000)
    return context


async def _click_store(page: Page, context: BrowserContext) -> Page:
    """Goes to the accounts and clicks on the store's name; the tab that opens."""
    await page.goto("/accounts")
    async with context.expect_page() as opening:
        await page.get_by_role("link", name=STORE, exact=False).and_(page.get_by_title(f"Log in to {STORE}")).click()
    opened = await opening.value
    await opened.wait_for_load_state()
    return opened


async def _ask_once_it_is_known(agency: Agency, number: str) -> None:
    """The vendor's app tells of a sign-up in the background."""
    document = "mutation M($input: RequestAccessInput!) { requestAccess(input: $input) { userErrors { code } } }"
    asked = {"accountId": number, "message": "May we help with your campaigns?"}
    async with asyncio.timeout(15):
        while True:
            body = {"query": document, "variables": {"input": asked}}
            answer = await agency.http.post("/graphql", json=body, headers={"X-Portal-CSRF": "1"})
            if answer.json()["data"]["requestAccess"]["userErrors"] == []:
                return
            await asyncio.sleep(0.5)


async def test_a_member_enters_as_what_he_may_until_the_client_ends_it(
    chromium: Browser, installation: Installation, agency: Agency, vendor: str
) -> None:
    client = await chromium.new_context(base_url=vendor, viewport={"width": 1360, "height": 900})
    shop = await client.new_page()
    shop.set_default_timeout(20_000)
    # The client signs up by himself, has a plan, and lets the agency in.
    await shop.goto(f"{vendor}/?plan=starter")
    await shop.get_by_label("Store name").fill(STORE)
    await shop.get_by_label("Website").fill("cedarcandles.example")
    await shop.get_by_label("E-mail").fill(CLIENT)
    await shop.get_by_role("button", name="Create account").click()
    await shop.wait_for_url(f"{vendor}/account")
    number = (await shop.locator("#account-number").text_content() or "").strip()
    await _ask_once_it_is_known(agency, number)
    await shop.goto(f"{vendor}/account/access")
    await shop.get_by_role("button", name="Let them in").click()
    await expect(shop.get_by_text("The agency has access now.")).to_be_visible()

    context = await _browser_of(chromium, installation, agency)
    page = await context.new_page()
    inside = await _click_store(page, context)
    await expect(inside.get_by_text("Signed in as Ada Long of Osprey Works with Admin access")).to_be_visible()
    assert inside.url.startswith(vendor)

    # The portal's account page tells of it, and so does the client's register.
    await page.get_by_role("link", name=f"Details of {STORE}").press("Enter")
    await expect(page.get_by_role("heading", name=STORE)).to_be_visible()
    await expect(page.get_by_text("Logged in")).to_be_visible()

    # The client ends it by his mailed link: who is inside is put out, and the next click opens nothing.
    async with httpx.AsyncClient(base_url=installation.url, timeout=30) as owner:
        await send(owner, "requestClientLink", "ok", email=CLIENT)
        mail = await installation.sink.wait_for(to=CLIENT, subject_contains="who may enter")
        token = (mail.link or "").rsplit("/", 1)[1]
        await send(owner, "revokeAccess", "account { id }", token=token, partnerId=agency.id)
    async with asyncio.timeout(15):
        while await inside.get_by_text("Signed in as Ada Long").count():
            await asyncio.sleep(0.3)
            await inside.reload()
    await page.goto("/accounts")
    await expect(page.get_by_title(f"Log in to {STORE}")).to_have_count(0)
    refused = await context.new_page()
    await refused.goto(f"{vendor}/partner-log-in?iss={installation.url}&login_hint={number}")
    await expect(refused.get_by_text("Signed in as")).to_have_count(0)
    await expect(refused.get_by_role("heading")).to_be_visible()
    await context.close()
    await client.close()


async def test_a_program_asks_and_is_let_in_after_signing_in(chromium: Browser, installation: Installation) -> None:
    agency = await join(installation, "Plover Studio")
    made = await agency.do(
        "createOAuthClient",
        "oauthClient { clientId } secret",
        name="Weekly report",
        scopes=["accounts:read"],
        redirectUris=[f"{installation.url}/healthz"],
    )
    asked = httpx.QueryParams(
        response_type="code",
        client_id=made["oauthClient"]["clientId"],
        redirect_uri=f"{installation.url}/healthz",
        scope="accounts:read openid profile",
        state="a state that is longer than others" * 8,
        code_challenge="x" * 43,
        code_challenge_method="S256",
    )
    context = await chromium.new_context(base_url=installation.url, viewport={"width": 390, "height": 844})
    page = await context.new_page()
    page.set_default_timeout(20_000)
    await page.goto(f"/oauth/authorize?{asked}")
    await page.get_by_label("E-mail").fill(agency.email)
    await page.get_by_label("Password", exact=True).fill("long enough for me")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", name="Let Weekly report in?")).to_be_visible()
    await expect(page.get_by_text("Read client accounts")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await page.get_by_role("button", name="Allow").click()
    await page.wait_for_url(f"{installation.url}/healthz?*")
    back = httpx.URL(page.url).params
    assert back["state"] == asked["state"]
    assert back["code"].startswith("pp_ac_")
    assert back["iss"] == installation.url

    await page.goto("/settings/security")
    await page.get_by_role("button", name="Take back what Weekly report may do").click()
    await expect(page.get_by_text("Weekly report can do nothing for you any more")).to_be_visible()
    await page.goto(f"/oauth/authorize?{asked.set('redirect_uri', 'https://evil.example/')}")
    await expect(page.get_by_role("heading", name="This request can")).to_be_visible()
    await context.close()
    await agency.http.aclose()
