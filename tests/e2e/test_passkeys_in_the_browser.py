"""Passkeys as their owner lives it: in Chromium, with the device that its developer tools play, and with the mails."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, CDPSession, Page, expect

from tests.e2e.handover import join
from tests.e2e.installation import Installation
from tests.e2e.test_team_in_the_browser import _browser

# Of everybody who joins by tests/e2e/handover.py.
PASSWORD = "long enough for me"
_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Device:
    """What unlocks with its owner's finger, as Chromium has it for developers."""

    tools: CDPSession
    id: str

    @classmethod
    async def of(cls, page: Page) -> Device:
        tools = await page.context.new_cdp_session(page)
        await tools.send("WebAuthn.enable")
        made = await tools.send("WebAuthn.addVirtualAuthenticator", {"options": _DEVICE})
        return cls(tools, made["authenticatorId"])

    async def passkeys(self) -> list[dict[str, Any]]:
        found = await self.tools.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        kept: list[dict[str, Any]] = found["credentials"]
        return kept

    async def verifies(self, *, right: bool) -> None:
        """Whether the finger is the right one."""
        chosen = {"authenticatorId": self.id, "isUserVerified": right}
        await self.tools.send("WebAuthn.setUserVerified", chosen)


async def test_a_passkey_is_added_signs_in_and_is_removed(chromium: Browser, installation: Installation) -> None:
    agency = await join(installation, "Plover Digital")
    await agency.http.aclose()
    async with _browser(chromium, installation.url) as page:
        device = await Device.of(page)
        await _signs_in_by_password(page, agency.email)
        await _adds(page, "My laptop")
        [kept] = await device.passkeys()
        assert (kept["rpId"], kept["isResidentCredential"], kept["userName"]) == ("localhost", True, agency.email)
        mail = await installation.sink.wait_for(subject_contains="A passkey was added")
        assert "My laptop" in mail.text

        await page.context.clear_cookies()
        await _signs_in_by_passkey(page)
        await expect(page).not_to_have_url(re.compile("/login"))
        await page.goto("/settings/security")
        await expect(page.get_by_role("list", name="Passkeys")).to_contain_text("last used")

        await _is_not_let_in_by_a_wrong_finger(page, device)
        await _signs_in_by_passkey(page)
        await expect(page).not_to_have_url(re.compile("/login"))
        await _removes(page, "My laptop")
        await installation.sink.wait_for(subject_contains="A passkey was removed")

        # The device has it still; the portal doesn't take it any more.
        assert len(await device.passkeys()) == 1
        await page.context.clear_cookies()
        await _signs_in_by_passkey(page)
        await expect(page.get_by_role("alert")).to_contain_text("This passkey was not accepted")
        await expect(page).to_have_url(re.compile("/login"))


async def _signs_in_by_password(page: Page, email: str) -> None:
    await page.goto("/login")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page).not_to_have_url(re.compile("/login"))


async def _signs_in_by_passkey(page: Page) -> None:
    await page.goto("/login")
    await page.get_by_role("button", name="Sign in with a passkey").click()


async def _adds(page: Page, name: str) -> None:
    await page.goto("/settings/security")
    await page.get_by_role("button", name="Add a passkey").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("What to call it")).to_have_value(re.compile("Chrome on Linux"))
    await dialog.get_by_label("What to call it").fill(name)
    await dialog.get_by_label("Your password").fill("not my password")
    await dialog.get_by_role("button", name="Continue").click()
    await expect(dialog.get_by_text("This is not your password")).to_be_visible()
    await dialog.get_by_label("Your password").fill(PASSWORD)
    await dialog.get_by_role("button", name="Continue").click()
    await expect(page.get_by_text("The passkey is added")).to_be_visible()
    passkeys = page.get_by_role("list", name="Passkeys")
    await expect(passkeys).to_contain_text(name)
    await expect(passkeys).to_contain_text("not used yet")


async def _is_not_let_in_by_a_wrong_finger(page: Page, device: Device) -> None:
    await page.context.clear_cookies()
    await device.verifies(right=False)
    await _signs_in_by_passkey(page)
    await expect(page.get_by_role("alert")).to_contain_text("No passkey was chosen")
    await device.verifies(right=True)


async def _removes(page: Page, name: str) -> None:
    await page.goto("/settings/security")
    await page.get_by_role("button", name=f"Remove {name}").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Your password").fill(PASSWORD)
    await dialog.get_by_role("button", name="Remove").click()
    await expect(page.get_by_text("The passkey is removed")).to_be_visible()
    await expect(page.get_by_role("list", name="Passkeys")).to_have_count(0)
