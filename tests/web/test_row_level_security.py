"""PostgreSQL stands behind the compiled scope: what each role may see and change, by raw SQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

import portal.tables as tables
from portal.core.database import Base
from tests.accounts.steps import create
from tests.partners.steps import apply, approve, register, registration_link
from tests.people import Person, Portal

assert tables

# A table that is in none of these fails the test below: whoever adds one decides whose its rows are.
TENANT_TABLES = {
    "partner",
    "team_member",
    "partner_application",
    "registration",
    "client_account",
    "account_access",
    "search_word",
    "event",
    "session",
}
# Rows of no partner, which the app must read for everybody.
SHARED_TABLES = {
    "password_reset",
    "throttle",
    "oauth_client",
    "access_token",
    "program",
    "terms_version",
    "clock",
    "quick_link",
}
# Rows that the app reads for everybody (sign-in looks for an address), and of which each person changes his own alone.
GUARDED_TABLES = {"user"}
# For the worker, operators and tools alone. Webhooks go to the program's own endpoint so far, so members have no part
# in them; what is delivered holds people's names and addresses.
SYSTEM_TABLES = {"outgoing_email", "schedule", "webhook_endpoint", "webhook_delivery"}

APPEND_ONLY = ("event", "terms_version")


@asynccontextmanager
async def _as(portal: Portal, role: str, **narrowed: str | None) -> AsyncIterator[psycopg.AsyncConnection[Any]]:
    """A connection in a transaction as the role, narrowed to a partner, a person or a link; taken back at the end."""
    options = f"-c search_path=portal,jobs -c role={role}"
    async with await psycopg.AsyncConnection.connect(portal.database_url, options=options) as connection:
        for name, value in narrowed.items():
            public = (value or "").rpartition("_")[2]
            await connection.execute("select set_config(%s, %s, true)", [f"portal.{name}", public])
        yield connection
        await connection.rollback()


async def _seen(connection: psycopg.AsyncConnection[Any], table: str) -> set[str]:
    query = sql.SQL("select to_jsonb(t)::text from {} t").format(sql.Identifier(table))
    return {row[0] for row in await (await connection.execute(query)).fetchall()}


async def _own(portal: Portal, table: str, condition: str) -> set[str]:
    return {row[0] for row in await portal.rows(f'select to_jsonb(t)::text from "{table}" t where {condition}')}


async def _world(portal: Portal) -> tuple[Person, Person]:
    """Two partners with something in every table."""
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    await create(alice, "Northwind")
    await create(bob, "Contoso")
    approved = await approve(portal, olga, email="anna@other.example")
    await register(portal, portal.nobody(), await registration_link(portal, approved))
    await apply(portal)
    await olga.do("publishTerms", "terms { version }", text="Be good.")
    for table in TENANT_TABLES | {"terms_version"}:
        assert await portal.rows(f'select from "{table}"'), table
    return alice, bob


def test_every_table_has_a_decision_whose_its_rows_are() -> None:
    declared = {table.name for table in Base.metadata.tables.values()}
    assert declared == TENANT_TABLES | GUARDED_TABLES | SHARED_TABLES | SYSTEM_TABLES


async def test_row_level_security_is_on_for_every_tenant_table_and_no_other(portal: Portal) -> None:
    query = "select relname from pg_class where relnamespace = 'portal'::regnamespace and relrowsecurity"
    assert {name for (name,) in await portal.rows(query)} == TENANT_TABLES | GUARDED_TABLES


async def test_every_tenant_table_has_a_policy_for_both_roles(portal: Portal) -> None:
    query = "select distinct tablename, role from pg_policies, unnest(roles) role where schemaname = 'portal'"
    both = {(table, role) for table in TENANT_TABLES | GUARDED_TABLES for role in ("portal_app", "portal_system")}
    assert set(await portal.rows(query)) == both


async def test_the_app_s_role_has_no_right_on_tables_of_the_system(portal: Portal) -> None:
    for table in SYSTEM_TABLES:
        async with _as(portal, "portal_app") as app:
            with pytest.raises(errors.InsufficientPrivilege):
                await _seen(app, table)


async def test_neither_role_owns_or_bypasses_anything(portal: Portal) -> None:
    query = "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = any(%s)"
    assert set(await portal.rows(query, ["portal_app", "portal_system"])) == {(False, False, False, False)}
    owned = "select relname from pg_class where pg_get_userbyid(relowner) in ('portal_app', 'portal_system')"
    assert await portal.rows(owned) == []


async def test_a_partner_sees_its_own_rows_alone(portal: Portal) -> None:
    alice, bob = await _world(portal)
    for person in (alice, bob):
        partner = f"'{(person.partner_id or '').removeprefix('part_')}'"
        conditions = {
            "partner": f"id = {partner}",
            "team_member": f"partner_id = {partner}",
            "account_access": f"partner_id = {partner}",
            "search_word": f"partner_id = {partner}",
            "event": f"partner_id = {partner}",
            "client_account": f"created_by_partner_id = {partner}",
            "session": f"user_id = '{(person.user_id or '').removeprefix('user_')}'",
            "partner_application": "false",
            "registration": "false",
        }
        assert set(conditions) == TENANT_TABLES
        for table, condition in conditions.items():
            async with _as(portal, "portal_app", partner_id=person.partner_id, user_id=person.user_id) as app:
                assert await _seen(app, table) == await _own(portal, table, condition), table


CHANGES = {
    "team_member": "role = 'VIEWER'",
    "partner_application": "answer = 'Mine'",
    "registration": "version = 9",
    "client_account": "name = 'Mine'",
    "account_access": "name = 'Mine'",
    "session": "last_seen_at = now()",
}


@pytest.mark.parametrize("table", sorted(CHANGES))
async def test_a_partner_changes_its_own_rows_alone(portal: Portal, table: str) -> None:
    _, bob = await _world(portal)
    async with _as(portal, "portal_app", partner_id=bob.partner_id, user_id=bob.user_id) as app:
        own = len(await _seen(app, table))
        changed = await app.execute(f"update {table} set {CHANGES[table]}".encode())
        assert changed.rowcount == own
        assert own < len(await portal.rows(f"select from {table}"))


async def test_a_partner_deletes_its_own_words_and_sessions_alone(portal: Portal) -> None:
    _, bob = await _world(portal)
    for table in sorted(TENANT_TABLES):
        async with _as(portal, "portal_app", partner_id=bob.partner_id, user_id=bob.user_id) as app:
            own = len(await _seen(app, table))
            if table in {"search_word", "session"}:
                assert (await app.execute(f"delete from {table}".encode())).rowcount == own > 0
            else:
                with pytest.raises(errors.InsufficientPrivilege):
                    await app.execute(f"delete from {table}".encode())


async def test_a_partner_puts_nothing_into_another_s_name(portal: Portal) -> None:
    alice, bob = await _world(portal)
    foreign = {
        "account_access": "update account_access set partner_id = %(alice)s",
        "team_member": "update team_member set partner_id = %(alice)s",
        "search_word": "insert into search_word (partner_id, object_id, word)"
        " values (%(alice)s, gen_random_uuid(), 'x')",
        "event": "insert into event (id, type, at, subject_id, partner_id, actor_kind, data) values"
        " (gen_random_uuid(), 'x', now(), gen_random_uuid(), %(alice)s, 'MEMBER', '{}')",
        "client_account": "insert into client_account (id, account_id, name, website, website_key, provisioning,"
        " created_at, created_by_partner_id) values (gen_random_uuid(), 'x', 'x', 'x', 'x', 'READY', now(), %(alice)s)",
        "session": "update session set user_id = %(user)s",
    }
    values = {
        "alice": (alice.partner_id or "").removeprefix("part_"),
        "user": (alice.user_id or "").removeprefix("user_"),
    }
    for statement in foreign.values():
        async with _as(portal, "portal_app", partner_id=bob.partner_id, user_id=bob.user_id) as app:
            with pytest.raises(errors.InsufficientPrivilege):
                await app.execute(statement.encode(), values)


async def test_columns_that_say_whose_something_is_are_nobody_s_to_change(portal: Portal) -> None:
    alice, bob = await _world(portal)
    [(account,)] = await portal.rows("select id from client_account where name = 'Northwind'")
    [(link, registration)] = await portal.rows("select application_id, id from registration")
    values = {
        "account": account,
        "alice": (alice.partner_id or "").removeprefix("part_"),
        "bob": (bob.partner_id or "").removeprefix("part_"),
    }
    member = {"partner_id": bob.partner_id, "user_id": bob.user_id}
    attempts: list[tuple[dict[str, str | None], str]] = [
        (member, "update partner set status = 'ACTIVE', referral_code = 'mine'"),
        (member, "update account_access set account_id = %(account)s"),
        (
            member,
            "insert into account_access (id, account_id, partner_id, status, name, website, sort_name, since)"
            " values (gen_random_uuid(), %(account)s, %(bob)s, 'DEVELOPMENT', 'x', 'x', 'x', now())",
        ),
        (member, """update "user" set operator_role = 'ADMIN'"""),
        (
            member,
            """insert into "user" (id, name, email, operator_role, created_at)"""
            " values (gen_random_uuid(), 'x', 'x@x.example', 'ADMIN', now())",
        ),
        ({"link_id": str(registration)}, "update registration set partner_id = %(alice)s"),
        ({"link_id": str(link)}, "update partner_application set partner_id = %(alice)s"),
        ({"link_id": str(link)}, "update partner_application set status = 'APPROVED'"),
    ]
    for narrowed, statement in attempts:
        async with _as(portal, "portal_app", **narrowed) as app:
            with pytest.raises(errors.InsufficientPrivilege):
                await app.execute(statement.encode(), values)


async def test_a_person_changes_his_own_log_in_alone(portal: Portal) -> None:
    _, bob = await _world(portal)
    async with _as(portal, "portal_app", partner_id=bob.partner_id, user_id=bob.user_id) as app:
        changed = await app.execute("""update "user" set password_hash = 'x' returning id""")
        assert [row[0].hex for row in await changed.fetchall()] == [(bob.user_id or "").removeprefix("user_")]


async def test_nobody_sees_no_row_of_any_tenant(portal: Portal) -> None:
    await _world(portal)
    for table in TENANT_TABLES:
        async with _as(portal, "portal_app") as app:
            assert await _seen(app, table) == set(), table


async def test_a_link_s_holder_sees_what_it_opens_alone(portal: Portal) -> None:
    await _world(portal)
    [(application, registration)] = await portal.rows("select application_id, id from registration")
    opened = {
        str(application): {"partner_application": 1, "registration": 1},
        str(registration): {"partner_application": 0, "registration": 1},
    }
    for link, expected in opened.items():
        for table in TENANT_TABLES - {"event"}:
            async with _as(portal, "portal_app", link_id=link) as app:
                assert len(await _seen(app, table)) == expected.get(table, 0), (table, link)
        async with _as(portal, "portal_app", link_id=link) as app:
            assert await _seen(app, "event") == await _own(portal, "event", f"subject_id = '{link}'")


async def test_the_system_s_role_sees_all(portal: Portal) -> None:
    await _world(portal)
    for table in TENANT_TABLES:
        async with _as(portal, "portal_system") as system:
            assert len(await _seen(system, table)) == len(await portal.rows(f"select from {table}"))


@pytest.mark.parametrize("role", ["portal_app", "portal_system"])
@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_what_happened_and_what_was_agreed_is_never_changed(portal: Portal, table: str, role: str) -> None:
    alice, _ = await _world(portal)
    column = "type" if table == "event" else "text"
    for statement in (f"update {table} set {column} = 'x'", f"delete from {table}", f"truncate {table}"):
        async with _as(portal, role, partner_id=alice.partner_id) as connection:
            with pytest.raises(errors.InsufficientPrivilege):
                await connection.execute(statement.encode())


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_not_even_by_the_owner(portal: Portal, table: str) -> None:
    await _world(portal)
    column = "type" if table == "event" else "text"
    for statement in (f"update {table} set {column} = 'x'", f"delete from {table}", f"truncate {table} cascade"):
        with pytest.raises(errors.RestrictViolation):
            await portal.superuser.execute(statement.encode())


async def test_neither_role_may_change_tables(portal: Portal) -> None:
    for role in ("portal_app", "portal_system"):
        for statement in (
            "alter table event disable trigger all",
            "alter table account_access disable row level security",
            "drop table event",
            "create table portal.mine (x int)",
            "update alembic_version set version_num = 'x'",
        ):
            async with _as(portal, role) as connection:
                with pytest.raises(errors.InsufficientPrivilege):
                    await connection.execute(statement.encode())


async def test_the_app_connects_as_its_role(portal: Portal) -> None:
    async with portal.runtime.engine.connect() as connection:
        assert (await connection.exec_driver_sql("select current_user")).scalar_one() == "portal_app"
