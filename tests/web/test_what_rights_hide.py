"""What a caller may read goes by his rights however deep it stands, and by what is his at the moment."""

import json

from portal.core.permissions import Scope
from tests.accounts.steps import create
from tests.people import Portal

TEAM = (
    "{ accounts { nodes { accesses { partner { name members { email } } } timeline { nodes { actor { name } } } } } }"
)


async def test_a_program_reads_no_names_of_people_by_a_scope_for_accounts(portal: Portal) -> None:
    await create(await portal.alice(), "Northwind")
    program = await portal.tool(Scope.ACCOUNTS_READ)
    assert "Alice" not in json.dumps(await program.read(TEAM))
    [account] = (await program.read(TEAM))["accounts"]["nodes"]
    assert account["accesses"] == [{"partner": {"name": "Brightside", "members": []}}]


async def test_a_member_who_was_removed_reads_nothing_of_that_partner_any_more(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    query = "query($id: ID!) { node(id: $id) { ... on Partner { name } } viewer { memberships { partner { name } } } }"
    await portal.rows(
        "insert into team_member (id, partner_id, user_id, role, status, joined_at)"
        " select gen_random_uuid(), %s::uuid, %s::uuid, 'OWNER', 'ACTIVE', now() returning id",
        (bob.partner_id or "").removeprefix("part_"),
        (alice.user_id or "").removeprefix("user_"),
    )
    assert (await alice.read(query, id=bob.partner_id))["node"] == {"name": "Northlight"}
    await portal.rows(
        "update team_member set status = 'REMOVED', removed_at = now()"
        " where user_id = %s::uuid and partner_id = %s::uuid returning id",
        (alice.user_id or "").removeprefix("user_"),
        (bob.partner_id or "").removeprefix("part_"),
    )
    after = await alice.read(query, id=bob.partner_id)
    assert after == {"node": None, "viewer": {"memberships": [{"partner": {"name": "Brightside"}}]}}


async def test_an_ended_access_shows_nothing_newer(portal: Portal) -> None:
    alice = await portal.alice()
    made = await alice.do(
        "createAccount", "account { id }", name="Northwind", website="northwind.example", country="DE"
    )
    account = made["account"]["id"]
    await alice.do("archiveAccount", "account { id }", accountId=account)
    await portal.rows("update client_account set owner_email = 'client@northwind.example', plan = 'Pro' returning id")
    shown = await alice.read("query($id: ID) { account(id: $id) { ownerEmail plan country } }", id=account)
    assert shown["account"] == {"ownerEmail": None, "plan": None, "country": "DE"}


async def test_members_of_a_suspended_partner_read_only_and_of_a_closed_one_are_nobody(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.rows("update partner set status = 'SUSPENDED' returning id")
    assert (await alice.read("{ accounts { totalCount } }"))["accounts"] == {"totalCount": 0}
    assert await alice.refused("createAccount", name="x", website="x.example") == [("PARTNER_SUSPENDED", None)]
    await portal.rows("update partner set status = 'CLOSED' returning id")
    assert await alice.read("{ viewer { permissions } }") == {"viewer": None}


async def test_a_document_that_is_nested_too_deeply_or_too_long_is_refused(portal: Portal) -> None:
    alice = await portal.alice()
    deep = "{ viewer { partner { " + "members { partner { " * 10 + "name" + " } }" * 10 + " } } }"
    assert (await alice.ask(deep)).codes == ["BAD_USER_INPUT"]
    in_fragments = "{ viewer { partner { ...A } } } fragment A on Partner { members { partner { ...B } } }" + "".join(
        f" fragment {a} on Partner {{ members {{ partner {{ ...{b} }} }} }}"
        for a, b in zip("BCDEFGH", "CDEFGHI", strict=True)
    )
    assert (await alice.ask(in_fragments + " fragment I on Partner { name }")).codes == ["BAD_USER_INPUT"]
    wide = "{ " + " ".join(f"a{number}: program {{ name }}" for number in range(2_000)) + " }"
    assert (await alice.ask(wide)).codes == ["BAD_USER_INPUT"]
    itself = "{ viewer { partner { ...A } } } fragment A on Partner { members { partner { ...A } } }"
    assert (await alice.ask(itself)).codes == ["BAD_USER_INPUT"]
