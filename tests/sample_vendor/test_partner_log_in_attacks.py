"""What a log-in from the portal must not let through: foreign links and answers, forged states, stolen codes."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest

from sample_vendor.partner_log_in import ATTEMPT_SECONDS
from tests.racing import in_rounds
from tests.sample_vendor.mailwave import Mailwave
from tests.sample_vendor.provider import Provider

NUMBER = "5f0c3a9e71d24b86c0aa1234"


# --- how it begins --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        {"iss": "http://evil.example", "login_hint": NUMBER},
        {"iss": "http://portal.example/", "login_hint": NUMBER},
        {"iss": "http://portal.example.evil.example", "login_hint": NUMBER},
        {"iss": "HTTP://PORTAL.EXAMPLE", "login_hint": NUMBER},
        {"login_hint": NUMBER},
        {"iss": "http://portal.example"},
        {"iss": "http://portal.example", "login_hint": ""},
    ],
)
async def test_a_link_of_another_issuer_or_of_no_account_begins_nothing(
    mailwave: Mailwave, provider: Provider, link: dict[str, str]
) -> None:
    browser = mailwave.new_browser()
    page = await browser.get("/partner-log-in", params=link, follow_redirects=False)
    mailwave.assert_nobody_came_in(browser, page, 400)
    assert mailwave.count("select count(*) from log_in_attempt") == 0
    assert provider.asked == []


async def test_a_hint_stays_within_its_parameter(mailwave: Mailwave, provider: Provider) -> None:
    hint = f"{NUMBER}&redirect_uri=http://evil.example&scope=admin#x"
    asked = parse_qs(urlsplit(await mailwave.click(mailwave.new_browser(), hint)).query)
    assert asked["login_hint"] == [hint]
    assert asked["redirect_uri"] == ["http://mailwave.example/partner-log-in/callback"]


async def test_the_metadata_of_another_issuer_is_not_used(mailwave: Mailwave, provider: Provider) -> None:
    provider.metadata = {"issuer": "http://evil.example", "token_endpoint": "http://evil.example/token"}
    link = {"iss": provider.issuer, "login_hint": NUMBER}
    browser = mailwave.new_browser()
    mailwave.assert_nobody_came_in(browser, await browser.get("/partner-log-in", params=link), 503)
    assert mailwave.count("select count(*) from log_in_attempt") == 0


# --- the state ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["forged", "", None])
async def test_a_forged_state_is_refused(
    mailwave: Mailwave, provider: Provider, number: str, state: str | None
) -> None:
    browser = mailwave.new_browser()
    asked = provider.read(await mailwave.click(browser, number))
    page = await browser.get(provider.back(asked, code="code", state=state))
    mailwave.assert_nobody_came_in(browser, page, 400)
    assert "This log-in can&#39;t go on" in page.text
    assert "/oauth/token" not in provider.asked


async def test_a_state_is_used_once(mailwave: Mailwave, provider: Provider, number: str) -> None:
    browser = mailwave.new_browser()
    url = await mailwave.click(browser, number)
    first, second = provider.authorize(url), provider.authorize(url)
    assert (await browser.get(first)).status_code == 200
    for again in (first, second):
        assert (await browser.get(again)).status_code == 400
    assert provider.asked.count("/oauth/token") == 1


@in_rounds
async def test_a_state_is_used_once_by_many_at_once(
    mailwave: Mailwave, provider: Provider, number: str, rounds: int
) -> None:
    for before in range(rounds):
        browser = mailwave.new_browser()
        address = provider.authorize(await mailwave.click(browser, number))
        browser.follow_redirects = False
        answers = await asyncio.gather(*(browser.get(address) for _ in range(20)))
        assert sorted(answer.status_code for answer in answers) == [303, *[400] * 19]
        assert provider.asked.count("/oauth/token") == before + 1
        assert mailwave.count("select count(*) from session where kind = 'GUEST'") == before + 1


async def test_a_state_of_another_browser_is_refused(mailwave: Mailwave, provider: Provider, number: str) -> None:
    """Nobody is logged in by an address that somebody else made for him."""
    mallory, alice = mailwave.new_browser(), mailwave.new_browser()
    address = provider.authorize(await mailwave.click(mallory, number), name="Mallory")
    mailwave.assert_nobody_came_in(alice, await alice.get(address), 400)
    await mailwave.click(alice, number)  # with an attempt of her own, too
    mailwave.assert_nobody_came_in(alice, await alice.get(address), 400)
    assert (await mallory.get(address)).status_code == 200


async def test_a_state_lasts_ten_minutes(mailwave: Mailwave, provider: Provider, number: str) -> None:
    store = mailwave.app.state.store
    for seconds, status in ((ATTEMPT_SECONDS - 10, 200), (ATTEMPT_SECONDS, 400)):
        browser = mailwave.new_browser()
        address = provider.authorize(await mailwave.click(browser, number))
        with store:
            store.change("update log_in_attempt set ends_at = ends_at - ?", seconds)
        assert (await browser.get(address)).status_code == status


async def test_what_binds_a_log_in_to_its_browser_is_hidden_from_scripts(
    mailwave: Mailwave, provider: Provider
) -> None:
    link = {"iss": provider.issuer, "login_hint": NUMBER}
    answer = await mailwave.new_browser().get("/partner-log-in", params=link, follow_redirects=False)
    cookie = set(answer.headers["set-cookie"].split("; "))
    assert {"HttpOnly", "SameSite=lax", "Path=/partner-log-in", "Max-Age=600"} <= cookie


# --- who answers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("iss", ["http://evil.example", "http://portal.example/", "", None])
@pytest.mark.parametrize("answer", ["code", "error"])
async def test_an_answer_of_another_issuer_is_refused(
    mailwave: Mailwave, provider: Provider, number: str, iss: str | None, answer: str
) -> None:
    """Mix-up: a code goes to nobody but whom we asked (RFC 9207)."""
    browser = mailwave.new_browser()
    asked = provider.read(await mailwave.click(browser, number))
    page = await browser.get(provider.back(asked, iss=iss, **{answer: "access_denied"}))
    mailwave.assert_nobody_came_in(browser, page, 400)
    assert "This link is not ours" in page.text
    assert "/oauth/token" not in provider.asked
    # And this log-in is over, for whoever tries again.
    assert (await browser.get(provider.back(asked, code="code"))).status_code == 400
    assert "/oauth/token" not in provider.asked


async def test_a_code_of_another_log_in_is_refused(mailwave: Mailwave, provider: Provider, number: str) -> None:
    """A stolen code is worth nothing without the verifier of the log-in that it belongs to."""
    alice, mallory = mailwave.new_browser(), mailwave.new_browser()
    stolen = parse_qs(urlsplit(provider.authorize(await mailwave.click(alice, number))).query)["code"][0]
    asked = provider.read(await mailwave.click(mallory, number))
    mailwave.assert_nobody_came_in(mallory, await mallory.get(provider.back(asked, code=stolen)), 403)


@pytest.mark.parametrize("code", ["made-up", "", None])
async def test_a_code_that_is_none_is_refused(
    mailwave: Mailwave, provider: Provider, number: str, code: str | None
) -> None:
    browser = mailwave.new_browser()
    asked = provider.read(await mailwave.click(browser, number))
    mailwave.assert_nobody_came_in(browser, await browser.get(provider.back(asked, code=code)), 403)
