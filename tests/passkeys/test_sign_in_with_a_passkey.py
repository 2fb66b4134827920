"""signInWithPasskey."""

from portal.core.permissions import OperatorRole
from tests.passkeys.authenticator import Device, challenge_of
from tests.passkeys.steps import READ, SIGNED_IN, add, id_of_passkey, refused, sessions_begun, sign_in, start
from tests.people import PASSWORD, Portal
from tests.second_factors.steps import set_up

VIEWER = "{ viewer { member { id } operator { id } } }"
WRONG = [("INVALID", None)]


async def test_a_member_signs_in_with_nothing_typed(portal: Portal) -> None:
    alice = await portal.alice()
    device = await add(portal, alice)
    browser = portal.nobody()
    assert await sign_in(browser, device) == {"member": {"id": alice.member_id}, "operator": None, "userErrors": []}
    assert (await browser.read(VIEWER))["viewer"]["member"] == {"id": alice.member_id}
    [shown] = (await alice.read(READ))["passkeys"]
    assert shown["lastUsedAt"] > shown["createdAt"]
    # And again: a passkey is for life, a challenge for once.
    await sign_in(portal.nobody(), device)


async def test_an_operator_signs_in_and_so_does_a_device_that_counts_nothing(portal: Portal) -> None:
    device = await add(portal, await portal.olga(OperatorRole.SUPPORT), device=Device(counts=False))
    for _ in range(2):
        assert (await sign_in(portal.nobody(), device))["operator"]


async def test_it_takes_the_place_of_password_and_code(portal: Portal) -> None:
    alice = await portal.alice()
    app = await set_up(portal, alice)
    await portal.superuser.execute("update totp set last_step = 0")
    made = await alice.do("startAddingPasskey", "options", password=PASSWORD, code=app.code())
    device = Device()
    await alice.do("addPasskey", "passkey { id }", name="Key", credential=device.make(made["options"]))
    assert (await sign_in(portal.nobody(), device))["member"]


async def test_it_tells_what_happened_and_says_no_secret(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    options = await start(browser := portal.nobody())
    await browser.do("signInWithPasskey", SIGNED_IN, credential=device.show(options))
    assert await portal.events("session.started") == [("session.started", "MEMBER", None, {})]
    [(kept,)] = await portal.rows("select string_agg(e::text, ' ') from event e")
    assert challenge_of(options).hex() not in kept


async def test_signing_in_makes_a_new_session_and_ends_the_one_before(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    device = await add(portal, alice)
    before = bob.http.cookies["portal_session"]
    await sign_in(bob, device)
    assert bob.http.cookies["portal_session"] != before
    assert (await bob.read(VIEWER))["viewer"]["member"] == {"id": alice.member_id}
    # Whoever planted the old token in the browser has nothing by it.
    planted = portal.nobody()
    planted.http.cookies.set("portal_session", before, domain="portal.example")
    assert (await planted.read(VIEWER))["viewer"] is None


async def test_a_removed_passkey_lets_nobody_in(portal: Portal) -> None:
    alice = await portal.alice()
    device = await add(portal, alice)
    begun = portal.nobody()
    options = await start(begun)
    await alice.do("removePasskey", "ok", passkeyId=await id_of_passkey(alice), password=PASSWORD)
    assert await refused(portal.nobody(), device) == WRONG
    assert await begun.refused("signInWithPasskey", credential=device.show(options)) == WRONG


async def test_who_was_removed_from_the_team_is_not_let_in(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    await portal.superuser.execute("update team_member set status = 'REMOVED', removed_at = now()")
    assert await refused(portal.nobody(), device) == [("NOT_ALLOWED", None)]
    assert await sessions_begun(portal) == 0


async def test_a_restricted_member_signs_in_as_one(portal: Portal) -> None:
    alice = await portal.alice()
    device = await add(portal, alice)
    await portal.superuser.execute("update team_member set role = 'VIEWER', restricted = true")
    browser = portal.nobody()
    await sign_in(browser, device)
    assert len((await browser.read(READ))["passkeys"]) == 1
    await browser.do("removePasskey", "ok", passkeyId=await id_of_passkey(browser), password=PASSWORD)


async def test_ten_tries_with_one_passkey_close_the_door_for_it_alone(portal: Portal) -> None:
    device, other = await add(portal, await portal.alice()), await add(portal, await portal.bob())
    forged = Device(credential_id=device.credential_id, user_handle=device.user_handle)
    for _ in range(10):
        assert await refused(portal.nobody(), forged) == WRONG
    browser = portal.nobody()
    sent = {"credential": device.show(await start(browser))}
    assert await browser.forbidden("signInWithPasskey", **sent) == ["THROTTLED"]
    await sign_in(portal.nobody(), other)
    await portal.superuser.execute("update throttle set hits = 9 where key like 'passkey:%'")
    await sign_in(portal.nobody(), device)
    # A success starts the count afresh.
    assert await portal.rows("select from throttle where starts_with(key, 'passkey:') and hits > 1") == []


async def test_a_place_tries_a_hundred_times_in_a_quarter_of_an_hour(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    browser = portal.nobody("203.0.113.9")
    answer = device.show(await start(browser))
    await browser.refused("signIn", email="nobody@nowhere.example", password=PASSWORD)
    await portal.superuser.execute("update throttle set hits = 100 where key like 'sign-in-address:%'")
    assert await browser.forbidden("signInWithPasskey", credential=answer) == ["THROTTLED"]
    await portal.superuser.execute("update throttle set hits = 100 where key like 'passkey-address:%'")
    assert await browser.forbidden("startSigningInWithPasskey") == ["THROTTLED"]
    assert len(await portal.rows("select from passkey_challenge")) == 1


async def test_sent_again_with_its_key_it_is_answered_as_the_first_time(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    browser = portal.nobody()
    browser.http.headers["Idempotency-Key"] = "once"
    options = await start(browser)
    sent = {"credential": device.show(options)}
    first = await browser.do("signInWithPasskey", SIGNED_IN, **sent)
    browser.http.cookies.clear()
    assert await browser.do("signInWithPasskey", SIGNED_IN, **sent) == first
    assert await sessions_begun(portal) == 1
