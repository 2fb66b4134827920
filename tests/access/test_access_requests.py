"""accessRequests, and what two partners at one account learn of each other."""

from typing import Any

from portal.core.permissions import MemberRole, Scope
from tests.handover.steps import (
    NUMBER,
    ask,
    let_in,
    register,
    suspend,
    unchanged,
    vendor,
)
from tests.people import Person, Portal

NUMBERS = [f"{index:024x}" for index in range(1, 6)]
LIST = (
    "query ($f: AccessRequestFilter, $first: Int, $after: String, $last: Int, $before: String) {"
    " accessRequests(filter: $f, first: $first, after: $after, last: $last, before: $before) {"
    " totalCount nodes { accountId status partner { name } }"
    " pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
)


async def _five(app: Person) -> None:
    for number in NUMBERS:
        await register(app, number, f"client{number[-1]}@store.example")


async def _numbers(person: Person, **filter: Any) -> list[str]:
    found = (await person.read(LIST, f=filter))["accessRequests"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["accountId"] for node in found["nodes"]]


async def test_it_lists_by_status_number_and_partner_the_latest_first(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await _five(app)
    lapsed = await ask(alice, NUMBERS[4])
    await portal.advance(days=90)
    requests = [await ask(alice, number) for number in NUMBERS[:4]]
    await ask(bob, NUMBERS[0])
    await app.do("approveAccess", "account { id }", accessRequestId=requests[0])
    await app.do("declineAccess", "account { id }", accessRequestId=requests[1])
    await alice.do("cancelAccessRequest", "accessRequest { id }", accessRequestId=requests[2])
    assert lapsed
    mine = [NUMBERS[3], NUMBERS[2], NUMBERS[1], NUMBERS[0], NUMBERS[4]]
    assert await _numbers(alice) == mine
    for status, number in zip(("APPROVED", "DECLINED", "CANCELLED", "PENDING", "EXPIRED"), NUMBERS, strict=True):
        assert await _numbers(alice, status=[status]) == [number]
    assert await _numbers(alice, status=["APPROVED", "EXPIRED"]) == [NUMBERS[0], NUMBERS[4]]
    assert await _numbers(alice, status=[]) == []
    assert await _numbers(alice, accountId=NUMBERS[1].upper()) == [NUMBERS[1]]
    for nothing in ("", "\0", "rubbish", NUMBERS[1][:-1]):
        assert await _numbers(alice, accountId=nothing) == []
    assert await _numbers(alice, partnerId=alice.partner_id) == mine
    assert await _numbers(alice, partnerId=bob.partner_id) == []
    assert await _numbers(alice, partnerId="rubbish") == []
    olga = await portal.olga()
    for everybody in (olga, app):
        assert await _numbers(everybody) == [NUMBERS[0], *mine]
        assert await _numbers(everybody, partnerId=bob.partner_id) == [NUMBERS[0]]
        assert await _numbers(everybody, accountId=NUMBERS[0]) == [NUMBERS[0], NUMBERS[0]]


async def test_it_pages_forward_and_backward(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await _five(app)
    for number in NUMBERS:
        await ask(alice, number)
    expected = NUMBERS[::-1]
    for size, cursor, end, more in (
        ("first", "after", "endCursor", "hasNextPage"),
        ("last", "before", "startCursor", "hasPreviousPage"),
    ):
        seen: list[str] = []
        at: dict[str, Any] = {}
        while True:
            page = (await alice.read(LIST, **{size: 2}, **at))["accessRequests"]
            nodes = [node["accountId"] for node in page["nodes"]]
            seen = [*seen, *nodes] if size == "first" else [*nodes, *seen]
            assert page["totalCount"] == 5
            if not page["pageInfo"][more]:
                break
            at = {cursor: page["pageInfo"][end]}
        assert seen == expected
    assert (await alice.ask(LIST, first=101)).codes == ["BAD_USER_INPUT"]
    assert (await alice.ask(LIST, after="rubbish")).codes == ["BAD_USER_INPUT"]


async def test_who_may_read_requests(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await register(app, NUMBER)
    await ask(alice)
    for nobody in (portal.nobody(), await portal.charlie()):
        assert (await nobody.ask(LIST)).codes == ["UNAUTHENTICATED"]
    without = await portal.tool(*(set(Scope) - {Scope.ACCOUNTS_READ, Scope.PLATFORM_READ}))
    assert (await without.ask(LIST)).codes == ["FORBIDDEN"]
    for reader in (
        await portal.member("Vera", "Brightside", MemberRole.VIEWER),
        await portal.tool(Scope.ACCOUNTS_READ),
    ):
        assert await _numbers(reader) == [NUMBER]
    await suspend(portal, alice)
    assert await _numbers(alice) == [NUMBER]


async def test_the_newest_request_stands_with_its_account_and_no_other(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await _five(app)
    first = await let_in(app, alice, NUMBERS[0])
    second = await let_in(app, alice, NUMBERS[1])
    await alice.do("withdrawAccess", "account { id }", accountId=second)
    newest = await ask(alice, second)
    found = await alice.read(
        "query ($a: ID, $b: ID) { a: account(id: $a) { accessRequest { status accountId } openRequests { id } }"
        " b: account(id: $b) { accessRequest { id status } openRequests { id } } }",
        a=first,
        b=second,
    )
    assert found == {
        "a": {"accessRequest": {"status": "APPROVED", "accountId": NUMBERS[0]}, "openRequests": []},
        "b": {"accessRequest": {"id": newest, "status": "PENDING"}, "openRequests": [{"id": newest}]},
    }


async def test_two_partners_at_one_account_learn_nothing_of_each_other(portal: Portal) -> None:
    alice, bob, app = await portal.alice(), await portal.bob(), await vendor(portal)
    await register(app, NUMBER)
    account_id = await let_in(app, alice)
    read = (
        "query ($id: ID, $n: ID!) { account(id: $id) { name status nudgedAt ended { by }"
        " accesses { partner { name } status } accessRequest { status } openRequests { partner { name } }"
        " blockedPartners { partner { name } } transfer { id } timeline { totalCount nodes { event reason } } }"
        " accounts(filter: { search: $s }) { totalCount nodes { name accesses { partner { name } } } }"
        " accountCounts { development transferPending awaitingPlan collaborator inactive }"
        " partners { totalCount nodes { name } } accessRequests { totalCount } node(id: $n) { id } }"
    ).replace("$n: ID!", "$n: ID!, $s: String")
    before = await alice.read(read, id=account_id, n=bob.partner_id, s="fabrikam")
    assert before["node"] is None
    # While Bob asks, is let in, is put out, asks again and is blocked, nothing of it shows to Alice.
    request = await ask(bob)
    seen = [await alice.read(read, id=account_id, n=request, s="fabrikam")]
    await app.do("approveAccess", "account { id }", accessRequestId=request)
    seen.append(await alice.read(read, id=account_id, n=request, s="fabrikam"))
    [(access,)] = await portal.rows("select id from account_access order by id desc limit 1")
    seen.append(await alice.read(read, id=account_id, n=f"acc_{access.hex}", s="fabrikam"))
    await app.do("revokeAccess", "account { id }", accountId=NUMBER, partnerId=bob.partner_id, reason="Bob's.")
    request = await ask(bob)
    await app.do("declineAccess", "account { id }", accessRequestId=request, block=True)
    seen.append(await alice.read(read, id=account_id, n=request, s="fabrikam"))
    assert all(found == before for found in seen)
    # And Bob, who has no access any more, sees what he had and nothing of Alice.
    his = await bob.read(read, id=account_id, n=alice.partner_id, s="fabrikam")
    assert his["account"]["accesses"] == [{"partner": {"name": "Northlight"}, "status": "INACTIVE"}]
    assert (his["account"]["openRequests"], his["account"]["blockedPartners"]) == ([], [])
    assert his["accountCounts"]["collaborator"] == 0
    assert his["accounts"]["totalCount"] == 1
    assert "Brightside" not in str(his)
    async with unchanged(portal):
        refusal = await bob.refused("cancelAccessRequest", accessRequestId=request)
        assert refusal == [("WRONG_STATUS", None)]
