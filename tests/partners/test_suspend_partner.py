"""suspendPartner and reinstatePartner."""

from portal.core.permissions import OperatorRole, Scope
from tests.handover.steps import (
    NUMBER,
    accept,
    ask,
    handed_over,
    offer,
    only_with,
    register,
    status_of,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Portal

SUSPENDED = "partner { id name status }"


async def test_its_level_is_none_and_its_status_stays_until_it_is_reinstated(portal: Portal) -> None:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    shared = await handed_over(portal, alice, app)
    offered = await offer(alice, "Contoso", "carla@store.example")
    made = await olga.do("suspendPartner", SUSPENDED, partnerId=alice.partner_id, reason="Unpaid.")
    assert made["partner"] == {"id": alice.partner_id, "name": "Brightside", "status": "SUSPENDED"}
    assert await status_of(alice, shared["id"]) == ("COLLABORATOR", "NONE")
    assert await status_of(alice, offered["id"]) == ("TRANSFER_PENDING", "NONE")
    read = "query ($n: String) { account(accountId: $n) { accesses { status accessLevel } } }"
    seen = {"accesses": [{"status": "COLLABORATOR", "accessLevel": "NONE"}]}
    assert (await app.read(read, n=shared["accountId"]))["account"] == seen
    assert (await alice.read("{ viewer { partner { status } } }"))["viewer"] == {"partner": {"status": "SUSPENDED"}}
    made = await olga.do("reinstatePartner", SUSPENDED, partnerId=alice.partner_id)
    assert made["partner"]["status"] == "ACTIVE"
    assert await status_of(alice, shared["id"]) == ("COLLABORATOR", "ADMIN")
    assert await status_of(alice, offered["id"]) == ("TRANSFER_PENDING", "OWNER")
    await alice.do("cancelTransfer", "transfer { id }", accountId=offered["id"])


async def test_what_is_pending_goes_on_but_nobody_is_let_in(portal: Portal) -> None:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    offered = await offer(alice)
    await register(app, NUMBER, "carla@store.example")
    request = await ask(alice)
    await suspend(portal, alice)
    await accept(portal, offered)
    assert await status_of(alice, offered["id"]) == ("AWAITING_PLAN", "NONE")
    assert await app.refused("approveAccess", accessRequestId=request) == [("PARTNER_SUSPENDED", None)]
    await olga.do("reinstatePartner", SUSPENDED, partnerId=alice.partner_id)
    await app.do("approveAccess", "account { id }", accessRequestId=request)


async def test_they_tell_what_happened(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga(OperatorRole.PARTNERSHIPS)
    await olga.do("suspendPartner", SUSPENDED, partnerId=alice.partner_id, reason="Unpaid.")
    await olga.do("reinstatePartner", SUSPENDED, partnerId=alice.partner_id, reason="Paid.")
    assert await portal.events("partner.suspended", "partner.reinstated") == [
        ("partner.suspended", "OPERATOR", "Unpaid.", {}),
        ("partner.reinstated", "OPERATOR", "Paid.", {}),
    ]


async def test_they_refuse_what_cannot_be_meant(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    async with unchanged(portal):
        assert await olga.refused("reinstatePartner", partnerId=alice.partner_id) == [("WRONG_STATUS", None)]
        for verb in ("suspendPartner", "reinstatePartner"):
            for unknown in ("part_" + "0" * 32, "rubbish", "\0", "", alice.member_id):
                assert await olga.refused(verb, partnerId=unknown) == [("NOT_FOUND", "input.partnerId")]
            for reason in ("x" * 1_001, "\0", "a\u202eb"):
                refusal = await olga.refused(verb, partnerId=alice.partner_id, reason=reason)
                assert refusal == [("INVALID", "input.reason")]
    await suspend(portal, alice)
    async with unchanged(portal):
        assert await olga.refused("suspendPartner", partnerId=alice.partner_id) == [("WRONG_STATUS", None)]


async def test_who_lacks_the_right_is_turned_away(portal: Portal) -> None:
    alice = await portal.alice()
    roles = {OperatorRole.ADMIN, OperatorRole.PARTNERSHIPS}
    await only_with(portal, {Scope.OPERATOR_WRITE}, roles, "suspendPartner", partnerId=alice.partner_id)


async def test_who_lacks_the_right_reinstates_nobody(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await suspend(portal, bob)
    assert await alice.forbidden("reinstatePartner", partnerId=bob.partner_id) == ["FORBIDDEN"]
    roles = {OperatorRole.ADMIN, OperatorRole.PARTNERSHIPS}
    await only_with(portal, {Scope.OPERATOR_WRITE}, roles, "reinstatePartner", partnerId=bob.partner_id)
