"""The vendor's app as the relying party: what a click on a store's name does."""

from __future__ import annotations

from typing import Any

import httpx

from portal.core.permissions import MemberRole
from tests.people import Person, Portal
from tests.provider.steps import Program, id_token, program, returned

START = "https://app.vendor.example/partner-log-in"
CALLBACK = f"{START}/callback"
ENDED = "https://app.vendor.example/partner-log-in/ended"
SCOPES = "account email openid profile"


async def vendors_app(portal: Portal, logout_uri: str | None = None) -> Program:
    """The vendor's app, which the program knows by where its log-in begins."""
    olga = await portal.olga()
    await olga.do("updateProgram", "program { logInUrl }", logInUrl=START)
    app = await program(portal, "platform:read", redirect_uris=(CALLBACK,), logout_uri=logout_uri)
    app.redirect_uri = CALLBACK
    return app


async def click(app: Program, person: Person, number: str) -> httpx.Response:
    """What the browser gets that the app sends to the portal, after the click."""
    app.nonce = f"nonce-{number}-{app.nonce}"[:400]
    return await app.asks(person, scope=SCOPES, login_hint=number)


async def log_in(app: Program, person: Person, number: str) -> dict[str, Any]:
    """The claims with which the app lets the person in."""
    answer = await click(app, person, number)
    assert answer.status_code == 303, answer.text[:300]
    tokens = await app.redeem(returned(answer.headers["location"])["code"])
    assert tokens.status_code == 200, tokens.text
    return await id_token(app.portal, tokens.json()["id_token"])


async def refused(app: Program, person: Person, number: str) -> str:
    """The error with which the app is told that it lets nobody in."""
    return returned((await click(app, person, number)).headers["location"])["error"]


async def manager(portal: Portal, name: str = "Mona") -> Person:
    return await portal.member(name, "Brightside", MemberRole.MANAGER)
