"""ID tokens that don't hold, and the keys that they are verified with."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import OctKey

from tests.sample_vendor.mailwave import Mailwave
from tests.sample_vendor.provider import KEY, Provider, from_now, new_key

_OTHER_KEY = new_key("key-1")
_NEW_KEY = new_key("key-2")
_BEFORE, _LATER = dt.timedelta(minutes=-2), dt.timedelta(hours=1)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": None},
        {"aud": ["another-client", "third-client"]},
        {"aud": "another-client", "azp": "another-client"},
        {"azp": "another-client"},
        {"nonce": "another-nonce"},
        {"nonce": None},
        {"exp": _BEFORE},
        {"exp": None},
        {"exp": "never"},
        {"iat": _LATER},
        {"iat": None},
        {"nbf": _LATER},
        {"at_hash": "of-another-token"},
        {"sub": None},
        {"sid": None},
        {"name": None},
        {"partner_id": None},
        {"partner_name": ["Brightside"]},
        {"account_id": None},
        {"account_id": {"$ne": ""}},
        {"access_level": None},
        {"access_level": "NONE"},
        {"access_level": "admin"},
        {"access_level": ["OWNER"]},
    ],
    ids=str,
)
async def test_a_token_whose_claims_do_not_hold_is_refused(
    mailwave: Mailwave, provider: Provider, number: str, claims: dict[str, Any]
) -> None:
    browser, page = await mailwave.arrive(number, **from_now(claims))
    mailwave.assert_nobody_came_in(browser, page, 403)
    assert "We could not verify your log-in" in page.text


async def test_a_token_for_us_and_for_others_names_us_as_its_party(
    mailwave: Mailwave, provider: Provider, number: str
) -> None:
    both = [provider.client[0], "another-client"]
    browser, page = await mailwave.arrive(number, aud=both)
    mailwave.assert_nobody_came_in(browser, page, 403)
    browser, page = await mailwave.arrive(number, aud="another-client", azp=provider.client[0])
    mailwave.assert_nobody_came_in(browser, page, 403)
    _browser, page = await mailwave.arrive(number, aud=both, azp=provider.client[0])
    assert page.status_code == 200


def _packed(header: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    """A token that no library would make."""
    parts = [_base64(json.dumps(part).encode()) for part in (header, claims)]
    return ".".join([*parts, _base64(sign(".".join(parts).encode()))])


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _by_mac(secret: bytes, **header: Any) -> Callable[[dict[str, Any]], str]:
    def forge(claims: dict[str, Any]) -> str:
        mac = {"alg": "HS256", "typ": "JWT", **header}
        return _packed(mac, claims, lambda data: hmac.digest(secret, data, hashlib.sha256))

    return forge


@pytest.mark.parametrize("algorithm", ["none", "None", "nOnE"])
@pytest.mark.parametrize("header", [{}, {"kid": "key-1"}])
async def test_a_token_that_nobody_signed_is_refused(
    mailwave: Mailwave, provider: Provider, number: str, algorithm: str, header: dict[str, str]
) -> None:
    provider.forge = lambda claims: _packed({"alg": algorithm, **header}, claims, lambda _data: b"")
    browser, page = await mailwave.arrive(number)
    mailwave.assert_nobody_came_in(browser, page, 403)


@pytest.mark.parametrize("header", [{}, {"kid": "key-1"}])
async def test_a_token_signed_with_our_own_secret_is_refused(
    mailwave: Mailwave, provider: Provider, number: str, header: dict[str, str]
) -> None:
    provider.forge = _by_mac(provider.client[1].encode(), **header)
    browser, page = await mailwave.arrive(number)
    mailwave.assert_nobody_came_in(browser, page, 403)


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(
    mailwave: Mailwave, provider: Provider, number: str
) -> None:
    provider.forge = _by_mac(KEY.as_pem(private=False), kid="key-1")
    browser, page = await mailwave.arrive(number)
    mailwave.assert_nobody_came_in(browser, page, 403)


@pytest.mark.parametrize("key", [_OTHER_KEY, _NEW_KEY], ids=["same id", "unknown id"])
async def test_a_token_signed_with_another_key_is_refused(
    mailwave: Mailwave, provider: Provider, number: str, key: Any
) -> None:
    provider.key = key
    browser, page = await mailwave.arrive(number)
    mailwave.assert_nobody_came_in(browser, page, 403)


async def test_a_key_that_a_token_brings_along_is_not_used(mailwave: Mailwave, provider: Provider, number: str) -> None:
    provider.key = _OTHER_KEY
    provider.header = {"jwk": _OTHER_KEY.as_dict(private=False), "jku": "http://evil.example/keys"}
    browser, page = await mailwave.arrive(number)
    mailwave.assert_nobody_came_in(browser, page, 403)


async def test_a_secret_among_the_portal_s_keys_signs_no_token(
    mailwave: Mailwave, provider: Provider, number: str
) -> None:
    secret = OctKey.import_key("a secret that stands where public keys should", {"kid": "key-3"})
    provider.published = [KEY, secret]  # type: ignore[list-item]
    provider.forge = _by_mac(secret.raw_value, kid="key-3")
    browser, page = await mailwave.arrive(number)
    mailwave.assert_nobody_came_in(browser, page, 403)


async def test_a_token_that_was_changed_is_refused(mailwave: Mailwave, provider: Provider, number: str) -> None:
    def forge(claims: dict[str, Any]) -> str:
        provider.forge = None
        head, body, signature = provider.sign(claims, {}).split(".")
        changed = json.loads(base64.urlsafe_b64decode(body + "==")) | {"access_level": "OWNER"}
        return f"{head}.{_base64(json.dumps(changed).encode())}.{signature}"

    provider.forge = forge
    browser, page = await mailwave.arrive(number)
    mailwave.assert_nobody_came_in(browser, page, 403)


@pytest.mark.parametrize(
    "token",
    ["", "a", "a.b.c", "....", "é.é.é", None, 5, {}, "WyJhbGciXQ.e30.e30", "IiI.e30.e30", "eyJhbGciOm51bGx9.e30.e30"],
)
async def test_what_is_no_token_is_refused(mailwave: Mailwave, provider: Provider, number: str, token: Any) -> None:
    provider.answer = {"id_token": token}
    browser, page = await mailwave.arrive(number)
    mailwave.assert_nobody_came_in(browser, page, 403)


async def test_a_logout_token_is_no_id_token(mailwave: Mailwave, provider: Provider, number: str) -> None:
    provider.answer = {"id_token": provider.logout_token(sid="login_1", sub="user_alice")}
    browser, page = await mailwave.arrive(number)
    mailwave.assert_nobody_came_in(browser, page, 403)


async def test_nothing_secret_is_logged(
    mailwave: Mailwave, provider: Provider, number: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for claims in ({}, {"aud": "another-client"}, {"nonce": "another-nonce"}):
        browser = mailwave.new_browser()
        asked = provider.read(await mailwave.click(browser, number))
        address = provider.authorize(await mailwave.click(browser, number), **claims)
        code = parse_qs(urlsplit(address).query)["code"][0]
        await browser.get(address)
        token = provider.id_token(asked)
        await mailwave.logout(token)
        for secret in (asked["state"], asked["nonce"], code, token, provider.client[1], *browser.cookies.values()):
            # httpx tells at which address the browser of this test was.
            assert secret not in "".join(one.getMessage() for one in caplog.records if one.name == "mailwave")
    assert "a log-in from the portal is refused" in caplog.text
    assert "a logout token is refused" in caplog.text


# --- keys -----------------------------------------------------------------------------------------------------------


async def test_a_new_key_is_asked_for_at_most_once_a_minute(
    mailwave: Mailwave, provider: Provider, number: str
) -> None:
    for _again in range(2):
        assert (await mailwave.arrive(number))[1].status_code == 200
    assert provider.asked.count("/.well-known/jwks.json") == 1
    provider.key, provider.published = _NEW_KEY, [_NEW_KEY]
    assert (await mailwave.arrive(number))[1].status_code == 403
    assert provider.asked.count("/.well-known/jwks.json") == 1
    mailwave.app.state.provider.keys_asked_at -= 61  # a minute later
    for _again in range(3):
        assert (await mailwave.arrive(number))[1].status_code == 200
    assert provider.asked.count("/.well-known/jwks.json") == 2
    provider.key = KEY  # withdrawn
    for _again in range(3):
        assert (await mailwave.arrive(number))[1].status_code == 403
    assert provider.asked.count("/.well-known/jwks.json") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


async def test_a_key_that_is_withdrawn_is_forgotten_within_the_hour(
    mailwave: Mailwave, provider: Provider, number: str
) -> None:
    assert (await mailwave.arrive(number))[1].status_code == 200
    provider.published = [_NEW_KEY]
    mailwave.app.state.provider.keys_asked_at -= 3601
    assert (await mailwave.arrive(number))[1].status_code == 403
