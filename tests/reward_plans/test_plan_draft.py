"""rewardPlanDraft: what settings would say, before they are published."""

from __future__ import annotations

from typing import Any

import pytest

from portal.core.permissions import OperatorRole, Scope
from tests.people import Portal

DRAFT = "query ($input: RewardPlanInput!) { rewardPlanDraft(input: $input) { words changes } }"
PUBLISHED = "{ program { rewardPlan { words } } }"
SETTINGS = {
    "rateBps": 1250,
    "forLife": True,
    "holdDays": 0,
    "firstPaymentBonuses": [{"amount": "25", "currencyCode": "EUR"}],
    "minimumWithdrawals": [],
    "adjustmentLimits": [{"amount": "1.5", "currencyCode": "KWD"}],
    "tiers": [{"name": " Silver ", "fromPayingClients": 5, "rateBps": 1725}],
}


async def test_a_draft_says_what_it_says_once_it_is_published(portal: Portal) -> None:
    olga = await portal.olga(OperatorRole.FINANCE)
    draft = (await olga.read(DRAFT, input=SETTINGS))["rewardPlanDraft"]
    assert draft["changes"] == [
        "Share: 12.5 %, before 20 %.",
        "How long: as long as the client pays, before 12 months.",
        "Hold: none, before 30 days.",
        "Bonus: EUR 25.00, before none.",
        "Tiers: Silver from 5 clients 17.25 %, before none.",
        "Least withdrawal: none, before EUR 50.00, GBP 40.00, JPY 7000, KWD 15.000, USD 50.00.",
        "Adjustments by one alone: KWD 1.500, before EUR 500.00, GBP 400.00, JPY 70000, KWD 150.000, USD 500.00.",
    ]
    await olga.do("publishRewardPlan", "rewardPlan { version }", **SETTINGS)
    assert (await olga.read(PUBLISHED))["program"]["rewardPlan"]["words"] == draft["words"]
    assert (await olga.read(DRAFT, input=SETTINGS))["rewardPlanDraft"]["changes"] == []


async def test_a_draft_with_a_minimum_says_that_any_amount_of_other_currencies_can_be_withdrawn(portal: Portal) -> None:
    olga = await portal.olga(OperatorRole.FINANCE)
    settings = SETTINGS | {"minimumWithdrawals": [{"amount": "50", "currencyCode": "EUR"}]}
    words = (await olga.read(DRAFT, input=settings))["rewardPlanDraft"]["words"]
    assert "The least that can be withdrawn: EUR 50.00; in other currencies any amount." in words


async def test_what_is_left_out_is_as_in_the_default_and_nothing_is_published(portal: Portal) -> None:
    olga = await portal.olga()
    draft = (await olga.read(DRAFT, input={}))["rewardPlanDraft"]
    assert draft["changes"] == []
    assert draft["words"] == (await olga.read(PUBLISHED))["program"]["rewardPlan"]["words"]
    assert await portal.rows("select max(version) from reward_plan") == [(1,)]


@pytest.mark.parametrize(
    "input",
    [
        {"rateBps": 10_001},
        {"months": 0},
        {"holdDays": 366},
        {"firstPaymentBonuses": [{"amount": "0.001", "currencyCode": "EUR"}]},
        {"tiers": [{"name": "", "fromPayingClients": 1, "rateBps": 1}]},
        {"tiers": [{"name": "A", "fromPayingClients": 1, "rateBps": 1}] * 2},
    ],
)
async def test_settings_that_no_plan_can_have_are_refused(portal: Portal, input: dict[str, Any]) -> None:
    answer = await (await portal.olga()).ask(DRAFT, input=input)
    assert answer.codes
    assert set(answer.codes) == {"BAD_USER_INPUT"}


async def test_whoever_may_publish_drafts_and_nobody_else(portal: Portal) -> None:
    for person in (
        await portal.alice(),
        await portal.olga(OperatorRole.SUPPORT),
        await portal.tool(Scope.REWARDS_READ),
    ):
        assert (await person.ask(DRAFT, input={})).codes == ["FORBIDDEN"]
    assert (await portal.nobody().ask(DRAFT, input={})).codes == ["UNAUTHENTICATED"]
