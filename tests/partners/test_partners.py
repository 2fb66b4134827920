"""partner and partners."""

from portal.core.permissions import OperatorRole, Scope
from tests.handover.steps import suspend
from tests.people import Portal

ONE = "query ($id: ID!) { partner(id: $id) { id name website status members { email } } node(id: $id) { id } }"
LIST = (
    "query ($first: Int, $after: String) { partners(first: $first, after: $after) {"
    " totalCount nodes { name status } pageInfo { hasNextPage endCursor } } }"
)


async def test_a_member_sees_his_own_partner_and_no_other(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    shown = await alice.read(ONE, id=alice.partner_id)
    assert shown == {
        "partner": {
            "id": alice.partner_id,
            "name": "Brightside",
            "website": "brightside.example",
            "status": "ACTIVE",
            "members": [{"email": "alice@brightside.example"}],
        },
        "node": {"id": alice.partner_id},
    }
    for unknown in (bob.partner_id, "part_" + "0" * 32, "rubbish", "\0", "", alice.member_id):
        assert (await alice.read(ONE, id=unknown))["partner"] is None
    assert (await alice.read(ONE, id=bob.partner_id))["node"] is None
    page = {"totalCount": 1, "nodes": [{"name": "Brightside", "status": "ACTIVE"}]}
    assert {key: (await alice.read(LIST))["partners"][key] for key in page} == page


async def test_operators_and_the_vendor_s_tools_see_all_the_latest_first_page_by_page(portal: Portal) -> None:
    alice = await portal.alice()
    for company in ("Northlight", "Eastwind"):
        await portal.member("Bob", company)
    await suspend(portal, alice)
    expected = [("Eastwind", "ACTIVE"), ("Northlight", "ACTIVE"), ("Brightside", "SUSPENDED")]
    readers = [await portal.olga(role) for role in OperatorRole]
    readers += [await portal.tool(scope) for scope in (Scope.OPERATOR_READ, Scope.PLATFORM_READ)]
    for reader in readers:
        nodes = (await reader.read(LIST))["partners"]["nodes"]
        assert [(node["name"], node["status"]) for node in nodes] == expected
        assert (await reader.read(ONE, id=alice.partner_id))["partner"]["name"] == "Brightside"
    first = (await readers[0].read(LIST, first=2))["partners"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"], len(first["nodes"])) == (3, True, 2)
    second = (await readers[0].read(LIST, first=2, after=first["pageInfo"]["endCursor"]))["partners"]
    assert [node["name"] for node in second["nodes"]] == ["Brightside"]


async def test_partners_are_found_by_parts_of_name_and_website(portal: Portal) -> None:
    await portal.alice()
    for company in ("Northlight", "Eastwind"):
        await portal.member("Bob", company)
    olga = await portal.olga()
    listing = "query ($search: String) { partners(filter: {search: $search}) { totalCount nodes { name } } }"

    async def found(search: str) -> list[str]:
        return [node["name"] for node in (await olga.read(listing, search=search))["partners"]["nodes"]]

    assert await found("NORTH") == ["Northlight"]
    assert await found("ight side") == ["Brightside"]
    assert await found("brightside.example") == ["Brightside"]
    assert await found("%") == await found("north east") == await found("\0") == []
    assert len(await found(" ")) == 3
    assert (await olga.read(listing, search="north"))["partners"]["totalCount"] == 1


async def test_a_tool_without_the_scope_and_nobody_see_none(portal: Portal) -> None:
    alice = await portal.alice()
    for nobody in (portal.nobody(), await portal.charlie()):
        assert (await nobody.ask(LIST)).codes == ["UNAUTHENTICATED"]
        assert (await nobody.ask("query ($id: ID!) { partner(id: $id) { id } }", id=alice.partner_id)).codes == [
            "UNAUTHENTICATED"
        ]
    without = await portal.tool(*(set(Scope) - {Scope.OPERATOR_READ, Scope.PLATFORM_READ}))
    assert (await without.ask(LIST)).codes == ["FORBIDDEN"]
    assert await without.read("query ($id: ID!) { node(id: $id) { id } }", id=alice.partner_id) == {"node": None}
    # Of people a tool of the vendor reads nothing by this scope.
    app = await portal.tool(Scope.PLATFORM_READ)
    assert (await app.read("{ partners { nodes { members { email } } } }"))["partners"]["nodes"] == [{"members": []}]
