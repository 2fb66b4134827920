"""The portal with a mail server that catches what it sends."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from portal.core.settings import Settings
from portal.house import APP_ROLE, open_house
from portal.mail_catcher import MailSink
from tests.people import Portal


@pytest.fixture(scope="session")
async def mail_server() -> AsyncIterator[MailSink]:
    async with MailSink() as sink:
        yield sink


@pytest.fixture(scope="session")
async def house(database_url: str, settings: Settings, mail_server: MailSink) -> AsyncIterator[Portal]:
    mailing = settings.model_copy(update={"smtp_url": mail_server.url})
    async with open_house(mailing, database_url, APP_ROLE) as runtime:
        yield Portal(runtime, database_url)


@pytest.fixture
async def sink(mail_server: MailSink) -> AsyncIterator[MailSink]:
    """The mail server, with nothing caught yet; a test may stop it."""
    mail_server.clear()
    mail_server.refusals.clear()
    yield mail_server
    await mail_server.stop()
    await mail_server.start()
