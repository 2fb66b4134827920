"""A plan is found again by whoever asks the same and is answered the same, and by nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import build_schema
from graphql.execution.values import VariableValues

from portal.core.problems import RequestRefused
from portal.core.reading.prepared import InvalidDocument, PreparedOperations
from portal.core.reading.questions import Inquiry, PlanTree, Question

SCHEMA = build_schema("type Query { a: Int b: Int }")


def _variables(**values: Any) -> VariableValues:
    return VariableValues({}, values)


def _asks(name: str) -> Question:
    """Whether the variable is there, and its value for the statement; a negative one is refused."""

    def ask(variables: VariableValues) -> tuple[bool, list[Any]]:
        value = variables.coerced.get(name)
        if value is not None and value < 0:
            raise RequestRefused("Not below nothing.")
        return value is not None, [] if value is None else [value]

    return ask


FIRST, SECOND, THIRD = _asks("first"), _asks("second"), _asks("third")


def _keep(tree: PlanTree[str], plan: str, *questions: Question, **values: Any) -> None:
    inquiry = Inquiry(_variables(**values))
    for question in questions:
        inquiry.ask(question)
    tree.keep(inquiry, plan, 4_000)
    assert inquiry == Inquiry(_variables()), "it holds on to nobody's request"


def test_it_is_found_with_the_values_of_the_one_who_asks() -> None:
    tree = PlanTree[str]()
    _keep(tree, "both", FIRST, SECOND, first=1, second=2)
    assert tree.find(_variables(first=3, second=4)) == ("both", [3, 4])
    assert tree.find(_variables(first=3, second=4), ["given"]) == ("both", ["given", 3, 4])
    assert tree.find(_variables(first=3)) is None


def test_an_answer_decides_what_is_asked_next() -> None:
    tree = PlanTree[str]()
    _keep(tree, "none", FIRST, THIRD)
    _keep(tree, "both", FIRST, SECOND, first=1, second=2)
    _keep(tree, "one", FIRST, SECOND, first=1)
    found = [tree.find(_variables(**values)) for values in ({}, {"second": 2}, {"first": 1}, {"first": 1, "second": 2})]
    assert found == [("none", []), ("none", []), ("one", [1]), ("both", [1, 2])]
    assert tree.weight == 12_000


def test_a_document_that_asks_nothing_has_one_plan() -> None:
    tree = PlanTree[str]()
    assert tree.find(_variables()) is None
    _keep(tree, "only")
    assert tree.find(_variables(first=1)) == ("only", [])


def test_what_is_refused_is_found_by_nobody() -> None:
    tree = PlanTree[str]()
    _keep(tree, "plan", FIRST, first=1)
    assert tree.find(_variables(first=-1)) is None
    inquiry = Inquiry(_variables(first=-1))
    with pytest.raises(RequestRefused):
        inquiry.ask(FIRST)
    assert inquiry.refused
    assert inquiry.asked == []


def test_values_begin_where_the_question_says() -> None:
    inquiry = Inquiry(_variables(first=1, second=2), values=["given"])
    assert [inquiry.ask(FIRST), inquiry.ask(THIRD), inquiry.ask(SECOND)] == [(True, 1), (False, 2), (True, 2)]
    assert inquiry.values == ["given", 1, 2]


def test_operations_and_their_plans_are_kept_in_bounds() -> None:
    operations = PreparedOperations(SCHEMA)
    first, second = operations.prepare("{ a }", None), operations.prepare("{ b }", None)
    for i in range(1_500):
        _keep(first.tree(i), "plan")
    for i in range(1_500):
        _keep(second.tree(i), "plan")
        operations.make_room()
    # The one that was not used for longest loses its plans, not its place.
    assert (first.weight, second.weight) == (0, 6_000_000)
    assert operations.prepare("{ a }", None) is first
    for i in range(500):
        operations.prepare(f"{{ a{i}: a }}", None)
    assert operations.prepare("{ a }", None) is not first


def test_a_long_document_is_prepared_and_not_kept() -> None:
    operations = PreparedOperations(SCHEMA)
    document = "{ a }" + " " * 50_000
    assert operations.prepare(document, None) is not operations.prepare(document, None)


@pytest.mark.parametrize("document", ["{", "{ c }", "query A { a } query B { b }"])
def test_what_can_t_be_executed_is_not_prepared(document: str) -> None:
    with pytest.raises(InvalidDocument):
        PreparedOperations(SCHEMA).prepare(document, None)
