"""archiveAccount."""

import asyncio

import pytest

from portal.core.permissions import MemberRole, Scope
from tests.accounts.steps import create, put
from tests.people import Portal, Refused

ARCHIVED = "account { status accessLevel ended { by at reason } }"


async def test_it_puts_a_development_account_away(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    made = await alice.do("archiveAccount", ARCHIVED, accountId=account["accountId"], reason="Not\npursued.")
    assert made["account"]["status"] == "INACTIVE"
    assert made["account"]["accessLevel"] == "NONE"
    assert made["account"]["ended"]["by"] == "PARTNER"
    assert made["account"]["ended"]["reason"] == "Not\npursued."
    assert made["account"]["ended"]["at"]


async def test_it_stands_under_archived_alone(portal: Portal) -> None:
    alice = await portal.alice()
    gone, here = await create(alice, "Gone"), await create(alice, "Here")
    await alice.do("archiveAccount", ARCHIVED, accountId=gone["id"])
    query = "query($archived: Boolean) { accounts(filter: { archived: $archived }) { nodes { id } } }"
    for archived, expected in ((True, [gone]), (False, [here]), (None, [here, gone])):
        nodes = (await alice.read(query, archived=archived))["accounts"]["nodes"]
        assert nodes == [{"id": account["id"]} for account in expected]


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    await alice.do("archiveAccount", ARCHIVED, accountId=account["id"], reason="Not pursued.")
    expected = ("account.archived", "MEMBER", "Not pursued.", {"account_id": account["accountId"]})
    assert await portal.events("account.archived") == [expected]


async def test_of_two_clicks_at_once_one_archives(portal: Portal) -> None:
    alice = await portal.alice()
    account = await create(alice)
    clicks = (alice.do("archiveAccount", ARCHIVED, accountId=account["id"]) for _ in range(4))
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert all("WRONG_STATUS" in str(answer) for answer in answers if isinstance(answer, Refused))
    assert len(await portal.events("account.archived")) == 1


@pytest.mark.parametrize("status", ["TRANSFER_PENDING", "AWAITING_PLAN", "COLLABORATOR"])
async def test_it_refuses_in_every_other_status(portal: Portal, status: str) -> None:
    alice = await portal.alice()
    account = await create(alice)
    await put(portal, account, status)
    assert await alice.refused("archiveAccount", accountId=account["id"]) == [("WRONG_STATUS", None)]
    assert await portal.rows("select status from account_access") == [(status,)]


@pytest.mark.parametrize("reason", ["x" * 1_001, "\0", "a\u202eb"])
async def test_it_refuses_a_reason_that_cannot_be_kept(portal: Portal, reason: str) -> None:
    alice = await portal.alice()
    account = await create(alice)
    refusal = await alice.refused("archiveAccount", accountId=account["id"], reason=reason)
    assert refusal == [("INVALID", "input.reason")]


async def test_to_a_stranger_it_does_not_exist(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    account = await create(alice)
    for unknown in (account["id"], account["accountId"], "acct_" + "0" * 32, "rubbish", "\0", ""):
        assert await bob.refused("archiveAccount", accountId=unknown) == [("NOT_FOUND", "input.accountId")]
    assert await portal.rows("select status from account_access") == [("DEVELOPMENT",)]


async def test_only_owners_and_managers_archive(portal: Portal) -> None:
    account = await create(await portal.alice())
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("archiveAccount", accountId=account["id"]) == ["UNAUTHENTICATED"]
    vera = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    for somebody in (vera, await portal.olga(), await portal.tool(*Scope)):
        assert await somebody.forbidden("archiveAccount", accountId=account["id"]) == ["FORBIDDEN"]
