"""What each reward waits for, and until when."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable

import pytest

from portal.core.actors import member
from portal.core.permissions import MemberRole, Scope
from portal.web.schema import make_api
from tests.payouts.steps import approve, batch_of, earn, mark_paid, partner_with, set_debtor, set_method, withdraw
from tests.people import Person, Portal
from tests.plans import explain, nodes
from tests.rewards.steps import client_of, go_back, pay

Told = list[tuple[str, str | None]]
_REWARDS = "{ rewards { nodes { waitsFor waitsUntil occurredAt availableAt } } }"


async def waits(person: Person) -> Told:
    """What the person's rewards wait for and until when, the oldest payment first."""
    rewards = (await person.read(_REWARDS))["rewards"]["nodes"]
    return [(one["waitsFor"], one["waitsUntil"]) for one in reversed(rewards)]


async def paying_client(portal: Portal) -> tuple[Person, Person]:
    """Alice, whose client has just paid, and the vendor's billing."""
    alice, tool = await portal.alice(), await portal.tool(Scope.PLATFORM_WRITE)
    await client_of(portal, alice, tool)
    await pay(portal, tool, amount="500.00")
    return alice, tool


async def after_hold(portal: Portal) -> None:
    await portal.advance(days=30)
    await portal.work()


# --- each of them ---------------------------------------------------------------------------------------------------


async def _held(portal: Portal) -> tuple[Person, Told]:
    alice, _tool = await paying_client(portal)
    [reward] = (await alice.read(_REWARDS))["rewards"]["nodes"]
    assert moment(reward["availableAt"]) == moment(reward["occurredAt"]) + dt.timedelta(days=30)
    return alice, [("HOLD", reward["availableAt"])]


async def _held_and_suspended(portal: Portal) -> tuple[Person, Told]:
    alice, expected = await _held(portal)
    await suspend(portal, alice)
    return alice, expected


async def _without_method(portal: Portal) -> tuple[Person, Told]:
    alice, _tool = await paying_client(portal)
    await after_hold(portal)
    return alice, [("PAYOUT_METHOD", None)]


async def _method_that_waits(portal: Portal) -> tuple[Person, Told]:
    alice, _tool = await paying_client(portal)
    await after_hold(portal)
    method = await set_method(portal, alice)
    return alice, [("PAYOUT_METHOD", method["usableFrom"])]


async def _less_than_minimum(portal: Portal) -> tuple[Person, Told]:
    alice = await partner_with(portal, "49.99")
    return alice, [("MINIMUM", None)]


async def _suspended(portal: Portal) -> tuple[Person, Told]:
    alice = await partner_with(portal, "75.00")
    await suspend(portal, alice)
    return alice, [("REINSTATEMENT", None)]


async def _owed(portal: Portal) -> tuple[Person, Told]:
    alice, tool = await paying_client(portal)
    await after_hold(portal)
    await set_method(portal, alice)
    await portal.advance(hours=72)
    await withdraw(alice)
    await go_back(portal, tool, "REFUND", "refund-1", "250.00")
    await earn(portal, alice, "10.00")
    # The first is on its way whole, so what was given since meets what is owed for it.
    return alice, [("APPROVAL", None), ("NOTHING", None)]


async def _owed_for_itself(portal: Portal) -> tuple[Person, Told]:
    alice = await partner_with(portal)
    await earn(portal, alice, "-20.00")
    return alice, [("DEBT", None)]


async def _requested(portal: Portal) -> tuple[Person, Told]:
    alice = await partner_with(portal, "75.00")
    await withdraw(alice)
    return alice, [("APPROVAL", None)]


async def _approved(portal: Portal) -> tuple[Person, Told]:
    alice, olga = await partner_with(portal, "75.00"), await portal.olga()
    await approve(olga, await withdraw(alice))
    return alice, [("BANK", None)]


async def _processing(portal: Portal) -> tuple[Person, Told]:
    alice, olga = await partner_with(portal, "75.00"), await portal.olga()
    await set_debtor(olga)
    made = await withdraw(alice)
    await approve(olga, made)
    await batch_of(olga, made)
    return alice, [("BANK", None)]


async def _paid(portal: Portal) -> tuple[Person, Told]:
    alice, olga = await partner_with(portal, "75.00"), await portal.olga()
    made = await withdraw(alice)
    await approve(olga, made)
    await mark_paid(olga, made)
    return alice, [("NOTHING", None)]


async def _to_be_withdrawn(portal: Portal) -> tuple[Person, Told]:
    return await partner_with(portal, "75.00"), [("NOTHING", None)]


async def _gone_back(portal: Portal) -> tuple[Person, Told]:
    alice, tool = await paying_client(portal)
    await go_back(portal, tool, "REFUND", "refund-1", "500.00")
    return alice, [("NOTHING", None)]


@pytest.mark.parametrize(
    "happened",
    [
        *(_held, _held_and_suspended, _without_method, _method_that_waits, _less_than_minimum, _suspended),
        *(_owed, _owed_for_itself, _requested, _approved, _processing, _paid, _to_be_withdrawn, _gone_back),
    ],
)
async def test_a_reward_says_what_it_waits_for(
    portal: Portal, happened: Callable[[Portal], Awaitable[tuple[Person, Told]]]
) -> None:
    person, expected = await happened(portal)
    assert await waits(person) == expected
    operator = (
        await portal.olga() if not await portal.rows("select 1 from event where actor_kind = 'OPERATOR'") else None
    )
    if operator is not None:
        assert await waits(operator) == expected


async def test_one_of_a_partner_in_debt_waits_for_that(portal: Portal) -> None:
    alice = await partner_with(portal, "60.00")
    await withdraw(alice)
    await earn(portal, alice, "-20.00", "5.00")
    assert await waits(alice) == [("APPROVAL", None), ("DEBT", None), ("NOTHING", None)]


async def test_a_minimum_is_of_the_plan_that_holds_now(portal: Portal) -> None:
    alice, olga = await partner_with(portal, "49.99"), await portal.olga()
    await olga.do(
        "publishRewardPlan", "rewardPlan { version }", minimumWithdrawals=[{"amount": "10", "currencyCode": "EUR"}]
    )
    assert await waits(alice) == [("NOTHING", None)]


async def test_a_minimum_is_met_by_all_that_is_available_in_the_currency(portal: Portal) -> None:
    alice = await partner_with(portal, "30.00")
    await earn(portal, alice, "40.00", currency="USD")
    assert [what for what, _until in await waits(alice)] == ["MINIMUM", "MINIMUM"]
    await earn(portal, alice, "20.00")
    assert [what for what, _until in await waits(alice)] == ["NOTHING", "MINIMUM", "NOTHING"]


async def test_a_restricted_member_is_told_what_the_reward_itself_says(portal: Portal) -> None:
    alice, _tool = await paying_client(portal)
    viewer = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    await portal.superuser.execute("update team_member set restricted = true where role = 'VIEWER'")
    assert viewer.member_id is not None
    await portal.superuser.execute(
        "insert into chosen_account (member_id, partner_id, account_id)"
        " select %s::uuid, partner_id, account_id from reward",
        [viewer.member_id.removeprefix("mem_")],
    )
    assert [what for what, _until in await waits(viewer)] == ["HOLD"]
    await after_hold(portal)
    assert [what for what, _until in await waits(alice)] == ["PAYOUT_METHOD"]
    assert await waits(viewer) == [("NOTHING", None)]


async def test_nothing_that_it_hangs_on_is_looked_for_without_an_index(portal: Portal) -> None:
    alice = await partner_with(portal, *["40.00"] * 5)
    await withdraw(alice, "60.00")
    of_alice = uuid.UUID((alice.partner_id or "").removeprefix("part_"))
    agency = member(role=MemberRole.OWNER, user_id=uuid.uuid4(), member_id=uuid.uuid4(), partner_id=of_alice)
    query = "{ rewards(first: 100) { nodes { waitsFor waitsUntil } } }"
    plan = await explain(portal.runtime, make_api(), agency, query, {}, seq_scans=False)
    whole = {(node["Relation Name"], node["Actual Loops"]) for node in nodes(plan) if node["Node Type"] == "Seq Scan"}
    # The plan's versions are few, and looked through once for all rewards.
    assert whole == {("reward_plan", 1)}


async def suspend(portal: Portal, person: Person) -> None:
    olga = await portal.olga()
    await olga.do("suspendPartner", "partner { id }", partnerId=person.partner_id, reason="It has to be.")


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
