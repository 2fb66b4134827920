"""transferOwnership."""

import datetime as dt

import pytest

from portal.core.links import LinkKind
from tests.accounts.steps import create, put
from tests.handover.steps import (
    CLARA,
    NUMBER,
    UNKNOWN,
    newest_link,
    offer,
    only_owners_and_managers,
    open_link,
    register,
    set_program,
    status_of,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Portal

SENT = (
    "account { status accessLevel transfer { id } }"
    " transfer { id toEmail note status blocked createdAt sentAt expiresAt bouncedAt endedAt reason }"
)


async def test_it_offers_the_account_by_a_link_of_30_days(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    made = await alice.do(
        "transferOwnership", SENT, accountId=account["accountId"], toEmail=" Clara@STORE.example ", note="Your\nshop."
    )
    transfer = made["transfer"]
    assert made["account"] == {
        "status": "TRANSFER_PENDING",
        "accessLevel": "OWNER",
        "transfer": {"id": transfer["id"]},
    }
    assert (transfer["toEmail"], transfer["note"], transfer["status"]) == (CLARA, "Your\nshop.", "PENDING")
    assert (transfer["blocked"], transfer["bouncedAt"], transfer["endedAt"], transfer["reason"]) == (
        False,
        None,
        None,
        None,
    )
    lives = dt.datetime.fromisoformat(transfer["expiresAt"]) - dt.datetime.fromisoformat(transfer["sentAt"])
    assert lives == dt.timedelta(days=30)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    shown = await open_link(portal, token, "kind status message expiresAt account { name }")
    assert shown == {
        "kind": "TRANSFER",
        "status": "OPEN",
        "message": "Your\nshop.",
        "expiresAt": transfer["expiresAt"],
        "account": {"name": "Northwind Outfitters"},
    }


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    [(kind, actor, reason, data)] = await portal.events("account.transfer_sent")
    [(link,)] = await portal.rows("select id::text from client_link")
    assert (kind, actor, reason) == ("account.transfer_sent", "MEMBER", None)
    assert data.pop("transfer_id").replace("-", "") == account["transfer"]["id"].removeprefix("tran_")
    assert data == {
        "account_id": account["accountId"],
        "link_id": link,
        "again": False,
        "address_changed": False,
    }


async def test_it_refuses_in_every_other_status(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    for status in ("TRANSFER_PENDING", "AWAITING_PLAN", "COLLABORATOR"):
        await put(portal, account, status)
        async with unchanged(portal):
            refusal = await alice.refused("transferOwnership", accountId=account["id"], toEmail=CLARA)
            assert refusal == [("WRONG_STATUS", None)]
    await put(portal, account, "DEVELOPMENT")
    await alice.do("archiveAccount", "account { id }", accountId=account["id"])
    async with unchanged(portal):
        refusal = await alice.refused("transferOwnership", accountId=account["id"], toEmail=CLARA)
        assert refusal == [("WRONG_STATUS", None)]


async def test_it_waits_until_the_account_is_there(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await set_program(portal, provisioning="VENDOR")
    account = await create(alice)
    sent = {"accountId": account["id"], "toEmail": CLARA}
    async with unchanged(portal):
        assert await alice.refused("transferOwnership", **sent) == [("WRONG_STATUS", None)]
    await app.do("failAccount", "account { id }", accountId=account["id"], reason="No room.")
    async with unchanged(portal):
        assert await alice.refused("transferOwnership", **sent) == [("WRONG_STATUS", None)]
    await app.do("confirmAccount", "account { id }", accountId=account["id"])
    await alice.do("transferOwnership", SENT, **sent)


async def test_it_refuses_what_cannot_be_kept(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    async with unchanged(portal):
        for wrong in ("", "clara", "clara@", "clara@store.example\0", "a@b@c.example", "x" * 300 + "@store.example"):
            refusal = await alice.refused("transferOwnership", accountId=account["id"], toEmail=wrong)
            assert refusal == [("INVALID", "input.toEmail")]
        for note in ("x" * 5_001, "\0", "a\u202eb"):
            refusal = await alice.refused("transferOwnership", accountId=account["id"], toEmail=CLARA, note=note)
            assert refusal == [("INVALID", "input.note")]


async def test_only_clients_own_so_the_partner_s_own_addresses_are_refused(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await portal.member("Vera", "Brightside")
    account = await create(alice)
    async with unchanged(portal):
        for own in ("alice@brightside.example", "VERA@Brightside.Example"):
            refusal = await alice.refused("transferOwnership", accountId=account["id"], toEmail=own)
            assert refusal == [("INVALID", "input.toEmail")]
    # Another partner's member may be a client of this one.
    await offer(bob, to_email="alice@brightside.example")


@pytest.mark.parametrize(
    ("owner", "typed"),
    [
        ("clara@store.example", "CLARA@Store.EXAMPLE"),
        ("clara@bücher.example", "Clara@xn--bcher-kva.example"),
        ("clara@xn--bcher-kva.example", "clara@BÜCHER.example"),
    ],
)
async def test_who_owns_an_account_is_refused_however_it_is_written(portal: Portal, owner: str, typed: str) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    assert (await register(app, NUMBER, owner))["outcome"] == "CREATED"
    account = await create(alice)
    async with unchanged(portal):
        refusal = await alice.refused("transferOwnership", accountId=account["id"], toEmail=typed)
        assert refusal == [("EMAIL_OWNS_ACCOUNT", "input.toEmail")]
    await set_program(portal, oneAccountPerEmail=False)
    await alice.do("transferOwnership", SENT, accountId=account["id"], toEmail=typed)


async def test_an_address_whose_account_is_closed_is_free(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await app.do("closeAccounts", "results { outcome }", accountIds=[NUMBER])
    assert (await offer(alice))["transfer"]["toEmail"] == CLARA


async def test_after_20_addresses_that_own_one_nothing_more_is_told_for_an_hour(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    account, his = await create(alice), await create(bob)
    for _ in range(20):
        refusal = await alice.refused("transferOwnership", accountId=account["id"], toEmail=CLARA)
        assert refusal == [("EMAIL_OWNS_ACCOUNT", "input.toEmail")]
    async with unchanged(portal):
        for anybody in (CLARA, "nobody@store.example"):
            assert await alice.forbidden("transferOwnership", accountId=account["id"], toEmail=anybody) == ["THROTTLED"]
    refusal = await bob.refused("transferOwnership", accountId=his["id"], toEmail=CLARA)
    assert refusal == [("EMAIL_OWNS_ACCOUNT", "input.toEmail")]
    await portal.rows("update throttle set window_ends_at = now() returning key")
    refusal = await alice.refused("transferOwnership", accountId=account["id"], toEmail=CLARA)
    assert refusal == [("EMAIL_OWNS_ACCOUNT", "input.toEmail")]
    await alice.do("transferOwnership", SENT, accountId=account["id"], toEmail="nobody@store.example")


async def test_to_a_stranger_it_does_not_exist(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    account = await create(alice)
    async with unchanged(portal):
        for unknown in (account["id"], account["accountId"], *UNKNOWN):
            refusal = await bob.refused("transferOwnership", accountId=unknown, toEmail=CLARA)
            assert refusal == [("NOT_FOUND", "input.accountId")]
    sent = await offer(alice, "Fabrikam")
    query = "query ($id: ID!) { node(id: $id) { id } }"
    assert await bob.read(query, id=sent["transfer"]["id"]) == {"node": None}
    assert await alice.read(query, id=sent["transfer"]["id"]) == {"node": {"id": sent["transfer"]["id"]}}
    assert await status_of(bob, sent["id"]) == (None, "NONE")


async def test_only_owners_and_managers_of_an_active_partner_transfer(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    await only_owners_and_managers(portal, "transferOwnership", accountId=account["id"], toEmail=CLARA)
    await suspend(portal, alice)
    async with unchanged(portal):
        refusal = await alice.refused("transferOwnership", accountId=account["id"], toEmail=CLARA)
        assert refusal == [("PARTNER_SUSPENDED", None)]
