"""What a protected website does to others: accounts on it work, and a warning has the date and no name."""

import datetime as dt
from typing import Any

import pytest

from tests.accounts.steps import create
from tests.handover.steps import CLARA
from tests.leads.steps import DAYS, lead, reserve
from tests.people import Person, Portal

WARNINGS = "warnings { code field message }"


async def _create(person: Person) -> list[Any]:
    made = await person.do(
        "createAccount", f"account {{ id }} {WARNINGS}", name="Northwind", website="https://shop.northwind.example"
    )
    return list(made["warnings"])


async def _update(person: Person) -> list[Any]:
    account = await create(person, website="free.example")
    changed = await person.do("updateAccount", WARNINGS, accountId=account["id"], website="www.northwind.example")
    return list(changed["warnings"])


async def _transfer(person: Person) -> list[Any]:
    account = await create(person, website="northwind.example")
    offered = await person.do("transferOwnership", WARNINGS, accountId=account["id"], toEmail=CLARA)
    return list(offered["warnings"])


WAYS = {"website": (_create, _update), "accountId": (_transfer,)}
ALL_WAYS = [(field, way) for field, ways in WAYS.items() for way in ways]


@pytest.mark.parametrize(("field", "way"), ALL_WAYS)
async def test_a_rival_s_lead_is_warned_of(portal: Portal, field: str, way: Any) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    made = await lead(alice)
    [warning] = await way(bob)
    assert (warning["code"], warning["field"]) == ("PROTECTED_WEBSITE", ["input", field])
    until = dt.datetime.fromisoformat(made["protectedUntil"])
    assert f"{until.day} {until:%B %Y, %H:%M} (UTC)" in warning["message"]
    assert "Brightside" not in warning["message"]


@pytest.mark.parametrize(("field", "way"), ALL_WAYS)
async def test_a_reservation_is_warned_of(portal: Portal, field: str, way: Any) -> None:
    bob, olga = await portal.bob(), await portal.olga()
    await reserve(olga)
    assert [(one["code"], one["field"]) for one in await way(bob)] == [("PROTECTED_WEBSITE", ["input", field])]


@pytest.mark.parametrize(("field", "way"), ALL_WAYS)
async def test_one_s_own_lead_is_not_warned_of(portal: Portal, field: str, way: Any) -> None:
    alice = await portal.alice()
    await lead(alice)
    assert await way(alice) == []


async def test_what_is_over_or_given_up_is_not_warned_of(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    made = await lead(alice)
    await alice.do("withdrawLead", "lead { id }", leadId=made["id"])
    assert await _create(bob) == []
    await portal.superuser.execute("delete from account_access")
    await lead(alice, "southwind.example")
    await portal.advance(days=DAYS)
    southwind = {"name": "Southwind", "website": "southwind.example"}
    assert (await bob.do("createAccount", WARNINGS, **southwind))["warnings"] == []


async def test_where_the_policy_protects_no_lead_there_is_nothing_to_warn_of(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    await lead(alice)
    await olga.do("publishCreditPolicy", "creditPolicy { version }", preset="OMNISEND_STYLE")
    assert await _create(bob) == []
