"""What a decision about credit makes of a lead."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.core.actors import System
from portal.core.ids import parse_id
from portal.core.requests import Request
from portal.core.work import Work, open_work
from portal.leads.models import Lead
from portal.leads.service import lose, reopen, win
from tests.leads.steps import DAYS, later, lead, review, status_of
from tests.people import Portal

TYPES = ("lead.won", "lead.lost", "lead.reopened")


async def _settle(portal: Portal, made: dict[str, Any], act: Callable[[Work, Lead], None]) -> None:
    async with open_work(portal.runtime, Request(), System()) as work:
        key = parse_id("lead", made["id"])
        assert key is not None
        act(work, await work.get(Lead, key))


def _lost(work: Work, lead: Lead) -> None:
    lose(work, lead, "Another partner's visit came first.")


async def test_a_lead_is_won_once(portal: Portal) -> None:
    alice = await portal.alice()
    made = await lead(alice)
    for _ in range(2):
        await _settle(portal, made, win)
    assert await status_of(alice, made) == "WON"
    assert await portal.events(*TYPES) == [("lead.won", "SYSTEM", None, {"website": "northwind.example"})]
    assert await alice.refused("withdrawLead", leadId=made["id"]) == [("WRONG_STATUS", "input.leadId")]


async def test_a_lead_is_lost_with_the_reason(portal: Portal) -> None:
    alice = await portal.alice()
    made = await lead(alice)
    await _settle(portal, made, _lost)
    found = (await alice.read("query ($id: ID) { lead(id: $id) { status reason endedAt } }", id=made["id"]))["lead"]
    assert found == {"status": "LOST", "reason": "Another partner's visit came first.", "endedAt": None}
    assert [event[:3] for event in await portal.events(*TYPES)] == [
        ("lead.lost", "SYSTEM", "Another partner's visit came first.")
    ]


async def test_a_newer_decision_takes_it_back(portal: Portal) -> None:
    alice = await portal.alice()
    made = await lead(alice)
    await _settle(portal, made, win)
    await _settle(portal, made, _lost)
    assert await status_of(alice, made) == "LOST"
    await _settle(portal, made, reopen)
    assert await status_of(alice, made) == "OPEN"
    await _settle(portal, made, win)
    await later(portal, DAYS)
    assert await status_of(alice, made) == "WON"
    await _settle(portal, made, reopen)
    assert await status_of(alice, made) == "EXPIRED"
    await later(portal, 0, 60)
    told = [event[0] for event in await portal.events(*TYPES, "lead.expired")]
    assert told == ["lead.won", "lead.lost", "lead.reopened", "lead.won", "lead.reopened"]


async def test_a_lead_that_was_won_or_lost_holds_its_website_to_its_end(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    north = {"website": "northwind.example", "company": "Northwind"}
    made = await lead(alice)
    for act in (win, _lost):
        await _settle(portal, made, act)
        assert await bob.refused("registerLead", **north) == [("PROTECTED", "input.website")]
        assert await alice.refused("registerLead", **north) == [("TAKEN", "input.website")]
    await portal.advance(days=DAYS)
    await lead(bob)


@pytest.mark.parametrize("verb", ["withdrawLead", "closeLead"])
async def test_a_lead_that_was_given_up_is_neither_won_nor_lost(portal: Portal, verb: str) -> None:
    alice = await portal.alice()
    made = await lead(alice)
    await alice.do(verb, "lead { id }", leadId=made["id"], reason="Not now.")
    before = await status_of(alice, made)
    for act in (win, _lost, reopen):
        await _settle(portal, made, act)
    assert (await status_of(alice, made), await portal.events(*TYPES)) == (before, [])


async def test_a_lead_in_review_waits_for_the_vendor_s_team(portal: Portal) -> None:
    alice, _ = await portal.alice(), await review(portal)
    made = await lead(alice)
    for act in (win, _lost, reopen):
        await _settle(portal, made, act)
    assert await status_of(alice, made) == "IN_REVIEW"
    await later(portal, DAYS)
    for act in (win, _lost, reopen):
        await _settle(portal, made, act)
    assert await status_of(alice, made) == "EXPIRED"
