"""Reading past the unit of work: who asks and what is asked, in one round trip.

Which statement reads for somebody depends on who he is, and only the database knows that. So a process remembers whom
it took a token for, sends the statement that finds out together with the one that would be right, and uses the answer
only if it was: authentication stands in the same transaction, and row level security is set by it and by nothing that
is remembered. Statements between two syncs of the protocol are one transaction (PostgreSQL's manual, 54.2.4).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, NamedTuple

import psycopg
from psycopg import pq
from psycopg_pool import AsyncConnectionPool

from portal.core.actors import Actor
from portal.core.reading.statement import Command, Statement

Row = tuple[bytes | None, ...]
# Callers that are remembered, and statements that a connection keeps prepared.
_CALLERS = 10_000
_PREPARED = 250
_SECONDS_FOR_A_CONNECTION = 2.0


@dataclass(frozen=True)
class Credential:
    """What a request shows of who sends it: a statement that finds out, and sets role and tenant accordingly.

    `actor` reads its row, and answers None for one with which reading alone is not enough. It may raise
    RequestRefused.
    """

    key: Hashable
    command: Command
    actor: Callable[[Row | None], Actor | None]


class Unavailable(Exception):
    """Nothing could be read this way; the unit of work has more patience."""


class _Kind(Enum):
    PREPARE = auto()
    FORGET = auto()
    RUN = auto()


class _Step(NamedTuple):
    """What one result of an exchange answers."""

    kind: _Kind
    name: bytes


class ReadingConnection(psycopg.AsyncConnection[Any]):
    """A connection for which one exchange is one round trip."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: OrderedDict[bytes, None] = OrderedDict()

    async def exchange(self, commands: Sequence[Command]) -> list[Row | None]:
        """The first row of each statement, all of them run in one transaction. Raises psycopg.Error."""
        pgconn = self.pgconn
        if pgconn.pipeline_status == pq.PipelineStatus.OFF:
            pgconn.nonblocking = 1
            pgconn.enter_pipeline_mode()
        steps: list[_Step] = []
        for statement, parameters in commands:
            self._send(statement, parameters, steps)
        pgconn.pipeline_sync()
        results = await _Exchange(pgconn).results()
        self._note(steps, results)
        failed = next((one for one in results if one.status == pq.ExecStatus.FATAL_ERROR), None)
        if failed is not None:
            raise psycopg.errors.error_from_result(failed, encoding="utf-8")
        return [_first_row(one) for one, step in zip(results, steps, strict=True) if step.kind is _Kind.RUN]

    def _send(self, statement: Statement, parameters: Sequence[bytes | None], steps: list[_Step]) -> None:
        """Puts it into the pipeline, prepared first where it is new here."""
        name = statement.name
        if name in self._kept:
            self._kept.move_to_end(name)
        elif _Step(_Kind.PREPARE, name) not in steps:
            if len(self._kept) >= _PREPARED:
                oldest, _ = self._kept.popitem(last=False)
                self.pgconn.send_query_params(b"deallocate " + oldest, [])
                steps.append(_Step(_Kind.FORGET, oldest))
            self.pgconn.send_prepare(name, statement.sql)
            steps.append(_Step(_Kind.PREPARE, name))
        self.pgconn.send_query_prepared(name, parameters)
        steps.append(_Step(_Kind.RUN, name))

    def _note(self, steps: Sequence[_Step], results: Sequence[Any]) -> None:
        """What is prepared by now: a transaction that fails later doesn't take it back."""
        for step, result in zip(steps, results, strict=True):
            done = result.status == pq.ExecStatus.COMMAND_OK
            if step.kind is _Kind.PREPARE and done:
                self._kept[step.name] = None
            if step.kind is _Kind.FORGET and not done:
                self._kept[step.name] = None
                self._kept.move_to_end(step.name, last=False)


class _Exchange:
    """Sends what is in a connection's pipeline and takes what comes back, until the sync."""

    def __init__(self, pgconn: Any) -> None:
        self._pgconn = pgconn
        self._loop = asyncio.get_running_loop()
        self._done: asyncio.Future[None] = self._loop.create_future()
        self._results: list[Any] = []

    async def results(self) -> list[Any]:
        socket = self._pgconn.socket
        self._loop.add_reader(socket, self._guarded, self._receive)
        try:
            self._guarded(self._send)
            await self._done
        finally:
            self._loop.remove_reader(socket)
            self._loop.remove_writer(socket)
        return self._results

    def _guarded(self, step: Callable[[], None]) -> None:
        try:
            step()
        except psycopg.Error as error:
            if not self._done.done():
                self._done.set_exception(error)

    def _send(self) -> None:
        if self._pgconn.flush():
            self._loop.add_writer(self._pgconn.socket, self._guarded, self._send)
        else:
            self._loop.remove_writer(self._pgconn.socket)

    def _receive(self) -> None:
        pgconn = self._pgconn
        pgconn.consume_input()
        while not pgconn.is_busy():
            result = pgconn.get_result()
            if result is None:
                continue  # between the results of two statements
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                if not self._done.done():
                    self._done.set_result(None)
                return
            self._results.append(result)


class Reader:
    """Connections for reading, and whom their callers were taken for."""

    def __init__(self, database_url: str, options: str, size: int) -> None:
        self._pool: AsyncConnectionPool[ReadingConnection] = AsyncConnectionPool(
            database_url,
            connection_class=ReadingConnection,
            kwargs={"options": options, "autocommit": True, "connect_timeout": 10},
            min_size=0,
            max_size=size,
            open=False,
        )
        self._callers: OrderedDict[Hashable, tuple[Row | None, Actor]] = OrderedDict()

    async def close(self) -> None:
        await self._pool.close()

    def remembered(self, credential: Credential) -> Actor | None:
        """Whom it was taken for last; nothing may be shown to him before he is known."""
        known = self._callers.get(credential.key)
        return known[1] if known else None

    async def recognise(self, credential: Credential) -> Actor:
        """Who shows it. Raises Unavailable, or RequestRefused."""
        [row] = await self.exchange([credential.command])
        return self._remember(credential, row)

    async def read(self, credential: Credential, commands: Sequence[Command]) -> Row | None:
        """The row that the last command gives, to whom the credential was taken for; None where he is somebody else by
        now. Raises Unavailable, or RequestRefused.
        """
        row, *answers = await self.exchange([credential.command, *commands])
        known = self._callers.get(credential.key)
        if known is not None and known[0] == row:
            self._callers.move_to_end(credential.key)
            return answers[-1] if answers else ()
        self._remember(credential, row)
        return None

    async def exchange(self, commands: Sequence[Command]) -> list[Row | None]:
        """The first row of each statement, in one round trip and one transaction. Raises Unavailable."""
        try:
            await self._pool.open()
            async with self._pool.connection(timeout=_SECONDS_FOR_A_CONNECTION) as connection:
                return await _or_broken(connection, commands)
        except psycopg.Error as error:
            raise Unavailable from error

    def _remember(self, credential: Credential, row: Row | None) -> Actor:
        actor = credential.actor(row)
        if actor is None:
            self._callers.pop(credential.key, None)
            raise Unavailable
        self._callers[credential.key] = (row, actor)
        if len(self._callers) > _CALLERS:
            self._callers.popitem(last=False)
        return actor


async def _or_broken(connection: ReadingConnection, commands: Sequence[Command]) -> list[Row | None]:
    """The exchange; a connection that was left in the middle of one is of no more use."""
    whole = False
    try:
        rows = await connection.exchange(commands)
        whole = True
    except psycopg.Error:
        whole = connection.pgconn.status == pq.ConnStatus.OK
        raise
    finally:
        if not whole:
            connection.pgconn.finish()
    return rows


def _first_row(result: Any) -> Row | None:
    return tuple(result.get_value(0, i) for i in range(result.nfields)) if result.ntuples else None
