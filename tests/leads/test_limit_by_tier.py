"""How many leads may be open at once, where the program sets it by tier."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from portal.core.permissions import Scope
from tests.leads.steps import lead
from tests.people import Person, Portal, Refused
from tests.rewards.steps import client_of, pay

LIMITS = [{"tier": "Gold", "openLeads": 5}, {"tier": "Silver", "openLeads": 3}]
TIERS = [
    {"name": "Silver", "fromPayingClients": 1, "rateBps": 2200},
    {"name": "Gold", "fromPayingClients": 2, "rateBps": 2500},
]
REGISTER = "mutation ($input: RegisterLeadInput!) { registerLead(input: $input) { userErrors { code } } }"
MOST = "{ leadCounts { open most } }"


async def _with_tiers(portal: Portal, *clients: tuple[Person, int]) -> Person:
    """Limits for all, for Silver and for Gold, once each partner's clients were counted; their leads are won."""
    tool, olga = await portal.tool(Scope.PLATFORM_WRITE), await portal.olga()
    await olga.do("publishRewardPlan", "rewardPlan { version }", tiers=TIERS)
    for which, (partner, count) in enumerate(clients):
        for place in range(count):
            number, website = f"{which:08x}{place:016x}", f"client-{which}-{place}.example"
            await client_of(portal, partner, tool, number, website)
            await pay(portal, tool, number, number)
    await portal.advance(days=32)
    await portal.work()
    await olga.do("updateProgram", "program { name }", openLeadsPerPartner=2, openLeadsByTier=LIMITS)
    return olga


async def _register_until_full(partner: Person, name: str) -> int:
    """Registers one after the other; how many could be."""
    for place in range(10):
        form = {"website": f"{name}-{place}.example", "company": name}
        payload = await partner.ask(REGISTER, input=form)
        errors = payload.data["registerLead"]["userErrors"]
        if errors:
            assert errors == [{"code": "LIMIT_REACHED"}]
            return place
    raise AssertionError("there was no limit")


async def test_each_tier_has_its_own_limit_and_the_program_s_holds_without_one(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    olga = await _with_tiers(portal, (alice, 2), (bob, 1))
    assert (await alice.read(MOST))["leadCounts"] == {"open": 0, "most": 5}
    assert (await bob.read(MOST))["leadCounts"] == {"open": 0, "most": 3}
    assert await _register_until_full(alice, "gold") == 5
    assert await _register_until_full(bob, "silver") == 3
    await olga.do("updateProgram", "program { name }", openLeadsByTier=[{"tier": "Gold", "openLeads": 6}])
    # What is open stays, also beyond a limit that came later.
    assert (await bob.read(MOST))["leadCounts"] == {"open": 3, "most": 2}
    await lead(alice, "sixth.example")


async def test_a_partner_without_a_tier_has_the_program_s_limit(portal: Portal) -> None:
    alice = await portal.alice()
    await _with_tiers(portal)
    assert (await alice.read(MOST))["leadCounts"]["most"] == 2
    assert await _register_until_full(alice, "new") == 2


async def test_imported_leads_are_counted_by_the_same_limit(portal: Portal) -> None:
    alice = await portal.alice()
    await _with_tiers(portal, (alice, 1))
    csv = "\n".join(["website,company", *(f"imported-{place}.example,One" for place in range(5))])
    made = await alice.do("importLeads", "registered rejected rows { userErrors { code } }", csv=csv)
    assert (made["registered"], made["rejected"]) == (3, 2)
    codes = [error["code"] for row in made["rows"] for error in row["userErrors"]]
    assert codes == ["LIMIT_REACHED"] * 2


async def test_the_limit_of_a_tier_holds_for_those_who_register_at_once(portal: Portal) -> None:
    alice = await portal.alice()
    await _with_tiers(portal, (alice, 2))
    tries = (alice.do("registerLead", "lead { id }", website=f"{i}-at-once.example", company="One") for i in range(9))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in answers) == 5
    assert all("LIMIT_REACHED" in str(answer) for answer in answers if isinstance(answer, Refused))


async def test_the_limits_are_read_and_replaced_as_a_whole(portal: Portal) -> None:
    olga = await portal.olga()
    selection = "program { openLeadsByTier { tier openLeads } }"
    changed = await olga.do("updateProgram", selection, openLeadsByTier=list(reversed(LIMITS)))
    assert changed["program"]["openLeadsByTier"] == LIMITS
    await olga.do("updateProgram", selection, name="Another name")
    assert (await olga.read(f"{{ {selection} }}"))["program"]["openLeadsByTier"] == LIMITS
    changed = await olga.do("updateProgram", selection, openLeadsByTier=LIMITS[:1])
    assert changed["program"]["openLeadsByTier"] == LIMITS[:1]
    changed = await olga.do("updateProgram", selection, openLeadsByTier=None)
    assert changed["program"]["openLeadsByTier"] == []


@pytest.mark.parametrize(
    "limits",
    [
        [{"tier": "Gold", "openLeads": 0}],
        [{"tier": "Gold", "openLeads": 10_001}],
        [{"tier": " ", "openLeads": 5}],
        [{"tier": "Gold", "openLeads": 5}, {"tier": " Gold", "openLeads": 6}],
        [{"tier": f"Tier {place}", "openLeads": 5} for place in range(11)],
    ],
)
async def test_limits_that_cannot_be_are_refused(portal: Portal, limits: list[dict[str, Any]]) -> None:
    [error] = await (await portal.olga()).fail("updateProgram", openLeadsByTier=limits)
    assert (error["code"], error["field"]) == ("INVALID", ["input", "openLeadsByTier"])
