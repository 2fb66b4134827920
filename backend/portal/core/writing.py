"""New rows as statements: those of one table go as one JSON text, which PostgreSQL reads by the table's own columns.

So a statement is the same however many rows there are, and all of them can be sent in one round trip (core/work.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Table, inspect
from sqlalchemy.orm import Mapper

from portal.core.database import Base


@dataclass(frozen=True)
class _Insertion:
    """How rows of one model are inserted: the attributes by column, and the defaults of those that may be left out."""

    sql: bytes
    attributes: Mapping[str, str]
    defaults: Mapping[str, Any]

    def values(self, row: Base) -> dict[str, object]:
        """What goes into the row's columns; what is left to a default stands in the row, too, from now on."""
        known = inspect(row).dict
        for attribute, default in self.defaults.items():
            if known.get(attribute) is None:
                setattr(row, attribute, default.arg(None) if default.is_callable else default.arg)
        return {column: known.get(attribute) for column, attribute in self.attributes.items()}


def insertions(rows: Iterable[Base]) -> Iterator[tuple[bytes, list[str]]]:
    """A statement with its parameter for each table of new rows, those first to which others refer."""
    of_model: dict[type[Base], list[Base]] = {}
    for row in rows:
        of_model.setdefault(type(row), []).append(row)
    places = _places() if len(of_model) > 1 else {}
    for model in sorted(of_model, key=lambda model: places.get(model.__tablename__, 0)):
        insertion = _insertion(model)
        values = [insertion.values(row) for row in of_model[model]]
        yield insertion.sql, [orjson.dumps(values, default=_as_text).decode()]


@cache
def _insertion(model: type[Base]) -> _Insertion:
    mapper: Mapper[Any] = inspect(model)
    table = mapper.local_table
    assert isinstance(table, Table)
    left_to_the_server = [one.name for one in table.columns if one.server_default is not None and one.default is None]
    assert not left_to_the_server, (
        f"{table.name}: give {left_to_the_server} defaults here, too: every column is written"
    )
    attributes = {column.name: mapper.get_property_by_column(column).key for column in table.columns}
    defaults = {attributes[column.name]: column.default for column in table.columns if column.default is not None}
    names = ", ".join(f'"{name}"' for name in attributes)
    sql = f'insert into "{table.schema}"."{table.name}" ({names}) select {names} from'
    read = f'jsonb_populate_recordset(null::"{table.schema}"."{table.name}", $1)'
    return _Insertion(f"{sql} {read}".encode(), attributes, defaults)


@cache
def _places() -> Mapping[str, int]:
    """Where the tables stand in an order in which each comes after those to which it refers."""
    return {table.name: place for place, table in enumerate(Base.metadata.sorted_tables)}


def _as_text(value: object) -> str:
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} can't be written to a column")
