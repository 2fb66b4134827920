"""All declared types of a schema by their GraphQL names, checked against their tables when the schema is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import strawberry
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type
from sqlalchemy import ColumnElement

from portal.core.actors import Actor, actor_kinds
from portal.core.permissions import Permission
from portal.core.reading import declare as d
from portal.core.reading.fields import Field


class NodeType(NamedTuple):
    """A type that `node(id)` finds, and the right that its readers need."""

    type_name: str
    requires: Permission


class UndeclaredField(Exception):
    """A field of a declared type has no column of its name and no declaration, or may be null against its word."""


class Registry:
    """What each declared type reads. Raises UndeclaredField where a type and its table don't fit.

    One that is not `scoped` forgets the scopes of all who stand under row level security; see Api.
    """

    def __init__(self, schema: strawberry.Schema, graphql_schema: GraphQLSchema, *, scoped: bool = True) -> None:
        self._names = schema.config.name_converter
        self._declarations: dict[str, d.Declaration] = {}
        self._fields: dict[tuple[str, str], Field] = {}
        self._scoped = scoped
        self.nodes: dict[str, NodeType] = {}
        for name, type_ in graphql_schema.type_map.items():
            definition = type_.extensions.get("strawberry-definition")
            origin = getattr(definition, "origin", None)
            declaration = getattr(origin, "__reading__", None)
            if isinstance(type_, GraphQLObjectType) and declaration is not None:
                self._add(name, type_, definition, declaration)
                if not scoped:
                    self._declarations[name] = _without_scopes(declaration)
        for field in self.fields:
            _check_nullability(field)
            self._check_relation(field)
            self._check_rule(field, graphql_schema)

    @property
    def fields(self) -> Iterable[Field]:
        """All fields of declared types."""
        return self._fields.values()

    def declaration(self, type_name: str) -> d.Declaration:
        return self._declarations[type_name]

    def narrowed(self, type_name: str, scope: Mapping[type[Actor], ColumnElement[bool]]) -> d.Declaration:
        """The type's declaration with a narrower scope, for a list that has one."""
        declaration = self._declarations[type_name]
        return replace(declaration, scope={**declaration.scope, **scope}) if scope and self._scoped else declaration

    def spec(self, type_name: str, field_name: str) -> d.Spec:
        return self._fields[type_name, field_name].spec

    def is_declared(self, type_name: str) -> bool:
        return type_name in self._declarations

    def argument_name(self, python_name: str) -> str:
        return self._names.apply_naming_config(python_name)

    def _add(self, name: str, type_: GraphQLObjectType, definition: Any, declaration: d.Declaration) -> None:
        self._declarations[name] = declaration
        if declaration.node is not None and declaration.model is not None:
            self.nodes[declaration.model.prefix] = NodeType(name, declaration.node)
        for field in definition.fields:
            graphql_name = self._names.get_graphql_name(field)
            spec = field.metadata.get(d.METADATA_KEY) or _column_of_same_name(name, field.python_name, declaration)
            self._fields[name, graphql_name] = Field(
                name, graphql_name, type_.fields[graphql_name].type, spec, declaration
            )

    def _check_relation(self, field: Field) -> None:
        """What GraphQL calls non-null must be there for everybody who sees the type."""
        if not isinstance(field.spec, d.Relation) or field.spec.many or not field.non_null:
            return
        if field.spec.requires is not None:
            raise UndeclaredField(f"{field} is non-null, but null to whoever lacks the right {field.spec.requires}")
        target = get_named_type(field.graphql_type).name
        seen = self.declaration(target)
        blind = sorted(kind.__name__ for kind in field.declaration.scope if seen.scope_of(kind) is None)
        if blind:
            names = ", ".join(blind)
            raise UndeclaredField(f"{field} is non-null, but to {names} no {target} is in scope")

    def _check_rule(self, field: Field, schema: GraphQLSchema) -> None:
        """Whoever declares a root field says who may ask; nobody may unless it is said."""
        is_root = schema.query_type is not None and field.type_name == schema.query_type.name
        if is_root and not (isinstance(field.spec, d.Root) and field.spec.rule is not None):
            raise UndeclaredField(f"{field} doesn't say who may ask: requires=Permission.…, requires=PUBLIC, or link=…")


def _without_scopes(declaration: d.Declaration) -> d.Declaration:
    """The same for operators, programs and the worker, whom row level security doesn't narrow, and all rows for others.

    What has no table is left as it is: no row level security could hold it.
    """
    if declaration.model is None:
        return declaration
    narrowed = [kind for kind in actor_kinds() if kind.database_role != "portal_system"]
    return replace(declaration, scope={**declaration.scope, **dict.fromkeys(narrowed, d.everything)})


def _column_of_same_name(type_name: str, field_name: str, declaration: d.Declaration) -> d.Column:
    attribute = getattr(declaration.model, field_name, None)
    if attribute is None:
        raise UndeclaredField(f"{type_name}.{field_name} is no column of its table: declare it with column(…)")
    return d.Column(attribute)


def _check_nullability(field: Field) -> None:
    """What GraphQL calls non-null must be NOT NULL in the database, and there; only plain columns can be looked up."""
    if not isinstance(field.spec, d.Column) or field.spec.not_null or not field.non_null:
        return
    for kind, column in field.plain_columns():
        if column.nullable:
            raise UndeclaredField(f"{field} is non-null, but {column} may be NULL")
        if not field.has_row(column, kind):
            raise UndeclaredField(
                f"{field} is non-null, but to {kind.__name__} there may be no row of {column.table.name}"
            )
