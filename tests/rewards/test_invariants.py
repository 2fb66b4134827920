"""What holds of the ledger whatever is done over HTTP, each as a sentence of its own."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

import psycopg
import pytest

from portal.core.permissions import OperatorRole
from tests.decisions.steps import now
from tests.handover.steps import bill, vendor
from tests.payouts.steps import SUM_OF_LINES, partner_with, usable_method, withdraw
from tests.people import Person, Portal
from tests.rewards.steps import NUMBER, client_of, faults, go_back, money, pay

LINES = """
  select t.number, t.kind, t.source_key, e.account, e.amount_minor from ledger_transaction t
  join ledger_entry e on e.transaction_id = t.id order by t.currency_code, t.number, e.account
"""
OF_THE_JOURNAL = """
  select coalesce(sum(amount_minor) filter (where account = 'PENDING'), 0),
    coalesce(sum(amount_minor) filter (where account = 'AVAILABLE'), 0),
    coalesce(-sum(amount_minor) filter (where account = 'DEBT'), 0),
    coalesce(sum(amount_minor) filter (where account = 'IN_WITHDRAWAL'), 0),
    coalesce(sum(amount_minor) filter (where account = 'PAID'), 0)
  from ledger_entry where currency_code = 'EUR'
"""
UNBALANCED = "select transaction_id from ledger_entry group by 1 having sum(amount_minor) <> 0"
LEDGER = ("ledger_transaction", "ledger_entry")


async def _paying(portal: Portal, amount: str = "100.00") -> tuple[Person, Person]:
    """Alice and the vendor's app; a client paid, and what that earned is available."""
    alice, app = await portal.alice(), await vendor(portal)
    await client_of(portal, alice, app)
    await pay(portal, app, amount=amount)
    await portal.advance(days=30)
    await portal.work()
    return alice, app


async def _event(portal: Portal, external_id: str = "payment-2", amount: str = "50.00", **more: Any) -> dict[str, Any]:
    return {"external_id": external_id, "amount": amount, "currencyCode": "EUR", "occurredAt": await now(portal)} | more


async def test_every_transaction_adds_up_to_zero(portal: Portal) -> None:
    alice, app = await _paying(portal, "400.00")
    await usable_method(portal, alice)
    made = await withdraw(alice, "60.00")
    await go_back(portal, app, "REFUND", "refund-1", "350.00")
    await alice.do("cancelWithdrawal", "__typename", withdrawalId=made["id"])
    assert len(await portal.rows(LINES)) >= 10
    assert await portal.rows(UNBALANCED) == []


@pytest.mark.parametrize("table", LEDGER)
@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}", "truncate {} cascade"])
async def test_what_is_entered_is_never_changed_by_anybody(portal: Portal, table: str, change: str) -> None:
    await _paying(portal)
    before = await portal.rows(LINES)
    # Past all rights; row level security stops no superuser, the triggers do.
    with pytest.raises(psycopg.errors.RestrictViolation):
        await portal.superuser.execute(change.format(table))
    for role in ("portal_app", "portal_client", "portal_system"):
        async with await psycopg.AsyncConnection.connect(portal.database_url, autocommit=True) as connection:
            await connection.execute(f"set role {role}")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                await connection.execute(change.format(f"portal.{table}"))
    assert await portal.rows(LINES) == before


async def test_the_same_event_again_changes_nothing(portal: Portal) -> None:
    _alice, app = await _paying(portal)
    event = await _event(portal)
    assert (await bill(app, NUMBER, "PAYMENT", **event))["outcome"] == "RECORDED"
    await portal.work()
    before = await portal.rows(LINES)
    assert (await bill(app, NUMBER, "PAYMENT", **event))["outcome"] == "DUPLICATE"
    await portal.work()
    assert await portal.rows(LINES) == before


async def test_of_64_at_once_one_is_entered(portal: Portal) -> None:
    _alice, app = await _paying(portal)
    event = await _event(portal)
    results = await asyncio.gather(*(bill(app, NUMBER, "PAYMENT", **event) for _ in range(64)))
    assert Counter(one["outcome"] for one in results) == {"RECORDED": 1, "DUPLICATE": 63}
    await asyncio.gather(portal.work(), portal.work())
    assert await money(portal) == (10_00, 20_00, 0, 0, 0)
    assert await faults(portal) == []


async def test_of_500_given_at_once_none_is_lost(portal: Portal) -> None:
    alice = await portal.alice()
    operators = [await portal.olga(role) for role in (OperatorRole.ADMIN, OperatorRole.FINANCE)]
    given = {"partnerId": alice.partner_id, "amount": "1.01", "currencyCode": "EUR", "reason": "One of many."}
    await asyncio.gather(
        *(operators[number % 2].do("adjustBalance", "adjustment { status }", **given) for number in range(500))
    )
    assert await money(portal) == (0, 505_00, 0, 0, 0)
    assert await faults(portal) == []


async def test_over_400_moves_nothing_is_made_and_nothing_is_lost(portal: Portal) -> None:
    alice = await partner_with(portal, "500.00")
    olga, finn = await portal.olga(), await portal.olga(OperatorRole.FINANCE)
    chance = random.Random(11)
    given, moves = 500_00, 0
    while moves < 400:
        cents = chance.randrange(1, 40_00) * chance.choice((1, 1, -1))
        amount = f"{cents / 100:.2f}"
        about = {"partnerId": alice.partner_id, "amount": amount, "currencyCode": "EUR", "reason": "A move."}
        await olga.do("adjustBalance", "adjustment { status }", **about)
        given, moves = given + cents, moves + 1
        if (await money(portal))[1] >= 50_00:
            made = await withdraw(alice)
            await _end(chance, alice, finn, made["id"])
            moves += 2
        pending, available, debt, in_withdrawal, paid = await money(portal)
        assert pending + available - debt + in_withdrawal + paid == given
    assert await portal.rows(SUM_OF_LINES) == [(0,)]
    assert await faults(portal) == []


async def _end(chance: random.Random, alice: Person, finn: Person, id: str) -> None:
    """The withdrawal is cancelled, rejected, or paid and comes back."""
    match chance.randrange(3):
        case 0:
            await alice.do("cancelWithdrawal", "__typename", withdrawalId=id)
        case 1:
            await finn.do("rejectWithdrawal", "__typename", withdrawalId=id, reason="No.")
        case _:
            await finn.do("approveWithdrawals", "__typename", withdrawalIds=[id])
            await finn.do("markWithdrawalPaid", "__typename", withdrawalId=id, reference="bank")
            if chance.random() < 0.5:
                await finn.do("returnWithdrawal", "__typename", withdrawalId=id, reason="It came back.")


async def test_the_balance_is_what_the_journal_adds_up_to(portal: Portal) -> None:
    alice, app = await _paying(portal, "400.00")
    await usable_method(portal, alice)
    await withdraw(alice, "55.00")
    await pay(portal, app, external_id="payment-2", amount="33.33")
    await go_back(portal, app, "REFUND", "refund-1", "1.11")
    read = await alice.read(
        "{ viewer { partner { balances { currencyCode pending { amount } available { amount } debt { amount }"
        " inWithdrawal { amount } paid { amount } } } } }"
    )
    [shown] = read["viewer"]["partner"]["balances"]
    [journal] = await portal.rows(OF_THE_JOURNAL)
    keys = ("pending", "available", "debt", "inWithdrawal", "paid")
    assert [shown[key]["amount"] for key in keys] == [f"{minor // 100}.{minor % 100:02}" for minor in journal]
    assert journal == await money(portal)


async def test_32_who_drain_it_at_once_never_take_more_than_there_is(portal: Portal) -> None:
    alice = await partner_with(portal, "170.00")
    document = "mutation ($input: WithdrawRewardsInput!) { withdrawRewards(input: $input) { userErrors { code } } }"
    calls = (alice.read(document, input={"currencyCode": "EUR", "amount": "50.00"}) for _ in range(32))
    answers = await asyncio.gather(*calls)
    codes = Counter(one["code"] for answer in answers for one in answer["withdrawRewards"]["userErrors"])
    assert codes == {"INSUFFICIENT_BALANCE": 29}
    assert await money(portal) == (0, 20_00, 0, 150_00, 0)


@pytest.mark.parametrize(
    ("currency", "paid", "earned"),
    [
        # A fifth, to the nearest unit and the even one of two.
        ("EUR", "0.02", 0),
        ("EUR", "0.03", 1),
        ("EUR", "33.33", 6_67),
        ("JPY", "1234", 247),
        ("KWD", "1.234", 247),
        ("KWD", "0.012", 2),
        ("EUR", "9999999999999.99", 200_000_000_000_000),
    ],
)
async def test_amounts_are_exact_to_the_smallest_unit(portal: Portal, currency: str, paid: str, earned: int) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await client_of(portal, alice, app)
    await pay(portal, app, amount=paid, currencyCode=currency)
    assert await money(portal, currency=currency) == (earned, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("currency", "amount"),
    [
        ("JPY", "12.5"),
        ("KWD", "1.2345"),
        ("EUR", "1.001"),
        ("EUR", "0"),
        ("EUR", "-1.00"),
        ("EUR", "9223372036854775808"),
        ("EUR", "92233720368547758.08"),
        ("EUR", "NaN"),
        ("EUR", "Infinity"),
    ],
)
async def test_amounts_that_no_client_can_have_paid_are_refused(portal: Portal, currency: str, amount: str) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await client_of(portal, alice, app)
    event = {"source": "vendor", "externalId": "p", "type": "PAYMENT", "accountId": NUMBER}
    event |= {"occurredAt": await now(portal), "amount": amount, "currencyCode": currency}
    document = (
        "mutation ($input: RecordBillingEventsInput!) { recordBillingEvents(input: $input)"
        " { results { outcome userErrors { code field } } } }"
    )
    answer = await app.ask(document, input={"events": [event]})
    if "errors" in answer.body:
        assert answer.codes == ["BAD_USER_INPUT"]
    else:
        [result] = answer.data["recordBillingEvents"]["results"]
        assert (result["outcome"], result["userErrors"][0]["code"]) == ("REJECTED", "INVALID")
    await portal.work()
    assert await portal.rows(LINES) == []


async def test_no_transaction_mixes_currencies(portal: Portal) -> None:
    _alice, app = await _paying(portal)
    await pay(portal, app, external_id="payment-2", amount="10.00", currencyCode="USD")
    mixed = "select transaction_id from ledger_entry group by 1 having count(distinct currency_code) > 1"
    assert await portal.rows(mixed) == []
    assert (await money(portal))[1] == 20_00
    assert (await money(portal, currency="USD"))[0] == 2_00
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        await portal.superuser.execute(
            "insert into ledger_entry (id, transaction_id, partner_id, currency_code, account, amount_minor, reward_id)"
            " select gen_random_uuid(), e.transaction_id, e.partner_id, 'USD', 'PAID', 1, e.reward_id"
            " from ledger_entry e where currency_code = 'EUR' limit 1"
        )


async def test_what_goes_back_is_entered_and_nothing_is_deleted(portal: Portal) -> None:
    _alice, app = await _paying(portal)
    before = await portal.rows(LINES)
    await go_back(portal, app, "REFUND", "refund-1", "100.00")
    after = await portal.rows(LINES)
    assert set(before) < set(after)
    assert [kind for _number, kind, *_rest in after if kind == "REVERSED"]
    assert await money(portal) == (0, 0, 0, 0, 0)


async def test_all_is_derived_again_from_what_was_told(portal: Portal) -> None:
    alice, app = await _paying(portal, "400.00")
    await usable_method(portal, alice)
    await withdraw(alice, "60.00")
    await go_back(portal, app, "CHARGEBACK", "back-1", "400.00")
    assert await faults(portal) == []
    # Whoever could write past the portal is found out.
    await portal.superuser.execute("update reward set reversed_minor = reversed_minor - 1 where reversed_minor > 0")
    assert [fault for fault in await faults(portal) if "is not what is due" in fault]


async def test_the_order_of_what_is_told_does_not_matter(portal: Portal) -> None:
    ended = set()
    for order in ((0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)):
        await portal.fresh()
        alice, app = await portal.alice(), await vendor(portal)
        await client_of(portal, alice, app)
        at = {"currencyCode": "EUR", "occurredAt": await now(portal)}
        told: list[tuple[str, str, dict[str, Any]]] = [
            ("PAYMENT", "payment-1", {"amount": "100.00"}),
            ("REFUND", "refund-1", {"amount": "25.00", "paymentExternalId": "payment-1"}),
            ("CHARGEBACK", "back-1", {"amount": "75.00", "paymentExternalId": "payment-1"}),
            ("CHARGEBACK_REVERSED", "again-1", {"amount": "75.00", "paymentExternalId": "payment-1"}),
        ]
        for which in order:
            type_, external_id, more = told[which]
            await bill(app, NUMBER, type_, external_id, **at, **more)
            await portal.work()
        ended.add(await money(portal))
    assert ended == {(15_00, 0, 0, 0, 0)}


async def test_the_same_id_with_other_content_is_refused_and_changes_nothing(portal: Portal) -> None:
    _alice, app = await _paying(portal)
    event = await _event(portal)
    await bill(app, NUMBER, "PAYMENT", **event)
    await portal.work()
    before = await portal.rows(LINES)
    result = await bill(app, NUMBER, "PAYMENT", **{**event, "amount": "50.01"})
    await portal.work()
    assert result["outcome"] == "REJECTED"
    assert await portal.rows(LINES) == before


async def test_the_versions_of_a_balance_are_a_chain_without_a_gap(portal: Portal) -> None:
    alice, app = await _paying(portal, "400.00")
    await usable_method(portal, alice)
    await withdraw(alice)
    await pay(portal, app, external_id="payment-2", amount="1.00", currencyCode="USD")
    rows = await portal.rows(
        "select b.currency_code, b.version, array_agg(t.number order by t.number) from balance b"
        " join ledger_transaction t using (partner_id, currency_code) group by 1, 2 order by 1"
    )
    assert [code for code, _version, _numbers in rows] == ["EUR", "USD"]
    for _code, version, numbers in rows:
        assert numbers == list(range(1, version + 1))
    with pytest.raises(psycopg.errors.CheckViolation):
        await portal.superuser.execute(
            "insert into ledger_transaction (id, partner_id, currency_code, number, kind, source_key, entered_at)"
            " select gen_random_uuid(), partner_id, currency_code, version + 2, 'ADJUSTED', 'gap', now() from balance"
            " where currency_code = 'EUR'"
        )
