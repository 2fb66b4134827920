"""Whichever way a query is answered, it is answered alike: by a plan that is new or kept, as the database's own text,
with computed fields filled in, or put together by graphql-core from what a unit of work read.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from graphql import FieldNode, GraphQLObjectType, GraphQLSchema, TypeInfo, TypeInfoVisitor, Visitor, parse, visit
from hypothesis import HealthCheck, event, given, settings

from portal.core.api import Api
from portal.web.schema import make_api
from tests.core.reading.answers import Answer, ask
from tests.core.reading.operations import Drawn, operations
from tests.core.reading.world import World, furnished
from tests.people import Portal


@pytest.fixture(scope="module")
async def world(house: Portal, superuser: psycopg.AsyncConnection[Any]) -> AsyncIterator[World]:
    house.superuser = superuser
    async with furnished(house, make_api()) as made:
        yield made


@dataclass
class Comparison:
    """The two that must answer alike, what their answers were like, and the fields that were asked for."""

    world: World
    short: Api = field(default_factory=make_api)
    thorough: Api = field(default_factory=lambda: make_api(thorough=True))
    seen: Counter[str] = field(default_factory=Counter)
    fields: set[tuple[str, str]] = field(default_factory=set)

    async def compare(self, drawn: Drawn) -> list[str]:
        """Asks in all ways; what the answers were like. Fails where two differ, or where there is a bug in both."""
        kinds = []
        for caller, variables in [*((drawn.caller, one) for one in drawn.variables), (drawn.other, drawn.variables[0])]:
            asked = (self.world.runtime, self.world.callers[caller], drawn.document, variables)
            expected = await ask(self.thorough, *asked)
            assert "INTERNAL" not in expected.codes
            # By a new plan, where the variables ask for one, and by the kept one.
            for _ in range(2):
                assert await ask(self.short, *asked) == expected
            kinds.append(_kind(expected))
        self.seen.update(kinds)
        self.fields |= _fields_of(self.thorough.schema, drawn.document)
        return kinds


def _kind(answer: Answer) -> str:
    if answer.data is None:
        return "no data"
    if answer.codes:
        return "with errors"
    return "with data" if any(value not in (None, ()) for _, value in answer.data) else "with nothing"


def _fields_of(schema: GraphQLSchema, document: str) -> set[tuple[str, str]]:
    """The fields that a document names, by their types."""
    found: set[tuple[str, str]] = set()
    info = TypeInfo(schema)

    class Collect(Visitor):
        def enter_field(self, node: FieldNode, *_arguments: object) -> None:
            type_ = info.get_parent_type()
            if type_ is not None:
                found.add((type_.name, node.name.value))

    try:
        visit(parse(document), TypeInfoVisitor(info, Collect()))
    except Exception:  # of what is no document nothing is asked
        return set()
    return found


def _readable(api: Api) -> set[tuple[str, str]]:
    """All fields of the types that are declared."""
    types = (type_ for type_ in api.schema.type_map.values() if api.registry.is_declared(type_.name))
    return {(type_.name, name) for type_ in types if isinstance(type_, GraphQLObjectType) for name in type_.fields}


async def _compare_many(world: World, examples: int) -> Comparison:
    comparison = Comparison(world)
    loop = asyncio.get_running_loop()
    chosen = settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=True
    )

    @chosen
    @given(operations(comparison.thorough.schema, world))
    def choose(drawn: Drawn) -> None:
        for kind in asyncio.run_coroutine_threadsafe(comparison.compare(drawn), loop).result(60):
            event(kind)

    # Draws in a thread of its own, while the test's loop asks.
    await asyncio.to_thread(choose)
    return comparison


async def test_what_a_refused_field_would_cost_is_counted_by_each_request_for_itself(world: World) -> None:
    """The first may be answered; the plan that says no to it must not let the second, which asks for too much, pass."""
    members = "partner { members { partner { members { id } } } }"
    document = f"query ($v: Boolean!) {{ team(first: 100) {{ nodes {{ id ... @include(if: $v) {{ {members} }} }} }} }}"
    drawn = [Drawn("narrow tool", "owner", document, [{"v": v}]) for v in (False, True, False)]
    comparison = Comparison(world)
    for one in drawn:
        await comparison.compare(one)
    assert comparison.seen["no data"] >= 2


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_any_operation_is_answered_alike_in_all_ways(world: World) -> None:
    comparison = await _compare_many(world, 800)
    seen, readable = comparison.seen, _readable(comparison.short)
    assert seen["with data"] > seen.total() / 3, seen
    assert len(comparison.fields & readable) > len(readable) * 3 / 4, sorted(readable - comparison.fields)


@pytest.mark.long
@pytest.mark.timeout(3600)
async def test_ten_thousand_operations_are_answered_alike_in_all_ways(world: World) -> None:
    comparison = await _compare_many(world, 10_000)
    seen, readable = comparison.seen, _readable(comparison.short)
    assert seen["with data"] > seen.total() / 3, seen
    assert readable - comparison.fields == {("Program", "now")}, "whoever adds a field draws it, too"
