"""A provider that answers wrongly, slowly or not at all: a calm sentence, no sign-in, and no 500."""

from __future__ import annotations

import asyncio
import gzip
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse

from portal.outside_login import provider as client
from tests.outside_login.provider import (
    ALICE,
    CLIENT_ID,
    CLIENT_SECRET,
    Provider,
    signed_by_another,
    signed_with_the_secret,
    unsigned,
)
from tests.outside_login.steps import come_back, leave, links, refused, sign_in, who, word
from tests.people import Portal

DISCOVERY, KEYS, TOKEN = "/.well-known/openid-configuration", "/jwks", "/token"


async def fails(outside: Portal, provider: Provider, **claims: Any) -> None:
    """Alice, who would be let in, isn't."""
    await outside.alice()
    browser = outside.nobody()
    assert await refused(browser, await sign_in(browser, provider, **claims)) == "unavailable"
    assert await links(outside) == []


# --- the ID token -----------------------------------------------------------------------------------------------------


async def test_an_id_token_of_another_issuer_is_refused(outside: Portal, provider: Provider) -> None:
    await fails(outside, provider, iss="https://evil.example")


async def test_an_id_token_that_names_no_issuer_is_refused(outside: Portal, provider: Provider) -> None:
    await fails(outside, provider, iss=None)


async def test_an_id_token_for_another_audience_is_refused(outside: Portal, provider: Provider) -> None:
    await fails(outside, provider, aud="another-app")


async def test_an_id_token_for_another_audience_that_names_us_as_its_party_is_refused(
    outside: Portal, provider: Provider
) -> None:
    await fails(outside, provider, aud="another-app", azp=CLIENT_ID)


async def test_an_id_token_for_us_and_others_that_another_asked_for_is_refused(
    outside: Portal, provider: Provider
) -> None:
    await fails(outside, provider, aud=[CLIENT_ID, "another-app"], azp="another-app")


async def test_an_id_token_for_us_and_others_that_does_not_say_who_asked_is_refused(
    outside: Portal, provider: Provider
) -> None:
    await fails(outside, provider, aud=[CLIENT_ID, "another-app"])


async def test_an_id_token_without_audience_is_refused(outside: Portal, provider: Provider) -> None:
    await fails(outside, provider, aud=None)


async def test_an_id_token_with_another_nonce_is_refused(outside: Portal, provider: Provider) -> None:
    await fails(outside, provider, nonce="of another sign-in")


async def test_an_id_token_without_nonce_is_refused(outside: Portal, provider: Provider) -> None:
    await fails(outside, provider, nonce=None)


async def test_an_id_token_that_is_over_is_refused(outside: Portal, provider: Provider) -> None:
    await fails(outside, provider, exp=int(time.time()) - client.LEEWAY_SECONDS - 5)


async def test_an_id_token_that_never_ends_is_refused(outside: Portal, provider: Provider) -> None:
    await fails(outside, provider, exp=None)


async def test_an_id_token_that_ends_at_a_text_is_refused(outside: Portal, provider: Provider) -> None:
    await fails(outside, provider, exp="tomorrow")


async def test_an_id_token_of_the_future_is_refused(outside: Portal, provider: Provider) -> None:
    await fails(outside, provider, iat=int(time.time()) + 3600)


@pytest.mark.parametrize("subject", [None, "", 7, ["alice-there"], "a" * 256, "ümlaut", "a\0b"])
async def test_an_id_token_of_nobody_is_refused(outside: Portal, provider: Provider, subject: object) -> None:
    await fails(outside, provider, sub=subject)


async def test_an_unsigned_id_token_is_refused(outside: Portal, provider: Provider) -> None:
    provider.sign = unsigned
    await fails(outside, provider)


async def test_an_id_token_signed_with_the_clients_secret_is_refused(outside: Portal, provider: Provider) -> None:
    """Though the discovery document names HS256, and the keys hold the secret."""
    provider.extra_keys = [OctKey.import_key(CLIENT_SECRET, {"kid": "secret"}).as_dict(private=True)]
    provider.sign = signed_with_the_secret
    await fails(outside, provider)


async def test_an_id_token_signed_with_the_public_key_as_a_secret_is_refused(
    outside: Portal, provider: Provider
) -> None:
    def confused(claims: dict[str, Any]) -> str:
        secret = OctKey.import_key(provider.key.as_pem(private=False) + b"\n")
        return jwt.encode({"alg": "HS256", "kid": "first"}, claims, secret)

    provider.sign = confused
    await fails(outside, provider)


async def test_an_id_token_by_an_unknown_key_is_refused_and_the_keys_are_asked_for_once_more_a_minute(
    outside: Portal, provider: Provider
) -> None:
    await outside.alice()
    provider.sign = signed_by_another("unknown")
    for _ in range(5):
        browser = outside.nobody()
        assert await refused(browser, await sign_in(browser, provider)) == "unavailable"
    assert provider.asked.count(KEYS) == 2
    assert provider.asked.count(DISCOVERY) == 1


async def test_an_id_token_by_another_key_of_a_known_name_is_refused(outside: Portal, provider: Provider) -> None:
    provider.sign = signed_by_another("first")
    await fails(outside, provider)


async def test_a_key_that_was_rotated_is_learnt_at_once(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    await sign_in(outside.nobody(), provider)
    provider.key = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"})
    browser = outside.nobody()
    await sign_in(browser, provider)
    assert await who(browser) == ALICE
    assert provider.asked.count(KEYS) == 2


@pytest.mark.parametrize("answer", ["", "a.b", "a.b.c", "not a token", 7, None, {}, "x" * 200_000])
async def test_rubbish_in_place_of_an_id_token_is_refused(outside: Portal, provider: Provider, answer: object) -> None:
    provider.token_answer = {"id_token": answer}
    await fails(outside, provider)


async def test_an_id_token_that_does_not_belong_to_the_access_token_is_refused(
    outside: Portal, provider: Provider
) -> None:
    await fails(outside, provider, at_hash="AAAAAAAAAAAAAAAAAAAAAA")


async def test_the_user_info_of_somebody_else_says_nothing(outside: Portal, provider: Provider) -> None:
    provider.userinfo = {"sub": "somebody-else", "email": ALICE, "email_verified": True}
    await fails(outside, provider, email=None, email_verified=None)


# --- the discovery document -------------------------------------------------------------------------------------------


async def leaves_in_vain(outside: Portal, provider: Provider) -> None:
    browser = outside.nobody()
    answer = await browser.http.get("/login/outside?next=/team")
    assert word(answer) == "unavailable"
    assert "set-cookie" not in answer.headers
    # Once it is well again, so is the portal.
    provider.discovery, provider.instead = {}, {}
    assert (await leave(browser)).startswith(provider.issuer)


async def test_a_discovery_document_of_another_issuer_is_refused(outside: Portal, provider: Provider) -> None:
    provider.discovery = {"issuer": "https://evil.example"}
    await leaves_in_vain(outside, provider)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"])
@pytest.mark.parametrize("address", ["http://evil.example/x", "javascript:alert(1)", "file:///etc/passwd", 7, "//x"])
async def test_an_endpoint_that_is_not_safe_is_refused(
    outside: Portal, provider: Provider, name: str, address: object
) -> None:
    provider.discovery = {name: address}
    await leaves_in_vain(outside, provider)


async def test_a_provider_that_signs_by_shared_secrets_alone_is_refused(outside: Portal, provider: Provider) -> None:
    provider.discovery = {"id_token_signing_alg_values_supported": ["HS256", "none"]}
    await leaves_in_vain(outside, provider)


async def test_what_else_stands_in_the_document_changes_nothing_of_the_client(
    outside: Portal, provider: Provider
) -> None:
    await outside.alice()
    provider.discovery = {
        "client_id": "x",
        "verify": False,
        "proxy": "http://evil.example",
        "base_url": "http://evil.example",
        "code_challenge_method": "plain",
        "scope": "everything",
        "_loaded_at": 1,
    }
    browser = outside.nobody()
    await sign_in(browser, provider)
    assert await who(browser) == ALICE


# --- answers that aren't any ------------------------------------------------------------------------------------------


def huge() -> Response:
    async def pieces() -> Any:
        for _ in range(10 * 1024):
            yield b" " * 1024

    return StreamingResponse(pieces(), media_type="application/json")


def packed() -> Response:
    return Response(
        gzip.compress(b" " * 10_000_000), media_type="application/json", headers={"content-encoding": "gzip"}
    )


RUBBISH = {
    "an error": lambda: PlainTextResponse("oops", 500),
    "no JSON": lambda: PlainTextResponse("<html>"),
    "a list": lambda: JSONResponse([]),
    "a text": lambda: JSONResponse("text"),
    "null": lambda: JSONResponse(None),
    "an empty object": lambda: JSONResponse({}),
    "nothing": lambda: Response(status_code=204),
    "10 MB": huge,
    "10 MB, packed": packed,
    "a redirect": lambda: RedirectResponse("http://127.0.0.1:9/"),
    "bytes": lambda: Response(b"\xff\xfe\x00", media_type="application/json"),
}


@pytest.mark.parametrize("kind", RUBBISH)
async def test_rubbish_in_place_of_the_discovery_document_lets_nobody_leave(
    outside: Portal, provider: Provider, kind: str
) -> None:
    provider.instead[DISCOVERY] = RUBBISH[kind]
    await leaves_in_vain(outside, provider)


@pytest.mark.parametrize("place", [KEYS, TOKEN])
@pytest.mark.parametrize("kind", RUBBISH)
async def test_rubbish_in_place_of_keys_or_tokens_signs_nobody_in(
    outside: Portal, provider: Provider, place: str, kind: str
) -> None:
    provider.instead[place] = RUBBISH[kind]
    await fails(outside, provider)


@pytest.mark.parametrize(
    "error", ["invalid_grant", "invalid_client", "unauthorized_client", "<script>", 7, None, ["a"], {"a": 1}]
)
async def test_a_code_that_the_provider_refuses_is_no_sign_in(
    outside: Portal, provider: Provider, error: object
) -> None:
    await outside.alice()
    provider.instead[TOKEN] = lambda: JSONResponse({"error": error, "error_description": "x" * 1000}, 400)
    browser = outside.nobody()
    assert await refused(browser, await sign_in(browser, provider)) == "declined"


async def test_a_provider_that_is_down_lets_nobody_leave(outside: Portal, provider: Provider) -> None:
    await provider.stop()
    assert word(await outside.nobody().http.get("/login/outside")) == "unavailable"


async def test_a_provider_that_went_down_meanwhile_signs_nobody_in(outside: Portal, provider: Provider) -> None:
    await outside.alice()
    browser = outside.nobody()
    answer = provider.log_in(await leave(browser))
    await provider.stop()
    assert await refused(browser, await come_back(browser, answer)) == "unavailable"


@pytest.mark.parametrize("place", [DISCOVERY, KEYS, TOKEN])
async def test_a_slow_provider_is_not_waited_for(
    outside: Portal, provider: Provider, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await outside.alice()
    monkeypatch.setattr(client, "WHOLE_SECONDS", 0.5)

    async def slowly() -> Response:
        await asyncio.sleep(3)
        return PlainTextResponse("at last")

    provider.instead[place] = slowly
    browser = outside.nobody()
    started = time.monotonic()
    if place == DISCOVERY:
        assert word(await browser.http.get("/login/outside")) == "unavailable"
    else:
        assert await refused(browser, await sign_in(browser, provider)) == "unavailable"
    assert time.monotonic() - started < 2.5


async def test_an_answer_that_comes_drop_by_drop_is_not_waited_for(
    outside: Portal, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await outside.alice()
    monkeypatch.setattr(client, "WHOLE_SECONDS", 0.5)

    async def drops() -> Any:
        for _ in range(40):
            yield b" "
            await asyncio.sleep(0.1)

    provider.instead[TOKEN] = lambda: StreamingResponse(drops(), media_type="application/json")
    browser = outside.nobody()
    started = time.monotonic()
    assert await refused(browser, await sign_in(browser, provider)) == "unavailable"
    assert time.monotonic() - started < 2.5
