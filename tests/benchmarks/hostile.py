"""Prints the CPU's time for each hostile request, against an empty portal: `python -m tests.benchmarks.hostile`.

The goal is 100 ms for any; it is measured in one process with server and client, so the client's part is in it, too.
"""

from __future__ import annotations

import asyncio
import gc
import tempfile
import time
from pathlib import Path

import httpx
import structlog

from portal.core.embedded import start_embedded
from portal.core.settings import load_settings
from portal.house import APP_ROLE, open_house
from portal.migrations import migrate
from portal.web.app import make_app
from tests.benchmarks.hostile_requests import HOSTILE, LARGEST
from tests.database import own_database

HEADERS = {"content-type": "application/json"}


async def measure(database_url: str) -> None:
    """Sends each request twice and prints the better time: the first one of a kind fills caches."""
    settings = load_settings(
        base_url="http://portal.example",
        secret_key="a secret of the benchmark, long enough",
        smtp_url="smtp://127.0.0.1:9",
        mail_from="partners@portal.example",
    )
    async with open_house(settings, database_url, APP_ROLE) as runtime:
        transport = httpx.ASGITransport(make_app(runtime))
        async with httpx.AsyncClient(transport=transport, base_url=settings.base_url) as client:
            gc.collect()
            gc.freeze()
            for name, body in {**HOSTILE, **LARGEST}.items():
                times, answer = [], None
                for _each in range(2):
                    started = time.process_time()
                    answer = await client.post("/graphql", content=body, headers=HEADERS)
                    times.append((time.process_time() - started) * 1_000)
                assert answer is not None
                print(f"{min(times):6.1f} ms  {name}: {answer.text[:90]}")


def main() -> None:
    """Measures on a database of its own."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    home = Path(tempfile.mkdtemp())
    with start_embedded(home, fsync=False) as server, own_database(server, migrate) as url:
        asyncio.run(measure(url))


if __name__ == "__main__":
    main()
