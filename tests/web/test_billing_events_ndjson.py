"""The bulk end of billing events: the same events, the same results, a line each."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson
import pytest

from portal.core.permissions import Scope
from tests.handover.steps import NUMBER, register, vendor
from tests.people import Person, Portal

PATH = "/files/billing-events.ndjson"
TYPE = {"content-type": "application/x-ndjson"}


def event(id: str, **more: Any) -> dict[str, Any]:
    about = {"source": "billing", "externalId": id, "type": "PAYMENT", "accountId": NUMBER}
    return about | {"occurredAt": "2026-06-01T00:00:00Z", "amount": "12.50", "currencyCode": "EUR"} | more


async def send(person: Person, *lines: bytes) -> list[dict[str, Any]]:
    headers = {**TYPE, "authorization": f"Bearer {person.token}"}
    response = await person.http.post(PATH, content=b"\n".join(lines), headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/x-ndjson")
    return [orjson.loads(line) for line in response.text.splitlines()]


async def test_each_line_is_answered_in_its_order_and_kept_once(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    lines = [orjson.dumps(event(str(number))) for number in range(1_201)]
    for outcome in ("RECORDED", "DUPLICATE"):
        results = await send(app, *lines)
        assert [(one["line"], one["externalId"]) for one in results] == [(i + 1, str(i)) for i in range(1_201)]
        assert Counter(one["outcome"] for one in results) == {outcome: 1_201}
    assert await portal.rows("select count(*), sum(amount_minor) from billing_event") == [(1_201, 1_201 * 12_50)]


async def test_a_bad_line_says_what_is_wrong_and_the_others_are_kept(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    refund = {"type": "REFUND", "paymentExternalId": "good"}
    results = await send(
        app,
        orjson.dumps(event("good")),
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe",
        orjson.dumps(event("typo", amuont="1")),
        orjson.dumps(event("type", type="GIFT")),
        orjson.dumps(event("none", amount=None)),
        orjson.dumps(event("jpy", amount="1.5", currencyCode="JPY")),
        orjson.dumps(event("stranger", accountId="f" * 24)),
        orjson.dumps(event("back", amount="12.50", **refund)),
        orjson.dumps(event("more", amount="0.01", **refund)),
        orjson.dumps(event("good", amount="1.00")),
    )
    told = [(one["line"], one["outcome"], [error["field"] for error in one["userErrors"]]) for one in results]
    assert told == [
        (1, "RECORDED", []),
        (3, "REJECTED", [None]),
        (4, "REJECTED", [None]),
        (5, "REJECTED", [None]),
        (6, "REJECTED", [None]),
        (7, "REJECTED", [None]),
        (8, "REJECTED", ["type"]),
        (9, "REJECTED", ["amount"]),
        (10, "REJECTED", ["amount"]),
        (11, "UNMATCHED", []),
        (12, "RECORDED", []),
        (13, "REJECTED", ["amount"]),
        (14, "REJECTED", ["externalId"]),
    ]
    assert all(error["message"] for one in results for error in one["userErrors"])


@pytest.mark.parametrize(
    ("scope", "status", "code"), [(None, 401, "UNAUTHENTICATED"), (Scope.PLATFORM_READ, 403, "FORBIDDEN")]
)
async def test_only_the_vendor_s_product_may(portal: Portal, scope: Scope | None, status: int, code: str) -> None:
    person = portal.nobody() if scope is None else await portal.tool(scope)
    headers = TYPE if scope is None else {**TYPE, "authorization": f"Bearer {person.token}"}
    response = await person.http.post(PATH, content=orjson.dumps(event("1")), headers=headers)
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (status, code)


async def test_a_signed_in_partner_may_not(portal: Portal) -> None:
    alice = await portal.alice()
    response = await alice.http.post(PATH, content=orjson.dumps(event("1")), headers=TYPE)
    assert response.status_code in {401, 403}


async def test_other_bodies_and_too_large_ones_are_refused(portal: Portal) -> None:
    app = await vendor(portal)
    headers = {"authorization": f"Bearer {app.token}"}
    as_json = await app.http.post(PATH, content=b"{}", headers={**headers, "content-type": "application/json"})
    assert as_json.status_code == 400
    large = await app.http.post(PATH, content=b" " * 8_000_001, headers={**headers, **TYPE})
    assert large.status_code == 413
    assert (await app.http.post(PATH, content=b" " * 2_000_000, headers={**headers, **TYPE})).status_code == 200
