"""What a protected website does to others: accounts on it work, and a warning has the date and no name."""

import datetime as dt
from typing import Any

import pytest

from tests.accounts.steps import create
from tests.handover.steps import CLARA
from tests.leads.steps import DAYS, lead, reserve, review
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
    await portal.advance(seconds=1)
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


@pytest.mark.parametrize(
    ("policy", "warned"),
    [
        ({}, True),
        ({"preset": "KLAVIYO_STYLE"}, True),
        ({"preset": "OMNISEND_STYLE"}, False),
        ({"protection": False}, False),
        ({"protection": False, "order": ["DIRECT", "LEAD", "CREATED"]}, True),
        ({"order": ["DIRECT", "CREATED", "REFERRAL"]}, False),
    ],
)
async def test_it_warns_where_by_the_policy_the_client_would_not_count(
    portal: Portal, policy: dict[str, Any], warned: bool
) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    await lead(alice)
    await olga.do("publishCreditPolicy", "creditPolicy { version }", **policy)
    await portal.advance(seconds=1)
    assert bool(await _create(bob)) is warned


async def test_a_lead_that_came_after_the_account_is_not_warned_of(portal: Portal) -> None:
    """The account is the stronger evidence, and the lead protects from what begins later."""
    alice, bob = await portal.alice(), await portal.bob()
    account = await create(bob, website="northwind.example")
    await portal.advance(seconds=1)
    await lead(alice)
    offered = await bob.do("transferOwnership", WARNINGS, accountId=account["id"], toEmail=CLARA)
    assert offered["warnings"] == []


@pytest.mark.parametrize(("protection", "warned"), [(True, False), (False, True)])
async def test_of_a_reservation_after_one_s_own_lead_it_warns_where_leads_protect_nothing(
    portal: Portal, protection: bool, warned: bool
) -> None:
    bob, olga = await portal.bob(), await portal.olga()
    await olga.do("publishCreditPolicy", "creditPolicy { version }", protection=protection)
    await lead(bob)
    await portal.advance(seconds=1)
    await reserve(olga)
    await portal.advance(seconds=1)
    assert bool(await _create(bob)) is warned


async def test_a_lead_that_waits_for_approval_is_warned_of(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await review(portal)
    await lead(alice)
    await portal.advance(seconds=1)
    assert [one["code"] for one in await _create(bob)] == ["PROTECTED_WEBSITE"]
