"""Workers: several at once, drained, killed, stopped, and cut off from their database."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from portal.core.duties import HOURLY, Duty
from portal.core.work import Work
from portal.house import DUTIES
from portal.mail_catcher import MailSink
from portal.worker import run_worker
from tests.partners.steps import apply
from tests.people import Portal


class SlowSink(MailSink):
    """A mail server that takes its time: `busy` is set as soon as it has a mail, which it takes when `go` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.busy, self.go = asyncio.Event(), asyncio.Event()

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        self.busy.set()
        await self.go.wait()
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
async def slow_sink() -> AsyncIterator[SlowSink]:
    async with SlowSink() as sink:
        yield sink
        sink.go.set()


@asynccontextmanager
async def process(portal: Portal, sink: MailSink) -> AsyncIterator[asyncio.subprocess.Process]:
    """`portal worker` as a process of its own."""
    settings = portal.runtime.settings
    environment = {
        "PATH": os.defpath,
        "PORTAL_DATABASE_URL": portal.database_url,
        "PORTAL_BASE_URL": settings.base_url,
        "PORTAL_SECRET_KEY": settings.secret_key,
        "PORTAL_SMTP_URL": sink.url,
        "PORTAL_MAIL_FROM": settings.mail_from,
        "PORTAL_TEST_CLOCK": "1",
    }
    command = Path(sys.executable).with_name("portal")
    worker = await asyncio.create_subprocess_exec(command, "worker", env=environment, stderr=asyncio.subprocess.DEVNULL)
    try:
        yield worker
    finally:
        with suppress(ProcessLookupError):
            worker.kill()
        await worker.wait()


@asynccontextmanager
async def worker(portal: Portal, duties: Sequence[Duty] = DUTIES) -> AsyncIterator[None]:
    """A worker in this process."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(run_worker(portal.runtime, portal.database_url, drain=False, stop=stop, duties=duties))
        yield
        stop.set()


async def until(is_so: Callable[[], Awaitable[bool]], seconds: float) -> None:
    """Waits until that is so."""
    end = time.monotonic() + seconds
    while not await is_so():
        assert time.monotonic() < end
        await asyncio.sleep(0.1)


async def statuses(portal: Portal) -> list[str]:
    return [status for (status,) in await portal.rows("select status from outgoing_email")]


async def test_drain_does_all_that_is_due_and_what_comes_of_it_and_leaves_the_rest(
    portal: Portal, sink: MailSink
) -> None:
    for number in range(20):
        await apply(portal, email=f"alice{number}@brightside.example")
    await portal.superuser.execute(
        "insert into procrastinate_jobs (task_name, queue_name, args, scheduled_at)"
        " values ('handle_event', 'events', '{}', now() + interval '1 day')"
    )
    started = time.monotonic()
    await portal.work()
    assert time.monotonic() - started < 10
    assert len(sink.messages) == 20
    assert await portal.rows("select count(*) from procrastinate_jobs where status = 'todo'") == [(1,)]


async def test_a_mail_leaves_at_once(portal: Portal, sink: MailSink) -> None:
    async with worker(portal):
        await apply(portal)
        await sink.wait_for(to="alice@brightside.example")
        # By now the worker listens: the next one waits for no look at the queue.
        await asyncio.sleep(1)
        started = time.monotonic()
        await apply(portal, email="zoe@brightside.example")
        await sink.wait_for(to="zoe@brightside.example")
        assert time.monotonic() - started < 1.5


@pytest.mark.slow
async def test_a_jump_of_the_clock_brings_a_waiting_mail_nearer(portal: Portal, sink: MailSink) -> None:
    await sink.stop()
    await apply(portal)
    for _again in range(6):
        await portal.work()
        await portal.advance(minutes=6)
    await portal.work()
    async with worker(portal):
        await sink.start()
        await asyncio.sleep(3)
        assert await statuses(portal) == ["QUEUED"]
        await portal.advance(minutes=6)
        await sink.wait_for(to="alice@brightside.example", timeout_seconds=10)


@pytest.mark.slow
async def test_a_duty_is_done_once_after_a_jump_however_many_workers_there_are(portal: Portal) -> None:
    done: list[dt.datetime] = []

    async def count(work: Work) -> None:
        done.append(work.now)
        await asyncio.sleep(0.5)

    async def fail(work: Work) -> None:
        raise ValueError("a duty that fails keeps no other from being done")

    duties = (Duty("fail", HOURLY, fail), Duty("count", HOURLY, count))

    async def is_done_once() -> bool:
        return len(done) >= 1

    async def is_done_again() -> bool:
        return len(done) >= 2

    async with worker(portal, duties), worker(portal, duties):
        await until(is_done_once, 10)
        await portal.advance(days=3)
        await until(is_done_again, 10)
        await asyncio.sleep(4)
        assert len(done) == 2
        assert done[1] - done[0] >= dt.timedelta(days=3)


async def test_sessions_live_on_real_time_and_what_is_over_is_forgotten(portal: Portal) -> None:
    await portal.alice()
    await portal.bob()
    await portal.nobody().do("requestPasswordReset", "__typename", email="alice@brightside.example")
    await portal.advance(days=40)
    await portal.work()
    assert await portal.rows("select count(*) from session") == [(2,)]
    assert await portal.rows("select count(*) from password_reset") == [(0,)]
    await portal.superuser.execute(
        "update session set expires_at = now() - interval '1 s' where user_id in"
        " (select id from \"user\" where name = 'Alice')"
    )
    await portal.advance(hours=1)
    await portal.work()
    assert await portal.rows("select count(*) from session") == [(1,)]


async def test_jobs_that_ended_are_forgotten_after_a_week(portal: Portal, sink: MailSink) -> None:
    await apply(portal)
    await portal.work()
    await portal.superuser.execute("update procrastinate_events set at = at - interval '8 days'")
    await apply(portal, email="zoe@brightside.example")
    await portal.advance(days=1)
    await portal.work()
    assert await portal.rows("select count(*) from procrastinate_jobs") == [(2,)]


@pytest.mark.slow
async def test_what_a_killed_worker_was_doing_is_done_by_another(
    portal: Portal, sink: MailSink, slow_sink: SlowSink
) -> None:
    async with process(portal, slow_sink) as first:
        await apply(portal)
        async with asyncio.timeout(30):
            await slow_sink.busy.wait()
        first.kill()
        await first.wait()
    assert await statuses(portal) == ["QUEUED"]
    # As if half a minute had gone by without a sign of life.
    await portal.superuser.execute("update procrastinate_workers set last_heartbeat = now() - interval '31 s'")
    async with worker(portal):
        await sink.wait_for(to="alice@brightside.example", timeout_seconds=20)
        await until(lambda: _sent(portal), 5)
    assert len(sink.messages) == 1
    assert slow_sink.messages == []
    assert await portal.rows("select status, attempts from outgoing_email") == [("SENT", 1)]


@pytest.mark.slow
async def test_a_worker_that_is_told_to_stop_ends_what_it_does(portal: Portal, slow_sink: SlowSink) -> None:
    async with process(portal, slow_sink) as one:
        await apply(portal)
        async with asyncio.timeout(30):
            await slow_sink.busy.wait()
        one.send_signal(signal.SIGTERM)
        await asyncio.sleep(1)
        assert one.returncode is None
        slow_sink.go.set()
        async with asyncio.timeout(10):
            assert await one.wait() == 0
    assert await statuses(portal) == ["SENT"]
    assert len(slow_sink.messages) == 1
    assert await portal.rows("select count(*) from procrastinate_workers") == [(0,)]


async def _sent(portal: Portal) -> bool:
    return await statuses(portal) == ["SENT"]
