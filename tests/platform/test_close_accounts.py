"""closeAccounts."""

from portal.core.links import LinkKind
from portal.core.permissions import Scope
from tests.accounts.steps import create
from tests.handover.steps import (
    CLARA,
    NUMBER,
    UNKNOWN,
    ask,
    handed_over,
    let_in,
    newest_link,
    offer,
    only_with,
    open_link,
    register,
    status_of,
    unchanged,
    vendor,
)
from tests.people import Person, Portal


async def _close(app: Person, *refs: str, reason: str | None = None) -> list[tuple[str, list[str]]]:
    selection = "results { accountId outcome userErrors { code field } }"
    made = await app.do("closeAccounts", selection, accountIds=list(refs), reason=reason)
    assert [one["accountId"] for one in made["results"]] == list(refs)
    return [(one["outcome"], [error["code"] for error in one["userErrors"]]) for one in made["results"]]


async def test_everything_ends_and_the_address_is_free_again(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    shared = await handed_over(portal, alice, app)
    request = await ask(bob, shared["accountId"])
    offered = await offer(alice, "Contoso", "carla@store.example")
    building = await create(alice, "Wingtip")
    tokens = [
        await newest_link(portal, LinkKind.ACCESS, shared["id"]),
        await newest_link(portal, LinkKind.TRANSFER, offered["id"]),
    ]
    refs = (shared["accountId"], offered["id"], building["accountId"])
    assert await _close(app, *refs, reason="Out of\nbusiness.") == [("CLOSED", [])] * 3
    read = "query ($id: ID) { account(id: $id) { status accessLevel ended { by reason } transfer { status } } }"
    for account in (shared, offered, building):
        found = (await alice.read(read, id=account["id"]))["account"]
        assert (found["status"], found["accessLevel"]) == ("INACTIVE", "NONE")
        assert found["ended"] == {"by": "VENDOR", "reason": "Out of\nbusiness."}
        if account is offered:
            assert found["transfer"] == {"status": "CANCELLED"}
    node = "query ($id: ID!) { node(id: $id) { ... on AccessRequest { status reason } } }"
    assert (await bob.read(node, id=request))["node"] == {"status": "CANCELLED", "reason": "Out of\nbusiness."}
    for token, verb, more in zip(tokens, ("approveAccess", "acceptTransfer"), ({}, {"name": "Carla"}), strict=True):
        assert (await open_link(portal, token))["status"] == "CANCELLED"
        assert await portal.nobody().refused(verb, token=token, **more) == [("WRONG_STATUS", None)]
    # A link to its register doesn't come back, and the addresses are free.
    await portal.nobody().do("requestClientLink", "ok", email=CLARA)
    await portal.work()
    assert await portal.events("client_link.sent") == []
    assert (await register(app, NUMBER))["outcome"] == "CREATED"


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    shared = await handed_over(portal, alice, app)
    await _close(app, shared["id"], reason="Gone.")
    number = {"account_id": shared["accountId"]}
    ended = {**number, "by": "VENDOR", "ended_from": "COLLABORATOR"}
    assert await portal.events("account.access_ended", "account.closed") == [
        ("account.access_ended", "TOOL", "Gone.", ended),
        ("account.closed", "TOOL", "Gone.", number),
    ]


async def test_each_for_itself_and_a_second_time_changes_nothing(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    results = await _close(app, UNKNOWN[0], NUMBER, NUMBER, "rubbish", "\0")
    unknown = ("REJECTED", ["NOT_FOUND"])
    assert results == [unknown, ("CLOSED", []), ("UNCHANGED", []), unknown, unknown]
    async with unchanged(portal):
        assert await _close(app, NUMBER) == [("UNCHANGED", [])]


async def test_a_closed_account_is_nobody_s_to_act_on(portal: Portal) -> None:
    alice, app, olga = await portal.alice(), await vendor(portal), await portal.olga()
    archived = await create(alice)
    await alice.do("archiveAccount", "account { id }", accountId=archived["id"])
    shared = await handed_over(portal, alice, app)
    await _close(app, archived["id"], shared["id"])
    async with unchanged(portal):
        # Archived before it was closed: what is closed can't be taken up again.
        assert await alice.refused("restoreAccount", accountId=archived["id"]) == [("WRONG_STATUS", None)]
        refusal = await alice.refused("requestAccess", accountId=shared["id"], message="Hi.")
        assert refusal == [("NOT_FOUND", "input.accountId")]
        for verb in ("confirmAccount", "failAccount"):
            more = {"reason": "x"} if verb == "failAccount" else {}
            assert await app.refused(verb, accountId=shared["id"], **more) == [("WRONG_STATUS", None)]
        refusal = await olga.refused("moveAccount", accountId=shared["id"], toPartnerId=alice.partner_id)
        assert refusal == [("WRONG_STATUS", "input.accountId")]


async def test_it_refuses_what_cannot_be_meant(portal: Portal) -> None:
    app = await vendor(portal)
    await register(app, NUMBER)
    async with unchanged(portal):
        for refs in ([], [NUMBER] * 501):
            assert await app.refused("closeAccounts", accountIds=refs) == [("INVALID", "input.accountIds")]
        for reason in ("x" * 1_001, "\0", "a\u202eb"):
            refusal = await app.refused("closeAccounts", accountIds=[NUMBER], reason=reason)
            assert refusal == [("INVALID", "input.reason")]
    await only_with(portal, {Scope.PLATFORM_WRITE}, set(), "closeAccounts", accountIds=[NUMBER])


async def test_who_collaborated_keeps_what_he_saw(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    account_id = await let_in(app, alice)
    await _close(app, NUMBER)
    assert await status_of(alice, account_id) == ("INACTIVE", "NONE")
    assert await portal.rows("select from client_link where status = 'OPEN'") == []
