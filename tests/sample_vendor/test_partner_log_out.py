"""The portal ends log-ins: OpenID Connect Back-Channel Logout 1.0, and what must not end them."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import httpx
import pytest

from tests.sample_vendor.mailwave import Mailwave
from tests.sample_vendor.provider import KEY, LOGOUT, Provider, from_now, new_key

_OTHER_KEY = new_key("key-1")
_BEFORE, _LATER = dt.timedelta(minutes=-2), dt.timedelta(hours=1)


@pytest.fixture
async def alice(mailwave: Mailwave, number: str) -> httpx.AsyncClient:
    """Her browser, signed in by the log-in login_1."""
    return (await mailwave.arrive(number, sid="login_1"))[0]


async def _is_in(browser: httpx.AsyncClient) -> bool:
    answer = await browser.get("/account")
    assert answer.status_code in {200, 403}
    return answer.status_code == 200


async def test_one_log_in_ends_at_once(
    mailwave: Mailwave, provider: Provider, number: str, alice: httpx.AsyncClient
) -> None:
    at_home, _page = await mailwave.arrive(number, sid="login_2")
    answer = await mailwave.logout(provider.logout_token(sid="login_1"))
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["cache-control"] == "no-store"
    assert not await _is_in(alice)
    assert (await alice.post("/account/plan", data={"plan": "Pro"})).status_code == 403
    assert await _is_in(at_home)
    assert await _is_in(mailwave.browser)


async def test_all_of_a_person_end(
    mailwave: Mailwave, provider: Provider, number: str, alice: httpx.AsyncClient
) -> None:
    at_home, _page = await mailwave.arrive(number)
    bob, _page = await mailwave.arrive(number, sub="user_bob")
    assert (await mailwave.logout(provider.logout_token(sub="user_alice"))).status_code == 200
    assert [await _is_in(one) for one in (alice, at_home, bob)] == [False, False, True]


async def test_one_log_in_of_a_person_ends_and_no_other(
    mailwave: Mailwave, provider: Provider, number: str, alice: httpx.AsyncClient
) -> None:
    at_home, _page = await mailwave.arrive(number)
    assert (await mailwave.logout(provider.logout_token(sid="login_1", sub="user_alice"))).status_code == 200
    assert [await _is_in(one) for one in (alice, at_home)] == [False, True]


async def test_whoever_is_out_comes_in_by_a_new_log_in(
    mailwave: Mailwave, provider: Provider, number: str, alice: httpx.AsyncClient
) -> None:
    await mailwave.logout(provider.logout_token(sid="login_1"))
    await mailwave.arrive(number, alice)
    assert await _is_in(alice)


async def test_a_token_that_comes_again_changes_nothing(
    mailwave: Mailwave, provider: Provider, number: str, alice: httpx.AsyncClient
) -> None:
    token = provider.logout_token(sub="user_alice", iat=int(time.time()) - 60)
    assert (await mailwave.logout(token)).status_code == 200
    assert not await _is_in(alice)
    await mailwave.arrive(number, alice)
    assert (await mailwave.logout(token)).status_code == 200
    assert await _is_in(alice)


@pytest.mark.parametrize("named", [{"sid": "login_of_nobody"}, {"sub": "user_nobody"}])
async def test_a_log_in_that_is_not_known_is_no_trouble(
    mailwave: Mailwave, provider: Provider, alice: httpx.AsyncClient, named: dict[str, Any]
) -> None:
    assert (await mailwave.logout(provider.logout_token(**named))).status_code == 200
    assert await _is_in(alice)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "any"},
        {"events": None},
        {"events": {}},
        {"events": {"http://schemas.openid.net/event/other": {}}},
        {"events": {LOGOUT: "yes"}},
        {"events": [LOGOUT]},
        {"aud": "another-client"},
        {"aud": None},
        {"iss": "http://evil.example"},
        {"iss": None},
        {"exp": _BEFORE},
        {"exp": None},
        {"iat": _LATER},
        {"iat": None},
        {"jti": None},
        {"jti": ""},
        {"jti": 5},
        {"sid": None},
        {"sid": ""},
        {"sid": ["login_1"]},
        {"sid": None, "sub": {"$ne": ""}},
    ],
    ids=str,
)
async def test_a_token_whose_claims_do_not_hold_ends_nothing(
    mailwave: Mailwave, provider: Provider, alice: httpx.AsyncClient, claims: dict[str, Any]
) -> None:
    answer = await mailwave.logout(provider.logout_token(**{"sid": "login_1"} | from_now(claims)))
    assert answer.status_code == 400
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["error"] == "invalid_request"
    assert mailwave.count("select count(*) from logout") == 0
    assert await _is_in(alice)


@pytest.mark.parametrize("typ", ["JWT", "at+jwt", ""])
async def test_a_token_of_another_type_ends_nothing(
    mailwave: Mailwave, provider: Provider, alice: httpx.AsyncClient, typ: str
) -> None:
    assert (await mailwave.logout(provider.logout_token({"typ": typ}, sid="login_1"))).status_code == 400
    assert await _is_in(alice)


async def test_an_id_token_ends_nothing(mailwave: Mailwave, provider: Provider, alice: httpx.AsyncClient) -> None:
    asked = {"nonce": "any", "login_hint": "any"}
    assert (await mailwave.logout(provider.id_token(asked, sid="login_1"))).status_code == 400
    assert await _is_in(alice)


async def test_a_token_of_another_key_ends_nothing(
    mailwave: Mailwave, provider: Provider, alice: httpx.AsyncClient
) -> None:
    provider.key = _OTHER_KEY
    assert (await mailwave.logout(provider.logout_token(sid="login_1"))).status_code == 400
    provider.key = KEY
    assert (await mailwave.logout(provider.logout_token(sid="login_1") + "x")).status_code == 400
    assert await _is_in(alice)


@pytest.mark.parametrize("body", [b"", b"logout_token=", b"logout_token=a.b.c", b"{}", b"\xff=\xff"])
async def test_what_is_no_token_ends_nothing(
    mailwave: Mailwave, provider: Provider, alice: httpx.AsyncClient, body: bytes
) -> None:
    assert (await mailwave.nobody.post("/partner-log-in/ended", content=body)).status_code == 400
    assert (await mailwave.nobody.get("/partner-log-in/ended")).status_code == 405
    assert await _is_in(alice)


async def test_a_log_in_that_ends_while_it_is_under_way_does_not_begin(
    mailwave: Mailwave, provider: Provider, number: str
) -> None:
    await mailwave.logout(provider.logout_token(sid="login_9"))
    _browser, page = await mailwave.arrive(number, sid="login_9")
    assert page.status_code == 403
    assert "Your log-in has ended" in page.text
    await mailwave.logout(provider.logout_token(sub="user_alice"))
    _browser, page = await mailwave.arrive(number, iat=int(time.time()) - 30)
    assert page.status_code == 403
    assert mailwave.count("select count(*) from session where kind = 'GUEST'") == 0


async def test_the_portal_comes_again_where_its_keys_could_not_be_asked_for(
    mailwave: Mailwave, provider: Provider, number: str
) -> None:
    provider.away.add("/.well-known/jwks.json")
    token = provider.logout_token(sid="login_1")
    answer = await mailwave.logout(token)
    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
    provider.away.clear()
    assert (await mailwave.logout(token)).status_code == 200
