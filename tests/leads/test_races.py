"""Who registers one website at one moment: one has it, the others are told, and no rival is named.

Each round has a website of its own; all callers start from one barrier, each with a connection of his own.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.leads.steps import lead
from tests.people import Person, Portal

ROUNDS, LONG_ROUNDS = 50, 1_000
HOLDERS = (
    "select count(*) from lead where website_key = %s and ended_at is null and protected_until > work_now()"
    " and status in ('OPEN', 'IN_REVIEW')"
)


@dataclass(frozen=True)
class Agencies:
    """Three rivals, and a colleague of the first."""

    alice: Person
    mia: Person
    bob: Person
    carla: Person


Outcome = tuple[str, str]
Round = Callable[[Portal, Agencies, str], Awaitable[None]]
RACES: dict[str, Round] = {}


def race(one: Round) -> Round:
    RACES[one.__name__] = one
    return one


@race
async def of_two_rivals_one_registers_it(portal: Portal, agencies: Agencies, website: str) -> None:
    outcomes = await _at_once(_register(agencies.alice, website), _register(agencies.bob, website))
    await _one_winner(portal, website, outcomes, "PROTECTED")


@race
async def of_two_colleagues_one_registers_it(portal: Portal, agencies: Agencies, website: str) -> None:
    outcomes = await _at_once(_register(agencies.alice, website), _register(agencies.mia, website))
    await _one_winner(portal, website, outcomes, "TAKEN")


@race
async def an_expired_lead_gives_way_to_one(portal: Portal, agencies: Agencies, website: str) -> None:
    await lead(agencies.alice, website)
    # Its time is over, and a thousand times its days are more than the test clock goes.
    await portal.superuser.execute("update lead set protected_until = work_now() where website = %s", [website])
    outcomes = await _at_once(_register(agencies.carla, website), _register(agencies.bob, website))
    await _one_winner(portal, website, outcomes, "PROTECTED")


@race
async def whoever_gives_it_up_waits_also_at_that_moment(portal: Portal, agencies: Agencies, website: str) -> None:
    made = await lead(agencies.alice, website)
    given_up, again = await _at_once(
        _call(agencies.alice, "withdrawLead", leadId=made["id"]), _register(agencies.mia, website)
    )
    assert given_up == ("OK", "")
    assert again[0] in {"TAKEN", "NOT_ALLOWED"}
    assert await portal.rows(HOLDERS, website) == [(0,)]


@race
async def a_rival_has_it_once_it_is_given_up(portal: Portal, agencies: Agencies, website: str) -> None:
    made = await lead(agencies.alice, website)
    given_up, registered = await _at_once(
        _call(agencies.alice, "withdrawLead", leadId=made["id"]), _register(agencies.bob, website)
    )
    assert given_up == ("OK", "")
    assert registered[0] in {"OK", "PROTECTED"}
    assert await portal.rows(HOLDERS, website) == [(1 if registered[0] == "OK" else 0,)]


@race
async def files_in_opposite_orders_both_go_through(portal: Portal, agencies: Agencies, website: str) -> None:
    websites = [f"{letter}-{website}" for letter in "abcd"]
    answers = await asyncio.gather(
        _import(agencies.alice, websites), _import(agencies.bob, websites[::-1]), _import(agencies.mia, websites[::-1])
    )
    assert sum(answers) == len(websites)
    for one in websites:
        assert await portal.rows(HOLDERS, one) == [(1,)]


# --- what they share ------------------------------------------------------------------------------------------------


async def _call(person: Person, verb: str, **input: Any) -> Outcome:
    """How it comes out: "OK" or the code of the refusal, and what is said with it."""
    name = verb[0].upper() + verb[1:]
    document = f"mutation M($input: {name}Input!) {{ {verb}(input: $input) {{ userErrors {{ code message }} }} }}"
    errors = (await person.read(document, input=input))[verb]["userErrors"]
    return (errors[0]["code"], errors[0]["message"]) if errors else ("OK", "")


def _register(person: Person, website: str) -> Awaitable[Outcome]:
    return _call(person, "registerLead", website=website, company="Northwind Traders")


async def _import(person: Person, websites: Sequence[str]) -> int:
    csv = "\n".join(["website,company", *(f"{website},Northwind Traders" for website in websites)])
    return int((await person.do("importLeads", "registered", csv=csv))["registered"])


async def _at_once(*calls: Awaitable[Outcome]) -> list[Outcome]:
    barrier = asyncio.Barrier(len(calls))

    async def start(call: Awaitable[Outcome]) -> Outcome:
        await barrier.wait()
        return await call

    return list(await asyncio.gather(*map(start, calls)))


async def _one_winner(portal: Portal, website: str, outcomes: Sequence[Outcome], refusal: str) -> None:
    assert Counter(code for code, _ in outcomes) == {"OK": 1, refusal: 1}
    [message] = [message for code, message in outcomes if code != "OK"]
    assert "(UTC)" in message
    assert not any(name in message for name in ("Brightside", "Northlight", "Tidewater"))
    assert await portal.rows(HOLDERS, website) == [(1,)]


async def _run(portal: Portal, name: str, rounds: int) -> None:
    people = (("Alice", "Brightside"), ("Mia", "Brightside"), ("Bob", "Northlight"), ("Carla", "Tidewater"))
    agencies = Agencies(*[await portal.member(*one) for one in people])
    await (await portal.olga()).do("updateProgram", "program { name }", openLeadsPerPartner=10_000)
    for number in range(rounds):
        # More is refused here than a partner is told in an hour.
        await portal.superuser.execute("delete from throttle")
        await RACES[name](portal, agencies, f"store{number}.example")


@pytest.mark.slow
@pytest.mark.parametrize("name", RACES)
async def test_one_has_it(portal: Portal, name: str) -> None:
    await _run(portal, name, ROUNDS)


@pytest.mark.long
@pytest.mark.parametrize("name", RACES)
async def test_one_has_it_a_thousand_times(portal: Portal, name: str) -> None:
    await _run(portal, name, LONG_ROUNDS)
