"""updateMember."""

import pytest

from portal.core.permissions import MemberRole
from tests.accounts.steps import create
from tests.handover.steps import UNKNOWN, only_owners_and_managers, suspend, unchanged
from tests.people import Portal
from tests.team.steps import MEMBER, invite, restrict

PERMISSIONS = "{ viewer { permissions member { role restricted } } }"
ACCOUNTS = "{ accounts(sort: NAME) { totalCount nodes { name } } }"
ROLE = "member { role }"


async def test_an_owner_changes_what_a_colleague_may_do_from_his_next_request_on(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    assert "EDIT_TEAM" in (await maria.read(PERMISSIONS))["viewer"]["permissions"]
    for role, may in (("VIEWER", False), ("MANAGER", True), ("FINANCE", False), ("OWNER", True), ("DEVELOPER", False)):
        made = await alice.do("updateMember", MEMBER, memberId=maria.member_id, role=role)
        assert made["member"]["role"] == role
        viewer = (await maria.read(PERMISSIONS))["viewer"]
        assert viewer["member"]["role"] == role
        assert ("EDIT_TEAM" in viewer["permissions"]) == may


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    await restrict(alice, maria, await create(alice))
    await alice.do("updateMember", ROLE, memberId=maria.member_id, role="VIEWER", allAccounts=True)
    told = [(actor, data["role"], data["accounts"]) for _, actor, _, data in await portal.events("member.updated")]
    assert told == [("MEMBER", "MANAGER", 1), ("MEMBER", "VIEWER", None)]


async def test_a_colleague_opens_exactly_the_accounts_that_were_chosen_last(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    accounts = [await create(alice, name) for name in ("Contoso", "Fabrikam", "Northwind")]
    made = await restrict(alice, maria, *accounts[:2])
    assert (made["restricted"], [one["name"] for one in made["accounts"]]) == (True, ["Contoso", "Fabrikam"])
    assert [one["name"] for one in (await maria.read(ACCOUNTS))["accounts"]["nodes"]] == ["Contoso", "Fabrikam"]
    by_number = [accounts[2]["accountId"], accounts[1]["accountId"]]
    made = await alice.do("updateMember", MEMBER, memberId=maria.member_id, accountIds=by_number)
    assert [one["name"] for one in made["member"]["accounts"]] == ["Fabrikam", "Northwind"]
    found = (await maria.read(ACCOUNTS))["accounts"]
    assert (found["totalCount"], [one["name"] for one in found["nodes"]]) == (2, ["Fabrikam", "Northwind"])


async def test_all_accounts_lifts_the_restriction(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    accounts = [await create(alice, name) for name in ("Contoso", "Northwind")]
    await restrict(alice, maria, accounts[0])
    made = await alice.do("updateMember", MEMBER, memberId=maria.member_id, allAccounts=True)
    assert (made["member"]["restricted"], made["member"]["accounts"]) == (False, [])
    assert (await maria.read(ACCOUNTS))["accounts"]["totalCount"] == 2
    assert await portal.rows("select count(*) from chosen_account") == [(0,)]


async def test_what_is_left_out_stays(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    account = await create(alice)
    await restrict(alice, maria, account)
    made = await alice.do("updateMember", MEMBER, memberId=maria.member_id, role="VIEWER")
    assert (made["member"]["role"], made["member"]["accounts"]) == (
        "VIEWER",
        [{"id": account["id"], "name": "Northwind Outfitters"}],
    )
    made = await alice.do("updateMember", MEMBER, memberId=maria.member_id, accountIds=[account["id"]])
    assert made["member"]["role"] == "VIEWER"


async def test_an_owner_opens_every_account(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    account = await create(alice)
    restricted_owner = [("INVALID", "input.accountIds")]
    of_maria = {"memberId": maria.member_id}
    assert await alice.refused("updateMember", **of_maria, accountIds=[account["id"]]) == restricted_owner
    await restrict(alice, maria, account)
    assert await alice.refused("updateMember", **of_maria, role="OWNER") == restricted_owner
    both = await alice.refused("updateMember", **of_maria, accountIds=[account["id"]], allAccounts=True)
    assert both == restricted_owner
    made = await alice.do("updateMember", MEMBER, **of_maria, role="OWNER", allAccounts=True)
    assert (made["member"]["role"], made["member"]["restricted"]) == ("OWNER", False)


async def test_accounts_of_others_are_as_unknown_as_those_of_nobody(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    maria = await portal.member("Maria", "Brightside", MemberRole.VIEWER)
    mine, his = await create(alice), await create(bob)
    async with unchanged(portal):
        for unknown in (his["id"], his["accountId"], *UNKNOWN):
            accounts = [mine["id"], unknown]
            refusal = await alice.refused("updateMember", memberId=maria.member_id, accountIds=accounts)
            assert refusal == [("NOT_FOUND", "input.accountIds")]


@pytest.mark.parametrize("accounts", [[], ["f" * 24] * 501])
async def test_it_refuses_no_account_and_too_many(portal: Portal, accounts: list[str]) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside", MemberRole.VIEWER)
    refusal = await alice.refused("updateMember", memberId=maria.member_id, accountIds=accounts)
    assert refusal == [("INVALID", "input.accountIds")]


async def test_only_owners_change_roles_and_nobody_his_own_upwards(portal: Portal) -> None:
    await portal.alice()
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    emil = await portal.member("Emil", "Brightside", MemberRole.VIEWER)
    for person in (maria, emil):
        for role in MemberRole:
            for target in (maria, emil):
                forbidden = await person.forbidden("updateMember", memberId=target.member_id, role=role)
                assert forbidden == ["FORBIDDEN"]


async def test_a_manager_restricts_colleagues_but_no_owner(portal: Portal) -> None:
    alice = await portal.alice()
    maria = await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    emil = await portal.member("Emil", "Brightside", MemberRole.VIEWER)
    accounts = [(await create(alice))["id"]]
    await maria.do("updateMember", MEMBER, memberId=emil.member_id, accountIds=accounts)
    refusal = await maria.refused("updateMember", memberId=alice.member_id, accountIds=accounts)
    assert refusal == [("NOT_ALLOWED", "input.memberId")]


async def test_whoever_is_restricted_lifts_no_restriction(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside")
    await restrict(alice, maria, await create(alice))
    assert await maria.forbidden("updateMember", memberId=maria.member_id, allAccounts=True) == ["FORBIDDEN"]


async def test_the_last_owner_stays_one(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.member("Maria", "Brightside", MemberRole.MANAGER)
    refusal = await alice.refused("updateMember", memberId=alice.member_id, role="MANAGER")
    assert refusal == [("NOT_ALLOWED", "input.memberId")]
    emil = await portal.member("Emil", "Brightside")
    await alice.do("updateMember", ROLE, memberId=alice.member_id, role="MANAGER")
    refusal = await emil.refused("updateMember", memberId=emil.member_id, role="VIEWER")
    assert refusal == [("NOT_ALLOWED", "input.memberId")]


@pytest.mark.parametrize("status", ["PENDING", "REMOVED"])
async def test_only_active_members_are_changed(portal: Portal, status: str) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside", MemberRole.VIEWER)
    query = "update team_member set status = %s where role = 'VIEWER'"
    await portal.superuser.execute(query, [status])
    refusal = await alice.refused("updateMember", memberId=maria.member_id, role="MANAGER")
    assert refusal == [("WRONG_STATUS", None)]


async def test_owners_and_managers_alone_change_members(portal: Portal) -> None:
    alice, maria = await portal.alice(), await portal.member("Maria", "Brightside", MemberRole.VIEWER)
    await only_owners_and_managers(portal, "updateMember", memberId=maria.member_id, allAccounts=True)
    await suspend(portal, alice)
    refusal = await alice.refused("updateMember", memberId=maria.member_id, role="MANAGER")
    assert refusal == [("PARTNER_SUSPENDED", None)]


async def test_a_member_of_another_partner_is_as_unknown_as_one_that_is_not_there(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    invited = await invite(alice)
    async with unchanged(portal):
        for unknown in (alice.member_id, invited["id"], "mem_" + "0" * 32, "rubbish", "\0", ""):
            refusal = await bob.refused("updateMember", memberId=unknown, role="VIEWER")
            assert refusal == [("NOT_FOUND", "input.memberId")]
