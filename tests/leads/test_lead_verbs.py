"""updateLead, extendLead, withdrawLead and closeLead."""

import asyncio
import datetime as dt

import pytest

from portal.core.permissions import MemberRole, Scope
from tests.leads.steps import DAYS, LEAD, lead, status_of
from tests.people import Portal, Refused

VERBS = {"updateLead": {"company": "Mine"}, "extendLead": {}, "withdrawLead": {}, "closeLead": {"reason": "Mine."}}


async def test_what_is_noted_of_a_lead_changes_and_the_rest_stays(portal: Portal) -> None:
    alice = await portal.alice()
    made = await lead(alice, contactName="Nora", note="Met at the fair.")
    changed = await alice.do(
        "updateLead", LEAD, leadId=made["id"], company="Southwind", contactName=None, contactEmail="n@south.example"
    )
    expected = {**made, "company": "Southwind", "contactName": None, "contactEmail": "n@south.example"}
    assert changed["lead"] == expected
    data = {"website": "northwind.example", "fields": ["company", "contact_email", "contact_name"]}
    assert await portal.events("lead.updated") == [("lead.updated", "MEMBER", None, data)]
    for search, found in (("south", [{"id": made["id"]}]), ("traders", [])):
        query = "query ($search: String) { leads(filter: { search: $search }) { nodes { id } } }"
        assert (await alice.read(query, search=search))["leads"]["nodes"] == found
    await alice.do("updateLead", "lead { id }", leadId=made["id"], company="Southwind")
    assert len(await portal.events("lead.updated")) == 1


@pytest.mark.parametrize(
    ("field", "value"), [("company", None), ("company", " "), ("contactEmail", "nobody"), ("note", "x" * 5_001)]
)
async def test_it_refuses_notes_that_cannot_be_kept(portal: Portal, field: str, value: str | None) -> None:
    alice = await portal.alice()
    made = await lead(alice)
    assert await alice.refused("updateLead", leadId=made["id"], **{field: value}) == [("INVALID", f"input.{field}")]


async def test_a_lead_is_extended_once_from_its_end_by_the_days_that_it_was_registered_for(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    made = await lead(alice)
    await olga.do("publishCreditPolicy", "creditPolicy { version }", leadDays=10)
    await portal.advance(days=40)
    extended = (await alice.do("extendLead", LEAD, leadId=made["id"]))["lead"]
    before, after = (dt.datetime.fromisoformat(one["protectedUntil"]) for one in (made, extended))
    assert after - before == dt.timedelta(days=DAYS)
    assert (extended["canExtend"], extended["status"]) == (False, "OPEN")
    assert extended["extendedAt"] is not None
    assert await alice.refused("extendLead", leadId=made["id"]) == [("LIMIT_REACHED", "input.leadId")]
    [(_, _, _, data)] = await portal.events("lead.extended")
    assert set(data) == {"website", "protected_until"}


async def test_of_two_clicks_at_once_one_extends(portal: Portal) -> None:
    alice = await portal.alice()
    made = await lead(alice)
    clicks = (alice.do("extendLead", "lead { id }", leadId=made["id"]) for _ in range(4))
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert all("LIMIT_REACHED" in str(answer) for answer in answers if isinstance(answer, Refused))


@pytest.mark.parametrize("verb", VERBS)
async def test_nothing_is_done_to_a_lead_whose_time_is_over(portal: Portal, verb: str) -> None:
    alice = await portal.alice()
    made = await lead(alice)
    # Before the worker has written that down.
    await portal.advance(days=DAYS)
    refusal = await alice.refused(verb, leadId=made["id"], **VERBS[verb])
    assert refusal == [("WRONG_STATUS", "input.leadId")]
    assert await status_of(alice, made) == "EXPIRED"


@pytest.mark.parametrize(
    ("verb", "status", "event"),
    [("withdrawLead", "WITHDRAWN", "lead.withdrawn"), ("closeLead", "LOST", "lead.closed")],
)
async def test_a_lead_that_is_given_up_gives_its_website_free(
    portal: Portal, verb: str, status: str, event: str
) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    made = await lead(alice)
    ended = (await alice.do(verb, LEAD, leadId=made["id"], reason="They chose\nanother."))["lead"]
    assert (ended["status"], ended["reason"], ended["canExtend"]) == (status, "They chose\nanother.", False)
    assert ended["endedAt"] is not None
    data = {"website": "northwind.example"}
    assert await portal.events(event) == [(event, "MEMBER", "They chose\nanother.", data)]
    for again in VERBS:
        assert await alice.refused(again, leadId=made["id"], **VERBS[again]) == [("WRONG_STATUS", "input.leadId")]
    await lead(bob)


async def test_closing_needs_a_reason(portal: Portal) -> None:
    alice = await portal.alice()
    made = await lead(alice)
    assert await alice.refused("closeLead", leadId=made["id"], reason=" ") == [("INVALID", "input.reason")]
    assert await status_of(alice, made) == "OPEN"


@pytest.mark.parametrize("verb", VERBS)
async def test_only_owners_and_managers_may(portal: Portal, verb: str) -> None:
    made = await lead(await portal.alice())
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden(verb, leadId=made["id"], **VERBS[verb]) == ["UNAUTHENTICATED"]
    vera = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    for somebody in (vera, await portal.olga(), await portal.tool(*Scope)):
        assert await somebody.forbidden(verb, leadId=made["id"], **VERBS[verb]) == ["FORBIDDEN"]


async def test_a_partner_who_leaves_the_program_gives_his_websites_free(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    made = await lead(alice)
    await olga.do("closePartner", "partner { id }", partnerId=alice.partner_id, reason="Left.")
    assert await status_of(olga, made) == "WITHDRAWN"
    assert [event[2] for event in await portal.events("lead.withdrawn")] == ["Left."]
    await lead(bob)
