"""retryBillingEvents: what was told of an account that nobody knew finds it."""

from __future__ import annotations

from typing import Any

import pytest

from portal.core.permissions import OperatorRole, Scope
from tests.accounts.steps import create
from tests.decisions.steps import now
from tests.handover.steps import NUMBER, accept, bill, offer, register, status_of, vendor
from tests.people import Person, Portal
from tests.rewards.steps import client_of, faults, money

MISTYPED = "f" * 24
PAID = {"amount": "100.00", "currencyCode": "EUR"}
WAITING = "{ billingEvents(filter: { matched: false }) { nodes { id externalId accountId } } }"
RESULTS = "results { billingEventId billingEvent { id waitsFor } outcome userErrors { code field } }"


async def _waiting(person: Person) -> dict[str, str]:
    """The ids of what waits, by what it is called at its source."""
    nodes = (await person.read(WAITING))["billingEvents"]["nodes"]
    return {node["externalId"]: node["id"] for node in nodes}


async def _retry(person: Person, *ids: str, **more: Any) -> list[tuple[str, list[str]]]:
    results = (await person.do("retryBillingEvents", RESULTS, billingEventIds=list(ids), **more))["results"]
    assert [one["billingEventId"] for one in results] == list(ids)
    return [(one["outcome"], [error["code"] for error in one["userErrors"]]) for one in results]


async def test_what_was_told_of_a_mistyped_number_is_given_to_its_account(portal: Portal) -> None:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga(OperatorRole.FINANCE)
    await client_of(portal, alice, app)
    paid = {**PAID, "occurredAt": await now(portal)}
    assert (await bill(app, MISTYPED, "PAYMENT", "payment-1", **paid))["outcome"] == "UNMATCHED"
    waiting = await _waiting(olga)
    assert await _retry(olga, waiting["payment-1"]) == [("UNMATCHED", [])]
    assert await _retry(olga, waiting["payment-1"], accountId=NUMBER) == [("RECORDED", [])]
    await portal.work()
    assert await _waiting(olga) == {}
    assert await money(portal) == (20_00, 0, 0, 0, 0)
    # What goes back of it is told of the right account, and no more than was paid.
    back = {"currencyCode": "EUR", "occurredAt": await now(portal), "paymentExternalId": "payment-1"}
    assert (await bill(app, NUMBER, "REFUND", "refund-1", amount="60.00", **back))["outcome"] == "RECORDED"
    assert (await bill(app, NUMBER, "REFUND", "refund-2", amount="60.00", **back))["outcome"] == "REJECTED"
    await portal.work()
    assert await money(portal) == (8_00, 0, 0, 0, 0)
    assert await faults(portal) == []


async def test_an_account_that_has_another_number_since_is_found_by_it(portal: Portal) -> None:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    account = await create(alice)
    await bill(app, MISTYPED, "PLAN_SELECTED", "plan-1", plan="Pro")
    await portal.superuser.execute("update client_account set account_id = %s", [MISTYPED])
    waiting = await _waiting(olga)
    assert await _retry(olga, waiting["plan-1"]) == [("RECORDED", [])]
    read = await alice.read("query ($id: ID) { account(id: $id) { plan } }", id=account["id"])
    assert read["account"] == {"plan": "Pro"}


async def test_without_ids_all_are_tried_whose_account_is_known_by_now(portal: Portal) -> None:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    await create(alice)
    for number, name in ((MISTYPED, "plan-1"), ("e" * 24, "plan-2"), (MISTYPED, "plan-3")):
        await bill(app, number, "PLAN_SELECTED", name, plan="Pro")
    assert await _retry_all(olga) == []
    await portal.superuser.execute("update client_account set account_id = %s", [MISTYPED])
    waiting = await _waiting(olga)
    assert await _retry_all(olga) == [(waiting["plan-1"], "RECORDED"), (waiting["plan-3"], "RECORDED")]
    assert list(await _waiting(olga)) == ["plan-2"]
    [error] = await olga.fail("retryBillingEvents", accountId=NUMBER)
    assert (error["code"], error["field"]) == ("INVALID", ["input", "billingEventIds"])


async def _retry_all(person: Person) -> list[tuple[str, str]]:
    results = (await person.do("retryBillingEvents", RESULTS))["results"]
    assert all(one["billingEvent"] == {"id": one["billingEventId"], "waitsFor": None} for one in results)
    return [(one["billingEventId"], one["outcome"]) for one in results]


async def test_whoever_waits_for_the_plan_is_let_in(portal: Portal) -> None:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    account = await offer(alice)
    await accept(portal, account)
    await bill(app, MISTYPED, "PLAN_SELECTED", "plan-1", plan="Pro")
    waiting = await _waiting(olga)
    assert await _retry(olga, waiting["plan-1"], accountId=account["id"]) == [("RECORDED", [])]
    assert await status_of(alice, account["id"]) == ("COLLABORATOR", "ADMIN")


async def test_each_is_given_once_and_what_is_none_is_said(portal: Portal) -> None:
    app, olga = await vendor(portal), await portal.olga()
    await register(app, NUMBER)
    await bill(app, MISTYPED, "PLAN_CANCELLED", "end-1")
    [waiting] = (await _waiting(olga)).values()
    unknown = ("bill_" + "0" * 32, "rubbish", "\0", "")
    told = await _retry(olga, waiting, *unknown, waiting, accountId=NUMBER)
    assert told == [("RECORDED", []), *[("REJECTED", ["NOT_FOUND"])] * 4, ("REJECTED", ["WRONG_STATUS"])]
    assert await _retry(olga, waiting, accountId=NUMBER) == [("REJECTED", ["WRONG_STATUS"])]
    assert await _retry(olga, waiting) == [("REJECTED", ["WRONG_STATUS"])]


@pytest.mark.parametrize(
    ("input", "code", "field"),
    [
        ({"billingEventIds": []}, "INVALID", ["input", "billingEventIds"]),
        ({"billingEventIds": ["a"] * 501}, "INVALID", ["input", "billingEventIds"]),
        ({"billingEventIds": ["a"], "accountId": "e" * 24}, "NOT_FOUND", ["input", "accountId"]),
    ],
)
async def test_it_refuses_what_cannot_be_meant(portal: Portal, input: dict[str, Any], code: str, field: str) -> None:
    [error] = await (await portal.olga()).fail("retryBillingEvents", **input)
    assert (error["code"], error["field"]) == (code, field)


async def test_the_vendor_s_team_may_and_nobody_else(portal: Portal) -> None:
    document = "mutation ($i: RetryBillingEventsInput!) { retryBillingEvents(input: $i) { results { outcome } } }"
    for person, may in (
        (await portal.olga(OperatorRole.FINANCE), True),
        (await portal.tool(Scope.OPERATOR_WRITE), True),
        (await portal.olga(OperatorRole.SUPPORT), False),
        (await vendor(portal), False),
        (await portal.alice(), False),
        (portal.nobody(), False),
    ):
        answer = await person.ask(document, i={"billingEventIds": ["rubbish"]})
        assert ("errors" not in answer.body) == may


async def test_the_trail_says_who_gave_which_events_to_which_account(portal: Portal) -> None:
    app, olga = await vendor(portal), await portal.olga()
    await register(app, NUMBER)
    await bill(app, MISTYPED, "PLAN_CANCELLED", "end-1")
    await _retry(olga, *(await _waiting(olga)).values(), accountId=NUMBER)
    rows = await portal.rows(
        "select actor_id, data->>'account_id', jsonb_array_length(data->'billing_event_ids') from event"
        " where type = 'billing.events_matched'"
    )
    assert [(f"user_{actor.hex}", number, count) for actor, number, count in rows] == [(olga.user_id, NUMBER, 1)]
