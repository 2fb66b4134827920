"""One log of billing events, told in whatever order and however often, ends in the same ledger."""

import datetime as dt
import random
from typing import Any

import pytest

from portal.core.permissions import Scope
from tests.decisions.steps import STORE, register_lead, sign_up
from tests.handover.steps import NUMBER
from tests.people import Person, Portal
from tests.rewards.steps import faults, money

ROUNDS = 50
RECORD = """mutation ($input: RecordBillingEventsInput!) {
  recordBillingEvents(input: $input) { results { externalId outcome userErrors { code field message } } }
}"""
KEPT = (
    "select e.external_id, r.kind, p.name, r.amount_minor, r.reversed_minor, r.settled_minor, r.status"
    " from reward r join billing_event e on e.id = r.payment_id join partner p on p.id = r.partner_id"
    # What was earned before an earlier payment was heard of, and is not due, has gone as it came.
    " where r.reversed_minor < r.amount_minor order by 1, 2, 3"
)


def log_of(began: dt.datetime) -> list[dict[str, Any]]:
    """Payments of a year, refunds, chargebacks and what was reversed, in one currency and another."""

    def event(type: str, id: str, day: int, amount: str | None = None, **more: Any) -> dict[str, Any]:
        money = {"amount": amount, "currencyCode": more.pop("currency", "EUR")} if amount else {}
        at = (began + dt.timedelta(days=day)).isoformat()
        return (
            {"source": "billing", "externalId": id, "type": type, "accountId": NUMBER, "occurredAt": at} | money | more
        )

    payments = [event("PAYMENT", f"pay-{month}", 30 * month, f"{99 + month}.99") for month in range(14)]
    return [
        event("PLAN_SELECTED", "plan", 0, plan="Pro"),
        *payments,
        event("PAYMENT", "pay-usd", 45, "49.50", currency="USD"),
        event("REFUND", "refund-1", 5, "20.00", paymentExternalId="pay-0"),
        event("REFUND", "refund-2", 6, "79.99", paymentExternalId="pay-0"),
        event("REFUND", "refund-3", 70, "33.33", paymentExternalId="pay-2"),
        event("CHARGEBACK", "back-1", 100, "101.99", paymentExternalId="pay-2"),
        event("CHARGEBACK_REVERSED", "again-1", 120, "101.99", paymentExternalId="pay-2"),
        event("CHARGEBACK", "back-2", 130, "103.99", paymentExternalId="pay-4"),
        event("REFUND", "refund-usd", 60, "0.01", paymentExternalId="pay-usd", currency="USD"),
        event("PLAN_CANCELLED", "end", 500),
    ]


async def tell(portal: Portal, tool: Person, events: list[dict[str, Any]]) -> None:
    results = (await tool.read(RECORD, input={"events": events}))["recordBillingEvents"]["results"]
    assert [one["userErrors"] for one in results] == [[]] * len(events)
    await portal.work()


@pytest.mark.parametrize(
    "rounds",
    [pytest.param(ROUNDS, id="50"), pytest.param(10 * ROUNDS, id="500", marks=pytest.mark.long)],
)
async def test_any_order_with_doubles_ends_in_the_same_ledger(portal: Portal, rounds: int) -> None:
    chance = random.Random(7)
    ended: set[object] = set()
    for _round in range(rounds):
        await portal.fresh()
        alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
        await register_lead(alice, STORE)
        await sign_up(portal, tool)
        began = dt.datetime.fromisoformat((await portal.rows("select signed_up_at::text from client_account"))[0][0])
        await portal.advance(days=600)
        events = log_of(began)
        told = [*events, *chance.sample(events, 8)]
        chance.shuffle(told)
        while told:
            many = chance.randint(1, len(told))
            await tell(portal, tool, told[:many])
            del told[:many]
        # What was told last is released by the next minute's duty.
        await portal.advance(minutes=1)
        await portal.work()
        ended.add((tuple(await portal.rows(KEPT)), await money(portal), await money(portal, currency="USD")))
        assert await faults(portal) == []
    assert len(ended) == 1
