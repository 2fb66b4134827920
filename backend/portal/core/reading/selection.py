"""What a document asks for on one concrete type: aliases, fragments, `@skip` and `@include` merged away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    Node,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_argument_values,
    get_directive_values,
    get_named_type,
    is_abstract_type,
)
from graphql.execution.values import VariableValues

from portal.core.reading.questions import Inquiry

Arguments = Callable[[VariableValues], dict[str, Any]]


@dataclass(frozen=True)
class Chosen:
    """What a document selects of the objects of one type."""

    schema: GraphQLSchema
    type: GraphQLObjectType
    sets: Sequence[SelectionSetNode]


@dataclass(frozen=True)
class Document:
    """A validated operation with all that its selections refer to, and whom to ask about its variables."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    inquiry: Inquiry

    def chosen(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Chosen:
        """The selections, to be looked into where the objects are there."""
        return Chosen(self.schema, type_, sets)


@dataclass
class Selected:
    """One response key: the field, its arguments, and all sub-selections that were merged into it."""

    key: str
    name: str
    node: FieldNode
    sets: list[SelectionSetNode] = field(default_factory=list)

    def arguments(self, type_: GraphQLObjectType) -> Arguments:
        """The field's arguments by the request's variables; they are worked out here where they name none."""
        definition, node = type_.fields[self.name], self.node
        if _names_variables(node.arguments):
            return lambda variables: get_argument_values(definition, node, variables)
        constant = get_argument_values(definition, node, None)
        return lambda _variables: constant


def select_fields(document: Document, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> list[Selected]:
    """The fields that `sets` select on `type_`, in the order of the response."""
    found: dict[str, Selected] = {}
    visited: set[str] = set()

    def walk(selection_set: SelectionSetNode) -> None:
        for node in selection_set.selections:
            if node.directives and not _included(document, node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                selected = found.setdefault(key, Selected(key, node.name.value, node))
                if node.selection_set:
                    selected.sets.append(node.selection_set)
            elif isinstance(node, InlineFragmentNode):
                if _applies(document, node.type_condition.name.value if node.type_condition else None, type_):
                    walk(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in visited:
                visited.add(node.name.value)
                fragment = document.fragments[node.name.value]
                if _applies(document, fragment.type_condition.name.value, type_):
                    walk(fragment.selection_set)

    for selection_set in sets:
        walk(selection_set)
    return list(found.values())


def named_object(type_: GraphQLObjectType, field_name: str) -> Any:
    """The type of a field without its lists and non-nulls."""
    return get_named_type(type_.fields[field_name].type)


def _included(document: Document, node: SelectionNode) -> bool:
    included, _ = document.inquiry.ask(lambda variables: (_says_include(node, variables), ()))
    return bool(included)


def _says_include(node: SelectionNode, variables: VariableValues) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, variables)
    if skip and skip["if"]:
        return False
    include = get_directive_values(GraphQLIncludeDirective, node, variables)
    return not include or bool(include["if"])


def _applies(document: Document, condition: str | None, type_: GraphQLObjectType) -> bool:
    if condition is None or condition == type_.name:
        return True
    condition_type = document.schema.get_type(condition)
    return is_abstract_type(condition_type) and document.schema.is_sub_type(condition_type, type_)


def _names_variables(value: Any) -> bool:
    if isinstance(value, VariableNode):
        return True
    if isinstance(value, Node):
        inner = ("value", "values", "fields")
        return any(_names_variables(getattr(value, key)) for key in inner if hasattr(value, key))
    return isinstance(value, list | tuple) and any(map(_names_variables, value))
