"""ClientAccount.credit: decided at the first payment, anew for what is heard late, until it is frozen."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from portal.accounts.models import ClientAccount
from portal.accounts.service import any_account
from portal.core.actors import System
from portal.core.permissions import OperatorRole, Scope
from portal.core.problems import Conflict
from portal.core.requests import Request
from portal.core.work import open_work
from portal.decisions.service import freeze_credit
from tests.accounts.steps import create
from tests.decisions.steps import (
    a_day_later,
    click,
    credit_of,
    credited,
    hand_over,
    now,
    pay,
    register_lead,
    sign_up,
)
from tests.handover.steps import CLARA, NUMBER, accept, bill, register, vendor
from tests.people import Person, Portal
from tests.referrals.steps import make_link

DECISIONS = "creditDecisions { decidedAt policyVersion evidence frozenAt candidates { evidence outcome } }"


async def decisions_of(person: Person, number: str = NUMBER) -> list[Any]:
    found = await person.read(f"query ($n: String!) {{ account(accountId: $n) {{ {DECISIONS} }} }}", n=number)
    decisions: list[Any] = found["account"]["creditDecisions"]
    return decisions


async def freeze(portal: Portal, number: str = NUMBER) -> None:
    """As the rewards will, when the account's first reward leaves its hold."""
    async with open_work(portal.runtime, Request(), System()) as work:
        await freeze_credit(work, await any_account(work, number))


async def test_nothing_is_decided_before_the_first_payment(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    number = await hand_over(portal, alice)
    await bill(app, number, "PLAN_SELECTED", "plan", plan="Pro", occurredAt=await now(portal))
    await portal.work()
    assert await credit_of(alice, number) is None


async def test_the_story_tells_with_dates_what_happened(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    await register_lead(alice)
    await a_day_later(portal, days=41)
    await sign_up(portal, app)
    await a_day_later(portal)
    await pay(portal, app)
    credit = await credit_of(alice)
    assert credit["explanation"] == "This client counts for you: you registered its website as a lead."
    today = dt.datetime.fromisoformat(await now(portal))

    def day(back: int) -> str:
        at = today - dt.timedelta(days=back)
        return f"{at.day} {at:%B %Y}"

    assert credit["story"] == [
        f"{day(42)}: You registered the website as a lead, 41 days before the sign-up. Credited.",
        f"{day(1)}: The client signed up.",
        f"{day(0)}: The client paid for the first time.",
        f"{day(0)}: Credit was decided.",
    ]
    told = await credit_of(olga)
    assert told["explanation"] == "This client counts for Brightside, by a registered lead."
    assert told["story"][0].endswith(
        "Brightside registered the website as a lead, 41 days before the sign-up. Credited."
    )


async def test_it_tells_each_partner_who_was_weighed_of_himself_alone(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register_lead(alice)
    await a_day_later(portal)
    await sign_up(portal, app, clickId=await click(portal, bob))
    await pay(portal, app)
    told = await portal.rows(
        "select partner_id, actor_kind, data from event where type = 'credit.decided' order by data->>'credited'"
    )
    both = {"account_id": NUMBER, "policy_version": 1}
    assert [(f"part_{partner_id.hex}", kind, data) for partner_id, kind, data in told] == [
        (bob.partner_id, "SYSTEM", {**both, "credited": False, "evidence": None}),
        (alice.partner_id, "SYSTEM", {**both, "credited": True, "evidence": "LEAD"}),
    ]


async def test_a_lead_is_won_by_whom_the_client_counts_and_lost_by_all_others(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    mine = await register_lead(alice)
    other = await register_lead(alice, "other.example")
    await a_day_later(portal)
    number = await hand_over(portal, alice, "other.example")
    await sign_up(portal, app, email="d@store.example")
    await pay(portal, app)
    await pay(portal, app, number, "payment-2")
    document = "query ($id: ID) { lead(id: $id) { status reason } }"
    assert (await alice.read(document, id=mine))["lead"] == {"status": "WON", "reason": None}
    lost = (await alice.read(document, id=other))["lead"]
    assert (lost["status"], lost["reason"]) == ("LOST", "Did not decide: the account's creation counted first.")
    assert [told[0] for told in await portal.events("lead.won", "lead.lost")] == ["lead.won", "lead.lost"]


# --- what arrives late ----------------------------------------------------------------------------------------------


async def test_a_payment_that_arrives_late_and_was_earlier_makes_a_new_decision(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await sign_up(portal, app)
    early = await now(portal)
    await a_day_later(portal)
    await register_lead(alice)
    await a_day_later(portal)
    await pay(portal, app)
    assert await credited(alice) == ("YOU", "LEAD")
    # In fact the client had paid before the lead was registered.
    await pay(portal, app, external_id="earlier", occurredAt=early)
    olga = await portal.olga()
    assert (await credit_of(olga))["credited"] == "NOBODY"
    assert [one["evidence"] for one in await decisions_of(olga)] == [None, "LEAD"]
    [(status, reason)] = await portal.rows("select status, reason from lead")
    assert (status, reason) == ("LOST", "The client had paid before the lead was registered.")
    told = await portal.events("credit.decided")
    assert [data["credited"] for *_, data in told] == [True, False]


async def test_a_sign_up_that_arrives_after_the_payment_is_weighed(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    came = await click(portal, alice)
    signed_up_at = await now(portal)
    await a_day_later(portal)
    await bill(app, NUMBER, "PAYMENT", "one", amount="5", currencyCode="EUR", occurredAt=await now(portal))
    await portal.work()
    await register(app, NUMBER, signedUpAt=signed_up_at, clickId=came)
    await portal.work()
    assert await credited(alice) == ("YOU", "REFERRAL")


async def test_a_click_that_is_told_after_the_decision_is_weighed(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    came = await click(portal, alice)
    told = await now(portal)
    await sign_up(portal, app, signedUpAt=told)
    await pay(portal, app)
    assert await credited(alice) is None
    await sign_up(portal, app, signedUpAt=told, clickId=came)
    await portal.work()
    assert await credited(alice) == ("YOU", "REFERRAL")


async def test_what_changes_for_a_rival_alone_is_told_to_nobody_else(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register_lead(alice)
    came = await click(portal, bob)
    await a_day_later(portal)
    told = await now(portal)
    await sign_up(portal, app, signedUpAt=told)
    await pay(portal, app)
    before = await credit_of(alice)
    await a_day_later(portal)
    await sign_up(portal, app, signedUpAt=told, clickId=came)
    await portal.work()
    assert await portal.rows("select count(*) from credit_decision") == [(2,)]
    assert (await credit_of(bob))["credited"] == "NOT_YOU"
    assert await credit_of(alice) == before
    rows = await portal.rows("select partner_id from event where type = 'credit.decided' order by id")
    assert [f"part_{partner_id.hex}" for (partner_id,) in rows] == [alice.partner_id, bob.partner_id]
    document = f'{{ account(accountId: "{NUMBER}") {{ creditDecisions {{ credited }} }} }}'
    assert (await alice.read(document))["account"] == {"creditDecisions": []}


async def test_a_transfer_that_is_accepted_after_the_payment_counts(portal: Portal) -> None:
    """The client paid for the plan before he took the account over."""
    alice, app = await portal.alice(), await vendor(portal)
    account = await create(alice, "Fabrikam")
    await alice.do("transferOwnership", "account { id }", accountId=account["id"], toEmail=CLARA)
    await pay(portal, app, account["accountId"])
    credit = await credit_of(alice, account["accountId"])
    assert [one["reasonCode"] for one in credit["candidates"]] == ["NOT_TRANSFERRED"]
    await accept(portal, account)
    await portal.work()
    assert await credited(alice, account["accountId"]) == ("YOU", "CREATED")


async def test_the_same_told_again_decides_nothing_anew(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register_lead(alice)
    told = await now(portal)
    for _ in range(2):
        await sign_up(portal, app, signedUpAt=told)
        await pay(portal, app, occurredAt=told)
    assert await portal.rows("select count(*) from credit_decision") == [(1,)]
    assert len(await portal.events("credit.decided")) == 1


async def test_a_lead_in_review_counts_once_it_is_approved(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    await olga.do("updateProgram", "program { leadReview }", leadReview=True)
    lead = await register_lead(alice)
    await sign_up(portal, app)
    await pay(portal, app)
    assert (await credit_of(alice))["explanation"].endswith("the vendor's team hasn't approved the lead.")
    await olga.do("approveLead", "lead { status }", leadId=lead)
    await portal.work()
    assert await credited(alice) == ("YOU", "LEAD")
    assert await portal.rows("select status from lead") == [("WON",)]


async def test_a_policy_that_is_published_after_the_payment_changes_nothing_of_it(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    number = await hand_over(portal, alice)
    paid_at = await now(portal)
    await a_day_later(portal)
    await olga.do("publishCreditPolicy", "creditPolicy { version }", preset="KLAVIYO_STYLE")
    await pay(portal, app, number, occurredAt=paid_at)
    credit = await credit_of(alice, number)
    assert (credit["credited"], credit["policyVersion"]) == ("YOU", 1)


async def test_a_suspended_partner_s_new_evidence_loses_and_his_older_counts(portal: Portal) -> None:
    alice, bob, olga, app = await portal.alice(), await portal.bob(), await portal.olga(), await vendor(portal)
    await register_lead(alice, "early.example")
    await make_link(alice)
    await a_day_later(portal)
    await olga.do("suspendPartner", "partner { status }", partnerId=alice.partner_id, reason="Late.")
    await a_day_later(portal)
    came = await click(portal, alice)
    await sign_up(portal, app, clickId=came)
    await sign_up(portal, app, "f" * 24, email="b@store.example", website="early.example")
    await pay(portal, app)
    await pay(portal, app, "f" * 24, "payment-2")
    credit = await credit_of(alice)
    assert (credit["credited"], [one["reasonCode"] for one in credit["candidates"]]) == (
        "NOT_YOU",
        ["PARTNER_SUSPENDED"],
    )
    assert await credited(alice, "f" * 24) == ("YOU", "LEAD")
    assert await credited(bob) is None


async def test_a_partner_lists_the_clients_for_which_he_was_weighed(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    early = await now(portal)
    await a_day_later(portal)
    await register_lead(alice)
    await a_day_later(portal)
    came = await click(portal, bob)
    await sign_up(portal, app, clickId=came, email="d@store.example")
    await pay(portal, app)
    number = await hand_over(portal, bob, "other.example")
    await a_day_later(portal)
    await pay(portal, app, number, "payment-2")
    document = """query ($credited: Boolean) { weighedAccounts(credited: $credited) {
      totalCount nodes { credited account { accountId name status } credit { evidence } partner { id } }
    } }"""
    lost = {
        "credited": False,
        "account": {"accountId": NUMBER, "name": None, "status": None},
        "credit": {"evidence": None},
        "partner": {"id": bob.partner_id},
    }
    won = {
        "credited": True,
        "account": {"accountId": number, "name": "Fabrikam", "status": "COLLABORATOR"},
        "credit": {"evidence": "CREATED"},
        "partner": {"id": bob.partner_id},
    }
    assert (await bob.read(document))["weighedAccounts"] == {"totalCount": 2, "nodes": [won, lost]}
    assert (await bob.read(document, credited=True))["weighedAccounts"]["nodes"] == [won]
    assert (await alice.read(document, credited=False))["weighedAccounts"]["nodes"] == []
    assert (await app.read(document))["weighedAccounts"]["totalCount"] == 3
    # A payment from before the lead is heard of: nobody is weighed any more, and whoever was hears of it.
    await pay(portal, app, external_id="earlier", occurredAt=early)
    [mine] = (await alice.read(document))["weighedAccounts"]["nodes"]
    assert (mine["credited"], mine["account"]["name"], mine["credit"]) == (False, "Fabrikam", None)


async def test_a_partner_does_not_change_the_website_that_his_client_has_paid_for(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await create(alice, "Fabrikam", website="fabrikam.example")
    await pay(portal, app, account["accountId"])
    refusal = await alice.refused("updateAccount", accountId=account["id"], website="other.example")
    assert refusal == [("WRONG_STATUS", "input.website")]
    await alice.do("updateAccount", "account { name }", accountId=account["id"], name="Fabrikam Two")


# --- freezing -------------------------------------------------------------------------------------------------------


async def test_once_it_is_frozen_what_arrives_late_changes_nothing(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await sign_up(portal, app)
    early = await now(portal)
    await a_day_later(portal)
    await register_lead(alice)
    await a_day_later(portal)
    await pay(portal, app)
    await freeze(portal)
    await freeze(portal)
    await pay(portal, app, external_id="earlier", occurredAt=early)
    credit = await credit_of(alice)
    assert (
        credit["credited"],
        credit["frozenAt"] is not None,
        await portal.rows("select count(*) from credit_decision"),
    ) == (
        "YOU",
        True,
        [(1,)],
    )
    assert credit["story"][-1].endswith("The decision became final.")
    assert len(await portal.events("credit.frozen")) == 1


async def test_nothing_is_frozen_before_it_is_decided(portal: Portal) -> None:
    alice = await portal.alice()
    number = await hand_over(portal, alice)
    with pytest.raises(Conflict):
        await freeze(portal, number)


# --- who reads it ---------------------------------------------------------------------------------------------------


async def test_strangers_read_nothing_of_it_and_programs_by_their_scope(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    number = await hand_over(portal, alice)
    await pay(portal, app, number)
    for nobody in (portal.nobody(), await portal.charlie()):
        answer = await nobody.ask(f'{{ account(accountId: "{number}") {{ credit {{ credited }} }} }}')
        assert answer.codes == ["UNAUTHENTICATED"]
    assert await credit_of(await portal.bob(), number) is None
    for reader in (await portal.olga(OperatorRole.SUPPORT), app):
        assert (await credit_of(reader, number))["credited"] == "PARTNER"
    assert await credit_of(await portal.tool(Scope.ACCOUNTS_READ), number) is None


async def test_the_facts_behind_a_decision_are_not_the_app_s_to_read(portal: Portal) -> None:
    rows = await portal.rows(
        "select has_column_privilege('portal_app', 'portal.credit_decision', 'facts', 'select'),"
        " has_column_privilege('portal_app', 'portal.credit_decision', 'decided_at', 'select'),"
        " has_table_privilege('portal_system', 'portal.credit_candidate', 'update')"
    )
    assert rows == [(False, True, False)]
    assert ClientAccount.__tablename__ == "client_account"
