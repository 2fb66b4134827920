"""The benchmark's database: filled once for each size and state of the code, and kept for the next run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

import portal
from portal.core.embedded import EmbeddedServer
from portal.migrations import migrate
from tests.benchmarks.fill import fill_sizes

HERE = Path(__file__).parent
MIGRATIONS = Path(portal.__file__).parent / "migrations" / "versions"
UNFINISHED = "bench_unfinished"

# The sessions last, and what earlier runs created is gone; events as a replica, past the trigger that guards them, but
# accounts with their triggers, which keep the counters.
_AS_NEW = """
update portal.session set expires_at = now() + interval '1 day', last_seen_at = now();
create temporary table created as select id from portal.client_account where name like 'Lindgren Outdoor %';
delete from portal.search_word where object_id in (select id from created);
delete from portal.account_access where account_id in (select id from created);
delete from portal.client_account where id in (select id from created);
set session_replication_role = replica;
delete from portal.event;
delete from jobs.procrastinate_events;
delete from jobs.procrastinate_jobs;
set session_replication_role = default;
"""


@dataclass(frozen=True)
class Size:
    """How much there is: accounts of each partner, and entries of each account (none: no tables of the benchmark)."""

    accounts: tuple[int, ...]
    entries_each: int

    @property
    def words(self) -> str:
        """For people: `200,000 accounts of 11 partners, 5,000,000 entries`."""
        accounts = sum(self.accounts)
        return f"{accounts:,} accounts of {len(self.accounts)} partners, {accounts * self.entries_each:,} entries"


def size_of(accounts: int, entries: int) -> Size:
    """Half of the accounts are the first partner's; the others have a twentieth each."""
    each = max(accounts // 20, 1)
    return Size((accounts - 10 * each, *[each] * 10), entries // accounts)


# One partner each with so many accounts, to page through.
DEEP = Size((10_000, 200_000, 2_000_000), 0)


def prepare(server: EmbeddedServer, size: Size) -> str:
    """The URL of a database of this size, as good as new: what is missing is filled, which may take minutes."""
    name = f"bench_{_fingerprint(size)}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        found = connection.execute("select from pg_database where datname = %s", [name]).rowcount
        if not found:
            print(f"bench: filling a database with {size.words}; it is kept for the next run", flush=True)
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(UNFINISHED)))
            _fill(server.url(UNFINISHED), size)
            connection.execute(
                sql.SQL("alter database {} rename to {}").format(sql.Identifier(UNFINISHED), sql.Identifier(name))
            )
    url = server.url(name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_AS_NEW)
        connection.execute("vacuum analyze")
    return url


def _fill(url: str, size: Size) -> None:
    migrate(url)
    fill_sizes(url, size.accounts, searchable=size.entries_each > 0)
    with psycopg.connect(url, autocommit=True, options="-c timezone=UTC") as connection:
        for name in ("people.sql", "tables.sql", "functions.sql") if size.entries_each else ("people.sql",):
            connection.execute((HERE / name).read_text().replace(":entries_each", str(size.entries_each)).encode())
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")


def _fingerprint(size: Size) -> str:
    found = hashlib.sha256(repr(size).encode())
    for path in sorted([*MIGRATIONS.glob("*"), *HERE.glob("*.sql"), HERE / "fill.py"]):
        if path.is_file():
            found.update(path.read_bytes())
    return found.hexdigest()[:12]
