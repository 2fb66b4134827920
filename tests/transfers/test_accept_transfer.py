"""acceptTransfer."""

import pytest

from portal.core.links import LinkKind
from tests.accounts.steps import create
from tests.handover.steps import (
    CLARA,
    NUMBER,
    accept,
    ask,
    bill,
    choose_plan,
    newest_link,
    none_of_ours,
    offer,
    open_link,
    register,
    set_program,
    status_of,
    suspend,
    unchanged,
    until,
    vendor,
)
from tests.people import Portal

ACCEPTED = (
    "account { id name ownerEmail status hasPlan accesses { partner { name } status accessLevel ended { by } } }"
    " transfer { status toEmail endedAt reason }"
)


async def test_the_client_owns_it_and_the_partner_waits_for_his_plan(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice, to_email="Clara@Store.example")
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    made = await portal.nobody().do("acceptTransfer", ACCEPTED, token=token, name=" Clara Cole ")
    assert made["account"] == {
        "id": account["id"],
        "name": "Northwind",
        "ownerEmail": CLARA,
        "status": None,
        "hasPlan": False,
        "accesses": [
            {"partner": {"name": "Brightside"}, "status": "AWAITING_PLAN", "accessLevel": "NONE", "ended": None}
        ],
    }
    assert (made["transfer"]["status"], made["transfer"]["toEmail"]) == ("ACCEPTED", CLARA)
    assert made["transfer"]["endedAt"]
    assert await portal.rows("select owner_name, owner_email from client_account") == [("Clara Cole", CLARA)]
    assert await status_of(alice, account["id"]) == ("AWAITING_PLAN", "NONE")
    assert await open_link(portal, token) == {"status": "USED", "newerSent": False}
    read = "query ($id: ID) { account(id: $id) { ownerEmail transfer { status } } }"
    assert (await alice.read(read, id=account["id"]))["account"] == {
        "ownerEmail": CLARA,
        "transfer": {"status": "ACCEPTED"},
    }


async def test_a_setting_lets_the_partner_in_while_a_plan_is_waited_for(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    await accept(portal, account)
    await set_program(portal, awaitingPlanAccess="ADMIN")
    assert await status_of(alice, account["id"]) == ("AWAITING_PLAN", "ADMIN")
    await choose_plan(app, account["accountId"])
    assert await status_of(alice, account["id"]) == ("COLLABORATOR", "ADMIN")


async def test_with_a_plan_the_partner_is_a_collaborator_at_once(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    await bill(app, account["accountId"], "PAYMENT", "p1", amount="10", currencyCode="EUR")
    assert await status_of(alice, account["id"]) == ("TRANSFER_PENDING", "OWNER")
    await accept(portal, account)
    assert await status_of(alice, account["id"]) == ("COLLABORATOR", "ADMIN")
    [(*_, data)] = await portal.events("account.transfer_accepted")
    assert data["has_plan"] is True
    cancelled = await offer(alice, "Fabrikam", "carla@store.example")
    await choose_plan(app, cancelled["accountId"])
    await bill(app, cancelled["accountId"], "PLAN_CANCELLED", "c1", occurredAt="2026-07-01T00:00:00Z")
    await accept(portal, cancelled)
    assert await status_of(alice, cancelled["id"]) == ("AWAITING_PLAN", "NONE")


async def test_it_tells_what_happened_and_the_client_gets_a_link_to_his_register(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    await accept(portal, account)
    [(link,)] = await portal.rows("select id::text from client_link where kind = 'CLIENT' and status = 'OPEN'")
    [accepted, owner] = await portal.events("account.transfer_accepted", "account.owner_changed")
    assert accepted[:3] == ("account.transfer_accepted", "CLIENT", None)
    assert accepted[3].pop("transfer_id").replace("-", "") == account["transfer"]["id"].removeprefix("tran_")
    assert accepted[3] == {"account_id": account["accountId"], "link_id": link, "has_plan": False}
    assert owner == ("account.owner_changed", "CLIENT", None, {"account_id": account["accountId"]})
    timeline = await alice.read(
        "query ($id: ID) { account(id: $id) { timeline(first: 1) { nodes { event actor { kind name } } } } }",
        id=account["id"],
    )
    assert timeline["account"]["timeline"]["nodes"] == [
        {"event": "account.transfer_accepted", "actor": {"kind": "CLIENT", "name": None}}
    ]


async def test_it_refuses_a_name_that_cannot_be_kept(portal: Portal) -> None:
    account = await offer(await portal.alice())
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    async with unchanged(portal):
        for name in ("", " ", "x" * 121, "\0", "Cla\nra", "Cla\u202era"):
            refusal = await portal.nobody().refused("acceptTransfer", token=token, name=name)
            assert refusal == [("INVALID", "input.name")]


async def test_the_link_works_to_the_second_before_its_end(portal: Portal) -> None:
    alice = await portal.alice()
    early, late = await offer(alice), await offer(alice, "Fabrikam", "carla@store.example")
    [(expires,)] = await portal.rows("select max(expires_at)::text from ownership_transfer")
    early_token = await newest_link(portal, LinkKind.TRANSFER, early["id"])
    late_token = await newest_link(portal, LinkKind.TRANSFER, late["id"])
    # Both expire within the time that it took to offer them.
    await until(portal, expires, before=3)
    assert (await open_link(portal, early_token))["status"] == "OPEN"
    await portal.nobody().do("acceptTransfer", "account { id }", token=early_token, name="Clara")
    await until(portal, expires)
    assert (await open_link(portal, late_token))["status"] == "EXPIRED"
    async with unchanged(portal):
        nobody = portal.nobody()
        assert await nobody.refused("acceptTransfer", token=late_token, name="Carla") == [("EXPIRED", None)]
    assert await status_of(alice, late["id"]) == ("TRANSFER_PENDING", "OWNER")


async def test_at_the_very_moment_of_its_end_it_has_expired(portal: Portal) -> None:
    account = await offer(await portal.alice())
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    # The moment of the work, which the statement that follows can only reach or pass.
    await portal.rows("update client_link set expires_at = portal.work_now() returning id")
    async with unchanged(portal):
        assert await portal.nobody().refused("acceptTransfer", token=token, name="Clara") == [("EXPIRED", None)]


async def test_a_link_answers_once(portal: Portal) -> None:
    account = await offer(await portal.alice())
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await accept(portal, account)
    async with unchanged(portal):
        assert await portal.nobody().refused("acceptTransfer", token=token, name="Clara") == [("USED", None)]
        assert await portal.nobody().refused("declineTransfer", token=token) == [("USED", None)]


async def test_links_that_are_none_of_ours_open_nothing(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    account = await offer(alice)
    await register(app, NUMBER, "carla@store.example")
    await ask(bob)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    other = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    async with unchanged(portal):
        for wrong in (*none_of_ours(portal, LinkKind.TRANSFER, token), other):
            refusal = await portal.nobody().refused("acceptTransfer", token=wrong, name="Clara")
            assert refusal == [("NOT_FOUND", None)], wrong


async def test_who_came_to_own_another_account_cannot_accept_until_he_owns_none(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await register(app, NUMBER, "CLARA@Store.example")
    async with unchanged(portal):
        refusal = await portal.nobody().refused("acceptTransfer", token=token, name="Clara")
        assert refusal == [("EMAIL_OWNS_ACCOUNT", None)]
    assert await status_of(alice, account["id"]) == ("TRANSFER_PENDING", "OWNER")
    assert (await open_link(portal, token))["status"] == "OPEN"
    await app.do("closeAccounts", "results { outcome }", accountIds=[NUMBER])
    await portal.nobody().do("acceptTransfer", "account { id }", token=token, name="Clara")


async def test_where_the_program_allows_several_the_same_address_accepts_twice(portal: Portal) -> None:
    alice = await portal.alice()
    await set_program(portal, oneAccountPerEmail=False)
    for name in ("Northwind", "Fabrikam"):
        account = await offer(alice, name)
        assert (await accept(portal, account))["ownerEmail"] == CLARA
    await set_program(portal, oneAccountPerEmail=True)
    third = await create(alice)
    refusal = await alice.refused("transferOwnership", accountId=third["id"], toEmail=CLARA)
    assert refusal == [("EMAIL_OWNS_ACCOUNT", "input.toEmail")]


@pytest.mark.parametrize("signed_in", ["bob", "olga"])
async def test_whoever_shows_the_link_is_the_client_whoever_else_he_is(portal: Portal, signed_in: str) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    somebody = await portal.bob() if signed_in == "bob" else await portal.olga()
    await somebody.do("acceptTransfer", "account { id }", token=token, name="Clara")
    [(_, actor, _, _)] = await portal.events("account.transfer_accepted")
    assert actor == "CLIENT"


async def test_what_is_pending_goes_on_while_the_partner_is_suspended(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    account = await offer(alice)
    await choose_plan(app, account["accountId"])
    await suspend(portal, alice)
    await accept(portal, account)
    assert await status_of(alice, account["id"]) == ("COLLABORATOR", "NONE")


async def test_who_joined_the_agency_meanwhile_can_not_own_its_account(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice, to_email="dave@brightside.example")
    await portal.member("Dave", "Brightside")
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    assert await portal.nobody().refused("acceptTransfer", token=token, name="Dave") == [("NOT_ALLOWED", None)]
    assert await status_of(alice, account["id"]) == ("TRANSFER_PENDING", "OWNER")
