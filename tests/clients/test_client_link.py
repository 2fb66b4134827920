"""clientLink: what each link shows, in every state that it can be in."""

from portal.core.links import LinkKind
from tests.handover.steps import (
    CLARA,
    NUMBER,
    accept,
    ask,
    handed_over,
    let_in,
    newest_link,
    none_of_ours,
    offer,
    open_link,
    register,
    register_link,
    until,
    vendor,
)
from tests.people import Portal

SHOWN = (
    "kind status newerSent message partner { name } account { name ownerEmail accesses { partner { name } status } }"
)


def over(kind: str, status: str, newer: bool = False) -> dict[str, object]:
    """What a link that no longer works shows: nothing but that."""
    return {
        "kind": kind,
        "status": status,
        "newerSent": newer,
        "message": None,
        "partner": None,
        "account": None,
    }


async def test_a_link_to_a_transfer(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice)
    first = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    shown = {
        "kind": "TRANSFER",
        "status": "OPEN",
        "newerSent": False,
        "message": None,
        "partner": {"name": "Brightside"},
        "account": {
            "name": "Northwind",
            "ownerEmail": None,
            "accesses": [{"partner": {"name": "Brightside"}, "status": "TRANSFER_PENDING"}],
        },
    }
    assert await open_link(portal, first, SHOWN) == shown
    await alice.do("resendTransfer", "transfer { id }", accountId=account["id"])
    second = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await alice.do("resendTransfer", "transfer { id }", accountId=account["id"], toEmail="carla@store.example")
    third = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    assert await open_link(portal, first, SHOWN) == over("TRANSFER", "REPLACED", True)
    assert await open_link(portal, second, SHOWN) == over("TRANSFER", "REPLACED", False)
    assert await open_link(portal, third, SHOWN) == shown
    await alice.do("cancelTransfer", "transfer { id }", accountId=account["id"])
    assert await open_link(portal, third, SHOWN) == over("TRANSFER", "CANCELLED")
    await alice.do("transferOwnership", "transfer { id }", accountId=account["id"], toEmail=CLARA)
    used = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await accept(portal, account)
    after = await open_link(portal, used, SHOWN)
    assert (after["status"], after["account"]["ownerEmail"]) == ("USED", CLARA)
    assert after["account"]["accesses"] == [{"partner": {"name": "Brightside"}, "status": "AWAITING_PLAN"}]
    # After its 30 days it shows that it was used, and no more.
    await portal.advance(days=31)
    assert await open_link(portal, used, SHOWN) == over("TRANSFER", "USED")


async def test_a_link_to_a_request(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    await let_in(app, bob)
    request = await ask(alice, message="Let\nus in.")
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    shown = {
        "kind": "ACCESS",
        "status": "OPEN",
        "newerSent": False,
        "message": "Let\nus in.",
        "partner": {"name": "Brightside"},
        "account": {
            "name": "Fabrikam",
            "ownerEmail": CLARA,
            "accesses": [{"partner": {"name": "Northlight"}, "status": "COLLABORATOR"}],
        },
    }
    assert await open_link(portal, token, SHOWN) == shown
    await portal.advance(days=7)
    await alice.do("resendAccessRequest", "accessRequest { id }", accessRequestId=request)
    assert await open_link(portal, token, SHOWN) == over("ACCESS", "REPLACED", True)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    assert await open_link(portal, token, SHOWN) == shown
    await alice.do("cancelAccessRequest", "accessRequest { id }", accessRequestId=request)
    assert await open_link(portal, token, SHOWN) == over("ACCESS", "CANCELLED")
    await ask(alice)
    token = await newest_link(portal, LinkKind.ACCESS, NUMBER)
    [(expires,)] = await portal.rows("select expires_at::text from client_link order by id desc limit 1")
    await until(portal, expires, before=2)
    assert (await open_link(portal, token))["status"] == "OPEN"
    await until(portal, expires)
    assert await open_link(portal, token, SHOWN) == over("ACCESS", "EXPIRED")


async def test_a_link_to_the_register(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    account = await handed_over(portal, alice, app)
    await let_in(app, bob, account["accountId"])
    token = await newest_link(portal, LinkKind.CLIENT, account["id"])
    shown = await open_link(portal, token, SHOWN)
    assert (shown["kind"], shown["status"], shown["partner"], shown["message"]) == ("CLIENT", "OPEN", None, None)
    assert shown["account"] == {
        "name": "Northwind",
        "ownerEmail": CLARA,
        "accesses": [
            {"partner": {"name": "Brightside"}, "status": "COLLABORATOR"},
            {"partner": {"name": "Northlight"}, "status": "COLLABORATOR"},
        ],
    }
    # One of them does not replace the other.
    another = await register_link(portal, app, account["accountId"])
    assert [(await open_link(portal, one))["status"] for one in (token, another)] == ["OPEN", "OPEN"]
    [(expires,)] = await portal.rows(
        "select expires_at::text from client_link where kind = 'CLIENT' order by id limit 1"
    )
    await until(portal, expires, before=2)
    first = portal.runtime.links.token(
        LinkKind.CLIENT,
        (await portal.rows("select id from client_link where kind = 'CLIENT' order by id limit 1"))[0][0],
        1,
    )
    assert (await open_link(portal, first))["status"] == "OPEN"
    await until(portal, expires)
    assert await open_link(portal, first, SHOWN) == over("CLIENT", "EXPIRED")


async def test_when_the_owner_s_address_changes_old_links_die_whatever_they_were(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    account = await offer(alice)
    transfer = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await accept(portal, account)
    mine = await newest_link(portal, LinkKind.CLIENT, account["id"])
    number = account["accountId"]
    await ask(bob, number)
    used = await newest_link(portal, LinkKind.ACCESS, number)
    await portal.nobody().do("declineAccess", "account { id }", token=used)
    await ask(bob, number)
    pending = await newest_link(portal, LinkKind.ACCESS, number)
    assert (await register(app, number, "new@store.example"))["outcome"] == "UPDATED"
    for token in (transfer, mine, used, pending):
        found = await open_link(portal, token, SHOWN)
        assert found["account"] is None
        assert found["status"] == "REPLACED"
        assert found["newerSent"] is False
        assert "new@store.example" not in str(found)
    fresh = await newest_link(portal, LinkKind.ACCESS, number)
    assert (await open_link(portal, fresh, SHOWN))["account"]["ownerEmail"] == "new@store.example"


async def test_when_the_account_is_closed_links_tell_that_it_was_taken_back(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    account = await handed_over(portal, alice, app)
    mine = await newest_link(portal, LinkKind.CLIENT, account["id"])
    await ask(bob, account["accountId"])
    request = await newest_link(portal, LinkKind.ACCESS, account["id"])
    offered = await offer(alice, "Contoso", "carla@store.example")
    transfer = await newest_link(portal, LinkKind.TRANSFER, offered["id"])
    refs = [account["accountId"], offered["accountId"]]
    await app.do("closeAccounts", "results { outcome }", accountIds=refs)
    for token, kind in {mine: "CLIENT", request: "ACCESS", transfer: "TRANSFER"}.items():
        assert await open_link(portal, token, SHOWN) == over(kind, "CANCELLED")


async def test_links_that_are_none_of_ours_show_nothing(portal: Portal) -> None:
    account = await offer(await portal.alice())
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    for wrong in none_of_ours(portal, LinkKind.TRANSFER, token):
        assert await open_link(portal, wrong) is None, wrong
    # A link to one thing is none to another, though the same key made it.
    link = portal.runtime.links.read(LinkKind.TRANSFER, token)
    assert link is not None
    for kind in (LinkKind.ACCESS, LinkKind.CLIENT):
        other = portal.runtime.links.token(kind, link.id, 1)
        for verb, more in (("acceptTransfer", {"name": "Clara"}), ("declineTransfer", {})):
            assert await portal.nobody().refused(verb, token=other, **more) == [("NOT_FOUND", None)]


async def test_whoever_shows_a_link_reads_nothing_but_its_account(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    account = await handed_over(portal, alice, app)
    other = await offer(bob, "Contoso", "carla@store.example")
    token = await newest_link(portal, LinkKind.CLIENT, account["id"])
    document = (
        "query ($t: String!, $id: ID!) { clientLink(token: $t) { account { name timeline { totalCount }"
        " transfer { toEmail } accesses { partner { name members { email } } } } } node(id: $id) { id } }"
    )
    for person in (portal.nobody(), alice, await portal.olga()):
        found = await person.read(document, t=token, id=other["id"])
        assert found["node"] is None
        assert found["clientLink"]["account"]["name"] == "Northwind"
        assert found["clientLink"]["account"]["timeline"] == {"totalCount": 0}
        assert "@" not in str(found).replace(CLARA, "")
    for extra in ("accounts { totalCount }", "accessRequests { totalCount }", "partners { totalCount }"):
        answer = await alice.ask(f"query ($t: String!) {{ clientLink(token: $t) {{ status }} {extra} }}", t=token)
        assert answer.codes == ["UNAUTHENTICATED"]
    two = await newest_link(portal, LinkKind.TRANSFER, other["id"])
    answer = await portal.nobody().ask(
        "query ($a: String!, $b: String!) { a: clientLink(token: $a) { status } b: clientLink(token: $b) { status } }",
        a=token,
        b=two,
    )
    assert answer.codes == ["BAD_USER_INPUT"]


async def test_who_declined_an_account_learns_nothing_of_who_took_it_over(portal: Portal) -> None:
    alice = await portal.alice()
    account = await offer(alice, to_email="dora@store.example")
    declined = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    await portal.nobody().do("declineTransfer", "account { name } transfer { status }", token=declined)
    await alice.do("transferOwnership", "transfer { id }", accountId=account["id"], toEmail=CLARA)
    await accept(portal, account)
    shown = await portal.nobody().read(
        "query ($t: String!) { clientLink(token: $t) { status answer message account { ownerEmail } partner { id } } }",
        t=declined,
    )
    assert shown["clientLink"]["answer"] == "DECLINED"
    assert shown["clientLink"]["account"] is None
