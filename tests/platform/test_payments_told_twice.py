"""One payment under two ids: both count, and whoever looks at them is told that they look alike."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from tests.decisions.steps import STORE, now
from tests.handover.steps import NUMBER, register, vendor
from tests.people import Person, Portal
from tests.rewards.steps import client_of, faults, money
from tests.web.test_billing_events_ndjson import send

AT = "2026-06-01T12:00:00Z"
OTHER_NUMBER = "1" * 24
RESULTS = "results { externalId outcome userErrors { code } warnings { code field message } }"
LOOKS = "{ billingEvents { nodes { externalId looksLike { externalId source } } } }"


def payment(external_id: str, **more: Any) -> dict[str, Any]:
    told = {"source": "shop", "externalId": external_id, "type": "PAYMENT", "accountId": NUMBER, "occurredAt": AT}
    return told | {"amount": "12.50", "currencyCode": "EUR"} | more


async def tell(app: Person, *events: dict[str, Any]) -> list[list[str]]:
    """The codes of what each event is warned of; all are kept."""
    results = (await app.do("recordBillingEvents", RESULTS, events=list(events)))["results"]
    assert [one["outcome"] for one in results] == ["RECORDED"] * len(events)
    return [[warning["code"] for warning in one["warnings"]] for one in results]


async def looks(person: Person) -> dict[str, str | None]:
    """Which event each one looks like."""
    nodes = (await person.read(LOOKS))["billingEvents"]["nodes"]
    return {one["externalId"]: one["looksLike"] and one["looksLike"]["externalId"] for one in nodes}


async def test_the_second_is_warned_of_and_shown_beside_the_first(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    assert await tell(app, payment("a")) == [[]]
    [result] = (await app.do("recordBillingEvents", RESULTS, events=[payment("b", source="bank")]))["results"]
    [warning] = result["warnings"]
    assert (warning["code"], warning["field"]) == ("LOOKS_LIKE_PAYMENT", ["externalId"])
    assert "payment a of shop" in warning["message"]
    assert await looks(await portal.olga()) == {"a": None, "b": "a"}


async def test_both_earn_until_one_is_refunded(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await client_of(portal, alice, app, website=STORE)
    at = await now(portal)
    assert await tell(app, payment("a", occurredAt=at), payment("b", occurredAt=at)) == [[], ["LOOKS_LIKE_PAYMENT"]]
    await portal.work()
    assert await money(portal) == (5_00, 0, 0, 0, 0)
    refund = payment("c", occurredAt=at, type="REFUND", paymentExternalId="b")
    assert await tell(app, refund) == [[]]
    await portal.work()
    assert await money(portal) == (2_50, 0, 0, 0, 0)
    assert await faults(portal) == []


@pytest.mark.parametrize(
    "other",
    [
        {"amount": "12.51"},
        {"currencyCode": "USD"},
        {"accountId": OTHER_NUMBER},
        {"occurredAt": "2026-06-01T12:01:01Z"},
        {"occurredAt": "2026-06-01T11:58:59Z"},
    ],
    ids=lambda other: next(iter(other)),
)
async def test_another_amount_currency_account_or_time_is_another_payment(
    portal: Portal, other: dict[str, str]
) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    await register(app, OTHER_NUMBER, "carla@store.example", name="Contoso")
    assert await tell(app, payment("a"), payment("b", **other)) == [[], []]
    assert await looks(app) == {"a": None, "b": None}


async def test_a_minute_before_and_after_is_near_enough(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    times = (AT, "2026-06-01T11:59:00Z", "2026-06-01T12:01:00Z")
    told = await tell(app, *(payment(f"p{i}", occurredAt=at) for i, at in enumerate(times)))
    assert told == [[], ["LOOKS_LIKE_PAYMENT"], ["LOOKS_LIKE_PAYMENT"]]
    assert await looks(app) == {"p0": None, "p1": "p0", "p2": "p0"}


async def test_refunds_and_the_same_event_again_are_no_doubles(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    await tell(app, payment("a", amount="25.00"))
    refunds = [payment(f"r{i}", type="REFUND", paymentExternalId="a") for i in range(2)]
    assert await tell(app, *refunds) == [[], []]
    [again] = (await app.do("recordBillingEvents", RESULTS, events=[payment("a", amount="25.00")]))["results"]
    assert (again["outcome"], again["warnings"]) == ("DUPLICATE", [])


async def test_what_waited_for_its_account_is_shown_once_it_has_one(portal: Portal) -> None:
    app = await vendor(portal)
    events = [payment("a"), payment("b")]
    results = (await app.do("recordBillingEvents", RESULTS, events=events))["results"]
    assert [(one["outcome"], one["warnings"]) for one in results] == [("UNMATCHED", [])] * 2
    assert await looks(app) == {"a": None, "b": None}
    await register(app, NUMBER)
    assert await looks(app) == {"a": None, "b": "a"}


async def test_the_vendor_s_team_is_warned_where_it_matches_one_by_hand(portal: Portal) -> None:
    app, olga = await vendor(portal), await portal.olga()
    await register(app, NUMBER)
    mistyped = {**payment("b"), "accountId": "f" * 24}
    await app.do("recordBillingEvents", RESULTS, events=[payment("a"), mistyped])
    read = "{ billingEvents(filter: { matched: false }) { nodes { id } } }"
    [waiting] = (await olga.read(read))["billingEvents"]["nodes"]
    shown = "results { outcome warnings { code } }"
    made = await olga.do("retryBillingEvents", shown, billingEventIds=[waiting["id"]], accountId=NUMBER)
    assert made["results"] == [{"outcome": "RECORDED", "warnings": [{"code": "LOOKS_LIKE_PAYMENT"}]}]


async def test_the_bulk_end_warns_in_its_line(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    first, second = await send(app, orjson.dumps(payment("a")), orjson.dumps(payment("b")))
    assert first["warnings"] == []
    [warning] = second["warnings"]
    assert (warning["code"], warning["field"]) == ("LOOKS_LIKE_PAYMENT", "externalId")
