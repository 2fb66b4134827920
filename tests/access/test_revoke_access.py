"""revokeAccess."""

import pytest

from portal.core.links import LinkKind
from portal.core.permissions import OperatorRole, Scope
from tests.accounts.steps import create
from tests.handover.steps import (
    NUMBER,
    UNKNOWN,
    accept,
    ask,
    choose_plan,
    handed_over,
    let_in,
    newest_link,
    none_of_ours,
    offer,
    only_with,
    register,
    register_link,
    status_of,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Portal

REVOKED = "account { accesses { partner { name } status accessLevel ended { by reason } } }"


async def test_the_client_ends_one_partner_s_access_and_no_other(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    account_id = await let_in(app, alice)
    await let_in(app, bob)
    token = await newest_link(portal, LinkKind.CLIENT, NUMBER)
    made = await portal.nobody().do(
        "revokeAccess", REVOKED, token=token, partnerId=alice.partner_id, reason="Thank\nyou."
    )
    assert made["account"]["accesses"] == [
        {
            "partner": {"name": "Brightside"},
            "status": "INACTIVE",
            "accessLevel": "NONE",
            "ended": {"by": "CLIENT", "reason": "Thank\nyou."},
        },
        {"partner": {"name": "Northlight"}, "status": "COLLABORATOR", "accessLevel": "ADMIN", "ended": None},
    ]
    assert await status_of(alice, account_id) == ("INACTIVE", "NONE")
    assert await status_of(bob, account_id) == ("COLLABORATOR", "ADMIN")
    # The same link serves again.
    await portal.nobody().do("revokeAccess", REVOKED, token=token, partnerId=bob.partner_id)


async def test_it_ends_what_waits_for_a_plan_and_no_plan_revives_it(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    await accept(portal, account)
    token = await newest_link(portal, LinkKind.CLIENT, account["id"])
    await portal.nobody().do("revokeAccess", REVOKED, token=token, partnerId=alice.partner_id)
    await choose_plan(app, account["accountId"])
    assert await status_of(alice, account["id"]) == ("INACTIVE", "NONE")


@pytest.mark.parametrize(
    ("who", "kind", "by"),
    [("client", "CLIENT", "CLIENT"), ("app", "TOOL", "CLIENT"), ("olga", "OPERATOR", "OPERATOR")],
)
async def test_it_tells_what_happened(portal: Portal, who: str, kind: str, by: str) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await handed_over(portal, alice, app)
    caller = {"client": portal.nobody(), "app": app, "olga": await portal.olga(OperatorRole.PARTNERSHIPS)}[who]
    token = await newest_link(portal, LinkKind.CLIENT, account["id"])
    way = {"token": token} if who == "client" else {"accountId": account["accountId"]}
    await caller.do("revokeAccess", REVOKED, partnerId=alice.partner_id, reason="Enough.", **way)
    data = {"account_id": account["accountId"], "by": by, "ended_from": "COLLABORATOR"}
    assert await portal.events("account.access_ended") == [("account.access_ended", kind, "Enough.", data)]
    read = "query ($id: ID) { account(id: $id) { ended { by reason } } }"
    shown = await alice.read(read, id=account["id"])
    assert shown["account"]["ended"] == {"by": by, "reason": "Enough."}


async def test_a_link_to_answer_a_request_opens_the_register_too(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    account_id = await let_in(app, alice)
    await ask(bob)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    await portal.nobody().do("revokeAccess", REVOKED, token=token, partnerId=alice.partner_id)
    assert await status_of(alice, account_id) == ("INACTIVE", "NONE")


async def test_exactly_one_way_names_the_account(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await handed_over(portal, alice, app)
    token = await newest_link(portal, LinkKind.CLIENT, account["id"])
    async with unchanged(portal):
        for way in ({}, {"token": token, "accountId": account["id"]}):
            for caller in (app, portal.nobody()):
                refusal = await caller.refused("revokeAccess", partnerId=alice.partner_id, **way)
                assert refusal == [("INVALID", "input.accountId")]
        for reason in ("x" * 1_001, "\0", "a\u202eb"):
            refusal = await app.refused("revokeAccess", token=token, partnerId=alice.partner_id, reason=reason)
            assert refusal == [("INVALID", "input.reason")]


async def test_it_refuses_where_there_is_no_access_to_end(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    account = await handed_over(portal, alice, app)
    own, offered = await create(bob), await offer(bob, "Contoso", "carla@store.example")
    async with unchanged(portal):
        for nobody_there in (bob.partner_id, "part_" + "0" * 32, "rubbish", "", alice.member_id):
            refusal = await app.refused("revokeAccess", accountId=account["id"], partnerId=nobody_there)
            assert refusal == [("NOT_FOUND", "input.partnerId")]
        for still_his in (own, offered):
            refusal = await app.refused("revokeAccess", accountId=still_his["id"], partnerId=bob.partner_id)
            assert refusal == [("WRONG_STATUS", None)]
        for unknown in UNKNOWN:
            refusal = await app.refused("revokeAccess", accountId=unknown, partnerId=alice.partner_id)
            assert refusal == [("NOT_FOUND", "input.accountId")]
    await app.do("revokeAccess", REVOKED, accountId=account["id"], partnerId=alice.partner_id)
    async with unchanged(portal):
        refusal = await app.refused("revokeAccess", accountId=account["id"], partnerId=alice.partner_id)
        assert refusal == [("WRONG_STATUS", None)]


async def test_links_that_are_over_or_none_of_ours_end_nothing(portal: Portal) -> None:
    alice, app, nobody = await portal.alice(), await vendor(portal), portal.nobody()
    account = await offer(alice)
    transfer = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await accept(portal, account)
    token = await newest_link(portal, LinkKind.CLIENT, account["id"])
    async with unchanged(portal):
        for wrong in (*none_of_ours(portal, LinkKind.CLIENT, token), transfer):
            assert await nobody.refused("revokeAccess", token=wrong, partnerId=alice.partner_id) == [
                ("NOT_FOUND", None)
            ]
    await portal.advance(days=30)
    async with unchanged(portal):
        assert await nobody.refused("revokeAccess", token=token, partnerId=alice.partner_id) == [("EXPIRED", None)]
    fresh = await register_link(portal, app, account["accountId"])
    await register(app, account["accountId"], "new@store.example", name="Northwind")
    async with unchanged(portal):
        assert await nobody.refused("revokeAccess", token=fresh, partnerId=alice.partner_id) == [("REPLACED", None)]
    assert await status_of(alice, account["id"]) == ("AWAITING_PLAN", "NONE")


async def test_a_suspended_partner_s_access_ends_as_well(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await handed_over(portal, alice, app)
    await suspend(portal, alice)
    await app.do("revokeAccess", REVOKED, accountId=account["id"], partnerId=alice.partner_id)
    assert await status_of(alice, account["id"]) == ("INACTIVE", "NONE")


async def test_members_and_callers_without_the_right_are_turned_away(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await handed_over(portal, alice, app)
    scopes, roles = {Scope.PLATFORM_WRITE, Scope.OPERATOR_WRITE}, {OperatorRole.ADMIN, OperatorRole.PARTNERSHIPS}
    revoked = {"accountId": account["id"], "partnerId": alice.partner_id}
    await only_with(portal, scopes, roles, "revokeAccess", **revoked)
