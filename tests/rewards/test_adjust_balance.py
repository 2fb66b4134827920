"""adjustBalance beside others who hold the same purse."""

from __future__ import annotations

import asyncio

import psycopg

from portal.core.permissions import OperatorRole
from tests.delivery.test_worker import until
from tests.payouts.steps import earn
from tests.people import Portal
from tests.rewards.steps import faults, money

_WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
_HOLD = "select from portal.balance b join portal.partner p on p.id = b.partner_id where p.name = 'Brightside'"


async def test_whoever_holds_the_purse_may_name_the_partner_while_somebody_adjusts_it(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    await earn(portal, alice, "60.00")
    given = {"partnerId": alice.partner_id, "amount": "5.00", "currencyCode": "EUR", "reason": "A present."}

    async def waits() -> bool:
        return await portal.rows(_WAITING) == [(1,)]

    async with await psycopg.AsyncConnection.connect(portal.database_url) as holder:
        await holder.execute(f"{_HOLD} for update of b")
        adjusting = asyncio.ensure_future(olga.do("adjustBalance", "adjustment { status }", **given))
        await until(waits, 30)
        # As a new reward or withdrawal does; who waits for the purse must not keep its holder from it.
        await holder.execute(f"{_HOLD} for key share of p nowait")
        await holder.commit()
    assert (await adjusting)["adjustment"]["status"] == "APPLIED"
    assert await money(portal) == (0, 65_00, 0, 0, 0)
    assert await faults(portal) == []


async def test_an_adjustment_that_takes_is_read_with_all_its_digits(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    taken = {"partnerId": alice.partner_id, "currencyCode": "EUR", "reason": "Too much."}
    for amount in ("-0", "-0." + "9" * 40, "-1e9999999", "-1e-9999999", "sNaN"):
        answer = await olga.ask(
            "mutation ($input: AdjustBalanceInput!) { adjustBalance(input: $input) { userErrors { code field } } }",
            input={**taken, "amount": amount},
        )
        if answer.codes != ["BAD_USER_INPUT"]:
            assert answer.data["adjustBalance"]["userErrors"] == [{"code": "INVALID", "field": ["input", "amount"]}]
    await olga.do("adjustBalance", "adjustment { status }", **taken, amount="-1.50")
    assert await money(portal) == (0, 0, 1_50, 0, 0)


async def test_a_partner_that_is_none_is_not_found(portal: Portal) -> None:
    olga = await portal.olga()
    about = {"amount": "1.00", "currencyCode": "EUR", "reason": "For the test."}
    for unknown in ("part_" + "0" * 32, "rubbish", "\0", ""):
        refused = await olga.refused("adjustBalance", partnerId=unknown, **about)
        assert refused == [("NOT_FOUND", "input.partnerId")]


async def test_the_team_reads_who_asked_and_who_agreed_and_nobody_else_does(portal: Portal) -> None:
    alice, olga, finance = await portal.alice(), await portal.olga(), await portal.olga(OperatorRole.FINANCE)
    about = {"partnerId": alice.partner_id, "amount": "900.00", "currencyCode": "EUR", "reason": "For the fair."}
    asked = (await olga.do("adjustBalance", "adjustment { id }", **about))["adjustment"]
    await finance.do("approveAdjustment", "adjustment { status }", adjustmentId=asked["id"])
    people = "{ balanceAdjustments { nodes { requestedBy { id name } decidedBy { id name } } } }"
    me = "{ viewer { operator { id name } } }"
    both = [(await one.read(me))["viewer"]["operator"] for one in (olga, finance)]
    assert (await finance.read(people))["balanceAdjustments"]["nodes"] == [
        {"requestedBy": both[0], "decidedBy": both[1]}
    ]
    assert both[0] != both[1]
    assert (await alice.ask(people)).codes == ["FORBIDDEN"]


async def test_nobody_agrees_with_an_adjustment_of_his_own(portal: Portal) -> None:
    alice, olga, finance = await portal.alice(), await portal.olga(), await portal.olga(OperatorRole.FINANCE)
    about = {"partnerId": alice.partner_id, "amount": "900.00", "currencyCode": "EUR", "reason": "For the fair."}
    asked = (await olga.do("adjustBalance", "adjustment { id status }", **about))["adjustment"]
    assert asked["status"] == "REQUESTED"
    assert await olga.refused("approveAdjustment", adjustmentId=asked["id"]) == [("WRONG_STATUS", None)]
    assert await money(portal) == (0, 0, 0, 0, 0)
    await finance.do("approveAdjustment", "adjustment { status }", adjustmentId=asked["id"])
    assert await money(portal) == (0, 900_00, 0, 0, 0)
