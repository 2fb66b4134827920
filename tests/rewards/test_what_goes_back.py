"""Refunds and chargebacks, whenever they are heard of: before, above and after their payment, and after the payout."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.decisions.steps import now
from tests.handover.steps import bill, vendor
from tests.payouts.steps import approve, mark_paid, partner_with, withdraw
from tests.people import Person, Portal
from tests.rewards.steps import NUMBER, client_of, faults, go_back, money, pay

BACK = ("REFUND", "CHARGEBACK")


async def client(portal: Portal) -> Person:
    """Alice's client has signed up; the vendor's app."""
    app = await vendor(portal)
    await client_of(portal, await portal.alice(), app)
    return app


def refusals(result: dict[str, Any]) -> tuple[str, list[tuple[str, list[str]]]]:
    return result["outcome"], [(one["code"], one["field"]) for one in result["userErrors"]]


@pytest.mark.parametrize("type", BACK)
async def test_what_is_heard_of_before_its_payment_waits_for_it(portal: Portal, type: str) -> None:
    app = await client(portal)
    told = await go_back(portal, app, type, "back-1", "25.00")
    assert refusals(told) == ("RECORDED", [])
    assert await money(portal) == (0, 0, 0, 0, 0)
    await pay(portal, app, amount="100.00")
    assert await money(portal) == (15_00, 0, 0, 0, 0)
    assert await faults(portal) == []


@pytest.mark.parametrize("type", BACK)
async def test_more_than_was_paid_is_refused_and_takes_nothing(portal: Portal, type: str) -> None:
    app = await client(portal)
    await pay(portal, app, amount="100.00")
    told = await go_back(portal, app, type, "back-1", "100.01")
    assert refusals(told) == ("REJECTED", [("INVALID", ["amount"])])
    assert await money(portal) == (20_00, 0, 0, 0, 0)


async def test_more_than_was_paid_before_the_payment_takes_all_of_it_and_no_more(portal: Portal) -> None:
    app = await client(portal)
    await go_back(portal, app, "REFUND", "refund-1", "60.00")
    await go_back(portal, app, "REFUND", "refund-2", "60.00")
    await pay(portal, app, amount="100.00")
    await pay(portal, app, external_id="payment-2", amount="10.00")
    assert await money(portal) == (2_00, 0, 0, 0, 0)
    assert await faults(portal) == []


async def test_the_whole_payment_goes_back_once(portal: Portal) -> None:
    app = await client(portal)
    await pay(portal, app, amount="100.00")
    await go_back(portal, app, "REFUND", "refund-1", "100.00")
    again = await go_back(portal, app, "REFUND", "refund-2", "100.00")
    assert refusals(again) == ("REJECTED", [("INVALID", ["amount"])])
    # The bank takes back what was refunded already: told, and nothing more to take.
    await go_back(portal, app, "CHARGEBACK", "back-1", "100.00")
    assert await money(portal) == (0, 0, 0, 0, 0)
    assert await faults(portal) == []


async def test_a_chargeback_after_the_payout_is_owed_and_met_by_what_comes_next(portal: Portal) -> None:
    alice, olga, app = await partner_with(portal), await portal.olga(), await vendor(portal)
    await client_of(portal, alice, app)
    await pay(portal, app, amount="400.00")
    await portal.advance(days=30)
    await portal.work()
    made = await withdraw(alice)
    await approve(olga, made)
    await mark_paid(olga, made)
    await go_back(portal, app, "CHARGEBACK", "back-1", "400.00")
    assert await money(portal) == (0, 0, 80_00, 0, 80_00)
    assert await alice.refused("withdrawRewards", currencyCode="EUR") == [("IN_DEBT", None)]
    await pay(portal, app, external_id="payment-2", amount="700.00")
    await portal.advance(days=30)
    await portal.work()
    assert await money(portal) == (0, 60_00, 0, 0, 80_00)
    # The bank gives it back after all.
    await go_back(portal, app, "CHARGEBACK_REVERSED", "again-1", "400.00")
    assert await money(portal) == (0, 140_00, 0, 0, 80_00)
    # It is paid again of the reward whose debt another has met, and may come back.
    again = await withdraw(alice)
    assert again["amount"]["amount"] == "140.00"
    await approve(olga, again)
    await mark_paid(olga, again)
    assert await money(portal) == (0, 0, 0, 0, 220_00)
    await olga.do("returnWithdrawal", "withdrawal { status }", withdrawalId=made["id"], reason="Account closed.")
    assert await money(portal) == (0, 80_00, 0, 0, 140_00)
    assert await faults(portal) == []


async def test_what_is_left_says_the_status_and_never_what_is_owed(portal: Portal) -> None:
    alice, olga, app = await partner_with(portal), await portal.olga(), await vendor(portal)
    await client_of(portal, alice, app)
    await pay(portal, app, amount="400.00")
    await portal.advance(days=30)
    await portal.work()
    made = await withdraw(alice)
    await approve(olga, made)
    await mark_paid(olga, made)
    await go_back(portal, app, "REFUND", "refund-1", "200.00")
    assert await statuses(alice) == [("PAID", "DEBT")]
    await go_back(portal, app, "REFUND", "refund-2", "200.00")
    assert await statuses(alice) == [("REVERSED", "DEBT")]
    await pay(portal, app, external_id="payment-2", amount="400.00")
    await portal.advance(days=30)
    await portal.work()
    await olga.do("returnWithdrawal", "withdrawal { status }", withdrawalId=made["id"], reason="Account closed.")
    # Of the first, which went back, the returned money can be withdrawn; the second met its debt.
    assert await statuses(alice) == [("PAID", "NOTHING"), ("AVAILABLE", "NOTHING")]


async def statuses(person: Person) -> list[tuple[str, str]]:
    """Where each reward stands and what it waits for, the latest payment first."""
    found = await person.read("{ rewards { nodes { status waitsFor } } }")
    return [(one["status"], one["waitsFor"]) for one in found["rewards"]["nodes"]]


async def test_shuffled_and_90_days_late_it_ends_as_if_told_in_time(portal: Portal) -> None:
    ended = set()
    for seed in (None, 1, 2, 3):
        await portal.fresh()
        app = await client(portal)
        at = {"currencyCode": "EUR", "occurredAt": await now(portal)}
        back = {**at, "paymentExternalId": "payment-1"}
        told: list[tuple[str, str, dict[str, Any]]] = [
            ("PLAN_SELECTED", "plan", {"plan": "Pro", "occurredAt": at["occurredAt"]}),
            ("PAYMENT", "payment-1", {**at, "amount": "100.00"}),
            ("PAYMENT", "payment-2", {**at, "amount": "50.00"}),
            ("REFUND", "refund-1", {**back, "amount": "25.00"}),
            ("CHARGEBACK", "back-1", {**back, "amount": "75.00"}),
            ("CHARGEBACK_REVERSED", "again-1", {**back, "amount": "75.00"}),
        ]
        if seed is not None:
            random.Random(seed).shuffle(told)
            await portal.advance(days=90)
        for type_, external_id, more in told:
            assert refusals(await bill(app, NUMBER, type_, external_id, **more)) == ("RECORDED", [])
            await portal.work()
        if seed is None:
            await portal.advance(days=90)
        # What was told last is released by the next minute's duty.
        await portal.advance(minutes=1)
        await portal.work()
        assert await faults(portal) == []
        ended.add(await money(portal))
    assert ended == {(0, 25_00, 0, 0, 0)}
