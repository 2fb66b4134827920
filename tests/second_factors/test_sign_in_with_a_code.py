"""signIn and registerMember of whoever has a second factor."""

import asyncio

import pytest

from tests.identity.test_sign_in import VIEWER
from tests.partners.steps import approve, registration_link
from tests.people import PASSWORD, Portal
from tests.racing import in_rounds
from tests.second_factors.steps import ALICE, OLGA, SIGNED_IN, as_if_unused, early_in_a_step, set_up


async def test_the_password_alone_changes_nothing_and_the_code_signs_in(portal: Portal) -> None:
    alice = await portal.alice()
    app = await set_up(portal, alice)
    browser = portal.nobody()
    for code in (None, "", "  "):
        refused = await browser.refused("signIn", email=ALICE, password=PASSWORD, code=code)
        assert refused == [("CODE_REQUIRED", "input.code")]
    assert "portal_session" not in browser.http.cookies
    assert len(await portal.rows("select from session")) == 1
    spaced = f"{app.code()[:3]} {app.code()[3:]}"
    made = await browser.do("signIn", SIGNED_IN, email=ALICE, password=PASSWORD, code=spaced)
    assert made["member"] == {"id": alice.member_id}
    assert (await browser.read(VIEWER))["viewer"]["member"]


async def test_an_operator_signs_in_with_a_code(portal: Portal) -> None:
    app = await set_up(portal, await portal.olga())
    browser = portal.nobody()
    assert await browser.refused("signIn", email=OLGA, password=PASSWORD) == [("CODE_REQUIRED", "input.code")]
    assert (await browser.do("signIn", SIGNED_IN, email=OLGA, password=PASSWORD, code=app.code()))["operator"]


async def test_nobody_learns_who_has_a_second_factor_without_the_password(portal: Portal) -> None:
    await portal.set_password(await portal.bob())
    app = await set_up(portal, await portal.alice())
    answers = [
        await portal.nobody().fail("signIn", email=email, password="wrong", code=code)
        for email in (ALICE, "bob@northlight.example", "nobody@brightside.example")
        for code in (None, app.code(), "000000")
    ]
    assert all(answer == answers[0] for answer in answers)
    # Nor did those tries use up the code, or the tries.
    assert await portal.rows("select from throttle where starts_with(key, 'second-factor:') and hits > 1") == []
    await portal.nobody().do("signIn", SIGNED_IN, email=ALICE, password=PASSWORD, code=app.code())


async def test_a_code_counts_once_and_no_older_one_after_it(portal: Portal) -> None:
    app = await set_up(portal, await portal.alice())
    browser = portal.nobody()
    await browser.do("signIn", SIGNED_IN, email=ALICE, password=PASSWORD, code=app.code())
    for again in (app.code(), app.code(-1), app.code(2), app.code(-2), "000000", "12345", "\0"):
        refused = await portal.nobody().refused("signIn", email=ALICE, password=PASSWORD, code=again)
        assert refused == [("INVALID", "input.code")]
    await portal.superuser.execute("delete from throttle")
    await portal.nobody().do("signIn", SIGNED_IN, email=ALICE, password=PASSWORD, code=app.code(1))


async def test_a_wrong_code_leaves_the_session_that_the_browser_had_and_stands_in_the_trail(portal: Portal) -> None:
    alice = await portal.alice()
    await set_up(portal, alice)
    assert await alice.refused("signIn", email=ALICE, password=PASSWORD, code="000000") == [("INVALID", "input.code")]
    assert (await alice.read(VIEWER))["viewer"]
    [(subject, ip_address)] = await portal.rows(
        "select subject_id, ip_address from event where type = 'session.refused'"
    )
    assert (f"user_{subject.hex}", ip_address) == (alice.user_id, "192.0.2.2")


async def test_ten_wrong_codes_close_the_door_for_a_quarter_of_an_hour(portal: Portal) -> None:
    app = await set_up(portal, await portal.alice())
    await portal.superuser.execute("delete from throttle")
    for number in range(10):
        browser = portal.nobody(f"198.51.100.{number}")
        assert await browser.refused("signIn", email=ALICE, password=PASSWORD, code="000000")
    answer = await portal.nobody().forbidden("signIn", email=ALICE, password=PASSWORD, code=app.code())
    assert answer == ["THROTTLED"]
    await portal.superuser.execute("update throttle set window_ends_at = now()")
    await portal.nobody().do("signIn", SIGNED_IN, email=ALICE, password=PASSWORD, code=app.code())


async def test_a_recovery_code_counts_once_and_is_mailed_about(portal: Portal) -> None:
    app = await set_up(portal, await portal.alice())
    code = app.recovery_codes[3]
    await portal.nobody().do("signIn", SIGNED_IN, email=ALICE, password=PASSWORD, code=code.upper())
    refused = await portal.nobody().refused("signIn", email=ALICE, password=PASSWORD, code=code)
    assert refused == [("INVALID", "input.code")]
    assert [event[3] for event in await portal.events("totp.recovery_code_used")] == [{"left": 9}]
    await portal.work()
    newest = "select template, to_email, values ->> 'left' from outgoing_email order by id desc limit 1"
    assert await portal.rows(newest) == [("recovery_code_used", ALICE, "9")]


@in_rounds
@pytest.mark.parametrize("kind", ["app", "recovery"])
async def test_the_same_code_sent_twenty_times_at_once_gives_one_session(
    portal: Portal, kind: str, rounds: int
) -> None:
    app = await set_up(portal, await portal.alice())
    for number in range(rounds):
        await as_if_unused(portal)
        await portal.superuser.execute("delete from throttle")
        await early_in_a_step()
        code = app.code() if kind == "app" else app.recovery_codes[number % 10]
        await portal.superuser.execute("update recovery_code set used_at = null")
        await portal.superuser.execute("delete from session")
        sent = {"email": ALICE, "password": PASSWORD, "code": code}
        browsers = [portal.nobody() for _ in range(20)]
        answers = await asyncio.gather(*(browser._call("signIn", SIGNED_IN, dict(sent)) for browser in browsers))
        winners = [one for one in answers if one.body["data"] and (one.body["data"]["signIn"] or {}).get("member")]
        assert len(winners) == 1
        assert len(await portal.rows("select from session")) == 1


async def test_a_mailed_link_into_a_second_partner_asks_for_the_code_too(portal: Portal) -> None:
    app = await set_up(portal, await portal.alice())
    application_id = await approve(portal, await portal.olga(), email=ALICE, companyName="Second")
    token = await registration_link(portal, application_id)
    sent = {"token": token, "name": "Alice", "password": PASSWORD}
    browser = portal.nobody()
    assert await browser.refused("registerMember", **sent) == [("CODE_REQUIRED", "input.code")]
    assert await browser.refused("registerMember", **sent, code="000000") == [("INVALID", "input.code")]
    assert "portal_session" not in browser.http.cookies
    made = await browser.do("registerMember", "member { partner { name } }", **sent, code=app.code())
    assert made["member"]["partner"] == {"name": "Second"}


async def test_a_new_password_by_mail_does_not_lead_past_the_code(portal: Portal) -> None:
    alice = await portal.alice()
    app = await set_up(portal, alice)
    await portal.set_password(alice, "quite another password")
    sent = {"email": ALICE, "password": "quite another password"}
    assert await portal.nobody().refused("signIn", **sent) == [("CODE_REQUIRED", "input.code")]
    await portal.nobody().do("signIn", SIGNED_IN, **sent, code=app.code())
