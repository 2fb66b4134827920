"""A team grows and shrinks, as its people live it: in Chromium, with the mails."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from tests.e2e.handover import Agency, join
from tests.e2e.installation import Installation

PASSWORD = "a field of red poppies"
DOMAIN = "kestrel-growth.example"
CARL, DORA = f"carl@{DOMAIN}", "dora@freelance.example"
STORES = ("Amber Lamps", "Birch Chairs", "Cobalt Mugs")


@pytest.fixture
async def agency(installation: Installation) -> AsyncIterator[Agency]:
    joined = await join(installation, "Kestrel Growth")
    for store in STORES:
        await joined.create(store)
    yield joined
    await joined.http.aclose()


@asynccontextmanager
async def _browser(chromium: Browser, url: str, agency: Agency | None = None) -> AsyncIterator[Page]:
    """A browser of one's own, signed in as the agency's first member or as nobody; nothing may go wrong unseen."""
    wrong: list[str] = []
    context = await chromium.new_context(base_url=url, viewport={"width": 1360, "height": 900})
    if agency is not None:
        await context.add_cookies(
            [{"name": name, "value": value, "url": url} for name, value in agency.http.cookies.items()]
        )
    page = await context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    await context.close()
    assert wrong == []


async def test_colleagues_join_by_domain_and_by_invitation_one_is_restricted_and_one_removed(
    chromium: Browser, installation: Installation, agency: Agency
) -> None:
    async with AsyncExitStack() as browsers:
        owner = await browsers.enter_async_context(_browser(chromium, installation.url, agency))
        carl = await browsers.enter_async_context(_browser(chromium, installation.url))
        dora = await browsers.enter_async_context(_browser(chromium, installation.url))
        await _verifies_the_domain(owner, installation)
        await _asks_for_an_account(carl, installation)
        await _is_approved(owner, carl)
        await _is_invited(owner, dora, installation)
        await _is_restricted(owner, dora)
        await _is_removed(owner, carl)


async def _verifies_the_domain(owner: Page, installation: Installation) -> None:
    await owner.goto("/settings")
    await owner.get_by_label("Domain", exact=True).fill("gmail.com")
    await owner.get_by_role("button", name="Add domain").click()
    await expect(owner.get_by_text("Anybody can have an address at gmail.com")).to_be_visible()
    await owner.get_by_label("Domain", exact=True).fill(DOMAIN)
    await owner.get_by_role("button", name="Add domain").click()
    await expect(owner.get_by_text("Not verified yet")).to_be_visible()
    await owner.get_by_role("button", name="Send mail").click()
    mail = await installation.sink.wait_for(subject_contains=DOMAIN)
    await owner.goto(mail.link or "")
    await owner.get_by_role("button", name="Confirm the domain").click()
    await expect(owner.get_by_text(f"{DOMAIN} is confirmed")).to_be_visible()


async def _asks_for_an_account(carl: Page, installation: Installation) -> None:
    await carl.goto("/login")
    await carl.get_by_role("link", name="Request an account").click()
    await carl.get_by_label("Your name").fill("Carl Finch")
    await carl.get_by_label("E-mail at work").fill(CARL)
    await carl.get_by_label("Password", exact=True).fill(PASSWORD)
    await carl.get_by_role("button", name="Request account").click()
    await expect(carl.get_by_text("Look into your mail")).to_be_visible()
    mail = await installation.sink.wait_for(to=CARL)
    await carl.goto(mail.link or "")
    await carl.get_by_label("Password", exact=True).fill("another password")
    await carl.get_by_role("button", name="Confirm e-mail").click()
    await expect(carl.get_by_text("This is not the password")).to_be_visible()
    await carl.get_by_label("Password", exact=True).fill(PASSWORD)
    await carl.get_by_role("button", name="Confirm e-mail").click()
    await expect(carl.get_by_text("Kestrel Growth is asked to let you in")).to_be_visible()


async def _is_approved(owner: Page, carl: Page) -> None:
    await owner.goto("/team")
    await owner.get_by_role("button", name="Approve Carl Finch").click()
    await expect(owner.get_by_text("Carl Finch is in your team now")).to_be_visible()
    await carl.goto("/login")
    await carl.get_by_label("E-mail").fill(CARL)
    await carl.get_by_label("Password", exact=True).fill(PASSWORD)
    await carl.get_by_role("button", name="Sign in", exact=True).click()
    await expect(carl.get_by_role("heading", level=1, name="Hello")).to_be_visible()


async def _is_invited(owner: Page, dora: Page, installation: Installation) -> None:
    await owner.goto("/team")
    await owner.get_by_role("link", name="Invite member").or_(owner.get_by_role("button", name="Invite member")).click()
    dialog = owner.get_by_role("dialog")
    await dialog.get_by_label("E-mail").fill(DORA)
    await dialog.get_by_role("button", name="Send invitation").click()
    await expect(owner.get_by_text(f"{DORA} is invited")).to_be_visible()
    mail = await installation.sink.wait_for(to=DORA, subject_contains="Ada Long invites you")
    await dora.goto(mail.link or "")
    await expect(dora.get_by_role("heading", name="Join Kestrel Growth")).to_be_visible()
    await dora.get_by_label("Your name").fill("Dora Vale")
    await dora.get_by_label("Password", exact=True).fill(PASSWORD)
    await dora.get_by_role("button", name="Join").click()
    await expect(dora.get_by_role("link", name="Accounts").first).to_be_visible()


async def _is_restricted(owner: Page, dora: Page) -> None:
    await dora.goto("/accounts")
    for store in STORES:
        await expect(dora.get_by_role("link", name=store)).to_be_visible()
    await owner.goto("/team")
    await owner.get_by_role("button", name="Actions for Dora Vale").click()
    await owner.get_by_role("menuitem", name="Change role and accounts").click()
    dialog = owner.get_by_role("dialog")
    await dialog.get_by_label("Role").select_option(label="Manager")
    await dialog.get_by_role("radio", name="Chosen accounts").check()
    for store in STORES[:2]:
        await dialog.get_by_role("checkbox", name=store).check()
    await dialog.get_by_role("button", name="Save").click()
    await expect(owner.get_by_role("row", name=re.compile("Dora Vale.*Manager.*2 accounts"))).to_be_visible()
    await dora.goto("/accounts")
    await expect(dora.get_by_role("link", name=STORES[0])).to_be_visible()
    await expect(dora.get_by_role("link", name=STORES[2])).to_have_count(0)
    await expect(dora.get_by_text("2 chosen accounts")).to_be_visible()
    await expect(dora.get_by_role("main").get_by_role("link", name="Create")).to_have_count(0)
    await dora.goto("/")
    await expect(dora.get_by_text(STORES[1])).to_be_visible()
    await expect(dora.get_by_text(STORES[2])).to_have_count(0)


async def _is_removed(owner: Page, carl: Page) -> None:
    await carl.goto("/accounts")
    await expect(carl.get_by_role("link", name=STORES[2])).to_be_visible()
    await owner.goto("/team")
    await owner.get_by_role("button", name="Actions for Carl Finch").click()
    await owner.get_by_role("menuitem", name="Remove from the team").click()
    await owner.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(owner.get_by_text("Carl Finch is removed")).to_be_visible()
    # Nobody touches his page: it finds out by itself.
    await expect(carl.get_by_text("You were signed out")).to_be_visible(timeout=45_000)
    assert "/login" in carl.url
