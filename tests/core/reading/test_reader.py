"""Reading in one round trip: whom a token was taken for is proved each time, and what breaks harms nobody else."""

from __future__ import annotations

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest

from portal.core.actors import Anonymous, Member, Operator
from portal.core.database import connection_options
from portal.core.ids import parse_id
from portal.core.permissions import MemberRole, Scope
from portal.core.problems import NotSignedIn, RequestRefused
from portal.core.reading.connections import Row
from portal.core.reading.reader import Credential, Reader, Unavailable
from portal.core.reading.statement import Command, Statement
from portal.core.requests import Request
from portal.house import APP_ROLE
from portal.identity.authentication import credential_of
from portal.web.sessions import cookie_name
from tests.accounts.steps import create
from tests.cursors import write_cursor
from tests.people import Person, Portal


@pytest.fixture
async def reader(portal: Portal) -> AsyncIterator[Reader]:
    """One with a single connection, so that the next exchange uses what the last one left."""
    made = Reader(portal.database_url, connection_options(APP_ROLE), 1)
    yield made
    await made.close()


def _command(sql: str, *parameters: str) -> Command:
    return Statement(sql.encode()), [one.encode() for one in parameters]


async def _one(reader: Reader, sql: str, *parameters: str) -> Any:
    [row] = await reader.exchange([_command(sql, *parameters)])
    assert row is not None
    return row[0]


def _credential(portal: Portal, person: Person) -> Credential:
    session = person.http.cookies.get(cookie_name(portal.runtime.settings))
    return credential_of(Request(session_token=session, bearer_token=person.token))


# --- who asks -------------------------------------------------------------------------------------------------------

HIS_ACCOUNTS = _command("select count(*)::text from account_access")
CHANGES = {
    "the session ended": ("delete from session", Anonymous, None),
    "the session expired": ("update session set expires_at = now()", Anonymous, None),
    "the member was removed": (
        "update team_member set status = 'REMOVED', removed_at = now()",
        Anonymous,
        None,
    ),
    "the partner was closed": ("update partner set status = 'CLOSED'", Anonymous, None),
    "the partner was suspended": ("update partner set status = 'SUSPENDED'", Member, b"1"),
    "the role changed": ("update team_member set role = 'VIEWER'", Member, b"1"),
    "the desk changed": (
        "update session set partner_id = null; update \"user\" set operator_role = 'ADMIN'",
        Operator,
        b"1",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_a_session_that_changed_hands_is_shown_nothing_in_the_same_round_trip(
    portal: Portal, reader: Reader, change: str
) -> None:
    alice = await portal.alice()
    await create(alice)
    credential = _credential(portal, alice)
    caller = await reader.recognise(credential)
    assert await reader.read(credential, caller, [HIS_ACCOUNTS]) == (b"1",)
    statement, becomes, shown = CHANGES[change]
    await portal.superuser.execute(statement.encode())
    assert await reader.read(credential, caller, [HIS_ACCOUNTS]) is None
    now = reader.remembered(credential)
    assert now is not None
    assert type(now.actor) is becomes
    assert now.actor != caller.actor
    assert await reader.read(credential, now, [HIS_ACCOUNTS]) == ((shown,) if shown else (b"0",))


@pytest.mark.parametrize(
    "change",
    [
        "update access_token set expires_at = now()",
        "update oauth_client set revoked_at = now()",
        "update access_token set revoked_at = now()",
        "delete from access_token",
    ],
)
async def test_a_revoked_token_is_refused_in_the_same_round_trip(portal: Portal, reader: Reader, change: str) -> None:
    tool = await portal.tool(Scope.ACCOUNTS_READ)
    await tool.read("{ viewer { scopes } }")
    credential = _credential(portal, tool)
    caller = await reader.recognise(credential)
    await portal.superuser.execute(change.encode())
    with pytest.raises(RequestRefused, match="unknown, revoked or has expired"):
        await reader.read(credential, caller, [HIS_ACCOUNTS])


async def test_who_was_not_seen_for_a_while_is_left_to_a_unit_of_work(portal: Portal, reader: Reader) -> None:
    alice = await portal.alice()
    credential = _credential(portal, alice)
    caller = await reader.recognise(credential)
    await portal.superuser.execute("update session set last_seen_at = now() - interval '6 minutes'")
    with pytest.raises(Unavailable):
        await reader.read(credential, caller, [HIS_ACCOUNTS])
    assert reader.remembered(credential) is None
    assert await alice.read("{ viewer { member { role } } }") == {"viewer": {"member": {"role": MemberRole.OWNER}}}
    assert isinstance((await reader.recognise(credential)).actor, Member)


async def test_role_and_tenant_end_with_the_exchange(portal: Portal, reader: Reader) -> None:
    alice = await portal.alice()
    await create(alice)
    await reader.recognise(_credential(portal, alice))
    assert await _one(reader, "select count(*)::text from account_access") == b"0"
    assert await _one(reader, "select coalesce(current_setting('portal.partner_id', true), '')") == b""


# --- what breaks ----------------------------------------------------------------------------------------------------


async def test_a_connection_that_was_ended_costs_one_exchange(portal: Portal, reader: Reader) -> None:
    process = (await _one(reader, "select pg_backend_pid()::text")).decode()
    await portal.rows("select pg_terminate_backend(%s::int)", process)
    with pytest.raises(Unavailable):
        await _one(reader, "select 'x'")
    assert await _one(reader, "select 'x'") == b"x"


async def test_nobody_notices_that_connections_were_ended(portal: Portal) -> None:
    alice = await portal.alice()
    await create(alice)
    document = "{ accounts { totalCount nodes { name } } }"
    expected = await alice.read(document)
    # Of this database alone: the server has those of other runs, too.
    others = "datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
    for _ in range(3):
        await portal.rows(f"select pg_terminate_backend(pid) from pg_stat_activity where {others}")
        assert await alice.read(document) == expected


async def test_a_statement_that_fails_leaves_the_connection_usable(reader: Reader) -> None:
    process = await _one(reader, "select pg_backend_pid()::text")
    failing = [_command("select 'before'"), _command("select (1 / $1::int)::text", "0"), _command("select 'behind'")]
    for _ in range(2):
        with pytest.raises(psycopg.errors.DivisionByZero):
            await reader.exchange(failing)
    rows = await reader.exchange([failing[0], failing[2], _command("select pg_backend_pid()::text")])
    assert rows == [(b"before",), (b"behind",), (process,)]


async def test_a_statement_that_fails_stops_no_other_from_being_forgotten(reader: Reader) -> None:
    for i in range(250):
        await _one(reader, f"select '{i}'")
    failing = [_command("select (1 / $1::int)::text", "0"), _command("select 'new'"), _command("select 'newer'")]
    for _ in range(3):
        with pytest.raises(psycopg.errors.DivisionByZero):
            await reader.exchange(failing)
    assert await reader.exchange(failing[1:]) == [(b"new",), (b"newer",)]
    assert int(await _one(reader, "select count(*)::text from pg_prepared_statements")) <= 251


async def test_a_cancelled_exchange_leaves_nothing_behind(reader: Reader) -> None:
    process = await _one(reader, "select pg_backend_pid()::text")
    # Before anything is sent, about when it is, and while the server works on it.
    for wait in (0.0, 0.001, 0.05):
        waiting = asyncio.create_task(_one(reader, "select pg_sleep(1)::text"))
        await asyncio.sleep(wait)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        answers = [await _one(reader, "select $1::text", str(i)) for i in range(3)]
        assert answers == [b"0", b"1", b"2"]
    assert await _one(reader, "select pg_backend_pid()::text") != process


# --- many -----------------------------------------------------------------------------------------------------------


async def test_a_connection_keeps_its_latest_statements_prepared(reader: Reader) -> None:
    commands = [_command(f"select '{i}'::text") for i in range(300)]
    often = _command("select 'often'")
    for i, command in enumerate(commands):
        rows = await reader.exchange([often, command])
        assert rows == [(b"often",), (str(i).encode(),)]
    names = "select string_agg(name, ' ') from pg_prepared_statements"
    kept = set((await _one(reader, names)).decode().split())
    assert len(kept) <= 251
    assert {often[0].name.decode(), commands[-1][0].name.decode()} <= kept
    assert commands[0][0].name.decode() not in kept
    assert await reader.exchange([commands[0]]) == [(b"0",)]


async def test_one_statement_twice_in_an_exchange(reader: Reader) -> None:
    command = _command("select 'x'")
    for _ in range(2):
        assert await reader.exchange([command, command]) == [(b"x",), (b"x",)]


async def test_more_at_once_than_connections_get_each_his_own_answer(portal: Portal) -> None:
    reader = Reader(portal.database_url, connection_options(APP_ROLE), 3)
    statement = Statement(b"select $1::text, repeat('x', 50000), pg_sleep(0.002)::text")

    async def asked(i: int) -> Row | None:
        [row] = await reader.exchange([(statement, [str(i).encode()])])
        return row

    try:
        answers = await asyncio.gather(*(asked(i) for i in range(100)))
        assert [row and row[0] for row in answers] == [str(i).encode() for i in range(100)]
    finally:
        await reader.close()


@pytest.mark.slow
async def test_a_request_that_finds_no_connection_is_left_to_a_unit_of_work(portal: Portal, reader: Reader) -> None:
    busy = asyncio.create_task(_one(reader, "select pg_sleep(3)::text"))
    working = "select from pg_stat_activity where state = 'active' and query like '%%pg_sleep(3)%%' and pid <> %s"
    while not await portal.rows(working, portal.superuser.info.backend_pid):  # noqa: ASYNC110  # a server tells nobody
        await asyncio.sleep(0.01)
    with pytest.raises(Unavailable):
        await _one(reader, "select 'x'")
    assert await busy == b""


async def test_there_are_never_more_connections_than_allowed(portal: Portal) -> None:
    reader = Reader(portal.database_url, connection_options(APP_ROLE) + " -c application_name=counted", 2)

    async def asked(i: int) -> None:
        with contextlib.suppress(Unavailable, TimeoutError):
            sql = "select pg_terminate_backend(pg_backend_pid())::text" if i % 5 == 0 else "select pg_sleep(0.01)::text"
            await asyncio.wait_for(_one(reader, sql), 0.005 if i % 7 == 0 else 5)

    async def counted() -> int:
        [(count,)] = await portal.rows(
            "select count(*) from pg_stat_activity where application_name = 'counted' and state is not null"
        )
        return int(count)

    try:
        await asyncio.gather(*(asked(i) for i in range(120)))
        assert await _one(reader, "select 'x'") == b"x"
        # What was broken off ends when the server notices; what is too many would stay.
        for _ in range(100):
            if await counted() <= 2:
                break
            await asyncio.sleep(0.1)
        assert 1 <= await counted() <= 2
    finally:
        await reader.close()


async def test_a_refusal_of_a_kept_plan_remembers_no_request(portal: Portal) -> None:
    # What other tests left.
    gc.collect()
    for _ in range(5):
        assert (await portal.nobody().ask("{ accounts { nodes { id } } }")).codes == ["UNAUTHENTICATED"]
    kept = [one for one in gc.get_objects() if isinstance(one, NotSignedIn)]
    assert kept
    assert all(one.__traceback__ is None for one in kept)


async def test_a_cursor_from_a_strange_zone_is_a_cursor(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    key = str(parse_id("acct", account["id"]))
    for zone in ("+23:00", "+00:00:00.000001", ""):
        cursor = write_cursor("ClientAccount:NEWEST", [f"2001-01-01T00:00:00{zone}", key])
        found = await alice.read("query($after: String) { accounts(after: $after) { nodes { id } } }", after=cursor)
        assert found["accounts"]["nodes"] == []
