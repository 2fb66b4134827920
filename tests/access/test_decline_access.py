"""declineAccess and unblockPartner."""

from portal.core.links import LinkKind
from portal.core.permissions import Scope
from tests.handover.steps import (
    NUMBER,
    UNKNOWN,
    ask,
    newest_link,
    only_with,
    open_link,
    register,
    register_link,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Portal

DECLINED = (
    "accessRequest { status reason account { id } } account { accesses { status } openRequests { id }"
    " blockedPartners { partner { name } since } }"
)
BLOCKED = "account { blockedPartners { partner { name } } }"


async def test_the_partner_is_not_let_in_and_reads_why(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    made = await portal.nobody().do("declineAccess", DECLINED, token=token, reason="No\nneed.")
    assert made["accessRequest"] == {"status": "DECLINED", "reason": "No\nneed.", "account": None}
    assert made["account"] == {"accesses": [], "openRequests": [], "blockedPartners": []}
    assert (await open_link(portal, token))["status"] == "USED"
    read = "query ($id: ID!) { node(id: $id) { ... on AccessRequest { status reason } } accounts { totalCount } }"
    assert await alice.read(read, id=request) == {
        "node": {"status": "DECLINED", "reason": "No\nneed."},
        "accounts": {"totalCount": 0},
    }
    # Without a block he may ask again.
    await app.do("declineAccess", DECLINED, accessRequestId=await ask(alice))


async def test_a_block_lasts_until_the_client_lifts_it(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    made = await portal.nobody().do("declineAccess", DECLINED, token=token, block=True)
    [blocked] = made["account"]["blockedPartners"]
    assert blocked["partner"] == {"name": "Brightside"}
    assert blocked["since"]
    assert await alice.refused("requestAccess", accountId=NUMBER, message="x") == [("NOT_ALLOWED", "input.accountId")]
    mine = await register_link(portal, app)
    shown = await open_link(portal, mine, BLOCKED)
    assert shown["account"] == {"blockedPartners": [{"partner": {"name": "Brightside"}}]}
    lifted = await portal.nobody().do("unblockPartner", BLOCKED, token=mine, partnerId=alice.partner_id)
    assert lifted["account"] == {"blockedPartners": []}
    await ask(alice)
    # Where nobody is blocked, nothing changes.
    async with unchanged(portal):
        await portal.nobody().do("unblockPartner", BLOCKED, token=mine, partnerId=alice.partner_id)
        await app.do("unblockPartner", BLOCKED, accountId=NUMBER, partnerId=bob.partner_id)
        await app.do("unblockPartner", BLOCKED, accountId=NUMBER, partnerId="rubbish")


async def test_both_tell_what_happened(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    first = await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    await portal.nobody().do("declineAccess", DECLINED, token=token, reason="No need.")
    second = await ask(alice)
    await app.do("declineAccess", DECLINED, accessRequestId=second, block=True)
    await app.do("unblockPartner", BLOCKED, accountId=NUMBER, partnerId=alice.partner_id)
    told = await portal.events("account.access_declined", "account.partner_unblocked")
    for (*_, data), request in zip(told, (first, second), strict=False):
        assert data.pop("request_id").replace("-", "") == request.removeprefix("req_")
    assert told == [
        ("account.access_declined", "CLIENT", "No need.", {"account_id": NUMBER, "blocked": False}),
        ("account.access_declined", "TOOL", None, {"account_id": NUMBER, "blocked": True}),
        ("account.partner_unblocked", "TOOL", None, {"account_id": NUMBER}),
    ]


async def test_a_partner_never_sees_whom_a_client_blocks(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    await app.do("declineAccess", DECLINED, accessRequestId=await ask(bob), block=True)
    await app.do("approveAccess", DECLINED, accessRequestId=await ask(alice))
    read = "query ($n: String) { account(accountId: $n) { blockedPartners { partner { name } } } }"
    assert (await alice.read(read, n=NUMBER))["account"] == {"blockedPartners": []}
    seen = [{"partner": {"name": "Northlight"}}]
    assert (await app.read(read, n=NUMBER))["account"] == {"blockedPartners": seen}


async def test_declining_works_while_the_partner_is_suspended(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    await suspend(portal, alice)
    await app.do("declineAccess", DECLINED, accessRequestId=request)


async def test_they_refuse_what_cannot_be_meant(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    mine = await register_link(portal, app)
    async with unchanged(portal):
        for reason in ("x" * 1_001, "\0", "a\u202eb"):
            assert await app.refused("declineAccess", accessRequestId=request, reason=reason) == [
                ("INVALID", "input.reason")
            ]
        for way in ({}, {"token": mine, "accountId": NUMBER}):
            refusal = await app.refused("unblockPartner", partnerId=alice.partner_id, **way)
            assert refusal == [("INVALID", "input.accountId")]
        for unknown in UNKNOWN:
            refusal = await app.refused("unblockPartner", partnerId=alice.partner_id, accountId=unknown)
            assert refusal == [("NOT_FOUND", "input.accountId")]
        refusal = await portal.nobody().refused("unblockPartner", token=mine + "A", partnerId=alice.partner_id)
        assert refusal == [("NOT_FOUND", None)]
    await portal.nobody().do("declineAccess", DECLINED, token=token)
    async with unchanged(portal):
        refusal = await portal.nobody().refused("unblockPartner", token=token, partnerId=alice.partner_id)
        assert refusal == [("USED", None)]


async def test_callers_without_the_scope_are_turned_away(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    await only_with(portal, {Scope.PLATFORM_WRITE}, set(), "declineAccess", accessRequestId=request)


async def test_nobody_but_the_client_lifts_a_block(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await app.do("declineAccess", DECLINED, accessRequestId=await ask(alice), block=True)
    block = {"accountId": NUMBER, "partnerId": alice.partner_id}
    await only_with(portal, {Scope.PLATFORM_WRITE}, set(), "unblockPartner", **block)
