"""Who does one thing with the same money at one moment: one does, the others are told, and the ledger adds up.

Each round has a withdrawal of its own; all callers start from one barrier, each with a connection of his own.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from portal.core.permissions import OperatorRole
from tests.payouts.steps import SUM_OF_LINES, approve, batch_of, mark_paid, partner_with, set_debtor, withdraw
from tests.people import Person, Portal
from tests.rewards.steps import money

ROUNDS, LONG_ROUNDS, MOST_ROUNDS = 10, 200, 1_000
AT_ONCE = 32


@dataclass(frozen=True)
class People:
    """A partner's owner, and two of the vendor's team."""

    alice: Person
    olga: Person
    finn: Person


Round = Callable[[Portal, People], Awaitable[None]]
RACES: dict[str, Round] = {}


def race(one: Round) -> Round:
    RACES[one.__name__] = one
    return one


@race
async def of_many_withdrawals_of_the_whole_balance_one_has_it(portal: Portal, people: People) -> None:
    before = await money(portal)
    calls = [_call(people.alice, "withdrawRewards", currencyCode="EUR") for _ in range(AT_ONCE)]
    assert Counter(await _at_once(*calls)) == {"OK": 1, "INSUFFICIENT_BALANCE": AT_ONCE - 1}
    after = await money(portal)
    assert (after[1], after[3]) == (0, before[1] + before[3])
    # What was reserved comes back for the next round.
    await _give_up(people)
    assert await money(portal) == before


@race
async def withdrawals_of_parts_never_take_more_than_there_is(portal: Portal, people: People) -> None:
    calls = [_call(people.alice, "withdrawRewards", currencyCode="EUR", amount="70.00") for _ in range(8)]
    outcomes = Counter(await _at_once(*calls))
    # Of 120.
    assert outcomes == {"OK": 1, "INSUFFICIENT_BALANCE": 7}
    await _give_up(people)


@race
async def of_two_operators_one_approves(portal: Portal, people: People) -> None:
    made = await withdraw(people.alice)
    calls = [_call(one, "approveWithdrawals", withdrawalIds=[made["id"]]) for one in (people.olga, people.finn)]
    await _one(portal, calls)
    await _fail(people, made)


@race
async def approvals_in_opposite_orders_both_end(portal: Portal, people: People) -> None:
    first, second = [await withdraw(people.alice, "60.00") for _ in range(2)]
    ids = [first["id"], second["id"]]
    calls = [
        _call(people.olga, "approveWithdrawals", withdrawalIds=ids),
        _call(people.finn, "approveWithdrawals", withdrawalIds=ids[::-1]),
    ]
    await _one(portal, calls)
    await _fail(people, first, second)


@race
async def it_is_cancelled_or_approved(portal: Portal, people: People) -> None:
    made = await withdraw(people.alice)
    calls = [
        _call(people.alice, "cancelWithdrawal", withdrawalId=made["id"]),
        _call(people.olga, "approveWithdrawals", withdrawalIds=[made["id"]]),
    ]
    outcomes = await _one(portal, calls)
    if outcomes[1] == "OK":
        await _fail(people, made)


@race
async def of_two_batches_one_has_it(portal: Portal, people: People) -> None:
    made = await withdraw(people.alice)
    await approve(people.olga, made)
    calls = [_call(one, "createPayoutBatch", withdrawalIds=[made["id"]]) for one in (people.olga, people.finn)]
    await _one(portal, calls)
    assert await portal.rows("select count(*) from withdrawal where status = 'PROCESSING'") == [(1,)]
    assert await portal.rows(
        "select count(*) from payout_batch b where not exists (select from withdrawal w where w.batch_id = b.id)"
    ) == [(0,)]
    await _fail(people, made)


@race
async def it_is_paid_once_or_fails(portal: Portal, people: People) -> None:
    made = await withdraw(people.alice)
    await approve(people.olga, made)
    paid = {"withdrawalId": made["id"], "reference": "bank-1"}
    calls = [
        _call(people.olga, "markWithdrawalPaid", **paid),
        _call(people.finn, "markWithdrawalPaid", **paid),
        _call(people.finn, "failWithdrawal", withdrawalId=made["id"], reason="No."),
    ]
    outcomes = await _one(portal, calls)
    if outcomes[2] != "OK":
        await people.olga.do("returnWithdrawal", "__typename", withdrawalId=made["id"], reason="Back.")


@race
async def it_is_returned_once(portal: Portal, people: People) -> None:
    made = await withdraw(people.alice)
    await approve(people.olga, made)
    await batch_of(people.olga, made)
    await mark_paid(people.olga, made)
    back = {"withdrawalId": made["id"], "reason": "It came back."}
    await _one(portal, [_call(one, "returnWithdrawal", **back) for one in (people.olga, people.finn)])


# --- what they share ------------------------------------------------------------------------------------------------


async def _call(person: Person, verb: str, **input: Any) -> str:
    """How it comes out: "OK" or the code of the refusal."""
    name = verb[0].upper() + verb[1:]
    document = f"mutation M($input: {name}Input!) {{ {verb}(input: $input) {{ userErrors {{ code }} }} }}"
    errors = (await person.read(document, input=input))[verb]["userErrors"]
    return str(errors[0]["code"]) if errors else "OK"


async def _at_once(*calls: Awaitable[str]) -> list[str]:
    barrier = asyncio.Barrier(len(calls))

    async def start(call: Awaitable[str]) -> str:
        await barrier.wait()
        return await call

    return list(await asyncio.gather(*map(start, calls)))


async def _one(portal: Portal, calls: Sequence[Awaitable[str]]) -> list[str]:
    outcomes = await _at_once(*calls)
    assert Counter(outcomes) == {"OK": 1, "WRONG_STATUS": len(calls) - 1}
    assert await portal.rows(SUM_OF_LINES) == [(0,)]
    return outcomes


async def _give_up(people: People) -> None:
    """Cancels what is requested."""
    listed = await people.alice.read("{ withdrawals(filter: { status: REQUESTED }) { nodes { id } } }")
    for one in listed["withdrawals"]["nodes"]:
        await people.alice.do("cancelWithdrawal", "__typename", withdrawalId=one["id"])


async def _fail(people: People, *withdrawals: dict[str, Any]) -> None:
    """So that the money is there for the next round."""
    for one in withdrawals:
        await people.olga.do("failWithdrawal", "__typename", withdrawalId=one["id"], reason="No.")


async def _run(portal: Portal, name: str, rounds: int) -> None:
    alice = await partner_with(portal, "60.00", "60.00")
    people = People(alice, await portal.olga(), await portal.olga(OperatorRole.FINANCE))
    await set_debtor(people.olga)
    for _round in range(rounds):
        await RACES[name](portal, people)
    assert await portal.rows(SUM_OF_LINES) == [(0,)]
    assert await money(portal) == (0, 120_00, 0, 0, 0)


@pytest.mark.parametrize("name", RACES)
async def test_one_does(portal: Portal, name: str) -> None:
    await _run(portal, name, ROUNDS)


@pytest.mark.long
@pytest.mark.parametrize("name", RACES)
async def test_one_does_again_and_again(portal: Portal, name: str) -> None:
    whole = of_many_withdrawals_of_the_whole_balance_one_has_it.__name__
    await _run(portal, name, MOST_ROUNDS if name == whole else LONG_ROUNDS)
