"""The first story as people live it: in Chromium, with the mails."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.installation import OPERATOR, OPERATOR_PASSWORD, Installation

EMAIL, PASSWORD = "marta@pixelpost.example", "a field of red poppies"


@pytest.fixture
async def applicant(chromium: Browser, installation: Installation) -> AsyncIterator[Page]:
    async for page in _visitor(chromium, installation):
        yield page


@pytest.fixture
async def operator(chromium: Browser, installation: Installation) -> AsyncIterator[Page]:
    async for page in _visitor(chromium, installation):
        await page.goto("/login")
        await _sign_in(page, OPERATOR, OPERATOR_PASSWORD)
        yield page


async def _visitor(chromium: Browser, installation: Installation) -> AsyncIterator[Page]:
    """A browser of one's own, under the portal's content security policy; nothing may go wrong unseen."""
    wrong: list[str] = []
    context = await chromium.new_context(base_url=installation.url, viewport={"width": 1360, "height": 900})
    page = await context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    yield page
    await context.close()
    assert wrong == []


async def _sign_in(page: Page, email: str, password: str) -> None:
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", level=1, name="Hello")).to_be_visible()


async def test_an_agency_joins_creates_an_account_and_finds_it(
    applicant: Page, operator: Page, installation: Installation
) -> None:
    await _applies(applicant)
    received = await installation.sink.wait_for(to=EMAIL, subject_contains="We have your application")
    await applicant.goto(received.link or "")
    await expect(applicant.get_by_text("We have your application")).to_be_visible()

    await _asks_for_more(operator)
    question = await installation.sink.wait_for(to=EMAIL, subject_contains="A question")
    await applicant.goto(question.link or "")
    await applicant.get_by_label("Your answer").fill("Two of them send 20,000 mails a month.")
    await applicant.get_by_role("button", name="Send answer").click()
    await expect(applicant.get_by_text("We have your application")).to_be_visible()

    await _approves(operator)
    welcome = await installation.sink.wait_for(to=EMAIL, subject_contains="set up your log-in")
    await applicant.goto(welcome.link or "")
    await applicant.get_by_label("Your name").fill("Marta Kowalska")
    await applicant.get_by_label("Password", exact=True).fill(PASSWORD)
    await applicant.get_by_role("button", name="Create log-in").click()
    await applicant.wait_for_url("**/getting-started")

    await _creates_an_account(applicant)
    await _archives_and_restores(applicant)
    await _forgets_the_password(applicant, installation)


async def _applies(page: Page) -> None:
    await page.goto("/apply")
    await page.get_by_role("button", name="Send application").click()
    await expect(page.get_by_text("Enter the name of your company")).to_be_visible()
    await page.get_by_label("Company").fill("Pixel & Post")
    await page.get_by_label("Website").fill("https://www.pixelpost.example")
    await page.get_by_label("Your name").fill("Marta Kowalska")
    await page.get_by_label("Work e-mail").fill(EMAIL)
    await page.get_by_label("Country").select_option(label="Poland")
    await page.get_by_role("button", name="Send application").click()
    await expect(page.get_by_text("check your inbox")).to_be_visible()


async def _asks_for_more(page: Page) -> None:
    await page.goto("/operator/applications?search=pixel")
    await page.get_by_role("link", name="Pixel & Post").first.click()
    await page.get_by_role("link", name="Ask for more").click()
    await page.get_by_label("What do you need?").fill("How many mails do your clients send?")
    await page.get_by_role("dialog").get_by_role("button", name="Ask for more").click()
    await expect(page.get_by_text("The question was mailed")).to_be_visible()


async def _approves(page: Page) -> None:
    await page.goto("/operator/applications?search=pixel")
    await page.get_by_role("link", name="Pixel & Post").first.click()
    await expect(page.get_by_text("Two of them send 20,000 mails a month.").first).to_be_visible()
    await page.get_by_role("link", name="Approve").click()
    await page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    await expect(page.get_by_text("is a partner now")).to_be_visible()


async def _creates_an_account(page: Page) -> None:
    await page.goto("/accounts")
    await page.get_by_role("main").get_by_role("link", name="Create").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Store name").fill("Northwind Outfitters")
    await dialog.get_by_label("Store website").fill("not a website")
    await dialog.get_by_role("button", name="Create account").click()
    await expect(dialog.get_by_text("This is no website")).to_be_visible()
    await dialog.get_by_label("Store website").fill("https://www.northwind-outfitters.example/shop")
    await dialog.get_by_role("button", name="Create account").click()
    await expect(page.get_by_role("heading", level=1, name="Northwind Outfitters")).to_be_visible()

    await page.goto("/accounts")
    await page.get_by_placeholder("Search name, website or Account ID").fill("north out")
    await expect(page).to_have_url(re.compile("search=north"))
    await expect(page.get_by_role("link", name="Northwind Outfitters")).to_be_visible()
    await page.reload()
    await expect(page.get_by_placeholder("Search name, website or Account ID")).to_have_value("north out")
    await page.get_by_role("link", name="Northwind Outfitters").click()
    await expect(page.get_by_text("northwind-outfitters.example").first).to_be_visible()


async def _archives_and_restores(page: Page) -> None:
    await page.get_by_role("link", name="Archive").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("The client waits until spring.")
    await dialog.get_by_role("button", name="Archive").click()
    await expect(page.get_by_text("The client waits until spring.").first).to_be_visible()
    await page.goto("/accounts?archived=true")
    await page.get_by_role("link", name="Northwind Outfitters").click()
    await page.get_by_role("button", name="Restore").click()
    await expect(page.get_by_text("Development account").first).to_be_visible()


async def _forgets_the_password(page: Page, installation: Installation) -> None:
    await page.context.clear_cookies()
    await page.goto("/login")
    await page.get_by_role("link", name="Forgot your password?").click()
    # Signing in asks for an e-mail too, and stands until the next page has come.
    await expect(page.get_by_role("heading", name="Reset your password")).to_be_visible()
    await page.get_by_label("E-mail").fill(EMAIL)
    await page.get_by_role("button", name="Mail me a link").click()
    await expect(page.get_by_text("Check your inbox")).to_be_visible()
    mail = await installation.sink.wait_for(to=EMAIL, subject_contains="Set a new password")
    await page.goto(mail.link or "")
    await page.get_by_label("New password").fill("blue skies over Gdansk")
    await page.get_by_role("button", name="Set password").click()
    await page.wait_for_url("**/login**")
    await _sign_in(page, EMAIL, "blue skies over Gdansk")
