"""A changed e-mail address as its owner lives it: in Chromium, with the mails."""

from __future__ import annotations

import re

from playwright.async_api import Browser, expect

from tests.e2e.handover import join
from tests.e2e.installation import Installation
from tests.e2e.test_team_in_the_browser import _browser
from tests.e2e.test_two_step_in_the_browser import PASSWORD

NEW = "ada.long@osprey-media.example"


async def test_the_address_is_changed_by_the_link_that_was_mailed_to_the_new_one(
    chromium: Browser, installation: Installation
) -> None:
    agency = await join(installation, "Osprey Media")
    async with _browser(chromium, installation.url, agency) as page:
        await page.goto("/settings/security")
        await expect(page.get_by_text(f"You sign in with {agency.email}.")).to_be_visible()
        await page.get_by_role("button", name="Change address").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("New address").fill(NEW)
        await dialog.get_by_label("Your password").fill("wrong")
        await dialog.get_by_role("button", name="Mail me a link").click()
        await expect(dialog.get_by_text("This is not your password")).to_be_visible()
        await dialog.get_by_label("Your password").fill(PASSWORD)
        await dialog.get_by_role("button", name="Mail me a link").click()
        await expect(page.get_by_text(f"A link is on its way to {NEW}")).to_be_visible()
        await installation.sink.wait_for(to=agency.email, subject_contains="A new address was given")

        mail = await installation.sink.wait_for(to=NEW, subject_contains="Confirm your new address")
        await page.goto(mail.link or "")
        await page.get_by_role("button", name="Confirm the address").click()
        await expect(page.get_by_role("heading", name="Your address is changed")).to_be_visible()
        await page.get_by_role("link", name="Go on").click()
        await expect(page).not_to_have_url(re.compile("/login"))
        await page.goto("/settings/security")
        await expect(page.get_by_text(f"You sign in with {NEW}.")).to_be_visible()
        for address in (agency.email, NEW):
            await installation.sink.wait_for(to=address, subject_contains="Your address was changed")
        await page.goto(mail.link or "")
        await expect(page.get_by_role("heading", name="This link was used already")).to_be_visible()
    await agency.http.aclose()
