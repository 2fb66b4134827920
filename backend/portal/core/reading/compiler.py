"""The compiler: a selection on a declared type becomes one SQL expression that writes its JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from graphql import GraphQLNonNull, GraphQLObjectType, SelectionSetNode
from sqlalchemy import BindParameter, ColumnElement, Select, Text, case, cast, false, func, literal_column, select
from sqlalchemy.sql import coercions, roles

from portal.core.problems import RequestRefused
from portal.core.reading import arguments as a
from portal.core.reading import declare as d
from portal.core.reading import json_text as j
from portal.core.reading.finish import Each, Fields, Shape
from portal.core.reading.pages import PageQuery
from portal.core.reading.place import Caller, Place
from portal.core.reading.registry import Registry
from portal.core.reading.selection import Chosen, Document, Selected, named_object, select_fields
from portal.core.texts import _

# The JSON, and what is left to do with it in Python.
Compiled = tuple[j.Json, Shape | None]
Sets = Iterable[SelectionSetNode]


class Compiler:
    """Compiles the selections of one document for one kind of caller."""

    def __init__(self, registry: Registry, document: Document) -> None:
        self._registry = registry
        self._document = document

    # --- objects ---------------------------------------------------------------------------------------------------

    def object(self, type_: GraphQLObjectType, sets: Sets, place: Place) -> Compiled:
        """The JSON object of one row at `place`."""
        pairs: list[tuple[str, j.Pieces]] = []
        fields = Fields()
        for selected in select_fields(self._document, type_, sets):
            if selected.name == "__typename":
                pairs.append((selected.key, [f'"{type_.name}"']))
            else:
                pairs += self._field(type_, selected, place, fields)
        return j.json_object(pairs), fields or None

    def _field(
        self, type_: GraphQLObjectType, selected: Selected, place: Place, fields: Fields
    ) -> Iterable[tuple[str, j.Pieces]]:
        spec = self._registry.spec(type_.name, selected.name)
        if isinstance(spec, d.Computed):
            return self._computed(type_, selected, spec, place, fields)
        non_null = isinstance(type_.fields[selected.name].type, GraphQLNonNull)
        match spec:
            case d.Column():
                pieces = j.value_as_json(place.adapt(spec.expression), spec.prefix)
                certain = place.is_certain(spec.expression)
                return [(selected.key, pieces if certain else [j.always(pieces, non_null=non_null)])]
            case d.Part():
                inner = place.giving(spec.given) if spec.given else place
                value, shape = self.object(named_object(type_, selected.name), selected.sets, inner)
                if spec.present is not None:
                    value = j.always([case((place.adapt(spec.present), value))], non_null=non_null)
            case d.Relation():
                value, shape = self._relation(spec, type_, selected, place, non_null=non_null)
            case d.Paged():
                value, shape = self.page(spec, type_, selected, place.caller, parent=place)
            case _:
                value, shape = self.root(spec, type_, selected, place.caller)
        fields.nest(selected.key, shape)
        return [(selected.key, [value])]

    def _computed(
        self, type_: GraphQLObjectType, selected: Selected, spec: d.Computed, place: Place, fields: Fields
    ) -> Iterable[tuple[str, j.Pieces]]:
        """The inputs, beside a place for the value that is made of them."""
        function = spec.function
        if selected.sets:
            function = _of_objects(function, self._document.chosen(named_object(type_, selected.name), selected.sets))
        fields.compute(selected.key, function, len(spec.inputs), type_.fields[selected.name].type)
        made: list[tuple[str, j.Pieces]] = [(selected.key, ["null"])]
        for position, expression in enumerate(spec.inputs):
            value = j.always(j.value_as_json(place.adapt(expression)), non_null=False)
            made.append((Fields.input_key(selected.key, position), [value]))
        return made

    def _relation(
        self, spec: d.Relation, type_: GraphQLObjectType, selected: Selected, parent: Place, *, non_null: bool
    ) -> Compiled:
        target = named_object(type_, selected.name)
        place = Place(parent.caller, self._registry.declaration(target.name), spec.via)
        made, shape = self.object(target, selected.sets, place)
        query = rows_from(place, made).where(place.adapt(spec.on, parent), place.scope)
        if spec.requires is not None and spec.requires not in parent.caller.permissions:
            query = query.where(false())
        if spec.many:
            ordered = query.order_by(*(place.adapt(column, parent) for column in spec.order)).limit(_count(spec.limit))
            return j.json_list(ordered), Each.of(shape)
        return j.always([query.limit(_count(1)).scalar_subquery()], non_null=non_null), shape

    # --- root fields -----------------------------------------------------------------------------------------------

    def root(self, spec: d.Spec, type_: GraphQLObjectType, selected: Selected, caller: Caller) -> Compiled:
        """A root field for one row, or for all rows of a short list. Raises RequestRefused."""
        target = named_object(type_, selected.name)
        non_null = isinstance(type_.fields[selected.name].type, GraphQLNonNull)
        place = Place(caller, self._registry.declaration(target.name))
        if place.source is None:
            if isinstance(spec, d.Single) and spec.where:
                place = Place(self._asking(spec, type_, selected, caller), place.declaration)
            made, shape = self.object(target, selected.sets, place)
            return j.always([case((place.scope, made))], non_null=non_null), shape
        if isinstance(spec, d.Listing):
            made, shape = self.object(target, selected.sets, place)
            query = rows_from(place, made).where(place.scope)
            return j.json_list(query.order_by(*map(place.adapt, spec.order))), Each.of(shape)
        assert isinstance(spec, d.Single), f"{type_.name}.{selected.name} is no root field"
        conditions = self._named_by(spec, type_, selected, place)
        made, shape = self.object(target, selected.sets, place)
        query = rows_from(place, made).where(place.scope, *conditions)
        return j.always([query.limit(_count(1)).scalar_subquery()], non_null=non_null), shape

    def _asking(self, spec: d.Single, type_: GraphQLObjectType, selected: Selected, caller: Caller) -> Caller:
        """The caller together with what he asks."""
        form, first = self._sent(spec, type_, selected)
        asked = {d.asked.key: a.slot(first, Text())}
        for name, values in form.sent:
            assert values == 1, f"{type_.name}.{selected.name} takes no lists, and each of its values is prepared"
            asked[d.asked_for(name).key] = a.slot(first, Text())
            first += 1
        return replace(caller, holds={**caller.holds, **asked})

    def _named_by(
        self, spec: d.Single, type_: GraphQLObjectType, selected: Selected, place: Place
    ) -> list[ColumnElement[bool]]:
        if not spec.where:
            return []
        form, first = self._sent(spec, type_, selected)
        return [place.adapt(condition) for condition in a.conditions(spec.where, form, first)]

    def _sent(self, spec: d.Single, type_: GraphQLObjectType, selected: Selected) -> tuple[a.ConditionsForm, int]:
        question = a.conditions_question(spec.where, selected.arguments(type_), self._registry.argument_name)
        form, first = self._document.inquiry.ask(question)
        if not form:
            names = ", ".join(self._registry.argument_name(name) for name in spec.where)
            raise RequestRefused(_("Name what you look for by one of: {names}.", names=names))
        return form, first

    def row(self, type_: GraphQLObjectType, sets: Sets, caller: Caller, id: BindParameter[Any]) -> Compiled:
        """One row by its id, within the caller's scope: `node(id)`."""
        place = Place(caller, self._registry.declaration(type_.name))
        made, shape = self.object(type_, sets, place)
        query = rows_from(place, made).where(self._is(place, id), place.scope)
        return j.always([query.limit(_count(1)).scalar_subquery()], non_null=False), shape

    def rows(
        self, type_: GraphQLObjectType, sets: Sets, caller: Caller, ids: BindParameter[Any]
    ) -> tuple[Select[Any], Shape | None]:
        """The rows of these ids, which a verb fetched through its own door: their ids as text, and their JSON."""
        place = Place(caller, self._registry.declaration(type_.name))
        made, shape = self.object(type_, sets, place)
        model: Any = place.declaration.model
        key = place.adapt(model.id)
        columns: list[Any] = [cast(key, Text).label("id"), made.label("row")]
        return select(*columns).select_from(_source(place)).where(key == func.any(ids)), shape

    def _is(self, place: Place, id: BindParameter[Any]) -> ColumnElement[bool]:
        model: Any = place.declaration.model
        found: ColumnElement[bool] = place.adapt(model.id == id)
        return found

    # --- connections -----------------------------------------------------------------------------------------------

    def page(
        self,
        spec: d.Paged,
        type_: GraphQLObjectType,
        selected: Selected,
        caller: Caller,
        parent: Place | None = None,
    ) -> Compiled:
        """A connection: one page by its keyset, and the total where it is asked for. Raises RequestRefused."""
        connection_type = named_object(type_, selected.name)
        node_type = named_object(connection_type, "nodes")
        place = Place(caller, self._registry.narrowed(node_type.name, spec.scope))

        orders = {None: spec.order} if spec.sort is None else spec.sort.orders
        types = {sort: [_for(caller, key).type for key in order] for sort, order in orders.items()}
        question = a.page_question(spec, node_type.name, selected.arguments(type_), self._registry.argument_name, types)
        form, first = self._document.inquiry.ask(question)
        of_page = select_fields(self._document, connection_type, selected.sets)
        looks_ahead = any(chosen.name == "pageInfo" for chosen in of_page)
        page = PageQuery(spec, node_type.name, form, first, place, parent, looks_ahead=looks_ahead)
        fields = Fields()
        pairs: list[tuple[str, j.Pieces]] = []
        for chosen in of_page:
            value, shape = self._of_page(connection_type, node_type, chosen, page)
            pairs.append((chosen.key, value))
            fields.nest(chosen.key, shape)
        return page.json(pairs), fields or None

    def _of_page(
        self, connection_type: GraphQLObjectType, node_type: GraphQLObjectType, chosen: Selected, page: PageQuery
    ) -> tuple[j.Pieces, Shape | None]:
        """One field of a connection."""
        match chosen.name:
            case "__typename":
                return [f'"{connection_type.name}"'], None
            case "nodes":
                made, shape = self.object(node_type, chosen.sets, page.place)
                return [page.every([page.site(made)])], Each.of(shape)
            case "edges":
                edges, shape = self._edges(named_object(connection_type, "edges"), node_type, chosen, page)
                return [edges], shape
            case "pageInfo":
                return [self._page_info(named_object(connection_type, "pageInfo"), chosen, page)], None
            case "totalCount":
                return [page.total_count()], None
            case _:
                return [page.total_is_exact()], None

    def _edges(
        self, edge_type: GraphQLObjectType, node_type: GraphQLObjectType, chosen: Selected, page: PageQuery
    ) -> Compiled:
        pairs: list[tuple[str, j.Pieces]] = []
        fields = Fields()
        for inner in select_fields(self._document, edge_type, chosen.sets):
            match inner.name:
                case "__typename":
                    pairs.append((inner.key, [f'"{edge_type.name}"']))
                case "cursor":
                    pairs.append((inner.key, ['"', page.cursor(), '"']))
                case _:
                    made, shape = self.object(node_type, inner.sets, page.place)
                    pairs.append((inner.key, [page.site(made)]))
                    fields.nest(inner.key, shape)
        return page.every(j.object_pieces(pairs)), Each.of(fields or None)

    def _page_info(self, info_type: GraphQLObjectType, chosen: Selected, page: PageQuery) -> j.Json:
        values: Mapping[str, Callable[[], str | j.Json]] = {
            "__typename": lambda: f'"{info_type.name}"',
            "hasNextPage": page.has_next,
            "hasPreviousPage": page.has_previous,
            "startCursor": page.start_cursor,
            "endCursor": page.end_cursor,
        }
        inner = select_fields(self._document, info_type, chosen.sets)
        return j.json_object([(field.key, [values[field.name]()]) for field in inner])


def _of_objects(function: Callable[..., Any], chosen: Chosen) -> Callable[..., Any]:
    def compute(context: object, *inputs: Any) -> Any:
        return function(context, chosen, *inputs)

    return compute


def rows_from(place: Place, made: j.Json) -> Select[Any]:
    """The rows at a place, each as its JSON in the column `row`."""
    return select(made.label("row")).select_from(_source(place)).correlate_except(*place.aliases)


def _source(place: Place) -> Any:
    assert place.source is not None
    return place.source


def _count(limit: int | None) -> Any:
    # A literal: for a parameter PostgreSQL would have to guess how many rows are wanted.
    return None if limit is None else literal_column(str(limit))


def _for(caller: Caller, key: Any) -> ColumnElement[Any]:
    expression = key.for_kind(caller.kind) if isinstance(key, d.PerCaller) else key
    made: ColumnElement[Any] = coercions.expect(roles.ExpressionElementRole, expression)
    return made
