"""Signing in by the vendor's own log-in."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from portal.outside_login.service import safe_path
from tests.outside_login.provider import ALICE, Provider, elliptic
from tests.outside_login.steps import come_back, leave, links, refused, sign_in, who, word
from tests.partners.steps import approve, registration_link
from tests.people import Portal
from tests.racing import in_rounds
from tests.second_factors.steps import set_up

ADA = "ada@studio.example"
REGISTRATION = "query ($token: String!) { registration(token: $token) { status } }"


async def test_who_has_the_address_there_is_linked_told_and_signed_in(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = await sign_in(browser, provider, "/accounts?status=OWNER")
    assert (answer.status_code, answer.headers["location"]) == (303, "/accounts?status=OWNER")
    assert await who(browser) == ALICE
    assert await links(outside) == [(ALICE, "alice-there")]
    [(_, _, _, data)] = await outside.events("outside_login.linked")
    assert data == {"issuer": provider.issuer}
    assert len(await outside.events("session.started")) == 1
    await outside.work()
    sent = "select template, to_email, values ->> 'provider' from outgoing_email"
    assert await outside.rows(sent) == [("outside_login_linked", ALICE, "Mailwave ID")]


async def test_a_linked_account_signs_in_whatever_its_address_there_is_and_nobody_is_told_again(
    outside: Portal, provider: Provider
) -> None:
    await outside.alice()
    await sign_in(outside.nobody(), provider)
    browser = outside.nobody()
    await sign_in(browser, provider, email="renamed@brightside.example", email_verified=False)
    assert await who(browser) == ALICE
    assert len(await outside.events("outside_login.linked")) == 1


async def test_addresses_are_compared_as_the_portal_compares_them(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    await sign_in(browser, provider, email="Alice@BRIGHTSIDE.example")
    assert await who(browser) == ALICE


async def test_an_operator_signs_in_by_it_too(outside: Portal, provider: Provider) -> None:
    await outside.olga()
    browser = outside.nobody()
    await sign_in(browser, provider, email="olga.admin@vendor.example")
    assert await who(browser) == "olga.admin@vendor.example"


async def test_the_address_may_come_by_the_user_info_alone(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    provider.userinfo = {"sub": "alice-there", "email": ALICE, "email_verified": True}
    browser = outside.nobody()
    await sign_in(browser, provider, email=None, email_verified=None)
    assert await who(browser) == ALICE


async def test_a_provider_may_sign_by_an_elliptic_curve(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    elliptic(provider)
    browser = outside.nobody()
    await sign_in(browser, provider)
    assert await who(browser) == ALICE


async def test_the_session_is_a_new_one_and_the_one_before_has_ended(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = await outside.bob()
    before = browser.http.cookies["portal_session"]
    await sign_in(browser, provider)
    assert browser.http.cookies["portal_session"] != before
    browser.http.cookies.set("portal_session", before, domain="portal.example")
    assert await who(browser) is None


async def test_the_program_says_what_the_button_is_called(outside: Portal, portal: Portal) -> None:
    asked = "{ program { outsideLogin } }"
    assert (await outside.nobody().read(asked))["program"] == {"outsideLogin": "Mailwave ID"}
    assert (await portal.nobody().read(asked))["program"] == {"outsideLogin": None}


@pytest.mark.parametrize("verified", [False, None, "true", 1, "True", [True]])
async def test_an_address_that_is_not_verified_there_links_nobody(
    outside: Portal, provider: Provider, verified: object
) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = await sign_in(browser, provider, email_verified=verified)
    assert await refused(browser, answer) == "unknown"
    assert await links(outside) == []


@pytest.mark.parametrize(
    "email", ["nobody@brightside.example", "", "alice", 7, "alice@brightside.example\0", ALICE + " x"]
)
async def test_an_address_that_nobody_has_makes_no_account(outside: Portal, provider: Provider, email: object) -> None:
    await outside.alice()
    browser = outside.nobody()
    assert await refused(browser, await sign_in(browser, provider, email=email)) == "unknown"
    assert await outside.rows('select count(*) from "user"') == [(1,)]


async def test_another_account_there_with_the_same_address_takes_nobody_over(
    outside: Portal, provider: Provider
) -> None:
    await outside.alice()
    await sign_in(outside.nobody(), provider)
    browser = outside.nobody()
    assert await refused(browser, await sign_in(browser, provider, sub="somebody-else")) == "other"
    assert await links(outside) == [(ALICE, "alice-there")]


async def test_a_member_who_was_removed_is_not_let_in(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    await sign_in(outside.nobody(), provider)
    await outside.superuser.execute("update team_member set status = 'REMOVED', removed_at = now()")
    browser = outside.nobody()
    assert await refused(browser, await sign_in(browser, provider)) == "no-place"


async def test_nobody_of_a_closed_partner_is_let_in_or_linked(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    await outside.superuser.execute("update partner set status = 'CLOSED'")
    browser = outside.nobody()
    assert await refused(browser, await sign_in(browser, provider)) == "no-place"
    assert await links(outside) == []
    assert await outside.events("outside_login.linked") == []


@in_rounds
async def test_twenty_first_sign_ins_of_one_person_at_once_link_him_once(
    outside: Portal, provider: Provider, rounds: int
) -> None:
    await outside.alice()
    for number in range(rounds):
        await outside.superuser.execute("delete from outside_login; delete from throttle")
        browsers = [outside.nobody() for _ in range(20)]
        answers = [provider.log_in(await leave(browser)) for browser in browsers]
        await asyncio.gather(*(come_back(*one) for one in zip(browsers, answers, strict=True)))
        assert [await who(browser) for browser in browsers] == [ALICE] * 20
        assert len(await outside.events("outside_login.linked")) == number + 1


# --- a second factor --------------------------------------------------------------------------------------------------


async def test_who_has_a_second_factor_is_asked_for_it_here(outside: Portal, provider: Provider) -> None:
    app = await set_up(outside, await outside.alice())
    browser = outside.nobody()
    answer = await sign_in(browser, provider, "/team")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login/code")
    assert await who(browser) is None
    # Nor is anything linked by a mailbox alone.
    assert await links(outside) == []
    assert await browser.refused("finishOutsideLogin", code="000000") == [("INVALID", "input.code")]
    assert await browser.refused("finishOutsideLogin", code="") == [("CODE_REQUIRED", "input.code")]
    done = await browser.do("finishOutsideLogin", "member { email } nextPath", code=app.code())
    assert done["member"] == {"email": ALICE}
    assert done["nextPath"] == "/team"
    assert await who(browser) == ALICE
    assert await links(outside) == [(ALICE, "alice-there")]
    assert await browser.refused("finishOutsideLogin", code=app.code(1)) == [("EXPIRED", None)]


async def test_a_code_lets_in_the_browser_alone_that_came_back(outside: Portal, provider: Provider) -> None:
    app = await set_up(outside, await outside.alice())
    browser, thief = outside.nobody(), outside.nobody()
    await sign_in(browser, provider)
    assert await thief.refused("finishOutsideLogin", code=app.code()) == [("EXPIRED", None)]
    mine = browser.http.cookies["portal_outside"]
    for forged in (mine[:32], mine[:-1] + "x" * (mine[-1] != "x") + "y" * (mine[-1] == "x"), "0" * 75, "\x7f", ""):
        thief.http.cookies.set("portal_outside", forged, domain="portal.example")
        assert await thief.refused("finishOutsideLogin", code=app.code()) == [("EXPIRED", None)]
    await outside.superuser.execute("update outside_attempt set expires_at = now()")
    assert await browser.refused("finishOutsideLogin", code=app.code()) == [("EXPIRED", None)]


async def test_a_browser_that_has_not_come_back_finishes_nothing(outside: Portal, provider: Provider) -> None:
    app = await set_up(outside, await outside.alice())
    browser = outside.nobody()
    await leave(browser)
    assert await browser.refused("finishOutsideLogin", code=app.code()) == [("EXPIRED", None)]


async def test_ten_wrong_codes_close_this_door_as_well(outside: Portal, provider: Provider) -> None:
    app = await set_up(outside, await outside.alice())
    await outside.superuser.execute("delete from throttle")
    browser = outside.nobody()
    await sign_in(browser, provider)
    for _ in range(10):
        assert await browser.refused("finishOutsideLogin", code="000000") == [("INVALID", "input.code")]
    assert await browser.forbidden("finishOutsideLogin", code=app.code()) == ["THROTTLED"]


async def test_an_operator_whom_the_program_asks_for_a_second_factor_can_only_set_one_up(
    outside: Portal, provider: Provider
) -> None:
    olga = await outside.olga()
    await outside.superuser.execute("update program set second_factor_for_operators = true")
    await sign_in(olga, provider, email="olga.admin@vendor.example")
    assert (await olga.read("{ viewer { secondFactorMissing } }"))["viewer"] == {"secondFactorMissing": True}
    assert (await olga.ask("{ partners { totalCount } }")).codes == ["SECOND_FACTOR_REQUIRED"]


# --- where it goes on -------------------------------------------------------------------------------------------------

ELSEWHERE = (
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "evil.example",
    "/\tevil",
    "/\n/evil.example",
    "/a\r\nSet-Cookie: x=1",
    "/\0",
    "/ü",
    "/a b",
    "/a\\b",
    "",
    "/" + "a" * 9_000,
)


@pytest.mark.parametrize("path", ELSEWHERE)
async def test_nobody_is_sent_elsewhere_by_the_way(outside: Portal, provider: Provider, path: str) -> None:
    await outside.alice()
    assert (await sign_in(outside.nobody(), provider, path)).headers["location"] == "/"
    assert safe_path(path) == "/"


def test_paths_of_the_portal_are_kept() -> None:
    for path in ("/", "/accounts", "/accounts?status=OWNER&search=a%20b", "/leads/lead_1#top"):
        assert safe_path(path) == path
    assert safe_path(None) == "/"


async def test_too_many_sign_ins_from_one_place_are_put_off(outside: Portal, provider: Provider) -> None:
    browser = outside.nobody()
    for _ in range(100):
        await leave(browser)
    assert word(await browser.http.get("/login/outside?next=/team")) == "throttled"
    assert "next=%2Fteam" in (await browser.http.get("/login/outside?next=/team")).headers["location"]


async def test_the_first_member_of_a_partner_registers_by_it_without_a_password(
    outside: Portal, provider: Provider
) -> None:
    token = await _link_for_ada(outside)
    browser = outside.nobody()
    answer = await sign_in(browser, provider, f"/register/{token}", sub="ada", email=ADA, name="Ada Long")
    assert (answer.status_code, answer.headers["location"]) == (303, "/getting-started")
    viewer = (await browser.read("{ viewer { member { name email role } partner { name } } }"))["viewer"]
    assert viewer["member"] == {"name": "Ada Long", "email": ADA, "role": "OWNER"}
    assert await outside.rows('select password_hash from "user" where email = %s', ADA) == [(None,)]
    assert await links(outside) == [(ADA, "ada")]
    assert (await browser.read(REGISTRATION, token=token))["registration"]["status"] == "USED"
    again = outside.nobody()
    await sign_in(again, provider, sub="ada", email=ADA)
    assert await who(again) == ADA


@pytest.mark.parametrize(
    ("claims", "path"),
    [
        ({"email": "other@studio.example"}, "/register/{token}"),
        ({"email_verified": False}, "/register/{token}"),
        ({}, "/register/{token}x"),
        ({}, "/register/"),
        ({}, "/register/../register/{token}"),
        ({}, "/join/{token}"),
        ({}, "/"),
    ],
)
async def test_nobody_registers_by_another_address_or_without_the_link(
    outside: Portal, provider: Provider, claims: dict[str, Any], path: str
) -> None:
    token = await _link_for_ada(outside)
    browser = outside.nobody()
    answer = await sign_in(browser, provider, path.format(token=token), **{"sub": "ada", "email": ADA, **claims})
    assert await refused(browser, answer) == "unknown"
    assert (await browser.read(REGISTRATION, token=token))["registration"]["status"] == "OPEN"
    assert await links(outside) == []


async def test_a_used_link_registers_nobody_by_it(outside: Portal, provider: Provider) -> None:
    token = await _link_for_ada(outside)
    await outside.superuser.execute("update registration set used_at = now()")
    browser = outside.nobody()
    answer = await sign_in(browser, provider, f"/register/{token}", sub="ada", email=ADA)
    assert await refused(browser, answer) == "unknown"


@in_rounds
async def test_twenty_first_members_by_one_link_at_once_are_one(
    outside: Portal, provider: Provider, rounds: int
) -> None:
    for number in range(rounds):
        await outside.superuser.execute("delete from throttle")
        email = f"ada{number}@studio{number}.example"
        token = await _link_for_ada(outside, email, number)
        browsers = [outside.nobody() for _ in range(20)]
        path = f"/register/{token}"
        answers = [provider.log_in(await leave(one, path), sub=f"ada{number}", email=email) for one in browsers]
        await asyncio.gather(*(come_back(one, sent) for one, sent in zip(browsers, answers, strict=True)))
        assert await outside.rows('select count(*) from "user" where email = %s', email) == [(1,)]
        member = 'select count(*) from team_member m join "user" u on u.id = m.user_id where u.email = %s'
        assert await outside.rows(member, email) == [(1,)]


async def _link_for_ada(portal: Portal, email: str = ADA, number: int = 0) -> str:
    """The token of a registration link that was mailed to Ada."""
    website = f"studio{number}.example"
    application_id = await approve(
        portal, await portal.olga(), email=email, companyName=f"Studio {number}", website=website
    )
    return await registration_link(portal, application_id)
