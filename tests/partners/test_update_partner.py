"""updatePartner."""

import pytest

from portal.core.permissions import MemberRole
from tests.people import Portal

READ = "{ viewer { partner { name website joinRole } } }"


async def test_it_changes_what_is_named_and_leaves_the_rest(portal: Portal) -> None:
    alice = await portal.alice()
    made = await alice.do("updatePartner", "partner { name website joinRole }", name="  Brightside Digital ")
    assert made["partner"] == {"name": "Brightside Digital", "website": "brightside.example", "joinRole": None}
    await alice.do("updatePartner", "__typename", website="https://www.bright.example/about", joinRole="VIEWER")
    await alice.do("updatePartner", "__typename", name="Bright")
    shown = (await alice.read(READ))["viewer"]["partner"]
    assert shown == {"name": "Bright", "website": "bright.example", "joinRole": "VIEWER"}
    assert await portal.rows("select website_key from partner") == [("bright.example",)]


async def test_null_has_colleagues_wait_for_approval_again(portal: Portal) -> None:
    alice = await portal.alice()
    await alice.do("updatePartner", "__typename", joinRole="OWNER")
    made = await alice.do("updatePartner", "partner { joinRole }", joinRole=None)
    assert made["partner"] == {"joinRole": None}


async def test_it_tells_what_was_changed_and_nothing_where_nothing_was(portal: Portal) -> None:
    alice = await portal.alice()
    await alice.do("updatePartner", "__typename", name="Brightside", website="bright.example", joinRole="VIEWER")
    await alice.do("updatePartner", "__typename", name="Brightside")
    [(_, actor, _, data)] = await portal.events("partner.updated")
    assert (actor, data) == ("MEMBER", {"fields": ["join_role", "website"], "join_role": "VIEWER"})


@pytest.mark.parametrize("role", [MemberRole.FINANCE, MemberRole.DEVELOPER, MemberRole.VIEWER])
async def test_who_may_not_change_the_partner_is_refused(portal: Portal, role: MemberRole) -> None:
    member = await portal.member("Mary", "Brightside", role)
    assert await member.forbidden("updatePartner", name="Mine") == ["FORBIDDEN"]


async def test_a_manager_changes_the_name_but_not_how_colleagues_join(portal: Portal) -> None:
    manager = await portal.member("Mary", "Brightside", MemberRole.MANAGER)
    await manager.do("updatePartner", "__typename", name="Bright")
    for role in ("OWNER", "VIEWER", None):
        assert await manager.forbidden("updatePartner", name="Brightest", joinRole=role) == ["FORBIDDEN"]
    assert (await manager.read(READ))["viewer"]["partner"]["name"] == "Bright"


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", None), ("name", "n" * 121), ("website", None), ("website", "localhost")]
)
async def test_what_can_not_be_kept_is_refused(portal: Portal, field: str, value: str | None) -> None:
    alice = await portal.alice()
    assert await alice.refused("updatePartner", **{field: value}) == [("INVALID", f"input.{field}")]


async def test_strangers_change_nothing(portal: Portal) -> None:
    await portal.alice()
    bob, charlie, olga = await portal.bob(), await portal.charlie(), await portal.olga()
    await bob.do("updatePartner", "__typename", name="Mine")
    assert await portal.rows("select name from partner order by name") == [("Brightside",), ("Mine",)]
    assert await charlie.forbidden("updatePartner", name="Mine") == ["UNAUTHENTICATED"]
    assert await olga.forbidden("updatePartner", name="Mine") == ["FORBIDDEN"]


async def test_a_suspended_partner_changes_nothing(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.rows("update partner set status = 'SUSPENDED' returning id")
    assert await alice.refused("updatePartner", name="Bright") == [("PARTNER_SUSPENDED", None)]
