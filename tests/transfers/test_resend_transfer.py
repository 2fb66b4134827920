"""resendTransfer."""

import datetime as dt

from portal.core.links import LinkKind
from tests.accounts.steps import create, put
from tests.handover.steps import (
    CLARA,
    NUMBER,
    UNKNOWN,
    accept,
    newest_link,
    offer,
    only_owners_and_managers,
    open_link,
    register,
    status_of,
    suspend,
    unchanged,
    until,
    vendor,
)
from tests.people import Portal

SENT = "account { status } transfer { id toEmail status sentAt expiresAt }"


async def test_a_fresh_link_of_30_days_goes_out_and_the_old_one_dies(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    old = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await portal.advance(days=3)
    made = await alice.do("resendTransfer", SENT, accountId=account["accountId"])
    transfer = made["transfer"]
    assert (transfer["id"], transfer["toEmail"], transfer["status"]) == (account["transfer"]["id"], CLARA, "PENDING")
    sent, expires = (dt.datetime.fromisoformat(transfer[at]) for at in ("sentAt", "expiresAt"))
    assert expires - sent == dt.timedelta(days=30)
    assert await open_link(portal, old, "status newerSent account { id } message") == {
        "status": "REPLACED",
        "newerSent": True,
        "account": None,
        "message": None,
    }
    fresh = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    assert await open_link(portal, fresh) == {"status": "OPEN", "newerSent": False}
    async with unchanged(portal):
        nobody = portal.nobody()
        assert await nobody.refused("acceptTransfer", token=old, name="Clara") == [("REPLACED", None)]
        assert await nobody.refused("declineTransfer", token=old) == [("REPLACED", None)]
    await accept(portal, account)


async def test_the_old_address_is_not_told_where_the_newer_link_went(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    first = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    made = await alice.do("resendTransfer", SENT, accountId=account["id"], toEmail="Carla@store.example")
    assert made["transfer"]["toEmail"] == "carla@store.example"
    second = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await alice.do("resendTransfer", SENT, accountId=account["id"])
    assert await open_link(portal, first) == {"status": "REPLACED", "newerSent": False}
    assert await open_link(portal, second) == {"status": "REPLACED", "newerSent": True}
    accepted = await accept(portal, account)
    assert accepted["ownerEmail"] == "carla@store.example"


async def test_an_expired_transfer_waits_to_be_resent(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await portal.advance(days=31)
    read = "query ($id: ID) { account(id: $id) { status transfer { status } } }"
    expired = {"status": "TRANSFER_PENDING", "transfer": {"status": "EXPIRED"}}
    assert (await alice.read(read, id=account["id"]))["account"] == expired
    made = await alice.do("resendTransfer", SENT, accountId=account["id"])
    assert made["transfer"]["status"] == "PENDING"
    await until(portal, made["transfer"]["expiresAt"], before=2)
    await accept(portal, account)


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await alice.do("resendTransfer", SENT, accountId=account["id"], toEmail="CLARA@store.example")
    await alice.do("resendTransfer", SENT, accountId=account["id"], toEmail="carla@store.example")
    links = [link for (link,) in await portal.rows("select id::text from client_link order by id")]
    told = await portal.events("account.transfer_sent")
    assert {(kind, actor, reason) for kind, actor, reason, _ in told} == {("account.transfer_sent", "MEMBER", None)}
    assert [(data["again"], data["address_changed"], data["link_id"]) for *_, data in told] == [
        (False, False, links[0]),
        (True, False, links[1]),
        (True, True, links[2]),
    ]


async def test_it_refuses_where_none_is_pending(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    for status in ("DEVELOPMENT", "AWAITING_PLAN", "COLLABORATOR"):
        await put(portal, account, status)
        async with unchanged(portal):
            assert await alice.refused("resendTransfer", accountId=account["id"]) == [("WRONG_STATUS", None)]
    offered = await offer(alice)
    await alice.do("cancelTransfer", "account { id }", accountId=offered["id"])
    async with unchanged(portal):
        assert await alice.refused("resendTransfer", accountId=offered["id"]) == [("WRONG_STATUS", None)]


async def test_it_refuses_addresses_that_cannot_own_the_account(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER, "carla@store.example")
    account = await offer(alice)
    old = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    async with unchanged(portal):
        for wrong in ("", "clara", "alice@brightside.example"):
            refusal = await alice.refused("resendTransfer", accountId=account["id"], toEmail=wrong)
            assert refusal == [("INVALID", "input.toEmail")]
        for _ in range(20):
            refusal = await alice.refused("resendTransfer", accountId=account["id"], toEmail="Carla@store.example")
            assert refusal == [("EMAIL_OWNS_ACCOUNT", "input.toEmail")]
        for to in ({"toEmail": "carla@store.example"}, {"toEmail": "new@store.example"}, {}):
            assert await alice.forbidden("resendTransfer", accountId=account["id"], **to) == ["THROTTLED"]
    assert await open_link(portal, old) == {"status": "OPEN", "newerSent": False}


async def test_to_a_stranger_it_does_not_exist(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    account = await offer(alice)
    async with unchanged(portal):
        for unknown in (account["id"], account["accountId"], *UNKNOWN):
            assert await bob.refused("resendTransfer", accountId=unknown) == [("NOT_FOUND", "input.accountId")]


async def test_only_owners_and_managers_of_an_active_partner_resend(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await only_owners_and_managers(portal, "resendTransfer", accountId=account["id"])
    await suspend(portal, alice)
    async with unchanged(portal):
        assert await alice.refused("resendTransfer", accountId=account["id"]) == [("PARTNER_SUSPENDED", None)]
    # What is pending goes on.
    await accept(portal, account)
    assert await status_of(alice, account["id"]) == ("AWAITING_PLAN", "NONE")
