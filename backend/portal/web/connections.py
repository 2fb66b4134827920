"""How long a connection may take over its part: uvicorn itself waits for ever, for a head, a body and a reader."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol


class TimedProtocol(HttpToolsProtocol):
    """HTTP/1.1 with deadlines, and a quick 503 where too many are connected.

    A request's head is to be there within `head_seconds` of connecting or of its first byte, its body within
    `body_seconds` of the head: else 408. Whoever takes nothing of his answer for `reading_seconds` is cut off. Between
    requests uvicorn's own `timeout_keep_alive` counts.
    """

    head_seconds = 10.0
    body_seconds = 30.0
    reading_seconds = 30.0
    # Each is an open file: a process usually may have 1,024, and needs some for itself.
    most_connections = 800

    _sending: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None
    _begun = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            self._end(503)
        else:
            self._expect(self.head_seconds, self._head_is_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect_nothing()
        self._stop_waiting_for_reader()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        # Any data end uvicorn's wait for the next request, also a blank line or the rest of a body that nobody read.
        if self._answered() and self._sending is None and self.timeout_keep_alive_task is None:
            self._expect(self.head_seconds, self._head_is_late)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begun = True
        self._expect(self.head_seconds, self._head_is_late)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._expect(self.body_seconds, self._body_is_late)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._begun = False
        self._expect_nothing()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reading = self.loop.call_later(self.reading_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._stop_waiting_for_reader()
        super().resume_writing()

    def _answered(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _expect(self, seconds: float, late: Callable[[], None]) -> None:
        self._expect_nothing()
        self._sending = self.loop.call_later(seconds, late)

    def _expect_nothing(self) -> None:
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None

    def _stop_waiting_for_reader(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _head_is_late(self) -> None:
        if not self._answered():
            # It comes behind a request whose answer is still on its way, and would be cut off with it.
            self._expect(self.head_seconds, self._head_is_late)
        elif self._begun:
            self._end(408)
        else:
            self.transport.close()

    def _body_is_late(self) -> None:
        if self.flow.read_paused:
            # It is we who don't read on.
            self._expect(self.body_seconds, self._body_is_late)
        elif self.cycle.response_started:
            self.transport.close()
        else:
            self._end(408)

    def _end(self, status: int) -> None:
        self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()
