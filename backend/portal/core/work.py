"""The unit of work: one transaction, one actor, one moment. First argument of every verb; only its frame commits."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

import orjson
from procrastinate.tasks import Task
from sqlalchemy import ColumnElement, Select, and_, false, select, text, true
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from portal.core.actors import Actor, Client, LinkHolder, Member, RestrictedMember, System, UnprovenOperator
from portal.core.chosen import is_chosen
from portal.core.database import Identified
from portal.core.events import Event, Happening
from portal.core.exchange import Sent, exchange
from portal.core.ids import new_id, parse_id
from portal.core.jobs import DEFER, Job, RetryForDays, job, jobs
from portal.core.permissions import Permission
from portal.core.problems import NotFound, NotPermitted, NotSignedIn, PartnerSuspended, SecondFactorMissing
from portal.core.reading.statement import Command
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.writing import insertions

Row = TypeVar("Row", bound=Identified)
T = TypeVar("T")

_NARROW = text(
    "select work_now(), set_config('role', :role, true), set_config('portal.partner_id', :partner_id, true),"
    " set_config('portal.user_id', :user_id, true), set_config('portal.link_id', :link_id, true)"
)


class Work:
    """What a verb works with.

    `session` is open in a transaction; `now` is the moment of the work, by the database's clock and the test clock;
    `actor` is who acts. `required` are the rights that were asked for, and `by_link` says whether the verb went on as
    the holder of a mailed link: that a mutation keeps its rule is proved by them.
    """

    def __init__(
        self, runtime: Runtime, session: AsyncSession, actor: Actor, now: dt.datetime, request: Request
    ) -> None:
        self.runtime = runtime
        self.session = session
        self.actor = actor
        self.now = now
        self.request = request
        self.required: set[Permission] = set()
        self.by_link = False
        self._events: list[Event] = []
        self._deferred: list[Job] = []

    def require(self, permission: Permission) -> None:
        """Stops here unless the actor holds the right.

        Raises NotSignedIn, NotPermitted, PartnerSuspended or SecondFactorMissing.
        """
        if permission not in self.actor.permissions:
            if isinstance(self.actor, Member) and permission in self.actor.withheld:
                raise PartnerSuspended
            if isinstance(self.actor, UnprovenOperator):
                raise SecondFactorMissing
            raise NotPermitted if self.actor.signed_in else NotSignedIn
        self.required.add(permission)

    async def get(self, model: type[Row], id: str | uuid.UUID, *, field: str | None = None) -> Row:
        """The row, locked. Raises NotFound where it isn't there or isn't this actor's."""
        key = parse_id(model.prefix, id) if isinstance(id, str) else id
        row = key and await self.find(model, select(model).where(model.id == key))
        if not row:
            raise NotFound(field=field)
        return row

    async def find(self, model: type[Row], query: Select[Row]) -> Row | None:
        """The row that the query finds among those of this actor, locked."""
        mine = query.where(self._own(model)).with_for_update(of=model)
        return (await self.session.execute(mine)).scalar_one_or_none()

    def add(self, row: Row) -> Row:
        """A new row, written when the next query needs it, or else with all others when the work ends."""
        self.session.add(row)
        return row

    def record(self, happening: Happening, by: Actor | None = None) -> None:
        """Tells that something happened: an event row and, where somebody listens, a job for the worker.

        `by` is who did it, where that isn't who acts: a program's request may tell of what a person did. The address is
        the program's then, and says nothing of him.
        """
        actor = by or self.actor
        self._events.append(
            Event(
                id=new_id(),
                type=happening.type,
                at=self.now,
                subject_id=happening.subject_id,
                partner_id=happening.partner_id,
                actor_kind=actor.kind.value,
                actor_id=actor.actor_id,
                reason=happening.reason,
                data=happening.data(),
                ip_address=self.request.ip_address if by is None else None,
            )
        )

    def mark(self) -> tuple[int, int]:
        """How much has been told so far; see `forget_since`."""
        return len(self._events), len(self._deferred)

    def forget_since(self, mark: tuple[int, int]) -> None:
        """Takes back what was told since the mark, together with a savepoint that is rolled back."""
        del self._events[mark[0] :], self._deferred[mark[1] :]

    def defer(self, task: Task[..., Any, Any], **arguments: object) -> None:
        """A job that is there if, and only if, this work is committed."""
        self._deferred.append(job(task, arguments))

    async def act_as(self, actor: Actor) -> None:
        """Goes on as somebody whom the verb has just made sure of (a link, a password), within his rows alone."""
        self.actor = actor
        self.by_link = self.by_link or isinstance(actor, LinkHolder)
        await self._narrow(narrowing(actor))

    @asynccontextmanager
    async def as_portal(self) -> AsyncIterator[None]:
        """Lets the database act as the portal itself, for what no partner's role may write, such as the ledger.

        Who acts stays who he is: events name him, and `get` and `find` still know his rows alone. Row level security
        does not stand behind them meanwhile, so whoever is to find a row by its id looks for it before.
        """
        await self.flush()
        await self._narrow({**narrowing(self.actor), "role": System.database_role})
        try:
            yield
            await self.flush()
        except BaseException:
            # Where the database refused, nothing can be said to it any more, and nothing is kept.
            with suppress(DBAPIError):
                await self._narrow(narrowing(self.actor))
            raise
        await self._narrow(narrowing(self.actor))

    async def _narrow(self, settings: dict[str, str]) -> None:
        await self.session.execute(_NARROW, settings)

    async def flush(self) -> None:
        """Writes rows, events and jobs to the open transaction."""
        await self.run(())

    async def run(self, commands: Sequence[Command]) -> list[list[tuple[Any, ...]]]:
        """Writes rows, events and jobs, then runs compiled statements within this work: all in one round trip.

        Returns the rows of each statement, as texts.
        """
        writing = await self._unwritten()
        reading = [(statement.sql, [_text(one) for one in parameters]) for statement, parameters in commands]
        if not writing and not reading:
            return []
        cursors = await exchange(self.session, [*writing, *reading])
        return [await cursor.fetchall() for cursor in cursors[len(writing) :]]

    async def _unwritten(self) -> list[Sent]:
        """The statements that write what is new, after what was changed has been written."""
        rows = list(self.session.new)
        for row in rows:
            self.session.expunge(row)
        if self.session.dirty or self.session.deleted:
            await self.session.flush()
        handled = [event for event in self._events if event.type in self.runtime.handlers]
        deferred = [*self._deferred, *_handling([str(event.id) for event in handled])]
        writing: list[Sent] = [*insertions([*rows, *self._events])]
        if deferred:
            writing.append((DEFER, [orjson.dumps(deferred).decode()]))
        self._events, self._deferred = [], []
        return writing

    def _own(self, model: type[Identified]) -> ColumnElement[bool]:
        """The one door to a tenant's rows; row level security stands behind it."""
        if self.actor.database_role == "portal_system" or not self.runtime.scoped:
            return true()
        if isinstance(self.actor, Client) and model.client_key is not None:
            mine: ColumnElement[uuid.UUID] = getattr(model, model.client_key)
            return mine == self.actor.account_id
        if isinstance(self.actor, LinkHolder):
            return model.id == self.actor.link_id
        partner_id: ColumnElement[uuid.UUID] | None = getattr(model, "partner_id", None)
        if not isinstance(self.actor, Member) or partner_id is None:
            return false()
        if isinstance(self.actor, RestrictedMember) and model.client_key is not None:
            account_id = getattr(model, model.client_key)
            return and_(partner_id == self.actor.partner_id, is_chosen(account_id, self.actor.member_id))
        return partner_id == self.actor.partner_id


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def narrowing(actor: Actor) -> dict[str, str]:
    """The settings that row level security reads, as texts; empty means nobody."""
    values = {"partner_id": actor.partner_id, "user_id": actor.user_id, "link_id": actor.link_id}
    return {"role": actor.database_role, **{name: str(value) if value else "" for name, value in values.items()}}


@asynccontextmanager
async def open_work(runtime: Runtime, request: Request, actor: Actor | None = None) -> AsyncIterator[Work]:
    """The frame: opens a transaction, finds out who acts, commits at the end, rolls back on any exception."""
    session, actor, now = await _begin(runtime, request, actor)
    async with session:
        work = Work(runtime, session, actor, now, request)
        yield work
        await work.flush()
        await session.commit()


@asynccontextmanager
async def open_snapshot(runtime: Runtime) -> AsyncIterator[Work]:
    """A frame for the portal itself that sees the database at one moment throughout, and keeps nothing."""
    engine = runtime.engine.execution_options(isolation_level="REPEATABLE READ")
    async with AsyncSession(engine, expire_on_commit=False) as session:
        now = (await session.execute(_NARROW, narrowing(System()))).scalar_one()
        yield Work(runtime, session, System(), now, Request())


async def _begin(runtime: Runtime, request: Request, actor: Actor | None) -> tuple[AsyncSession, Actor, dt.datetime]:
    """A session in a transaction that acts as somebody. Nothing has been done yet, so it can be tried again."""

    async def begin() -> tuple[AsyncSession, Actor, dt.datetime]:
        session = runtime.sessions()
        try:
            if actor is None:
                return session, *await runtime.authenticate(session, request)
            return session, actor, (await session.execute(_NARROW, narrowing(actor))).scalar_one()
        except BaseException as error:
            await _leave(runtime, session, error)
            raise

    return await _patiently(begin)


async def _leave(runtime: Runtime, session: AsyncSession, error: BaseException) -> None:
    """Closes it; where its connection broke, all that wait in the pool are taken to be dead as well."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        await session.invalidate()
        await runtime.engine.dispose()
    else:
        await session.close()


async def in_own_transaction(runtime: Runtime, run: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Runs something short before a unit of work, as nobody, and commits it.

    Where the database goes away it is run again, so a repeat must do no harm.
    """

    async def once() -> T:
        async with runtime.sessions() as session, session.begin():
            return await run(session)

    return await _patiently(once)


async def _patiently(run: Callable[[], Awaitable[T]]) -> T:
    """Runs it, again for some seconds where the database is away.

    After a restart of the database every pooled connection is dead, and for a moment no new one can be had.
    """
    for wait_seconds in (0.05, 0.2, 0.5, 1.0, 2.0):
        try:
            return await run()
        except DBAPIError as error:
            if not _database_is_away(error):
                raise
            await asyncio.sleep(wait_seconds)
    return await run()


async def until_undisturbed(run: Callable[[], Awaitable[T]]) -> T:
    """Runs a whole unit of work; anew where PostgreSQL ended it because it and another waited for each other.

    Nothing of the first try is kept. Rooms lock in one order, so this is for what no order covers: the rows of batches.
    """
    for _try in range(4):
        try:
            return await run()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != _DEADLOCK:
                raise
    return await run()


_DEADLOCK = "40P01"


def _database_is_away(error: DBAPIError) -> bool:
    # A connection that broke, or one that could not be made: no SQLSTATE, or one of "the server is starting or going".
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or (isinstance(error, OperationalError) and state in {None, *_RESTARTING})


# admin_shutdown, crash_shutdown, cannot_connect_now
_RESTARTING = ("57P01", "57P02", "57P03")


# So many events of one work are a job each; of more, so many are one job.
_FEW, _TOGETHER = 10, 100


def _handling(event_ids: Sequence[str]) -> list[Job]:
    """The jobs that let rooms do what they do on events: thousands, as a batch may tell of, cost a job each no more."""
    if len(event_ids) <= _FEW:
        return [job(handle_event, {"event_id": one}) for one in event_ids]
    starts = range(0, len(event_ids), _TOGETHER)
    return [job(handle_events, {"event_ids": event_ids[start : start + _TOGETHER]}) for start in starts]


@jobs.task(name="handle_events", queue="events", pass_context=True, retry=RetryForDays())
async def handle_events(context: Any, event_ids: list[str]) -> None:
    """Handles events of one work together; where one of them can't be, each for itself, so that it stops no other."""
    runtime: Runtime = context.additional_context["runtime"]
    try:
        await until_undisturbed(lambda: _handle_all(runtime, event_ids))
    except Exception:  # the one that failed fails again by itself, and says why
        async with open_work(runtime, Request(), System()) as work:
            for event_id in event_ids:
                work.defer(handle_event, event_id=event_id)


@jobs.task(name="handle_event", queue="events", pass_context=True, retry=RetryForDays())
async def handle_event(context: Any, event_id: str) -> None:
    """Lets every room do what it does on an event; they write rows in one transaction, so a repeat is harmless."""
    runtime: Runtime = context.additional_context["runtime"]
    await until_undisturbed(lambda: _handle_all(runtime, [event_id]))


async def _handle_all(runtime: Runtime, event_ids: Sequence[str]) -> None:
    """Of works that handle several events, no order of locks covers all that they touch: see `until_undisturbed`."""
    async with open_work(runtime, Request(), System()) as work:
        found = await work.session.execute(select(Event).where(Event.id.in_(map(uuid.UUID, event_ids))))
        for event in sorted(found.scalars(), key=lambda one: one.id):
            await _handle(work, event)


async def _handle(work: Work, event: Event) -> None:
    for handler in work.runtime.handlers.get(event.type, ()):
        await handler(work, event)
