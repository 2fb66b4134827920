"""withdrawRewards and cancelWithdrawal."""

from typing import Any

import pytest

from portal.core.permissions import MemberRole, Scope
from portal.web.schema import make_api
from tests.payouts.steps import (
    OTHER_IBAN,
    UNKNOWN,
    approve,
    earn,
    partner_with,
    set_method,
    status_of,
    usable_method,
    withdraw,
)
from tests.people import Person, Portal
from tests.rewards.steps import client_of, go_back, money, pay

PARTS = "select amount_minor, withdrawn_minor, status from reward order by available_at, id"


async def refused(person: Person, **sent: Any) -> list[tuple[str, str | None]]:
    return await person.refused("withdrawRewards", **{"currencyCode": "EUR", **sent})


async def test_all_that_is_available_is_reserved_at_once(portal: Portal) -> None:
    alice = await partner_with(portal, "60.00", "40.50")
    made = await withdraw(alice)
    assert made["status"] == "REQUESTED"
    assert made["amount"] == {"amount": "100.50", "currencyCode": "EUR"}
    assert made["payoutMethod"]["masked"] == "DE89 •••• 3000"
    assert made["requestedBy"] == {"name": "Alice"}
    assert made["flags"] == []
    assert await money(portal) == (0, 0, 0, 100_50, 0)


async def test_a_part_is_taken_of_the_oldest_rewards_first(portal: Portal) -> None:
    alice = await partner_with(portal, "60.00", "40.00", "20.00")
    await withdraw(alice, "75.00")
    assert await portal.rows(PARTS) == [
        (60_00, 60_00, "IN_WITHDRAWAL"),
        (40_00, 15_00, "IN_WITHDRAWAL"),
        (20_00, 0, "AVAILABLE"),
    ]
    assert await money(portal) == (0, 45_00, 0, 75_00, 0)


async def test_it_tells_who_asked_for_how_much(portal: Portal) -> None:
    alice = await partner_with(portal, "75.00")
    await withdraw(alice)
    [(_type, kind, _reason, data)] = await portal.events("withdrawal.requested")
    assert (kind, data) == ("MEMBER", {"amount": "75.00", "currency_code": "EUR"})


async def test_a_colleague_for_finance_withdraws_and_no_other(portal: Portal) -> None:
    await partner_with(portal, "75.00")
    for role in (MemberRole.MANAGER, MemberRole.DEVELOPER, MemberRole.VIEWER):
        colleague = await portal.member(f"M{role.lower()}", "Brightside", role)
        assert await colleague.forbidden("withdrawRewards", currencyCode="EUR") == ["FORBIDDEN"]
    tool = await portal.tool(Scope.REWARDS_WITHDRAW)
    assert await tool.forbidden("withdrawRewards", currencyCode="EUR") == ["FORBIDDEN"]
    assert await portal.nobody().forbidden("withdrawRewards", currencyCode="EUR") == ["UNAUTHENTICATED"]
    await withdraw(await portal.member("Fiona", "Brightside", MemberRole.FINANCE))


@pytest.mark.parametrize("amount", ["0", "-1", "1.001", "0.005", str(2**63), "1e30", "9" * 40])
async def test_an_amount_that_can_t_be_is_refused_by_its_name(portal: Portal, amount: str) -> None:
    alice = await partner_with(portal, "75.00")
    assert await refused(alice, amount=amount) == [("INVALID", "input.amount")]
    assert await money(portal) == (0, 75_00, 0, 0, 0)


async def test_an_amount_that_is_no_number_is_a_malformed_request(portal: Portal) -> None:
    alice = await partner_with(portal, "75.00")
    for amount in ("NaN", "Infinity", "seventy"):
        answer = await alice.ask(
            "mutation ($input: WithdrawRewardsInput!) { withdrawRewards(input: $input) { userErrors { code } } }",
            input={"currencyCode": "EUR", "amount": amount},
        )
        errors = (answer.body.get("data") or {}).get("withdrawRewards", {}).get("userErrors", [])
        assert answer.codes == ["BAD_USER_INPUT"] or [one["code"] for one in errors] == ["INVALID"]
    assert await money(portal) == (0, 75_00, 0, 0, 0)


async def test_a_currency_has_its_own_decimals_and_minimum(portal: Portal) -> None:
    alice = await partner_with(portal, "7000", currency="JPY")
    await earn(portal, alice, "14.999", currency="KWD")
    assert await refused(alice, currencyCode="JPY", amount="6999.5") == [("INVALID", "input.amount")]
    assert await refused(alice, currencyCode="JPY", amount="6999") == [("BELOW_MINIMUM", "input.amount")]
    assert await refused(alice, currencyCode="KWD") == [("BELOW_MINIMUM", "input.amount")]
    assert (await withdraw(alice, currency="JPY"))["amount"]["amount"] == "7000"
    await earn(portal, alice, "0.001", currency="KWD")
    assert (await withdraw(alice, currency="KWD"))["amount"]["amount"] == "15.000"


async def test_never_more_than_is_available(portal: Portal) -> None:
    alice = await partner_with(portal, "75.00")
    assert await refused(alice, amount="75.01") == [("INSUFFICIENT_BALANCE", "input.amount")]
    assert await refused(alice, currencyCode="USD") == [("INSUFFICIENT_BALANCE", "input.amount")]
    await withdraw(alice)
    assert await refused(alice) == [("INSUFFICIENT_BALANCE", "input.amount")]


async def test_less_than_the_minimum_is_refused_also_where_it_is_all(portal: Portal) -> None:
    alice = await partner_with(portal, "49.99")
    assert await refused(alice) == [("BELOW_MINIMUM", "input.amount")]
    assert await refused(alice, amount="10") == [("BELOW_MINIMUM", "input.amount")]
    await earn(portal, alice, "0.01")
    await withdraw(alice)


async def test_a_debt_comes_first(portal: Portal) -> None:
    alice, tool = await partner_with(portal), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    await pay(portal, tool, amount="300.00")
    await portal.advance(days=30)
    await portal.work()
    await withdraw(alice, "60.00")
    await go_back(portal, tool, "REFUND", "refund-1", "300.00")
    assert await money(portal) == (0, 0, 60_00, 60_00, 0)
    [error] = await alice.fail("withdrawRewards", currencyCode="EUR")
    assert (error["code"], "60.00 EUR" in error["message"]) == ("IN_DEBT", True)


async def test_without_a_payout_method_there_is_nowhere_to_pay_to(portal: Portal) -> None:
    alice = await portal.alice()
    await earn(portal, alice, "75.00")
    assert await refused(alice) == [("NO_PAYOUT_METHOD", "input.payoutMethodId")]
    await set_method(portal, alice)
    [error] = await alice.fail("withdrawRewards", currencyCode="EUR")
    assert (error["code"], "(UTC)" in error["message"]) == ("NO_PAYOUT_METHOD", True)
    await portal.advance(hours=72, seconds=-5)
    assert await refused(alice) == [("NO_PAYOUT_METHOD", "input.payoutMethodId")]
    await portal.advance(seconds=5)
    await withdraw(alice)


async def test_it_goes_to_the_method_that_is_named_where_that_is_the_current_one(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    first = await usable_method(portal, alice)
    foreign = await usable_method(portal, bob, iban=OTHER_IBAN)
    await earn(portal, alice, "200.00")
    for unknown in (foreign["id"], *UNKNOWN):
        assert await refused(alice, payoutMethodId=unknown) == [("NOT_FOUND", "input.payoutMethodId")]
    made = await withdraw(alice, "60.00", payoutMethodId=first["id"])
    second = await usable_method(portal, alice, iban=OTHER_IBAN)
    assert await refused(alice, payoutMethodId=first["id"]) == [("NO_PAYOUT_METHOD", "input.payoutMethodId")]
    assert (await withdraw(alice, "60.00"))["payoutMethod"]["id"] == second["id"]
    kept = await alice.read("{ withdrawals { nodes { id payoutMethod { id } } } }")
    assert {"id": made["id"], "payoutMethod": {"id": first["id"]}} in kept["withdrawals"]["nodes"]


async def test_a_suspended_partner_withdraws_nothing(portal: Portal) -> None:
    alice, olga = await partner_with(portal, "75.00"), await portal.olga()
    made = await withdraw(alice, "60.00")
    await olga.do("suspendPartner", "partner { id }", partnerId=alice.partner_id, reason="It has to be.")
    assert await refused(alice) == [("PARTNER_SUSPENDED", None)]
    assert await alice.refused("cancelWithdrawal", withdrawalId=made["id"]) == [("PARTNER_SUSPENDED", None)]
    assert await status_of(alice, made) == "REQUESTED"


async def test_what_is_cancelled_is_available_again_in_the_same_rewards(portal: Portal) -> None:
    alice = await partner_with(portal, "60.00", "40.00")
    made = await withdraw(alice, "75.00")
    cancelled = await alice.do("cancelWithdrawal", "withdrawal { status endedAt }", withdrawalId=made["id"])
    assert cancelled["withdrawal"]["status"] == "CANCELLED"
    assert cancelled["withdrawal"]["endedAt"]
    assert await money(portal) == (0, 100_00, 0, 0, 0)
    assert await portal.rows(PARTS) == [(60_00, 0, "AVAILABLE"), (40_00, 0, "AVAILABLE")]
    assert await alice.refused("cancelWithdrawal", withdrawalId=made["id"]) == [("WRONG_STATUS", "input.withdrawalId")]
    assert len(await portal.events("withdrawal.cancelled")) == 1


async def test_nothing_is_cancelled_once_it_is_approved_nor_what_is_somebody_else_s(portal: Portal) -> None:
    alice, bob, olga = await partner_with(portal, "75.00"), await portal.bob(), await portal.olga()
    made = await withdraw(alice)
    for unknown in (made["id"], *UNKNOWN):
        assert await bob.refused("cancelWithdrawal", withdrawalId=unknown) == [("NOT_FOUND", "input.withdrawalId")]
    await approve(olga, made)
    assert await alice.refused("cancelWithdrawal", withdrawalId=made["id"]) == [("WRONG_STATUS", "input.withdrawalId")]


async def test_what_comes_back_meets_a_debt_first(portal: Portal) -> None:
    alice, tool = await partner_with(portal), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    await pay(portal, tool, amount="300.00")
    await portal.advance(days=30)
    await portal.work()
    made = await withdraw(alice)
    await go_back(portal, tool, "REFUND", "refund-1", "100.00")
    assert await money(portal) == (0, 0, 20_00, 60_00, 0)
    await alice.do("cancelWithdrawal", "withdrawal { id }", withdrawalId=made["id"])
    assert await money(portal) == (0, 40_00, 0, 0, 0)


async def test_a_rival_sees_nothing_and_neither_does_who_opens_chosen_accounts_alone(portal: Portal) -> None:
    alice, bob = await partner_with(portal, "75.00"), await portal.bob()
    made = await withdraw(alice)
    assert await status_of(bob, made) is None
    assert (await bob.read("{ withdrawals { totalCount } payoutMethods { totalCount } }")) == {
        "withdrawals": {"totalCount": 0},
        "payoutMethods": {"totalCount": 0},
    }
    viewer = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    [seen] = (await viewer.read("{ withdrawals { nodes { status payoutMethod { id } } } }"))["withdrawals"]["nodes"]
    assert seen == {"status": "REQUESTED", "payoutMethod": None}
    await portal.superuser.execute("update team_member set restricted = true where role = 'VIEWER'")
    assert (await viewer.ask("{ withdrawals { totalCount } }")).codes == ["FORBIDDEN"]
    assert await status_of(viewer, made) is None


async def test_the_same_key_withdraws_once(portal: Portal) -> None:
    alice = await partner_with(portal, "200.00")
    alice.http.headers["Idempotency-Key"] = "one-withdrawal"
    first, again = [await withdraw(alice, "60.00") for _ in range(2)]
    assert first == again
    assert await money(portal) == (0, 140_00, 0, 60_00, 0)


async def test_row_level_security_alone_keeps_a_rival_from_it(portal: Portal) -> None:
    alice, bob = await partner_with(portal, "75.00"), await portal.bob()
    made = await withdraw(alice)
    api, portal.app.state.api = portal.app.state.api, make_api(scoped=False)
    try:
        refusal = await bob.refused("cancelWithdrawal", withdrawalId=made["id"])
    finally:
        portal.app.state.api = api
    assert refusal == [("NOT_FOUND", "input.withdrawalId")]


async def test_developers_read_no_money(portal: Portal) -> None:
    await portal.alice()
    developer = await portal.member("Dora", "Brightside", MemberRole.DEVELOPER)
    asked = (
        "{ rewards { totalCount } }",
        "{ withdrawals { totalCount } }",
        "{ performance { periods { startsOn } } }",
        '{ rewardEstimate(input: { amount: "1", currencyCode: EUR }) { words } }',
    )
    for document in asked:
        assert (await developer.ask(document)).codes == ["FORBIDDEN"], document
    for name in ("rewards", "performance"):
        assert (await developer.http.get(f"/files/{name}.csv")).status_code == 403
    read = "{ viewer { partner { balances { currencyCode } tier { name } } } }"
    assert (await developer.read(read))["viewer"]["partner"] == {"balances": [], "tier": None}
