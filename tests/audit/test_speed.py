"""The audit trail reaches its rows by an index whatever it is filtered by, however many events there are."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from portal.core.actors import operator
from portal.core.embedded import start_embedded
from portal.core.permissions import OperatorRole
from portal.core.runtime import Runtime
from portal.core.settings import Settings
from portal.house import APP_ROLE, open_house
from portal.migrations import migrate
from portal.web.schema import make_api
from tests.database import own_database
from tests.plans import Plan, explain, nodes

pytestmark = pytest.mark.slow

LONG = bool(os.environ.get("PORTAL_TEST_LONG"))
EVENTS = 5_000_000 if LONG else 50_000
FILL = """
insert into portal."user" (id, name, email, created_at)
select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Person ' || n,
  'p' || n || '@agency.example', now()
from generate_series(0, 999) n;

insert into portal.event (id, type, at, subject_id, partner_id, actor_kind, actor_id, data, ip_address)
select gen_random_uuid(),
  case when n %% 10000 = 0 then 'partner.closed' when n %% 3 = 0 then 'session.started' else 'account.updated' end,
  now() - n * interval '10 seconds', ('00000000-0000-7000-9000-' || lpad((n / 5)::text, 12, '0'))::uuid,
  ('00000000-0000-7000-a000-' || lpad((n %% 500)::text, 12, '0'))::uuid,
  case when n %% 9999 = 0 then 'CLIENT' else 'MEMBER' end,
  ('00000000-0000-7000-8000-' || lpad((n %% 1000)::text, 12, '0'))::uuid, '{}', '192.0.2.' || n %% 250
from generate_series(1, %s::int) n;
"""
QUERY = (
    "query($f: AuditFilter, $first: Int, $last: Int) { auditEvents(filter: $f, first: $first, last: $last) {"
    " nodes { id at type actor { name email } partner { name } subjectId ipAddress data } pageInfo { endCursor } } }"
)
ONE = "00000000-0000-7000-{}-000000000007"
FILTERS: dict[str, dict[str, Any]] = {
    "none": {},
    "a common type": {"type": ["account.updated"]},
    "a rare type": {"type": ["partner.closed"]},
    "two types": {"type": ["partner.closed", "session.started"]},
    "a common kind": {"actorKind": ["MEMBER"]},
    "a rare kind": {"actorKind": ["CLIENT"]},
    "a person": {"actorId": ONE.format("8000")},
    "an address": {"actorEmail": "p7@agency.example"},
    "a partner": {"partnerId": ONE.format("a000")},
    "a subject": {"subjectId": ONE.format("9000")},
    "a network address": {"ipAddress": "192.0.2.7"},
    "a day": {"from": "2020-01-01T00:00:00Z", "to": "2020-01-02T00:00:00Z"},
    "a partner's type": {"partnerId": ONE.format("a000"), "type": ["session.started"]},
}


@pytest.fixture(scope="module")
def many_url() -> Iterator[str]:
    home = Path(os.environ.get("PORTAL_TEST_DATA_DIR", Path(tempfile.gettempdir()) / f"portal-tests-{os.getuid()}"))
    with start_embedded(home, fsync=False) as server, own_database(server, migrate) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            people, events = FILL.split("\n\n")
            connection.execute(people.replace("%%", "%").encode())
            connection.execute(events.encode(), [EVENTS])
            connection.execute("vacuum analyze")
        yield url


@pytest.fixture(scope="module")
async def many(many_url: str, settings: Settings) -> AsyncIterator[Runtime]:
    async with open_house(settings, many_url, APP_ROLE) as runtime:
        yield runtime


async def _plan(many: Runtime, **variables: Any) -> Plan:
    olga = operator(role=OperatorRole.SUPPORT, user_id=uuid.uuid4())
    return await explain(many, make_api(), olga, QUERY, variables, seq_scans=LONG)


@pytest.mark.parametrize("name", FILTERS)
async def test_a_page_reaches_its_events_by_an_index(many: Runtime, name: str) -> None:
    plan = await _plan(many, f=FILTERS[name], first=25)
    scans = [node for node in nodes(plan) if node.get("Relation Name") == "event"]
    assert scans
    assert all(node["Node Type"] != "Seq Scan" for node in scans)


async def test_the_last_page_is_as_cheap_as_the_first(many: Runtime) -> None:
    touched = [(await _plan(many, **page))["Shared Hit Blocks"] for page in ({"first": 25}, {"last": 25})]
    assert touched[1] <= 1.5 * touched[0]
    # 25 rows of some 4 look-ups each.
    assert max(touched) < 1_000


@pytest.mark.long
async def test_pages_of_5_000_000_events_reach_an_index(many: Runtime) -> None:
    assert EVENTS == 5_000_000
    for name in FILTERS:
        await test_a_page_reaches_its_events_by_an_index(many, name)
    await test_the_last_page_is_as_cheap_as_the_first(many)
