"""A portal that is killed while it makes a payout batch: nothing is half there, and the money goes once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.delivery.test_webhook_crashes import Machines
from tests.delivery.test_worker import until
from tests.payouts.steps import (
    SUM_OF_LINES,
    approve,
    batch_of,
    mark_paid,
    partner_with,
    set_debtor,
    status_of,
    withdraw,
)
from tests.people import Person, Portal
from tests.rewards.steps import faults, money

# Whoever tells of a batch waits: the file is made by then, and nothing is committed.
_HOLD = """
create function portal.hold_up() returns trigger language plpgsql as
$$ begin perform pg_advisory_xact_lock_shared(7000002); return null; end $$;
create {kind} trigger hold_up after insert on portal.event {deferred}
for each row when (new.type = 'payout_batch.created') execute function portal.hold_up();
select pg_advisory_lock(7000002);
"""
_AT_ONCE = _HOLD.format(kind="", deferred="")
_AT_COMMIT = _HOLD.format(kind="constraint", deferred="deferrable initially deferred")
_GO_ON = "select pg_advisory_unlock(7000002)"
_NO_MORE = "drop trigger hold_up on portal.event; drop function portal.hold_up()"
_WAITING = "select count(*) from pg_locks where locktype = 'advisory' and not granted and objid = 7000002"
_CREATE = "mutation ($input: CreatePayoutBatchInput!) { createPayoutBatch(input: $input) { payoutBatch { id } } }"


@pytest.fixture
async def machines(portal: Portal, tmp_path: Path) -> AsyncIterator[Machines]:
    """`portal serve` as a process of its own, beside the portal of the test."""
    found = Machines(portal, tmp_path / "nothing")
    await found.start("serve")
    async with httpx.AsyncClient() as client:
        await until(lambda: _is_ready(client, found.url), 60)
    yield found
    for name in list(found.running):
        await found.kill(name)


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(f"{url}/readyz")).status_code == 200
    except httpx.TransportError:
        return False


async def _is_waiting(portal: Portal) -> bool:
    return await portal.rows(_WAITING) == [(1,)]


@asynccontextmanager
async def held_up(portal: Portal, hold: str) -> AsyncIterator[None]:
    """Meanwhile whoever makes a batch waits, once its file is made."""
    await portal.superuser.execute(hold.encode())
    try:
        yield
    finally:
        await portal.superuser.execute(_GO_ON.encode())
        # Waits until whoever was held up is gone.
        await portal.superuser.execute(_NO_MORE.encode())


async def kill_while_batching(machines: Machines, person: Person, withdrawals: list[dict[str, Any]], hold: str) -> None:
    """The process is asked for a batch, and killed with -9 while it waits."""
    portal = machines.portal
    body = {"query": _CREATE, "variables": {"input": {"withdrawalIds": [one["id"] for one in withdrawals]}}}
    async with (
        held_up(portal, hold),
        httpx.AsyncClient(base_url=machines.url, cookies=dict(person.http.cookies), timeout=60) as client,
    ):
        asking = asyncio.ensure_future(client.post("/graphql", json=body, headers={"X-Portal-CSRF": "1"}))
        await until(lambda: _is_waiting(portal), 60)
        await machines.kill("serve")
        with suppress(httpx.TransportError):
            await asking


async def two_approved(portal: Portal) -> tuple[Person, Person, list[dict[str, Any]]]:
    alice, olga = await partner_with(portal, "75.00", "60.00"), await portal.olga()
    await set_debtor(olga)
    made = [await withdraw(alice, amount) for amount in ("75.00", "60.00")]
    await approve(olga, *made)
    return alice, olga, made


async def file_of(person: Person, batch: dict[str, Any]) -> bytes:
    answer = await person.http.get(batch["fileUrl"])
    assert answer.status_code == 200
    return answer.content


async def test_killed_between_the_file_and_the_commit_nothing_is_there_and_it_can_be_made_again(
    portal: Portal, machines: Machines
) -> None:
    alice, olga, made = await two_approved(portal)
    await kill_while_batching(machines, olga, made, _AT_ONCE)
    assert await portal.rows("select from payout_batch") == []
    assert await portal.events("payout_batch.created", "withdrawal.processing") == []
    assert [await status_of(alice, one) for one in made] == ["APPROVED"] * 2
    assert await money(portal) == (0, 0, 0, 135_00, 0)
    batch = await batch_of(olga, *made)
    assert batch["amount"]["amount"] == "135.00"
    assert await file_of(olga, batch) == await file_of(olga, batch)
    for one in made:
        await mark_paid(olga, one)
    assert await money(portal) == (0, 0, 0, 0, 135_00)
    assert (await portal.rows(SUM_OF_LINES), await faults(portal)) == ([(0,)], [])


async def test_killed_at_the_commit_the_batch_is_there_whole_and_is_not_made_again(
    portal: Portal, machines: Machines
) -> None:
    alice, olga, made = await two_approved(portal)
    await kill_while_batching(machines, olga, made, _AT_COMMIT)
    assert [await status_of(alice, one) for one in made] == ["PROCESSING"] * 2
    ids = [one["id"] for one in made]
    refused = await olga.refused("createPayoutBatch", withdrawalIds=ids)
    assert refused == [("WRONG_STATUS", f"input.withdrawalIds.{place}") for place in range(2)]
    [batch] = (await olga.read("{ payoutBatches { nodes { fileUrl withdrawals { id } } } }"))["payoutBatches"]["nodes"]
    assert sorted(one["id"] for one in batch["withdrawals"]) == sorted(ids)
    assert await file_of(olga, batch) == await file_of(olga, batch)
    assert await money(portal) == (0, 0, 0, 135_00, 0)
    assert await faults(portal) == []
