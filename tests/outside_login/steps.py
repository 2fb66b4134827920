"""Leaving for the vendor's own log-in and coming back, as browsers do it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import httpx

from tests.outside_login.provider import Provider, callback
from tests.people import Person, Portal

VIEWER = "{ viewer { member { email } operator { email } } }"


async def leave(person: Person, next_path: str | None = None) -> str:
    """Goes to the provider. Returns where the portal sent the browser."""
    query = f"?{urlencode({'next': next_path})}" if next_path else ""
    answer = await person.http.get(f"/login/outside{query}")
    assert answer.status_code == 303
    assert answer.headers["cache-control"] == "no-store"
    return answer.headers["location"]


async def come_back(person: Person, answer: dict[str, str]) -> httpx.Response:
    """Follows the provider's redirect."""
    return await person.http.get(callback(answer))


async def sign_in(person: Person, provider: Provider, next_path: str | None = None, **claims: Any) -> httpx.Response:
    """Leaves, logs in there and comes back; whatever comes of it."""
    return await come_back(person, provider.log_in(await leave(person, next_path), **claims))


async def who(person: Person) -> str | None:
    """The address of whoever is signed in in this browser."""
    viewer = (await person.read(VIEWER))["viewer"]
    return str((viewer["member"] or viewer["operator"])["email"]) if viewer else None


def word(answer: httpx.Response) -> str:
    """What the sign-in page is to say."""
    assert answer.status_code == 303
    location = httpx.URL(answer.headers["location"])
    assert location.path == "/login"
    return location.params["outside"]


async def refused(person: Person, answer: httpx.Response) -> str:
    """That nobody is signed in by it, and what the sign-in page says."""
    assert "portal_session" not in person.http.cookies
    assert await who(person) is None
    return word(answer)


async def links(portal: Portal) -> list[tuple[Any, ...]]:
    """Which account there is whose here."""
    return await portal.rows('select email, subject from outside_login join "user" u on u.id = user_id order by email')
