"""rewardEstimate: what clients would earn is what they earn."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from portal.core.permissions import MemberRole, Scope
from tests.people import Person, Portal
from tests.rewards.steps import client_of, pay

ESTIMATE = """query ($input: RewardEstimateInput!) { rewardEstimate(input: $input) {
    months { number rateBps earned { amount currencyCode } bonus { amount } } firstYear { amount currencyCode } words
} }"""
REWARDS = "{ rewards { nodes { amount { amount currencyCode } account { accountId } } } }"
TIERS = [
    {"name": "Bronze", "fromPayingClients": 1, "rateBps": 2175},
    {"name": "Silver", "fromPayingClients": 2, "rateBps": 3000},
]
BONUSES = [{"amount": "7.77", "currencyCode": "EUR"}, {"amount": "100", "currencyCode": "JPY"}]
NUMBERS = ("1" * 24, "2" * 24, "3" * 24)


async def _estimate(person: Person, amount: str, currency: str = "EUR", **more: Any) -> Any:
    asked = {"amount": amount, "currencyCode": currency, **more}
    return (await person.read(ESTIMATE, input=asked))["rewardEstimate"]


async def _earned(person: Person, number: str) -> Decimal:
    """What the rewards of one client's payments were when they were earned."""
    nodes = (await person.read(REWARDS))["rewards"]["nodes"]
    mine = [one["amount"]["amount"] for one in nodes if one["account"]["accountId"] == number]
    return sum(map(Decimal, mine), Decimal(0))


async def test_it_says_what_a_month_and_a_year_earn_and_by_which_rule(portal: Portal) -> None:
    told = await _estimate(await portal.alice(), "200")
    assert told["words"] == ["20 % of each payment for 12 months: EUR 40.00 a month, EUR 480.00 in the first year."]
    assert told["firstYear"] == {"amount": "480.00", "currencyCode": "EUR"}
    assert [month["number"] for month in told["months"]] == list(range(1, 13))
    assert {month["earned"]["amount"] for month in told["months"]} == {"40.00"}


async def test_several_clients_earn_so_many_times_the_share_of_one(portal: Portal) -> None:
    alice = await portal.alice()
    # 20 % of 0.02 is less than half a cent, and each payment is rounded by itself.
    assert (await _estimate(alice, "0.02", clients=1_000))["firstYear"]["amount"] == "0.00"
    assert (await _estimate(alice, "0.03", clients=1_000))["firstYear"]["amount"] == "120.00"


async def test_a_plan_for_fewer_months_earns_no_more_than_they_do(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await olga.do("publishRewardPlan", "rewardPlan { version }", months=3, firstPaymentBonuses=BONUSES)
    told = await _estimate(alice, "100", clients=2)
    assert [month["rateBps"] for month in told["months"]] == [2000] * 3 + [None] * 9
    assert told["months"][0] | {"number": 1} == {
        "number": 1,
        "rateBps": 2000,
        "earned": {"amount": "55.54", "currencyCode": "EUR"},
        "bonus": {"amount": "15.54"},
    }
    assert told["words"] == [
        "20 % of each payment for 3 months: EUR 40.00 a month, EUR 120.00 in the first year.",
        "With the bonus of EUR 15.54 for the first payment it is EUR 135.54 in the first year.",
    ]


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("123.45", "EUR"), ("1999", "JPY"), ("0.123", "KWD"), ("0.01", "EUR"), ("999999.99", "EUR")],
)
async def test_the_first_month_is_what_a_payment_of_that_amount_earns(
    portal: Portal, amount: str, currency: str
) -> None:
    alice, olga, tool = await portal.alice(), await portal.olga(), await portal.tool(Scope.PLATFORM_WRITE)
    await olga.do("publishRewardPlan", "rewardPlan { version }", tiers=TIERS, firstPaymentBonuses=BONUSES)
    for place, number in enumerate(NUMBERS):
        await client_of(portal, alice, tool, number, f"store-{place}.example")
        told = await _estimate(alice, amount, currency)
        await pay(portal, tool, number, f"payment-{place}", amount=amount, currencyCode=currency)
        assert Decimal(told["months"][0]["earned"]["amount"]) == await _earned(alice, number)
        assert told["months"][0]["rateBps"] in {(2000, 2175, 3000)[place], None}
        # Whoever paid is counted on the first of the next month.
        await portal.advance(days=32)
        await portal.work()


async def test_the_second_month_is_reckoned_with_the_tier_that_the_new_clients_reach(portal: Portal) -> None:
    alice, olga, tool = await portal.alice(), await portal.olga(), await portal.tool(Scope.PLATFORM_WRITE)
    await olga.do("publishRewardPlan", "rewardPlan { version }", tiers=TIERS)
    await client_of(portal, alice, tool, NUMBERS[0])
    told = await _estimate(alice, "50.00")
    assert told["words"][1] == "From month 2 on it is 21.75 %: EUR 10.88 a month."
    await pay(portal, tool, NUMBERS[0], "payment-1", amount="50.00", plan="Pro")
    await portal.advance(days=32)
    await pay(portal, tool, NUMBERS[0], "payment-2", amount="50.00", plan="Pro")
    two = sum(Decimal(month["earned"]["amount"]) for month in told["months"][:2])
    assert two == await _earned(alice, NUMBERS[0]) == Decimal("20.88")


async def test_a_restricted_member_learns_nothing_of_how_many_clients_pay_in_all(portal: Portal) -> None:
    alice, olga, tool = await portal.alice(), await portal.olga(), await portal.tool(Scope.PLATFORM_WRITE)
    await olga.do("publishRewardPlan", "rewardPlan { version }", tiers=TIERS)
    for place in (0, 1):
        await client_of(portal, alice, tool, NUMBERS[place], f"store-{place}.example")
        await pay(portal, tool, NUMBERS[place], f"payment-{place}", amount="50.00", plan="Pro")
    await portal.advance(days=32)
    await portal.work()
    victor = await portal.member("Victor", "Brightside", MemberRole.VIEWER)
    reached = "{ viewer { partner { tier { name payingClients } } } }"
    assert (await victor.read(reached))["viewer"]["partner"]["tier"]["payingClients"] == 2
    await portal.superuser.execute("update team_member set restricted = true where role = 'VIEWER'")
    assert (await victor.read(reached))["viewer"]["partner"]["tier"] is None
    assert (await _estimate(victor, "100"))["months"][0]["rateBps"] == 2000
    assert (await _estimate(alice, "100"))["months"][0]["rateBps"] == 3000


async def test_operators_ask_for_a_partner_with_so_many_clients(portal: Portal) -> None:
    olga = await portal.olga()
    await olga.do("publishRewardPlan", "rewardPlan { version }", tiers=TIERS, forLife=True)
    assert (await _estimate(olga, "100", payingClients=2))["words"] == [
        "30 % of each payment, as long as the client pays: EUR 30.00 a month, EUR 360.00 in the first year."
    ]
    assert (await _estimate(olga, "100"))["months"][0]["rateBps"] == 2000


@pytest.mark.parametrize(
    "asked",
    [
        {"amount": "-1"},
        {"amount": "0"},
        {"amount": "NaN"},
        {"amount": "9223372036854775808"},
        {"amount": "1.001"},
        {"amount": "1.5", "currencyCode": "JPY"},
        {"amount": "1.0005", "currencyCode": "KWD"},
        {"currencyCode": "XXX"},
        {"clients": 0},
        {"clients": 10_001},
        {"payingClients": -1},
    ],
)
async def test_what_cannot_be_paid_is_refused(portal: Portal, asked: dict[str, Any]) -> None:
    answer = await (await portal.alice()).ask(ESTIMATE, input={"amount": "1", "currencyCode": "EUR", **asked})
    assert answer.codes
    assert set(answer.codes) == {"BAD_USER_INPUT"}


async def test_whoever_may_not_read_the_plan_is_told_nothing(portal: Portal) -> None:
    asked = {"amount": "1", "currencyCode": "EUR"}
    assert (await portal.nobody().ask(ESTIMATE, input=asked)).codes == ["UNAUTHENTICATED"]
    tool = await portal.tool(Scope.PLATFORM_WRITE)
    assert (await tool.ask(ESTIMATE, input=asked)).codes == ["FORBIDDEN"]
