"""An installation of its own, and Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from portal.mail_catcher import MailSink
from tests.e2e.installation import OPERATOR, Installation


@pytest.fixture(scope="session")
async def installation(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Installation]:
    """A fresh portal with an operator, served, with a worker."""
    async with MailSink() as sink:
        home = tmp_path_factory.mktemp("portal")
        installed = Installation(home, sink)
        await installed.command("migrate")
        await installed.command("create-operator", OPERATOR)
        await installed.start("serve")
        await installed.start("worker")
        yield installed
        await installed.leave()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    named = os.environ.get("PORTAL_CHROMIUM", "chromium")
    path = shutil.which(named) or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "tests/e2e/install_browser says what to install"
    arguments = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
    if os.getuid() == 0:
        arguments.append("--no-sandbox")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(Path(path)), args=arguments)
        yield browser
        await browser.close()
