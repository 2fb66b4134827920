"""createReferralLink, and the link with which a partner begins."""

import asyncio

from portal.core.permissions import MemberRole
from portal.referrals.models import MOST_LINKS
from tests.partners.steps import approve
from tests.people import Portal
from tests.referrals.steps import make_link, shown

LINKS = "query($p: ID) { referralLinks(partnerId: $p) { totalCount nodes { name code createdBy { name } } } }"


async def test_it_makes_a_link_with_an_address_of_its_own(portal: Portal) -> None:
    alice = await portal.alice()
    first, second = await make_link(alice, " Newsletter "), await make_link(alice, "Talks")
    assert first["name"] == "Newsletter"
    assert first["url"] == f"http://portal.example/r/{first['code']}"
    assert first["code"] != second["code"]
    assert (first["active"], first["visits"], first["signUps"], first["days"]) == (True, 0, 0, [])
    listed = (await alice.read(LINKS))["referralLinks"]
    assert [node["name"] for node in listed["nodes"]] == ["Newsletter", "Talks"]
    assert listed["nodes"][0]["createdBy"] == {"name": "Alice"}


async def test_it_tells_what_happened(portal: Portal) -> None:
    link = await make_link(await portal.alice())
    assert await portal.events("referral_link.created") == [
        ("referral_link.created", "MEMBER", None, {"name": "Newsletter", "code": link["code"]})
    ]


async def test_a_partner_begins_with_the_link_that_stands_on_his_page(portal: Portal) -> None:
    olga = await portal.olga()
    await approve(portal, olga)
    await portal.work()
    await portal.work()
    [(partner, code)] = await portal.rows("select 'part_' || replace(id::text, '-', ''), referral_code from partner")
    [link] = (await olga.read(LINKS, p=partner))["referralLinks"]["nodes"]
    assert link == {"name": "Main", "code": code, "createdBy": None}
    assert [told[:2] for told in await portal.events("referral_link.created")] == [("referral_link.created", "SYSTEM")]


async def test_two_links_of_one_partner_have_two_names(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await make_link(alice)
    assert await alice.refused("createReferralLink", name="NEWSLETTER") == [("TAKEN", "input.name")]
    await make_link(bob)


async def test_a_name_is_plain_text_of_sixty_characters_at_most(portal: Portal) -> None:
    alice = await portal.alice()
    for name in ("", "  ", "x" * 61, "a\0b", "\u202eevil"):
        assert await alice.refused("createReferralLink", name=name) == [("INVALID", "input.name")]


async def test_there_are_fifty_at_most_also_when_they_come_at_once(portal: Portal) -> None:
    alice = await portal.alice()
    for number in range(MOST_LINKS - 1):
        await make_link(alice, f"Link {number}")
    document = "mutation($n: String!) { createReferralLink(input: { name: $n }) { userErrors { code } } }"
    answers = await asyncio.gather(*(alice.ask(document, n=f"More {number}") for number in range(4)))
    codes = [[error["code"] for error in one.data["createReferralLink"]["userErrors"]] for one in answers]
    assert sorted(codes) == [[], *[["LIMIT_REACHED"]] * 3]


async def test_who_may_not_change_links_is_refused(portal: Portal) -> None:
    for role in (MemberRole.FINANCE, MemberRole.DEVELOPER, MemberRole.VIEWER):
        member = await portal.member(f"M{role.lower()}", "Brightside", role)
        assert await member.forbidden("createReferralLink", name="Mine") == ["FORBIDDEN"]
    assert await portal.nobody().forbidden("createReferralLink", name="Mine") == ["UNAUTHENTICATED"]
    assert await (await portal.olga()).forbidden("createReferralLink", name="Mine") == ["FORBIDDEN"]


async def test_a_suspended_partner_makes_none_and_reads_his(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    link = await make_link(alice)
    await olga.do("suspendPartner", "partner { id }", partnerId=alice.partner_id)
    assert await alice.refused("createReferralLink", name="More") == [("PARTNER_SUSPENDED", None)]
    assert (await shown(alice, link["id"]))["name"] == "Newsletter"


async def test_strangers_see_none_and_operators_see_all(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    link = await make_link(alice)
    query = "query($id: ID!) { node(id: $id) { ... on ReferralLink { name partner { name } } } }"
    assert (await bob.read(query, id=link["id"]))["node"] is None
    assert (await bob.read(LINKS, p=alice.partner_id))["referralLinks"]["totalCount"] == 0
    assert (await olga.read(query, id=link["id"]))["node"] == {
        "name": "Newsletter",
        "partner": {"name": "Brightside"},
    }
    assert (await portal.nobody().read(query, id=link["id"]))["node"] is None
    assert (await portal.nobody().ask(LINKS)).codes == ["UNAUTHENTICATED"]
