"""addPasskey refuses what doesn't hold: wrong places, keys that sign nothing, others' challenges, rubbish."""

import asyncio
import json
from typing import Any

import cbor2
import pytest

from tests.passkeys.authenticator import Device
from tests.passkeys.steps import add, sign_in, start, start_adding
from tests.people import PASSWORD, Person, Portal
from tests.racing import in_rounds

ADDED = "passkey { id name deviceType backedUp lastUsedAt }"
OVER = [("EXPIRED", None)]
WRONG = [("INVALID", "input.credential")]


async def _refused(person: Person, credential: str, name: str = "Phone") -> list[tuple[str, str | None]]:
    return await person.refused("addPasskey", name=name, credential=credential)


LIES: dict[str, dict[str, Any]] = {
    "another site's origin": {"origin": "http://evil.example"},
    "the origin with another scheme": {"origin": "https://portal.example"},
    "a host below ours": {"origin": "http://a.portal.example"},
    "another relying party": {"rp_id": "evil.example"},
    "nobody verified": {"verified": False},
    "nobody present": {"present": False},
    "another site's frame": {"cross_origin": True},
    "what was signed for signing in": {"type": "webauthn.get"},
    "a challenge of its own": {"challenge": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
    "backed up, though it can't be": {"backed_up": True},
    "no id": {"credential_id": b""},
    "an id that is too long": {"credential_id": b"i" * 1024},
}


@pytest.mark.parametrize("lie", LIES)
async def test_what_a_device_says_must_all_hold(portal: Portal, lie: str) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    device = Device(**LIES[lie])
    assert await _refused(alice, device.make(await start_adding(alice))) == WRONG
    assert await portal.rows("select from passkey") == []


KEYS: dict[str, Any] = {
    "nothing": {},
    "a list": [1, 2],
    "a number": 4,
    "no algorithm": {1: 2, -1: 1, -2: b"x" * 32, -3: b"y" * 32},
    "an algorithm that isn't asked for": {1: 2, 3: -36, -1: 1, -2: b"x" * 32, -3: b"y" * 32},
    "a weak algorithm": {1: 3, 3: -65535, -1: b"n" * 256, -2: b"\1\0\1"},
    "a point that is on no curve": {1: 2, 3: -7, -1: 1, -2: b"x" * 32, -3: b"y" * 32},
    "another curve": {1: 2, 3: -7, -1: 99, -2: b"x" * 32, -3: b"y" * 32},
    "texts for numbers": {1: 2, 3: -7, -1: 1, -2: "x", -3: None},
}


@pytest.mark.parametrize("what", KEYS)
async def test_a_key_that_signs_nothing_is_refused(portal: Portal, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    monkeypatch.setattr(Device, "public_key", lambda _device: cbor2.dumps(KEYS[what]))
    assert await _refused(alice, Device().make(await start_adding(alice))) == WRONG
    assert await portal.rows("select from passkey") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"fmt": "packed"},
        {"fmt": "rubbish"},
        {"fmt": 7},
        {"attStmt": {"sig": b"x"}},
        {"attStmt": None},
        {"fmt": "packed", "attStmt": {"alg": -7, "sig": b"x"}},
        {"fmt": "packed", "attStmt": {"alg": -7, "sig": b"x", "x5c": [b"rubbish"]}},
        {"fmt": "tpm", "attStmt": {"certInfo": b"", "pubArea": b"x"}},
        {"fmt": "android-safetynet", "attStmt": {"ver": "1", "response": b"a.b.c"}},
        {"authData": b"short"},
        {"authData": None},
        {"authData": "text"},
    ],
    ids=str,
)
async def test_an_attestation_that_does_not_hold_is_refused(portal: Portal, changes: dict[str, Any]) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    assert await _refused(alice, Device().make(await start_adding(alice), **changes)) == WRONG


RUBBISH: list[Any] = ["", "=", "AAAA", "\0", "\ud800", "é", "{}", "A" * 5_000, None, 7, [], {}, True]


@pytest.mark.parametrize("name", ["id", "rawId", "type", "clientDataJSON", "attestationObject", "response"])
async def test_rubbish_in_a_field_is_refused(portal: Portal, name: str) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    for rubbish in RUBBISH:
        sent = json.loads(Device().make(await start_adding(alice)))
        (sent if name in sent else sent["response"])[name] = rubbish
        assert await _refused(alice, json.dumps(sent)) == WRONG, rubbish


@pytest.mark.parametrize("sent", ["", "null", "[]", "7", "{", "[" * 50_000, "[" * 9_000, "\0", "NaN"])
async def test_what_is_no_credential_is_refused(portal: Portal, sent: str) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    await start_adding(alice)
    assert await _refused(alice, sent) == WRONG


async def test_a_challenge_adds_one_passkey_and_no_second(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    options = await start_adding(alice)
    first = Device().make(options)
    await alice.do("addPasskey", ADDED, name="Key", credential=first)
    for again in (first, Device().make(options)):
        assert await _refused(alice, again) == OVER
    options = await start_adding(alice)
    assert await _refused(alice, "rubbish") == WRONG
    assert await _refused(alice, Device().make(options)) == OVER
    assert len(await portal.rows("select from passkey")) == 1


async def test_a_later_challenge_takes_the_place_of_the_one_before(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    before = await start_adding(alice)
    await start_adding(alice)
    assert await _refused(alice, Device().make(before)) == WRONG


async def test_another_person_s_or_browser_s_challenge_adds_nothing(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    await portal.set_password(bob)
    await portal.set_password(alice)
    answer = Device().make(await start_adding(alice))
    assert await _refused(bob, answer) == OVER
    await start_adding(bob)
    assert await _refused(bob, answer) == WRONG
    # Her other browser, which asked for no password.
    other = portal.nobody()
    await other.do("signIn", "member { id }", email="alice@brightside.example", password=PASSWORD)
    assert await _refused(other, answer) == OVER
    await alice.do("addPasskey", ADDED, name="Key", credential=answer)


async def test_the_challenge_for_signing_in_adds_nothing(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    asked = json.loads(await start(alice))
    as_new = {"rp": {"id": "portal.example"}, "user": {"id": "AAAA"}, "challenge": asked["challenge"]}
    assert await _refused(alice, Device().make(json.dumps(as_new))) == OVER


async def test_a_challenge_is_over_after_five_minutes(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    answer = Device().make(await start_adding(alice))
    [(left,)] = await portal.rows("select extract(epoch from expires_at - now())::int from passkey_challenge")
    assert 290 <= left <= 300
    await portal.superuser.execute("update passkey_challenge set expires_at = now()")
    assert await _refused(alice, answer) == OVER


async def test_a_new_password_ends_what_was_begun_with_the_old_one(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    answer = Device().make(await start_adding(alice))
    # As resetting it does.
    await portal.superuser.execute("delete from session")
    assert await alice.forbidden("addPasskey", name="Key", credential=answer) == ["UNAUTHENTICATED"]
    assert await portal.rows("select from passkey") == []


@in_rounds
async def test_the_same_answer_twenty_times_at_once_adds_one(portal: Portal, rounds: int) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    for _ in range(rounds):
        await portal.superuser.execute("delete from passkey")
        await portal.superuser.execute("delete from throttle")
        sent = {"name": "Key", "credential": Device().make(await start_adding(alice))}
        answers = await asyncio.gather(*(alice._call("addPasskey", ADDED, dict(sent)) for _ in range(20)))
        assert sum(bool(one.data["addPasskey"]["passkey"]) for one in answers) == 1
        assert len(await portal.rows("select from passkey")) == 1


async def test_a_credential_that_somebody_has_is_nobody_else_s(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    hers = await add(portal, alice)
    await portal.set_password(bob)
    for person in (bob, alice):
        copied = Device(credential_id=hers.credential_id)
        assert await _refused(person, copied.make(await start_adding(person))) == WRONG
    await sign_in(portal.nobody(), hers)
