"""What a payment earns, what goes back with a refund, and when it may be withdrawn."""

from portal.core.permissions import Scope
from tests.people import Portal
from tests.rewards.steps import client_of, go_back, money, pay


async def test_a_payment_earns_its_share_which_is_held_for_thirty_days(portal: Portal) -> None:
    alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    await pay(portal, tool, amount="100.00")
    assert await money(portal) == (20_00, 0, 0, 0, 0)
    await portal.advance(days=29)
    await portal.work()
    assert await money(portal) == (20_00, 0, 0, 0, 0)
    await portal.advance(days=1)
    await portal.work()
    assert await money(portal) == (0, 20_00, 0, 0, 0)


async def test_a_refund_takes_its_share_back(portal: Portal) -> None:
    alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    await pay(portal, tool, amount="100.00")
    await go_back(portal, tool, "REFUND", "refund-1", "25.00")
    assert await money(portal) == (15_00, 0, 0, 0, 0)
    await portal.advance(days=30)
    await portal.work()
    await go_back(portal, tool, "CHARGEBACK", "chargeback-1", "75.00")
    assert await money(portal) == (0, 0, 0, 0, 0)
    await go_back(portal, tool, "CHARGEBACK_REVERSED", "reversed-1", "75.00")
    assert await money(portal) == (0, 15_00, 0, 0, 0)


async def test_what_is_left_of_a_reward_is_told_in_its_currency_s_units(portal: Portal) -> None:
    alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    await pay(portal, tool, amount="100.00")
    await go_back(portal, tool, "REFUND", "refund-1", "25.00")
    [reward] = (await alice.read("{ rewards { nodes { leftAmount { amount } } } }"))["rewards"]["nodes"]
    assert reward["leftAmount"] == {"amount": "15.00"}
