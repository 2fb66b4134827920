"""The hand-over as agency and client live it: in Chromium, with the mails, and in the vendor's product."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from tests.e2e.handover import Agency, join
from tests.e2e.installation import Installation

WIDE: ViewportSize = {"width": 1360, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
STORE, CLIENT = "Larkfield Cheese", "lena@larkfield.example"


@pytest.fixture
async def agency(installation: Installation) -> AsyncIterator[Agency]:
    joined = await join(installation, "Meridian Growth")
    yield joined
    await joined.http.aclose()


@pytest.fixture
async def vendor(installation: Installation) -> AsyncIterator[str]:
    """The vendor's product, which follows by webhooks; its address."""
    yield await installation.start_vendor_app()
    await installation.stop("vendor")


@asynccontextmanager
async def _browser(chromium: Browser, url: str, size: ViewportSize) -> AsyncIterator[Page]:
    """A browser of one's own; nothing may go wrong unseen."""
    wrong: list[str] = []
    context = await chromium.new_context(base_url=url, viewport=size)
    page = await context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    await context.close()
    assert wrong == []


async def test_an_account_is_handed_over_and_access_given_ended_asked_for_and_left(
    chromium: Browser, installation: Installation, agency: Agency, vendor: str
) -> None:
    async with (
        _browser(chromium, installation.url, WIDE) as partner,
        _browser(chromium, installation.url, PHONE) as client,
        _browser(chromium, vendor, WIDE) as product,
    ):
        await partner.context.add_cookies(
            [{"name": name, "value": value, "url": installation.url} for name, value in agency.http.cookies.items()]
        )
        account_page = await _creates_and_transfers(partner)
        await _changes_the_wrong_address(partner)
        await _accepts_on_a_phone(client, installation)
        await partner.goto(account_page)
        await expect(partner.get_by_text("Your client chooses a plan")).to_be_visible()

        await _logs_in(product, vendor)
        await product.get_by_role("button", name="Choose Starter").click()
        await expect(product.get_by_role("button", name="Choose Starter")).to_have_count(0)
        await partner.goto(account_page)
        await expect(partner.get_by_text("Collaborator access").first).to_be_visible()

        await _revokes_on_a_phone(client, installation)
        await partner.goto(account_page)
        await expect(partner.get_by_text("We do it ourselves now.").first).to_be_visible()

        await _asks_again(partner)
        await product.goto("/account/access")
        await product.get_by_role("button", name="Let them in").click()
        await expect(product.get_by_text("Waiting for your answer")).to_have_count(0)
        await partner.goto(account_page)
        await expect(partner.get_by_text("Collaborator access").first).to_be_visible()
        await _withdraws(partner)
        await product.goto("/account/access")
        await expect(product.get_by_text("the agency").first).to_be_visible()


async def _creates_and_transfers(page: Page) -> str:
    await page.goto("/accounts")
    await page.get_by_role("main").get_by_role("link", name="Create").first.click()
    dialog = page.get_by_role("dialog", name="Create account")
    await dialog.get_by_label("Store name").fill(STORE)
    await dialog.get_by_label("Website").fill("larkfield.example")
    await dialog.get_by_role("button", name="Create account").click()
    await page.wait_for_url("**/accounts/acct_*")
    await page.get_by_role("link", name="Transfer ownership").click()
    dialog = page.get_by_role("dialog", name=f"Transfer {STORE}")
    await dialog.get_by_label("e-mail").fill("lean@larkfield.example")
    await dialog.get_by_role("button", name="Transfer ownership").click()
    await expect(page.get_by_text("lean@larkfield.example", exact=True)).to_be_visible()
    return page.url.partition("?")[0]


async def _changes_the_wrong_address(page: Page) -> None:
    await page.get_by_role("link", name="Change address").click()
    dialog = page.get_by_role("dialog", name="Change the address")
    await dialog.get_by_label("New e-mail address").fill(CLIENT)
    await dialog.get_by_role("button", name="Send to the new address").click()
    await expect(page.get_by_text(CLIENT, exact=True)).to_be_visible()


async def _accepts_on_a_phone(page: Page, installation: Installation) -> None:
    mail = await installation.sink.wait_for(to=CLIENT, subject_contains=STORE)
    await page.goto(mail.link or "")
    await expect(page.get_by_text("Meridian Growth").first).to_be_visible()
    await page.get_by_label("Your name").fill("Lena Lark")
    await page.get_by_role("button", name="Accept ownership").click()
    await expect(page.get_by_role("heading", level=1, name=f"{STORE} is yours")).to_be_visible()


async def _logs_in(page: Page, vendor: str) -> None:
    await page.goto(f"{vendor}/log-in")
    await page.get_by_label("E-mail").fill(CLIENT)
    await page.get_by_role("button", name="Log in").click()
    await expect(page.get_by_role("heading", level=1, name=STORE)).to_be_visible()


async def _revokes_on_a_phone(page: Page, installation: Installation) -> None:
    mail = await installation.sink.wait_for(to=CLIENT, subject_contains="is yours now")
    await page.goto(mail.link or "")
    await page.get_by_role("button", name="Revoke access").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("textbox").fill("We do it ourselves now.")
    await dialog.get_by_role("button", name="Revoke access").click()
    await expect(page.get_by_text("Meridian Growth has no access any more.")).to_be_visible()


async def _asks_again(page: Page) -> None:
    await page.get_by_role("link", name=re.compile("Request access")).first.click()
    dialog = page.get_by_role("dialog", name="Request access")
    await dialog.get_by_role("button", name="Send request").click()
    await expect(page.get_by_text("You have asked for access")).to_be_visible()


async def _withdraws(page: Page) -> None:
    await page.get_by_role("link", name="Withdraw access").click()
    dialog = page.get_by_role("dialog", name=f"Withdraw from {STORE}?")
    await dialog.get_by_label("to confirm").fill(STORE)
    await dialog.get_by_label("Reason").fill("The project is done.")
    await dialog.get_by_role("button", name="Withdraw access").click()
    await expect(page.get_by_text("Your team withdrew from this account")).to_be_visible()
