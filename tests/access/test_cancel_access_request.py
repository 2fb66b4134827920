"""cancelAccessRequest, and what lapses by itself."""

from portal.access.handlers import DUTIES
from portal.core.links import LinkKind
from portal.worker import do_duties
from tests.handover.steps import (
    NUMBER,
    UNKNOWN,
    ask,
    newest_link,
    only_owners_and_managers,
    open_link,
    register,
    suspend,
    unchanged,
    until,
    vendor,
)
from tests.people import Portal

CANCELLED = "accessRequest { status reason endedAt canResendAt account { id } }"


async def test_the_request_and_its_link_are_taken_back(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    made = await alice.do("cancelAccessRequest", CANCELLED, accessRequestId=request, reason="Found\nanother.")
    assert made["accessRequest"].pop("endedAt")
    assert made["accessRequest"] == {
        "status": "CANCELLED",
        "reason": "Found\nanother.",
        "canResendAt": None,
        "account": None,
    }
    assert await open_link(portal, token, "status account { id } partner { name }") == {
        "status": "CANCELLED",
        "account": None,
        "partner": None,
    }
    async with unchanged(portal):
        assert await portal.nobody().refused("approveAccess", token=token) == [("WRONG_STATUS", None)]
        assert await portal.nobody().refused("declineAccess", token=token) == [("WRONG_STATUS", None)]
        assert await app.refused("approveAccess", accessRequestId=request) == [("WRONG_STATUS", None)]


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await alice.do("cancelAccessRequest", CANCELLED, accessRequestId=await ask(alice), reason="Found another.")
    [(request,)] = await portal.rows("select id::text from access_request")
    expected = {"account_id": NUMBER, "request_id": request}
    told = await portal.events("account.access_request_cancelled")
    assert told == [("account.access_request_cancelled", "MEMBER", "Found another.", expected)]


async def test_it_refuses_what_is_over_and_reasons_that_cannot_be_kept(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    cancelled = await ask(alice)
    async with unchanged(portal):
        for reason in ("x" * 1_001, "\0", "a\u202eb"):
            refusal = await alice.refused("cancelAccessRequest", accessRequestId=cancelled, reason=reason)
            assert refusal == [("INVALID", "input.reason")]
    await alice.do("cancelAccessRequest", CANCELLED, accessRequestId=cancelled)
    declined = await ask(alice)
    await app.do("declineAccess", "accessRequest { id }", accessRequestId=declined)
    lapsed = await ask(alice)
    await portal.advance(days=90)
    async with unchanged(portal):
        for request in (cancelled, declined):
            assert await alice.refused("cancelAccessRequest", accessRequestId=request) == [("WRONG_STATUS", None)]
        assert await alice.refused("cancelAccessRequest", accessRequestId=lapsed) == [("EXPIRED", None)]


async def test_a_request_lapses_after_90_days_to_the_second(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    read = "query ($id: ID!) { node(id: $id) { ... on AccessRequest { status endedAt expiresAt } } }"
    expires = (await alice.read(read, id=request))["node"]["expiresAt"]
    await until(portal, expires, before=2)
    assert (await alice.read(read, id=request))["node"]["status"] == "PENDING"
    assert (await open_link(portal, token))["status"] == "OPEN"
    await until(portal, expires)
    assert (await alice.read(read, id=request))["node"]["status"] == "EXPIRED"
    assert (await open_link(portal, token))["status"] == "EXPIRED"
    async with unchanged(portal):
        assert await portal.nobody().refused("approveAccess", token=token) == [("EXPIRED", None)]
        assert await app.refused("declineAccess", accessRequestId=request) == [("EXPIRED", None)]
    await portal.advance(minutes=2)
    for _ in range(2):
        await do_duties(portal.runtime, DUTIES)
    lapsed = {"status": "EXPIRED", "endedAt": expires, "expiresAt": expires}
    assert (await alice.read(read, id=request))["node"] == lapsed
    [(key,)] = await portal.rows("select id::text from access_request")
    expected = ("account.access_request_expired", "SYSTEM", None, {"account_id": NUMBER, "request_id": key})
    assert await portal.events("account.access_request_expired") == [expected]


async def test_to_a_stranger_it_does_not_exist(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    async with unchanged(portal):
        for unknown in (request, "req_" + "0" * 32, *UNKNOWN):
            refusal = await bob.refused("cancelAccessRequest", accessRequestId=unknown)
            assert refusal == [("NOT_FOUND", "input.accessRequestId")]


async def test_only_owners_and_managers_of_an_active_partner_cancel(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    await only_owners_and_managers(portal, "cancelAccessRequest", accessRequestId=request)
    await suspend(portal, alice)
    async with unchanged(portal):
        refusal = await alice.refused("cancelAccessRequest", accessRequestId=request)
        assert refusal == [("PARTNER_SUSPENDED", None)]
