"""How the list of accounts is read when there are many: always by an index, and the last page as cheaply as the first.

Times depend on the machine; the pages that PostgreSQL touches do not. docs/performance.md shows the plans.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.core.actors import Member, member
from portal.core.embedded import start_embedded
from portal.core.permissions import MemberRole
from portal.core.runtime import Runtime
from portal.core.settings import Settings
from portal.house import APP_ROLE, open_house
from portal.migrations import migrate
from portal.web.schema import make_api
from tests.benchmarks.fill import fill
from tests.database import own_database
from tests.plans import explain, nodes

pytestmark = pytest.mark.slow

LONG = bool(os.environ.get("PORTAL_TEST_LONG"))
PARTNERS, ACCOUNTS_EACH = (20, 10_000) if LONG else (5, 2_000)
BIG_TABLES = {"client_account", "account_access", "search_word"}

QUERY = (
    "query($f: AccountFilter, $s: AccountSort!, $first: Int, $last: Int, $after: String) {"
    " accounts(filter: $f, sort: $s, first: $first, last: $last, after: $after) {"
    " nodes { id name website status } pageInfo { endCursor } } }"
)
TOTALS = "query($f: AccountFilter) { accounts(filter: $f, first: 25) { totalCount nodes { id name website status } } }"
PAGES: dict[str, dict[str, Any]] = {
    "newest": {"s": "NEWEST", "first": 25},
    "the last page of the newest": {"s": "NEWEST", "last": 25},
    "by name": {"s": "NAME", "first": 25},
    "the last page by name": {"s": "NAME", "last": 25},
    "active": {"s": "NEWEST", "first": 25, "f": {"archived": False}},
    "archived": {"s": "NEWEST", "first": 25, "f": {"archived": True}},
    "in a rare status": {"s": "NEWEST", "first": 25, "f": {"status": ["AWAITING_PLAN"]}},
    "with a rare word": {"s": "NEWEST", "first": 25, "f": {"search": "store1999"}},
    "with two words": {"s": "NEWEST", "first": 25, "f": {"search": "north out"}},
    "with no such word": {"s": "NEWEST", "first": 25, "f": {"search": "zzz"}},
    "with a website": {"s": "NEWEST", "first": 25, "f": {"website": "https://store77-bench1.example"}},
}


@pytest.fixture(scope="module")
def many_url() -> Iterator[str]:
    home = Path(os.environ.get("PORTAL_TEST_DATA_DIR", Path(tempfile.gettempdir()) / f"portal-tests-{os.getuid()}"))
    with start_embedded(home, fsync=False) as server, own_database(server, migrate) as url:
        fill(url, partners=PARTNERS, accounts_each=ACCOUNTS_EACH)
        yield url


@pytest.fixture(scope="module")
async def many(many_url: str, settings: Settings) -> AsyncIterator[Runtime]:
    async with open_house(settings, many_url, APP_ROLE) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def agency(many_url: str) -> Member:
    """A member of one of the partners."""
    with psycopg.connect(many_url) as connection:
        row = connection.execute("select id from portal.partner where referral_code = 'bench1'").fetchone()
    assert row
    return member(role=MemberRole.OWNER, user_id=uuid.uuid4(), member_id=uuid.uuid4(), partner_id=row[0])


class Reads:
    """Runs the list's statement and explains it, as the role and the tenant that it runs as."""

    def __init__(self, runtime: Runtime, who: Member) -> None:
        self._runtime = runtime
        self._who = who
        self._api = make_api()

    async def explain(self, variables: dict[str, Any], query: str = QUERY) -> dict[str, Any]:
        """The plan of one page, as PostgreSQL's JSON, with what it touched."""
        # In a small table reading all of it is cheap; what is proved is that an index can be reached.
        return await explain(self._runtime, self._api, self._who, query, variables, seq_scans=LONG)


@pytest.fixture(scope="module")
def reads(many: Runtime, agency: Member) -> Reads:
    return Reads(many, agency)


@pytest.mark.parametrize("page", PAGES)
async def test_a_page_reaches_its_rows_by_an_index(reads: Reads, page: str) -> None:
    plan = await reads.explain(PAGES[page])
    scanned = {node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan"}
    assert scanned & BIG_TABLES == set()


@pytest.mark.parametrize(
    ("first", "last"), [("newest", "the last page of the newest"), ("by name", "the last page by name")]
)
async def test_the_last_page_is_as_cheap_as_the_first(reads: Reads, first: str, last: str) -> None:
    touched = {page: (await reads.explain(PAGES[page]))["Shared Hit Blocks"] for page in (first, last)}
    assert touched[last] <= 1.5 * touched[first]
    # 25 rows of some 4 look-ups each, however many accounts there are.
    assert max(touched.values()) < 1_000


@pytest.mark.parametrize("chosen", [{}, {"archived": False}, {"status": ["DEVELOPMENT", "COLLABORATOR"]}])
async def test_a_page_with_its_total_is_as_cheap_as_without(reads: Reads, chosen: dict[str, Any]) -> None:
    """The total comes from counters; they are a few rows, however many accounts there are."""
    with_total = await reads.explain({"f": chosen}, TOTALS)
    without = await reads.explain({"f": chosen, "s": "NEWEST", "first": 25})
    assert with_total["Shared Hit Blocks"] <= without["Shared Hit Blocks"] + 25


@pytest.mark.long
async def test_pages_of_10_000_accounts_among_200_000_reach_an_index(reads: Reads) -> None:
    assert (PARTNERS, ACCOUNTS_EACH) == (20, 10_000)
    for page in PAGES:
        await test_a_page_reaches_its_rows_by_an_index(reads, page)
    for first, last in (("newest", "the last page of the newest"), ("by name", "the last page by name")):
        await test_the_last_page_is_as_cheap_as_the_first(reads, first, last)
