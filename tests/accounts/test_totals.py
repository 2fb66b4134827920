"""`totalCount` of lists: exact without filters however many rows there are, since counters are kept beside them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from portal.core.permissions import Scope
from tests.accounts.steps import create
from tests.benchmarks.fill import fill
from tests.people import Person, Portal

QUERY = """query($filter: AccountFilter, $partnerId: ID) {
  accounts(first: 1, filter: $filter, partnerId: $partnerId) { totalCount totalCountIsExact } }"""
COUNTS = "{ accountCounts { development transferPending awaitingPlan collaborator inactive } }"
# More than are counted for whoever sees the whole program.
MANY = 10_200


async def _total(person: Person, partner_id: str | None = None, **filter: Any) -> tuple[int, bool]:
    answer = (await person.read(QUERY, filter=filter, partnerId=partner_id))["accounts"]
    return answer["totalCount"], answer["totalCountIsExact"]


async def _fill(portal: Portal, partners: int, accounts_each: int) -> None:
    await asyncio.to_thread(fill, portal.database_url, partners=partners, accounts_each=accounts_each)


async def _agency(portal: Portal) -> Person:
    return await portal.member("Ann", "Agency 1")


@pytest.mark.slow
async def test_whoever_sees_the_whole_program_is_told_the_exact_number_beyond_10_000(portal: Portal) -> None:
    await _fill(portal, 2, MANY // 2)
    olga, app, tool = await portal.olga(), await portal.tool(Scope.ACCOUNTS_READ), await portal.tool(*Scope)
    for person in (olga, app, tool):
        assert await _total(person) == (MANY, True)
        assert await _total(person, archived=False) == (MANY - MANY // 20, True)
        assert await _total(person, search="bench1") == (MANY // 2, True)
        assert await _total(person, search="example") == (10_000, False)
    await create(await portal.alice())
    assert await _total(olga) == (MANY + 1, True)


@pytest.mark.slow
async def test_a_member_is_told_the_exact_number_with_any_filter(portal: Portal) -> None:
    await _fill(portal, 1, MANY)
    ann = await _agency(portal)
    expected = dict(await portal.rows("select status, count(*) from account_access group by 1"))
    archived = expected["INACTIVE"]
    assert await _total(ann) == (MANY, True)
    assert await _total(ann, archived=True) == (archived, True)
    assert await _total(ann, archived=False) == (MANY - archived, True)
    for status, count in expected.items():
        assert await _total(ann, status=[status]) == (count, True)
    assert await _total(ann, status=["DEVELOPMENT", "COLLABORATOR"], archived=False) == (
        expected["DEVELOPMENT"] + expected["COLLABORATOR"],
        True,
    )
    assert await _total(ann, status=["INACTIVE"], archived=False) == (0, True)
    assert await _total(ann, status=[]) == (0, True)
    assert await _total(ann, search="bench1") == (MANY, True)
    assert await _total(ann, search="bench1", archived=True) == (archived, True)
    counts = (await ann.read(COUNTS))["accountCounts"]
    assert counts == {
        "development": expected["DEVELOPMENT"],
        "transferPending": 0,
        "awaitingPlan": expected["AWAITING_PLAN"],
        "collaborator": expected["COLLABORATOR"],
        "inactive": archived,
    }


async def test_the_number_follows_what_is_done(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    account = await create(alice)
    await create(alice, "Contoso", website="contoso.example")
    await create(bob, "Fabrikam", website="fabrikam.example")
    assert [await _total(person) for person in (alice, bob, olga)] == [(2, True), (1, True), (3, True)]
    await alice.do("archiveAccount", "account { id }", accountId=account["id"])
    assert await _total(alice, archived=False) == (1, True)
    assert await _total(alice, status=["INACTIVE"]) == (1, True)
    counts = (await alice.read(COUNTS))["accountCounts"]
    assert (counts["development"], counts["inactive"]) == (1, 1)
    assert await _total(alice, partner_id=alice.partner_id) == (2, True)
    assert await _total(alice, partner_id=bob.partner_id) == (0, True)
    assert await _total(olga, partner_id=bob.partner_id) == (1, True)


async def test_the_totals_of_long_lists_come_from_the_counters(portal: Portal) -> None:
    """Of lists over the whole program, and of a member's with his page's filters: the counters say one too many."""
    alice, olga, tool = await portal.alice(), await portal.olga(), await portal.tool(*Scope)
    partner_id = (alice.partner_id or "").removeprefix("part_")
    for table, partner, kind in (
        ("account_access", partner_id, "DEVELOPMENT"),
        ("client_account", None, ""),
        ("partner", None, ""),
        ("partner_application", None, "SUBMITTED"),
        ("access_request", partner_id, ""),
        ("billing_event", None, "PAYMENT"),
        ("webhook_delivery", None, ""),
    ):
        await portal.superuser.execute("insert into row_count values (%s, %s, %s, 0, 1)", [table, partner, kind])
    told = {
        "applications": 1,
        "applications(filter: {status: [SUBMITTED, REJECTED]})": 1,
        "applications(filter: {status: [REJECTED]})": 0,
        'applications(filter: {search: "x"})': 0,
        "partners": 2,
        "billingEvents": 1,
        "billingEvents(filter: {type: [PAYMENT]})": 1,
        "billingEvents(filter: {matched: true})": 0,
        "webhookDeliveries": 1,
    }
    of_accounts = {
        "accounts": 1,
        "accounts(filter: {archived: false})": 1,
        "accounts(filter: {status: [DEVELOPMENT, INACTIVE]})": 1,
        "accounts(filter: {status: [INACTIVE]})": 0,
        'accounts(filter: {archived: false, search: "x"})': 0,
        "accessRequests": 1,
        "accessRequests(filter: {status: [PENDING]})": 0,
    }
    whole_program = told | {"accounts": 1, "accounts(filter: {archived: false})": 0, "accessRequests": 1}
    for person, expected in ((tool, whole_program), (alice, of_accounts)):
        for field, total in expected.items():
            [answer] = (await person.read(f"{{ {field} {{ totalCount totalCountIsExact }} }}")).values()
            assert answer == {"totalCount": total, "totalCountIsExact": True}, field
    assert await _total(olga) == (1, True)
