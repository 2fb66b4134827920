"""Which shapes of documents are taken: each limit at its edge, and work that stays in proportion to the tokens."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from graphql import GraphQLError, get_introspection_query, parse

from portal.core.reading import limits
from portal.core.reading.limits import check_size, check_variables, parse_document

SOURCES = Path(__file__).parents[3] / "frontend" / "src"


def _names(count: int, text: str) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(count))


SHAPES: list[tuple[str, int, Callable[[int], str]]] = [
    ("15 levels", 15, lambda n: "{ a " * n + "}" * n),
    ("15 levels", 15, lambda n: "{ a { ...F0 } } " + _chain(n - 1, "a { ...F# }") + " { a }"),
    ("500 at most", 500, lambda n: "{ a { " + _names(n - 1, "f#") + " } }"),
    ("500 at most", 500, lambda n: "{ a { " + "... { } " * (n - 1) + " } }"),
    ("100 at most", 100, lambda n: "{ a { " + _names(n, "b#: f") + " } }"),
    ("100 at most", 100, lambda n: "{ a " + "@include(if: true) " * n + "}"),
    ("25 at most", 25, lambda n: "{ " + _names(n, "f#") + " }"),
    ("25 at most", 25, lambda n: "{ ... { " + _names(n, "f#") + " } }"),
    ("100 at most", 100, lambda n: _names(n, "query Q# { a }")),
    ("2000 pairs", 63, lambda n: "{ a { " + "f " * n + " } }"),
    ("2000 pairs", 63, lambda n: "{ " + "a { } " * n + " }"),
    # Eight times eight in one place of the answer, though eight in each of the document.
    ("2000 pairs", 7, lambda n: "{ " + ("a { " + "f " * n + " } ") * n + " }"),
    ("2000 pairs", 63, lambda n: "{ a { " + "...F " * n + " } } fragment F on A { f }"),
]


def _chain(count: int, selected: str) -> str:
    links = (
        f"fragment F{number} on A {{ {selected.replace('#', str(number + 1))} }}" for number in range(max(count - 1, 0))
    )
    return " ".join(links) + f" fragment F{max(count - 1, 0)} on A"


@pytest.mark.parametrize(("said", "most", "shape"), SHAPES, ids=range(len(SHAPES)))
def test_each_limit_holds_at_its_edge(said: str, most: int, shape: Callable[[int], str]) -> None:
    check_size(parse(shape(most)))
    with pytest.raises(GraphQLError, match=said):
        check_size(parse(shape(most + 1)))


def test_what_fragments_hold_counts_wherever_they_are_spread() -> None:
    fragment = "fragment F on A { " + _names(30, "b#: f") + " }"
    parse_document("{ a { ...F } b { ...F } c { ...F } } " + fragment)
    with pytest.raises(GraphQLError, match="aliases: 100"):
        parse_document("{ a { ...F } b { ...F } c { ...F } d { ...F } } " + fragment)


def test_unused_fragments_count_too_since_validation_looks_at_them() -> None:
    with pytest.raises(GraphQLError, match="2000 pairs"):
        parse_document("{ a } fragment F on A { " + "f " * 64 + " }")


@pytest.mark.parametrize(
    "document",
    [
        "{ ...F } fragment F on A { ...F }",
        "{ ...F } fragment F on A { a { ...G } } fragment G on A { ...F }",
        "{ a } fragment F on A { ...G } fragment G on A { ...F }",
    ],
)
def test_a_fragment_within_itself_is_refused(document: str) -> None:
    with pytest.raises(GraphQLError, match="within itself"):
        parse_document(document)


@pytest.mark.parametrize("document", ["{ ...Nothing }", "{ }", "{ a { } }", "type A { a: Int }", "{ a } { a }"])
def test_what_validation_refuses_is_left_to_it(document: str) -> None:
    parse_document(document)


def test_the_document_is_limited_in_tokens_and_characters() -> None:
    with pytest.raises(GraphQLError, match="2000 tokens"):
        parse_document("{" + " a" * 2_000 + "}")
    with pytest.raises(GraphQLError, match="100000 code points"):
        parse_document("{ a }" + " " * limits.LARGEST_DOCUMENT)
    with pytest.raises(GraphQLError):
        parse_document("{ a" * 3_000)
    parse_document("{ a(b: " + "9" * limits.LONGEST_NUMBER + ") }")
    with pytest.raises(GraphQLError, match="number is too long: 100"):
        parse_document("{ a(b: " + "9" * (limits.LONGEST_NUMBER + 1) + ") }")


def test_variables_are_limited_in_values_and_may_be_as_long_as_the_body() -> None:
    check_variables({"list": [1] * (limits.MOST_VALUES - 1)})
    check_variables({"text": "x" * 900_000})
    too_large: tuple[dict[str, Any], ...] = (
        {"list": [1] * limits.MOST_VALUES},
        {"a": {str(key): {} for key in range(limits.MOST_VALUES)}},
    )
    for too_many in too_large:
        with pytest.raises(GraphQLError, match="10000 at most"):
            check_variables(too_many)


# --- what people send -----------------------------------------------------------------------------------------------


def _written(document: str) -> str:
    """The app's document as far as it stands in its file: the list of its fragments follows behind the first text."""
    return re.sub(r"\$\{\w+\}", "placeholder", document)


def test_the_app_s_own_documents_would_pass_a_fifth_of_the_limits_and_introspection_passes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [text for file in SOURCES.rglob("*.queries.ts") for text in re.findall(r"`([^`]*)`", file.read_text())]
    documents = [_written(text) for text in texts if re.match(r"\s*(query|mutation|fragment) ", text)]
    assert len(documents) > 40
    with monkeypatch.context() as fifth:
        for limit in ("MOST_SELECTIONS", "MOST_ALIASES", "MOST_DIRECTIVES", "MOST_REPETITIONS"):
            fifth.setattr(limits, limit, getattr(limits, limit) // 5)
        for document in documents:
            parse_document(document)
    parse_document(
        get_introspection_query(
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
            experimental_directive_deprecation=True,
            one_of=True,
        )
    )


# --- the work of looking --------------------------------------------------------------------------------------------


def _calls(document: str) -> int:
    """How many calls of Python functions it takes to look at the document, whatever comes of it."""
    parsed, calls = parse(document), 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        check_size(parsed)
    except GraphQLError:
        pass
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("ending", ["{ }", "{ a }"])
def test_doubling_fragments_take_work_in_proportion_to_their_number(ending: str) -> None:
    def doubling(levels: int) -> str:
        return "{ ...F0 } " + _chain(levels, "...F# ...F#") + ending

    assert _calls(doubling(200)) < 12 * _calls(doubling(20))
