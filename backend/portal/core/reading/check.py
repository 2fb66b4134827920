"""The declared types against the database that is there: where the two differ, the portal doesn't start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull
from sqlalchemy import Column, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import coercions, roles

from portal.core.database import Base
from portal.core.reading import declare as d
from portal.core.reading.fields import Field, columns_in, table_of
from portal.core.reading.registry import Registry

# Every role may read the catalogue; the information schema shows a role what it has rights on.
_CATALOGUE = text(
    "select c.relname, a.attname, t.typname, a.attnotnull from pg_attribute a"
    " join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid"
    " join pg_namespace n on n.oid = c.relnamespace"
    " where n.nspname = :schema and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped"
)

# By GraphQL's scalar: PostgreSQL's types that it can show as they are. An Int has 32 bits.
_TYPES = {
    "Int": {"int2", "int4"},
    "Float": {"float4", "float8"},
    "Boolean": {"bool"},
    "String": {"text", "varchar"},
    "ID": {"text", "uuid"},
    "DateTime": {"timestamptz"},
}


class TablesDiffer(Exception):
    """The database isn't what the declared types read: a line for each difference."""


class _Found(NamedTuple):
    """A column as the database has it: PostgreSQL's name of its type, with an underscore before it for an array."""

    type: str
    not_null: bool


_Catalogue = Mapping[tuple[str, str], _Found]


async def check_tables(registry: Registry, connection: AsyncConnection) -> None:
    """Compares all declared types with the database's catalogue, in one statement. Raises TablesDiffer."""
    rows = await connection.execute(_CATALOGUE, {"schema": Base.metadata.schema})
    found = {(table, column): _Found(type_, not_null) for table, column, type_, not_null in rows}
    # One missing column is met in many fields.
    differences = sorted({line for field in registry.fields for line in _differences(field, found)})
    if differences:
        raise TablesDiffer("the database does not fit this version of the portal:\n" + "\n".join(differences))


def _differences(field: Field, catalogue: _Catalogue) -> Iterator[str]:
    for column in _columns(field):
        if (column.table.name, column.name) not in catalogue:
            yield f"{field.type_name} reads {column}, which is not there"
    for kind, column in field.plain_columns():
        found = catalogue.get((column.table.name, column.name))
        if found is None:
            continue
        if field.non_null and not found.not_null and not _is_promised(field):
            yield f"{field} is non-null, but {column} may be NULL (read by {kind.__name__})"
        if not _fits(field.graphql_type, found.type, field.spec):
            yield f"{field} is {field.graphql_type}, but {column} is {found.type}"


def _columns(field: Field) -> Iterator[Column[Any]]:
    """Every column that must be there for the field to be read."""
    for expression in (*field.expressions(), *field.declaration.scope.values()):
        yield from columns_in(expression)
    for join in field.declaration.joins:
        yield from columns_in(join.on)
        table = table_of(coercions.expect(roles.FromClauseRole, join.model))
        if table is not None:
            yield from table.primary_key
    if field.declaration.model is not None:
        yield from field.declaration.model.__table__.primary_key  # type: ignore[misc]  # of columns


def _is_promised(field: Field) -> bool:
    return isinstance(field.spec, d.Column) and field.spec.not_null


def _fits(type_: Any, found: str, spec: d.Spec) -> bool:
    """Whether PostgreSQL's JSON of a column of this type is what GraphQL's type allows."""
    if isinstance(type_, GraphQLNonNull):
        return _fits(type_.of_type, found, spec)
    if isinstance(type_, GraphQLList):
        return found.startswith("_") and _fits(type_.of_type, found.removeprefix("_"), spec)
    if isinstance(spec, d.Column) and spec.prefix is not None:
        return found == "uuid"
    name = "String" if isinstance(type_, GraphQLEnumType) else type_.name
    return name not in _TYPES or found in _TYPES[name]
