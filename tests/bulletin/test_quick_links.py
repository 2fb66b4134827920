"""quickLinks."""

from portal.core.permissions import MemberRole, OperatorRole, Scope
from tests.people import Portal

QUICK_LINKS = "{ quickLinks { id title description url kind } }"
KINDS = [
    "TRAINING",
    "RESOURCES",
    "API_DOCUMENTATION",
    "REPORTING",
    "REWARDS",
    "MESSAGES",
    "SUPPORT",
    "DEVELOPER_CONSOLE",
    "BRAND_ASSETS",
]


async def test_every_member_and_operator_reads_the_nine_in_their_order(portal: Portal) -> None:
    vera = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    for person in (vera, await portal.bob(), await portal.olga(OperatorRole.SUPPORT)):
        links = (await person.read(QUICK_LINKS))["quickLinks"]
        assert [link["kind"] for link in links] == KINDS
        assert all(link["title"] and link["description"] for link in links)
        [one] = (await person.read(QUICK_LINKS))["quickLinks"][:1]
        found = await person.read("query($id: ID!) { node(id: $id) { id ... on QuickLink { title } } }", id=one["id"])
        assert found == {"node": {"id": one["id"], "title": "Training"}}


async def test_a_stranger_sees_none(portal: Portal) -> None:
    alice = await portal.alice()
    first = (await alice.read(QUICK_LINKS))["quickLinks"][0]["id"]
    node = "query($id: ID!) { node(id: $id) { id } }"
    for nobody in (portal.nobody(), await portal.charlie()):
        assert (await nobody.ask(QUICK_LINKS)).codes == ["UNAUTHENTICATED"]
        assert await nobody.read(node, id=first) == {"node": None}
    tool = await portal.tool(*Scope)
    assert (await tool.ask(QUICK_LINKS)).codes == ["FORBIDDEN"]
