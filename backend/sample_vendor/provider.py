"""The portal as OpenID Connect provider: where people are sent to, and whether a token is what it says.

The portal's addresses and keys come from its discovery document. Authlib makes the request and checks an ID token's
claims, joserfc checks signatures. Authlib's client for Starlette does all of it in one call, but for the `aud` of the
token and the `iss` of the answer, which it leaves to us, and it asks for the keys again for each that it doesn't know.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, fields
from typing import Any

import httpx
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from sample_vendor.portal_client import AWAY, TIMEOUT, PortalUnavailable
from sample_vendor.sessions import Guest
from sample_vendor.settings import Settings

_DISCOVERY = "/.well-known/openid-configuration"
_SCOPE = "openid profile email account"
_LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
# Ours to say, never the token's: or one with `alg: none`, or signed with our own secret, would be believed.
_ALGORITHMS = ["RS256"]
# How far the portal's clock and ours may differ.
_LEEWAY_SECONDS = 60
_KEYS_LAST_SECONDS = 3600.0
# Whoever sends tokens with made-up keys doesn't have us ask the portal for each.
_UNKNOWN_KEY_SECONDS = 60.0


class TokenRefused(Exception):
    """Not a token that the portal made for us and for this log-in. What is wrong with it is for the log."""


@dataclass(frozen=True)
class LogIn:
    """What an ID token says: who comes in, and to which account. `issued_at` is in seconds since 1970."""

    guest: Guest
    account_number: str
    issued_at: float


@dataclass(frozen=True)
class Logout:
    """What a logout token says: the log-in `sid` has ended, or all of the person `sub`."""

    jti: str
    sid: str | None
    sub: str | None
    issued_at: float
    expires_at: float


class Provider:
    """The portal, as `settings.portal_url` names it. Safe for concurrent use."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings) -> None:
        self._http = http
        self._issuer = settings.portal_url
        self._client = (settings.client_id, settings.client_secret)
        self._callback = settings.callback_url
        self._known_metadata: dict[str, Any] | None = None
        self._known_keys: KeySet | None = None
        self.keys_asked_at = 0.0
        self._one_asks = asyncio.Lock()

    async def authorization_url(self, state: str, nonce: str, code_verifier: str, login_hint: str) -> str:
        """Where a browser goes to log in. Raises PortalUnavailable."""
        endpoint = (await self._metadata())["authorization_endpoint"]
        client = OAuth2Client(
            None, self._client[0], scope=_SCOPE, redirect_uri=self._callback, code_challenge_method="S256"
        )
        url, _state = client.create_authorization_url(
            endpoint, state=state, nonce=nonce, code_verifier=code_verifier, login_hint=login_hint
        )
        return str(url)

    async def redeem(self, code: str, nonce: str, code_verifier: str) -> LogIn:
        """What the portal gives for the code that the browser brought. Raises TokenRefused, PortalUnavailable."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self._callback}
        answer = await self._ask(
            "POST",
            (await self._metadata())["token_endpoint"],
            data=form | {"code_verifier": code_verifier},
            auth=self._client,
        )
        if not isinstance(answer.get("id_token"), str):
            raise TokenRefused(f"the portal gives no ID token: {answer.get('error')!r}")
        token = await self._decode(answer["id_token"])
        options = {"iss": {"value": self._issuer}, "aud": {"value": self._client[0]}}
        params = {"nonce": nonce, "client_id": self._client[0], "access_token": answer.get("access_token")}
        try:
            CodeIDToken(token.claims, token.header, options, params).validate(leeway=_LEEWAY_SECONDS)
        except JoseError as error:
            raise TokenRefused(str(error)) from error
        guest = Guest(**{field.name: _text(token.claims, field.name) for field in fields(Guest)})
        if guest.access_level not in {"OWNER", "ADMIN"}:
            raise TokenRefused(f"no such access level: {guest.access_level!r}")
        return LogIn(guest, _text(token.claims, "account_id"), token.claims["iat"])

    async def read_logout(self, value: str) -> Logout:
        """What a logout token says (OpenID Connect Back-Channel Logout 1.0). Raises as `redeem`."""
        token = await self._decode(value)
        needed = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._client[0]},
            iat={"essential": True},
            exp={"essential": True},
            jti={"essential": True},
        )
        try:
            needed.validate(token.claims)
        except JoseError as error:
            raise TokenRefused(str(error)) from error
        claims = token.claims
        events = claims.get("events")
        if token.header.get("typ") != "logout+jwt" or "nonce" in claims:
            raise TokenRefused("this is no logout token")
        if not isinstance(events, dict) or not isinstance(events.get(_LOGOUT), dict):
            raise TokenRefused("this is the token of another event")
        named = {name: _text(claims, name) for name in ("sid", "sub") if name in claims}
        if not named:
            raise TokenRefused("it names neither a log-in nor a person")
        return Logout(claims["jti"], named.get("sid"), named.get("sub"), claims["iat"], claims["exp"])

    # --- signatures ---------------------------------------------------------------------------------------------------

    async def _decode(self, value: str) -> jwt.Token:
        """Header and claims of a token that the portal signed, whatever it says."""
        try:
            try:
                return jwt.decode(value, await self._keys(_KEYS_LAST_SECONDS), _ALGORITHMS)
            except InvalidKeyIdError:  # the portal may have a new one by now
                return jwt.decode(value, await self._keys(_UNKNOWN_KEY_SECONDS), _ALGORITHMS)
        except (JoseError, ValueError, TypeError, AttributeError) as error:
            raise TokenRefused(f"{type(error).__name__}: {error}") from error

    async def _keys(self, seconds: float) -> KeySet:
        """The portal's keys, asked for no longer than so many seconds ago."""
        async with self._one_asks:
            if self._known_keys is None or time.monotonic() - self.keys_asked_at > seconds:
                answer = await self._ask("GET", (await self._metadata())["jwks_uri"])
                try:
                    self._known_keys = KeySet.import_key_set({"keys": answer["keys"]})
                except (JoseError, ValueError, LookupError, TypeError) as error:
                    raise PortalUnavailable(f"the portal's keys can't be read: {error}") from error
                self.keys_asked_at = time.monotonic()
            return self._known_keys

    # --- HTTP ---------------------------------------------------------------------------------------------------------

    async def _metadata(self) -> dict[str, Any]:
        """The discovery document, asked for once."""
        if self._known_metadata is None:
            metadata = await self._ask("GET", _DISCOVERY)
            needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            if metadata.get("issuer") != self._issuer or not all(
                isinstance(metadata.get(name), str) for name in needed
            ):
                raise PortalUnavailable(f"{self._issuer}{_DISCOVERY} is not that of {self._issuer}")
            self._known_metadata = metadata
        return self._known_metadata

    async def _ask(self, method: str, address: str, **body: Any) -> dict[str, Any]:
        """The JSON object that the portal answers. Raises PortalUnavailable where there is none."""
        try:
            response = await self._http.request(method, address, timeout=TIMEOUT, **body)
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise PortalUnavailable(f"no answer from {address} ({type(error).__name__})") from error
        if response.status_code in AWAY or response.status_code >= 500 or not isinstance(answer, dict):
            raise PortalUnavailable(f"{address} answers {response.status_code}")
        return answer


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise TokenRefused(f"the claim {name!r} is missing or not a text")
    return value
