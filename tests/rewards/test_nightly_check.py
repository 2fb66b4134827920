"""Every night: what is kept is compared with what is due, once, and what differs is reckoned again."""

from __future__ import annotations

from tests.handover.steps import vendor
from tests.people import Portal
from tests.rewards.steps import client_of, faults, money, pay

LATE = "select name from schedule where last_run_at < (select work_now()) - interval '1 hour' order by name"


async def test_a_duty_that_goes_through_many_rows_is_done_once(portal: Portal) -> None:
    app = await vendor(portal)
    await client_of(portal, await portal.alice(), app)
    await pay(portal, app, amount="100.00")
    await portal.advance(days=1)
    assert await portal.rows(LATE) != []
    await portal.work()
    assert await portal.rows(LATE) == []


async def test_payments_of_before_the_portal_kept_rewards_earn_what_is_due(portal: Portal) -> None:
    app = await vendor(portal)
    await client_of(portal, await portal.alice(), app)
    await pay(portal, app, amount="100.00")
    # As where the tables of rewards came later: nothing was earned, and nobody tells of the payment again.
    await portal.superuser.execute(
        "set session_replication_role = replica; delete from ledger_entry; delete from ledger_transaction;"
        " delete from reward; delete from balance; delete from earned_period; set session_replication_role = default"
    )
    assert len(await faults(portal)) == 1
    await portal.advance(days=1)
    await portal.work()
    assert await money(portal) == (20_00, 0, 0, 0, 0)
    assert await faults(portal) == []
