"""An OpenID provider at a real port, which can do wrong in all the ways that the tests name."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import orjson
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT_ID = "portal"
CLIENT_SECRET = "a secret that the provider and the portal share"
ALICE = "alice@brightside.example"

Change = Callable[[dict[str, Any]], None]


@dataclass
class Provider:
    """What it says of who logs in there, and what it does wrong: nothing unless a test sets it."""

    port: int = 0
    claims: dict[str, Any] = field(default_factory=dict)
    # Changes to the discovery document, the ID token's claims and the token answer, last of all.
    discovery: dict[str, Any] = field(default_factory=dict)
    token_answer: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    # Answers a request of one of its paths in place of what it would answer.
    instead: dict[str, Callable[[], Any]] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    asked: list[str] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}))
    extra_keys: list[Any] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _stop: Callable[[], Awaitable[None]] | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def log_in(self, url: str, **claims: Any) -> dict[str, str]:
        """Somebody logs in at the address to which the portal sent him. Returns what the callback is asked with."""
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["nonce"]) >= 20
        self.claims = {"sub": "alice-there", "email": ALICE, "email_verified": True, **claims}
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce, **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.sign is not None:
            return self.sign(claims)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    async def stop(self) -> None:
        """Goes down: nobody listens at its port any more."""
        assert self._stop is not None
        await self._stop()

    # --- its addresses -----------------------------------------------------------------------------------------------

    async def answer(self, request: Request) -> Response:
        path = request.url.path
        self.asked.append(path)
        if path in self.instead:
            given = self.instead[path]()
            response: Response = await given if asyncio.iscoroutine(given) else given
            return response
        if path == "/.well-known/openid-configuration":
            return JSONResponse(self._document() | self.discovery)
        if path == "/jwks":
            keys = [self.key, *self.extra_keys]
            return JSONResponse(
                {"keys": [one if isinstance(one, dict) else one.as_dict(private=False) for one in keys]}
            )
        if path == "/userinfo":
            return JSONResponse(self.userinfo)
        return await self._token(request)

    def _document(self) -> dict[str, Any]:
        places = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "jwks",
            "userinfo_endpoint": "userinfo",
        }
        return {
            "issuer": self.issuer,
            **{name: f"{self.issuer}/{path}" for name, path in places.items()},
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "authorization_response_iss_parameter_supported": True,
        }

    async def _token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return JSONResponse({"error": "invalid_client"}, 401)
        asked = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["redirect_uri"] != form["redirect_uri"] or asked["code_challenge"] != challenge:
            return JSONResponse({"error": "invalid_grant"}, 400)
        answer = {"access_token": "at", "token_type": "Bearer", "expires_in": 300}
        return JSONResponse(answer | {"id_token": self.id_token(asked["nonce"])} | self.token_answer)


def unsigned(claims: dict[str, Any]) -> str:
    """A token whose header says that nothing signs it."""
    parts = (orjson.dumps({"alg": "none", "typ": "JWT"}), orjson.dumps(claims), b"")
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def signed_with_the_secret(claims: dict[str, Any]) -> str:
    """A token signed with what the portal knows as well."""
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET))


def signed_by_another(kid: str) -> Callable[[dict[str, Any]], str]:
    """A token signed by a key that the provider doesn't have, under a name of its choice."""
    key = RSAKey.generate_key(2048, {"kid": kid})
    return lambda claims: jwt.encode({"alg": "RS256", "kid": kid}, claims, key)


def elliptic(provider: Provider) -> None:
    """Lets the provider sign by an elliptic curve, with one key among others."""
    key = ECKey.generate_key("P-256", {"kid": "curve"})
    provider.extra_keys = [key]
    provider.discovery = {"id_token_signing_alg_values_supported": ["ES256"]}
    provider.sign = lambda claims: jwt.encode({"alg": "ES256", "kid": "curve"}, claims, key)


def callback(answer: dict[str, str]) -> str:
    """Where the provider sends the browser."""
    return f"/login/outside/callback?{urlencode(answer)}"


@asynccontextmanager
async def serving(provider: Provider) -> AsyncIterator[Provider]:
    """The provider at a port that is free."""
    app = Starlette(routes=[Route("/{path:path}", provider.answer, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off", timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.01)
    provider.port = server.servers[0].sockets[0].getsockname()[1]

    async def stop() -> None:
        server.should_exit = True
        await task

    provider._stop = stop
    yield provider
    await stop()
