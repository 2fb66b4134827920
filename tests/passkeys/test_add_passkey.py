"""startAddingPasskey, addPasskey."""

import asyncio
import json
from typing import Any

import pytest
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from portal.core.permissions import MemberRole, Scope
from tests.passkeys.authenticator import Device, challenge_of
from tests.passkeys.steps import READ, add, sign_in, start_adding
from tests.people import PASSWORD, Person, Portal
from tests.second_factors.steps import App, as_if_unused, set_up

ADDED = "passkey { id name deviceType backedUp lastUsedAt }"


async def _refused(person: Person, credential: str, name: str = "Phone") -> list[tuple[str, str | None]]:
    return await person.refused("addPasskey", name=name, credential=credential)


async def test_a_passkey_is_added_and_listed(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    assert await alice.read(READ) == {"passkeys": []}
    device = Device(eligible=True, backed_up=True)
    made = await alice.do("addPasskey", ADDED, name=" My phone ", credential=device.make(await start_adding(alice)))
    assert made["passkey"].pop("id").startswith("pky_")
    shown = {"name": "My phone", "deviceType": "MULTI_DEVICE", "backedUp": True, "lastUsedAt": None}
    assert made["passkey"] == shown
    await add(portal, alice, "Key")
    listed = (await alice.read(READ))["passkeys"]
    assert [(one["name"], one["deviceType"], one["backedUp"]) for one in listed] == [
        ("Key", "SINGLE_DEVICE", False),
        ("My phone", "MULTI_DEVICE", True),
    ]


async def test_the_browser_is_asked_for_one_that_is_verified_and_found_without_an_address(portal: Portal) -> None:
    alice = await portal.alice()
    first = await add(portal, alice)
    asked = json.loads(await start_adding(alice))
    assert len(base64url_to_bytes(asked.pop("challenge"))) == 32
    assert [one["alg"] for one in asked.pop("pubKeyCredParams")] == [-8, -7, -257]
    assert asked == {
        "rp": {"id": "portal.example", "name": "Partner Program"},
        "user": {"id": first.user_handle, "name": "alice@brightside.example", "displayName": "Alice"},
        "timeout": 300_000,
        "excludeCredentials": [{"id": bytes_to_base64url(first.credential_id), "type": "public-key"}],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }


async def test_it_tells_and_mails_and_keeps_no_secret(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    options = await start_adding(alice)
    await alice.do("addPasskey", ADDED, name="Alice's <phone>", credential=Device().make(options))
    [(kind, actor, _reason, data)] = await portal.events("passkey.added")
    assert (kind, actor, list(data)) == ("passkey.added", "MEMBER", ["passkey_id"])
    await portal.work()
    mails = "select template, to_email, values ->> 'passkey' from outgoing_email"
    assert await portal.rows(mails) == [("passkey_added", "alice@brightside.example", "Alice's <phone>")]
    [(kept,)] = await portal.rows("select string_agg(e::text, ' ') from event e")
    assert "phone" not in kept
    assert challenge_of(options).hex() not in kept
    olga = await portal.olga()
    [told] = (await olga.read('{ auditEvents(filter: {type: "passkey.added"}) { nodes { subjectId data } } }'))[
        "auditEvents"
    ]["nodes"]
    assert told["subjectId"] == alice.user_id


@pytest.mark.parametrize("password", [None, "", "wrong"])
async def test_the_password_is_asked_for_once_more(portal: Portal, password: str | None) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    assert await alice.refused("startAddingPasskey", password=password) == [("INVALID", "input.password")]
    assert await portal.rows("select from passkey_challenge") == []


async def test_who_has_no_password_must_have_signed_in_of_late(portal: Portal) -> None:
    alice = await portal.alice()
    await alice.do("addPasskey", ADDED, name="Key", credential=Device().make(await start_adding(alice, password=None)))
    await portal.superuser.execute("update session set created_at = now() - interval '16 minutes'")
    assert await alice.refused("startAddingPasskey") == [("INVALID", "input.password")]


async def test_who_has_an_app_is_asked_for_its_code(portal: Portal) -> None:
    alice = await portal.alice()
    app: App = await set_up(portal, alice)
    await as_if_unused(portal)
    assert await alice.refused("startAddingPasskey", password=PASSWORD) == [("CODE_REQUIRED", "input.code")]
    assert await alice.refused("startAddingPasskey", password=PASSWORD, code="000000") == [("INVALID", "input.code")]
    assert await portal.rows("select from passkey_challenge") == []
    options = await start_adding(alice, code=app.code())
    await alice.do("addPasskey", ADDED, name="Key", credential=Device().make(options))


async def test_ten_wrong_codes_close_this_door_too(portal: Portal) -> None:
    alice = await portal.alice()
    app = await set_up(portal, alice)
    await as_if_unused(portal)
    # One was counted as the app was set up.
    for _ in range(9):
        await alice.refused("startAddingPasskey", password=PASSWORD, code="000000")
    assert await alice.forbidden("startAddingPasskey", password=PASSWORD, code=app.code()) == ["THROTTLED"]


@pytest.mark.parametrize("name", ["", "  ", "n" * 61, "a\0b"])
async def test_a_name_must_be_one(portal: Portal, name: str) -> None:
    alice = await portal.alice()
    await portal.set_password(alice)
    answer = Device().make(await start_adding(alice))
    assert await _refused(alice, answer, name) == [("INVALID", "input.name")]


async def test_twenty_are_kept_and_no_more_even_at_once(portal: Portal) -> None:
    alice = await portal.alice()
    first = await add(portal, alice)
    many = (
        "insert into passkey (id, user_id, credential_id, public_key, sign_count, name, device_type, backed_up,"
        " created_at) select gen_random_uuid(), user_id, credential_id || n::text::bytea, public_key, 0, 'Key',"
        " 'SINGLE_DEVICE', false, now() from passkey, generate_series(1, 18) n"
    )
    await portal.superuser.execute(many)
    browsers = [alice]
    for _ in range(4):
        await sign_in(browser := portal.nobody(), first)
        browsers.append(browser)
    made = [Device().make(await start_adding(browser)) for browser in browsers]
    sent = zip(browsers, made, strict=True)
    answers = await asyncio.gather(
        *(
            one._call("addPasskey", f"{ADDED} userErrors {{ code }}", {"name": "Key", "credential": x})
            for one, x in sent
        )
    )
    codes = [[error["code"] for error in one.data["addPasskey"]["userErrors"]] for one in answers]
    assert sorted(codes) == [[], *[["LIMIT_REACHED"]] * 4]
    assert len(await portal.rows("select from passkey")) == 20
    assert await alice.refused("startAddingPasskey", password=PASSWORD) == [("LIMIT_REACHED", None)]


async def test_a_stranger_sees_none_of_it(portal: Portal) -> None:
    alice = await portal.alice()
    await add(portal, alice)
    passkey_id = (await alice.read(READ))["passkeys"][0]["id"]
    colleague = await portal.member("Fay", "Brightside", MemberRole.OWNER)
    node = "query($id: ID!) { node(id: $id) { id } }"
    for other in (await portal.bob(), colleague, await portal.olga()):
        assert await other.read(READ) == {"passkeys": []}
        assert await other.read(node, id=passkey_id) == {"node": None}
    assert await alice.read(node, id=passkey_id) == {"node": {"id": passkey_id}}
    assert (await portal.nobody().ask(READ)).codes == ["UNAUTHENTICATED"]
    assert (await (await portal.tool(*Scope)).ask(READ)).codes == ["FORBIDDEN"]


@pytest.mark.parametrize("verb", ["startAddingPasskey", "addPasskey", "removePasskey"])
async def test_it_is_for_whoever_is_signed_in_himself(portal: Portal, verb: str) -> None:
    sent: dict[str, Any] = {
        "startAddingPasskey": {},
        "addPasskey": {"name": "Key", "credential": "{}"},
        "removePasskey": {"passkeyId": "pky_" + "0" * 32},
    }[verb]
    assert await portal.nobody().forbidden(verb, **sent) == ["UNAUTHENTICATED"]
    assert await (await portal.charlie()).forbidden(verb, **sent) == ["UNAUTHENTICATED"]
    assert await (await portal.tool(*Scope)).forbidden(verb, **sent) == ["FORBIDDEN"]
    token = await portal.token_of(await portal.alice(), "accounts:read")
    assert await token.forbidden(verb, **sent) == ["FORBIDDEN"]
