"""What the clock and other accounts do to transfers: reminders, expiry, an addressee who comes to own another."""

from typing import Any

from portal.transfers.handlers import DUTIES
from portal.worker import do_duties
from tests.handover.steps import (
    CLARA,
    NUMBER,
    accept,
    choose_plan,
    offer,
    register,
    set_program,
    status_of,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Person, Portal

REMINDED, EXPIRED = "account.transfer_reminded", "account.transfer_expired"
PLAN, BLOCKED = "account.plan_reminded", "account.transfer_blocked"


async def _told(portal: Portal, *types: str) -> list[str]:
    return [kind for kind, *_ in await portal.events(*types)]


async def _later(portal: Portal, days: int, seconds: int = 0) -> None:
    await portal.advance(days=days, seconds=seconds)
    await do_duties(portal.runtime, DUTIES)


async def test_the_client_is_reminded_after_7_and_25_days_and_the_partner_told_at_the_end(portal: Portal) -> None:
    account = await offer(await portal.alice())
    await _later(portal, 7, -10)
    assert await _told(portal, REMINDED, EXPIRED) == []
    await _later(portal, 0, 70)
    assert await _told(portal, REMINDED, EXPIRED) == [REMINDED]
    await _later(portal, 17)
    assert await _told(portal, REMINDED, EXPIRED) == [REMINDED]
    await _later(portal, 1)
    assert await _told(portal, REMINDED, EXPIRED) == [REMINDED, REMINDED]
    await _later(portal, 4)
    assert await _told(portal, REMINDED, EXPIRED) == [REMINDED, REMINDED]
    await _later(portal, 1)
    await _later(portal, 100)
    assert await _told(portal, REMINDED, EXPIRED) == [REMINDED, REMINDED, EXPIRED]
    [(link,)] = await portal.rows("select id::text from client_link")
    [first, _second, expired] = await portal.events(REMINDED, EXPIRED)
    transfer_id = first[3].pop("transfer_id")
    assert transfer_id.replace("-", "") == account["transfer"]["id"].removeprefix("tran_")
    assert first == (REMINDED, "SYSTEM", None, {"account_id": account["accountId"], "link_id": link})
    assert expired[3] == {"account_id": account["accountId"], "transfer_id": transfer_id}
    assert expired[:3] == (EXPIRED, "SYSTEM", None)


async def test_after_a_long_jump_only_what_is_still_sensible_is_sent(portal: Portal) -> None:
    alice = await portal.alice()
    await offer(alice)
    await _later(portal, 26)
    assert await _told(portal, REMINDED, EXPIRED) == [REMINDED]
    await _later(portal, 3)
    assert await _told(portal, REMINDED, EXPIRED) == [REMINDED]
    await offer(alice, "Fabrikam", "carla@store.example")
    await _later(portal, 400)
    assert await _told(portal, REMINDED, EXPIRED) == [REMINDED, EXPIRED, EXPIRED]


async def test_a_transfer_that_is_resent_is_reminded_and_expires_anew(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await _later(portal, 31)
    assert await _told(portal, REMINDED, EXPIRED) == [EXPIRED]
    await alice.do("resendTransfer", "transfer { id }", accountId=account["id"])
    await _later(portal, 8)
    await _later(portal, 18)
    await _later(portal, 5)
    assert await _told(portal, REMINDED, EXPIRED) == [EXPIRED, REMINDED, REMINDED, EXPIRED]


async def test_what_is_answered_or_taken_back_is_not_reminded(portal: Portal) -> None:
    alice = await portal.alice()
    await accept(portal, await offer(alice))
    cancelled = await offer(alice, "Fabrikam", "carla@store.example")
    await alice.do("cancelTransfer", "transfer { id }", accountId=cancelled["id"])
    for days in (8, 18, 5):
        await _later(portal, days)
    assert await _told(portal, REMINDED, EXPIRED) == []


async def test_reminders_go_on_while_the_partner_is_suspended(portal: Portal) -> None:
    alice = await portal.alice()
    await offer(alice)
    await suspend(portal, alice)
    await _later(portal, 8)
    assert await _told(portal, REMINDED) == [REMINDED]


async def test_who_has_no_plan_is_reminded_after_3_14_and_30_days(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await accept(portal, account)
    await _later(portal, 3, -10)
    assert await _told(portal, PLAN) == []
    await _later(portal, 0, 70)
    assert await _told(portal, PLAN) == [PLAN]
    await _later(portal, 10)
    assert await _told(portal, PLAN) == [PLAN]
    await _later(portal, 1)
    assert await _told(portal, PLAN) == [PLAN, PLAN]
    await _later(portal, 16)
    await _later(portal, 100)
    assert await _told(portal, PLAN) == [PLAN] * 3
    [(link,)] = await portal.rows("select id::text from client_link where kind = 'CLIENT' order by id desc limit 1")
    expected = {"account_id": account["accountId"], "link_id": link}
    assert (await portal.events(PLAN))[-1] == (PLAN, "SYSTEM", None, expected)


async def test_after_a_long_jump_a_plan_is_asked_for_once_and_never_where_there_is_one(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await accept(portal, await offer(alice))
    with_plan = await offer(alice, "Fabrikam", "carla@store.example")
    await accept(portal, with_plan)
    await choose_plan(app, with_plan["accountId"])
    left = await offer(alice, "Contoso", "cleo@store.example")
    await accept(portal, left)
    await alice.do("withdrawAccess", "account { id }", accountId=left["id"])
    await _later(portal, 15)
    await _later(portal, 1)
    assert await _told(portal, PLAN) == [PLAN]
    await _later(portal, 300)
    assert await _told(portal, PLAN) == [PLAN] * 2


async def _blocked(person: Person, account: dict[str, Any]) -> bool:
    found = await person.read("query ($id: ID) { account(id: $id) { transfer { blocked } } }", id=account["id"])
    return bool(found["account"]["transfer"]["blocked"])


async def test_who_comes_to_own_another_account_blocks_his_transfers_until_he_owns_none(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    ours, theirs = await offer(alice), await offer(bob, "Fabrikam")
    other = await offer(alice, "Contoso", "carla@store.example")
    await portal.work()
    assert [await _blocked(alice, ours), await _blocked(bob, theirs)] == [False, False]
    await register(app, NUMBER)
    await portal.work()
    assert [await _blocked(alice, ours), await _blocked(bob, theirs), await _blocked(alice, other)] == [
        True,
        True,
        False,
    ]
    assert await status_of(alice, ours["id"]) == ("TRANSFER_PENDING", "OWNER")
    told = await portal.events(BLOCKED)
    assert [(kind, actor, reason) for kind, actor, reason, _ in told] == [(BLOCKED, "SYSTEM", None)] * 2
    assert {data["account_id"] for *_, data in told} == {ours["accountId"], theirs["accountId"]}
    assert all(set(data) == {"account_id", "transfer_id"} for *_, data in told)
    # To each partner his own alone.
    timeline = await alice.read("query ($id: ID) { account(id: $id) { timeline { nodes { event } } } }", id=ours["id"])
    assert [entry["event"] for entry in timeline["account"]["timeline"]["nodes"]].count(BLOCKED) == 1
    async with unchanged(portal):
        await portal.work()
    await app.do("closeAccounts", "results { outcome }", accountIds=[NUMBER])
    await portal.work()
    assert [await _blocked(alice, ours), await _blocked(bob, theirs)] == [False, False]
    await accept(portal, ours)
    await portal.work()
    assert await _blocked(bob, theirs) is True


async def test_another_address_frees_a_blocked_transfer_and_so_does_another_owner(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    first, second = await offer(alice), await offer(alice, "Fabrikam")
    await register(app, NUMBER)
    await portal.work()
    await alice.do("resendTransfer", "transfer { id }", accountId=first["id"], toEmail="carla@store.example")
    assert [await _blocked(alice, first), await _blocked(alice, second)] == [False, True]
    assert (await register(app, NUMBER, "new@store.example"))["outcome"] == "UPDATED"
    await portal.work()
    assert await _blocked(alice, second) is False
    await accept(portal, second)


async def test_where_the_program_allows_several_nothing_is_blocked(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await set_program(portal, oneAccountPerEmail=False)
    account = await offer(alice)
    await register(app, NUMBER)
    await portal.work()
    assert await _blocked(alice, account) is False
    assert await _told(portal, BLOCKED) == []
    assert (await accept(portal, account))["ownerEmail"] == CLARA
