"""The keys that sign ID tokens: made, shown, turned and replaced by the portal itself."""

from __future__ import annotations

import asyncio
import dataclasses

from joserfc import jws

from portal.core.actors import System
from portal.core.requests import Request
from portal.core.work import open_work
from portal.provider.handlers import turn_signing_keys
from tests.people import Person, Portal
from tests.provider.steps import Program, id_token, program

OPENID = "openid"


async def _shown(portal: Portal) -> list[str]:
    """The ids of the published keys, the one that signs last first."""
    answer = (await portal.nobody().http.get("/.well-known/jwks.json")).json()
    assert all(set(key) == {"kty", "kid", "use", "alg", "n", "e"} for key in answer["keys"])
    return [key["kid"] for key in answer["keys"]]


async def _signs(app: Program, person: Person) -> str:
    """The id of the key that signs now, by a token that the published keys verify."""
    token = (await app.tokens(person, scope=OPENID))["id_token"]
    assert (await id_token(app.portal, token))["sub"] == person.user_id
    return str(jws.extract_compact(token.encode()).headers()["kid"])


async def _night(portal: Portal) -> None:
    async with open_work(portal.runtime, Request(), System()) as work:
        await turn_signing_keys(work)


async def _days(portal: Portal, days: int) -> None:
    """So many days pass for the keys, which live on real time."""
    query = "update signing_key set signs_from = signs_from - %s * interval '1 day'"
    await portal.superuser.execute(query.encode(), [days])


async def test_of_many_who_need_the_first_key_one_makes_it(portal: Portal) -> None:
    alice = await portal.alice()
    apps = [await program(portal) for _ in range(5)]
    signed = await asyncio.gather(*(_signs(app, alice) for app in apps))
    assert {*signed} == {*await _shown(portal)}
    assert len({*signed}) == 1


async def test_the_next_key_is_shown_a_day_before_it_signs_and_the_last_one_a_day_after(portal: Portal) -> None:
    alice, app = await portal.alice(), await program(portal)
    first = await _signs(app, alice)
    await _days(portal, 88)
    await _night(portal)
    assert await _shown(portal) == [first]
    await _days(portal, 2)
    await _night(portal)
    [second, kept] = await _shown(portal)
    assert (kept, await _signs(app, alice)) == (first, first)
    await _days(portal, 1)
    await _night(portal)
    assert await _signs(app, alice) == second
    assert await _shown(portal) == [second, first]
    await _days(portal, 1)
    await _night(portal)
    assert await _shown(portal) == [second]


async def test_under_a_new_secret_key_a_new_key_signs_and_the_old_one_verifies(portal: Portal) -> None:
    alice, app = await portal.alice(), await program(portal)
    old = (await app.tokens(alice, scope=OPENID))["id_token"]
    before = await _shown(portal)
    settings = portal.runtime.settings.model_copy(update={"secret_key": "another secret key of the portal's operator"})
    runtime, portal.app.state.runtime = portal.runtime, dataclasses.replace(portal.runtime, settings=settings)
    try:
        signing = await _signs(app, alice)
        assert await _signs(app, alice) == signing
    finally:
        portal.app.state.runtime = runtime
    assert signing not in before
    assert {*await _shown(portal)} == {signing, *before}
    assert (await id_token(portal, old))["sub"] == alice.user_id
