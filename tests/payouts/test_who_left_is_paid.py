"""A partner who leaves the program: what he has is paid out, then nothing more."""

from __future__ import annotations

from portal.core.permissions import OperatorRole
from tests.handover.steps import vendor
from tests.payouts.steps import approve, earn, mark_paid, partner_with
from tests.people import Person, Portal
from tests.rewards.steps import client_of, faults, money, pay

WAITING = "{ withdrawals { nodes { id status amount { amount } requestedBy { name } } } }"


async def _closed(portal: Portal, olga: Person, person: Person) -> None:
    # Credit counts in whole seconds: who leaves within the second of a payment has left before it.
    await portal.advance(seconds=1)
    await olga.do("closePartner", "partner { status }", partnerId=person.partner_id)
    await portal.advance(hours=1)
    await portal.work()


async def _waiting(olga: Person) -> list[dict[str, str]]:
    found = (await olga.read(WAITING))["withdrawals"]["nodes"]
    return [{"id": one["id"], "status": one["status"], "amount": one["amount"]["amount"]} for one in found]


async def test_what_is_available_is_asked_for_below_the_minimum_too_and_what_is_held_when_it_is_over(
    portal: Portal,
) -> None:
    alice, olga, app = await partner_with(portal, "30.00"), await portal.olga(), await vendor(portal)
    frida = await portal.olga(OperatorRole.FINANCE)
    await client_of(portal, alice, app)
    await pay(portal, app, amount="100.00")
    await _closed(portal, olga, alice)
    assert await money(portal) == (20_00, 0, 0, 30_00, 0)
    [first] = await _waiting(olga)
    assert (first["status"], first["amount"]) == ("REQUESTED", "30.00")
    await approve(frida, first)
    await mark_paid(frida, first)
    await portal.advance(days=30)
    await portal.work()
    # The hold ends within the minute, and it is asked for within the hour.
    await portal.advance(hours=1)
    await portal.work()
    assert await money(portal) == (0, 0, 0, 20_00, 30_00)
    second, _first = await _waiting(olga)
    await approve(frida, second)
    await mark_paid(frida, second)
    await portal.advance(hours=2)
    await portal.work()
    assert await money(portal) == (0, 0, 0, 0, 50_00)
    assert len(await _waiting(olga)) == 2
    assert await faults(portal) == []


async def test_what_was_rejected_is_not_asked_for_again(portal: Portal) -> None:
    alice, olga = await partner_with(portal, "30.00"), await portal.olga()
    await _closed(portal, olga, alice)
    [asked] = await _waiting(olga)
    await olga.do("rejectWithdrawal", "withdrawal { status }", withdrawalId=asked["id"], reason="His bank is closed.")
    await portal.advance(hours=2)
    await portal.work()
    assert [one["status"] for one in await _waiting(olga)] == ["REJECTED"]
    assert await money(portal) == (0, 30_00, 0, 0, 0)


async def test_nothing_is_asked_for_of_who_stays_and_without_a_payout_method(portal: Portal) -> None:
    alice, bob, olga = await partner_with(portal, "30.00"), await portal.bob(), await portal.olga()
    await earn(portal, bob, "80.00")
    await _closed(portal, olga, bob)
    assert await _waiting(olga) == []
    assert (await money(portal), await money(portal, "Northlight")) == ((0, 30_00, 0, 0, 0), (0, 80_00, 0, 0, 0))
    assert alice.partner_id
