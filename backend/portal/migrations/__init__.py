"""The database's schema, step by step (Alembic), and the roles that `serve` and `worker` act as."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from portal.core.database import sqlalchemy_url

ROLES = ("portal_app", "portal_client", "portal_restricted", "portal_system")
# Restricted members do what members do, on fewer rows.
_WIDEN = "grant portal_app to portal_restricted"

_OLDEST_SERVER = 150000
_LOCK = 7461

ROLE_SQL = """\
create role portal_app nologin;
create role portal_client nologin;
create role portal_restricted nologin;
create role portal_system nologin;
grant portal_app to portal_restricted;
grant portal_app, portal_client, portal_restricted, portal_system to {owner};"""


class MigrationError(Exception):
    """One line (and, for roles, the SQL for an administrator) that says what is in the way."""


def migrate(url: str) -> None:
    """Brings the database at `url` to the newest revision; its role owns everything. One at a time: others wait.

    Raises MigrationError where the database can't be reached or used, or the lesser roles can't be made.
    """
    with _connected(url, "-c search_path=portal -c timezone=UTC") as connection:
        if int(connection.execute(text("show server_version_num")).scalar_one()) < _OLDEST_SERVER:
            raise MigrationError("PostgreSQL 15 or later is needed")
        # Held by the session, past every commit, until the connection is closed.
        connection.execute(text("select pg_advisory_lock(:lock)"), {"lock": _LOCK})
        connection.commit()
        _make_roles(connection)
        connection.execute(text("create schema if not exists portal"))
        connection.commit()
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def pending(url: str) -> bool:
    """Whether the database is behind the code. Raises MigrationError where it can't be reached."""
    with _connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"version_table_schema": "portal"})
        return set(context.get_current_heads()) != set(ScriptDirectory.from_config(alembic_config()).get_heads())


@contextmanager
def _connected(url: str, options: str = "") -> Iterator[Connection]:
    """A connection of its own. What the database refuses is one line."""
    arguments = {"connect_timeout": 10, "options": options}
    try:
        engine = create_engine(sqlalchemy_url(url), poolclass=NullPool, connect_args=arguments)
    except (SQLAlchemyError, ValueError) as error:
        raise MigrationError(f"PORTAL_DATABASE_URL is wrong: {_first_line(error)}") from None
    try:
        with engine.connect() as connection:
            yield connection
    except OperationalError as error:
        raise MigrationError(f"the database can't be reached: {_first_line(error.orig)}") from None
    except DBAPIError as error:
        raise MigrationError(f"the database refused: {_first_line(error.orig)}") from None
    finally:
        engine.dispose()


def _first_line(error: BaseException | None) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def alembic_config() -> Config:
    """Where the migrations lie."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _make_roles(connection: Connection) -> None:
    owner, may_create = connection.execute(
        text("select current_user, rolsuper or rolcreaterole from pg_roles where rolname = current_user")
    ).one()
    found = set(
        connection.execute(text("select rolname from pg_roles where rolname = any(:r)"), {"r": list(ROLES)}).scalars()
    )
    missing = [role for role in ROLES if role not in found]
    member = all(
        connection.execute(text("select pg_has_role(current_user, :role, 'member')"), {"role": role}).scalar_one()
        for role in found
    )
    if not missing and member:
        return
    if not may_create:
        quoted = connection.dialect.identifier_preparer.quote(owner)
        raise MigrationError("The role may not make roles. Let an administrator run:\n" + ROLE_SQL.format(owner=quoted))
    for role in missing:
        # Databases of one server share roles but no locks: another's migration may just be making the same.
        connection.execute(
            text(
                f"do $$ begin create role {role} nologin;"
                " exception when duplicate_object or unique_violation then null; end $$"
            )
        )
    connection.execute(text(_WIDEN))
    quoted = connection.dialect.identifier_preparer.quote(owner)
    connection.execute(text(f"grant {', '.join(ROLES)} to {quoted}"))
