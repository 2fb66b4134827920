"""approveAccess."""

from portal.core.links import LinkKind
from portal.core.permissions import Scope
from tests.handover.steps import (
    NUMBER,
    UNKNOWN,
    ask,
    newest_link,
    none_of_ours,
    offer,
    only_with,
    open_link,
    register,
    register_link,
    status_of,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Portal

APPROVED = "accessRequest { status account { id } endedAt } account { id name accesses { partner { name } status } }"


async def test_by_the_mailed_link_the_partner_is_let_in(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    made = await portal.nobody().do("approveAccess", APPROVED, token=token)
    account_id = made["account"]["id"]
    assert made["account"]["accesses"] == [{"partner": {"name": "Brightside"}, "status": "COLLABORATOR"}]
    assert (made["accessRequest"]["status"], made["accessRequest"]["account"]) == ("APPROVED", {"id": account_id})
    assert await status_of(alice, account_id) == ("COLLABORATOR", "ADMIN")
    assert (await open_link(portal, token))["status"] == "USED"
    register_token = await newest_link(portal, LinkKind.CLIENT, NUMBER)
    assert (await open_link(portal, register_token))["status"] == "OPEN"
    read = "query ($id: ID!) { node(id: $id) { ... on AccessRequest { status account { name } } } }"
    shown = {"node": {"status": "APPROVED", "account": {"name": "Fabrikam"}}}
    assert await alice.read(read, id=request) == shown


async def test_in_the_vendor_s_product_by_its_id(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    made = await app.do("approveAccess", APPROVED, accessRequestId=request)
    assert await status_of(alice, made["account"]["id"]) == ("COLLABORATOR", "ADMIN")
    assert (await open_link(portal, token))["status"] == "USED"


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    await portal.nobody().do("approveAccess", APPROVED, token=token, reason="Welcome.")
    await app.do("approveAccess", APPROVED, accessRequestId=await ask(bob))
    told = await portal.events("account.access_granted")
    requests = [key for (key,) in await portal.rows("select id::text from access_request order by id")]
    links = [key for (key,) in await portal.rows("select id::text from client_link where kind = 'CLIENT' order by id")]
    assert told == [
        (
            "account.access_granted",
            actor,
            reason,
            {"account_id": NUMBER, "request_id": request, "link_id": link},
        )
        for actor, reason, request, link in zip(("CLIENT", "TOOL"), ("Welcome.", None), requests, links, strict=True)
    ]


async def test_exactly_one_way_names_the_request_and_nobody_is_blocked_by_it(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    async with unchanged(portal):
        for way in ({}, {"token": token, "accessRequestId": request}):
            for verb in ("approveAccess", "declineAccess"):
                assert await app.refused(verb, **way) == [("INVALID", "input.accessRequestId")]
                assert await portal.nobody().refused(verb, **way) == [("INVALID", "input.accessRequestId")]
        assert await app.refused("approveAccess", token=token, block=True) == [("INVALID", "input.block")]
        for reason in ("x" * 1_001, "\0"):
            assert await app.refused("approveAccess", token=token, reason=reason) == [("INVALID", "input.reason")]


async def test_a_request_is_answered_once(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    await portal.nobody().do("approveAccess", APPROVED, token=token)
    async with unchanged(portal):
        for verb in ("approveAccess", "declineAccess"):
            assert await portal.nobody().refused(verb, token=token) == [("USED", None)]
            assert await app.refused(verb, accessRequestId=request) == [("WRONG_STATUS", None)]


async def test_it_is_refused_while_the_partner_is_suspended(portal: Portal) -> None:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    await register(app, NUMBER)
    request = await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    await suspend(portal, alice)
    async with unchanged(portal):
        assert await portal.nobody().refused("approveAccess", token=token) == [("PARTNER_SUSPENDED", None)]
        assert await app.refused("approveAccess", accessRequestId=request) == [("PARTNER_SUSPENDED", None)]
    await olga.do("reinstatePartner", "partner { id }", partnerId=alice.partner_id)
    await portal.nobody().do("approveAccess", APPROVED, token=token)


async def test_links_that_are_none_of_ours_open_nothing(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    offered = await offer(alice, to_email="carla@store.example")
    await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    others = [await newest_link(portal, LinkKind.TRANSFER, offered["id"]), await register_link(portal, app)]
    async with unchanged(portal):
        for wrong in (*none_of_ours(portal, LinkKind.ACCESS, token), *others):
            for verb in ("approveAccess", "declineAccess"):
                assert await portal.nobody().refused(verb, token=wrong) == [("NOT_FOUND", None)], wrong


async def test_unknown_requests_and_callers_without_the_scope_are_turned_away(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    async with unchanged(portal):
        for unknown in ("req_" + "0" * 32, request.replace("req_", "acct_"), *UNKNOWN):
            for verb in ("approveAccess", "declineAccess"):
                refusal = await app.refused(verb, accessRequestId=unknown)
                assert refusal == [("NOT_FOUND", "input.accessRequestId")]
    await only_with(portal, {Scope.PLATFORM_WRITE}, set(), "approveAccess", accessRequestId=request)
