"""startSigningInWithPasskey: a challenge is for one browser, for once, and soon over."""

import asyncio
import json

from portal.passkeys.handlers import DUTIES
from tests.passkeys.steps import SIGNED_IN, add, sessions_begun, start
from tests.people import PASSWORD, Portal
from tests.racing import in_rounds

OVER = [("EXPIRED", None)]
WRONG = [("INVALID", None)]


async def test_everybody_is_asked_the_same(portal: Portal) -> None:
    await add(portal, await portal.alice())
    asked = [json.loads(await start(portal.nobody())) for _ in range(2)]
    assert len({one.pop("challenge") for one in asked}) == 2
    assert asked[0] == asked[1]
    assert asked[0] == {
        "rpId": "portal.example",
        "timeout": 300_000,
        "allowCredentials": [],
        "userVerification": "required",
    }


async def test_the_cookie_of_a_challenge_is_out_of_scripts_reach_and_goes_with_it(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    browser = portal.nobody()
    document = "mutation { startSigningInWithPasskey(input: {}) { options } }"
    answer = await browser.ask(document)
    cookie = answer.headers["set-cookie"]
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert cookie.startswith("portal_browser=pp_brw_")
    assert {"httponly", "samesite=strict", "path=/", "max-age=300"} <= attributes
    [(kept,)] = await portal.rows("select browser_hash from passkey_challenge")
    assert cookie.split(";")[0].partition("=")[2].encode() not in kept
    options = answer.data["startSigningInWithPasskey"]["options"]
    await browser.do("signInWithPasskey", SIGNED_IN, credential=device.show(options))
    assert "portal_browser" not in browser.http.cookies
    assert await portal.rows("select from passkey_challenge") == []


async def test_a_challenge_counts_once_whatever_came_of_it(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    browser = portal.nobody()
    cookies = browser.http.cookies
    options = await start(browser)
    token = cookies["portal_browser"]
    answer = device.show(options)
    await browser.do("signInWithPasskey", SIGNED_IN, credential=answer)
    for again in (answer, device.show(options)):
        cookies.set("portal_browser", token, domain="portal.example")
        assert await browser.refused("signInWithPasskey", credential=again) == OVER
    options = await start(browser)
    token = cookies["portal_browser"]
    assert await browser.refused("signInWithPasskey", credential="rubbish") == WRONG
    cookies.set("portal_browser", token, domain="portal.example")
    assert await browser.refused("signInWithPasskey", credential=device.show(options)) == OVER


async def test_a_challenge_is_for_the_browser_that_began(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    attacker, victim = portal.nobody(), portal.nobody()
    answer = device.show(await start(attacker))
    # The victim's browser is given the attacker's answer: with no challenge of its own, and with another one.
    assert await victim.refused("signInWithPasskey", credential=answer) == OVER
    await start(victim)
    assert await victim.refused("signInWithPasskey", credential=answer) == WRONG
    assert "portal_session" not in victim.http.cookies


async def test_the_challenge_for_adding_signs_nobody_in_and_the_other_way_round(portal: Portal) -> None:
    alice = await portal.alice()
    device = await add(portal, alice)
    made = await alice.do("startAddingPasskey", "options", password=PASSWORD)
    asked = {"rpId": "portal.example", "challenge": json.loads(made["options"])["challenge"]}
    assert await alice.refused("signInWithPasskey", credential=device.show(json.dumps(asked))) == OVER
    # Not even where the browser's two cookies are made the same.
    alice.http.cookies.set("portal_browser", alice.http.cookies["portal_session"], domain="portal.example")
    assert await alice.refused("signInWithPasskey", credential=device.show(json.dumps(asked))) == OVER


async def test_a_challenge_is_over_to_the_second(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    for seconds, answer in ((1, None), (0, OVER), (-1, OVER)):
        browser = portal.nobody()
        options = await start(browser)
        later = "update passkey_challenge set expires_at = now() + make_interval(secs => %s)"
        await portal.superuser.execute(later, [seconds])
        shown = device.show(options)
        if answer is None:
            await browser.do("signInWithPasskey", SIGNED_IN, credential=shown)
        else:
            assert await browser.refused("signInWithPasskey", credential=shown) == answer


async def test_a_jump_of_the_test_clock_ends_no_challenge(portal: Portal) -> None:
    device = await add(portal, await portal.alice())
    browser = portal.nobody()
    options = await start(browser)
    await portal.advance(days=30)
    await browser.do("signInWithPasskey", SIGNED_IN, credential=device.show(options))


async def test_one_chooses_how_long_within_bounds(portal: Portal) -> None:
    browser = portal.nobody()
    for seconds in (29, 301, 0, -5, 2**31 - 1):
        refused = await browser.refused("startSigningInWithPasskey", timeoutSeconds=seconds)
        assert refused == [("INVALID", "input.timeoutSeconds")]
    made = await browser.do("startSigningInWithPasskey", "options", timeoutSeconds=30)
    assert json.loads(made["options"])["timeout"] == 30_000
    [(left,)] = await portal.rows("select extract(epoch from expires_at - now())::int from passkey_challenge")
    assert 20 <= left <= 30


async def test_the_worker_forgets_challenges_that_nobody_answered(portal: Portal) -> None:
    for _ in range(3):
        await start(portal.nobody())
    query = "update passkey_challenge set expires_at = now() - interval '1 second' where browser_hash in"
    await portal.superuser.execute(f"{query} (select browser_hash from passkey_challenge limit 2)")
    await portal.superuser.execute("delete from schedule")
    await portal.work(DUTIES)
    assert len(await portal.rows("select from passkey_challenge")) == 1


@in_rounds
async def test_one_answer_sent_twenty_times_at_once_gives_one_session(portal: Portal, rounds: int) -> None:
    device = await add(portal, await portal.alice())
    for _ in range(rounds):
        await portal.superuser.execute("delete from throttle")
        await portal.superuser.execute("delete from session where passkey_id is not null")
        first = portal.nobody()
        answer = device.show(await start(first))
        browsers = [portal.nobody() for _ in range(20)]
        for browser in browsers:
            browser.http.cookies.set("portal_browser", first.http.cookies["portal_browser"], domain="portal.example")
        sent = {"credential": answer}
        answers = await asyncio.gather(*(one._call("signInWithPasskey", SIGNED_IN, dict(sent)) for one in browsers))
        winners = [one for one in answers if one.data["signInWithPasskey"]["member"]]
        assert len(winners) == 1
        assert await sessions_begun(portal) == 1
