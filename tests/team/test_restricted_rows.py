"""PostgreSQL stands behind what a restricted member sees: by raw SQL, as his role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests.people import Portal
from tests.team.steps import RestrictedTeam, restricted_team


@dataclass
class Narrowed:
    """A connection in a transaction as `portal_restricted`, narrowed to Maria."""

    connection: psycopg.AsyncConnection[Any]

    async def rows(self, query: str) -> list[Any]:
        return await (await self.connection.execute(query.encode())).fetchall()

    async def changed(self, statement: str) -> int:
        return (await self.connection.execute(statement.encode())).rowcount


async def _as_maria(portal: Portal, team: RestrictedTeam) -> Narrowed:
    options = "-c search_path=portal,jobs -c role=portal_restricted"
    connection = await psycopg.AsyncConnection.connect(portal.database_url, options=options)
    for name, public_id in (("partner_id", team.maria.partner_id), ("user_id", team.maria.user_id)):
        key = (public_id or "").rpartition("_")[2]
        await connection.execute("select set_config(%s, %s, true)", [f"portal.{name}", key])
    return Narrowed(connection)


OF_ACCOUNTS = {
    "client_account": "id",
    "account_access": "account_id",
    "search_word": "object_id",
    "ownership_transfer": "account_id",
    "access_request": "account_id",
    "client_link": "account_id",
    "event": "subject_id",
    "chosen_account": "account_id",
}


async def test_by_raw_sql_he_sees_and_changes_rows_of_his_account_alone(portal: Portal) -> None:
    team = await restricted_team(portal)
    await team.maria.do("transferOwnership", "transfer { id }", accountId=team.contoso["id"], toEmail="c@store.example")
    his = team.contoso["id"].removeprefix("acct_")
    maria = await _as_maria(portal, team)
    async with maria.connection:
        for table, column in OF_ACCOUNTS.items():
            found = {row[0].hex for row in await maria.rows(f"select {column} from {table}")}
            assert found == ({his} if table != "access_request" else set()), table
        for table in ("row_count", "invitation"):
            assert await maria.rows(f"select from {table}") == [], table
        assert await maria.changed("update client_account set name = 'Mine'") == 1
        assert await maria.changed("update account_access set name = 'Mine'") == 1
        await maria.connection.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "insert into chosen_account (member_id, account_id, partner_id) select m.id, a.id, m.partner_id from"
        " team_member m, (select %(other)s::uuid as id) a where m.role = 'MANAGER'",
        "insert into search_word (partner_id, object_id, word) select partner_id, %(other)s::uuid, 'x' from team_member"
        " limit 1",
        "insert into client_account (id, account_id, name, website, website_key, provisioning, created_at,"
        " created_by_partner_id) select gen_random_uuid(), 'x', 'x', 'x', 'x', 'READY', now(), partner_id"
        " from team_member limit 1",
        "insert into invitation (id, partner_id, partner_name, email, role, status, version, invited_by, created_at,"
        " sent_at, expires_at) select gen_random_uuid(), partner_id, 'x', 'x@x.example', 'OWNER', 'OPEN', 1, user_id,"
        " now(), now(), now() from team_member limit 1",
    ],
)
async def test_by_raw_sql_he_adds_nothing_beyond_his_account(portal: Portal, statement: str) -> None:
    team = await restricted_team(portal)
    maria = await _as_maria(portal, team)
    other = {"other": team.fabrikam["id"].removeprefix("acct_")}
    async with maria.connection:
        # Choices are refused before their rows are looked at: the policies that would look ask for choices themselves.
        with pytest.raises((errors.InsufficientPrivilege, errors.InvalidObjectDefinition)):
            await maria.connection.execute(statement.encode(), other)
        await maria.connection.rollback()


async def test_by_raw_sql_he_does_not_lift_his_restriction(portal: Portal) -> None:
    team = await restricted_team(portal)
    maria = await _as_maria(portal, team)
    async with maria.connection:
        with pytest.raises(errors.InsufficientPrivilege):
            await maria.changed("update team_member set restricted = false")
        await maria.connection.rollback()
