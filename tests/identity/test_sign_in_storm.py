"""A storm of sign-ins: whoever guesses passwords waits for his turn, and nobody else does."""

from __future__ import annotations

import asyncio

import pytest

from tests.accounts.steps import create
from tests.people import PASSWORD, Portal

CLIENTS, TRIES = 10, 10
ACCOUNTS = "{ viewer { member { name } } accounts { totalCount nodes { name } } }"


async def _storm(portal: Portal) -> list[asyncio.Task[list[tuple[str, str | None]]]]:
    """Ten clients, each of whom tries ten wrong passwords for one member, all at once."""
    attempts = []
    for number in range(CLIENTS):
        # Their hashes cost no time to check, so that the storm is soon over once it is let go.
        await portal.set_password(await portal.member(f"Member{number}", "Southwind"))
        guesser = portal.nobody(f"198.51.100.{number}")
        email = f"member{number}@southwind.example"
        attempts += [guesser.refused("signIn", email=email, password=f"guess {guess}") for guess in range(TRIES)]
    storm = [asyncio.create_task(attempt) for attempt in attempts]
    counted = "select sum(hits) from throttle where key like 'sign-in-email:%%'"
    async with asyncio.timeout(20):
        while await portal.rows(counted) != [(CLIENTS * TRIES,)]:  # noqa: ASYNC110  # a throttle tells nobody
            await asyncio.sleep(0.02)
    return storm


@pytest.mark.slow
async def test_others_read_and_work_while_a_hundred_guesses_wait_and_sign_in_in_their_turn(portal: Portal) -> None:
    alice, bob, olga = await portal.alice(), await portal.bob(), await portal.olga()
    await portal.set_password(alice)
    await create(alice, "Contoso")
    elsewhere = portal.nobody()
    hashing = portal.runtime.hashing
    async with hashing, hashing:  # all places at which passwords are checked
        storm = await _storm(portal)
        signed_in = elsewhere.do("signIn", "member { name }", email="alice@brightside.example", password=PASSWORD)
        hers = asyncio.create_task(signed_in)
        for number in range(10):
            assert (await alice.read(ACCOUNTS))["accounts"]["totalCount"] == 1
            await create(bob, f"Store {number}")
        assert (await bob.read(ACCOUNTS))["accounts"]["totalCount"] == 10
        assert (await olga.read("{ partners { totalCount } }"))["partners"]["totalCount"] == 3
        assert not any(attempt.done() for attempt in (*storm, hers))
    assert await asyncio.gather(*storm) == [[("INVALID", None)]] * (CLIENTS * TRIES)
    assert (await hers)["member"] == {"name": "Alice"}
    assert (await elsewhere.read(ACCOUNTS))["viewer"] == {"member": {"name": "Alice"}}
