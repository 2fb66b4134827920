"""A portal whose mails are caught, and which asks a name server of the test."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import pytest

from portal.core.settings import Settings
from portal.house import APP_ROLE, open_house
from portal.mail_catcher import MailSink
from portal.web.app import make_app
from tests.domains.name_server import NameServer, running_name_server
from tests.people import Portal


@pytest.fixture(scope="session")
async def mail_server() -> AsyncIterator[MailSink]:
    async with MailSink() as sink:
        yield sink


@pytest.fixture(scope="session")
async def house(database_url: str, settings: Settings, mail_server: MailSink) -> AsyncIterator[Portal]:
    chosen = settings.model_copy(update={"smtp_url": mail_server.url})
    async with open_house(chosen, database_url, APP_ROLE) as runtime:
        yield Portal(runtime, database_url)


@pytest.fixture
def sink(mail_server: MailSink) -> MailSink:
    """The mail server, with nothing caught yet."""
    mail_server.clear()
    return mail_server


@pytest.fixture
async def names(portal: Portal) -> AsyncIterator[NameServer]:
    """The name server that the portal of this test asks."""
    usual = portal.runtime, portal.app
    async with running_name_server() as server:
        settings = portal.runtime.settings.model_copy(update={"dns_servers": f"127.0.0.1:{server.port}"})
        portal.runtime = dataclasses.replace(portal.runtime, settings=settings)
        portal.app = make_app(portal.runtime)
        yield server
    portal.runtime, portal.app = usual
