"""A program that takes webhooks, and the names of machines; as a process of its own, it keeps what it got in a file."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

RECEIVER = "hooks.vendor.example"


class FakeDns:
    """Says where hosts are; several answers to one host are given one after the other, the last for ever."""

    def __init__(self) -> None:
        self.hosts: dict[str, list[str]] = {}
        self.turns: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []

    async def __call__(self, host: str) -> Sequence[str]:
        self.asked.append(host)
        turns = self.turns.get(host)
        found = (turns.pop(0) if len(turns) > 1 else turns[0]) if turns else self.hosts.get(host)
        if not found:
            raise OSError("no such host")
        return found


@dataclass
class Received:
    """One request."""

    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Receiver:
    """An HTTP server. `answer` is sent as it is, after `think_seconds` and once `go` is set."""

    def __init__(self, port: int = 0, file: str | None = None) -> None:
        self.port = port
        self.file = file
        self.requests: list[Received] = []
        self.answer = reply(204)
        self.think_seconds = 0.0
        self.go = asyncio.Event()
        self.go.set()
        self._came = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._talks: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"http://{RECEIVER}:{self.port}/in?key=1"

    @property
    def types(self) -> list[str]:
        return [request.json["type"] for request in self.requests]

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server:
            self._server.close()
        for writer in list(self._talks):
            writer.close()

    async def __aenter__(self) -> Receiver:
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.stop()

    async def wait_for(self, count: int, seconds: float = 10) -> None:
        """Waits until so many requests came."""
        async with asyncio.timeout(seconds), self._came:
            await self._came.wait_for(lambda: len(self.requests) >= count)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._talks.add(writer)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers["content-length"]))
            self._keep(Received(head[0].split(" ")[1], headers, body))
            async with self._came:
                self._came.notify_all()
            await asyncio.sleep(self.think_seconds)
            await self.go.wait()
            writer.write(self.answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._talks.discard(writer)
            writer.close()

    def _keep(self, request: Received) -> None:
        self.requests.append(request)
        if self.file:
            # Kept before it is answered, as a receiver must.
            with open(self.file, "a") as file:
                file.write(json.dumps({"headers": request.headers, "body": request.body.decode()}) + "\n")
                file.flush()
                os.fsync(file.fileno())


def reply(status: int, body: bytes = b"", **headers: str) -> bytes:
    """An answer, as it goes over the wire."""
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def main(port: int, file: str) -> None:
    async with Receiver(port, file) as receiver:
        # Long enough to be killed while it thinks.
        receiver.think_seconds = 0.05
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
