"""Databases for tests: a template per state of the migrations, a copy of it per process, emptied between tests."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

import portal
from portal.core.embedded import EmbeddedServer

MIGRATIONS = Path(portal.__file__).parent / "migrations"
# Any two numbers: the first names our locks, the second which of them.
LOCKS = 8127
LOCK_OF_TEMPLATE = -1

_statements: dict[tuple[str, frozenset[str]], str] = {}


@contextmanager
def own_database(server: EmbeddedServer, migrate: Callable[[str], None]) -> Iterator[str]:
    """The URL of a migrated database that belongs to this process alone until the end of the `with`.

    `migrate` brings the empty database of the URL it is given to the newest state and leaves no connection behind; it
    is called where no run has seen this state of the migrations yet. Several runs at once don't meet: each process
    takes the first number that is free, so that killed runs leave nothing that grows.
    """
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s, %s)", [LOCKS, LOCK_OF_TEMPLATE])
        template = _template(connection, server, migrate)
        name = next(f"test_{number}" for number in count() if _is_free(connection, number))
        _create(connection, name, template)
        connection.execute("select pg_advisory_unlock(%s, %s)", [LOCKS, LOCK_OF_TEMPLATE])
        yield server.url(name)


async def empty(connection: psycopg.AsyncConnection[Any], keep: set[str]) -> None:
    """Empty all tables of the schemas `portal` and `jobs` but those named in `keep`, in one round trip.

    The connection must be a superuser's, with autocommit: as a replica it is stopped neither by foreign keys nor by
    triggers that guard what is append-only. Sequences go on. Raises ValueError for a name that is no table.
    """
    key = (connection.info.dbname, frozenset(keep))
    if key not in _statements:
        _statements[key] = await _statement(connection, keep)
    # Several statements in one are one transaction, so that a failure takes the role of replica back too.
    await connection.execute(_statements[key].encode())


async def _statement(connection: psycopg.AsyncConnection[Any], keep: set[str]) -> str:
    rows = await connection.execute(
        "select relnamespace::regnamespace::text, relname from pg_class"
        " where relnamespace::regnamespace::text in ('portal', 'jobs')"
        " and relkind in ('r', 'p') and not relispartition order by 1, 2"
    )
    tables = await rows.fetchall()
    if missing := keep - {name for _, name in tables}:
        raise ValueError(f"No tables: {', '.join(sorted(missing))}")
    deletes = [
        sql.SQL("delete from {};").format(sql.Identifier(schema, name)).as_string()
        for schema, name in tables
        if name not in keep | {"alembic_version"}
    ]
    start, end = "set session_replication_role = replica;", "set session_replication_role = default;"
    return " ".join([start, *deletes, end])


def _template(connection: psycopg.Connection[Any], server: EmbeddedServer, migrate: Callable[[str], None]) -> str:
    found = hashlib.sha256(version("procrastinate").encode())  # whose tables its own package describes
    for path in sorted(path for path in MIGRATIONS.rglob("*") if path.suffix in {".py", ".sql"}):
        found.update(f"{path.relative_to(MIGRATIONS)}\n".encode() + path.read_bytes())
    wanted = f"template_{found.hexdigest()[:16]}"
    names = {name for (name,) in connection.execute("select datname from pg_database where datname ~ '^template_'")}
    if wanted not in names:
        # Renamed at the end, so that what has the wanted name is whole.
        _create(connection, "template_unfinished", "template0")
        migrate(server.url("template_unfinished"))
        connection.execute(
            sql.SQL("alter database template_unfinished rename to {}").format(sql.Identifier(wanted)),
        )
    for stale in names - {wanted, "template_unfinished"}:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(stale)))
    return wanted


def _create(connection: psycopg.Connection[Any], name: str, template: str) -> None:
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
    connection.execute(
        sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template)),
    )


def _is_free(connection: psycopg.Connection[Any], number: int) -> bool:
    row = connection.execute("select pg_try_advisory_lock(%s, %s)", [LOCKS, number]).fetchone()
    return row == (True,)
