"""The reader's connections: each exchange is one round trip, and taking one costs next to nothing.

psycopg's own pool takes a tenth of the CPU of a small request for its locks and its time limits (docs/performance.md).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from enum import Enum, auto
from typing import Any, NamedTuple

import psycopg
from psycopg import pq

from portal.core.reading.statement import Command, Statement

Row = tuple[bytes | None, ...]
# Statements that a connection keeps prepared.
_PREPARED = 250
# A network that swallows everything is noticed within half a minute.
_CONNECTING: Mapping[str, Any] = {
    "autocommit": True,
    "connect_timeout": 10,
    "tcp_user_timeout": 30_000,
    "keepalives_idle": 30,
}


class _Kind(Enum):
    PREPARE = auto()
    FORGET = auto()
    RUN = auto()


class _Step(NamedTuple):
    """What one result of an exchange answers."""

    kind: _Kind
    name: bytes


class ReadingConnection(psycopg.AsyncConnection[Any]):
    """A connection that sends several statements in one transaction and one round trip."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: OrderedDict[bytes, None] = OrderedDict()
        self.is_busy = False

    @property
    def is_usable(self) -> bool:
        """Whether it is connected, and not in the middle of something that was given up."""
        return not self.is_busy and self.pgconn.status == pq.ConnStatus.OK

    async def exchange(self, commands: Sequence[Command]) -> list[Row | None]:
        """The first row of each statement. Raises psycopg.Error; then nothing of it has happened."""
        pgconn = self.pgconn
        if pgconn.pipeline_status == pq.PipelineStatus.OFF:
            pgconn.nonblocking = 1
            pgconn.enter_pipeline_mode()
        self.is_busy = True
        steps: list[_Step] = []
        for statement, parameters in commands:
            self._send(statement, parameters, steps)
        pgconn.pipeline_sync()
        results = await _Exchange(pgconn).results()
        self.is_busy = False
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
        except Exception as error:  # nobody else would hear of it, and the exchange never end
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
        ends = 0
        # One end stands between the results of two statements; after two, nothing is there yet.
        while ends < 2 and not pgconn.is_busy():
            result = pgconn.get_result()
            if result is None:
                ends += 1
                continue
            ends = 0
            if result.status == pq.ExecStatus.PIPELINE_SYNC:
                if not self._done.done():
                    self._done.set_result(None)
                return
            self._results.append(result)


class Connections:
    """At most so many connections, the one that was used last first. Who finds none waits for his turn."""

    def __init__(self, database_url: str, options: str, most: int) -> None:
        self._database_url = database_url
        self._options = options
        self._most = most
        self._made = 0
        self._closed = False
        self._idle: list[ReadingConnection] = []
        # They are given a connection, or None for leave to make one.
        self._waiting: deque[asyncio.Future[ReadingConnection | None]] = deque()

    @asynccontextmanager
    async def taken(self, seconds: float) -> AsyncIterator[ReadingConnection]:
        """A connection for as long as this is open. Raises TimeoutError or psycopg.Error where there is none."""
        connection = self._free()
        if connection is None:
            async with asyncio.timeout(seconds):
                connection = await self._next()
        try:
            yield connection
        finally:
            self._give_back(connection)

    async def close(self) -> None:
        """Closes those that nobody uses; the others are closed when they are given back."""
        self._closed = True
        while self._idle:
            self._drop(self._idle.pop())

    def _free(self) -> ReadingConnection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_usable:
                return connection
            self._drop(connection)
        return None

    async def _next(self) -> ReadingConnection:
        if self._made < self._most:
            self._made += 1
        else:
            connection = await self._turn()
            if connection is not None and connection.is_usable:
                return connection
            if connection is not None:
                connection.pgconn.finish()
        try:
            return await ReadingConnection.connect(self._database_url, options=self._options, **_CONNECTING)
        except BaseException:
            self._leave()
            raise

    async def _turn(self) -> ReadingConnection | None:
        """A connection that somebody gives back, or None for leave to make one, which is counted as made."""
        turn: asyncio.Future[ReadingConnection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                connection = turn.result()
                self._leave() if connection is None else self._give_back(connection)
            raise

    def _give_back(self, connection: ReadingConnection) -> None:
        if self._closed or not connection.is_usable:
            self._drop(connection)
        elif not self._hand_on(connection):
            self._idle.append(connection)

    def _drop(self, connection: ReadingConnection) -> None:
        connection.pgconn.finish()
        self._leave()

    def _leave(self) -> None:
        """One fewer is made; whoever waits next may make one in its place."""
        if not self._hand_on(None):
            self._made -= 1

    def _hand_on(self, connection: ReadingConnection | None) -> bool:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return True
        return False


def _first_row(result: Any) -> Row | None:
    return tuple(result.get_value(0, i) for i in range(result.nfields)) if result.ntuples else None
