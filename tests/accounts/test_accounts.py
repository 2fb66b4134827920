"""accounts: filters, search, orders, pages."""

import base64
import json
from typing import Any

import pytest

from portal.core.permissions import MemberRole, Scope
from tests.accounts.steps import create, fill, put
from tests.partners.steps import apply
from tests.people import Person, Portal

PAGE = """query($filter: AccountFilter, $sort: AccountSort! = NEWEST, $first: Int, $after: String, $last: Int,
  $before: String) {
  accounts(filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    nodes { id } edges { cursor node { id } } totalCount totalCountIsExact
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""
NAMES = "query($filter: AccountFilter) { accounts(filter: $filter, sort: NAME) { nodes { name } totalCount } }"
SORTS = ["NEWEST", "OLDEST", "NAME", "NAME_REVERSED"]

# Names that differ in nothing that sorts, and moments that are equal or differ in how PostgreSQL writes them.
MOMENTS = [
    "2026-01-01 00:00:00+00",
    "2026-01-01 00:00:00.1+00",
    "2026-01-01 00:00:00.123456+00",
    "2026-01-01 00:00:00.12+00",
]
ROWS = [(name, MOMENTS[i % 4]) for i, name in enumerate(["Äpfel", "apfel", "APFEL", "Birne", "birne", "Zoë", "!"] * 5)]


async def _page(person: Person, **variables: Any) -> dict[str, Any]:
    return dict((await person.read(PAGE, **variables))["accounts"])


async def _names(person: Person, **filter: Any) -> list[str]:
    found = (await person.read(NAMES, filter=filter))["accounts"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["name"] for node in found["nodes"]]


def _ids(page: dict[str, Any]) -> list[str]:
    assert [edge["node"] for edge in page["edges"]] == page["nodes"]
    return [node["id"] for node in page["nodes"]]


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("size", [3, 8, 35])
async def test_pages_forward_and_backward_are_the_whole_list(portal: Portal, sort: str, size: int) -> None:
    alice = await portal.alice()
    made = await fill(portal, alice, ROWS)
    whole = _ids(await _page(alice, sort=sort, first=100))
    assert sorted(whole) == sorted(made)

    forward: list[str] = []
    after = None
    while True:
        page = await _page(alice, sort=sort, first=size, after=after)
        forward += _ids(page)
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert forward == whole

    backward: list[str] = []
    before = None
    while True:
        page = await _page(alice, sort=sort, last=size, before=before)
        backward = _ids(page) + backward
        assert page["pageInfo"]["hasNextPage"] == (before is not None)
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
    assert backward == whole


@pytest.mark.parametrize("sort", SORTS)
async def test_operators_page_through_all_partners_accounts(portal: Portal, sort: str) -> None:
    olga = await portal.olga()
    made = await fill(portal, await portal.alice(), ROWS[:8]) + await fill(portal, await portal.bob(), ROWS[8:16])
    seen: list[str] = []
    after, more = None, True
    while more:
        page = await _page(olga, sort=sort, first=3, after=after)
        seen += _ids(page)
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert sorted(seen) == sorted(made)
    assert seen == _ids(await _page(olga, sort=sort, first=100))


async def test_the_orders_are_what_they_say(portal: Portal) -> None:
    alice = await portal.alice()
    rows = [("banana", "2026-01-03"), ("Äpfel", "2026-01-01"), ("Cherry", "2026-01-02"), ("apple", "2026-01-04")]
    await fill(portal, alice, rows)
    query = "query($sort: AccountSort!) { accounts(sort: $sort) { nodes { name } } }"
    expected = {
        "NEWEST": ["apple", "banana", "Cherry", "Äpfel"],
        "OLDEST": ["Äpfel", "Cherry", "banana", "apple"],
        "NAME": ["Äpfel", "apple", "banana", "Cherry"],
        "NAME_REVERSED": ["Cherry", "banana", "apple", "Äpfel"],
    }
    for sort, names in expected.items():
        nodes = (await alice.read(query, sort=sort))["accounts"]["nodes"]
        assert [node["name"] for node in nodes] == names
    newest = (await alice.read("{ accounts { nodes { name } } }"))["accounts"]["nodes"]
    assert [node["name"] for node in newest] == expected["NEWEST"]


@pytest.mark.parametrize("sort", SORTS)
async def test_pages_stay_as_they_are_while_rows_are_added(portal: Portal, sort: str) -> None:
    alice = await portal.alice()
    made = await fill(portal, alice, ROWS[:10])
    before = _ids(await _page(alice, sort=sort, first=100))
    first = await _page(alice, sort=sort, first=4)
    await fill(portal, alice, [("!", "2025-01-01"), ("Zz", "2027-01-01"), ("apfel", MOMENTS[0]), ("Zoë", MOMENTS[2])])
    second = await _page(alice, sort=sort, first=100, after=first["pageInfo"]["endCursor"])
    seen = _ids(first) + _ids(second)
    assert len(seen) == len(set(seen))
    assert [id_ for id_ in seen if id_ in made] == before


async def test_a_cursor_works_when_its_row_has_gone(portal: Portal) -> None:
    alice = await portal.alice()
    await fill(portal, alice, [(f"Store {i}", f"2026-01-0{i + 1}") for i in range(5)])
    query = "query($after: String) { accounts(filter: { archived: false }, first: 2, after: $after) {"
    query += " nodes { id name } pageInfo { endCursor } } }"
    page = (await alice.read(query, after=None))["accounts"]
    await alice.do("archiveAccount", "account { id }", accountId=page["nodes"][-1]["id"])
    rest = (await alice.read(query, after=page["pageInfo"]["endCursor"]))["accounts"]
    assert [node["name"] for node in rest["nodes"]] == ["Store 2", "Store 1"]


async def test_without_a_number_a_page_has_twenty_five_rows(portal: Portal) -> None:
    alice = await portal.alice()
    await fill(portal, alice, ROWS)
    page = await _page(alice)
    assert (len(page["nodes"]), page["totalCount"], page["totalCountIsExact"]) == (25, 35, True)


async def test_a_page_may_be_empty(portal: Portal) -> None:
    alice = await portal.alice()
    nothing = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    for variables in ({}, {"first": 0}, {"last": 5}):
        page = await _page(alice, **variables)
        assert (page["nodes"], page["edges"], page["totalCount"], page["pageInfo"]) == ([], [], 0, nothing)
    await create(alice)
    page = await _page(alice, first=0)
    assert (page["nodes"], page["totalCount"], page["pageInfo"]["hasNextPage"]) == ([], 1, True)


@pytest.mark.parametrize(
    "variables",
    [
        {"first": -1},
        {"first": 101},
        {"last": -1},
        {"last": 101},
        {"first": 5, "last": 5},
        {"after": "x", "before": "x"},
        {"first": 5, "before": "x"},
        {"last": 5, "after": "x"},
        {"first": 2**31},
        {"first": "5"},
        {"first": 1.5},
        {"sort": "SIZE"},
        {"filter": {"status": ["GONE"]}},
        {"filter": {"colour": "red"}},
    ],
)
async def test_it_refuses_what_the_contract_forbids(portal: Portal, variables: dict[str, Any]) -> None:
    answer = await (await portal.alice()).ask(PAGE, **variables)
    assert set(answer.codes) == {"BAD_USER_INPUT"}


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _cursor(*key: object, of: str = "ClientAccount:NEWEST") -> str:
    return _encoded(json.dumps([of, *key]).encode())


AN_ID = "01900000-0000-7000-8000-000000000000"
RUBBISH = [
    "",
    "rubbish",
    "ä",
    "\0",
    "x" * 10_000,
    _cursor(),
    _cursor("2026-01-01"),
    _cursor("2026-01-01", "no uuid"),
    _cursor("no moment", AN_ID),
    _cursor("2026-01-01", AN_ID, "more"),
    _cursor("2026-01-01", AN_ID, of="ClientAccount"),
    _cursor(None, AN_ID),
    _cursor(["2026-01-01"], 5),
    _cursor("\0", AN_ID),
    _cursor("\ud800", AN_ID),
    _encoded(b"[" * 5_000),
    _encoded(b"\xff\xfe"),
    _encoded(b"null"),
    _encoded(b"{}"),
]


@pytest.mark.parametrize("cursor", RUBBISH, ids=range(len(RUBBISH)))
async def test_it_refuses_cursors_that_no_list_made(portal: Portal, cursor: str) -> None:
    alice = await portal.alice()
    for sort in SORTS:
        assert (await alice.ask(PAGE, after=cursor, sort=sort)).codes == ["BAD_USER_INPUT"]
        assert (await alice.ask(PAGE, before=cursor, sort=sort)).codes == ["BAD_USER_INPUT"]


async def test_it_refuses_cursors_of_another_list(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    account = await create(alice)
    await apply(portal)
    timeline = "query($id: ID) { account(id: $id) { timeline { pageInfo { endCursor } } } }"
    of_timeline = (await alice.read(timeline, id=account["id"]))["account"]["timeline"]["pageInfo"]["endCursor"]
    queue = await olga.read("{ applications { pageInfo { endCursor } } }")
    of_queue = queue["applications"]["pageInfo"]["endCursor"]
    by_name = (await _page(alice, sort="NAME"))["pageInfo"]["endCursor"]
    newest = (await _page(alice))["pageInfo"]["endCursor"]
    for cursor, sort in ((of_timeline, "NEWEST"), (of_queue, "NEWEST"), (by_name, "NEWEST"), (newest, "NAME")):
        assert (await alice.ask(PAGE, after=cursor, sort=sort)).codes == ["BAD_USER_INPUT"], sort


# --- filters and search ---------------------------------------------------------------------------------------------


async def _stores(portal: Portal) -> Person:
    alice = await portal.alice()
    await create(alice, "Northwind Outfitters", website="shop.northwind.example")
    await create(alice, "Söhne & Co", website="soehne.example")
    await create(alice, "100% Wool", website="wool.example")
    return alice


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("north", ["Northwind Outfitters"]),
        ("OUTFIT", ["Northwind Outfitters"]),
        ("outfit north", ["Northwind Outfitters"]),
        ("north wool", []),
        ("wind", []),
        ("sohne", ["Söhne & Co"]),
        ("SÖHNE", ["Söhne & Co"]),
        ("soehne", ["Söhne & Co"]),
        ("shop.northwind.ex", ["Northwind Outfitters"]),
        ("https://wool.example", []),
        ("wool.example", ["100% Wool"]),
        ("100%", ["100% Wool"]),
        ("w_ol", []),
        ("'; drop table client_account; --", []),
        ("nothing", []),
        ("\0north", ["Northwind Outfitters"]),
        ("", ["100% Wool", "Northwind Outfitters", "Söhne & Co"]),
        ("  ", ["100% Wool", "Northwind Outfitters", "Söhne & Co"]),
        ("x" * 100_000, []),
    ],
    ids=lambda value: str(value)[:20].encode("unicode_escape").decode(),
)
async def test_search_finds_by_the_beginnings_of_words(portal: Portal, search: str, found: list[str]) -> None:
    assert await _names(await _stores(portal), search=search) == found


async def test_search_finds_by_the_number(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice, "Northwind")
    await create(alice, "Contoso")
    for part in (account["accountId"], account["accountId"][:10].upper()):
        assert await _names(alice, search=part) == ["Northwind"]


async def test_filters_narrow_together(portal: Portal) -> None:
    alice = await _stores(portal)
    listed = (await alice.read("{ accounts(sort: NAME) { nodes { id name } } }"))["accounts"]["nodes"]
    wool, northwind, soehne = listed
    await put(portal, northwind, "COLLABORATOR")
    await alice.do("archiveAccount", "account { id }", accountId=soehne["id"])
    assert wool["name"] == "100% Wool"
    assert await _names(alice, status="COLLABORATOR") == ["Northwind Outfitters"]
    assert await _names(alice, status=["COLLABORATOR", "INACTIVE"]) == ["Northwind Outfitters", "Söhne & Co"]
    assert await _names(alice, status=[]) == []
    assert await _names(alice, archived=True) == ["Söhne & Co"]
    assert await _names(alice, archived=False) == ["100% Wool", "Northwind Outfitters"]
    assert await _names(alice, archived=False, search="north", status="COLLABORATOR") == ["Northwind Outfitters"]
    assert await _names(alice, archived=True, search="north") == []
    assert await _names(alice, website="https://www.northwind.example/") == ["Northwind Outfitters"]
    assert await _names(alice, website="no website") == []
    assert await _names(alice, status=None, search=None, archived=None, website=None) == [
        "100% Wool",
        "Northwind Outfitters",
        "Söhne & Co",
    ]


async def test_operators_filter_over_all_partners(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    await create(alice, "Northwind")
    gone = await create(bob, "Northstar", website="northstar.example")
    await bob.do("archiveAccount", "account { id }", accountId=gone["id"])
    assert await _names(olga, search="north") == ["Northstar", "Northwind"]
    assert await _names(olga, archived=True) == ["Northstar"]
    assert await _names(olga, archived=False) == ["Northwind"]
    assert await _names(olga, status="DEVELOPMENT") == ["Northwind"]
    assert await _names(olga, website="northstar.example") == ["Northstar"]
    query = "query($partnerId: ID) { accounts(partnerId: $partnerId) { nodes { name } } }"
    of_bob = await olga.read(query, partnerId=bob.partner_id)
    assert of_bob == {"accounts": {"nodes": [{"name": "Northstar"}]}}
    for nothing in ("part_" + "0" * 32, "rubbish", "\0", ""):
        assert await olga.read(query, partnerId=nothing) == {"accounts": {"nodes": []}}


# --- a stranger -----------------------------------------------------------------------------------------------------


async def test_a_stranger_sees_nothing_of_it(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    account = await create(alice, "Northwind")
    query = "query($partnerId: ID) { accounts(partnerId: $partnerId) { totalCount nodes { id } } }"
    nothing = {"accounts": {"totalCount": 0, "nodes": []}}
    assert await bob.read(query) == nothing
    assert await bob.read(query, partnerId=alice.partner_id) == nothing
    for search in ("north", account["accountId"]):
        assert await _names(bob, search=search) == []
    assert await _names(bob, website="northwind.example") == []
    for nobody in (portal.nobody(), await portal.charlie()):
        answer = await nobody.ask(query)
        assert (answer.codes, answer.body["data"]) == (["UNAUTHENTICATED"], None)
    tool = await portal.tool(Scope.OPERATOR_READ)
    assert (await tool.ask(query)).codes == ["FORBIDDEN"]


async def test_every_member_reads(portal: Portal) -> None:
    await create(await portal.alice(), "Northwind")
    for role in MemberRole:
        member = await portal.member(f"a{role.lower()}", "Brightside", role)
        assert await _names(member) == ["Northwind"]


async def test_a_cursor_of_a_rival_shows_one_s_own_rows_alone(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await fill(portal, alice, ROWS[:4])
    own = await fill(portal, bob, ROWS[:2])
    cursor = (await _page(alice, sort="OLDEST", first=1))["pageInfo"]["endCursor"]
    assert set(_ids(await _page(bob, sort="OLDEST", after=cursor))) <= set(own)


async def test_signs_without_a_word_find_nothing_and_an_empty_search_everything(portal: Portal) -> None:
    alice = await portal.alice()
    await alice.do("createAccount", "account { id }", name="Northwind", website="northwind.example")
    query = "query($s: String) { accounts(filter: {search: $s}) { totalCount } }"
    found = {typed: (await alice.read(query, s=typed))["accounts"]["totalCount"] for typed in ("!!!", "", "  ", "n")}
    assert found == {"!!!": 0, "": 1, "  ": 1, "n": 1}
