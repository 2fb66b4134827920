"""What a mutation's payload shows: values as the verb made them, rows read back in the same transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLObjectType, GraphQLSchema, SelectionSetNode, get_named_type, is_abstract_type
from graphql.execution.values import VariableValues
from sqlalchemy import ARRAY
from strawberry.types import has_object_definition

from portal.core.actors import Actor
from portal.core.reading.arguments import slot
from portal.core.reading.compiler import Compiler
from portal.core.reading.declare import Reference
from portal.core.reading.finish import Finishing, Shape
from portal.core.reading.place import Caller
from portal.core.reading.prepared import Prepared
from portal.core.reading.questions import Inquiry
from portal.core.reading.registry import Registry
from portal.core.reading.selection import Document, select_fields
from portal.core.reading.statement import Statement, compile_statement

Id = uuid.UUID | int
Sets = Sequence[SelectionSetNode]


@dataclass(frozen=True)
class RowPlan:
    """How rows of one type are read for one selection: a statement that takes ids, and what is left to do."""

    statement: Statement
    shape: Shape | None


@dataclass
class Wanted:
    """Rows of one type that are selected alike: at which places of the answer which of them belongs."""

    type: GraphQLObjectType
    sets: Sets
    places: list[tuple[Any, str | int, Id]] = field(default_factory=list)


class Payload:
    """An answer to one mutation field, as far as it is known without the database, and the rows that it wants."""

    def __init__(self, schema: GraphQLSchema, prepared: Prepared, variables: VariableValues) -> None:
        self.answers: dict[str, Any] = {}
        self.wanted: dict[tuple[str, tuple[int, ...]], Wanted] = {}
        self._schema = schema
        self._prepared = prepared
        self._variables = variables
        self._document = Document(schema, prepared.fragments, Inquiry(variables))

    def fill(self, type_: GraphQLObjectType, sets: Sets, made: object) -> None:
        """Takes in what is selected of the payload that a verb made."""
        self._fill(self.answers, type_, sets, made)

    def each(self, type_: GraphQLObjectType, sets: Sets, made: Sequence[object]) -> Sequence[Any]:
        """Takes in what is selected of each of the objects that a computed field made."""
        within: dict[str, Any] = {}
        self._put(within, "list", type_, sets, made)
        answers: Sequence[Any] = within["list"]
        return answers

    def _fill(self, answers: dict[str, Any], type_: GraphQLObjectType, sets: Sets, made: object) -> None:
        for selected in select_fields(self._document, type_, sets):
            if not selected.name.startswith("__"):
                definition = type_.fields[selected.name]
                value = getattr(made, definition.extensions["strawberry-definition"].python_name)
                self._put(answers, selected.key, get_named_type(definition.type), selected.sets, value)

    def _put(self, within: Any, key: str | int, type_: Any, sets: Sets, value: object) -> None:
        """Puts a value to `within[key]`: lists with what they hold, objects as dictionaries, all else as it is."""
        if isinstance(value, list | tuple):
            within[key] = [None] * len(value)
            for i, item in enumerate(value):
                self._put(within[key], i, type_, sets, item)
        elif isinstance(value, Reference):
            within[key] = None
            wanted = self.wanted.setdefault((type_.name, tuple(map(id, sets))), Wanted(type_, sets))
            wanted.places.append((within, key, value.id))
        elif has_object_definition(value):
            concrete = type_
            if is_abstract_type(type_):
                concrete = self._schema.type_map[value.__strawberry_definition__.name]
            within[key] = {":type": concrete.name}
            self._fill(within[key], concrete, sets, value)
        else:
            within[key] = value

    def plan(self, registry: Registry, actor: Actor, wanted: Wanted) -> tuple[RowPlan, list[Any]]:
        """How to read the wanted rows, and the values for the statement, of which their ids are the first."""
        caller = Caller.like(actor)
        tree = self._prepared.tree((caller.kind, caller.permissions, wanted.type.name, *map(id, wanted.sets)))
        ids = list({row_id for _, _, row_id in wanted.places})
        found = tree.find(self._variables, [ids])
        if found is not None:
            return found
        inquiry = Inquiry(self._variables, values=[ids])
        compiler = Compiler(registry, Document(self._schema, self._prepared.fragments, inquiry))
        model: Any = registry.declaration(wanted.type.name).model
        query, shape = compiler.rows(wanted.type, wanted.sets, caller, slot(0, ARRAY(model.id.type)))
        plan = RowPlan(compile_statement(query), shape)
        values = inquiry.values
        tree.keep(inquiry, plan, len(plan.statement.sql))
        return plan, values


def put_rows(wanted: Wanted, plan: RowPlan, rows: dict[str, str], finishing: Finishing) -> None:
    """Puts rows, by their ids as text, to where they are wanted; one that isn't there stays null."""
    for within, key, row_id in wanted.places:
        text = rows.get(str(row_id))
        if text is not None:
            within[key] = value = orjson.loads(text)
            if plan.shape is not None:
                plan.shape.finish(value, finishing)
