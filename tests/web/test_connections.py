"""Connections that are slow, silent or too many, by real sockets against the real server with short deadlines."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from portal.core.settings import Settings
from portal.web.app import make_app
from portal.web.connections import TimedProtocol
from portal.web.server import bind, make_server
from tests.people import Portal

BODY = b'{"query": "{ program { name } }"}'
HEAD = b"POST /graphql HTTP/1.1\r\nhost: portal.example\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
WHOLE = HEAD % len(BODY) + BODY


class Hasty(TimedProtocol):
    """What takes seconds in earnest takes a part of one here."""

    head_seconds = body_seconds = reading_seconds = 0.3
    most_connections = 5


class Patient(Hasty):
    """For those who come slowly and in time."""

    head_seconds = body_seconds = 30.0


Connect = Callable[[], "contextlib.AbstractAsyncContextManager[Socket]"]


class Socket:
    """A client's end of a connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self) -> bytes:
        """The status line and the body of one answer."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length"))
        return head.split(b"\r\n")[0] + b" " + await self._reader.readexactly(length)

    async def to_the_end(self) -> bytes:
        """All that still comes before the server closes."""
        try:
            return await self._reader.read()
        except ConnectionResetError:
            return b""


async def endless(_request: Request) -> StreamingResponse:
    """An answer that is never read to its end."""

    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65_536
            await asyncio.sleep(0)

    return StreamingResponse(pieces())


@contextlib.asynccontextmanager
async def _served(portal: Portal, settings: Settings, protocol: type[TimedProtocol]) -> AsyncIterator[Connect]:
    app = make_app(portal.runtime)
    app.router.routes.insert(0, Route("/files/endless", endless))
    listening = bind("127.0.0.1", 0)
    server = make_server(app, settings, protocol)
    serving = asyncio.create_task(server.serve(sockets=[listening]))

    @contextlib.asynccontextmanager
    async def connect() -> AsyncIterator[Socket]:
        reader, writer = await asyncio.open_connection(*listening.getsockname(), limit=2**20)
        yield Socket(reader, writer)
        writer.close()

    while not server.started:  # noqa: ASYNC110  # uvicorn offers no event
        await asyncio.sleep(0.01)
    yield connect
    server.should_exit = True
    await serving


@pytest.fixture
async def hasty(portal: Portal, settings: Settings) -> AsyncIterator[Connect]:
    async with _served(portal, settings, Hasty) as connect:
        yield connect


@pytest.fixture
async def patient(portal: Portal, settings: Settings) -> AsyncIterator[Connect]:
    async with _served(portal, settings, Patient) as connect:
        yield connect


async def test_a_connection_that_says_nothing_is_closed(hasty: Connect) -> None:
    async with hasty() as client:
        assert await client.to_the_end() == b""


@pytest.mark.parametrize(
    "part", [b"P", b"POST /graphql HTTP/1.1\r\nhost: portal.exam", HEAD % 33, HEAD % 33 + BODY[:-1]]
)
async def test_a_request_that_is_not_all_there_in_time_is_a_408_and_no_error_of_ours(
    hasty: Connect, part: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with hasty() as client:
        await client.send(part)
        assert (await client.to_the_end()).startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert "Exception" not in caplog.text


async def _drip(client: Socket, data: bytes) -> None:
    with contextlib.suppress(ConnectionError):
        for number in range(len(data)):
            await client.send(data[number : number + 1])
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("before", [b"", HEAD % 1_000, WHOLE])
async def test_dripping_bytes_win_no_time(hasty: Connect, before: bytes) -> None:
    async with hasty() as client:
        await client.send(before)
        if before == WHOLE:
            assert b"Partner Program" in await client.answer()
        dripping = asyncio.create_task(_drip(client, b"GET / HTTP/1.1\r\nx: " + b"x" * 3_000))
        # A byte that comes behind the 408 may take it away again: the connection is reset.
        assert b" 200 " not in await client.to_the_end()
        dripping.cancel()


async def test_blank_lines_do_not_keep_a_connection(hasty: Connect) -> None:
    async with hasty() as client:
        await client.send(WHOLE)
        await client.answer()
        dripping = asyncio.create_task(_drip(client, b"\r\n" * 3_000))
        assert await client.to_the_end() == b""
        dripping.cancel()


async def test_a_body_that_nobody_reads_does_not_keep_a_connection(hasty: Connect) -> None:
    async with hasty() as client:
        await client.send((HEAD % 900_000).replace(b"portal.example", b"evil.example"))
        assert b"421" in await client.answer()
        dripping = asyncio.create_task(_drip(client, b"x" * 3_000))
        await client.to_the_end()
        dripping.cancel()


async def test_whoever_does_not_read_his_answer_is_cut_off(hasty: Connect) -> None:
    async with hasty() as client:
        await client.send(b"GET /files/endless HTTP/1.1\r\nhost: portal.example\r\n\r\n")
        await asyncio.sleep(1)
        # What the system's buffers hold, and not a byte more.
        assert len(await client.to_the_end()) > 65_536


async def test_one_connection_serves_many_requests_and_slow_ones_that_come_in_time(patient: Connect) -> None:
    async with patient() as client:
        for _each in range(3):
            await client.send(WHOLE)
            assert b"Partner Program" in await client.answer()
        for start in range(0, len(WHOLE), 20):
            await client.send(WHOLE[start : start + 20])
            await asyncio.sleep(0.01)
        assert b"Partner Program" in await client.answer()
        await client.send(WHOLE * 3)
        for _each in range(3):
            assert b"Partner Program" in await client.answer()


async def test_more_connections_than_are_held_get_a_503_and_those_before_go_on(patient: Connect) -> None:
    async with contextlib.AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(patient()) for _each in range(Patient.most_connections)]
        for client in clients:
            await client.send(WHOLE)
            await client.answer()
        async with patient() as one_more:
            assert (await one_more.to_the_end()).startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
        await clients[0].send(WHOLE)
        assert b"Partner Program" in await clients[0].answer()


async def test_a_chunked_body_beyond_the_limit_is_a_413(patient: Connect) -> None:
    async with patient() as client:
        await client.send(HEAD.replace(b"content-length: %d", b"transfer-encoding: chunked"))
        with contextlib.suppress(ConnectionError):
            for _each in range(20):
                await client.send(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
        assert b"413" in await client.answer()
