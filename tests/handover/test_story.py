"""The hand-over from the first day to the last, over HTTP."""

from portal.core.links import LinkKind
from tests.handover.steps import CLARA, accept, choose_plan, newest_link, offer, register, status_of, vendor
from tests.people import Portal


async def test_an_account_is_built_handed_over_shared_and_revoked(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    assert await status_of(alice, account["id"]) == ("TRANSFER_PENDING", "OWNER")
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    shown = await portal.nobody().read(
        "query ($token: String!) { clientLink(token: $token) { kind status newerSent message expiresAt"
        " partner { name website } account { name website accesses { partner { name } status } } } }",
        token=token,
    )
    assert shown["clientLink"]["status"] == "OPEN"
    assert shown["clientLink"]["partner"]["name"] == "Brightside"
    assert shown["clientLink"]["account"]["accesses"] == [
        {"partner": {"name": "Brightside"}, "status": "TRANSFER_PENDING"}
    ]
    accepted = await accept(portal, account)
    assert accepted["ownerEmail"] == CLARA
    assert await status_of(alice, account["id"]) == ("AWAITING_PLAN", "NONE")
    assert (await choose_plan(app, accepted["accountId"]))["outcome"] == "RECORDED"
    assert await status_of(alice, account["id"]) == ("COLLABORATOR", "ADMIN")
    register_token = await newest_link(portal, LinkKind.CLIENT, account["id"])
    await portal.nobody().do(
        "revokeAccess",
        "account { accesses { status } }",
        token=register_token,
        partnerId=alice.partner_id,
        reason="Thank you.",
    )
    assert await status_of(alice, account["id"]) == ("INACTIVE", "NONE")
    await portal.work()


async def test_access_is_asked_for_approved_and_withdrawn(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    number = "0123456789abcdef01234567"
    assert (await register(app, number))["outcome"] == "CREATED"
    asked = await alice.do(
        "requestAccess", "accessRequest { id status account { id } }", accountId=number, message="Let us in."
    )
    assert asked["accessRequest"]["account"] is None
    token = await newest_link(portal, LinkKind.ACCESS, number)
    approved = await portal.nobody().do(
        "approveAccess", "accessRequest { status account { name } } account { id accesses { status } }", token=token
    )
    assert approved["accessRequest"]["status"] == "APPROVED"
    account_id = approved["account"]["id"]
    assert await status_of(alice, account_id) == ("COLLABORATOR", "ADMIN")
    await alice.do("withdrawAccess", "account { status ended { by reason } }", accountId=account_id, reason="Done.")
    assert await status_of(alice, account_id) == ("INACTIVE", "NONE")
    timeline = await alice.read(
        "query ($id: ID) { account(id: $id) { timeline { nodes { event actor { kind } reason } } } }", id=account_id
    )
    assert [entry["event"] for entry in timeline["account"]["timeline"]["nodes"]] == [
        "account.access_ended",
        "account.access_granted",
        "account.access_requested",
    ]
    await portal.work()
