"""A worker whose PostgreSQL is killed goes on when it is back."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.core.actors import Anonymous
from portal.core.embedded import EmbeddedServer, start_embedded
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.settings import Settings
from portal.core.work import open_work
from portal.house import SYSTEM_ROLE, open_house
from portal.mail_catcher import MailSink
from portal.migrations import migrate
from portal.partners.service import ApplicationForm, apply_to_program
from portal.worker import run_worker


@pytest.fixture
def server() -> Iterator[EmbeddedServer]:
    """A PostgreSQL of the test's own, to kill."""
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
    folder.chmod(0o755)
    # With fsync off a kill would lose what was just committed.
    with start_embedded(folder) as started:
        yield started
    shutil.rmtree(folder)


def kill(server: EmbeddedServer) -> None:
    os.kill(int((server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


async def apply(runtime: Runtime, email: str) -> None:
    form = ApplicationForm(
        company_name="Brightside", website="brightside.example", contact_name="Alice", email=email, country="de"
    )
    async with open_work(runtime, Request(), Anonymous()) as work:
        await apply_to_program(work, form)


@pytest.mark.parametrize("away_seconds", [0, 12])
async def test_a_worker_outlives_its_database(
    server: EmbeddedServer, settings: Settings, sink: MailSink, away_seconds: int
) -> None:
    url = server.url()
    migrate(url)
    stop = asyncio.Event()
    mailing = settings.model_copy(update={"smtp_url": sink.url})
    async with open_house(mailing, url, SYSTEM_ROLE) as runtime, asyncio.TaskGroup() as group:
        group.create_task(run_worker(runtime, url, drain=False, stop=stop))
        await apply(runtime, "before@brightside.example")
        await sink.wait_for(to="before@brightside.example")
        kill(server)
        await asyncio.sleep(away_seconds)
        await asyncio.to_thread(server.join)
        back = time.monotonic()
        await apply(runtime, "after@brightside.example")
        await sink.wait_for(to="after@brightside.example", timeout_seconds=30)
        assert time.monotonic() - back < 15
        stop.set()
    # A mail whose note was lost in the kill may come twice, with one Message-ID; none is lost.
    assert len({mail.header("Message-ID") for mail in sink.messages}) == 2
