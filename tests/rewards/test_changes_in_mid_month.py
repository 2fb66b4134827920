"""What changes in the middle of a month: the plan, who has access, and for whom the client counts."""

from __future__ import annotations

import datetime as dt

from tests.decisions.steps import a_day_later, click, credited, hand_over, now, pay, register_lead, sign_up
from tests.handover.steps import until, vendor
from tests.people import Person, Portal
from tests.performance.steps import sums
from tests.rewards.steps import client_of, faults, money


async def mid_month(portal: Portal) -> None:
    """Goes on to the tenth of the next month."""
    today = dt.datetime.fromisoformat(await now(portal))
    next_month = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=10, hour=12, minute=0, second=0)
    await until(portal, next_month.isoformat())


async def test_a_plan_that_changes_holds_for_what_is_paid_from_then_on(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    await mid_month(portal)
    await client_of(portal, alice, app)
    before = await now(portal)
    await pay(portal, app, amount="100.00")
    await a_day_later(portal)
    await olga.do("publishRewardPlan", "rewardPlan { version }", rateBps=3_000, holdDays=10)
    assert await money(portal) == (20_00, 0, 0, 0, 0)
    await pay(portal, app, external_id="payment-2", amount="100.00")
    # Paid before, told after.
    await pay(portal, app, external_id="payment-3", amount="100.00", occurredAt=before)
    assert await money(portal) == (70_00, 0, 0, 0, 0)
    read = "{ rewards { nodes { rateBps planVersion amount { amount } } } }"
    rewards = (await alice.read(read))["rewards"]["nodes"]
    assert sorted((one["planVersion"], one["rateBps"], one["amount"]["amount"]) for one in rewards) == [
        (1, 2_000, "20.00"),
        (1, 2_000, "20.00"),
        (2, 3_000, "30.00"),
    ]
    assert await sums(alice) == [("70.00", "0.00", "300.00", 3, 1)]
    # By its own version each is held.
    await portal.advance(days=10)
    await portal.work()
    assert await money(portal) == (40_00, 30_00, 0, 0, 0)
    assert await faults(portal) == []


async def test_a_payment_dated_ahead_gets_what_a_new_plan_adds_and_keeps_what_it_earned(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    await client_of(portal, alice, app)
    ahead = (dt.datetime.fromisoformat(await now(portal)) + dt.timedelta(days=3)).isoformat()
    await pay(portal, app, amount="100.00", occurredAt=ahead)
    bonus = [{"amount": "7.00", "currencyCode": "EUR"}]
    await olga.do("publishRewardPlan", "rewardPlan { version }", rateBps=3_000, firstPaymentBonuses=bonus)
    await portal.work()
    assert await money(portal) == (27_00, 0, 0, 0, 0)
    assert await faults(portal) == []


async def test_what_is_dated_after_a_partner_left_earns_nothing(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    await client_of(portal, alice, app)
    ahead = (dt.datetime.fromisoformat(await now(portal)) + dt.timedelta(days=3)).isoformat()
    await pay(portal, app, amount="100.00")
    await pay(portal, app, external_id="payment-2", amount="50.00", occurredAt=ahead)
    assert await money(portal) == (30_00, 0, 0, 0, 0)
    await a_day_later(portal)
    await olga.do("closePartner", "partner { status }", partnerId=alice.partner_id)
    await portal.work()
    assert await money(portal) == (20_00, 0, 0, 0, 0)
    assert await faults(portal) == []


async def test_an_account_that_is_moved_leaves_credit_and_money_where_they_are(portal: Portal) -> None:
    alice, bob, olga, app = await portal.alice(), await portal.bob(), await portal.olga(), await vendor(portal)
    await mid_month(portal)
    number = await hand_over(portal, alice)
    await pay(portal, app, number, amount="100.00")
    await a_day_later(portal)
    await olga.do("moveAccount", "account { id }", accountId=number, toPartnerId=bob.partner_id)
    await pay(portal, app, number, "payment-2", amount="100.00")
    assert (await money(portal), await money(portal, "Northlight")) == ((40_00, 0, 0, 0, 0), (0, 0, 0, 0, 0))
    assert await credited(alice, number) == ("YOU", "CREATED")
    assert await sums(alice) == [("40.00", "0.00", "200.00", 2, 1)]
    assert await sums(bob) == []
    assert await faults(portal) == []


async def lead_after_sign_up(portal: Portal) -> tuple[Person, Person, Person, str]:
    """Bob's link brought the client; Alice registered the lead before the first payment that is known, which counts for
    her. The client had paid before her lead, which nobody has told yet: alice, bob, the vendor's app, and when.
    """
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await mid_month(portal)
    await sign_up(portal, app, clickId=await click(portal, bob))
    await a_day_later(portal)
    paid_at = await now(portal)
    await a_day_later(portal)
    await register_lead(alice)
    await a_day_later(portal)
    await pay(portal, app, amount="100.00")
    assert (await money(portal), await money(portal, "Northlight")) == ((20_00, 0, 0, 0, 0), (0, 0, 0, 0, 0))
    return alice, bob, app, paid_at


async def test_a_late_fact_that_moves_the_credit_moves_the_money_before_the_freeze(portal: Portal) -> None:
    alice, bob, app, paid_at = await lead_after_sign_up(portal)
    await pay(portal, app, external_id="earlier", amount="50.00", occurredAt=paid_at)
    assert await credited(bob) == ("YOU", "REFERRAL")
    assert (await money(portal), await money(portal, "Northlight")) == ((0, 0, 0, 0, 0), (30_00, 0, 0, 0, 0))
    # What was Alice's is told as gone back, in the month of its payment.
    assert await sums(alice) == [("0.00", "20.00", "0.00", 0, 0)]
    assert await sums(bob) == [("30.00", "0.00", "150.00", 2, 1)]
    await portal.advance(days=30)
    await portal.work()
    assert (await money(portal), await money(portal, "Northlight")) == ((0, 0, 0, 0, 0), (0, 30_00, 0, 0, 0))
    assert await faults(portal) == []


async def test_after_the_freeze_it_moves_nothing(portal: Portal) -> None:
    alice, bob, app, paid_at = await lead_after_sign_up(portal)
    await portal.advance(days=30)
    await portal.work()
    await pay(portal, app, external_id="earlier", amount="50.00", occurredAt=paid_at)
    assert await credited(alice) == ("YOU", "LEAD")
    await portal.advance(minutes=1)
    await portal.work()
    assert (await money(portal), await money(portal, "Northlight")) == ((0, 30_00, 0, 0, 0), (0, 0, 0, 0, 0))
    assert await sums(alice) == [("30.00", "0.00", "150.00", 2, 1)]
    assert await sums(bob) == []
    assert await faults(portal) == []
