"""What is read of the team: `team`, `invitations`, `invitation`."""

from typing import Any

import pytest

from portal.core.links import LinkKind
from portal.core.permissions import MemberRole
from tests.accounts.steps import create
from tests.people import Person, Portal
from tests.team.steps import invitation_link, invite, join, restrict

TEAM = "{ team { totalCount nodes { name email role status restricted accounts { name } } } }"
INVITATIONS = (
    "query($filter: InvitationFilter, $first: Int, $after: String) {"
    " invitations(filter: $filter, first: $first, after: $after)"
    " { totalCount nodes { email status role invitedBy } pageInfo { hasNextPage endCursor } } }"
)
OFFER = "query($token: String!) { invitation(token: $token) { email status } }"


async def _invitations(person: Person, **variables: Any) -> tuple[int, list[tuple[str, str]]]:
    """How many there are, and (email, status) of those on the page."""
    found = (await person.read(INVITATIONS, **variables))["invitations"]
    return found["totalCount"], [(one["email"].partition("@")[0], one["status"]) for one in found["nodes"]]


async def test_the_team_is_read_in_the_order_in_which_it_joined(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.bob()
    maria = await portal.member("Maria", "Brightside", MemberRole.VIEWER)
    emil = await portal.member("Emil", "Brightside")
    gone = await portal.member("Gone", "Brightside")
    await restrict(alice, maria, await create(alice, "Northwind"))
    await portal.superuser.execute(
        "update team_member set status = 'PENDING' where id = %s", [(emil.member_id or "").removeprefix("mem_")]
    )
    await alice.do("removeMember", "member { id }", memberId=gone.member_id)
    team = (await alice.read(TEAM))["team"]
    assert team["totalCount"] == 3
    read = [(one["name"], one["role"], one["status"], one["restricted"], one["accounts"]) for one in team["nodes"]]
    assert read == [
        ("Alice", "OWNER", "ACTIVE", False, []),
        ("Maria", "MANAGER", "ACTIVE", True, [{"name": "Northwind"}]),
        ("Emil", "OWNER", "PENDING", False, []),
    ]


@pytest.mark.parametrize("role", list(MemberRole))
async def test_every_role_reads_the_team(portal: Portal, role: MemberRole) -> None:
    await portal.alice()
    maria = await portal.member("Maria", "Brightside", role)
    team = (await maria.read(TEAM))["team"]
    assert [one["name"] for one in team["nodes"]] == ["Alice", "Maria"]


async def test_whoever_is_no_partner_reads_no_team(portal: Portal) -> None:
    await portal.alice()
    assert (await (await portal.olga()).read(TEAM))["team"] == {"totalCount": 0, "nodes": []}
    for nobody in (portal.nobody(), await portal.charlie()):
        assert (await nobody.ask(TEAM)).codes == ["UNAUTHENTICATED"]
        assert (await nobody.ask(INVITATIONS)).codes == ["UNAUTHENTICATED"]


async def test_invitations_are_listed_the_latest_first_and_by_where_they_stand(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    expired = await invite(alice, "expired@brightside.example")
    await portal.advance(days=14)
    used, revoked, _ = [await invite(alice, f"{name}@brightside.example") for name in ("used", "revoked", "open")]
    await join(portal, used)
    await alice.do("revokeInvitation", "invitation { id }", invitationId=revoked["id"])
    assert expired["status"] == "OPEN"
    everything = [("open", "OPEN"), ("revoked", "REVOKED"), ("used", "USED"), ("expired", "EXPIRED")]
    assert await _invitations(alice) == (4, everything)
    for one in everything:
        assert await _invitations(alice, filter={"status": [one[1]]}) == (1, [one])
    assert await _invitations(alice, filter={"status": ["OPEN", "EXPIRED"]}) == (2, [everything[0], everything[3]])
    assert await _invitations(bob) == (0, [])


async def test_invitations_are_read_page_by_page(portal: Portal) -> None:
    alice = await portal.alice()
    for number in range(5):
        await invite(alice, f"{number}@brightside.example")
    seen: list[str] = []
    after = None
    for _ in range(3):
        page = (await alice.read(INVITATIONS, first=2, after=after))["invitations"]
        seen += [one["email"][0] for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        assert page["totalCount"] == 5
    assert seen == list("43210")


@pytest.mark.parametrize("role", [MemberRole.VIEWER, MemberRole.FINANCE, MemberRole.DEVELOPER])
async def test_whoever_invites_nobody_reads_no_invitations(portal: Portal, role: MemberRole) -> None:
    invitation = await invite(await portal.alice())
    maria = await portal.member("Maria", "Brightside", role)
    assert (await maria.ask(INVITATIONS)).codes == ["FORBIDDEN"]
    answer = await maria.ask("query($id: ID!) { node(id: $id) { id } }", id=invitation["id"])
    assert answer.body["data"] == {"node": None}


async def test_an_offer_says_whether_its_link_still_works(portal: Portal) -> None:
    alice = await portal.alice()
    names = ("used", "revoked", "replaced", "open")
    used, revoked, replaced, open_ = [await invite(alice, f"{name}@brightside.example") for name in names]
    await join(portal, used)
    await alice.do("revokeInvitation", "invitation { id }", invitationId=revoked["id"])
    await alice.do("resendInvitation", "invitation { id }", invitationId=replaced["id"])
    for invitation, status in ((used, "USED"), (revoked, "REVOKED"), (replaced, "REPLACED"), (open_, "OPEN")):
        for person in (portal.nobody(), alice):
            offer = (await person.read(OFFER, token=invitation_link(portal, invitation)))["invitation"]
            assert offer == {"email": invitation["email"], "status": status}
    await portal.advance(days=14)
    offer = (await portal.nobody().read(OFFER, token=invitation_link(portal, open_)))["invitation"]
    assert offer["status"] == "EXPIRED"


async def test_a_link_that_is_forged_or_of_another_kind_shows_nothing(portal: Portal) -> None:
    invitation = await invite(await portal.alice())
    token = invitation_link(portal, invitation)
    others = (LinkKind.REGISTER, LinkKind.APPLICATION, LinkKind.RESET, LinkKind.CLIENT)
    wrong = [portal.link(kind, invitation["id"]) for kind in others]
    for forged in (*wrong, token[:-1], token + "A", portal.link(LinkKind.JOIN, "inv_" + "0" * 32), "", "\0", "nörd"):
        assert await portal.nobody().read(OFFER, token=forged) == {"invitation": None}


async def test_opening_the_link_uses_nothing_up(portal: Portal) -> None:
    """A mail scanner opens links by GET and HEAD; the page asks what the link is worth."""
    invitation = await invite(await portal.alice())
    token, scanner = invitation_link(portal, invitation), portal.nobody()
    for _ in range(3):
        await scanner.http.get(f"/join/{token}")
        await scanner.http.head(f"/join/{token}")
        assert (await scanner.read(OFFER, token=token))["invitation"]["status"] == "OPEN"
    await join(portal, invitation)
