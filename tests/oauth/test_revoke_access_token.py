"""revokeAccessToken, and all else by which a token ends."""

import asyncio
import zlib

import pytest

from portal.core.actors import System
from portal.core.permissions import MemberRole
from portal.core.requests import Request
from portal.core.work import open_work
from portal.oauth.handlers import forget_expired_tokens
from tests.people import Person, Portal
from tests.racing import in_rounds

ACCOUNTS = "{ accounts { totalCount } }"
IDS = "{ accessTokens { nodes { id status revokedAt } } }"
ENDED = ["UNAUTHENTICATED"]


async def _newest(person: Person) -> str:
    token: str = (await person.read(IDS))["accessTokens"]["nodes"][0]["id"]
    return token


async def test_it_ends_a_token_at_once_and_for_good(portal: Portal) -> None:
    alice = await portal.alice()
    tool = await portal.token_of(alice, "accounts:read", "accounts:write")
    await tool.read(ACCOUNTS)
    key = await _newest(alice)
    done = await alice.do("revokeAccessToken", "accessToken { status revokedAt }", accessTokenId=key)
    assert done["accessToken"]["status"] == "REVOKED"
    assert done["accessToken"]["revokedAt"] is not None
    assert (await tool.ask(ACCOUNTS)).codes == ENDED
    assert await tool.forbidden("createAccount", name="New", website="new.example") == ENDED
    assert await alice.refused("revokeAccessToken", accessTokenId=key) == [("WRONG_STATUS", None)]


async def test_it_tells_whose_it_was(portal: Portal) -> None:
    alice = await portal.alice()
    max_ = await portal.member("Max", "Brightside", MemberRole.MANAGER)
    tool = await portal.token_of(max_, "accounts:read")
    await alice.do("revokeAccessToken", "accessToken { id }", accessTokenId=await _newest(alice))
    assert (await tool.ask(ACCOUNTS)).codes == ENDED
    [(_, _, _, data)] = await portal.events("access_token.revoked")
    assert f"user_{data['user_id'].replace('-', '')}" == max_.user_id


async def test_colleagues_strangers_and_operators_can_t_end_it(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    max_ = await portal.member("Max", "Brightside", MemberRole.MANAGER)
    tool = await portal.token_of(alice, "accounts:read")
    key = await _newest(alice)
    for person in (max_, bob, olga):
        assert await person.refused("revokeAccessToken", accessTokenId=key) == [("NOT_FOUND", "input.accessTokenId")]
    assert await tool.forbidden("revokeAccessToken", accessTokenId=key) == ["FORBIDDEN"]
    for wrong in ("", "tok_", "rubbish", "tok_" + "0" * 32, "\0"):
        assert (await alice._call("revokeAccessToken", "userErrors { code }", {"accessTokenId": wrong})).body != {}
    await tool.read(ACCOUNTS)


async def test_whoever_may_make_none_any_more_still_ends_his_own(portal: Portal) -> None:
    alice = await portal.alice()
    max_ = await portal.member("Max", "Brightside", MemberRole.MANAGER)
    tool = await portal.token_of(max_, "accounts:read", "accounts:write")
    await alice.do("updateMember", "member { id }", memberId=max_.member_id, role="VIEWER")
    # What it may do follows its owner's role.
    assert (await tool.read("{ viewer { permissions } }"))["viewer"]["permissions"] == ["VIEW_ACCOUNTS"]
    await max_.do("revokeAccessToken", "accessToken { id }", accessTokenId=await _newest(max_))
    assert (await tool.ask(ACCOUNTS)).codes == ENDED


async def test_it_ends_with_its_owner_s_membership(portal: Portal) -> None:
    alice = await portal.alice()
    max_ = await portal.member("Max", "Brightside", MemberRole.MANAGER)
    tool = await portal.token_of(max_, "accounts:read", "accounts:write")
    await alice.do("removeMember", "member { id }", memberId=max_.member_id)
    assert (await tool.ask(ACCOUNTS)).codes == ENDED
    assert await tool.forbidden("createAccount", name="New", website="new.example") == ENDED
    [(_, _, _, data)] = await portal.events("member.removed")
    assert data["tokens"] == 1
    # Nor does it work again when he comes back.
    await portal.superuser.execute("update team_member set status = 'ACTIVE', removed_at = null")
    assert (await tool.ask(ACCOUNTS)).codes == ENDED


async def test_while_the_partner_is_suspended_it_reads_alone_and_after_its_end_nothing(portal: Portal) -> None:
    alice, olga = await portal.alice(), await portal.olga()
    client = await portal.client_of(alice, "accounts:read", "accounts:write")
    tools = [await portal.token_of(alice, "accounts:read", "accounts:write"), client]
    await olga.do("suspendPartner", "partner { id }", partnerId=alice.partner_id, reason="Unpaid.")
    for tool in tools:
        assert await tool.read(ACCOUNTS) == {"accounts": {"totalCount": 0}}
        assert await tool.refused("createAccount", name="New", website="new.example") == [("PARTNER_SUSPENDED", None)]
    await olga.do("closePartner", "partner { id }", partnerId=alice.partner_id, reason="Left.")
    for tool in tools:
        assert (await tool.ask(ACCOUNTS)).codes == ENDED
    await portal.work([])
    ended = "select count(*) from {} where revoked_at is null"
    for table in ("access_token", "oauth_client"):
        assert await portal.rows(ended.format(table)) == [(0,)], table
    assert len(await portal.events("oauth_client.revoked", "access_token.revoked")) == 2


async def test_it_expires_on_real_time_and_is_forgotten_a_month_later(portal: Portal) -> None:
    alice = await portal.alice()
    tool = await portal.token_of(alice, "accounts:read")
    await portal.advance(days=400)
    await tool.read(ACCOUNTS)
    await portal.superuser.execute(
        "update access_token set created_at = now() - interval '1 day', expires_at = now() - interval '1 s'"
    )
    assert (await tool.ask(ACCOUNTS)).codes == ENDED
    async with open_work(portal.runtime, Request(), System()) as work:
        await forget_expired_tokens(work)
    assert (await alice.read(IDS))["accessTokens"]["nodes"][0]["status"] == "EXPIRED"
    await portal.superuser.execute(
        "update access_token set created_at = now() - interval '40 days', expires_at = now() - interval '31 days'"
    )
    async with open_work(portal.runtime, Request(), System()) as work:
        await forget_expired_tokens(work)
    assert (await alice.read(IDS))["accessTokens"]["nodes"] == []


def _with_checksum(start: str) -> str:
    return f"{start}_{zlib.crc32(start.encode()):08x}"


@pytest.mark.parametrize("rubbish", ["", "x", "\x00", "pp_pat_", "é" * 50, "pp_pat_" + "a" * 43, "pp_pat_ x"])
async def test_rubbish_is_refused(portal: Portal, rubbish: str) -> None:
    headers = [(b"authorization", b"Bearer " + rubbish.encode()), (b"content-type", b"application/json")]
    if "\x00" in rubbish:
        headers[0] = (b"authorization", b"Bearer %00")
    answer = await portal.nobody().http.post("/graphql", json={"query": ACCOUNTS}, headers=headers)
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_what_differs_in_one_character_is_refused(portal: Portal) -> None:
    alice = await portal.alice()
    tool = await portal.token_of(alice, "accounts:read")
    good = tool.token
    assert good is not None
    start = good.rpartition("_")[0]
    for wrong in (
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        good.upper(),
        good + "0",
        start,
        good.replace("pp_pat_", "pp_at_"),
        _with_checksum(start.replace("pp_pat_", "pp_at_")),
        _with_checksum(start[:-1] + ("a" if start[-1] != "a" else "b")),
    ):
        tool.token = wrong
        assert (await tool.ask(ACCOUNTS)).codes == ENDED, wrong
    tool.token = good
    await tool.read(ACCOUNTS)


async def test_whoever_revokes_it_waits_for_what_is_being_done_by_it(portal: Portal) -> None:
    alice = await portal.alice()
    tool = await portal.token_of(alice, "accounts:read", "accounts:write")
    await tool.read(ACCOUNTS)
    key = await _newest(alice)
    async with open_work(portal.runtime, Request(bearer_token=tool.token)):
        revoking = asyncio.create_task(alice.do("revokeAccessToken", "accessToken { id }", accessTokenId=key))
        await asyncio.sleep(0.3)
        assert not revoking.done()
    await revoking
    assert (await tool.ask(ACCOUNTS)).codes == ENDED


@in_rounds
async def test_of_revoking_and_using_at_once_nothing_is_done_after_the_end(portal: Portal, rounds: int) -> None:
    alice = await portal.alice()
    for round_ in range(rounds):
        tool = await portal.token_of(alice, "accounts:write")
        uses = [
            tool._call("createAccount", "account { id }", {"name": f"A{round_}", "website": f"a{round_}{i}.example"})
            for i in range(4)
        ]
        revoking = alice.do("revokeAccessToken", "accessToken { id }", accessTokenId=await _newest(alice))
        *answers, _ = await asyncio.gather(*uses, revoking)
        worked = sum(not one.codes for one in answers)
        assert all(one.codes in ([], ENDED) for one in answers)
        made = await portal.rows("select count(*) from client_account where name = %s", f"A{round_}")
        assert made == [(worked,)]
        assert (await tool.ask(ACCOUNTS)).codes == ENDED
