"""nudgeClient."""

from portal.core.links import LinkKind
from tests.accounts.steps import create, put
from tests.handover.steps import (
    UNKNOWN,
    accept,
    choose_plan,
    newest_link,
    offer,
    only_owners_and_managers,
    open_link,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Portal


async def test_it_reminds_the_client_and_shows_when(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await accept(portal, account)
    made = await alice.do("nudgeClient", "account { status nudgedAt }", accountId=account["accountId"])
    assert made["account"]["status"] == "AWAITING_PLAN"
    assert made["account"]["nudgedAt"]
    token = await newest_link(portal, LinkKind.CLIENT, account["id"])
    assert await open_link(portal, token, "kind status account { accountId }") == {
        "kind": "CLIENT",
        "status": "OPEN",
        "account": {"accountId": account["accountId"]},
    }


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await accept(portal, account)
    await alice.do("nudgeClient", "account { id }", accountId=account["id"])
    [(link,)] = await portal.rows("select id::text from client_link where kind = 'CLIENT' order by id desc limit 1")
    expected = {"account_id": account["accountId"], "link_id": link}
    assert await portal.events("account.plan_reminded") == [("account.plan_reminded", "MEMBER", None, expected)]


async def test_once_a_week(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await accept(portal, account)
    await alice.do("nudgeClient", "account { id }", accountId=account["id"])
    await portal.advance(days=7, seconds=-3)
    async with unchanged(portal):
        assert await alice.refused("nudgeClient", accountId=account["id"]) == [("LIMIT_REACHED", None)]
    await portal.advance(seconds=3)
    await alice.do("nudgeClient", "account { id }", accountId=account["id"])
    assert len(await portal.events("account.plan_reminded")) == 2


async def test_it_refuses_where_no_plan_is_waited_for(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await create(alice)
    for status in ("DEVELOPMENT", "TRANSFER_PENDING", "COLLABORATOR"):
        await put(portal, account, status)
        async with unchanged(portal):
            assert await alice.refused("nudgeClient", accountId=account["id"]) == [("WRONG_STATUS", None)]
    offered = await offer(alice)
    await accept(portal, offered)
    await choose_plan(app, offered["accountId"])
    async with unchanged(portal):
        assert await alice.refused("nudgeClient", accountId=offered["id"]) == [("WRONG_STATUS", None)]
    await alice.do("withdrawAccess", "account { id }", accountId=offered["id"])
    async with unchanged(portal):
        assert await alice.refused("nudgeClient", accountId=offered["id"]) == [("WRONG_STATUS", None)]


async def test_to_a_stranger_it_does_not_exist(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    account = await offer(alice)
    await accept(portal, account)
    async with unchanged(portal):
        for unknown in (account["id"], account["accountId"], *UNKNOWN):
            assert await bob.refused("nudgeClient", accountId=unknown) == [("NOT_FOUND", "input.accountId")]


async def test_only_owners_and_managers_of_an_active_partner_nudge(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await accept(portal, account)
    await only_owners_and_managers(portal, "nudgeClient", accountId=account["id"])
    await suspend(portal, alice)
    async with unchanged(portal):
        assert await alice.refused("nudgeClient", accountId=account["id"]) == [("PARTNER_SUSPENDED", None)]
