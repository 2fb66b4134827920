"""`portal explain`, and the nightly check that decisions derive alike."""

from __future__ import annotations

import pytest

from portal.core.actors import System
from portal.core.problems import NotFound
from portal.core.requests import Request
from portal.core.work import open_work
from portal.decisions.handlers import check_decisions
from portal.decisions.telling import explain_account
from tests.decisions.steps import a_day_later, click, hand_over, now, pay, register_lead, sign_up
from tests.handover.steps import NUMBER, vendor
from tests.people import Portal


async def explained(portal: Portal, account_ref: str = NUMBER) -> list[str]:
    async with open_work(portal.runtime, Request(), System()) as work:
        return await explain_account(work, account_ref)


async def checked(portal: Portal) -> list[str]:
    """The accounts of which the nightly check tells."""
    async with open_work(portal.runtime, Request(), System()) as work:
        await check_decisions(work)
    await portal.work()
    return [data["account_id"] for *_, data in await portal.events("program.credit_differs")]


async def test_it_names_all_partners_and_says_why_each_won_or_lost(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register_lead(alice)
    await a_day_later(portal)
    early = await now(portal)
    await sign_up(portal, app, clickId=await click(portal, bob))
    await a_day_later(portal)
    await pay(portal, app)
    await pay(portal, app, external_id="earlier", occurredAt=early)
    lines = await explained(portal)
    assert lines[0] == f"Account {NUMBER}, Fabrikam, fabrikam.example"
    assert lines[2] == "Decision 2, by version 1 of the policy"
    assert lines[3] == "This client counts for Brightside, by a registered lead."
    assert "Decision 1, by version 1 of the policy" in lines
    assert "A later decision took its place." in lines
    assert any("Northlight's referral link" in line and "protected the website" in line for line in lines)
    assert lines[-1] == "Derived again: the same."


async def test_it_says_when_nothing_is_decided_or_known(portal: Portal) -> None:
    number = await hand_over(portal, await portal.alice())
    assert (await explained(portal, number))[1] == "Nothing is decided: no payment is known."
    with pytest.raises(NotFound):
        await explained(portal, "f" * 24)


async def test_every_decision_derives_alike_also_after_all_that_came_later(portal: Portal) -> None:
    alice, bob, olga, app = await portal.alice(), await portal.bob(), await portal.olga(), await vendor(portal)
    await register_lead(alice)
    await a_day_later(portal)
    await sign_up(portal, app, clickId=await click(portal, bob), email="bob@northlight.example")
    await pay(portal, app)
    await a_day_later(portal)
    await olga.do("publishCreditPolicy", "creditPolicy { version }", preset="KLAVIYO_STYLE")
    await olga.do("suspendPartner", "partner { status }", partnerId=alice.partner_id, reason="Late.")
    await portal.superuser.execute("update team_member set status = 'REMOVED', removed_at = now()")
    assert await checked(portal) == []
    assert (await explained(portal))[-1] == "Derived again: the same."


@pytest.mark.parametrize(
    ("fault", "then"),
    [
        ("update credit_candidate set won = false, reason_code = 'LEAD_EXPIRED'", "something else. Please report it."),
        ("update credit_decision set facts = jsonb_set(facts, '{evidence}', '[]')", "the same."),
        ("update lead set registered_at = registered_at - interval '1 day'", "the same."),
    ],
)
async def test_a_decision_that_does_not_derive_is_told_and_what_was_not_weighed_is(
    portal: Portal, fault: str, then: str
) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register_lead(alice)
    await sign_up(portal, app)
    await pay(portal, app)
    assert await checked(portal) == []
    await portal.superuser.execute(fault)
    assert await checked(portal) == [NUMBER]
    assert (await explained(portal))[-1] == f"Derived again: {then}"
