"""The vendor's own log-in, an OpenID provider, by Authlib's client for Starlette.

What it answers is others' word: within limits of time and size, of its discovery document only what is known, and no
signature but those of public keys.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx2
import structlog
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.integrations.starlette_client import OAuthError, StarletteOAuth2App

from portal.core.inputs import email_address
from portal.core.problems import InvalidInput
from portal.core.settings import Settings, is_loopback

log = structlog.get_logger()
T = TypeVar("T")

WHOLE_SECONDS = 10.0
LARGEST_ANSWER = 256 * 1024
KEPT_SECONDS = 3600.0
# An ID token with a key that isn't known may be signed by a new one: asked for so often, and no more.
REFETCH_SECONDS = 60.0
LEEWAY_SECONDS = 60
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_PUBLIC_KEYS = frozenset({"RSA", "EC"})


class ProviderFailed(Exception):
    """It didn't answer, or not as it should: nobody is signed in by this."""


class SignInDeclined(Exception):
    """The provider says that there is no sign-in, such as because the person went back."""


@dataclass(frozen=True)
class Asked:
    """Where the browser goes, and what is kept for its return."""

    url: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True)
class Identity:
    """Who somebody is there; `email` only where the provider says that it verified it, `name` where it says one."""

    issuer: str
    subject: str
    email: str | None
    name: str | None = None


class OutsideProvider:
    """The provider of one deployment, in one process."""

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer is not None
        self.issuer = settings.oidc_issuer
        self.redirect_uri = f"{settings.base_url}/login/outside/callback"
        self._app = _App(self.issuer, settings.oidc_client_id, settings.oidc_client_secret)

    async def ask(self, state: str) -> Asked:
        """Begins a sign-in: authorization code with PKCE S256 and a nonce. Raises ProviderFailed."""
        made = await _within_limits(self._app.create_authorization_url(self.redirect_uri, state=state))
        return Asked(made["url"], made["nonce"], made["code_verifier"])

    async def check_sender(self, issuer: str | None) -> None:
        """Whether an answer comes from this provider, by its parameter `iss` (RFC 9207). Raises ProviderFailed."""
        if issuer is None:
            metadata = await _within_limits(self._app.load_server_metadata())
            if not metadata["authorization_response_iss_parameter_supported"]:
                return
        if issuer != self.issuer:
            log.warning("outside_login.failed", error="another sender")
            raise ProviderFailed

    async def identify(self, code: str, code_verifier: str, nonce: str) -> Identity:
        """Redeems the code and reads who it is. Raises ProviderFailed, or SignInDeclined for a code that is refused."""
        return await _within_limits(self._identify(code, code_verifier, nonce))

    async def _identify(self, code: str, code_verifier: str, nonce: str) -> Identity:
        token = await self._app.fetch_access_token(self.redirect_uri, code=code, code_verifier=code_verifier)
        # Authlib alone would let pass another's audience that names us as the authorized party.
        expected = {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "value": self._app.client_id},
        }
        claims = await self._app.parse_id_token(token, nonce=nonce, claims_options=expected, leeway=LEEWAY_SECONDS)
        if claims is None or not _is_subject(claims["sub"]):
            raise ValueError("no ID token, or one of nobody")
        subject = str(claims["sub"])
        if "email" not in claims and (await self._app.load_server_metadata())["userinfo_endpoint"]:
            claims = await self._app.userinfo(token=token)
            # An answer about somebody else says nothing of whom the ID token names.
            if claims.get("sub") != subject:
                raise ValueError("the user info is another's")
        return Identity(self.issuer, subject, _verified_email(claims), _name(claims))


def _is_subject(value: object) -> bool:
    # OpenID Connect Core, section 2: 255 ASCII characters at most.
    return isinstance(value, str) and 0 < len(value) <= 255 and value.isascii() and value.isprintable()


def _verified_email(claims: Mapping[str, Any]) -> str | None:
    """The address as the portal compares it; None unless `email_verified` is true itself, not a text that says so."""
    if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
        return None
    try:
        return email_address(claims["email"])
    except InvalidInput:
        return None


def _name(claims: Mapping[str, Any]) -> str | None:
    name = claims.get("name")
    return name.strip() or None if isinstance(name, str) and len(name) <= 120 and name.isprintable() else None


async def _within_limits(call: Awaitable[T]) -> T:
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            return await call
    except OAuthError as error:
        log.warning("outside_login.refused", error=str(error.error)[:60])
        raise SignInDeclined from None
    except Exception as error:
        # Libraries fail in many ways on what isn't as it should be. Of its inside nothing is told: it may be a secret.
        log.warning("outside_login.failed", error=type(error).__name__)
        raise ProviderFailed from None


class _App(StarletteOAuth2App):  # type: ignore[misc]  # Authlib has no types
    """Authlib's client, with discovery and keys read strictly and kept for a while."""

    def __init__(self, issuer: str, client_id: str | None, client_secret: str | None) -> None:
        super().__init__(
            framework=None,
            client_id=client_id,
            client_secret=client_secret,
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
        )
        self.client_cls = _Client
        self._issuer = issuer
        self._discovery = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        self._reading = asyncio.Lock()
        self._read_at = self._keys_at = self._forced_at = float("-inf")
        self._keys: dict[str, Any] = {}

    async def load_server_metadata(self) -> dict[str, Any]:
        async with self._reading:
            if time.monotonic() - self._read_at > KEPT_SECONDS:
                self.server_metadata = _metadata(await self._get_json(self._discovery), self._issuer)
                self._read_at = time.monotonic()
        return self.server_metadata

    async def fetch_jwk_set(self, force: bool = False) -> dict[str, Any]:
        address = (await self.load_server_metadata())["jwks_uri"]
        async with self._reading:
            now = time.monotonic()
            anew = force and now - self._forced_at > REFETCH_SECONDS
            if anew:
                self._forced_at = now
            if anew or now - self._keys_at > KEPT_SECONDS:
                found = (await self._get_json(address))["keys"]
                # Public keys alone: what is signed with a secret that both know proves nothing.
                self._keys = {"keys": [one for one in found if one.get("kty") in _PUBLIC_KEYS]}
                self._keys_at = now
        return self._keys

    async def _get_json(self, url: str) -> Any:
        async with self._get_session() as client:
            response = await client.request("GET", url, withhold_token=True)
            response.raise_for_status()
            return response.json()


def _metadata(found: dict[str, Any], issuer: str) -> dict[str, Any]:
    """What is known of a discovery document; whatever else stands in it would be taken for settings of the client.

    Raises ValueError for another issuer's, and for addresses that aren't safe.
    """
    if found["issuer"] != issuer:
        raise ValueError("the discovery document is another issuer's")
    kept = {name: _safe(found[name]) for name in _ENDPOINTS}
    userinfo = found.get("userinfo_endpoint")
    offered = found.get("id_token_signing_alg_values_supported") or ["RS256"]
    algorithms = [one for one in _ALGORITHMS if one in offered]
    methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if not algorithms:
        raise ValueError("no algorithm that can be taken")
    return {
        **kept,
        "issuer": issuer,
        "userinfo_endpoint": _safe(userinfo) if userinfo else None,
        "id_token_signing_alg_values_supported": algorithms,
        "authorization_response_iss_parameter_supported": found.get("authorization_response_iss_parameter_supported")
        is True,
        "token_endpoint_auth_method": "client_secret_basic"
        if "client_secret_basic" in methods
        else "client_secret_post",
    }


def _safe(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ValueError("an endpoint that isn't safe")
    return url


class _Client(AsyncOAuth2Client):  # type: ignore[misc]  # Authlib has no types
    """One conversation, which follows no redirect and no proxy of the environment."""

    def __init__(self, **given: Any) -> None:
        limits = {"transport": _Limited(), "timeout": WHOLE_SECONDS, "trust_env": False, "follow_redirects": False}
        super().__init__(**given, **limits)


class _Limited(httpx2.AsyncBaseTransport):
    """Reads no more of an answer than fits."""

    def __init__(self) -> None:
        self._inner = httpx2.AsyncHTTPTransport(verify=_tls(), trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        # What is packed small may be large.
        request.headers["accept-encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        if response.headers.get("content-encoding", "identity") != "identity":
            await response.aclose()
            raise httpx2.DecodingError("a packed answer", request=request)
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        response.stream = _LimitedStream(response.stream)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


class _LimitedStream(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for piece in self._inner:
            size += len(piece)
            if size > LARGEST_ANSWER:
                raise httpx2.ReadError("an answer that is too large")
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()


@cache
def _tls() -> ssl.SSLContext:
    # Reading the certificates takes some 30 ms.
    return httpx2.create_ssl_context(trust_env=False)
