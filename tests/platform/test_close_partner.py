"""closePartner."""

import asyncio

from portal.core.links import LinkKind
from portal.core.permissions import OperatorRole, Scope
from tests.accounts.steps import create
from tests.handover.steps import (
    NUMBER,
    accept,
    ask,
    handed_over,
    offer,
    only_with,
    open_link,
    register,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Portal

CLOSED = "partner { status }"


async def test_requests_are_cancelled_accesses_end_and_its_members_are_nobody(portal: Portal) -> None:
    alice, bob, app, olga = await portal.alice(), await portal.bob(), await vendor(portal), await portal.olga()
    shared = await handed_over(portal, alice, app)
    waiting = await offer(alice, "Contoso", "carla@store.example")
    await accept(portal, waiting)
    await register(app, NUMBER, "cleo@store.example")
    await ask(alice)
    his = await ask(bob)
    tokens = [token for (token,) in await portal.rows("select id from client_link where kind = 'ACCESS' order by id")]
    made = await olga.do("closePartner", CLOSED, partnerId=alice.partner_id, reason="Left\nus.")
    assert made["partner"] == {"status": "CLOSED"}
    read = "query ($n: String) { account(accountId: $n) { accesses { status ended { by reason } } } }"
    for account in (shared, waiting):
        found = (await app.read(read, n=account["accountId"]))["account"]["accesses"]
        assert found == [{"status": "INACTIVE", "ended": {"by": "OPERATOR", "reason": "Left\nus."}}]
    requests = await app.read("{ accessRequests { nodes { id status reason } } }")
    [ours, theirs] = sorted(requests["accessRequests"]["nodes"], key=lambda one: str(one["id"]) == his)
    assert (ours["status"], ours["reason"]) == ("CANCELLED", "Left\nus.")
    assert theirs["status"] == "PENDING"
    links = [portal.runtime.links.token(LinkKind.ACCESS, key, 1) for key in tokens]
    assert [(await open_link(portal, link))["status"] for link in links] == ["CANCELLED", "OPEN"]
    assert await alice.read("{ viewer { permissions } }") == {"viewer": None}


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    shared = await handed_over(portal, alice, app)
    await register(app, NUMBER, "cleo@store.example")
    await ask(alice)
    await olga.do("closePartner", CLOSED, partnerId=alice.partner_id, reason="Left.")
    told = await portal.events("account.access_request_cancelled", "account.access_ended", "partner.closed")
    assert [one[:3] for one in told] == [
        ("account.access_request_cancelled", "OPERATOR", "Left."),
        ("account.access_ended", "OPERATOR", "Left."),
        ("partner.closed", "OPERATOR", "Left."),
    ]
    ended = {"account_id": shared["accountId"], "by": "OPERATOR", "ended_from": "COLLABORATOR"}
    assert (told[1][3], told[2][3]) == (ended, {})


async def test_it_is_refused_while_accounts_are_still_the_partner_s_own(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    account = await create(alice)
    async with unchanged(portal):
        refusal = await olga.refused("closePartner", partnerId=alice.partner_id)
        assert refusal == [("WRONG_STATUS", "input.partnerId")]
    await alice.do("transferOwnership", "transfer { id }", accountId=account["id"], toEmail="clara@store.example")
    async with unchanged(portal):
        refusal = await olga.refused("closePartner", partnerId=alice.partner_id)
        assert refusal == [("WRONG_STATUS", "input.partnerId")]
    await alice.do("cancelTransfer", "transfer { id }", accountId=account["id"])
    await alice.do("archiveAccount", "account { id }", accountId=account["id"])
    await suspend(portal, alice)
    await olga.do("closePartner", CLOSED, partnerId=alice.partner_id)
    async with unchanged(portal):
        for verb in ("closePartner", "suspendPartner", "reinstatePartner"):
            assert await olga.refused(verb, partnerId=alice.partner_id) == [("WRONG_STATUS", None)]


async def test_it_refuses_what_cannot_be_meant_and_who_lacks_the_right(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    async with unchanged(portal):
        for unknown in ("part_" + "0" * 32, "rubbish", "\0", "", alice.member_id):
            assert await olga.refused("closePartner", partnerId=unknown) == [("NOT_FOUND", "input.partnerId")]
        for reason in ("x" * 1_001, "\0", "a\u202eb"):
            refusal = await olga.refused("closePartner", partnerId=alice.partner_id, reason=reason)
            assert refusal == [("INVALID", "input.reason")]
    others = {OperatorRole.ADMIN, OperatorRole.PARTNERSHIPS}
    await only_with(portal, {Scope.OPERATOR_WRITE}, others, "closePartner", partnerId=alice.partner_id)


async def test_nothing_is_begun_at_a_partner_that_is_being_closed(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    values = {"name": "Northwind", "website": "northwind.example"}
    creating = [alice.ask(CREATE, input=values) for _ in range(6)]
    closing = olga._mutate("closePartner", "__typename", {"partnerId": alice.partner_id})
    closed, *answers = await asyncio.gather(closing, *creating)
    own = await portal.rows("select from account_access where status = 'DEVELOPMENT'")
    [(status,)] = await portal.rows("select status from partner")
    assert status == ("ACTIVE" if closed["userErrors"] else "CLOSED")
    assert not (status == "CLOSED" and own), answers


CREATE = "mutation M($input: CreateAccountInput!) { createAccount(input: $input) { userErrors { code } } }"
