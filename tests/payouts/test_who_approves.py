"""Whoever had a hand in what is paid does not approve it, also where something else was paid since."""

from portal.core.permissions import OperatorRole
from tests.payouts.steps import approve, mark_paid, partner_with, withdraw
from tests.people import Portal


async def test_whoever_gave_what_is_in_a_withdrawal_does_not_approve_it_after_an_older_one_was_paid(
    portal: Portal,
) -> None:
    alice = await partner_with(portal, "60.00")
    olga, finn = await portal.olga(), await portal.olga(OperatorRole.FINANCE)
    older = await withdraw(alice)
    given = {"partnerId": alice.partner_id, "amount": "80.00", "currencyCode": "EUR", "reason": "A present."}
    await olga.do("adjustBalance", "adjustment { status }", **given)
    holding_it = await withdraw(alice)
    await approve(finn, older)
    await portal.advance(seconds=1)
    await mark_paid(finn, older)
    assert await olga.refused("approveWithdrawals", withdrawalIds=[holding_it["id"]]) == [
        ("NOT_ALLOWED", "input.withdrawalIds.0")
    ]
    await approve(finn, holding_it)
