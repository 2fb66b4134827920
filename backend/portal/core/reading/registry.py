"""All declared types of a schema by their GraphQL names, checked against their tables when the schema is made."""

from __future__ import annotations

from typing import Any, NamedTuple

import strawberry
from graphql import GraphQLNonNull, GraphQLObjectType, GraphQLSchema

from portal.core.permissions import Permission
from portal.core.reading import declare as d


class NodeType(NamedTuple):
    """A type that `node(id)` finds, and the right that its readers need."""

    type_name: str
    requires: Permission


class UndeclaredField(Exception):
    """A field of a declared type has neither a column of its name nor a declaration."""


class Registry:
    """What each declared type reads. Raises UndeclaredField where a type and its table don't fit."""

    def __init__(self, schema: strawberry.Schema, graphql_schema: GraphQLSchema) -> None:
        self._names = schema.config.name_converter
        self._declarations: dict[str, d.Declaration] = {}
        self._specs: dict[tuple[str, str], d.Spec] = {}
        self.nodes: dict[str, NodeType] = {}
        for name, type_ in graphql_schema.type_map.items():
            definition = type_.extensions.get("strawberry-definition")
            origin = getattr(definition, "origin", None)
            declaration = getattr(origin, "__reading__", None)
            if isinstance(type_, GraphQLObjectType) and declaration is not None:
                self._add(name, type_, definition, declaration)

    def declaration(self, type_name: str) -> d.Declaration:
        return self._declarations[type_name]

    def spec(self, type_name: str, field_name: str) -> d.Spec:
        return self._specs[type_name, field_name]

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
            self._specs[name, graphql_name] = spec
            _check_nullability(name, type_.fields[graphql_name].type, spec, graphql_name)


def _column_of_same_name(type_name: str, field_name: str, declaration: d.Declaration) -> d.Column:
    attribute = getattr(declaration.model, field_name, None)
    if attribute is None:
        raise UndeclaredField(f"{type_name}.{field_name} is no column of its table: declare it with column(…)")
    return d.Column(attribute)


def _check_nullability(type_name: str, field_type: Any, spec: d.Spec, field_name: str) -> None:
    """What GraphQL calls non-null must be NOT NULL in the database; only plain columns can be looked up."""
    if not isinstance(spec, d.Column) or spec.not_null or not isinstance(field_type, GraphQLNonNull):
        return
    column = getattr(getattr(spec.expression, "property", None), "columns", (None,))[0]
    if column is not None and getattr(column, "nullable", False):
        raise UndeclaredField(f"{type_name}.{field_name} is non-null, but {column} may be NULL")
