"""What the checks of declarations ask about one field: which columns it is made of, and whether they can be null."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from graphql import GraphQLNonNull, GraphQLOutputType
from sqlalchemy import Alias, BinaryExpression, Column, ColumnElement, Table, bindparam
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql import coercions, operators, roles
from sqlalchemy.sql.elements import BooleanClauseList
from sqlalchemy.sql.visitors import iterate

from portal.core.actors import Actor
from portal.core.reading import declare as d


class Field(NamedTuple):
    """One field of a declared type: as GraphQL has it, and as it is declared."""

    type_name: str
    name: str
    graphql_type: GraphQLOutputType
    spec: d.Spec
    declaration: d.Declaration

    def __str__(self) -> str:
        return f"{self.type_name}.{self.name}"

    @property
    def non_null(self) -> bool:
        return isinstance(self.graphql_type, GraphQLNonNull)

    def plain_columns(self) -> Iterator[tuple[type[Actor], Column[Any]]]:
        """By each kind of caller who sees the type: the column that he reads, where it is one as it stands."""
        if not isinstance(self.spec, d.Column):
            return
        expression = self.spec.expression
        choices = expression.choices if isinstance(expression, d.PerCaller) else {}
        # A type without a scope is a part of others, or shown by verbs alone: to anybody.
        kinds: Iterable[type[Actor]] = self.declaration.scope or (Actor, *choices)
        for kind in kinds:
            chosen = expression.for_kind(kind) if isinstance(expression, d.PerCaller) else expression
            column = column_of(chosen.expression if isinstance(chosen, InstrumentedAttribute) else chosen)
            if column is not None:
                yield kind, column

    def has_row(self, column: Column[Any], kind: type[Actor]) -> bool:
        """Whether every row that this kind of caller sees has a row of the column's table.

        Of a joined table that is so where the join follows a foreign key that is never null, or where the scope asks
        for something of it.
        """
        if self.declaration.model is not None and column.table is self.declaration.model.__table__:
            return True
        scope = self.declaration.scope_of(kind)
        return any(
            table_of(coercions.expect(roles.FromClauseRole, join.model)) is column.table
            and (_follows_key(join.on, column.table) or (scope is not None and _needs(scope, column.table)))
            for join in self.declaration.joins
        )

    def expressions(self) -> Iterator[ColumnElement[Any]]:
        """All that the field is declared by."""
        match self.spec:
            case d.Column(expression):
                yield from _each(expression)
            case d.Computed(_, inputs):
                yield from _each(*inputs)
            case d.Part(present, given):
                yield from _each(present, *given.values())
            case d.Relation():
                yield from _each(self.spec.on, *self.spec.order)
            case d.Listing():
                yield from _each(*self.spec.order)
            case d.Paged():
                sorts = self.spec.sort.orders.values() if self.spec.sort is not None else ()
                yield from _each(self.spec.on, *self.spec.order, *(key for keys in sorts for key in keys))
                if self.spec.filter is not None:
                    yield from _conditions(d.conditions_of(self.spec.filter).values())
        if isinstance(self.spec, d.Root):
            yield from _conditions(self.spec.where.values())


def columns_in(expression: ColumnElement[Any]) -> Iterator[Column[Any]]:
    """The tables' columns of which an expression speaks, also within its subqueries."""
    for element in iterate(expression):
        column = column_of(element)
        if column is not None:
            yield column


def column_of(element: object) -> Column[Any] | None:
    """The table's column that an expression is as it stands, be it of the table or of an alias of it; else None."""
    table = table_of(element.table) if isinstance(element, Column) else None
    return table.c[element.key] if table is not None and isinstance(element, Column) else None


def table_of(selectable: object) -> Table | None:
    """The table that this is, or is an alias of; None for a subquery."""
    table = selectable.element if isinstance(selectable, Alias) else selectable
    # Expressions of the ORM hold annotated copies.
    return table.metadata.tables[table.fullname] if isinstance(table, Table) else None


def _each(*found: d.Expression | d.PerCaller | None) -> Iterator[ColumnElement[Any]]:
    for one in found:
        if isinstance(one, d.PerCaller):
            yield from _each(*one.choices.values(), one.otherwise)
        elif one is not None:
            yield coercions.expect(roles.ExpressionElementRole, one)


def _conditions(declared: Iterable[d.Where]) -> Iterator[ColumnElement[Any]]:
    for where in declared:
        yield from _each(*(where.choices or {}).values())
        if where.condition is not None:
            yield from _each(where.condition(bindparam(None, None, type_=where.type)))


def _follows_key(on: ColumnElement[bool], far: Any) -> bool:
    if not isinstance(on, BinaryExpression) or on.operator is not operators.eq:
        return False
    left, right = column_of(on.left), column_of(on.right)
    if left is None or right is None:
        return False
    key, target = (right, left) if left.table is far else (left, right)
    return target.table is far and not key.nullable and key.references(target)


def _needs(scope: ColumnElement[bool], far: Any) -> bool:
    """Whether a condition holds only where there is a row of the table: one of its parts compares a column of it."""
    if isinstance(scope, BooleanClauseList):
        return scope.operator is operators.and_ and any(_needs(part, far) for part in scope.clauses)
    if not isinstance(scope, BinaryExpression) or scope.operator not in {operators.eq, operators.in_op}:
        return False
    sides = (column_of(scope.left), column_of(scope.right))
    return any(column is not None and column.table is far for column in sides)
