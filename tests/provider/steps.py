"""A program that lets people in by OAuth2 and OpenID Connect, as an attacker or a strict client would write it."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet

from portal.core.actors import System
from portal.core.requests import Request
from portal.core.work import open_work
from portal.oauth.service import NewClient, create_client
from tests.people import Person, Portal

REDIRECT = "https://dashboard.example/callback"
ALL = "accounts:read leads:read openid profile email"


@dataclass
class Program:
    """A registered program, and the verifier, state and nonce of what it asked for last."""

    portal: Portal
    client_id: str
    secret: str | None
    redirect_uri: str = REDIRECT
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    state: str = "state-1"
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    @property
    def auth(self) -> Any:
        return (self.client_id, self.secret) if self.secret else httpx.USE_CLIENT_DEFAULT

    @property
    def challenge(self) -> str:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def question(self, **changes: str | None) -> str:
        """The query with which a browser comes to /oauth/authorize; None leaves a parameter out."""
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": ALL,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": self.challenge,
            "code_challenge_method": "S256",
            **changes,
        }
        return urlencode({name: value for name, value in asked.items() if value is not None})

    async def asks(self, person: Person, **changes: str | None) -> httpx.Response:
        """What a browser of this person gets at /oauth/authorize."""
        return await person.http.get(f"/oauth/authorize?{self.question(**changes)}")

    async def code(self, person: Person, **changes: str | None) -> str:
        """The code that the person lets it have."""
        self.nonce = secrets.token_urlsafe(16)
        answer = await person.do("approveAuthorization", "redirectTo", query=self.question(**changes))
        return returned(answer["redirectTo"])["code"]

    async def redeem(self, code: str, /, **changes: str | None) -> httpx.Response:
        """What it gets for a code."""
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
            **changes,
        }
        return await self.post("/oauth/token", form)

    async def refresh(self, token: str, **changes: str | None) -> httpx.Response:
        """What it gets for a refresh token."""
        return await self.post("/oauth/token", {"grant_type": "refresh_token", "refresh_token": token, **changes})

    async def tokens(self, person: Person, **changes: str | None) -> dict[str, Any]:
        """What it has once the person let it in."""
        answer = await self.redeem(await self.code(person, **changes))
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def post(self, path: str, form: dict[str, str | None]) -> httpx.Response:
        """Posts a form as this program; None leaves a field out."""
        sent = {name: value for name, value in form.items() if value is not None}
        if self.secret is None:
            sent.setdefault("client_id", self.client_id)
        return await self.portal.nobody().http.post(path, data=sent, auth=self.auth)


async def program(
    portal: Portal, *scopes: str, redirect_uris: tuple[str, ...] = (REDIRECT,), logout_uri: str | None = None
) -> Program:
    """A client of the program that keeps a secret."""
    wanted = scopes or ("accounts:read", "leads:read")
    async with open_work(portal.runtime, Request(), System()) as work:
        new = NewClient(name="Dashboard", scopes=wanted, redirect_uris=redirect_uris, logout_uri=logout_uri)
        client, secret = await create_client(work, new)
    return Program(portal, client.client_id, secret)


async def public_program(portal: Portal) -> Program:
    """One that runs on people's own machines."""
    uri = "http://localhost:8200/callback"
    async with open_work(portal.runtime, Request(), System()) as work:
        new = NewClient(name="Command line", scopes=["accounts:read"], redirect_uris=[uri], is_public=True)
        client, _none = await create_client(work, new)
    return Program(portal, client.client_id, None, redirect_uri=uri)


def returned(location: str) -> dict[str, str]:
    """What stands in the query with which the browser is sent back."""
    return dict(parse_qsl(urlsplit(location).query, keep_blank_values=True))


def bearer(portal: Portal, token: str) -> Person:
    """Somebody who calls the API by this token."""
    person = portal.nobody()
    person.token = token
    return person


async def id_token(portal: Portal, token: str) -> dict[str, Any]:
    """The claims of an ID token that one of the published keys signed."""
    keys = KeySet.import_key_set((await portal.nobody().http.get("/.well-known/jwks.json")).json())
    return dict(jwt.decode(token, keys, ["RS256"]).claims)
