"""Performance over time: what was earned, by whom and what, and what became of leads and hand-overs."""

from __future__ import annotations

import random
from typing import Any

import pytest

from portal.core.permissions import MemberRole, Scope
from portal.web.schema import make_api
from tests.decisions.steps import click, hand_over, now, register_lead, sign_up
from tests.people import Person, Portal
from tests.performance.steps import ASKED, points, sums
from tests.rewards.steps import NUMBER, client_of, faults, go_back, pay

OTHER = "a" * 24


async def refusal(person: Person, **asked: Any) -> str:
    """Why it is refused."""
    answer = await person.ask(ASKED % "points { startsOn }", **asked)
    assert answer.codes == ["BAD_USER_INPUT"]
    return str(answer.body["errors"][0]["message"])


async def today(portal: Portal) -> str:
    return (await now(portal))[:10]


async def two_clients(portal: Portal) -> tuple[Person, Person]:
    """Alice, who brought a client by a lead and one by her link, of whom both have paid; and the vendor's billing."""
    alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    by_link = await click(portal, alice)
    await sign_up(portal, tool, OTHER, website="contoso.example", email="cora@contoso.example", clickId=by_link)
    await pay(portal, tool, amount="100.00")
    await pay(portal, tool, OTHER, "payment-2", amount="50.00")
    return alice, tool


# --- what is counted ------------------------------------------------------------------------------------------------


async def test_a_month_says_what_was_earned_and_by_how_many_clients(portal: Portal) -> None:
    alice, _tool = await two_clients(portal)
    [one] = await points(alice)
    assert one["startsOn"][-2:] == "01"
    assert one["earned"] == {"amount": "30.00", "currencyCode": "EUR"}
    assert one["paid"] == {"amount": "150.00", "currencyCode": "EUR"}
    assert (one["rewardCount"], one["payingClients"]) == (2, 2)
    assert (one["account"], one["partner"], one["evidence"]) == (None, None, None)


async def test_what_goes_back_is_taken_off_the_day_of_its_payment(portal: Portal) -> None:
    alice, tool = await two_clients(portal)
    first_day = await today(portal)
    await portal.advance(days=3)
    await go_back(portal, tool, "REFUND", "refund-1", "25.00")
    assert await sums(alice, **{"from": first_day}, interval="DAY") == [("25.00", "5.00", "150.00", 2, 2)]
    await go_back(portal, tool, "REFUND", "refund-2", "75.00")
    assert await sums(alice, **{"from": first_day}, interval="DAY") == [("10.00", "20.00", "50.00", 1, 1)]


async def test_a_client_who_pays_twice_in_a_month_is_one_client(portal: Portal) -> None:
    alice, tool = await two_clients(portal)
    await pay(portal, tool, external_id="payment-3", amount="10.00")
    assert await sums(alice) == [("32.00", "0.00", "160.00", 3, 2)]
    await go_back(portal, tool, "REFUND", "refund-1", "100.00")
    assert await sums(alice) == [("12.00", "20.00", "60.00", 2, 2)]


async def test_money_of_two_currencies_is_never_added_up(portal: Portal) -> None:
    alice, tool = await two_clients(portal)
    await pay(portal, tool, external_id="payment-3", amount="1000", currencyCode="JPY")
    assert [(one["earned"]["amount"], one["earned"]["currencyCode"]) for one in await points(alice)] == [
        ("30.00", "EUR"),
        ("200", "JPY"),
    ]


async def test_adjustments_are_no_performance(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    sent = {"partnerId": alice.partner_id, "amount": "10", "currencyCode": "EUR", "reason": "For the test."}
    await olga.do("adjustBalance", "adjustment { id }", **sent)
    assert await points(alice) == []


async def test_days_begin_in_the_program_s_time_zone_also_where_it_is_changed_later(portal: Portal) -> None:
    alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    await portal.advance(days=1)
    midnight = f"{await today(portal)}T00:30:00Z"
    await portal.advance(days=1)
    await pay(portal, tool, amount="100.00", occurredAt=midnight)
    [one] = await points(alice, interval="DAY")
    assert one["startsOn"] == midnight[:10]
    olga = await portal.olga()
    await olga.do("updateProgram", "program { timeZone }", timeZone="America/New_York")
    [moved] = await points(alice, interval="DAY")
    assert moved["startsOn"] < midnight[:10]
    assert {**moved, "startsOn": "", "endsOn": ""} == {**one, "startsOn": "", "endsOn": ""}
    assert [{**point, "account": None} for point in await points(alice, interval="DAY", groupBy="CLIENT")] == [moved]


# --- what it is split by --------------------------------------------------------------------------------------------


async def test_by_client_each_has_his_own(portal: Portal) -> None:
    alice, _tool = await two_clients(portal)
    by_client = {one["account"]["accountId"]: one for one in await points(alice, groupBy="CLIENT")}
    assert {number: one["earned"]["amount"] for number, one in by_client.items()} == {NUMBER: "20.00", OTHER: "10.00"}
    assert {one["payingClients"] for one in by_client.values()} == {1}


async def test_by_source_each_kind_of_evidence_has_its_own(portal: Portal) -> None:
    alice, _tool = await two_clients(portal)
    by_source = {one["evidence"]: one["earned"]["amount"] for one in await points(alice, groupBy="SOURCE")}
    assert by_source == {"LEAD": "20.00", "REFERRAL": "10.00"}


async def test_operators_read_all_of_it_or_one_partner_s(portal: Portal) -> None:
    alice, tool = await two_clients(portal)
    bob, olga = await portal.bob(), await portal.olga()
    await register_lead(bob, "tailspin.example")
    await sign_up(portal, tool, "b" * 24, website="tailspin.example", email="tom@tailspin.example")
    await pay(portal, tool, "b" * 24, "payment-4", amount="10.00")
    assert await sums(olga) == [("32.00", "0.00", "160.00", 3, 3)]
    by_partner = {one["partner"]["name"]: one["earned"]["amount"] for one in await points(olga, groupBy="PARTNER")}
    assert by_partner == {"Brightside": "30.00", "Northlight": "2.00"}
    assert await points(olga, partnerId=alice.partner_id) == await points(alice)
    assert await points(olga, partnerId=alice.partner_id, groupBy="CLIENT") == await points(alice, groupBy="CLIENT")
    assert await points(olga, partnerId="rubbish") == []
    assert await refusal(olga, groupBy="CLIENT") == "Name the partner whose clients you ask for."
    assert await sums(await portal.tool(Scope.REWARDS_READ)) == await sums(olga)


# --- when -----------------------------------------------------------------------------------------------------------


async def test_the_periods_are_whole_and_those_of_the_first_and_the_last_day(portal: Portal) -> None:
    alice = await portal.alice()
    periods = "periods { startsOn endsOn }"
    asked = {"from": "2024-02-10", "to": "2024-03-01"}
    for interval, first, last, count in (
        ("DAY", ("2024-02-10", "2024-02-10"), ("2024-03-01", "2024-03-01"), 21),
        ("WEEK", ("2024-02-05", "2024-02-11"), ("2024-02-26", "2024-03-03"), 4),
        ("MONTH", ("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-03-31"), 2),
    ):
        found = (await alice.read(ASKED % periods, **asked, interval=interval))["performance"]["periods"]
        told = [(one["startsOn"], one["endsOn"]) for one in found]
        assert (told[0], told[-1], len(told)) == (first, last, count)
    unasked = (await alice.read(f"{{ performance {{ {periods} }} }}"))["performance"]["periods"]
    assert len(unasked) == 12
    assert unasked[-1]["startsOn"] <= await today(portal) <= unasked[-1]["endsOn"]


async def test_too_many_periods_and_none_are_refused(portal: Portal) -> None:
    alice = await portal.alice()
    turned = {"from": "2024-02-02", "to": "2024-01-31"}
    assert await refusal(alice, **turned) == "The first day comes after the last one."
    many = "Ask for 120 periods at most, or for longer ones."
    assert await refusal(alice, **{"from": "2024-01-01", "to": "2024-04-30"}, interval="DAY") == many
    assert await points(alice, **{"from": "2024-01-01", "to": "2024-04-29"}, interval="DAY") == []
    assert await refusal(alice, **{"from": "0001-01-01", "to": "9999-11-30"}) == many
    assert await refusal(alice, **{"from": "9999-12-31", "to": "9999-12-31"}) == "There is no such period."


async def test_a_day_that_is_none_is_refused(portal: Portal) -> None:
    alice = await portal.alice()
    for day in ("2024-02-30", "yesterday", "\0", ""):
        assert (await alice.ask(ASKED % "points { startsOn }", **{"from": day})).codes == ["BAD_USER_INPUT"]


# --- conversion -----------------------------------------------------------------------------------------------------

CONVERSION = "conversions { registeredLeads wonLeads transferredAccounts payingAccounts partner { name } }"


async def test_of_leads_and_hand_overs_it_says_how_many_pay(portal: Portal) -> None:
    alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
    await register_lead(alice)
    await register_lead(alice, "adatum.example")
    await sign_up(portal, tool, email="finn@fabrikam.example")
    number = await hand_over(portal, alice, "wingtip.example")
    await pay(portal, tool, amount="100.00")

    async def conversions(person: Person, **asked: Any) -> Any:
        return (await person.read(ASKED % CONVERSION, **asked))["performance"]["conversions"]

    told = {"registeredLeads": 2, "wonLeads": 1, "transferredAccounts": 1, "payingAccounts": 0, "partner": None}
    assert await conversions(alice) == [told]
    await pay(portal, tool, number, "payment-2", amount="10.00")
    assert await conversions(alice) == [{**told, "payingAccounts": 1}]
    olga = await portal.olga()
    by_partner = await conversions(olga, groupBy="PARTNER")
    assert by_partner == [{**told, "payingAccounts": 1, "partner": {"name": "Brightside"}}]
    assert await conversions(await portal.bob()) == []
    assert await conversions(await portal.tool(Scope.REWARDS_READ)) == []


# --- whose it is ----------------------------------------------------------------------------------------------------


async def test_a_rival_sees_nothing_of_it_whatever_he_asks(portal: Portal) -> None:
    alice, _tool = await two_clients(portal)
    bob = await portal.bob()
    for group in ("NONE", "CLIENT", "SOURCE", "PARTNER"):
        assert await points(bob, groupBy=group) == []
        assert await points(bob, groupBy=group, partnerId=alice.partner_id) == []
    assert (await portal.nobody().ask("{ performance { points { startsOn } } }")).codes == ["UNAUTHENTICATED"]
    narrow = await portal.tool(Scope.ACCOUNTS_READ)
    assert (await narrow.ask("{ performance { points { startsOn } } }")).codes == ["FORBIDDEN"]


async def test_row_level_security_alone_keeps_a_rival_from_it(portal: Portal) -> None:
    _alice, _tool = await two_clients(portal)
    bob = await portal.bob()
    api, portal.app.state.api = portal.app.state.api, make_api(scoped=False)
    try:
        for group in ("NONE", "CLIENT", "SOURCE", "PARTNER"):
            assert await points(bob, groupBy=group) == []
    finally:
        portal.app.state.api = api


async def test_a_restricted_member_has_his_clients_and_no_sums_beyond_them(portal: Portal) -> None:
    _alice, _tool = await two_clients(portal)
    viewer = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    assert len(await points(viewer, groupBy="CLIENT")) == 2
    await portal.superuser.execute("update team_member set restricted = true where role = 'VIEWER'")
    await portal.superuser.execute(
        "insert into chosen_account (member_id, partner_id, account_id)"
        " select %s::uuid, partner_id, account_id from reward where amount_minor = 1000",
        [(viewer.member_id or "").removeprefix("mem_")],
    )
    [one] = await points(viewer, groupBy="CLIENT")
    assert (one["account"]["accountId"], one["earned"]["amount"]) == (OTHER, "10.00")
    for group in ("NONE", "SOURCE", "PARTNER"):
        assert await points(viewer, groupBy=group) == []


# --- what the database keeps ----------------------------------------------------------------------------------------


@pytest.mark.slow
async def test_whatever_happens_it_is_what_one_counts_from_the_rewards(portal: Portal) -> None:
    alice, tool = await two_clients(portal)
    dice = random.Random(7)
    for number in range(12):
        await portal.advance(days=dice.randrange(1, 12))
        whose, payment = dice.choice((NUMBER, OTHER)), f"more-{number}"
        currency = dice.choice(("EUR", "EUR", "USD"))
        await pay(portal, tool, whose, payment, amount="20.00", currencyCode=currency)
        if dice.random() < 0.6:
            kind, amount = dice.choice(("REFUND", "CHARGEBACK")), dice.choice(("5.00", "20.00"))
            told = {"number": whose, "currencyCode": currency}
            await go_back(portal, tool, kind, f"back-{number}", amount, payment, **told)
            if kind == "CHARGEBACK":
                await go_back(portal, tool, "CHARGEBACK_REVERSED", f"again-{number}", amount, payment, **told)
    assert await faults(portal) == []
    assert await sums(alice, interval="DAY") != []


async def test_the_recount_finds_a_period_that_is_wrong(portal: Portal) -> None:
    await two_clients(portal)
    await portal.superuser.execute(
        "update earned_period set paying_clients = 5 where interval = 'WEEK' and evidence = ''"
    )
    [fault] = await faults(portal)
    assert fault.endswith("is not what its rewards add up to")
