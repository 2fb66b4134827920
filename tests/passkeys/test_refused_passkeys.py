"""signInWithPasskey refuses what doesn't hold: wrong places, other people's keys, copies, rubbish."""

import json
import uuid
from typing import Any

import pytest

from tests.passkeys.authenticator import Device
from tests.passkeys.steps import add, id_of_passkey, refused, sessions_begun, sign_in, start
from tests.people import Portal

VIEWER = "{ viewer { member { id } operator { id } } }"
WRONG = [("INVALID", None)]


async def test_a_refusal_leaves_the_session_that_the_browser_had(portal: Portal) -> None:
    alice = await portal.alice()
    device = await add(portal, alice)
    device.verified = False
    assert await refused(alice, device) == WRONG
    assert (await alice.read(VIEWER))["viewer"]["member"]


LIES: dict[str, dict[str, Any]] = {
    "another site's origin": {"origin": "http://portal.example.evil.example"},
    "the origin with another scheme": {"origin": "https://portal.example"},
    "the origin with a port": {"origin": "http://portal.example:8080"},
    "a host below ours": {"origin": "http://a.portal.example"},
    "another relying party": {"rp_id": "evil.example"},
    "the domain above ours": {"rp_id": "example"},
    "nobody verified": {"verified": False},
    "nobody present": {"present": False},
    "another site's frame": {"cross_origin": True},
    "what was signed for adding": {"type": "webauthn.create"},
    "a challenge of its own": {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    "an empty challenge": {"challenge": "="},
    "backed up, though it can't be": {"backed_up": True},
}


@pytest.mark.parametrize("lie", LIES)
async def test_what_a_device_signs_must_all_hold(portal: Portal, lie: str) -> None:
    device = await add(portal, await portal.alice())
    honest = dict(vars(device))
    vars(device).update(LIES[lie])
    assert await refused(portal.nobody(), device) == WRONG
    assert await sessions_begun(portal) == 0
    vars(device).update(honest, sign_count=device.sign_count)
    await sign_in(portal.nobody(), device)


async def test_another_key_signs_nobody_in(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    forged = Device(credential_id=device.credential_id, user_handle=device.user_handle)
    assert await refused(portal.nobody(), forged) == WRONG


async def test_one_s_passkey_does_not_open_another_s_log_in(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    hers, his = await add(portal, alice), await add(portal, bob)
    # His key under her name, her passkey's name, and both.
    for user_handle, credential_id in (
        (hers.user_handle, his.credential_id),
        (his.user_handle, hers.credential_id),
        (hers.user_handle, hers.credential_id),
    ):
        forged = Device(key=his.key, user_handle=user_handle, credential_id=credential_id, sign_count=9)
        assert await refused(portal.nobody(), forged) == WRONG
    assert await sessions_begun(portal) == 0


@pytest.mark.parametrize("handle", [None, "", "AAAA", "A" * 22, "A" * 2_000])
async def test_a_passkey_that_does_not_say_whose_it_is_is_refused(portal: Portal, handle: str | None) -> None:
    device = await add(portal, await portal.alice())
    device.user_handle = handle
    assert await refused(portal.nobody(), device) == WRONG


async def test_unknown_and_wrong_passkeys_are_refused_alike(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    forged = Device(credential_id=device.credential_id, user_handle=device.user_handle)
    unknown = Device(user_handle=device.user_handle)
    nobody = Device(user_handle="A" * 22)
    answers = []
    for one in (forged, unknown, nobody):
        browser = portal.nobody()
        answers.append(await browser.fail("signInWithPasskey", credential=one.show(await start(browser))))
    assert all(answer == answers[0] for answer in answers)
    assert len(await portal.events("session.refused")) == 3


async def test_a_copy_s_counter_that_does_not_go_on_is_refused_and_its_owner_told(portal: Portal) -> None:
    alice = await portal.alice()
    device = await add(portal, alice, "Alice's phone")
    copy = Device(**vars(device))
    await sign_in(portal.nobody(), device)
    await sign_in(portal.nobody(), device)
    for count in (0, 1):
        copy.sign_count = count
        assert await refused(portal.nobody(), copy) == [("NOT_ALLOWED", None)]
    assert await sessions_begun(portal) == 2
    events = await portal.rows("select subject_id, data ->> 'passkey_id' from event where type = 'passkey.cloned'")
    passkey_id = str(uuid.UUID((await id_of_passkey(alice)).removeprefix("pky_")))
    assert events == [(uuid.UUID((alice.user_id or "").removeprefix("user_")), passkey_id)] * 2
    await portal.work()
    mails = "select to_email, values ->> 'passkey' from outgoing_email where template = 'passkey_cloned'"
    assert await portal.rows(mails) == [("alice@brightside.example", "Alice's phone")] * 2
    # The device itself goes on.
    await sign_in(portal.nobody(), device)


async def test_a_counter_that_falls_back_to_nothing_is_a_copy_s_too(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    await sign_in(portal.nobody(), device)
    device.counts, device.sign_count = False, 0
    assert await refused(portal.nobody(), device) == [("NOT_ALLOWED", None)]


async def test_nobody_without_the_key_makes_the_portal_speak_of_a_copy(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    await sign_in(portal.nobody(), device)
    forged = Device(credential_id=device.credential_id, user_handle=device.user_handle, counts=False)
    assert await refused(portal.nobody(), forged) == WRONG
    assert await portal.events("passkey.cloned") == []


RUBBISH: list[Any] = ["", "=", "AAAA", "\0", "\ud800", "é", "{}", "A" * 5_000, None, 7, [], {}, True, -1e308]
FIELDS = ["id", "rawId", "type", "clientDataJSON", "authenticatorData", "signature", "userHandle"]


@pytest.mark.parametrize("name", FIELDS)
async def test_rubbish_in_a_field_is_refused_as_any_other(portal: Portal, name: str) -> None:
    device = await add(portal, await portal.alice())
    for rubbish in RUBBISH:
        await portal.superuser.execute("delete from throttle")
        browser = portal.nobody()
        sent = json.loads(device.show(await start(browser)))
        (sent if name in sent else sent["response"])[name] = rubbish
        assert await browser.refused("signInWithPasskey", credential=json.dumps(sent)) == WRONG, rubbish
    assert await sessions_begun(portal) == 0


@pytest.mark.parametrize(
    "sent", ["", "null", "[]", "7", '"text"', "{", "[" * 50_000, "[" * 9_000, '{"id":' * 3_000, "\0", "é" * 9, "NaN"]
)
async def test_what_is_no_credential_is_refused(portal: Portal, sent: str) -> None:
    browser = portal.nobody()
    await start(browser)
    assert await browser.refused("signInWithPasskey", credential=sent) == WRONG
