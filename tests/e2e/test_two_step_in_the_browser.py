"""Two-step sign-in as its owner lives it: in Chromium, with an app that pyotp plays, and with the mails."""

from __future__ import annotations

import re
import time

import pyotp
from playwright.async_api import Browser, Page, expect

from tests.e2e.handover import join
from tests.e2e.installation import Installation
from tests.e2e.test_team_in_the_browser import _browser
from tests.second_factors.steps import early_in_a_step

# Of everybody who joins by tests/e2e/handover.py.
PASSWORD = "long enough for me"


async def test_an_app_is_set_up_asked_for_and_replaced_by_a_recovery_code(
    chromium: Browser, installation: Installation
) -> None:
    agency = await join(installation, "Whimbrel Studio")
    await agency.http.aclose()
    async with _browser(chromium, installation.url) as page:
        await _signs_in(page, agency.email)
        await expect(page).to_have_url(re.compile("/$|/getting-started$"))
        secret, recovery_codes = await _sets_up(page)
        mail = await installation.sink.wait_for(subject_contains="Two-step sign-in was turned on")
        assert secret not in mail.text

        await page.context.clear_cookies()
        await _signs_in(page, agency.email)
        await expect(page.get_by_text("Type the code that your authenticator app shows")).to_be_visible()
        code = page.get_by_label("Code", exact=True)
        await code.fill("000000")
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page.get_by_text("This code is wrong")).to_be_visible()
        await early_in_a_step()
        await code.fill(pyotp.TOTP(secret).at(int(time.time()), counter_offset=1))
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page).not_to_have_url(re.compile("/login"))

        await page.context.clear_cookies()
        await _signs_in(page, agency.email)
        await code.fill(recovery_codes[0])
        await page.get_by_role("button", name="Sign in", exact=True).click()
        await expect(page).not_to_have_url(re.compile("/login"))
        await installation.sink.wait_for(subject_contains="A recovery code was used")
        await _turns_off(page, recovery_codes[1])


async def _signs_in(page: Page, email: str) -> None:
    await page.goto("/login")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def _sets_up(page: Page) -> tuple[str, list[str]]:
    """The app's secret and the recovery codes, as the page shows them."""
    await page.goto("/settings/security")
    await page.get_by_role("button", name="Set up").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Your password").fill(PASSWORD)
    await dialog.get_by_role("button", name="Continue").click()
    await expect(dialog.get_by_role("img", name="QR code for your authenticator app")).to_be_visible()
    found = re.search(r"[A-Z2-7]{32}", await dialog.inner_text())
    assert found
    await early_in_a_step()
    await dialog.get_by_label("Code from the app").fill(pyotp.TOTP(found[0]).now())
    await dialog.get_by_role("button", name="Turn on").click()
    codes = dialog.get_by_role("region", name="Recovery codes")
    shown = (await codes.inner_text()).split()
    assert len(shown) == 10
    async with page.expect_download() as download:
        await dialog.get_by_role("button", name="Download").click()
    assert (await (await download.value).path()).read_text().split() == shown
    await dialog.get_by_role("button", name="I have kept them").click()
    await expect(page.get_by_text("10 recovery codes left")).to_be_visible()
    return found[0], shown


async def _turns_off(page: Page, recovery_code: str) -> None:
    await page.goto("/settings/security")
    await expect(page.get_by_text("9 recovery codes left")).to_be_visible()
    await page.get_by_role("button", name="Turn off").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Your password").fill(PASSWORD)
    await dialog.get_by_label("Code from the app, or a recovery code").fill(recovery_code)
    await dialog.get_by_role("button", name="Turn off").click()
    await expect(page.get_by_role("button", name="Set up")).to_be_visible()
