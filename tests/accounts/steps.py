"""Accounts, for tests that begin with some."""

from __future__ import annotations

from typing import Any

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
