"""What every test may use: a database of its own, the portal's app on it, and people who speak to it over HTTP."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
import structlog

from portal.core.embedded import start_embedded
from portal.core.logs import plain_traceback
from portal.core.settings import Settings, load_settings
from portal.house import APP_ROLE, open_house
from portal.migrations import migrate
from tests.database import own_database
from tests.people import Portal

# Past the rooms and their API: what sends and receives, processes, sockets, and walks through the whole schema. `make
# check` leaves it to `make test`.
SLOW = tuple(
    Path(__file__).parent / name
    for name in (
        "benchmarks",
        "decisions/test_histories.py",
        "delivery",
        "e2e",
        "handover",
        "core/test_embedded.py",
        "referrals/test_visits.py",
        "rewards/test_permutations.py",
        "rewards/test_state_machine.py",
        "sample_vendor",
        "sweep",
        "test_docs.py",
        "web/test_connections.py",
        "web/test_every_text.py",
        "web/test_idempotency.py",
    )
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is slow by its place."""
    for item in items:
        if any(item.path.is_relative_to(place) for place in SLOW):
            item.add_marker(pytest.mark.slow)


def pytest_configure() -> None:
    """Logs as the portal writes them, but to where pytest keeps them: structlog's own are for eyes, and cost more."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.ExceptionRenderer(lambda found: plain_traceback(found[1])),
            structlog.processors.JSONRenderer(serializer=lambda event, **_: orjson.dumps(event, default=str).decode()),
        ]
    )


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A migrated database for this process alone."""
    # Outlives the run, so that the next one finds the server's data and the template made.
    home = Path(os.environ.get("PORTAL_TEST_DATA_DIR", Path(tempfile.gettempdir()) / f"portal-tests-{os.getuid()}"))
    with start_embedded(home, fsync=False) as server, own_database(server, migrate) as url:
        yield url


@pytest.fixture(scope="session")
def settings() -> Settings:
    """A portal under plain http, on the test clock, whose mails nobody takes unless the test has a sink."""
    return load_settings(
        base_url="http://portal.example",
        secret_key="a secret of the tests, long enough",
        smtp_url="smtp://127.0.0.1:9",
        mail_from="partners@portal.example",
        vendor_app_url="http://vendor.example",
        test_clock=True,
        # The tests of one process ask more than any client may; tests/core/test_budgets.py has budgets of its own.
        query_cost_maximum=1_000_000_000,
        query_cost_restore=1_000_000_000,
    )


@pytest.fixture(scope="session")
async def superuser(database_url: str) -> AsyncIterator[psycopg.AsyncConnection]:
    """A connection past all rights, for looking at rows and for emptying tables."""
    connection = await psycopg.AsyncConnection.connect(
        database_url, autocommit=True, options="-c search_path=portal,jobs -c timezone=UTC"
    )
    async with connection:
        yield connection


@pytest.fixture(scope="session")
async def house(database_url: str, settings: Settings) -> AsyncIterator[Portal]:
    async with open_house(settings, database_url, APP_ROLE) as runtime:
        yield Portal(runtime, database_url)


@pytest.fixture
async def portal(house: Portal, superuser: psycopg.AsyncConnection) -> AsyncIterator[Portal]:
    """The portal with nothing in it but what a fresh installation has."""
    house.superuser = superuser
    await house.fresh()
    yield house
    await house.leave()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What the sweep tried (tests/sweep), as part of every run's output: also of one that is quiet or distributed."""
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, told in getattr(report, "user_properties", ()):
                if name == "sweep" and report.when == "call":
                    terminalreporter.write_line(f"sweep: {told}")
