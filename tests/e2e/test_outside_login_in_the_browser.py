"""Signing in by the vendor's own log-in in Chromium; a certified provider (npm's oidc-provider) plays it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pyotp
import pytest
from playwright.async_api import Browser, Page, expect

from portal.mail_catcher import MailSink
from tests.e2e.handover import Agency, approved, join
from tests.e2e.installation import OPERATOR, Installation, free_port
from tests.e2e.test_team_in_the_browser import _browser
from tests.e2e.test_two_step_in_the_browser import _sets_up
from tests.second_factors.steps import early_in_a_step

PROVIDER = Path(__file__).parents[1] / "outside_login" / "provider"
NAME = "Mailwave ID"
SECRET = "a secret that the provider and the portal share"


@pytest.fixture(scope="module")
async def installed(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    """A portal whose vendor has a log-in of his own."""
    assert (PROVIDER / "node_modules").is_dir(), f"make test installs it: npm ci in {PROVIDER}"
    async with MailSink() as sink:
        made, port = Installation(tmp_path_factory.mktemp("portal"), sink), free_port()
        made.settings = {
            "PORTAL_OIDC_ISSUER": f"http://127.0.0.1:{port}",
            "PORTAL_OIDC_CLIENT_ID": "portal",
            "PORTAL_OIDC_CLIENT_SECRET": SECRET,
            "PORTAL_OIDC_NAME": NAME,
        }
        provider = await asyncio.create_subprocess_exec(
            *("node", str(PROVIDER / "server.js"), str(port), "portal", SECRET),
            f"{made.url}/login/outside/callback",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        made.processes["provider"] = provider
        await made.answers(f"http://127.0.0.1:{port}/.well-known/openid-configuration")
        await made.command("migrate")
        await made.command("create-operator", OPERATOR)
        await made.start("serve")
        await made.start("worker")
        yield made
        await made.leave()


@pytest.fixture(scope="module")
async def agency(installed: Installation) -> AsyncIterator[Agency]:
    made = await join(installed, "Kestrel Studio")
    yield made
    await made.http.aclose()


async def test_the_button_leads_to_the_provider_and_back_signed_in(
    chromium: Browser, installed: Installation, agency: Agency
) -> None:
    async with _browser(chromium, installed.url) as page:
        await page.goto("/team")
        await expect(page).to_have_url(re.compile("/login"))
        await _logs_in(page, agency.email)
        await expect(page).to_have_url(re.compile("/team$"))
        await expect(page.get_by_text(agency.email).first).to_be_visible()
        await installed.sink.wait_for(to=agency.email, subject_contains="A new way to sign in was linked")
        await page.goto("/settings/security")
        await expect(page.get_by_text(NAME, exact=True)).to_be_visible()
        await page.get_by_role("button", name="Unlink").click()
        await expect(page.get_by_text("It is unlinked")).to_be_visible()
        await expect(page.get_by_text(f"Continue with {NAME} on the sign-in page")).to_be_visible()
        await installed.sink.wait_for(to=agency.email, subject_contains="A way to sign in was unlinked")


async def test_who_is_nobody_here_reads_what_to_do(chromium: Browser, installed: Installation) -> None:
    async with _browser(chromium, installed.url) as page:
        for address in ("stranger@elsewhere.example", "unverified@kestrel-studio.example"):
            await page.context.clear_cookies()
            await page.goto("/login")
            await _logs_in(page, address)
            await expect(page.get_by_text("No log-in here belongs to you yet")).to_be_visible()
        await page.goto("/login/outside/callback?code=x&state=forged")
        await expect(page.get_by_role("heading", name="This sign-in could not be finished")).to_be_visible()
        await page.get_by_role("link", name="Back to sign in").click()
        await expect(page.get_by_role("link", name=f"Continue with {NAME}")).to_be_visible()


async def test_the_first_member_registers_by_it(chromium: Browser, installed: Installation) -> None:
    async with httpx.AsyncClient(base_url=installed.url, timeout=30) as http:
        _partner_id, email, link = await approved(installed, "Osprey Works", http)
    async with _browser(chromium, installed.url) as page:
        await page.goto(link)
        await expect(page.get_by_role("heading", name="Join Osprey Works")).to_be_visible()
        await _logs_in(page, email)
        await expect(page).to_have_url(re.compile("/getting-started$"))
        await page.goto("/team")
        await expect(page.get_by_text(email).first).to_be_visible()
        await expect(page.get_by_text("Ada Long").first).to_be_visible()


async def test_who_goes_back_at_the_provider_reads_that_he_is_not_signed_in(
    chromium: Browser, installed: Installation
) -> None:
    async with _browser(chromium, installed.url) as page:
        await page.goto("/login")
        await page.get_by_role("link", name=f"Continue with {NAME}").click()
        await page.get_by_role("link", name="Cancel").click()
        await expect(page.get_by_text(f"You are not signed in at {NAME}")).to_be_visible()


async def test_who_has_two_step_sign_in_types_his_code_after_the_provider(
    chromium: Browser, installed: Installation
) -> None:
    agency = await join(installed, "Merlin Works")
    async with _browser(chromium, installed.url, agency) as page:
        secret, _codes = await _sets_up(page)
        await page.context.clear_cookies()
        await page.goto("/login?next=/accounts")
        await _logs_in(page, agency.email)
        await expect(page.get_by_role("heading", name="One more step")).to_be_visible()
        code = page.get_by_label("Code from the app, or a recovery code")
        await code.fill("000000")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_text("This code is wrong")).to_be_visible()
        await early_in_a_step()
        await code.fill(pyotp.TOTP(secret).at(int(time.time()), counter_offset=1))
        await page.get_by_role("button", name="Sign in").click()
        await expect(page).to_have_url(re.compile("/accounts$"))
    await agency.http.aclose()


async def _logs_in(page: Page, login: str) -> None:
    """From the sign-in page to the provider, through its log-in and its question, and back."""
    await page.get_by_role("link", name=f"Continue with {NAME}").click()
    await page.get_by_placeholder("Enter any login").fill(login)
    await page.get_by_placeholder("and password").fill("any password")
    await page.get_by_role("button", name="Sign-in").click()
    await page.get_by_role("button", name="Continue").click()
