"""Credit as agencies live it: by a link, through the vendor's product, to the reason on screen; and by a lead that goes
before a rival's account.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.e2e.handover import Agency, join
from tests.e2e.installation import Installation
from tests.e2e.test_referral_in_the_browser import PERSON

WIDE: ViewportSize = {"width": 1360, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
async def vendor(installation: Installation) -> AsyncIterator[str]:
    """The vendor's product; its address."""
    yield await installation.start_vendor_app()
    await installation.stop("vendor")


@asynccontextmanager
async def _browser(
    chromium: Browser, url: str, size: ViewportSize = WIDE, agency: Agency | None = None, agent: str | None = None
) -> AsyncIterator[Page]:
    """A browser of one's own, signed in for the agency; nothing may go wrong unseen."""
    wrong: list[str] = []
    context = await chromium.new_context(base_url=url, viewport=size, user_agent=agent)
    if agency is not None:
        cookies = agency.http.cookies.items()
        await context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies])
    page = await context.new_page()
    page.set_default_timeout(20_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    await context.close()
    assert wrong == []


async def _pays(product: Page) -> None:
    """In the vendor's product: a plan, and the first payment."""
    await product.get_by_role("button", name="Choose Starter").click()
    await product.get_by_role("button", name="Simulate this month").click()
    await expect(product.get_by_text("were paid for Starter").first).to_be_visible()


async def test_a_client_who_came_by_a_link_and_pays_counts_with_the_reason_on_screen(
    chromium: Browser, installation: Installation, vendor: str
) -> None:
    agency = await join(installation, "Lantern Hill")
    async with (
        _browser(chromium, installation.url, WIDE, agency) as partner,
        _browser(chromium, installation.url, PHONE, agent=PERSON) as visitor,
    ):
        await partner.goto("/links")
        link = await partner.get_by_text("/r/").first.text_content()
        assert link is not None
        await visitor.goto(f"/r/{link.strip().rpartition('/r/')[2]}")
        await visitor.get_by_role("link", name="Get started").click()
        await visitor.wait_for_url(f"{vendor}/?click=*")
        await visitor.get_by_label("Store name").fill("Quarry Lane")
        await visitor.get_by_label("Website").fill("quarrylane.example")
        await visitor.get_by_label("E-mail").fill("quinn@quarrylane.example")
        await visitor.get_by_role("button", name="Create account").click()
        await visitor.wait_for_url(f"{vendor}/account")
        await _pays(visitor)

        await _sees_the_client(partner, "Quarry Lane")
        await expect(partner.get_by_text("This client counts for you: it came by your referral link.")).to_be_visible()
        await expect(partner.get_by_text("Credited.").first).to_be_visible()
    await agency.http.aclose()


async def _sees_the_client(partner: Page, name: str) -> None:
    """Among those for whom the agency was weighed, as soon as the worker has decided; opens its page."""
    client = partner.get_by_role("main").get_by_role("link", name=name).first
    for _look in range(20):
        await partner.goto("/clients")
        await expect(partner.get_by_role("heading", level=1)).to_be_visible()
        await partner.wait_for_timeout(1_000)
        if await client.count():
            break
    await client.click()
    await partner.wait_for_url("**/accounts/acct_*")


async def test_a_lead_goes_before_a_rival_s_created_account_and_both_are_told_why(
    chromium: Browser, installation: Installation, vendor: str
) -> None:
    agency, rival = await join(installation, "Amber Field"), await join(installation, "Cedar Row")
    async with (
        _browser(chromium, installation.url, WIDE, agency) as mine,
        _browser(chromium, installation.url, WIDE, rival) as theirs,
        _browser(chromium, installation.url, PHONE) as client,
        _browser(chromium, vendor) as product,
    ):
        await mine.goto("/leads")
        await (
            mine.get_by_role("main")
            .get_by_role("button", name="Register a lead")
            .or_(mine.get_by_role("main").get_by_role("link", name="Register a lead"))
            .first.click()
        )
        dialog = mine.get_by_role("dialog")
        await dialog.get_by_label("Website").fill("https://www.tannery.example/shop")
        await dialog.get_by_label("Company").fill("Old Tannery")
        await dialog.get_by_role("button", name="Register").click()
        await expect(mine.get_by_text("tannery.example").first).to_be_visible()

        # A second later, or both would have begun at one moment.
        await mine.wait_for_timeout(1_500)
        await theirs.goto("/credit-check")
        await theirs.get_by_role("main").get_by_role("textbox").fill("tannery.example")
        await theirs.get_by_role("main").get_by_role("button").first.click()
        await expect(theirs.get_by_text("It is protected for somebody else until").first).to_be_visible()
        await _creates_and_transfers(theirs)
        mail = await installation.sink.wait_for(to="tina@tannery.example", subject_contains="Old Tannery")
        await client.goto(mail.link or "")
        await client.get_by_label("Your name").fill("Tina Tanner")
        await client.get_by_role("button", name="Accept ownership").click()
        await expect(client.get_by_role("heading", level=1)).to_contain_text("is yours")
        await _logs_in(product)
        await _pays(product)

        await _sees_the_client(mine, "Old Tannery")
        reason = "This client counts for you: you registered its website as a lead."
        await expect(mine.get_by_text(reason)).to_be_visible()
        await _sees_the_client(theirs, "Old Tannery")
        await expect(theirs.get_by_text("This client does not count for you.").first).to_be_visible()
        await expect(theirs.get_by_text("another partner's lead protected the website").first).to_be_visible()
        await expect(theirs.get_by_text("Amber Field")).to_have_count(0)
    await agency.http.aclose()
    await rival.http.aclose()


async def _creates_and_transfers(page: Page) -> None:
    await page.goto("/accounts")
    await page.get_by_role("main").get_by_role("link", name="Create").first.click()
    dialog = page.get_by_role("dialog", name="Create account")
    await dialog.get_by_label("Store name").fill("Old Tannery")
    await dialog.get_by_label("Website").fill("tannery.example")
    await dialog.get_by_role("button", name="Create account").click()
    await page.wait_for_url("**/accounts/acct_*")
    await page.get_by_role("link", name="Transfer ownership").click()
    dialog = page.get_by_role("dialog", name="Transfer Old Tannery")
    await dialog.get_by_label("e-mail").fill("tina@tannery.example")
    await dialog.get_by_role("button", name="Transfer ownership").click()
    await expect(page.get_by_text("tina@tannery.example", exact=True)).to_be_visible()


async def _logs_in(page: Page) -> None:
    await page.goto("/log-in")
    for _look in range(20):
        await page.get_by_label("E-mail").fill("tina@tannery.example")
        await page.get_by_role("button", name="Log in").click()
        await page.wait_for_timeout(1_000)
        if page.url.endswith("/account"):
            return
    raise AssertionError("the vendor's product never heard of the account")
