"""The worker: does what events ask for, and its regular duties. Any number of them share one database."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Any

import psycopg
import structlog
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker
from psycopg_pool import PoolTimeout
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from portal.core.actors import System
from portal.core.duties import Duty
from portal.core.jobs import STALLED_AFTER, WEBHOOKS, connector, jobs
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import open_work
from portal.house import DUTIES, SYSTEM_ROLE
from portal.program.models import Schedule

log = structlog.get_logger()

CONCURRENCY = 8
# Receivers that hang take these places, and nobody else's.
WEBHOOK_CONCURRENCY = 10
# Jobs that are tried again, or that a jump of the test clock brings nearer, are found by looking.
LOOK_FOR_JOBS_SECONDS = 2.0
LOOK_FOR_DUTIES_SECONDS = 3.0
RESCUE_SECONDS = 10.0
DRAIN_SECONDS = 20.0
LONGEST_PAUSE_SECONDS = 4.0
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

# A dead worker's row goes away, its jobs stay "doing" without a worker, and are put back: in one transaction, and by
# locked rows, so that two rescuers don't put back a job that a third has taken up meanwhile.
_FORGET_DEAD = text("select procrastinate_prune_stalled_workers_v1(:seconds)")
_PUT_BACK = text(
    "select procrastinate_retry_job_v2(id, now(), null, null, null) from ("
    " select id from jobs.procrastinate_jobs where status = 'doing' and worker_id is null for update skip locked"
    ") stalled"
)
_IS_ANY_DUE = text(
    "select exists (select from jobs.procrastinate_jobs where status = 'todo'"
    " and (scheduled_at is null or scheduled_at <= now()))"
)


async def run_worker(
    runtime: Runtime,
    database_url: str,
    *,
    drain: bool,
    stop: asyncio.Event | None = None,
    duties: Sequence[Duty] = DUTIES,
) -> None:
    """Works until SIGTERM or SIGINT, or until `stop` is set by whoever has signals of his own; jobs that run then may
    take 20 s to end. When the database goes away, it waits and goes on.

    With `drain` it does all that is due, also what comes of it, and returns; what is due later stays.
    """
    if drain:
        await _drain(runtime, database_url, duties)
        return
    with _signals() if stop is None else contextlib.nullcontext(stop) as stopping:
        async with asyncio.TaskGroup() as group:
            group.create_task(_do_jobs(runtime, database_url, stopping))
            group.create_task(_regularly(stopping, LOOK_FOR_DUTIES_SECONDS, lambda: do_duties(runtime, duties)))
            group.create_task(_regularly(stopping, RESCUE_SECONDS, lambda: rescue_jobs(runtime)))


async def do_duties(runtime: Runtime, duties: Sequence[Duty]) -> None:
    """Does the duties that are due; each is done by one worker. One that fails doesn't keep the others waiting."""
    for duty in await _due(runtime, duties):
        try:
            await _do(runtime, duty)
        except Exception as error:
            log.error("duty.failed", duty=duty.name, **_described(error))


async def rescue_jobs(runtime: Runtime) -> None:
    """Puts back what dead workers were doing, so that others do it."""
    async with open_work(runtime, Request(), System()) as work:
        await work.session.execute(_FORGET_DEAD, {"seconds": STALLED_AFTER.total_seconds()})
        rescued = len((await work.session.execute(_PUT_BACK)).all())
    if rescued:
        log.warning("jobs.rescued", jobs=rescued)


async def _due(runtime: Runtime, duties: Sequence[Duty]) -> list[Duty]:
    async with open_work(runtime, Request(), System()) as work:
        rows = await work.session.execute(select(Schedule.name, Schedule.last_run_at))
        last_runs = dict(rows.all())
        fresh = [{"name": duty.name, "last_run_at": NEVER} for duty in duties if duty.name not in last_runs]
        if fresh:
            await work.session.execute(insert(Schedule).values(fresh).on_conflict_do_nothing())
        return [duty for duty in duties if duty.is_due(last_runs.get(duty.name, NEVER), work.now)]


async def _do(runtime: Runtime, duty: Duty) -> None:
    async with open_work(runtime, Request(), System()) as work:
        free = select(Schedule).where(Schedule.name == duty.name).with_for_update(skip_locked=True)
        schedule = (await work.session.execute(free)).scalar_one_or_none()
        # Another worker is at it, or was, since we looked.
        if schedule is None or not duty.is_due(schedule.last_run_at, work.now):
            return
        # Written before: a duty that goes through many rows forgets what was read, this one too.
        schedule.last_run_at = work.now
        await work.flush()
        await duty.run(work)


async def _do_jobs(runtime: Runtime, database_url: str, stopping: asyncio.Event) -> None:
    """Lets procrastinate work; where that ends with the database, starts it anew when the database is back."""
    this_task = asyncio.current_task()
    assert this_task
    pause_seconds = 0.25
    while not stopping.is_set():
        try:
            await _reach(database_url)
            pause_seconds = 0.25
            async with _queue(database_url) as app:
                await _work_until(stopping, app, runtime)
        except Exception as error:
            if this_task.cancelling():
                raise asyncio.CancelledError from error
            log.warning("worker.interrupted", **_described(error))
        if not stopping.is_set():
            # Its pooled connections are as dead as ours.
            await runtime.engine.dispose()
            await _pause(stopping, pause_seconds)
            pause_seconds = min(pause_seconds * 2, LONGEST_PAUSE_SECONDS)


async def _work_until(stopping: asyncio.Event, app: App, runtime: Runtime) -> None:
    """Works until asked to stop, or until procrastinate gives up, which it does when it loses the database."""
    options = {"fetch_job_polling_interval": LOOK_FOR_JOBS_SECONDS, "shutdown_graceful_timeout": DRAIN_SECONDS}
    sides = _sides(app, runtime, **options)
    working = [asyncio.create_task(side.run()) for side in sides]
    asked = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait([*working, asked], return_when=asyncio.FIRST_COMPLETED)
    finally:
        asked.cancel()
        # To procrastinate, being cancelled means to end the running jobs in peace; while it registers itself a
        # cancellation may get lost in the database's driver, so it is told in words too. Waited for without taking
        # over how it ends, so that nothing takes the place of a cancellation of ours.
        for side, one in zip(sides, working, strict=True):
            side.stop()
            one.cancel()
        await asyncio.wait(working)
    errors = [error for one in working if not one.cancelled() and (error := one.exception())]
    if errors:
        raise errors[0]


async def _drain(runtime: Runtime, database_url: str, duties: Sequence[Duty]) -> None:
    await rescue_jobs(runtime)
    await do_duties(runtime, duties)
    async with _queue(database_url) as app:
        while await _is_any_due(runtime):
            sides = _sides(app, runtime, wait=False, listen_notify=False)
            await asyncio.gather(*(side.run() for side in sides))


def _sides(app: App, runtime: Runtime, **options: Any) -> list[Worker]:
    """Two workers in one: webhooks, and everything else. Each has places of its own."""
    others = {task.queue for task in app.tasks.values()} - {WEBHOOKS}
    return [
        Worker(
            app,
            queues=sorted(queues),
            concurrency=concurrency,
            additional_context={"runtime": runtime},
            install_signal_handlers=False,
            **options,
        )
        for queues, concurrency in ((others, CONCURRENCY), ({WEBHOOKS}, WEBHOOK_CONCURRENCY))
    ]


async def _is_any_due(runtime: Runtime) -> bool:
    async with open_work(runtime, Request(), System()) as work:
        return bool((await work.session.execute(_IS_ANY_DUE)).scalar_one())


@contextlib.asynccontextmanager
async def _queue(database_url: str) -> AsyncIterator[App]:
    """The app of jobs on connections of its own; several workers in one process don't share them."""
    app = jobs.with_connector(connector(database_url, SYSTEM_ROLE))
    async with app.open_async():
        yield app


async def _reach(database_url: str) -> None:
    # A pool would try for half a minute, with ever longer waits.
    async with await psycopg.AsyncConnection.connect(database_url, connect_timeout=5):
        pass


async def _regularly(stopping: asyncio.Event, seconds: float, act: Callable[[], Awaitable[None]]) -> None:
    while not stopping.is_set():
        try:
            await act()
        except Exception as error:
            log.warning("worker.interrupted", **_described(error))
        await _pause(stopping, seconds)


def _described(error: Exception) -> dict[str, Any]:
    """For the log. A database that is away is no fault of ours, and is met again and again: its name will do."""
    lost = isinstance(error, OperationalError | psycopg.OperationalError | ConnectorException | PoolTimeout | OSError)
    return {"error": type(error).__name__} | ({} if lost else {"exc_info": error})


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)


@contextlib.contextmanager
def _signals() -> Iterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set."""
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    try:
        yield stopping
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
