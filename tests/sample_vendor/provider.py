"""A small OpenID Connect provider with real keys, which signs whatever it is told to: also what no portal would."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import secrets
import time
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jws, jwt
from joserfc.jwk import Key, RSAKey

LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
_TOKEN, _METADATA, _KEYS = "/oauth/token", "/.well-known/openid-configuration", "/.well-known/jwks.json"


def new_key(kid: str) -> RSAKey:
    """A key that has this id."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


KEY = new_key("key-1")


def from_now(claims: dict[str, Any]) -> dict[str, Any]:
    """The claims, with moments for what is said as so long from now: a list of cases knows no time of its own."""
    now = dt.datetime.now(dt.UTC)
    return {
        name: int((now + value).timestamp()) if isinstance(value, dt.timedelta) else value
        for name, value in claims.items()
    }


class Provider(httpx.AsyncBaseTransport):
    """Answers Mailwave as the portal does, with what `claims`, `header` and `key` change of an ID token."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self.issuer = issuer
        self.client = (client_id, client_secret)
        self.key: Key = KEY
        self.header: dict[str, Any] = {}
        # Signs in another way, where it is set: claims to token.
        self.forge: Any = None
        self.published = [KEY]
        self.metadata: dict[str, Any] = {}
        # Paths that can't be reached, and how often each was asked for.
        self.away: set[str] = set()
        self.asked: list[str] = []
        # Put over the token endpoint's answer.
        self.answer: dict[str, Any] = {}
        self._codes: dict[str, tuple[dict[str, str], dict[str, Any]]] = {}

    # --- the browser's way --------------------------------------------------------------------------------------------

    def authorize(self, url: str, **claims: Any) -> str:
        """Somebody who is signed in to the portal: where he is sent back to."""
        asked = self.read(url)
        code = secrets.token_urlsafe(16)
        self._codes[code] = (asked, claims)
        return self.back(asked, code=code)

    def back(self, asked: dict[str, str], **more: str | None) -> str:
        """The address of the callback, with these parameters; None leaves one out."""
        told = {"state": asked["state"], "iss": self.issuer} | more
        kept = {name: value for name, value in told.items() if value is not None}
        return f"{asked['redirect_uri']}?{urlencode(kept)}"

    def read(self, url: str) -> dict[str, str]:
        """What Mailwave asks of the authorization endpoint, which must be whole."""
        assert url.startswith(f"{self.issuer}/oauth/authorize?")
        asked = {name: value for name, [value] in parse_qs(urlsplit(url).query).items()}
        assert asked["client_id"] == self.client[0]
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        return asked

    # --- tokens -------------------------------------------------------------------------------------------------------

    def id_token(self, asked: dict[str, str], **claims: Any) -> str:
        """Alice, of Brightside, with Admin access, where the claims say nothing else."""
        now = int(time.time())
        right = {
            "iss": self.issuer,
            "aud": self.client[0],
            "iat": now,
            "exp": now + 300,
            "auth_time": now - 60,
            "nonce": asked["nonce"],
            "sub": "user_alice",
            "sid": secrets.token_urlsafe(8),
            "name": "Alice",
            "email": "alice@brightside.example",
            "partner_id": "part_brightside",
            "partner_name": "Brightside",
            "account_id": asked["login_hint"],
            "access_level": "ADMIN",
        }
        return self.sign(right | claims, self.header)

    def logout_token(self, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A log-in, or a person, has ended; None leaves a claim out."""
        now = int(time.time())
        right = {"iss": self.issuer, "aud": self.client[0], "iat": now, "exp": now + 120}
        right |= {"jti": secrets.token_urlsafe(8), "events": {LOGOUT: {}}}
        return self.sign(right | claims, {"typ": "logout+jwt"} | (header or {}))

    def sign(self, claims: dict[str, Any], header: dict[str, Any]) -> str:
        """The token. Claims that are None are left out."""
        kept = {name: value for name, value in claims.items() if value is not None}
        if self.forge:
            return str(self.forge(kept))
        header = {"alg": "RS256", "kid": self.key.kid} | header
        registry = jws.JWSRegistry(algorithms=[header["alg"]], strict_check_header=False)
        return jwt.encode(header, kept, self.key, registry=registry)

    # --- Mailwave's way -----------------------------------------------------------------------------------------------

    def knows(self, request: httpx.Request) -> bool:
        """Whether it answers this; the portal answers all else."""
        mine = request.url.path in {_METADATA, _KEYS}
        return mine or (request.url.path == _TOKEN and b"authorization_code" in request.content)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Discovery, keys, and a code for a token."""
        self.asked.append(request.url.path)
        if request.url.path in self.away:
            raise httpx.ConnectError("away", request=request)
        if request.url.path == _METADATA:
            return httpx.Response(200, json=self._described() | self.metadata)
        if request.url.path == _KEYS:
            return httpx.Response(200, json={"keys": [key.as_dict(private=False) for key in self.published]})
        return self._redeemed(request)

    def _described(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/oauth/authorize",
            "token_endpoint": f"{self.issuer}{_TOKEN}",
            "jwks_uri": f"{self.issuer}{_KEYS}",
        }

    def _redeemed(self, request: httpx.Request) -> httpx.Response:
        """Each code once, for the client whose browser asked for it."""
        form = {name: value for name, [value] in parse_qs(request.content.decode()).items()}
        basic = base64.b64encode(":".join(self.client).encode()).decode()
        asked, claims = self._codes.pop(form.get("code", ""), ({}, {}))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if request.headers.get("authorization") != f"Basic {basic}":
            return httpx.Response(401, json={"error": "invalid_client"})
        if (
            challenge.decode().rstrip("=") != asked.get("code_challenge")
            or form.get("redirect_uri") != asked["redirect_uri"]
        ):
            return httpx.Response(400, json={"error": "invalid_grant"})
        answer = {"access_token": "pp_at_1", "token_type": "Bearer", "expires_in": 3600}
        return httpx.Response(200, json=answer | {"id_token": self.id_token(asked, **claims)} | self.answer)
