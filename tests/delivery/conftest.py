"""The portal with a mail server that catches what it sends."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from portal.core.settings import Settings
from portal.house import APP_ROLE, open_house
from portal.mail_catcher import MailSink
from tests.delivery.receiver import RECEIVER, FakeDns, Receiver
from tests.people import Portal


@pytest.fixture(scope="session")
async def mail_server() -> AsyncIterator[MailSink]:
    async with MailSink() as sink:
        yield sink


@pytest.fixture(scope="session")
def names() -> FakeDns:
    return FakeDns()


@pytest.fixture(scope="session")
async def house(database_url: str, settings: Settings, mail_server: MailSink, names: FakeDns) -> AsyncIterator[Portal]:
    chosen = settings.model_copy(update={"smtp_url": mail_server.url, "webhook_private_hosts": RECEIVER})
    async with open_house(chosen, database_url, APP_ROLE, resolve=names) as runtime:
        yield Portal(runtime, database_url)


@pytest.fixture
def dns(names: FakeDns) -> FakeDns:
    """Who lives where; the receiver's host is this machine."""
    names.hosts = {RECEIVER: ["127.0.0.1"], "vendor.example": ["127.0.0.1"]}
    names.asked.clear()
    return names


@pytest.fixture
async def receiver(dns: FakeDns) -> AsyncIterator[Receiver]:
    """A program that takes webhooks, at a host that the settings name as private."""
    async with Receiver() as started:
        yield started


@pytest.fixture
async def sink(mail_server: MailSink) -> AsyncIterator[MailSink]:
    """The mail server, with nothing caught yet; a test may stop it."""
    mail_server.clear()
    mail_server.refusals.clear()
    yield mail_server
    await mail_server.stop()
    await mail_server.start()
