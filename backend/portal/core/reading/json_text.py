"""JSON that PostgreSQL writes, as SQL expressions of type text: nothing of it is taken apart again on the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    DateTime,
    Integer,
    Null,
    Select,
    Text,
    case,
    cast,
    func,
    literal_column,
    select,
)

Json = ColumnElement[str]
# What stands one behind the other in JSON: constants as they are, and expressions.
Pieces = list[str | Json]

NULL: Json = literal_column("'null'", Text)
# Stands where GraphQL says that there is always something, and there is nothing. No text in JSON can hold it, since
# the quotation mark would be escaped there.
MISSING = '{":null":true}'
_MISSING: Json = literal_column(f"'{MISSING}'", Text)
# PostgreSQL takes 100 arguments to a function.
_ARGUMENTS = 100


def quoted(text: str) -> Json:
    """A constant text in SQL. What is written here are GraphQL names and names of our own."""
    return literal_column("'" + text.replace("'", "''") + "'", Text)


def value_as_json(expression: ColumnElement[Any], prefix: str | None = None) -> Pieces:
    """A scalar, an id with its prefix, or a list of scalars."""
    if isinstance(expression, Null):
        return [cast(expression, Text)]
    if prefix is not None:
        return [f'"{prefix}_', func.encode(func.uuid_send(expression), quoted("hex")), '"']
    match expression.type:
        case DateTime():
            return ['"', func.to_char(func.timezone("UTC", expression), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '"']
        case Integer() | Boolean():
            return [cast(expression, Text)]
        case Text():
            return [cast(func.to_json(cast(expression, Text)), Text)]
        case _:
            return [cast(func.to_json(expression), Text)]


def always(value: Pieces, *, non_null: bool) -> Json:
    """The value, or what stands for none of it where a piece is NULL."""
    first, *rest = [quoted(piece) if isinstance(piece, str) else piece for piece in value]
    for piece in rest:
        first = first.op("||")(piece)
    return func.coalesce(first, _MISSING if non_null else NULL)


def json_object(pairs: Sequence[tuple[str, Pieces]]) -> Json:
    """An object; no piece may be NULL."""
    return joined(object_pieces(pairs))


def object_pieces(pairs: Sequence[tuple[str, Pieces]]) -> Pieces:
    """The same, to stand among other pieces."""
    pieces: Pieces = ["{"]
    for position, (key, value) in enumerate(pairs):
        pieces += [f'{"," if position else ""}"{key}":', *value]
    return [*pieces, "}"]


def joined(pieces: Pieces) -> Json:
    """All of them, one behind the other; constants that are neighbours are one, which costs once."""
    texts: list[Json] = []
    constant = ""
    for piece in [*pieces, None]:
        if isinstance(piece, str):
            constant += piece
            continue
        texts += [quoted(constant)] if constant else []
        texts += [] if piece is None else [piece]
        constant = ""
    while len(texts) > _ARGUMENTS:
        chunks = [texts[i : i + _ARGUMENTS] for i in range(0, len(texts), _ARGUMENTS)]
        texts = [func.concat(*chunk, type_=Text()) for chunk in chunks]
    return texts[0] if len(texts) == 1 else func.concat(*texts, type_=Text())


def json_list(query: Select[Any], row: str = "row") -> Json:
    """The rows of a query, in its order, each as the JSON in its column `row`."""
    rows = query.subquery()
    return select(bracketed(rows.c[row])).scalar_subquery()


def bracketed(item: Json, *, order: ColumnElement[Any] | None = None, shown: ColumnElement[bool] | None = None) -> Json:
    """The list that an aggregate makes of all rows, or of those to be `shown`; in their own order unless told."""
    aggregate: Any = func.string_agg(item, literal_column("','"))
    if order is not None:
        aggregate = aggregate.aggregate_order_by(order)
    if shown is not None:
        aggregate = aggregate.filter(shown)
    return func.concat(literal_column("'['"), aggregate, literal_column("']'"), type_=Text())


def boolean_as_json(condition: ColumnElement[bool]) -> Json:
    """true or false."""
    return case((condition, quoted("true")), else_=quoted("false"))
