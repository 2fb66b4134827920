"""Mailwave beside a real portal: an owner's browser, and a line between the two that can be cut."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from portal.core.actors import System
from portal.core.requests import Request
from portal.core.work import open_work
from portal.oauth.service import NewClient, create_client
from sample_vendor.settings import Settings
from tests.people import Portal
from tests.sample_vendor.mailwave import SCOPES, URL, Line, Mailwave
from tests.sample_vendor.provider import Provider


@pytest.fixture
def line(portal: Portal) -> Line:
    """How Mailwave reaches the portal."""
    return Line(portal.app)


@pytest.fixture
async def vendor_settings(portal: Portal, tmp_path: Path) -> Settings:
    """A client of its own, as `portal create-client` makes it."""
    async with open_work(portal.runtime, Request(), System()) as work:
        client, secret = await create_client(work, NewClient(name="Mailwave", scopes=SCOPES))
    return Settings(
        portal_url=portal.runtime.settings.base_url,
        client_id=client.client_id,
        client_secret=secret,
        url=URL,
        store=str(tmp_path / "mailwave.db"),
        fail_names="fail",
    )


@pytest.fixture
def provider(vendor_settings: Settings, line: Line) -> Provider:
    """One that stands in the portal's place for log-ins, and for nothing else."""
    line.provider = Provider(vendor_settings.portal_url, vendor_settings.client_id, vendor_settings.client_secret)
    return line.provider


@pytest.fixture
async def mailwave(vendor_settings: Settings, line: Line) -> AsyncIterator[Mailwave]:
    """The running app."""
    async with running(vendor_settings, line) as app:
        yield app


@pytest.fixture
async def number(mailwave: Mailwave, provider: Provider) -> str:
    """An account that agencies may enter."""
    await mailwave.sign_up()
    return await mailwave.number()


@asynccontextmanager
async def running(settings: Settings, line: Line) -> AsyncIterator[Mailwave]:
    """The app from its start to its end; the store stays."""
    mailwave = Mailwave(settings, line)
    async with mailwave.app.router.lifespan_context(mailwave.app):
        yield mailwave
        await mailwave.leave()
