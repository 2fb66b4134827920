"""What an operation costs: reckoned by hand here, and never less than what introspection really answers."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    execute_sync,
    get_introspection_query,
    parse,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values

from portal.core.reading.cost import LARGEST_ANSWER, Cost, check_cost, cost_of
from portal.web.schema import make_api

API = make_api()


def _cost(query: str, **variables: Any) -> Cost:
    document = parse(query)
    assert not validate(API.schema, document)
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    [operation] = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    coerced = get_variable_values(API.schema, operation.variable_definitions or (), variables)
    assert isinstance(coerced, VariableValues)
    return cost_of(API.registry, API.schema, fragments, operation, coerced.coerced)


@pytest.mark.parametrize(
    ("query", "objects", "requested"),
    [
        ("{ program { name } }", 1, 2),
        ("{ a: program { name } b: program { name } }", 2, 3),
        ("{ accounts { totalCount } }", 0, 2),
        ("{ accounts { nodes { id } } }", 25, 27),
        ("{ accounts(first: 3) { nodes { id } } }", 3, 5),
        ("{ accounts(last: 4) { nodes { id } } }", 4, 6),
        ("{ accounts(first: 0) { nodes { id } } }", 0, 2),
        ("{ accounts(first: 1000000) { nodes { id } } }", 100, 102),
        ("{ accounts(first: -1) { nodes { id } } }", 0, 2),
        ("{ accounts(first: null) { nodes { id } } }", 25, 27),
        ("{ accounts(first: 3) { edges { cursor node { id } } pageInfo { hasNextPage } } }", 3, 9),
        ("{ accounts(first: 3) { nodes { timeline(first: 5) { nodes { id } } } } }", 18, 23),
        ("{ quickLinks { title } }", 10, 11),
        ("{ accounts(first: 3) { ...F } } fragment F on ClientAccountConnection { nodes { id } }", 3, 5),
        (
            '{ node(id: "x") { ... on Partner { id } ... on ClientAccount { timeline(first: 7) { nodes { id } } } } }',
            8,
            10,
        ),
        ("{ accounts(first: 3) { nodes @skip(if: true) { id } } }", 0, 2),
        ("{ ... @include(if: false) { program { name } } }", 0, 1),
        ("mutation { signOut(input: {}) { ok userErrors { code } } }", 11, 22),
    ],
)
def test_the_cost_of(query: str, objects: int, requested: int) -> None:
    assert _cost(query)[:2] == (objects, requested)


def test_pages_and_conditions_by_variables_count_as_they_are_sent() -> None:
    query = "query($n: Int = 6, $s: Boolean = false) { accounts(first: $n) { nodes @skip(if: $s) { id } } }"
    assert _cost(query).objects == 6
    assert _cost(query, n=70).objects == 70
    assert _cost(query, n=None).objects == 25
    assert _cost(query, n=70, s=True).objects == 0


def test_values_are_fields_times_rows() -> None:
    assert _cost("{ accounts(first: 3) { totalCount nodes { id a: name } } }").values == 1 + 1 + 1 + 3 * 2


def test_doubling_fragments_are_reckoned_exactly_though_each_is_counted_once() -> None:
    levels = 60
    chain = " ".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(levels))
    assert _cost(f"{{ ...F0 }} {chain} fragment F{levels} on Query {{ program {{ name }} }}").objects == 2**levels


def test_an_answer_of_more_than_5000_objects_is_refused() -> None:
    nested = "query($n: Int) { accounts(first: 50) { nodes { timeline(first: $n) { nodes { id } } } } }"
    check_cost(_cost(nested, n=99))
    with pytest.raises(GraphQLError, match=f"more than {LARGEST_ANSWER} objects"):
        check_cost(_cost(nested, n=100))


def test_an_answer_of_many_values_on_few_rows_is_refused() -> None:
    many = " ".join(f"a{number}: name" for number in range(90))
    nested = f"{{ accounts(first: 20) {{ nodes {{ timeline(first: 20) {{ nodes {{ a0: id }} }} {many} }} }} }}"
    check_cost(_cost(nested))
    events = " ".join(f"a{number}: id" for number in range(110))
    with pytest.raises(GraphQLError, match="40000 values"):
        check_cost(_cost(nested.replace("a0: id", events)))


# --- introspection --------------------------------------------------------------------------------------------------

STANDARD = get_introspection_query(specified_by_url=True, directive_is_repeatable=True, schema_description=True)


def _objects(value: object) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, dict) + sum(map(_objects, inner))


@pytest.mark.parametrize(
    "query",
    [
        STANDARD,
        "{ __schema { types { possibleTypes { name } fields { type { fields { name } } } } } }",
        '{ __type(name: "ClientAccount") { ...T } } fragment T on __Type { fields { args { name } } }',
        '{ __type(name: "Nothing") { name } }',
    ],
)
def test_introspection_costs_what_it_answers(query: str) -> None:
    assert _cost(query).requested == _objects(execute_sync(API.schema, parse(query)).data)


def test_the_standard_introspection_passes_and_repeated_ones_do_not() -> None:
    check_cost(_cost(STANDARD))
    inner = STANDARD[STANDARD.index("__schema") : STANDARD.index("fragment")].rstrip().removesuffix("}")
    with pytest.raises(GraphQLError, match="more than"):
        check_cost(_cost(STANDARD.replace("__schema", f"a: {inner} b: __schema", 1)))
