"""500 clicks a second on referral links, beside queries of the API: `python -m tests.benchmarks.clicks`.

Both are sent by a clock, whether or not the one before was answered. Prints the CPU's time for each click, the server's
and PostgreSQL's, with visits written; and how long the API's answers take with clicks and without.
"""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import psycopg

from portal.core.embedded import start_embedded
from tests.benchmarks.database import prepare, size_of
from tests.benchmarks.documents import PAGE
from tests.benchmarks.processes import cpu_seconds
from tests.benchmarks.targets import Target, portal
from tests.benchmarks.workloads import desks

HOME = Path(".data/benchmarks")
CLICKS_PER_SECOND, QUERIES_PER_SECOND = 500, 40
SECONDS, WARM_UP_SECONDS, ROUNDS = 15, 3, 3
CONNECTIONS = 24
# Visits wait for the next second.
WRITTEN_AFTER_SECONDS = 3
_QUERY = PAGE.replace("first: 100", "first: 25")
# What a run leaves, so that the next one finds the database as it was.
_EMPTY = "delete from portal.visit; delete from portal.referral_day; delete from portal.referral_link"
_LINKS = """
insert into portal.referral_link (id, partner_id, name, code, active, created_at)
select gen_random_uuid(), id, 'Main', referral_code, true, now() from portal.partner returning code
"""


@dataclass(frozen=True)
class Load:
    """What is sent: so many requests a second, each made when its moment has come."""

    per_second: int
    make: Callable[[], bytes]

    async def send(self, port: int, seconds: int) -> list[float]:
        """Milliseconds until each answer was there, from the moment at which its request was due."""
        loop, taken = asyncio.get_running_loop(), list[float]()
        free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
        for _each in range(CONNECTIONS):
            free.put_nowait(await asyncio.open_connection("127.0.0.1", port))
        started = loop.time()

        async def one(due: float) -> None:
            connection = await free.get()
            await _exchange(*connection, self.make())
            taken.append((loop.time() - due) * 1000)
            free.put_nowait(connection)

        async with asyncio.TaskGroup() as group:
            for number in range(self.per_second * seconds):
                due = started + number / self.per_second
                await asyncio.sleep(max(0.0, due - loop.time()))
                group.create_task(one(due))
        while not free.empty():
            free.get_nowait()[1].close()
        return taken


async def _exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> None:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    [length] = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    await reader.readexactly(int(length.partition(b":")[2]))


def clicks(codes: Sequence[str]) -> Load:
    """Visitors with addresses and browsers of their own; one in ten comes again."""

    def make() -> bytes:
        visitor = random.randrange(CLICKS_PER_SECOND * SECONDS * 10)
        return (
            f"GET /r/{random.choice(codes)} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"X-Forwarded-For: 10.{visitor >> 16}.{visitor >> 8 & 255}.{visitor & 255}\r\n"
            f"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
            f" Chrome/{100 + visitor % 40}.0.0.0 Safari/537.36\r\nAccept: text/html\r\n\r\n"
        ).encode()

    return Load(CLICKS_PER_SECOND, make)


def queries(cookie: str) -> Load:
    """A page of 25 accounts, again and again."""
    body = json.dumps({"query": _QUERY, "variables": {}})
    request = (
        f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nX-Portal-CSRF: 1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
    return Load(QUERIES_PER_SECOND, lambda: request)


def measure(target: Target, url: str, postgres_pid: int) -> None:
    """Prints all figures, medians over the rounds."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_EMPTY)
        codes = [code for (code,) in connection.execute(_LINKS)]
        clicking, asking = clicks(codes), queries(desks(url)[1].cookie)
        _drive(target, [clicking, asking], WARM_UP_SECONDS)
        costs, alone, beside = [], [], []
        for _round in range(ROUNDS):
            before = cpu_seconds(target.pid), cpu_seconds(postgres_pid)
            _drive(target, [clicking], SECONDS)
            time.sleep(WRITTEN_AFTER_SECONDS)
            after = cpu_seconds(target.pid), cpu_seconds(postgres_pid)
            costs.append(
                [
                    (late - early) * 1000 / (CLICKS_PER_SECOND * SECONDS)
                    for early, late in zip(before, after, strict=True)
                ]
            )
            alone.append(_drive(target, [asking], SECONDS)[0])
            beside.append(_drive(target, [asking, clicking], SECONDS)[0])
        time.sleep(WRITTEN_AFTER_SECONDS)
        [(visits,)] = connection.execute("select count(*) from portal.visit")
        connection.execute(_EMPTY)
    sent = CLICKS_PER_SECOND * (WARM_UP_SECONDS + 2 * SECONDS * ROUNDS)
    server, postgres = (median(cost) for cost in zip(*costs, strict=True))
    print(f"a click: {server:.2f} ms of CPU in the server, {postgres:.2f} ms in PostgreSQL")
    print(f"visits written: {visits:,} of {sent:,}")
    print(f"the API, {QUERIES_PER_SECOND} pages a second: {_told(alone)}")
    print(f"beside {CLICKS_PER_SECOND} clicks a second: {_told(beside)}")


def _drive(target: Target, loads: Sequence[Load], seconds: int) -> list[list[float]]:
    async def drive() -> list[list[float]]:
        return await asyncio.gather(*(load.send(target.port, seconds) for load in loads))

    return asyncio.run(drive())


def _told(rounds: Sequence[Sequence[float]]) -> str:
    middle = median(median(taken) for taken in rounds)
    p95, p99 = (median(quantiles(taken, n=100)[percent - 1] for taken in rounds) for percent in (95, 99))
    return f"median {middle:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms"


def main() -> None:
    """Measures on a database of 10,000 accounts, which is kept for the next run."""
    with start_embedded(HOME) as server, tempfile.TemporaryDirectory(prefix="bench-") as logs:
        url = prepare(server, size_of(10_000, 0))
        postgres_pid = int((server.data / "postmaster.pid").read_text().splitlines()[0])
        with portal(url, Path(logs), with_own_types=False) as target:
            measure(target, url, postgres_pid)


if __name__ == "__main__":
    main()
