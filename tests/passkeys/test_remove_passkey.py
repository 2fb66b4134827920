"""removePasskey, and `portal turn-off-two-step` for whoever lost his passkeys."""

import pytest

from portal.core.actors import System
from portal.core.problems import NotFound
from portal.core.requests import Request
from portal.core.work import open_work
from portal.passkeys.service import forget_factors_of
from tests.passkeys.steps import READ, add, id_of_passkey, sign_in
from tests.people import PASSWORD, Portal
from tests.second_factors.steps import set_up

VIEWER = "{ viewer { member { id } } }"


async def test_a_passkey_is_removed(portal: Portal) -> None:
    alice = await portal.alice()
    await add(portal, alice, "Old phone")
    old = await id_of_passkey(alice)
    await add(portal, alice, "New phone")
    await alice.do("removePasskey", "ok", passkeyId=old, password=PASSWORD)
    assert [one["name"] for one in (await alice.read(READ))["passkeys"]] == ["New phone"]
    assert await alice.refused("removePasskey", passkeyId=old, password=PASSWORD) == [("NOT_FOUND", "input.passkeyId")]


async def test_it_tells_and_mails(portal: Portal) -> None:
    alice = await portal.alice()
    await add(portal, alice)
    await portal.work()
    await alice.do("removePasskey", "ok", passkeyId=await id_of_passkey(alice), password=PASSWORD)
    [(_, actor, _, data)] = await portal.events("passkey.removed")
    assert (actor, list(data)) == ("MEMBER", ["passkey_id"])
    # No session had begun with it, so none has ended.
    assert await portal.events("session.ended") == []
    await portal.work()
    newest = "select template, to_email from outgoing_email order by id desc limit 1"
    assert await portal.rows(newest) == [("passkey_removed", "alice@brightside.example")]


async def test_sessions_that_began_with_it_end_but_for_the_one_that_removes_it(portal: Portal) -> None:
    alice = await portal.alice()
    other = await add(portal, alice, "Other")
    device = await add(portal, alice)
    await sign_in(here := portal.nobody(), device)
    await sign_in(thief := portal.nobody(), device)
    await sign_in(elsewhere := portal.nobody(), other)
    removed = (await here.read(READ))["passkeys"][0]["id"]
    await here.do("removePasskey", "ok", passkeyId=removed, password=PASSWORD)
    assert (await thief.read(VIEWER))["viewer"] is None
    for one in (here, elsewhere, alice):
        assert (await one.read(VIEWER))["viewer"]["member"]
    assert [event[3] for event in await portal.events("session.ended")] == [{"sessions": 1}]


@pytest.mark.parametrize("password", [None, "", "wrong"])
async def test_the_password_is_asked_for_once_more(portal: Portal, password: str | None) -> None:
    alice = await portal.alice()
    await add(portal, alice)
    passkey_id = await id_of_passkey(alice)
    refused = await alice.refused("removePasskey", passkeyId=passkey_id, password=password)
    assert refused == [("INVALID", "input.password")]
    assert len((await alice.read(READ))["passkeys"]) == 1


async def test_another_s_passkey_is_as_one_that_does_not_exist(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    device = await add(portal, alice)
    hers = await id_of_passkey(alice)
    for stranger in (bob, olga):
        await portal.set_password(stranger)
        for passkey_id in (hers, "pky_" + "0" * 32, "rubbish", alice.user_id):
            refused = await stranger.refused("removePasskey", passkeyId=passkey_id, password=PASSWORD)
            assert refused == [("NOT_FOUND", "input.passkeyId")]
    await sign_in(portal.nobody(), device)


async def test_whoever_runs_the_portal_takes_away_what_was_lost(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await add(portal, alice)
    await set_up(portal, alice)
    await add(portal, bob)
    async with open_work(portal.runtime, Request(), System()) as work:
        await forget_factors_of(work, " Alice@Brightside.example")
    # What she lost may be signed in.
    assert await alice.read("{ viewer { permissions } }") == {"viewer": None}
    await portal.nobody().do("signIn", "member { id }", email="alice@brightside.example", password=PASSWORD)
    assert await portal.rows("select count(t), count(k) from totp t full join passkey k on false") == [(0, 1)]
    assert len((await bob.read(READ))["passkeys"]) == 1
    told = await portal.events("totp.removed", "passkey.removed")
    assert [(event[0], event[1]) for event in told] == [("totp.removed", "SYSTEM"), ("passkey.removed", "SYSTEM")]
    with pytest.raises(NotFound):
        async with open_work(portal.runtime, Request(), System()) as work:
            await forget_factors_of(work, "alice@brightside.example")
    with pytest.raises(NotFound):
        async with open_work(portal.runtime, Request(), System()) as work:
            await forget_factors_of(work, "nobody@brightside.example")
