"""Leads follow the decisions that hold: also after the vendor corrects the website of a client who has paid."""

from __future__ import annotations

from typing import Any

from portal.core.actors import System
from portal.core.requests import Request
from portal.core.work import open_work
from portal.decisions.checking import differing
from tests.decisions.steps import STORE, a_day_later, credited, hand_over, now, pay, register_lead, sign_up
from tests.handover.steps import NUMBER, vendor
from tests.people import Person, Portal

OTHER = "other.example"


async def state_of(partner: Person, lead: str) -> tuple[str, str | None]:
    found = (await partner.read("query ($id: ID) { lead(id: $id) { status reason } }", id=lead))["lead"]
    return found["status"], found["reason"]


async def correct(portal: Portal, app: Person, signed_up_at: str, **more: Any) -> None:
    """The vendor tells that the account's website is another one."""
    await sign_up(portal, app, signedUpAt=signed_up_at, website=OTHER, **more)
    await portal.work()
    async with open_work(portal.runtime, Request(), System()) as work:
        assert await differing(work) == []


async def test_a_lead_for_the_former_website_is_open_again_and_one_for_the_right_one_is_won(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    former, right = await register_lead(alice, STORE), await register_lead(bob, OTHER)
    told = await now(portal)
    await sign_up(portal, app, signedUpAt=told)
    await pay(portal, app)
    assert [(await state_of(alice, former))[0], (await state_of(bob, right))[0]] == ["WON", "OPEN"]
    await correct(portal, app, told)
    assert [(await state_of(alice, former))[0], (await state_of(bob, right))[0]] == ["OPEN", "WON"]
    assert await credited(bob) == ("YOU", "LEAD")
    events = [event[0] for event in await portal.events("lead.won", "lead.reopened")]
    assert events == ["lead.won", "lead.reopened", "lead.won"]
    await alice.do("withdrawLead", "lead { status }", leadId=former)


async def test_a_lead_that_came_after_the_payment_for_the_former_website_is_open_again(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    told = await now(portal)
    await sign_up(portal, app, signedUpAt=told)
    await a_day_later(portal)
    lead = await register_lead(alice)
    await a_day_later(portal)
    await pay(portal, app, occurredAt=told)
    assert await state_of(alice, lead) == ("LOST", "The client had paid before the lead was registered.")
    await correct(portal, app, told)
    assert await state_of(alice, lead) == ("OPEN", None)


async def test_a_lead_for_the_website_that_the_client_turns_out_to_have_is_lost(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    told = await now(portal)
    await sign_up(portal, app, signedUpAt=told)
    await pay(portal, app)
    await a_day_later(portal)
    lead = await register_lead(alice, OTHER)
    await correct(portal, app, told)
    assert await state_of(alice, lead) == ("LOST", "The client had paid before the lead was registered.")


async def test_a_lead_of_a_former_website_whose_time_is_over_has_expired(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    lead, told = await register_lead(alice), await now(portal)
    await sign_up(portal, app, signedUpAt=told)
    # The client pays so late that his credit is not final yet when the lead's time is over.
    await a_day_later(portal, days=80)
    await pay(portal, app)
    await a_day_later(portal, days=11)
    assert (await state_of(alice, lead))[0] == "WON"
    await correct(portal, app, told)
    assert await state_of(alice, lead) == ("EXPIRED", None)


async def test_a_lead_that_another_client_of_the_former_website_pays_for_stays_won(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    lead, told = await register_lead(alice), await now(portal)
    await sign_up(portal, app, signedUpAt=told)
    await sign_up(portal, app, "f" * 24, email="b@store.example", signedUpAt=told)
    await pay(portal, app)
    await pay(portal, app, "f" * 24, "payment-2")
    await correct(portal, app, told)
    assert await state_of(alice, lead) == ("WON", None)
    assert await portal.events("lead.reopened") == []


async def test_a_lead_that_the_partner_closed_stays_as_he_closed_it(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    lead, told = await register_lead(alice), await now(portal)
    await alice.do("closeLead", "lead { id }", leadId=lead, reason="They went elsewhere.")
    await sign_up(portal, app, signedUpAt=told)
    await pay(portal, app)
    await correct(portal, app, told)
    assert await state_of(alice, lead) == ("LOST", "They went elsewhere.")
    assert await portal.events("lead.lost", "lead.reopened") == []


async def test_a_lost_lead_is_told_the_reason_of_the_newer_decision(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    number = await hand_over(portal, alice)
    early = await now(portal)
    await a_day_later(portal)
    lead = await register_lead(alice)
    await a_day_later(portal)
    await pay(portal, app, number)
    first = "Did not decide: the account's creation counted first."
    assert await state_of(alice, lead) == ("LOST", first)
    await pay(portal, app, number, "earlier", occurredAt=early)
    then = "The client had paid before the lead was registered."
    assert await state_of(alice, lead) == ("LOST", then)
    assert [reason for _, _, reason, _ in await portal.events("lead.lost")] == [first, then]


async def test_a_lead_for_the_website_of_a_client_who_is_gone_is_a_new_one(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    told = await now(portal)
    await sign_up(portal, app, signedUpAt=told)
    await pay(portal, app)
    await a_day_later(portal)
    await app.do("closeAccounts", "results { outcome }", accountIds=[NUMBER])
    await a_day_later(portal)
    lead = await register_lead(bob)
    await portal.work()
    assert await state_of(bob, lead) == ("OPEN", None)
    assert await credited(alice) is None
