"""A reward leads to its payment, to the decision about credit and to the version of the plan."""

from portal.core.permissions import Scope
from tests.people import Portal
from tests.rewards.steps import client_of, pay

TRAIL = """{ rewards { nodes {
  planVersion plan { version words } paymentId account { credit { credited } }
} } }"""
PAYMENT = "query ($id: ID!) { node(id: $id) { ... on BillingEvent { externalId } } }"


async def test_a_partner_follows_it_to_the_decision_and_the_plan(portal: Portal) -> None:
    alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    await pay(portal, tool, amount="100.00")
    olga = await portal.olga()
    await olga.do("publishRewardPlan", "rewardPlan { version }", rateBps=1000)
    [reward] = (await alice.read(TRAIL))["rewards"]["nodes"]
    assert reward["planVersion"] == reward["plan"]["version"] == 1
    assert reward["plan"]["words"][0].startswith("You earn 20 %")
    assert reward["account"] == {"credit": {"credited": "YOU"}}


async def test_an_operator_follows_it_to_the_payment(portal: Portal) -> None:
    alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    await pay(portal, tool, amount="100.00")
    olga = await portal.olga()
    [reward] = (await olga.read(TRAIL))["rewards"]["nodes"]
    found = await olga.read(PAYMENT, id=reward["paymentId"])
    assert found["node"] == {"externalId": "payment-1"}
    assert (await alice.read(PAYMENT, id=reward["paymentId"]))["node"] is None
    for other in (alice, await portal.tool(Scope.REWARDS_READ)):
        assert (await other.read("{ rewards { nodes { paymentId } } }"))["rewards"]["nodes"] == [{"paymentId": None}]


async def test_an_adjustment_leads_nowhere(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    partner = (await alice.read("{ viewer { partner { id } } }"))["viewer"]["partner"]["id"]
    given = {"amount": "5.00", "currencyCode": "EUR", "reason": "A prize."}
    await olga.do("adjustBalance", "adjustment { id }", partnerId=partner, **given)
    [reward] = (await alice.read(TRAIL))["rewards"]["nodes"]
    assert reward == {"planVersion": None, "plan": None, "paymentId": None, "account": None}
