"""What a request costs is told with each answer, and taken from the budget of whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from portal.core.api import PLANNING, REFUSED_DOCUMENT
from portal.core.budgets import Budgets
from tests.people import Person, Portal

NAME = "{ program { name } }"
CREATE = """mutation M($input: CreateAccountInput!) { createAccount(input: $input) { account { id name } } }"""
MAXIMUM, RESTORE = 1_000, 100


@dataclass
class Clock:
    """Real time that stands still until it is moved."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@contextmanager
def _small_budgets(portal: Portal) -> Iterator[Clock]:
    clock, runtime = Clock(), portal.runtime
    portal.app.state.runtime = replace(runtime, budgets=Budgets(MAXIMUM, RESTORE, clock=clock))
    try:
        yield clock
    finally:
        portal.app.state.runtime = runtime


async def _left(person: Person) -> int:
    """What is left to him, after a request that costs 10."""
    cost = (await person.ask(NAME)).body["extensions"]["cost"]
    return int(cost["throttleStatus"]["currentlyAvailable"])


async def test_an_answer_tells_what_it_cost(portal: Portal) -> None:
    alice = await portal.alice()
    with _small_budgets(portal):
        await alice.read(NAME)
        document = "{ accounts(first: 30) { nodes { name } pageInfo { hasNextPage } } }"
        await alice.read(document)
        before = await _left(alice)
        cost = (await alice.ask(document)).body["extensions"]["cost"]
    status = {"maximumAvailable": MAXIMUM, "currentlyAvailable": before - 10, "restoreRate": RESTORE}
    # At most the answer itself, the connection, 30 accounts and pageInfo; there are no accounts.
    assert cost == {"requestedQueryCost": 33, "actualQueryCost": 3, "throttleStatus": status}


async def test_a_mutation_costs_ten_more(portal: Portal) -> None:
    alice = await portal.alice()
    with _small_budgets(portal):
        sent = {"name": "Northwind", "website": "northwind.example"}
        cost = (await alice.ask(CREATE, input=sent)).body["extensions"]["cost"]
    assert (cost["requestedQueryCost"], cost["actualQueryCost"]) == (13, 13)


async def test_whoever_has_spent_it_waits_and_nobody_else(portal: Portal) -> None:
    alice, bob = await portal.alice(), await portal.bob()
    with _small_budgets(portal) as clock:
        await bob.read(NAME)
        while not (answer := await alice.ask(NAME)).codes:
            pass
        assert answer.codes == ["THROTTLED"]
        assert answer.body["data"] is None
        assert answer.body["errors"][0]["extensions"]["retryAfterSeconds"] == 1
        assert (await alice.ask(CREATE, input={"name": "A", "website": "a.example"})).codes == ["THROTTLED"]
        await bob.read(NAME)
        clock.seconds += 1
        await alice.read(NAME)


async def test_what_nobody_asked_before_costs_more(portal: Portal) -> None:
    alice = await portal.alice()
    with _small_budgets(portal):
        await alice.read(NAME)
        before = await _left(alice)
        await alice.read("{ a: program { name } b: program { name } }")
        assert await _left(alice) == before - 2 * PLANNING - 20


async def test_a_document_that_cannot_be_executed_costs_too(portal: Portal) -> None:
    nobody = portal.nobody("192.0.2.77")
    with _small_budgets(portal):
        await nobody.read(NAME)
        before = await _left(nobody)
        assert (await nobody.ask("{ nothing }")).codes == ["BAD_USER_INPUT"]
        assert await _left(nobody) == before - REFUSED_DOCUMENT - 10
        while (answer := await nobody.ask("{ nothing }")).codes == ["BAD_USER_INPUT"]:
            pass
        assert answer.codes == ["THROTTLED"]


async def test_more_than_a_whole_budget_is_refused_with_the_reason(portal: Portal) -> None:
    alice = await portal.alice()
    with _small_budgets(portal):
        answer = await alice.ask("{ accounts(first: 100) { nodes { accesses { status } } } }")
    assert answer.codes == ["BAD_USER_INPUT"]
    assert "1000 is all" in answer.body["errors"][0]["message"]
