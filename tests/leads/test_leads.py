"""leads and leadCounts: whose they are, filters, search, orders."""

from typing import Any

import pytest

from portal.core.permissions import MemberRole, OperatorRole, Scope
from tests.accounts.steps import create
from tests.leads.steps import DAYS, lead, review
from tests.people import Person, Portal
from tests.team.steps import restrict

LEADS = """query($filter: LeadFilter, $sort: LeadSort! = NEWEST, $partnerId: ID) {
  leads(filter: $filter, sort: $sort, partnerId: $partnerId) { totalCount nodes { website status partner { name } } }
}"""
COUNTS = "{ leadCounts { open inReview won lost expired withdrawn refused most } }"


async def _websites(person: Person, **variables: Any) -> list[str]:
    found = (await person.read(LEADS, **variables))["leads"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["website"] for node in found["nodes"]]


async def test_a_partner_sees_his_own_and_operators_see_all(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    await lead(alice, "one.example")
    await lead(bob, "two.example")
    vera = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    assert await _websites(alice) == await _websites(vera) == ["one.example"]
    assert await _websites(bob) == ["two.example"]
    everybody = (olga, await portal.olga(OperatorRole.SUPPORT), await portal.tool(Scope.LEADS_READ))
    for somebody in everybody:
        assert await _websites(somebody) == ["two.example", "one.example"]
        assert await _websites(somebody, partnerId=alice.partner_id) == ["one.example"]
    assert await _websites(alice, partnerId=bob.partner_id) == []
    assert (await olga.read(COUNTS))["leadCounts"] is None
    assert (await portal.nobody().ask(LEADS)).codes == ["UNAUTHENTICATED"]


async def test_who_opens_chosen_accounts_alone_sees_no_lead(portal: Portal) -> None:
    alice = await portal.alice()
    made, account = await lead(alice), await create(alice)
    vera = await portal.member("Vera", "Brightside", MemberRole.MANAGER)
    await restrict(alice, vera, account)
    assert (await vera.ask(LEADS)).codes == ["FORBIDDEN"]
    assert (await vera.ask(COUNTS)).codes == ["FORBIDDEN"]
    assert (await vera.read("query ($id: ID!) { node(id: $id) { id } }", id=made["id"]))["node"] is None
    assert await vera.forbidden("registerLead", website="x.example", company="X") == ["FORBIDDEN"]
    assert await vera.forbidden("extendLead", leadId=made["id"]) == ["FORBIDDEN"]


async def test_counts_and_status_follow_the_clock_before_the_worker_does(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await lead(alice, "over.example")
    await portal.advance(days=DAYS)
    closed, given_up = await lead(alice, "closed.example"), await lead(alice, "given.example")
    await alice.do("closeLead", "lead { id }", leadId=closed["id"], reason="Nothing.")
    await alice.do("withdrawLead", "lead { id }", leadId=given_up["id"])
    await lead(alice, "open.example")
    await review(portal, olga)
    await lead(alice, "new.example")
    refused = await lead(alice, "refused.example")
    await olga.do("refuseLead", "lead { id }", leadId=refused["id"], reason="No.")
    expected = {"open": 1, "inReview": 1, "won": 0, "lost": 1, "expired": 1, "withdrawn": 1, "refused": 1, "most": 50}
    assert (await alice.read(COUNTS))["leadCounts"] == expected
    for status, website in (("EXPIRED", "over"), ("OPEN", "open"), ("IN_REVIEW", "new"), ("REFUSED", "refused")):
        assert await _websites(alice, filter={"status": [status]}) == [f"{website}.example"]


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ({"search": "north"}, ["northwind.example"]),
        ({"search": "trad NORTH"}, ["northwind.example"]),
        ({"search": "example"}, ["käse.example", "northwind.example"]),
        ({"search": "kase"}, ["käse.example"]),
        ({"search": "wind"}, []),
        ({"search": "\0"}, []),
        ({"website": "https://www.northwind.example/shop"}, ["northwind.example"]),
        ({"website": "rubbish"}, []),
        ({"status": ["WON"]}, []),
        ({"status": ["OPEN", "WON"], "search": "sonn"}, ["käse.example"]),
    ],
)
async def test_leads_are_found_by_what_they_are_called(
    portal: Portal, filter: dict[str, Any], expected: list[str]
) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    await lead(alice)
    await lead(alice, "käse.example", company="Sonnhof")
    assert await _websites(alice, filter=filter) == expected
    assert await _websites(olga, filter=filter) == expected
    assert await _websites(bob, filter=filter) == []


async def test_the_orders(portal: Portal) -> None:
    alice = await portal.alice()
    made = {}
    for website in ("b.example", "c.example", "a.example"):
        made[website] = await lead(alice, website)
        await portal.advance(days=1)
    await alice.do("extendLead", "lead { id }", leadId=made["b.example"]["id"])
    for sort, expected in (("NEWEST", "acb"), ("OLDEST", "bca"), ("ENDING", "cab"), ("WEBSITE", "abc")):
        assert await _websites(alice, sort=sort) == [f"{letter}.example" for letter in expected]
