"""The database's schema, step by step (Alembic), and the roles that `serve` and `worker` act as."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from portal.core.database import sqlalchemy_url

ROLES = ("portal_app", "portal_system")

ROLE_SQL = """\
create role portal_app nologin;
create role portal_system nologin;
grant portal_app, portal_system to {owner};"""


class MigrationError(Exception):
    """One line (and, for roles, the SQL for an administrator) that says what is in the way."""


def migrate(url: str) -> None:
    """Brings the database at `url` to the newest revision; its role owns everything.

    Raises MigrationError where it may not make the two lesser roles.
    """
    engine = create_engine(
        sqlalchemy_url(url), poolclass=NullPool, connect_args={"options": "-c search_path=portal -c timezone=UTC"}
    )
    with engine.connect() as connection:
        if connection.execute(text("show server_version_num")).scalar_one() < "150000":
            raise MigrationError("PostgreSQL 15 or later is needed")
        _make_roles(connection)
        connection.execute(text("create schema if not exists portal"))
        connection.commit()
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    engine.dispose()


def pending(url: str) -> bool:
    """Whether the database is behind the code. Raises MigrationError where it can't be reached."""
    engine = create_engine(sqlalchemy_url(url), poolclass=NullPool, connect_args={"connect_timeout": 10})
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"version_table_schema": "portal"})
            return set(context.get_current_heads()) != set(ScriptDirectory.from_config(alembic_config()).get_heads())
    except OperationalError as error:
        raise MigrationError(f"the database can't be reached: {str(error.orig).splitlines()[0]}") from None
    finally:
        engine.dispose()


def alembic_config() -> Config:
    """Where the migrations lie."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _make_roles(connection: Connection) -> None:
    # Databases of one server share roles: two migrations at once must not both make them.
    connection.execute(text("select pg_advisory_xact_lock(7461)"))
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
        connection.execute(text(f"create role {role} nologin"))
    quoted = connection.dialect.identifier_preparer.quote(owner)
    connection.execute(text(f"grant {', '.join(ROLES)} to {quoted}"))
