"""A withdrawal and a refund of the same money at one moment: whoever is first, the money goes once."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from tests.decisions.steps import now
from tests.handover.steps import bill, vendor
from tests.payouts.steps import SUM_OF_LINES, usable_method, withdraw
from tests.people import Person, Portal
from tests.rewards.steps import NUMBER, client_of, faults, money, pay

ROUNDS, LONG_ROUNDS = 8, 200
AT_ONCE = 8
WITHDRAW = "mutation ($input: WithdrawRewardsInput!) { withdrawRewards(input: $input) { userErrors { code } } }"


async def _withdraw(alice: Person, after_seconds: float) -> str:
    """How it comes out: "OK" or the code of the refusal."""
    await asyncio.sleep(after_seconds)
    errors = (await alice.read(WITHDRAW, input={"currencyCode": "EUR"}))["withdrawRewards"]["userErrors"]
    return str(errors[0]["code"]) if errors else "OK"


async def _refund(portal: Portal, app: Person, number: int) -> None:
    """The whole payment goes back, and the worker does what is due."""
    back = {"amount": "400.00", "currencyCode": "EUR", "occurredAt": await now(portal)}
    result = await bill(app, NUMBER, "REFUND", f"refund-{number}", paymentExternalId=f"payment-{number}", **back)
    assert result["outcome"] == "RECORDED"
    await portal.work()


async def _cancel(alice: Person) -> None:
    """What was withdrawn comes back, and meets what is owed for it."""
    listed = await alice.read("{ withdrawals(filter: { status: REQUESTED }) { nodes { id } } }")
    for one in listed["withdrawals"]["nodes"]:
        await alice.do("cancelWithdrawal", "__typename", withdrawalId=one["id"])


@pytest.mark.parametrize(
    "rounds",
    [pytest.param(ROUNDS, id=str(ROUNDS)), pytest.param(LONG_ROUNDS, id=str(LONG_ROUNDS), marks=pytest.mark.long)],
)
async def test_it_is_in_the_withdrawal_and_owed_or_it_is_gone(portal: Portal, rounds: int) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    await usable_method(portal, alice)
    await olga.do("publishRewardPlan", "rewardPlan { version }", forLife=True, holdDays=0)
    await client_of(portal, alice, app)
    for number in range(rounds):
        await pay(portal, app, external_id=f"payment-{number}", amount="400.00")
        await portal.advance(minutes=1)
        await portal.work()
        assert await money(portal) == (0, 80_00, 0, 0, 0)
        # By turns, so that now the one is first and now the other.
        later_seconds = 0.02 * (number % 8)
        _none, *told = await asyncio.gather(
            _refund(portal, app, number), *(_withdraw(alice, later_seconds + place / 100) for place in range(AT_ONCE))
        )
        outcomes = Counter(told)
        assert set(outcomes) <= {"OK", "INSUFFICIENT_BALANCE", "IN_DEBT"}
        reserved = 80_00 if outcomes["OK"] else 0
        assert await money(portal) == (0, 0, reserved, reserved, 0)
        assert (outcomes["OK"] <= 1, await portal.rows(SUM_OF_LINES)) == (True, [(0,)])
        await _cancel(alice)
        assert await money(portal) == (0, 0, 0, 0, 0)
    assert await faults(portal) == []


async def test_what_comes_back_meets_at_once_what_is_owed_for_another(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    await usable_method(portal, alice)
    await olga.do("publishRewardPlan", "rewardPlan { version }", forLife=True, holdDays=0)
    await client_of(portal, alice, app)
    withdrawn = []
    for number in range(2):
        await pay(portal, app, external_id=f"payment-{number}", amount="400.00")
        await portal.advance(minutes=1)
        await portal.work()
        withdrawn.append(await withdraw(alice))
    await _refund(portal, app, 0)
    assert await money(portal) == (0, 0, 80_00, 160_00, 0)
    await alice.do("cancelWithdrawal", "__typename", withdrawalId=withdrawn[1]["id"])
    assert await money(portal) == (0, 0, 0, 80_00, 0)
    assert await faults(portal) == []
