"""Counters beside the rows: always as many as there are, without anybody waiting for another."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors, sql
from sqlalchemy import Select, func, literal_column, null, select

from portal.core.reading import declare as d
from portal.core.reading.totals import Tally
from portal.core.row_counts import DUTIES
from portal.web.schema import make_api
from portal.worker import do_duties
from tests.partners.steps import apply
from tests.people import Portal

OPTIONS = "-c search_path=portal -c timezone=UTC"
PARTNERS = [uuid.UUID(int=number) for number in (1, 2)]
STATUSES = ["DEVELOPMENT", "COLLABORATOR", "INACTIVE"]
ENDED = "(%(status)s = 'INACTIVE')"
ADD = f"""
with made as (
  insert into client_account (id, account_id, name, website, website_key, provisioning, created_at)
  select gen_random_uuid(), gen_random_uuid()::text, 'x', 'x', 'x', 'READY', now() from generate_series(1, %(rows)s)
  returning id
)
insert into account_access (id, account_id, partner_id, status, name, website, sort_name, since, ended_at, ended_by,
  ended_from)
select id, id, %(partner)s, %(status)s, 'x', 'x', 'x', now(), case when {ENDED} then now() end,
  case when {ENDED} then 'PARTNER' end, case when {ENDED} then 'DEVELOPMENT' end from made
"""
SOME = "(select id from account_access where partner_id = %(partner)s order by id limit %(rows)s)"
OPERATIONS = {
    "add": ADD,
    "change the status of": "update account_access set status = %(status)s,"
    f" ended_at = case when {ENDED} then now() end, ended_by = case when {ENDED} then 'PARTNER' end,"
    f" ended_from = case when {ENDED} then 'DEVELOPMENT' end where id in {SOME}",
    "move": f"update account_access set partner_id = %(other)s where id in {SOME}",
    "rename": f"update account_access set name = 'y' where id in {SOME}",
    "delete": f"delete from account_access where id in {SOME}",
    "add or change": "insert into account_access select (a).* from (select a from account_access a"
    f" where id in {SOME}) kept on conflict (id) do update set partner_id = %(other)s",
}
ENDINGS = ["", "savepoint s", "rollback to savepoint s", "commit", "rollback"]

steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(OPERATIONS)),
        st.integers(0, 4),
        st.permutations(PARTNERS),
        st.sampled_from(STATUSES),
        st.integers(0, 1),
        st.sampled_from(ENDINGS),
    ),
    max_size=12,
)


def tallies() -> list[Tally]:
    """What any list has its total from."""
    api = make_api()
    assert api.schema.query_type is not None
    specs = [api.registry.spec("Query", name) for name in api.schema.query_type.fields]
    found = {tally.model: tally for spec in specs if isinstance(spec, d.Paged) for tally in spec.total.values()}
    return list(found.values())


def counted(tally: Tally) -> Select[Any]:
    """How many rows there are by partner and kind, counted one by one."""
    partner = null() if tally.partner is None else tally.partner
    kind = literal_column("''") if tally.kind is None else tally.kind
    rows = select(partner.label("partner"), kind.label("kind")).select_from(tally.model)
    found = (rows if tally.only is None else rows.where(tally.only)).subquery()
    return select(found.c.partner, found.c.kind, func.count()).group_by(found.c.partner, found.c.kind)


@contextmanager
def connected(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url, options=OPTIONS) as connection:
        yield connection


def require_right_counts(connection: psycopg.Connection[Any], tally: Tally) -> None:
    counts = connection.execute(str(counted(tally)).encode())
    rows = {(partner, kind): count for partner, kind, count in counts.fetchall()}
    kept = connection.execute(
        "select partner_id, kind, sum(count) from row_count where table_name = %s group by 1, 2 having sum(count) <> 0",
        [tally.model.__table__.name],  # type: ignore[attr-defined]  # a Table, as every model has
    )
    assert {(partner, kind): count for partner, kind, count in kept.fetchall()} == rows


NEVER_EMPTIED = ("reward", "balance_adjustment", "ledger_transaction", "ledger_entry")


def empty_accounts(connection: psycopg.Connection[Any]) -> None:
    # What refers to accounts goes with them, also what is never deleted otherwise.
    for table in NEVER_EMPTIED:
        connection.execute(sql.SQL("alter table {} disable trigger user").format(sql.Identifier(table)))
    connection.execute("truncate client_account cascade")
    for table in NEVER_EMPTIED:
        connection.execute(sql.SQL("alter table {} enable trigger user").format(sql.Identifier(table)))
    for key in PARTNERS:
        connection.execute(
            "insert into partner (id, name, website, website_key, status, referral_code, created_at)"
            " values (%s, 'x', 'x', 'x', 'ACTIVE', %s, now()) on conflict do nothing",
            [key, str(key)],
        )
    connection.commit()


@pytest.mark.slow
async def test_the_counters_are_right_after_whatever_is_done(portal: Portal) -> None:
    """Two connections in turn add, change, move and delete single rows and many, also in vain."""
    tallies_of_accounts = [one for one in tallies() if one.model.__tablename__ in {"client_account", "account_access"}]
    assert len(tallies_of_accounts) == 2

    @settings(max_examples=40, database=None, derandomize=True, suppress_health_check=list(HealthCheck), deadline=None)
    @given(steps)
    def try_out(chosen: list[Any]) -> None:
        with connected(portal.database_url) as one, connected(portal.database_url) as other:
            empty_accounts(one)
            for operation, rows, (partner, target), status, who, ending in chosen:
                # A row that the other one holds would be waited for.
                (other, one)[who].commit()
                connection = (one, other)[who]
                connection.execute("savepoint s")
                values = {"rows": rows, "partner": partner, "other": target, "status": status}
                connection.execute(OPERATIONS[operation].encode(), values)
                if ending:
                    connection.execute(ending.encode())
                for tally in tallies_of_accounts:
                    require_right_counts(connection, tally)

    await asyncio.to_thread(try_out)


async def test_every_counted_table_is_counted_as_its_list_says(portal: Portal) -> None:
    alice = await portal.alice()
    await apply(portal)
    await apply(portal)
    await alice.do("createAccount", "account { id }", name="Northwind", website="northwind.example")
    with connected(portal.database_url) as connection:
        for tally in tallies():
            require_right_counts(connection, tally)
        triggers = connection.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'count_insert'")
        assert {name for (name,) in triggers} == {tally.model.__tablename__ for tally in tallies()}


@asynccontextmanager
async def counting(portal: Portal, role: str = "portal") -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A connection that refuses to wait for another one's locks."""
    options = f"{OPTIONS} -c lock_timeout=200ms -c role={role}"
    async with await psycopg.AsyncConnection.connect(portal.database_url, options=options) as connection:
        yield connection


async def _add(connection: psycopg.AsyncConnection[Any], partner_id: Any, rows: int = 1) -> None:
    await connection.execute(ADD.encode(), {"rows": rows, "partner": partner_id, "status": "DEVELOPMENT"})


async def _accounts_of(portal: Portal, partner_id: Any) -> int:
    query = "select sum(count)::int from row_count where table_name = 'account_access' and partner_id = %s"
    [(count,)] = await portal.rows(query, partner_id)
    return int(count)


async def _partners(portal: Portal) -> list[uuid.UUID]:
    await portal.alice()
    await portal.bob()
    return [key for (key,) in await portal.rows("select id from partner order by name")]


async def test_two_who_create_accounts_for_one_partner_do_not_wait_for_each_other(portal: Portal) -> None:
    partner_id, _ = await _partners(portal)
    async with counting(portal) as one, counting(portal) as other:
        await _add(one, partner_id)
        await _add(other, partner_id)
        await _add(one, partner_id, 3)
        await other.commit()
        assert await _accounts_of(portal, partner_id) == 1
        await one.commit()
        assert await _accounts_of(portal, partner_id) == 5


async def test_batches_in_opposite_orders_do_not_meet_in_a_deadlock(portal: Portal) -> None:
    first, second = await _partners(portal)
    async with counting(portal) as one, counting(portal) as other:
        await _add(one, first, 5)
        await _add(other, second, 5)
        await _add(one, second, 5)
        await _add(other, first, 5)
        await one.commit()
        await other.commit()
    assert [await _accounts_of(portal, key) for key in (first, second)] == [10, 10]


async def _closed(portal: Portal, shard: int) -> None:
    """PostgreSQL ends a connection's process a moment after the connection."""
    for _ in range(1_000):
        if not await portal.rows("select from pg_stat_activity where pid = %s", shard):
            return
        await asyncio.sleep(0.01)
    raise TimeoutError(f"the process {shard} is still there")


async def _shards(portal: Portal) -> set[int]:
    return {shard for (shard,) in await portal.rows("select shard from row_count where table_name = 'account_access'")}


async def test_the_counts_of_closed_connections_are_folded_into_one(portal: Portal) -> None:
    partner_id, _ = await _partners(portal)
    async with counting(portal) as alive:
        await _add(alive, partner_id, 2)
        await alive.commit()
        gone = []
        for rows in (3, 4):
            async with counting(portal) as connection:
                await _add(connection, partner_id, rows)
                gone.append(connection.info.backend_pid)
        for shard in gone:
            await _closed(portal, shard)
        assert await _shards(portal) == {alive.info.backend_pid, *gone}
        await portal.advance(hours=1)
        await do_duties(portal.runtime, DUTIES)
        assert await _shards(portal) == {alive.info.backend_pid, 0}
        assert await _accounts_of(portal, partner_id) == 9
        await portal.rows("select fold_row_counts()")
        assert await _accounts_of(portal, partner_id) == 9


async def test_a_fold_waits_for_nobody(portal: Portal) -> None:
    """Whoever got the process id of a closed connection may be counting on its row."""
    partner_id, _ = await _partners(portal)
    async with counting(portal) as connection:
        await _add(connection, partner_id)
        gone = connection.info.backend_pid
    await _closed(portal, gone)
    async with counting(portal) as holder, counting(portal) as folder:
        await holder.execute("select from row_count where shard = %s for update", [gone])
        await folder.execute("select fold_row_counts()")
        await folder.commit()
        assert await _shards(portal) == {gone}
    assert await _accounts_of(portal, partner_id) == 1


@pytest.mark.parametrize("role", ["portal_app", "portal_client", "portal_system"])
async def test_no_role_writes_the_counters(portal: Portal, role: str) -> None:
    for statement in (
        "insert into row_count values ('account_access', null, '', 1, 1)",
        "update row_count set count = 0",
        "delete from row_count",
    ):
        async with counting(portal, role) as connection:
            with pytest.raises(errors.InsufficientPrivilege):
                await connection.execute(statement.encode())
