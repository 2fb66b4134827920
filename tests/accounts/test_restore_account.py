"""restoreAccount."""

import asyncio

import pytest

from portal.core.permissions import MemberRole, Scope
from tests.accounts.steps import create, put
from tests.people import Person, Portal, Refused

RESTORED = "account { status accessLevel ended { by } timeline { nodes { event reason } } }"


async def _archived(person: Person) -> dict[str, str]:
    account = await create(person)
    await person.do("archiveAccount", "account { id }", accountId=account["id"], reason="Not pursued.")
    return account


async def test_it_takes_an_archived_account_up_again(portal: Portal) -> None:
    alice = await portal.alice()
    account = await _archived(alice)
    made = await alice.do("restoreAccount", RESTORED, accountId=account["accountId"], reason="They called.")
    assert made["account"] == {
        "status": "DEVELOPMENT",
        "accessLevel": "OWNER",
        "ended": None,
        "timeline": {
            "nodes": [
                {"event": "account.restored", "reason": "They called."},
                {"event": "account.archived", "reason": "Not pursued."},
                {"event": "account.created", "reason": None},
            ]
        },
    }


async def test_it_tells_what_happened(portal: Portal) -> None:
    alice = await portal.alice()
    account = await _archived(alice)
    await alice.do("restoreAccount", RESTORED, accountId=account["id"])
    expected = ("account.restored", "MEMBER", None, {"account_id": account["accountId"]})
    assert await portal.events("account.restored") == [expected]


async def test_of_two_clicks_at_once_one_restores(portal: Portal) -> None:
    alice = await portal.alice()
    account = await _archived(alice)
    clicks = (alice.do("restoreAccount", RESTORED, accountId=account["id"]) for _ in range(4))
    answers = await asyncio.gather(*clicks, return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert all("WRONG_STATUS" in str(answer) for answer in answers if isinstance(answer, Refused))


@pytest.mark.parametrize("status", ["DEVELOPMENT", "TRANSFER_PENDING", "AWAITING_PLAN", "COLLABORATOR"])
async def test_it_refuses_what_is_not_archived(portal: Portal, status: str) -> None:
    alice = await portal.alice()
    account = await create(alice)
    await put(portal, account, status)
    assert await alice.refused("restoreAccount", accountId=account["id"]) == [("WRONG_STATUS", None)]


@pytest.mark.parametrize(
    ("ended_from", "ended_by"),
    [("COLLABORATOR", "CLIENT"), ("COLLABORATOR", "PARTNER"), ("AWAITING_PLAN", "CLIENT"), ("DEVELOPMENT", "OPERATOR")],
)
async def test_it_refuses_an_access_that_ended_otherwise(portal: Portal, ended_from: str, ended_by: str) -> None:
    alice = await portal.alice()
    account = await _archived(alice)
    await portal.superuser.execute("update account_access set ended_from = %s, ended_by = %s", [ended_from, ended_by])
    assert await alice.refused("restoreAccount", accountId=account["id"]) == [("WRONG_STATUS", None)]


async def test_it_refuses_a_reason_that_cannot_be_kept(portal: Portal) -> None:
    alice = await portal.alice()
    account = await _archived(alice)
    refusal = await alice.refused("restoreAccount", accountId=account["id"], reason="x" * 1_001)
    assert refusal == [("INVALID", "input.reason")]


async def test_to_a_stranger_it_does_not_exist(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    account = await _archived(alice)
    for unknown in (account["id"], account["accountId"], "acct_" + "0" * 32, "rubbish", "\0", ""):
        assert await bob.refused("restoreAccount", accountId=unknown) == [("NOT_FOUND", "input.accountId")]


async def test_only_owners_and_managers_restore(portal: Portal) -> None:
    account = await _archived(await portal.alice())
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("restoreAccount", accountId=account["id"]) == ["UNAUTHENTICATED"]
    vera = await portal.member("Vera", "Brightside", MemberRole.VIEWER)
    for somebody in (vera, await portal.olga(), await portal.tool(*Scope)):
        assert await somebody.forbidden("restoreAccount", accountId=account["id"]) == ["FORBIDDEN"]
