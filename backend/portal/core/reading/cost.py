"""How much an operation may bring back at most, known before anything is read. docs/api.md tells callers the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_list_type,
    is_object_type,
    is_type,
)
from graphql.language import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)
from graphql.type.introspection import SchemaMetaFieldDef, TypeMetaFieldDef

from portal.core.paging import DEFAULT_PAGE, LARGEST_PAGE
from portal.core.reading import declare as d
from portal.core.reading.registry import Registry
from portal.core.texts import _

LARGEST_ANSWER = 5_000  # objects
MOST_ANSWERED_VALUES = 40_000
# What is counted for a list whose length nobody can tell before; most have fewer.
ASSUMED_LIST = 10
MUTATION = 10


class Cost(NamedTuple):
    """What an answer may hold at most.

    `objects` are rows; `requested` all JSON objects, with connections, edges, pageInfo and what introspection tells
    of, and MUTATION for each mutation; `values` all fields.
    """

    objects: int = 0
    requested: int = 0
    values: int = 0

    def plus(self, other: Cost) -> Cost:
        """Both beside each other."""
        return Cost(self.objects + other.objects, self.requested + other.requested, self.values + other.values)

    def times(self, count: int) -> Cost:
        """So many of it."""
        return Cost(self.objects * count, self.requested * count, self.values * count)

    def or_else(self, other: Cost) -> Cost:
        """Room for either."""
        return Cost(*map(max, self, other))


def check_cost(cost: Cost) -> None:
    """Raises GraphQLError for an answer that could be larger than LARGEST_ANSWER or MOST_ANSWERED_VALUES."""
    if cost.objects > LARGEST_ANSWER:
        message = _("This could answer with more than {most} objects. Ask for smaller pages.", most=LARGEST_ANSWER)
        raise GraphQLError(message)
    if cost.values > MOST_ANSWERED_VALUES:
        message = _(
            "This could answer with more than {most} values. Ask for fewer fields or smaller pages.",
            most=MOST_ANSWERED_VALUES,
        )
        raise GraphQLError(message)


def cost_of(
    registry: Registry,
    schema: GraphQLSchema,
    fragments: Mapping[str, FragmentDefinitionNode],
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> Cost:
    """The cost of a validated operation with coerced variables. Fields of one name in one place count each for itself.

    Takes time in proportion to the document, times the types of an interface, however often fragments are spread.
    """
    root = schema.get_root_type(operation.operation)
    assert root is not None
    costs = _Costs(registry, schema, _Selections(fragments, variables))
    return Cost(requested=1).plus(costs.of(operation.selection_set, root))


class _Selections:
    """What selection sets hold with these variables."""

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]) -> None:
        self._fragments = fragments
        self._variables = variables

    def included(self, selection_set: SelectionSetNode) -> Iterable[SelectionNode]:
        """The selections that `@skip` and `@include` leave."""
        return [node for node in selection_set.selections if not node.directives or self._is_included(node.directives)]

    def _is_included(self, directives: Iterable[DirectiveNode]) -> bool:
        given = {one.name.value: self.arguments(one).get("if") for one in directives}
        return given.get("skip") is not True and given.get("include") is not False

    def fragment(self, node: SelectionNode) -> tuple[str | None, SelectionSetNode]:
        """The type that a fragment or an inline fragment is for, None for any, and what it selects."""
        found = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        assert isinstance(found, FragmentDefinitionNode | InlineFragmentNode)
        return found.type_condition.name.value if found.type_condition else None, found.selection_set

    def arguments(self, node: FieldNode | DirectiveNode) -> dict[str, Any]:
        """Numbers, texts and truth values among the arguments, also by variables; all others are left out."""
        return {one.name.value: self._value(one.value) for one in node.arguments or ()}

    def _value(self, node: ValueNode) -> Any:
        match node:
            case VariableNode():
                return self._variables.get(node.name.value)
            case IntValueNode():
                return int(node.value)
            case BooleanValueNode() | StringValueNode():
                return node.value
        return None


class _Costs:
    """The costs of selection sets by the type on which they stand; each is counted once."""

    def __init__(self, registry: Registry, schema: GraphQLSchema, selections: _Selections) -> None:
        self._registry = registry
        self._schema = schema
        self._selections = selections
        self._introspected = _Introspected(schema, selections)
        # By identity: nodes compare by their content, which takes long.
        self._known: dict[tuple[int, str, int | None], Cost] = {}

    def of(self, selection_set: SelectionSetNode, type_: GraphQLNamedType, page: int | None = None) -> Cost:
        """The cost of one object; `page` is how many rows the list has whose connection, edge or pageInfo it is."""
        key = (id(selection_set), type_.name, page)
        if key not in self._known:
            self._known[key] = self._count(selection_set, type_, page)
        return self._known[key]

    def _count(self, selection_set: SelectionSetNode, type_: GraphQLNamedType, page: int | None) -> Cost:
        cost = Cost()
        if is_abstract_type(type_):
            for possible in self._schema.get_possible_types(type_):
                cost = cost.or_else(self.of(selection_set, possible))
            return cost
        assert is_object_type(type_)
        for node in self._selections.included(selection_set):
            if isinstance(node, FieldNode):
                cost = cost.plus(self._field(node, type_, page))
                continue
            condition, inner = self._selections.fragment(node)
            if condition is None or self._applies(condition, type_):
                cost = cost.plus(self.of(inner, type_, page))
        return cost

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        wanted = self._schema.type_map[condition]
        return wanted is type_ or (is_abstract_type(wanted) and self._schema.is_sub_type(wanted, type_))

    def _field(self, node: FieldNode, type_: GraphQLObjectType, page: int | None) -> Cost:
        name = node.name.value
        if name in ("__schema", "__type"):
            return self._introspected.root(node)
        own = Cost(requested=MUTATION if type_ is self._schema.mutation_type else 0, values=1)
        if node.selection_set is None:
            return own
        field = type_.fields[name]
        target = get_named_type(field.type)
        spec = self._registry.spec(type_.name, name) if self._registry.is_declared(type_.name) else None
        if isinstance(spec, d.Paged):
            size = _page(self._selections.arguments(node))
            return own.plus(Cost(requested=1)).plus(self.of(node.selection_set, target, size))
        # Of a connection, `nodes` and the edges' `node` are rows; edges and pageInfo are not.
        wraps = page is not None and name not in ("nodes", "node")
        one = Cost(objects=0 if wraps else 1, requested=1).plus(
            self.of(node.selection_set, target, page if wraps else None)
        )
        return own.plus(one.times(_length(spec, field, page)))


def _page(arguments: Mapping[str, Any]) -> int:
    sizes = [size for name in ("first", "last") if isinstance(size := arguments.get(name), int)]
    return max(0, min(max(sizes, default=DEFAULT_PAGE), LARGEST_PAGE))


def _length(spec: d.Spec | None, field: GraphQLField, page: int | None) -> int:
    if not is_list_type(get_nullable_type(field.type)):
        return 1
    if page is not None:
        return page
    declared = spec.limit if isinstance(spec, d.Relation) else None
    return min(declared or ASSUMED_LIST, ASSUMED_LIST)


class _Introspected:
    """What introspection answers, counted in the schema itself, since lists within it have no page.

    The count ends where it is beyond what `check_cost` allows, however much more it would be.
    """

    def __init__(self, schema: GraphQLSchema, selections: _Selections) -> None:
        self._schema = schema
        self._selections = selections
        self._info = SimpleNamespace(schema=schema)
        self._told = self._values = 0
        # What a selection tells of a type, counted once for all the fields that are of it.
        self._known: dict[tuple[int, int], tuple[int, int]] = {}

    def root(self, node: FieldNode) -> Cost:
        """The cost of `__schema` or `__type`."""
        told, values = self._told, self._values
        name = self._selections.arguments(node).get("name")
        field = SchemaMetaFieldDef if node.name.value == "__schema" else TypeMetaFieldDef
        value = self._schema if field is SchemaMetaFieldDef else self._schema.type_map.get(str(name))
        self._answer(node, field, value)
        # No rows: what it tells is limited by its values, so that the schema may grow.
        return Cost(requested=self._told - told, values=self._values - values)

    def _answer(self, node: FieldNode, field: GraphQLField, found: Any) -> None:
        self._values += 1
        if node.selection_set is None or found is None:
            return
        type_ = get_named_type(field.type)
        assert is_object_type(type_)
        for value in found if is_list_type(get_nullable_type(field.type)) else (found,):
            self._told += 1
            if is_type(value):
                self._walk_type(node.selection_set, type_, value)
            else:
                self._walk(node.selection_set, type_, value)

    def _walk_type(self, selection_set: SelectionSetNode, type_: GraphQLObjectType, value: GraphQLType) -> None:
        # Both live as long as the schema and the document; other values of introspection are made anew each time.
        key = id(selection_set), id(value)
        if key not in self._known:
            told, values = self._told, self._values
            self._walk(selection_set, type_, value)
            self._known[key] = self._told - told, self._values - values
        else:
            told, values = self._known[key]
            self._told, self._values = self._told + told, self._values + values

    def _walk(self, selection_set: SelectionSetNode, type_: GraphQLObjectType, value: Any) -> None:
        for node in self._selections.included(selection_set):
            if self._values > MOST_ANSWERED_VALUES:
                return
            if not isinstance(node, FieldNode):
                # Types of introspection have no interfaces, so every fragment applies.
                self._walk(self._selections.fragment(node)[1], type_, value)
            elif node.selection_set is None:
                self._values += 1
            else:
                field = type_.fields[node.name.value]
                assert field.resolve is not None
                given = {"includeDeprecated": True} if "includeDeprecated" in field.args else {}
                self._answer(node, field, field.resolve(value, self._info, **given))
