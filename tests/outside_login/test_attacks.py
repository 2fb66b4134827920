"""Forged, replayed and mixed-up answers: nobody is signed in by them, and nothing breaks."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.outside_login.provider import Provider, callback
from tests.outside_login.steps import come_back, leave, links, refused, sign_in, who
from tests.people import Person, Portal
from tests.racing import in_rounds


async def no_sign_in(person: Person, answer: dict[str, str]) -> None:
    """400, a page for people, and nothing that anybody could use."""
    response = await come_back(person, answer)
    assert response.status_code == 400
    assert response.headers["cache-control"] == "no-store"
    assert "set-cookie" not in response.headers
    assert await who(person) is None


async def test_what_leaves_says_nothing_twice_and_nothing_that_is_kept(outside: Portal, provider: Provider) -> None:
    browser = outside.nobody()
    sent = [dict(parse_qsl(urlsplit(await leave(browser)).query)) for _ in range(2)]
    assert sent[0]["redirect_uri"] == "http://portal.example/login/outside/callback"
    for name in ("state", "nonce", "code_challenge"):
        assert sent[0][name] != sent[1][name]
    kept = str(await outside.rows("select * from outside_attempt"))
    for secret in (sent[0]["state"], sent[0]["nonce"], browser.http.cookies["portal_outside"], provider.issuer + "/"):
        assert secret not in kept


async def test_the_cookie_that_binds_the_browser_is_for_nobody_else(outside: Portal, provider: Provider) -> None:
    answer = await outside.nobody().http.get("/login/outside")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("portal_outside=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=600"} <= set(cookie.split("; "))


@pytest.mark.parametrize("state", ["", "forged", "0" * 75, "0" * 32, "\0", "ü" * 40, "x" * 5000])
async def test_a_forged_state_is_no_sign_in(outside: Portal, provider: Provider, state: str) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    await no_sign_in(browser, answer | {"state": state})
    assert "/token" not in provider.asked


async def test_a_state_that_is_forged_behind_its_id_is_no_sign_in(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    await no_sign_in(browser, answer | {"state": answer["state"][:32] + "A" * 43})


async def test_a_missing_state_is_no_sign_in(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    del answer["state"]
    await no_sign_in(browser, answer)


async def test_a_state_of_another_browser_is_no_sign_in(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    thief, victim = outside.nobody(), outside.nobody()
    answer = provider.log_in(await leave(thief))
    # Without a cookie, and with that of an attempt of his own.
    await no_sign_in(victim, answer)
    await leave(victim)
    await no_sign_in(victim, answer)
    # Nor was it used up by that.
    await come_back(thief, answer)
    assert await who(thief) is not None


async def test_a_cookie_of_another_attempt_is_no_sign_in(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    first = provider.log_in(await leave(browser))
    await leave(browser)
    await no_sign_in(browser, first)


async def test_a_state_counts_once(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    token = browser.http.cookies["portal_outside"]
    await come_back(browser, answer)
    assert await who(browser) is not None
    again = outside.nobody()
    again.http.cookies.set("portal_outside", token, domain="portal.example")
    await no_sign_in(again, answer)


async def test_a_state_is_used_up_by_a_failure_too(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    token = browser.http.cookies["portal_outside"]
    assert await refused(browser, await come_back(browser, answer | {"code": "wrong"})) == "declined"
    browser.http.cookies.set("portal_outside", token, domain="portal.example")
    await no_sign_in(browser, answer)


async def test_a_state_is_over_after_ten_minutes_of_real_time(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    [(minutes,)] = await outside.rows("select extract(epoch from expires_at - now()) / 60 from outside_attempt")
    assert 9.5 < minutes <= 10
    await outside.advance(minutes=30)
    await outside.superuser.execute("update outside_attempt set expires_at = now()")
    await no_sign_in(browser, answer)
    await outside.superuser.execute("update schedule set last_run_at = last_run_at - interval '2 hours'")
    await outside.work()
    assert await outside.rows("select from outside_attempt") == []


async def test_a_jump_of_the_test_clock_ends_no_attempt(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    await outside.advance(days=2)
    await come_back(browser, answer)
    assert await who(browser) is not None


async def test_an_attempt_at_another_provider_is_none_at_this(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    await outside.superuser.execute("update outside_attempt set issuer = 'https://former.example'")
    await no_sign_in(browser, answer)


@in_rounds
async def test_the_same_callback_sent_twenty_times_at_once_gives_one_session(
    outside: Portal, provider: Provider, rounds: int
) -> None:
    await outside.alice()
    for number in range(rounds):
        await outside.superuser.execute("delete from throttle; delete from session")
        browser = outside.nobody()
        answer = provider.log_in(await leave(browser))
        token = browser.http.cookies["portal_outside"]
        again = [outside.nobody() for _ in range(20)]
        for one in again:
            one.http.cookies.set("portal_outside", token, domain="portal.example")
        statuses = [one.status_code for one in await asyncio.gather(*(come_back(one, answer) for one in again))]
        assert sorted(statuses) == [303] + [400] * 19
        assert await outside.rows("select count(*) from session") == [(1,)]
        assert provider.asked.count("/token") == number + 1


# --- who sends the answer (RFC 9207), and what it says ----------------------------------------------------------------


async def test_an_answer_of_another_provider_is_no_sign_in(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    for issuer in ("https://evil.example", "", provider.issuer + "/"):
        browser = outside.nobody()
        answer = provider.log_in(await leave(browser)) | {"iss": issuer}
        assert await refused(browser, await come_back(browser, answer)) == "unavailable"
    # No code of ours was shown to anybody.
    assert "/token" not in provider.asked


async def test_an_answer_that_does_not_say_whose_it_is_is_none_where_the_provider_says_it_always_does(
    outside: Portal, provider: Provider
) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    del answer["iss"]
    assert await refused(browser, await come_back(browser, answer)) == "unavailable"


async def test_a_provider_that_never_says_whose_its_answers_are_works(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    provider.discovery = {"authorization_response_iss_parameter_supported": False}
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    del answer["iss"]
    await come_back(browser, answer)
    assert await who(browser) is not None


@pytest.mark.parametrize("error", ["access_denied", "login_required", "server_error", "<script>", "\0"])
async def test_a_log_in_that_was_not_finished_there_is_none_here(
    outside: Portal, provider: Provider, error: str
) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser, "/team")) | {"error": error}
    response = await come_back(browser, answer)
    assert await refused(browser, response) == "declined"
    assert "next=%2Fteam" in response.headers["location"]
    assert "script" not in response.headers["location"]
    assert "/token" not in provider.asked


async def test_a_code_of_somebody_elses_sign_in_is_refused(outside: Portal, provider: Provider) -> None:
    """The code was made for another challenge: PKCE."""
    await outside.alice()
    thief, victim = outside.nobody(), outside.nobody()
    stolen = provider.log_in(await leave(victim))["code"]
    answer = provider.log_in(await leave(thief)) | {"code": stolen}
    assert await refused(thief, await come_back(thief, answer)) == "declined"


async def test_a_code_that_was_redeemed_before_is_refused(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    spent = provider.log_in(await leave(browser))
    await come_back(browser, spent)
    another = outside.nobody()
    answer = provider.log_in(await leave(another)) | {"code": spent["code"]}
    assert await refused(another, await come_back(another, answer)) == "declined"


@pytest.mark.parametrize("path", ["/login/outside", "/login/outside/callback"])
async def test_without_a_provider_there_is_no_such_door(portal: Portal, path: str) -> None:
    answer = await portal.nobody().http.get(path)
    assert answer.status_code in {200, 503}, "the app's page, as for every path"
    assert "location" not in answer.headers


async def test_the_callback_takes_no_other_method(outside: Portal, provider: Provider) -> None:
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    assert (await browser.http.post(callback(answer))).status_code == 405
    assert (await browser.http.post("/login/outside")).status_code == 405


async def test_secrets_stand_in_no_event_job_or_log(
    outside: Portal, provider: Provider, capfd: pytest.CaptureFixture[str]
) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    secrets = [answer["code"], answer["state"], browser.http.cookies["portal_outside"], "alice-there"]
    await come_back(browser, answer)
    wrong = provider.log_in(await leave(browser)) | {"code": "a-code-that-is-wrong"}
    await come_back(browser, wrong)
    await outside.work()
    told = str(await outside.rows("select data from event")) + str(
        await outside.rows("select args from procrastinate_jobs")
    )
    told += "".join(capfd.readouterr())
    assert "outside_login" in told
    for secret in [*secrets, wrong["code"], wrong["state"]]:
        assert secret not in told
    assert len(await links(outside)) == 1


async def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    browser.http.cookies.set("portal_session", "pp_ses_planted", domain="portal.example")
    await sign_in(browser, provider)
    assert browser.http.cookies["portal_session"] != "pp_ses_planted"
    thief = outside.nobody()
    thief.http.cookies.set("portal_session", "pp_ses_planted", domain="portal.example")
    assert await who(thief) is None
