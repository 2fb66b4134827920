"""switchPartner."""

from portal.core.permissions import MemberRole
from tests.accounts.steps import create
from tests.handover.steps import suspend
from tests.people import PASSWORD, Person, Portal
from tests.team.steps import invitation_link, invite, restrict

SWITCHED = "member { id partner { name } }"
DESK = "{ viewer { permissions partner { name } member { id role } } accounts { totalCount nodes { name } } }"
BOB = "bob@northlight.example"


async def _at_both_desks(portal: Portal, role: MemberRole = MemberRole.VIEWER) -> tuple[Person, Person, Person]:
    """Alice of Brightside; Bob, whom she took into her team, in two browsers: at his own desk, and at hers."""
    alice, bob = await portal.alice(), await portal.bob()
    await portal.set_password(bob)
    browser = portal.nobody()
    token = invitation_link(portal, await invite(alice, BOB, role=role))
    joined = await browser.do("registerMember", "member { id }", token=token, name="Bob", password=PASSWORD)
    browser.member_id = joined["member"]["id"]
    await create(alice, "Contoso")
    await create(bob, "Northwind")
    return alice, bob, browser


async def test_the_desk_its_rights_and_its_data_change(portal: Portal) -> None:
    alice, bob, browser = await _at_both_desks(portal)
    made = await bob.do("switchPartner", SWITCHED, partnerId=alice.partner_id)
    assert made["member"] == {"id": browser.member_id, "partner": {"name": "Brightside"}}
    at_hers = await bob.read(DESK)
    assert at_hers["viewer"]["partner"] == {"name": "Brightside"}
    assert at_hers["viewer"]["member"] == {"id": browser.member_id, "role": "VIEWER"}
    assert "EDIT_TEAM" not in at_hers["viewer"]["permissions"]
    assert at_hers["accounts"] == {"totalCount": 1, "nodes": [{"name": "Contoso"}]}
    assert await bob.forbidden("createAccount", name="N", website="n.example") == ["FORBIDDEN"]
    await bob.do("switchPartner", SWITCHED, partnerId=bob.partner_id)
    assert (await bob.read(DESK))["accounts"]["nodes"] == [{"name": "Northwind"}]
    await create(bob, "Fabrikam")


async def test_the_other_browser_stays_where_it_is(portal: Portal) -> None:
    alice, bob, browser = await _at_both_desks(portal)
    await bob.do("switchPartner", SWITCHED, partnerId=alice.partner_id)
    await browser.do("switchPartner", SWITCHED, partnerId=bob.partner_id)
    assert (await bob.read(DESK))["viewer"]["partner"] == {"name": "Brightside"}
    assert (await browser.read(DESK))["viewer"]["partner"] == {"name": "Northlight"}


async def test_it_tells_the_partner_that_he_comes_to(portal: Portal) -> None:
    alice, bob, _ = await _at_both_desks(portal)
    await bob.do("switchPartner", SWITCHED, partnerId=alice.partner_id)
    told = await portal.rows("select partner_id, actor_kind from event where type = 'session.switched'")
    assert [(f"part_{partner.hex}", kind) for partner, kind in told] == [(alice.partner_id, "MEMBER")]


async def test_the_very_next_read_is_of_the_new_desk_however_often_it_was_read_before(portal: Portal) -> None:
    """Whom a cookie was taken for is remembered; what is remembered never answers for another desk."""
    alice, bob, _ = await _at_both_desks(portal)
    names = {bob.partner_id: "Northwind", alice.partner_id: "Contoso"}
    for _ in range(3):
        for partner_id, name in names.items():
            await bob.do("switchPartner", SWITCHED, partnerId=partner_id)
            for _ in range(3):
                assert (await bob.read(DESK))["accounts"]["nodes"] == [{"name": name}]


async def test_whoever_is_restricted_at_one_desk_is_not_at_the_other(portal: Portal) -> None:
    alice, bob, browser = await _at_both_desks(portal)
    fabrikam = await create(alice, "Fabrikam")
    await restrict(alice, browser, fabrikam)
    await create(bob, "Tailspin")
    for _ in range(2):
        await bob.do("switchPartner", SWITCHED, partnerId=alice.partner_id)
        assert (await bob.read(DESK))["accounts"] == {"totalCount": 1, "nodes": [{"name": "Fabrikam"}]}
        await bob.do("switchPartner", SWITCHED, partnerId=bob.partner_id)
        assert (await bob.read(DESK))["accounts"]["totalCount"] == 2


async def test_at_a_suspended_partner_s_desk_he_reads(portal: Portal) -> None:
    alice, bob, _ = await _at_both_desks(portal, MemberRole.MANAGER)
    await suspend(portal, alice)
    await bob.do("switchPartner", SWITCHED, partnerId=alice.partner_id)
    assert (await bob.read(DESK))["accounts"]["nodes"] == [{"name": "Contoso"}]
    refusal = await bob.refused("createAccount", name="N", website="n.example")
    assert refusal == [("PARTNER_SUSPENDED", None)]


async def test_a_partner_that_he_does_not_belong_to_is_as_unknown_as_one_that_is_not_there(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    for unknown in (alice.partner_id, "part_" + "0" * 32, bob.member_id, "rubbish", "\0", ""):
        assert await bob.refused("switchPartner", partnerId=unknown) == [("NOT_FOUND", "input.partnerId")]
    assert (await bob.read(DESK))["viewer"]["partner"] == {"name": "Northlight"}


async def test_so_is_one_that_he_was_removed_from_waits_for_or_that_was_closed(portal: Portal) -> None:
    alice, bob, browser = await _at_both_desks(portal)
    unknown = [("NOT_FOUND", "input.partnerId")]
    await portal.superuser.execute("update team_member set status = 'PENDING' where role = 'VIEWER'")
    assert await bob.refused("switchPartner", partnerId=alice.partner_id) == unknown
    await portal.superuser.execute("update team_member set status = 'ACTIVE'")
    await alice.do("removeMember", "member { id }", memberId=browser.member_id)
    assert await bob.refused("switchPartner", partnerId=alice.partner_id) == unknown
    await portal.superuser.execute("update team_member set status = 'ACTIVE'")
    await portal.superuser.execute("update partner set status = 'CLOSED' where name = 'Brightside'")
    assert await bob.refused("switchPartner", partnerId=alice.partner_id) == unknown
    assert (await bob.read(DESK))["viewer"]["partner"] == {"name": "Northlight"}


async def test_who_sits_at_no_desk_switches_to_none(portal: Portal) -> None:
    alice = await portal.alice()
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("switchPartner", partnerId=alice.partner_id) == ["UNAUTHENTICATED"]
    assert await (await portal.olga()).refused("switchPartner", partnerId=alice.partner_id) == [
        ("NOT_FOUND", "input.partnerId")
    ]


async def test_a_stranger_sees_nothing_of_who_switched(portal: Portal) -> None:
    alice, bob, browser = await _at_both_desks(portal)
    await bob.do("switchPartner", SWITCHED, partnerId=alice.partner_id)
    query = "query($id: ID!) { node(id: $id) { id } }"
    carla = await portal.member("Carla", "Southwind")
    for stranger in (carla, await portal.charlie(), portal.nobody()):
        assert await stranger.read(query, id=browser.member_id) == {"node": None}
