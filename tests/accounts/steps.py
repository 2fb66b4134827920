"""Accounts, for tests that begin with some."""

from __future__ import annotations

from typing import Any

from portal.accounts.models import ClientAccount
from portal.core.ids import new_id, public_id
from portal.core.inputs import sort_key
from tests.people import Person, Portal


async def create(person: Person, name: str = "Northwind Outfitters", **values: Any) -> dict[str, str]:
    """A development account: its id and its number."""
    values.setdefault("website", "northwind.example")
    made = await person.do("createAccount", "account { id accountId }", name=name, **values)
    return dict(made["account"])


async def put(portal: Portal, account: dict[str, str], status: str) -> None:
    """Puts the account into a status to which no verb of this room leads."""
    query = "update account_access set status = %s where account_id = %s"
    await portal.superuser.execute(query, [status, account["id"].removeprefix("acct_")])


async def fill(portal: Portal, person: Person, rows: list[tuple[str, str]]) -> list[str]:
    """Many accounts of the person's partner at once, by name and the moment of creation; their ids."""
    partner_id = (person.partner_id or "").removeprefix("part_")
    query = """
        with made as (
          insert into client_account (id, account_id, name, website, website_key, provisioning, created_at)
          values (%(id)s, %(number)s, %(name)s, 'store.example', 'store.example', 'READY', %(at)s)
        )
        insert into account_access (id, account_id, partner_id, status, name, website, sort_name, since)
        values (%(id)s, %(id)s, %(partner)s, 'DEVELOPMENT', %(name)s, 'store.example', %(sort)s, %(at)s)
    """
    keys = [new_id() for _ in rows]
    values = [
        {
            "id": key,
            "number": ClientAccount.new_account_id(),
            "name": name,
            "sort": sort_key(name),
            "at": at,
            "partner": partner_id,
        }
        for key, (name, at) in zip(keys, rows, strict=True)
    ]
    async with portal.superuser.cursor() as cursor:
        await cursor.executemany(query.encode(), values)
    return [public_id("acct", key) for key in keys]
