"""The reader's connections: each exchange is one round trip, and taking one costs next to nothing.

psycopg's own pool takes a tenth of the CPU of a small request for its locks and its time limits (docs/performance.md).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg import pq

from portal.core.reading.statement import Command, Statement

Row = tuple[bytes | None, ...]
# Statements that a connection keeps prepared.
_PREPARED = 250


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
        fresh: list[bytes] = []
        shown: list[bool] = []
        for statement, parameters in commands:
            self._send(statement, parameters, fresh, shown)
        pgconn.pipeline_sync()
        results = await _Exchange(pgconn).results()
        self.is_busy = False
        failed = next((one for one in results if one.status == pq.ExecStatus.FATAL_ERROR), None)
        if failed is not None:
            raise psycopg.errors.error_from_result(failed, encoding="utf-8")
        for name in fresh:
            self._kept[name] = None
        return [_first_row(one) for one, is_shown in zip(results, shown, strict=True) if is_shown]

    def _send(
        self, statement: Statement, parameters: Sequence[bytes | None], fresh: list[bytes], shown: list[bool]
    ) -> None:
        """Puts it into the pipeline, prepared first where it is new here."""
        name = statement.name
        if name in self._kept:
            self._kept.move_to_end(name)
        elif name not in fresh:
            if len(self._kept) >= _PREPARED:
                oldest, _ = self._kept.popitem(last=False)
                self.pgconn.send_query_params(b"deallocate " + oldest, [])
                shown.append(False)
            self.pgconn.send_prepare(name, statement.sql)
            fresh.append(name)
            shown.append(False)
        self.pgconn.send_query_prepared(name, parameters)
        shown.append(True)


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
        """Closes those that nobody uses."""
        while self._idle:
            await self._idle.pop().close()
            self._made -= 1

    def _free(self) -> ReadingConnection | None:
        while self._idle:
            connection = self._idle.pop()
            if connection.is_usable:
                return connection
            self._drop(connection)
        return None

    async def _next(self) -> ReadingConnection:
        if self._made >= self._most:
            turn: asyncio.Future[ReadingConnection | None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                connection = await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._pass_on(turn.result())
                raise
            if connection is not None:
                return connection
        self._made += 1
        try:
            return await ReadingConnection.connect(
                self._database_url, options=self._options, autocommit=True, connect_timeout=10
            )
        except BaseException:
            self._made -= 1
            self._pass_on(None)
            raise

    def _give_back(self, connection: ReadingConnection) -> None:
        if connection.is_usable:
            self._pass_on(connection)
        else:
            self._drop(connection)
            self._pass_on(None)

    def _pass_on(self, connection: ReadingConnection | None) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return
        if connection is not None:
            self._idle.append(connection)

    def _drop(self, connection: ReadingConnection) -> None:
        connection.pgconn.finish()
        self._made -= 1


def _first_row(result: Any) -> Row | None:
    return tuple(result.get_value(0, i) for i in range(result.nfields)) if result.ntuples else None
