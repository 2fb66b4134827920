"""Rubbish at whatever moves money: it is refused by name or as malformed, never by an error of ours, nor done half."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.handover.steps import NUMBER, vendor
from tests.payouts.steps import BANK, partner_with
from tests.people import Person, Portal
from tests.rewards.steps import client_of, faults
from tests.web.test_billing_events_ndjson import PATH, TYPE

EXAMPLES = 40
TABLES = "billing_event reward ledger_transaction withdrawal balance_adjustment reward_plan payout_method event".split()
KEPT = " union all ".join(f"select '{table}', count(*) from portal.{table}" for table in TABLES)
Rubbish = st.SearchStrategy[Any]


def mostly(value: Any, rubbish: Rubbish) -> Rubbish:
    """The right value seven times in eight, so that the rubbish of the others is looked at."""
    return st.integers(1, 8).flatmap(lambda dice: rubbish if dice == 8 else st.just(value))


NOT_A_TEXT: list[Any] = [None, 7, 1.5, True, [], {}]
WORDS = st.sampled_from(["", " ", "\0", "\ud800", "x" * 5_000, "\u200b", "'; --", *NOT_A_TEXT]) | st.text(max_size=20)
AMOUNT_VALUES: list[Any] = [
    *("0", "-0", "-1", "12.345", "1e-9999999", "1e9999999", "-1e9999999", "NaN", "sNaN", "-Infinity"),
    *("9" * 40, "0." + "9" * 40, str(2**63), "1_000", "\u0661\u0662", 2**63, 2**200, 0.1, 1e300),
]
MOMENT_VALUES: list[Any] = [
    *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1969-12-31T23:59:59Z"),
    *("2026-02-30T00:00:00Z", "yesterday", 0),
]
AMOUNTS, MOMENTS = st.sampled_from(AMOUNT_VALUES), st.sampled_from(MOMENT_VALUES)
CURRENCIES = st.sampled_from(["JPY", "KWD", "XXX", "eur", "€"])
NUMBERS = st.sampled_from([-1, 0, 10_001, 2**31 - 1, 2**31, 2**63, 10**400, "1"])
SUMS = st.fixed_dictionaries(
    {"amount": mostly("10", AMOUNTS | WORDS), "currencyCode": mostly("EUR", CURRENCIES | WORDS)}
)
EVENTS = st.fixed_dictionaries(
    {
        "source": mostly("shop", WORDS),
        "externalId": st.sampled_from([str(number) for number in range(6)]) | WORDS,
        "type": mostly("PAYMENT", st.sampled_from(["REFUND", "CHARGEBACK", "CHARGEBACK_REVERSED", "GIFT"]) | WORDS),
        "accountId": mostly(NUMBER, st.just("f" * 24) | WORDS),
        "occurredAt": mostly("2026-06-01T00:00:00Z", MOMENTS | WORDS),
        "amount": mostly("12.50", AMOUNTS | WORDS),
        "currencyCode": mostly("EUR", CURRENCIES | WORDS),
    },
    optional={"paymentExternalId": st.sampled_from(["0", "1", "2"]) | WORDS, "plan": WORDS, "unknown": WORDS},
)
TIERS = st.fixed_dictionaries(
    {"name": mostly("Gold", WORDS), "fromPayingClients": mostly(5, NUMBERS), "rateBps": mostly(2_500, NUMBERS)}
)
INPUTS: dict[str, Callable[[str], Rubbish]] = {
    "recordBillingEvents": lambda _id: st.fixed_dictionaries({"events": st.lists(EVENTS, max_size=4) | WORDS}),
    "withdrawRewards": lambda _id: st.fixed_dictionaries(
        {"currencyCode": mostly("EUR", CURRENCIES | WORDS)},
        optional={"amount": mostly("50", AMOUNTS | WORDS), "payoutMethodId": WORDS},
    ),
    "adjustBalance": lambda partner_id: st.fixed_dictionaries(
        {
            "partnerId": mostly(partner_id, WORDS),
            "amount": mostly("1.00", AMOUNTS | WORDS),
            "currencyCode": mostly("EUR", CURRENCIES | WORDS),
            "reason": mostly("For the test.", WORDS),
        }
    ),
    "publishRewardPlan": lambda _id: st.fixed_dictionaries(
        {},
        optional={
            **{name: mostly(30, NUMBERS | WORDS) for name in ("rateBps", "months", "holdDays")},
            **{
                name: st.lists(SUMS, max_size=3) | WORDS
                for name in ("firstPaymentBonuses", "minimumWithdrawals", "adjustmentLimits")
            },
            "tiers": st.lists(TIERS, max_size=3) | WORDS,
            "holdsFrom": MOMENTS,
            "note": WORDS,
        },
    ),
    "updatePayoutMethod": lambda _id: st.fixed_dictionaries(
        {
            "type": mostly("BANK", st.sampled_from(["PAYPAL", "STRIPE", "CASH"]) | WORDS),
            **{name: mostly(BANK[name], WORDS) for name in ("holderName", "iban", "bic")},
        },
        optional={"email": WORDS},
    ),
}


def examples(strategy: Rubbish) -> list[Any]:
    """The same ones each time."""
    found: list[Any] = []

    @settings(
        max_examples=EXAMPLES, database=None, derandomize=True, suppress_health_check=list(HealthCheck), deadline=None
    )
    @given(strategy)
    def note(value: Any) -> None:
        found.append(value)

    note()
    return found


async def send(person: Person, path: str, content: bytes, **headers: str) -> httpx.Response:
    """Sends it as it is: also what no client would send."""
    sent = {"X-Portal-CSRF": "1", "content-type": "application/json", **headers}
    sent |= {"authorization": f"Bearer {person.token}"} if person.token else {}
    return await person.http.post(path, content=content, headers=sent)


async def people(portal: Portal) -> dict[str, Person]:
    """Who calls each verb; a client of Alice has signed up, and she can withdraw."""
    app, olga, alice = await vendor(portal), await portal.olga(), await partner_with(portal, "400.00")
    await client_of(portal, alice, app)
    # Without a password nobody is asked for it, nor for how often.
    await portal.superuser.execute('update "user" set password_hash = null')
    return {
        "recordBillingEvents": app,
        "withdrawRewards": alice,
        "adjustBalance": olga,
        "publishRewardPlan": olga,
        "updatePayoutMethod": alice,
    }


async def kept_of(portal: Portal, caller: Person, verb: str, input: dict[str, Any]) -> int:
    """How much of it was done: of events so many, of all else one; nothing where it was refused."""
    results = " results { outcome }" if verb == "recordBillingEvents" else ""
    document = (
        f"mutation ($input: {verb[0].upper()}{verb[1:]}Input!)"
        f" {{ {verb}(input: $input) {{ userErrors {{ code }}{results} }} }}"
    )
    before = dict(await portal.rows(KEPT))
    answer = await send(caller, "/graphql", json.dumps({"query": document, "variables": {"input": input}}).encode())
    assert answer.status_code < 500, input
    body = answer.json()
    assert {one["extensions"]["code"] for one in body.get("errors", [])} <= {"BAD_USER_INPUT"}, (input, body)
    payload = (body.get("data") or {}).get(verb)
    after = dict(await portal.rows(KEPT))
    if payload is None or payload["userErrors"]:
        assert after == before, input
        return 0
    if verb != "recordBillingEvents":
        return 1
    kept = sum(one["outcome"] in {"RECORDED", "UNMATCHED"} for one in payload["results"])
    assert after["billing_event"] == before["billing_event"] + kept, input
    return kept


@pytest.mark.parametrize("verb", INPUTS)
async def test_a_verb_refuses_it_or_does_all_of_it(portal: Portal, verb: str) -> None:
    callers = await people(portal)
    partner_id = callers["withdrawRewards"].partner_id or ""
    kept = [await kept_of(portal, callers[verb], verb, sent) for sent in examples(INPUTS[verb](partner_id))]
    await portal.work()
    assert sum(kept)
    assert await faults(portal) == []


async def test_each_amount_and_moment_that_nobody_means_is_refused_or_kept_as_it_is(portal: Portal) -> None:
    callers = await people(portal)
    event = {"source": "shop", "type": "PAYMENT", "accountId": NUMBER, "currencyCode": "EUR"}
    about = {"partnerId": callers["withdrawRewards"].partner_id, "currencyCode": "EUR", "reason": "For the test."}
    for number, amount in enumerate(AMOUNT_VALUES):
        paid = {**event, "externalId": str(number), "occurredAt": "2026-06-01T00:00:00Z", "amount": amount}
        for verb, sent in (
            ("recordBillingEvents", {"events": [paid]}),
            ("withdrawRewards", {"currencyCode": "EUR", "amount": amount}),
            ("adjustBalance", {**about, "amount": amount}),
            ("publishRewardPlan", {"minimumWithdrawals": [{"amount": amount, "currencyCode": "EUR"}]}),
        ):
            await kept_of(portal, callers[verb], verb, sent)
    for number, moment in enumerate(MOMENT_VALUES):
        paid = {**event, "externalId": f"at {number}", "occurredAt": moment, "amount": "10.00"}
        assert await kept_of(portal, callers["recordBillingEvents"], "recordBillingEvents", {"events": [paid]}) == 0
        assert await kept_of(portal, callers["publishRewardPlan"], "publishRewardPlan", {"holdsFrom": moment}) == 0
    await portal.work()
    # Ten cents, twelve and a thousand euros: what can be read as an amount is one, to the cent.
    assert await portal.rows("select amount_minor from billing_event order by 1") == [(10,), (12_00,), (1_000_00,)]
    assert await faults(portal) == []


async def test_the_bulk_end_answers_each_line_whatever_it_holds(portal: Portal) -> None:
    app = (await people(portal))["recordBillingEvents"]
    as_json = EVENTS.map(lambda event: json.dumps(event).encode())
    lines = as_json | as_json | st.binary(max_size=60).map(lambda line: line.replace(b"\n", b""))
    for sent in examples(st.lists(lines, max_size=6)):
        before = dict(await portal.rows(KEPT))
        answer = await send(app, PATH, b"\n".join(sent), **TYPE)
        assert answer.status_code == 200, sent
        told = [json.loads(line) for line in answer.text.splitlines()]
        assert [one["line"] for one in told] == [number for number, line in enumerate(sent, 1) if line.strip()], sent
        kept = sum(one["outcome"] in {"RECORDED", "UNMATCHED"} for one in told)
        assert dict(await portal.rows(KEPT))["billing_event"] == before["billing_event"] + kept, sent
    await portal.work()
    assert await faults(portal) == []
