"""The partner's pages of the hand-over, in Chromium: each test with stores of its own, found by search."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from portal.core.links import LinkKind
from tests.e2e.handover import Agency, accepted, join, newest_token, send
from tests.e2e.installation import Installation


@pytest.fixture(scope="module")
async def agency(installation: Installation) -> AsyncIterator[Agency]:
    joined = await join(installation, "Harbourside")
    yield joined
    await joined.http.aclose()


@pytest.fixture
async def page(chromium: Browser, installation: Installation, agency: Agency) -> AsyncIterator[Page]:
    """The member's browser, under the portal's content security policy; nothing may go wrong unseen."""
    wrong: list[str] = []
    context = await chromium.new_context(base_url=installation.url, viewport={"width": 1360, "height": 900})
    await context.add_cookies(
        [{"name": name, "value": value, "url": installation.url} for name, value in agency.http.cookies.items()]
    )
    page = await context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield page
    await context.close()
    assert wrong == []


async def test_a_transfer_is_sent_readdressed_and_cancelled(page: Page, agency: Agency) -> None:
    account = await agency.create("Quayside Lamps")
    await page.goto(f"/accounts/{account['id']}")
    await page.get_by_role("link", name="Transfer ownership").click()
    dialog = page.get_by_role("dialog", name="Transfer Quayside Lamps")
    await dialog.get_by_label("e-mail").fill(agency.email)
    await expect(dialog.get_by_label("Your message")).to_have_value(re.compile("Quayside Lamps is ready for you"))
    await dialog.get_by_role("button", name="Transfer ownership").click()
    await expect(dialog.get_by_text("your own team's")).to_be_visible()
    await dialog.get_by_label("e-mail").fill("first@quayside.example")
    await dialog.get_by_role("button", name="Transfer ownership").click()
    await expect(page.get_by_text("Your client accepts the transfer")).to_be_visible()
    await expect(page.get_by_text("first@quayside.example", exact=True)).to_be_visible()
    await expect(page.get_by_role("main").get_by_role("link", name="Archive")).to_have_count(0)

    await page.get_by_role("link", name="Change address").click()
    dialog = page.get_by_role("dialog", name="Change the address")
    await dialog.get_by_label("New e-mail address").fill("second@quayside.example")
    await dialog.get_by_role("button", name="Send to the new address").click()
    await expect(page.get_by_text("second@quayside.example", exact=True)).to_be_visible()

    await page.get_by_role("link", name="Cancel transfer").click()
    dialog = page.get_by_role("dialog", name="Cancel the transfer?")
    await dialog.get_by_label("Reason").fill("The launch is later.")
    await dialog.get_by_role("button", name="Cancel transfer").click()
    await expect(page.get_by_text("Build the store, then hand it over")).to_be_visible()
    await expect(page.get_by_text("The launch is later.")).to_be_visible()
    await expect(page.get_by_text("Transfer cancelled", exact=True)).to_be_visible()


async def test_access_is_asked_for_and_taken_back(page: Page, installation: Installation) -> None:
    rival = await join(installation, "Millrace")
    account = await accepted(installation, rival, "Weir Street Wines", "wil@weir.example")
    await rival.http.aclose()
    await page.goto("/accounts")
    await page.get_by_role("main").get_by_role("link", name="Create").first.click()
    dialog = page.get_by_role("dialog", name="Create account")
    await dialog.get_by_role("radio", name="Request access").check()
    await dialog.get_by_label("Account ID").fill("000000000000000000000000")
    await dialog.get_by_role("button", name="Send request").click()
    await expect(dialog.get_by_text("We know no account with this id or number")).to_be_visible()
    await dialog.get_by_label("Account ID").fill(account["accountId"])
    await dialog.get_by_role("button", name="Send request").click()
    await page.wait_for_url("**/requests")
    row = page.get_by_role("row").filter(has_text=account["accountId"])
    await expect(row.get_by_text("Waiting for the client")).to_be_visible()

    await row.get_by_role("button", name="Actions for").click()
    await page.get_by_role("menuitem", name="Resend").click()
    dialog = page.get_by_role("dialog", name="Resend the request")
    await expect(dialog.get_by_role("button", name="Resend")).to_be_disabled()
    await page.keyboard.press("Escape")
    await row.get_by_role("button", name="Actions for").click()
    await page.get_by_role("menuitem", name="Cancel request").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancel request").click()
    await expect(row.get_by_text("Cancelled")).to_be_visible()


async def test_an_acceptance_shows_when_one_comes_back_and_access_can_be_left(
    page: Page, agency: Agency, installation: Installation
) -> None:
    account = await agency.offer("Tidemark Maps", "tia@tidemark.example")
    await page.goto(f"/accounts/{account['id']}")
    await expect(page.get_by_text("Your client accepts the transfer")).to_be_visible()
    async with httpx.AsyncClient(base_url=installation.url) as browser:
        token = await newest_token(installation, LinkKind.TRANSFER, account)
        await send(browser, "acceptTransfer", "account { id }", token=token, name="Tia")
    await page.evaluate("window.dispatchEvent(new Event('focus'))")
    await expect(page.get_by_text("Your client chooses a plan")).to_be_visible()
    await page.get_by_role("button", name="Remind the client").click()
    await expect(page.get_by_text("You can do so again from")).to_be_visible()
    await expect(page.get_by_role("button", name="Remind the client")).to_be_disabled()

    await page.get_by_role("link", name="Withdraw access").click()
    dialog = page.get_by_role("dialog", name="Withdraw from Tidemark Maps?")
    await dialog.get_by_label("to confirm").fill("Tidemark Maps")
    await dialog.get_by_label("Reason").fill("All is done.")
    await dialog.get_by_role("button", name="Withdraw access").click()
    await expect(page.get_by_text("Your team withdrew from this account")).to_be_visible()

    await page.goto("/accounts?archived=1&search=tidemark")
    row = page.get_by_role("row").filter(has_text="Tidemark Maps")
    await expect(row.get_by_text("All is done.")).to_be_visible()
    await row.get_by_role("link", name="Request again").click()
    dialog = page.get_by_role("dialog", name="Request access")
    await expect(dialog.get_by_label("Account ID")).to_have_value(account["accountId"])
    await dialog.get_by_role("button", name="Send request").click()
    await expect(page.get_by_text("You have asked for access")).to_be_visible()


async def test_many_are_archived_and_restored_by_mouse_and_keys(page: Page, agency: Agency) -> None:
    for name in ("Sluice Alpha", "Sluice Beta", "Sluice Gamma"):
        await agency.create(name)
    gamma = await agency.create("Sluice Delta")
    await agency.do("transferOwnership", "transfer { id }", accountId=gamma["id"], toEmail="dee@sluice.example")
    await page.goto("/accounts?search=sluice&sort=NAME")
    await expect(page.get_by_role("link", name="Sluice Alpha")).to_be_visible()
    await page.keyboard.press("j")
    await page.keyboard.press("x")
    await page.get_by_label("Select Sluice Gamma").click(modifiers=["Shift"])
    bar = page.get_by_role("region", name="Actions for the selected accounts")
    await expect(bar.get_by_text("4 selected")).to_be_visible()
    await bar.get_by_role("button", name="Archive").click()
    dialog = page.get_by_role("dialog", name="Archive 3 accounts?")
    await dialog.get_by_label("Reason").fill("Spring cleaning.")
    await dialog.get_by_role("button", name="Archive").click()
    await expect(page.get_by_text("Archived 3 accounts")).to_be_visible()
    await expect(_rows(page)).to_have_count(1)
    await expect(bar).to_have_count(0)

    await page.goto("/accounts?archived=1&search=sluice")
    await expect(page.get_by_text("Spring cleaning.")).to_have_count(3)
    await page.get_by_label("Select all accounts on this page").click()
    await bar.get_by_role("button", name="Restore").click()
    await page.get_by_role("dialog", name="Restore 3 accounts?").get_by_role("button", name="Restore").click()
    await expect(page.get_by_text("Restored 3 accounts")).to_be_visible()
    await expect(page.get_by_text("No account matches")).to_be_visible()
    await page.goto("/accounts?search=sluice")
    await expect(_rows(page)).to_have_count(4)


def _rows(page: Page) -> Locator:
    return page.locator("tbody tr")


async def test_the_keyboard_reaches_requests_and_dialogs(page: Page, agency: Agency) -> None:
    account = await agency.create("Lockgate Toys")
    await page.goto("/")
    await expect(page.get_by_role("heading", level=1, name="Hello")).to_be_visible()
    await page.keyboard.press("g")
    await page.keyboard.press("r")
    await expect(page.get_by_role("heading", level=1, name="Access requests")).to_be_visible()
    await page.goto(f"/accounts/{account['id']}")
    await page.get_by_role("link", name="Transfer ownership").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("e-mail")).to_be_focused()
    await page.keyboard.type("lou@lockgate.example")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Your client accepts the transfer")).to_be_visible()
    await page.goto(f"/accounts/{account['id']}?dialog=resend")
    resend = page.get_by_role("dialog").get_by_role("button", name="Resend")
    await expect(resend).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert "dialog" not in page.url
