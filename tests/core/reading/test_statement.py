"""Statements as the driver takes them: numbered parameters, and values as PostgreSQL's texts."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import psycopg
import pytest
from sqlalchemy import Text, Uuid, column, literal, select

from portal.core.actors import Anonymous
from portal.core.reading.arguments import slot
from portal.core.reading.declare import caller
from portal.core.reading.statement import Constant, FromCaller, FromRequest, as_text, compile_statement

KEY = uuid.UUID(int=7)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", b""),
        ("näïve 🙂", "näïve 🙂".encode()),
        (7, b"7"),
        (True, b"True"),
        (KEY, str(KEY).encode()),
        (dt.datetime(2026, 1, 2, tzinfo=dt.UTC), b"2026-01-02T00:00:00+00:00"),
        ([], b"{}"),
        (["a", None, 'b"\\,{}', ""], b'{"a",NULL,"b\\"\\\\,{}",""}'),
    ],
)
def test_a_value_as_text(value: Any, text: bytes | None) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize("value", ["\0", "a\0b", ["a", "\0"]])
def test_a_text_with_nul_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="NUL"):
        as_text(value)


async def test_postgresql_reads_the_same_value(superuser: psycopg.AsyncConnection[Any]) -> None:
    cursor = psycopg.AsyncRawCursor(superuser)
    texts = ["", " ", "NULL", "null", 'a"b', "\\", "{}", "a,b", "\n\t\u2028", None]
    told = as_text(texts)
    assert told is not None
    await cursor.execute(
        "select $1::text[], $2::boolean, $3::timestamptz", [told.decode(), "True", "2026-01-02T00:00Z"]
    )
    assert await cursor.fetchone() == (texts, True, dt.datetime(2026, 1, 2, tzinfo=dt.UTC))


def test_parameters_are_numbered_and_say_where_their_values_come_from() -> None:
    query = select(literal("x")).where(column("a", Uuid()) == caller.user_id, column("b", Text()) == slot(2, Text()))
    statement = compile_statement(query)
    assert statement.parameters == (Constant(b"x"), FromCaller("user_id"), FromRequest(2))
    assert [f"${i}" in statement.sql.decode() for i in (1, 2, 3, 4)] == [True, True, True, False]
    assert statement.bind(Anonymous(user_id=KEY), [0, 1, "two"]) == [b"x", str(KEY).encode(), b"two"]
    assert statement.bind(Anonymous(), [0, 1, None]) == [b"x", None, None]


def test_a_list_of_constants_is_written_out() -> None:
    a = column("a", Text())
    statement = compile_statement(select(a).where(a.in_(["x", "y"]), a != slot(0, Text())))
    by_number = dict(enumerate(statement.parameters, 1))
    places = re.search(rb"IN \(\$(\d)::\w+, \$(\d)::\w+\) AND a != \$(\d)", statement.sql)
    assert places is not None, statement.sql
    assert [by_number[int(n)] for n in places.groups()] == [Constant(b"x"), Constant(b"y"), FromRequest(0)]


def test_each_statement_has_a_name_of_its_own() -> None:
    names = {compile_statement(select(literal("x"))).name for _ in range(3)}
    assert len(names) == 3
