"""updateReferralLink."""

from portal.core.permissions import MemberRole
from tests.handover.steps import unchanged
from tests.people import Portal
from tests.referrals.steps import make_link, shown


async def test_it_renames_and_switches(portal: Portal) -> None:
    alice = await portal.alice()
    link = await make_link(alice)
    changed = await alice.do(
        "updateReferralLink", "referralLink { name active code }", referralLinkId=link["id"], name="Talks", active=False
    )
    assert changed["referralLink"] == {"name": "Talks", "active": False, "code": link["code"]}
    await alice.do("updateReferralLink", "referralLink { id }", referralLinkId=link["id"], active=True)
    assert (await shown(alice, link["id"]))["active"] is True


async def test_it_tells_what_changed_and_nothing_where_nothing_did(portal: Portal) -> None:
    alice = await portal.alice()
    link = await make_link(alice)
    async with unchanged(portal):
        await alice.do(
            "updateReferralLink",
            "referralLink { id }",
            referralLinkId=link["id"],
            name="Newsletter",
            active=True,
        )
    await alice.do("updateReferralLink", "referralLink { id }", referralLinkId=link["id"], active=False)
    data = {"fields": ["active"], "name": "Newsletter", "active": False}
    assert await portal.events("referral_link.updated") == [("referral_link.updated", "MEMBER", None, data)]


async def test_it_takes_no_name_of_another_link(portal: Portal) -> None:
    alice = await portal.alice()
    link = await make_link(alice)
    await make_link(alice, "Talks")
    assert await alice.refused("updateReferralLink", referralLinkId=link["id"], name="talks") == [
        ("TAKEN", "input.name")
    ]
    await alice.do("updateReferralLink", "referralLink { id }", referralLinkId=link["id"], name="NEWSLETTER")


async def test_what_can_t_be_is_refused(portal: Portal) -> None:
    alice = await portal.alice()
    link = await make_link(alice)
    for field, value in (("name", ""), ("name", None), ("name", "x" * 61), ("name", "\0"), ("active", None)):
        refused = await alice.refused("updateReferralLink", referralLinkId=link["id"], **{field: value})
        assert refused == [("INVALID", f"input.{field}")]


async def test_who_may_not_change_links_is_refused(portal: Portal) -> None:
    link = await make_link(await portal.alice())
    viewer = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    assert await viewer.forbidden("updateReferralLink", referralLinkId=link["id"], name="x") == ["FORBIDDEN"]
    assert await portal.nobody().forbidden("updateReferralLink", referralLinkId=link["id"]) == ["UNAUTHENTICATED"]


async def test_another_s_link_is_an_unknown_one(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    link = await make_link(alice)
    unknown = await bob.fail("updateReferralLink", referralLinkId="ref_" + "0" * 32, name="x")
    assert await bob.fail("updateReferralLink", referralLinkId=link["id"], name="x") == unknown
    assert unknown[0]["code"] == "NOT_FOUND"
