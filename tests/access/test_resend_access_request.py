"""resendAccessRequest."""

import datetime as dt

from portal.core.links import LinkKind
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
    vendor,
)
from tests.people import Portal

SENT = "accessRequest { id status mailsSent createdAt sentAt expiresAt canResendAt }"


async def test_a_week_later_the_owner_is_mailed_a_fresh_link_and_the_old_one_dies(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    old = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    await portal.advance(days=7)
    sent = (await alice.do("resendAccessRequest", SENT, accessRequestId=request))["accessRequest"]
    assert (sent["id"], sent["status"], sent["mailsSent"]) == (request, "PENDING", 2)
    moments = {name: dt.datetime.fromisoformat(sent[name]) for name in ("createdAt", "sentAt", "expiresAt")}
    assert dt.timedelta(days=7) <= moments["sentAt"] - moments["createdAt"] < dt.timedelta(days=7, minutes=5)
    assert moments["expiresAt"] - moments["createdAt"] == dt.timedelta(days=90)
    assert dt.datetime.fromisoformat(sent["canResendAt"]) - moments["sentAt"] == dt.timedelta(days=7)
    fresh = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    assert await open_link(portal, old, "status newerSent account { id } message") == {
        "status": "REPLACED",
        "newerSent": True,
        "account": None,
        "message": None,
    }
    async with unchanged(portal):
        assert await portal.nobody().refused("approveAccess", token=old) == [("REPLACED", None)]
        assert await portal.nobody().refused("declineAccess", token=old) == [("REPLACED", None)]
    await portal.nobody().do("approveAccess", "account { id }", token=fresh)


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    await portal.advance(days=7)
    await alice.do("resendAccessRequest", SENT, accessRequestId=request)
    [(kind, actor, reason, data)] = await portal.events("account.access_request_resent")
    [(link, subject)] = await portal.rows("select id::text, subject_id::text from client_link order by id desc limit 1")
    assert (kind, actor, reason) == ("account.access_request_resent", "MEMBER", None)
    assert data == {"account_id": NUMBER, "request_id": subject, "link_id": link, "new_owner": False}


async def test_not_within_a_week_and_three_mails_in_all(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    for mails in (2, 3):
        await portal.advance(days=7, seconds=-20)
        async with unchanged(portal):
            assert await alice.refused("resendAccessRequest", accessRequestId=request) == [("LIMIT_REACHED", None)]
        await portal.advance(seconds=20)
        sent = (await alice.do("resendAccessRequest", SENT, accessRequestId=request))["accessRequest"]
        assert (sent["mailsSent"], sent["canResendAt"] is None) == (mails, mails == 3)
    await portal.advance(days=30)
    async with unchanged(portal):
        assert await alice.refused("resendAccessRequest", accessRequestId=request) == [("LIMIT_REACHED", None)]


async def test_it_refuses_what_is_over(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    over = [await ask(alice)]
    await alice.do("cancelAccessRequest", "accessRequest { id }", accessRequestId=over[0])
    over.append(await ask(alice))
    await app.do("declineAccess", "accessRequest { id }", accessRequestId=over[1])
    over.append(await ask(alice))
    await app.do("approveAccess", "accessRequest { id }", accessRequestId=over[2])
    await register(app, "1" * 24, "carla@store.example", name="Contoso")
    lapsed = await ask(alice, "1" * 24)
    await portal.advance(days=90)
    async with unchanged(portal):
        for request in over:
            assert await alice.refused("resendAccessRequest", accessRequestId=request) == [("WRONG_STATUS", None)]
        assert await alice.refused("resendAccessRequest", accessRequestId=lapsed) == [("EXPIRED", None)]


async def test_to_a_stranger_it_does_not_exist(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    await portal.advance(days=7)
    async with unchanged(portal):
        for unknown in (request, request.replace("req_", "acct_"), "req_" + "0" * 32, *UNKNOWN):
            refusal = await bob.refused("resendAccessRequest", accessRequestId=unknown)
            assert refusal == [("NOT_FOUND", "input.accessRequestId")]


async def test_only_owners_and_managers_of_an_active_partner_resend(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    request = await ask(alice)
    await portal.advance(days=7)
    await only_owners_and_managers(portal, "resendAccessRequest", accessRequestId=request)
    await suspend(portal, alice)
    async with unchanged(portal):
        refusal = await alice.refused("resendAccessRequest", accessRequestId=request)
        assert refusal == [("PARTNER_SUSPENDED", None)]
