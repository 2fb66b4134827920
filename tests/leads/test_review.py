"""approveLead and refuseLead, where the program reviews leads."""

import pytest

from portal.core.permissions import OperatorRole, Scope
from tests.leads.steps import DAYS, LEAD, UNKNOWN, later, lead, review, status_of
from tests.people import Portal


async def test_a_lead_in_review_holds_its_website(portal: Portal) -> None:
    alice, bob, _ = await portal.alice(), await portal.bob(), await review(portal)
    made = await lead(alice)
    assert (made["status"], made["canExtend"]) == ("IN_REVIEW", True)
    refusal = await bob.refused("registerLead", website="northwind.example", company="Northwind")
    assert refusal == [("PROTECTED", "input.website")]
    assert [event[3]["in_review"] for event in await portal.events("lead.registered")] == [True]


async def test_an_approved_lead_counts_from_its_registration(portal: Portal) -> None:
    alice, olga = await portal.alice(), await review(portal)
    made = await lead(alice)
    await portal.advance(days=20)
    approved = (await olga.do("approveLead", LEAD, leadId=made["id"]))["lead"]
    assert approved == {**made, "status": "OPEN"}
    assert await portal.events("lead.approved") == [
        ("lead.approved", "OPERATOR", None, {"website": "northwind.example"})
    ]
    assert await olga.refused("approveLead", leadId=made["id"]) == [("WRONG_STATUS", "input.leadId")]


async def test_a_refused_lead_says_why_and_gives_its_website_free(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await review(portal)
    made = await lead(alice)
    await olga.do("refuseLead", "lead { id }", leadId=made["id"], reason="Say whom you know there.")
    found = await alice.read(f"query ($id: ID) {{ {LEAD.replace('lead {', 'lead(id: $id) {')} }}", id=made["id"])
    assert (found["lead"]["status"], found["lead"]["reason"]) == ("REFUSED", "Say whom you know there.")
    assert await olga.refused("refuseLead", leadId=made["id"], reason="No.") == [("WRONG_STATUS", "input.leadId")]
    await lead(bob)


async def test_refusing_needs_a_reason(portal: Portal) -> None:
    alice, olga = await portal.alice(), await review(portal)
    made = await lead(alice)
    assert await olga.refused("refuseLead", leadId=made["id"], reason=" ") == [("INVALID", "input.reason")]


async def test_a_lead_that_nobody_reviewed_in_time_expires(portal: Portal) -> None:
    alice, olga = await portal.alice(), await review(portal)
    made = await lead(alice)
    await later(portal, DAYS)
    assert await status_of(alice, made) == "EXPIRED"
    assert await olga.refused("approveLead", leadId=made["id"]) == [("WRONG_STATUS", "input.leadId")]


@pytest.mark.parametrize("verb", ["approveLead", "refuseLead"])
async def test_only_the_partnerships_team_decides(portal: Portal, verb: str) -> None:
    alice, olga = await portal.alice(), await review(portal)
    made = await lead(alice)
    reason = {"reason": "Because."} if verb == "refuseLead" else {}
    for somebody in (alice, await portal.olga(OperatorRole.SUPPORT), await portal.tool(Scope.OPERATOR_READ)):
        assert await somebody.forbidden(verb, leadId=made["id"], **reason) == ["FORBIDDEN"]
    for unknown in UNKNOWN:
        assert await olga.refused(verb, leadId=unknown, **reason) == [("NOT_FOUND", "input.leadId")]
    assert await status_of(alice, made) == "IN_REVIEW"
