"""cancelTransfer."""

import pytest

from portal.core.links import LinkKind
from tests.accounts.steps import create, put
from tests.handover.steps import (
    CLARA,
    UNKNOWN,
    accept,
    newest_link,
    offer,
    only_owners_and_managers,
    open_link,
    status_of,
    suspend,
    unchanged,
)
from tests.people import Portal

CANCELLED = "account { status accessLevel } transfer { status reason endedAt }"


async def test_the_account_is_a_development_account_again_and_the_link_is_taken_back(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    made = await alice.do("cancelTransfer", CANCELLED, accountId=account["accountId"], reason="Not\nyet.")
    assert made["account"] == {"status": "DEVELOPMENT", "accessLevel": "OWNER"}
    assert (made["transfer"]["status"], made["transfer"]["reason"]) == ("CANCELLED", "Not\nyet.")
    assert made["transfer"]["endedAt"]
    assert await open_link(portal, token, "status newerSent account { id } partner { name } message") == {
        "status": "CANCELLED",
        "newerSent": False,
        "account": None,
        "partner": None,
        "message": None,
    }
    async with unchanged(portal):
        assert await portal.nobody().refused("acceptTransfer", token=token, name="Clara") == [("WRONG_STATUS", None)]
        assert await portal.nobody().refused("declineTransfer", token=token) == [("WRONG_STATUS", None)]


async def test_it_can_be_offered_anew_also_after_its_link_expired(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await portal.advance(days=31)
    await alice.do("cancelTransfer", CANCELLED, accountId=account["id"])
    again = await alice.do("transferOwnership", "transfer { id status }", accountId=account["id"], toEmail=CLARA)
    assert again["transfer"]["status"] == "PENDING"
    assert again["transfer"]["id"] != account["transfer"]["id"]
    await accept(portal, account)


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await alice.do("cancelTransfer", CANCELLED, accountId=account["id"], reason="Not yet.")
    [(kind, actor, reason, data)] = await portal.events("account.transfer_cancelled")
    assert (kind, actor, reason) == ("account.transfer_cancelled", "MEMBER", "Not yet.")
    assert data.pop("transfer_id").replace("-", "") == account["transfer"]["id"].removeprefix("tran_")
    assert data == {"account_id": account["accountId"]}


async def test_it_refuses_where_none_is_pending(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    for status in ("DEVELOPMENT", "AWAITING_PLAN", "COLLABORATOR"):
        await put(portal, account, status)
        async with unchanged(portal):
            assert await alice.refused("cancelTransfer", accountId=account["id"]) == [("WRONG_STATUS", None)]
    offered = await offer(alice)
    await accept(portal, offered)
    async with unchanged(portal):
        assert await alice.refused("cancelTransfer", accountId=offered["id"]) == [("WRONG_STATUS", None)]


@pytest.mark.parametrize("reason", ["x" * 1_001, "\0", "a\u202eb"])
async def test_it_refuses_a_reason_that_cannot_be_kept(portal: Portal, reason: str) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    async with unchanged(portal):
        refusal = await alice.refused("cancelTransfer", accountId=account["id"], reason=reason)
        assert refusal == [("INVALID", "input.reason")]


async def test_to_a_stranger_it_does_not_exist(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    account = await offer(alice)
    async with unchanged(portal):
        for unknown in (account["id"], account["accountId"], account["transfer"]["id"], *UNKNOWN):
            assert await bob.refused("cancelTransfer", accountId=unknown) == [("NOT_FOUND", "input.accountId")]


async def test_only_owners_and_managers_of_an_active_partner_cancel(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await only_owners_and_managers(portal, "cancelTransfer", accountId=account["id"])
    await suspend(portal, alice)
    async with unchanged(portal):
        assert await alice.refused("cancelTransfer", accountId=account["id"]) == [("PARTNER_SUSPENDED", None)]
    assert await status_of(alice, account["id"]) == ("TRANSFER_PENDING", "NONE")
