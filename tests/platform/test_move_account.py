"""moveAccount."""

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
    offer,
    only_with,
    open_link,
    register,
    status_of,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Portal

MOVED = "account { accesses { partner { name } status } }"
READ = (
    "query ($id: ID) { account(id: $id) { name website platform country status accessLevel ended { by reason }"
    " timeline { nodes { event reason } } } }"
)


async def test_the_other_partner_builds_on_and_the_old_one_sees_nothing_newer(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    account = await create(alice, platform="Shopify", country="DE")
    made = await olga.do(
        "moveAccount", MOVED, accountId=account["accountId"], toPartnerId=bob.partner_id, reason="Agreed."
    )
    assert made["account"]["accesses"] == [
        {"partner": {"name": "Brightside"}, "status": "INACTIVE"},
        {"partner": {"name": "Northlight"}, "status": "DEVELOPMENT"},
    ]
    assert await status_of(bob, account["id"]) == ("DEVELOPMENT", "OWNER")
    changes = {"name": "Contoso", "website": "contoso.example", "platform": "Magento", "country": "FR"}
    await bob.do("updateAccount", "account { id }", accountId=account["id"], **changes)
    found = (await alice.read(READ, id=account["id"]))["account"]
    assert (found["name"], found["website"]) == ("Northwind Outfitters", "northwind.example")
    assert (found["status"], found["ended"]) == ("INACTIVE", {"by": "OPERATOR", "reason": "Agreed."})
    assert not {found["platform"], found["country"]} & {"Magento", "FR"}
    search = "query ($s: String) { accounts(filter: { search: $s }) { totalCount } }"
    for person, word, count in ((bob, "contoso", 1), (alice, "contoso", 0), (alice, "northwind", 1)):
        assert (await person.read(search, s=word))["accounts"]["totalCount"] == count
    events = [entry["event"] for entry in found["timeline"]["nodes"]]
    assert events == ["account.access_ended", "account.created"]
    his = (await bob.read(READ, id=account["id"]))["account"]["timeline"]["nodes"]
    assert [entry["event"] for entry in his] == ["account.updated", "account.moved"]
    assert "Brightside" not in str(his)


async def test_a_pending_transfer_is_cancelled(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    account = await offer(alice)
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await olga.do("moveAccount", MOVED, accountId=account["id"], toPartnerId=bob.partner_id)
    assert await status_of(bob, account["id"]) == ("DEVELOPMENT", "OWNER")
    assert (await open_link(portal, token))["status"] == "CANCELLED"
    read = "query ($id: ID) { account(id: $id) { transfer { status } } }"
    assert (await alice.read(read, id=account["id"]))["account"] == {"transfer": {"status": "CANCELLED"}}
    assert (await bob.read(read, id=account["id"]))["account"] == {"transfer": None}
    sent = {"accountId": account["id"], "toEmail": "clara@store.example"}
    await bob.do("transferOwnership", "transfer { id }", **sent)
    await accept(portal, account)


async def test_what_waits_for_a_plan_waits_on_and_a_request_is_answered_by_it(portal: Portal) -> None:
    alice, bob, app, olga = await portal.alice(), await portal.bob(), await vendor(portal), await portal.olga()
    account = await offer(alice)
    await accept(portal, account)
    request = await ask(bob, account["accountId"])
    await olga.do("moveAccount", MOVED, accountId=account["id"], toPartnerId=bob.partner_id)
    assert await status_of(alice, account["id"]) == ("INACTIVE", "NONE")
    assert await status_of(bob, account["id"]) == ("AWAITING_PLAN", "NONE")
    node = "query ($id: ID!) { node(id: $id) { ... on AccessRequest { status } } }"
    assert (await bob.read(node, id=request))["node"] == {"status": "CANCELLED"}
    await choose_plan(app, account["accountId"])
    assert await status_of(bob, account["id"]) == ("COLLABORATOR", "ADMIN")
    assert await status_of(alice, account["id"]) == ("INACTIVE", "NONE")
    # And back: the access that ended begins again.
    await olga.do("moveAccount", MOVED, accountId=account["id"], toPartnerId=alice.partner_id)
    assert await status_of(alice, account["id"]) == ("COLLABORATOR", "ADMIN")


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    account = await offer(alice)
    await olga.do("moveAccount", MOVED, accountId=account["id"], toPartnerId=bob.partner_id, reason="Agreed.")
    told = await portal.events("account.transfer_cancelled", "account.access_ended", "account.moved")
    assert [one[:3] for one in told] == [
        ("account.transfer_cancelled", "OPERATOR", "Agreed."),
        ("account.access_ended", "OPERATOR", "Agreed."),
        ("account.moved", "OPERATOR", "Agreed."),
    ]
    number = {"account_id": account["accountId"]}
    assert told[1][3] == {**number, "by": "OPERATOR", "ended_from": "DEVELOPMENT"}
    assert told[2][3].pop("from_partner_id").replace("-", "") == (alice.partner_id or "").removeprefix("part_")
    assert told[2][3] == number


async def test_where_several_have_access_it_is_said_whose(portal: Portal) -> None:
    alice, bob, app, olga = await portal.alice(), await portal.bob(), await vendor(portal), await portal.olga()
    carol = await portal.member("Carol", "Eastwind")
    await register(app, NUMBER)
    account_id = await let_in(app, alice)
    await let_in(app, bob)
    move = {"accountId": account_id, "toPartnerId": carol.partner_id}
    async with unchanged(portal):
        assert await olga.refused("moveAccount", **move) == [("INVALID", "input.fromPartnerId")]
        for nobody in (carol.partner_id, "part_" + "0" * 32, "rubbish"):
            refusal = await olga.refused("moveAccount", fromPartnerId=nobody, **move)
            assert refusal == [("NOT_FOUND", "input.fromPartnerId")]
        refusal = await olga.refused(
            "moveAccount", accountId=NUMBER, toPartnerId=bob.partner_id, fromPartnerId=alice.partner_id
        )
        assert refusal == [("WRONG_STATUS", "input.toPartnerId")]
    await olga.do("moveAccount", MOVED, fromPartnerId=bob.partner_id, **move)
    statuses = [(await status_of(person, account_id))[0] for person in (alice, bob, carol)]
    assert statuses == ["COLLABORATOR", "INACTIVE", "COLLABORATOR"]


async def test_it_refuses_what_cannot_be_meant_and_who_lacks_the_right(portal: Portal) -> None:
    alice, bob, app, olga = await portal.alice(), await portal.bob(), await vendor(portal), await portal.olga()
    account = await handed_over(portal, alice, app)
    await register(app, NUMBER, "carla@store.example")
    async with unchanged(portal):
        for unknown in UNKNOWN:
            refusal = await olga.refused("moveAccount", accountId=unknown, toPartnerId=bob.partner_id)
            assert refusal == [("NOT_FOUND", "input.accountId")]
        for unknown in ("part_" + "0" * 32, "rubbish", ""):
            refusal = await olga.refused("moveAccount", accountId=account["id"], toPartnerId=unknown)
            assert refusal == [("NOT_FOUND", "input.toPartnerId")]
        refusal = await olga.refused("moveAccount", accountId=NUMBER, toPartnerId=bob.partner_id)
        assert refusal == [("WRONG_STATUS", "input.accountId")]
        refusal = await olga.refused("moveAccount", accountId=account["id"], toPartnerId=alice.partner_id)
        assert refusal == [("WRONG_STATUS", "input.toPartnerId")]
        for reason in ("x" * 1_001, "\0"):
            refusal = await olga.refused(
                "moveAccount", accountId=account["id"], toPartnerId=bob.partner_id, reason=reason
            )
            assert refusal == [("INVALID", "input.reason")]
    await suspend(portal, bob)
    move = {"accountId": account["id"], "toPartnerId": bob.partner_id}
    async with unchanged(portal):
        assert await olga.refused("moveAccount", **move) == [("WRONG_STATUS", "input.toPartnerId")]
    roles = {OperatorRole.ADMIN, OperatorRole.PARTNERSHIPS}
    await only_with(portal, {Scope.OPERATOR_WRITE}, roles, "moveAccount", **move)
