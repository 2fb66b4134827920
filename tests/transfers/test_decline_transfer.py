"""declineTransfer."""

from portal.core.links import LinkKind
from tests.handover.steps import (
    CLARA,
    NUMBER,
    accept,
    ask,
    newest_link,
    none_of_ours,
    offer,
    open_link,
    register,
    status_of,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Portal

DECLINED = "account { name ownerEmail accesses { status } } transfer { status reason }"


async def test_the_partner_goes_on_building(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    made = await portal.nobody().do("declineTransfer", DECLINED, token=token, reason="Not\nmine.")
    assert made == {
        "account": {"name": "Northwind", "ownerEmail": None, "accesses": [{"status": "DEVELOPMENT"}]},
        "transfer": {"status": "DECLINED", "reason": "Not\nmine."},
        "userErrors": [],
    }
    assert await status_of(alice, account["id"]) == ("DEVELOPMENT", "OWNER")
    assert (await open_link(portal, token))["status"] == "USED"
    read = "query ($id: ID) { account(id: $id) { transfer { status reason endedAt } } }"
    transfer = (await alice.read(read, id=account["id"]))["account"]["transfer"]
    assert (transfer["status"], transfer["reason"]) == ("DECLINED", "Not\nmine.")
    assert transfer["endedAt"]
    await alice.do("transferOwnership", "transfer { id }", accountId=account["id"], toEmail=CLARA)
    await accept(portal, account)


async def test_it_tells_what_happened(portal: Portal) -> None:
    account = await offer(await portal.alice())
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await portal.nobody().do("declineTransfer", DECLINED, token=token, reason="Not mine.")
    [(kind, actor, reason, data)] = await portal.events("account.transfer_declined")
    assert (kind, actor, reason) == ("account.transfer_declined", "CLIENT", "Not mine.")
    assert data.pop("transfer_id").replace("-", "") == account["transfer"]["id"].removeprefix("tran_")
    assert data == {"account_id": account["accountId"]}
    assert await portal.events("account.owner_changed") == []


async def test_it_refuses_a_reason_that_cannot_be_kept(portal: Portal) -> None:
    account = await offer(await portal.alice())
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    async with unchanged(portal):
        for reason in ("x" * 1_001, "\0", "a\u202eb"):
            refusal = await portal.nobody().refused("declineTransfer", token=token, reason=reason)
            assert refusal == [("INVALID", "input.reason")]


async def test_a_link_that_is_over_declines_nothing(portal: Portal) -> None:
    alice, nobody = await portal.alice(), portal.nobody()
    account = await offer(alice)
    used = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await nobody.do("declineTransfer", DECLINED, token=used)
    await alice.do("transferOwnership", "transfer { id }", accountId=account["id"], toEmail=CLARA)
    replaced = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await alice.do("resendTransfer", "transfer { id }", accountId=account["id"])
    cancelled = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await alice.do("cancelTransfer", "transfer { id }", accountId=account["id"])
    await alice.do("transferOwnership", "transfer { id }", accountId=account["id"], toEmail=CLARA)
    expired = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await portal.advance(days=30)
    expected = {used: "USED", replaced: "REPLACED", cancelled: "WRONG_STATUS", expired: "EXPIRED"}
    async with unchanged(portal):
        for token, code in expected.items():
            assert await nobody.refused("declineTransfer", token=token, reason="No.") == [(code, None)]


async def test_links_that_are_none_of_ours_open_nothing(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    await register(app, NUMBER, "carla@store.example")
    await ask(alice)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    other = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    async with unchanged(portal):
        for wrong in (*none_of_ours(portal, LinkKind.TRANSFER, token), other):
            assert await portal.nobody().refused("declineTransfer", token=wrong) == [("NOT_FOUND", None)], wrong


async def test_what_is_pending_goes_on_while_the_partner_is_suspended(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await suspend(portal, alice)
    await portal.nobody().do("declineTransfer", DECLINED, token=token)
    assert await status_of(alice, account["id"]) == ("DEVELOPMENT", "NONE")
