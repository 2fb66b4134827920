"""What a verb makes by hand is shown as it was selected, in every shape that a payload can have."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import pytest
import strawberry
from sqlalchemy import select

from portal.core.api import Api, merged
from portal.core.graphql import Payload, verb
from portal.core.money import CurrencyCode
from portal.core.reading.declare import read
from portal.core.reading.registry import UndeclaredField
from portal.core.requests import Request
from portal.core.rules import PUBLIC
from portal.core.work import Work
from portal.identity.graphql import IdentityQueries
from portal.program.graphql import ProgramQueries, TermsVersion
from portal.program.models import TermsVersion as TermsRow
from tests.people import Portal


@strawberry.interface
class Named:
    name: str


@strawberry.type(name="Publisher")
class Author(Named):
    currency: CurrencyCode


@strawberry.type
class Reader(Named):
    since: dt.datetime | None


@strawberry.type
class Row:
    position: int
    terms: TermsVersion | None
    who: Annotated[Author | Reader, strawberry.union("Who")] | None
    named: list[Named]


@strawberry.input
class ShowInput:
    how_many: int


@strawberry.type
class ShowPayload(Payload):
    first_row: Row | None = None
    rows: list[Row] = strawberry.field(default_factory=list)
    all_terms: list[TermsVersion] = strawberry.field(default_factory=list)
    tags: list[list[str]] = strawberry.field(default_factory=list)


AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)


@strawberry.type
class Mutations:
    @verb(PUBLIC)
    async def show(work: Work, input: ShowInput) -> ShowPayload:  # noqa: N805
        """Shows all terms in all ways."""
        terms = (await work.session.execute(select(TermsRow).order_by(TermsRow.version))).scalars().all()
        author, reader = Author(name="Olga", currency=CurrencyCode.EUR), Reader(name="Alice", since=AT)
        rows = [
            Row(position=i, terms=read(TermsVersion, row), who=(author, reader)[i % 2], named=[author, reader])
            for i, row in enumerate(terms[: input.how_many])
        ]
        shown = [read(TermsVersion, row) for row in terms]
        return ShowPayload(first_row=rows[0], rows=rows, all_terms=shown, tags=[["a"], []])


def _api() -> Api:
    query = merged("Query", "Reads.", ProgramQueries, IdentityQueries, planned=True)
    return Api(query, merged("Mutation", "Does.", Mutations))


async def _show(portal: Portal, selection: str, fragments: str = "") -> Any:
    olga = await portal.olga()
    for text in ("Be good.", "Be better."):
        await olga.do("publishTerms", "terms { version }", text=text)
    document = f"mutation {{ show(input: {{howMany: 2}}) {{ {selection} }} }} {fragments}"
    response = await _api().execute(portal.runtime, Request(), document)
    assert response.executed
    answer = response.content
    assert "errors" not in answer, answer
    return answer["data"]["show"]


async def test_objects_in_lists_show_rows_that_are_read_back(portal: Portal) -> None:
    selection = "first: firstRow { terms { text } } rows { n: position again: position terms { v: version } }"
    assert await _show(portal, selection) == {
        "first": {"terms": {"text": "Be good."}},
        "rows": [{"n": 0, "again": 0, "terms": {"v": 1}}, {"n": 1, "again": 1, "terms": {"v": 2}}],
    }


async def test_lists_of_rows_and_of_lists(portal: Portal) -> None:
    assert await _show(portal, "allTerms { version } tags userErrors { code }") == {
        "allTerms": [{"version": 1}, {"version": 2}],
        "tags": [["a"], []],
        "userErrors": [],
    }


async def test_unions_and_interfaces_say_which_type_it_is(portal: Portal) -> None:
    selection = "rows { who { __typename ...P ... on Reader { name since } } named { kind: __typename name } }"
    publisher = {"__typename": "Publisher", "name": "Olga", "currency": "EUR"}
    reader = {"__typename": "Reader", "name": "Alice", "since": "2026-01-02T03:04:05.000Z"}
    named = [{"kind": "Publisher", "name": "Olga"}, {"kind": "Reader", "name": "Alice"}]
    assert await _show(portal, selection, "fragment P on Publisher { name currency }") == {
        "rows": [{"who": publisher, "named": named}, {"who": reader, "named": named}]
    }


async def test_one_field_twice_is_shown_as_each_was_selected(portal: Portal) -> None:
    selection = "a: firstRow { terms { version } } b: firstRow { terms { text } position } b: firstRow { p: position }"
    assert await _show(portal, selection) == {
        "a": {"terms": {"version": 1}},
        "b": {"terms": {"text": "Be good."}, "position": 0, "p": 0},
    }


def test_a_resolver_on_a_type_is_refused_at_the_start() -> None:
    @strawberry.type
    class Resolved:
        @strawberry.field
        def late(self) -> int:
            return 1

    query = merged("Query", "Reads.", ProgramQueries, planned=True)
    with pytest.raises(UndeclaredField, match=r"Resolved\.late"):
        Api(query, merged("Mutation", "Does.", Mutations), types=[Resolved])
