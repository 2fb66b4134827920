"""publishRewardPlan: amounts that can't be meant are refused by their name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import Portal

FIELDS = ("firstPaymentBonuses", "minimumWithdrawals", "adjustmentLimits")


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currencyCode": "EUR"}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "amounts",
    [[euros("0")], [euros("-1")], [euros("1.001")], [{"amount": "1.5", "currencyCode": "JPY"}]],
    ids=["nothing", "below", "decimals", "JPY"],
)
async def test_an_amount_that_can_t_be_is_refused(portal: Portal, field: str, amounts: list[Any]) -> None:
    olga = await portal.olga()
    assert await olga.refused("publishRewardPlan", **{field: amounts}) == [("INVALID", f"input.{field}")]


@pytest.mark.parametrize("field", FIELDS)
async def test_a_currency_is_named_once(portal: Portal, field: str) -> None:
    olga = await portal.olga()
    refused = await olga.refused("publishRewardPlan", **{field: [euros("10"), euros("20")]})
    assert refused == [("INVALID", f"input.{field}")]
    assert await portal.rows("select max(version) from reward_plan") == [(1,)]
