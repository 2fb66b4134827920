"""The compiler: a selection on a declared type becomes one SQL expression that makes its JSON."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLObjectType, SelectionSetNode
from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    DateTime,
    FromClause,
    Select,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal_column,
    null,
    select,
    true,
    tuple_,
)
from sqlalchemy.sql import coercions, roles
from sqlalchemy.sql.visitors import replacement_traverse

from portal.core.actors import Actor
from portal.core.links import Link
from portal.core.paging import Window, window
from portal.core.permissions import Permission
from portal.core.problems import RequestRefused
from portal.core.reading import declare as d
from portal.core.reading.registry import Registry
from portal.core.reading.selection import Document, Selected, named_object, select_fields
from portal.core.reading.shape import COUNT_LIMIT, ListShape, ObjectShape, PageShape, Shape, input_key
from portal.core.texts import _

Compiled = tuple[ColumnElement[Any], Shape | None]

# PostgreSQL takes 100 arguments to a function: 50 pairs of a JSON object.
_PAIRS = 50
_EMPTY: ColumnElement[Any] = literal_column("'[]'::json")


@dataclass(frozen=True)
class Caller:
    """Who asks, as values for the parameters of declarations."""

    kind: type[Actor]
    permissions: frozenset[Permission]
    values: Mapping[str, Any]

    @classmethod
    def of(cls, actor: Actor) -> Caller:
        names = ("partner_id", "user_id", "member_id", "session_id", "client_id", "link_id")
        return cls(type(actor), actor.permissions, {f"caller_{name}": getattr(actor, name) for name in names})

    def holding(self, kind: type[Actor], link: Link) -> Caller:
        """The same request, seen as the holder of a signed link."""
        values = {**self.values, "caller_link_id": link.id, "caller_link_version": link.version}
        return Caller(kind, frozenset(), values)


class Occurrence:
    """One place in a statement where a declared type is read: aliases of its own, so that no two places mix."""

    def __init__(self, caller: Caller, declaration: d.Declaration, via: Any = None) -> None:
        self.caller = caller
        self.declaration = declaration
        self._aliases: dict[str, FromClause] = {}
        # Where both sides of a relation are one table, the far side goes by this name.
        self._via = None if via is None else _name(coercions.expect(roles.FromClauseRole, via))
        self.source: FromClause | None = None
        if declaration.model is None:
            return
        self.source = self._alias(declaration.model, known_as=via)
        for join in declaration.joins:
            far = self._alias(join.model)
            self.source = self.source.outerjoin(far, self.adapt(join.on))

    @property
    def aliases(self) -> list[FromClause]:
        return list(self._aliases.values())

    @property
    def scope(self) -> ColumnElement[bool]:
        """Which rows this kind of caller may see; none, where the declaration doesn't say."""
        allowed: ColumnElement[bool] = self.adapt(self.declaration.scope.get(self.caller.kind, false()))
        return allowed

    @property
    def sees_everything(self) -> bool:
        return self.declaration.scope.get(self.caller.kind) is d.everything

    def _alias(self, model: Any, known_as: Any = None) -> FromClause:
        selectable = coercions.expect(roles.FromClauseRole, model)
        table: FromClause = getattr(selectable, "element", selectable)
        alias = table.alias()
        for known in (known_as or model, *([model] if known_as is not None else [])):
            self._aliases[_name(coercions.expect(roles.FromClauseRole, known))] = alias
        return alias

    def adapt(self, expression: Any, parent: Occurrence | None = None) -> Any:
        """The expression over this place's aliases (then the parent's), with the caller's values filled in."""
        if isinstance(expression, d.PerCaller):
            expression = expression.for_kind(self.caller.kind)

        def replace(element: Any, **_kw: Any) -> Any:
            if isinstance(element, BindParameter) and element.key in self.caller.values:
                return bindparam(None, self.caller.values[element.key], type_=element.type, unique=True)
            if isinstance(element, Column) and element.table is not None:
                name = _name(element.table)
                far_first = self._via is None or name == self._via
                for place in (self, parent) if far_first else (parent, self):
                    if place is not None and name in place._aliases:
                        return place._aliases[name].c[element.key]
            return None

        return replacement_traverse(coercions.expect(roles.ExpressionElementRole, expression), {}, replace)


def _name(selectable: Any) -> str:
    return selectable.fullname if isinstance(selectable, Table) else str(selectable.name)


class Compiler:
    """Compiles the selections of one document for one caller."""

    def __init__(self, registry: Registry, document: Document) -> None:
        self._registry = registry
        self._document = document

    # --- objects ---------------------------------------------------------------------------------------------------

    def object(
        self, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode], place: Occurrence, typename: bool = False
    ) -> tuple[ColumnElement[Any], ObjectShape]:
        """The JSON object of one row at `place`. With `typename` it says its type, for interfaces."""
        shape = ObjectShape()
        pairs: list[tuple[str, ColumnElement[Any]]] = []
        if typename:
            pairs.append((":type", literal_column(f"'{type_.name}'")))
        for selected in select_fields(self._document, type_, sets):
            if selected.name != "__typename":
                pairs.extend(self._field(type_, selected, place, shape))
        return _json_object(pairs), shape

    def _field(
        self, type_: GraphQLObjectType, selected: Selected, place: Occurrence, shape: ObjectShape
    ) -> Iterable[tuple[str, ColumnElement[Any]]]:
        spec = self._registry.spec(type_.name, selected.name)
        match spec:
            case d.Column():
                return [(selected.key, _as_json(place.adapt(spec.expression), spec.prefix))]
            case d.Computed():
                shape.computed.append((selected.key, spec.function, len(spec.inputs)))
                inputs = [_as_json(place.adapt(expression), None) for expression in spec.inputs]
                return [(input_key(selected.key, i), expression) for i, expression in enumerate(inputs)]
            case d.Part():
                target = named_object(self._document, type_, selected.name)
                made, nested = self.object(target, selected.sets, place)
                present = true() if spec.present is None else place.adapt(spec.present)
                compiled: Compiled = (case((present, made), else_=null()), nested)
            case d.Relation():
                compiled = self._relation(spec, type_, selected, place)
            case d.Paged():
                compiled = self.page(spec, type_, selected, place.caller, parent=place)
            case d.Single() | d.Listing():
                compiled = self.root(spec, type_, selected, place.caller)
        if compiled[1] is not None:
            shape.nested.append((selected.key, compiled[1]))
        return [(selected.key, compiled[0])]

    def _relation(self, spec: d.Relation, type_: GraphQLObjectType, selected: Selected, parent: Occurrence) -> Compiled:
        target = named_object(self._document, type_, selected.name)
        place = Occurrence(parent.caller, self._registry.declaration(target.name), spec.via)
        made, shape = self.object(target, selected.sets, place)
        query = _from(place, made).where(place.adapt(spec.on, parent), place.scope)
        if spec.requires is not None and spec.requires not in parent.caller.permissions:
            query = query.where(false())
        if spec.many:
            ordered = query.order_by(*(place.adapt(column, parent) for column in spec.order)).limit(spec.limit)
            return _aggregated(ordered), ListShape(shape)
        return query.limit(1).scalar_subquery(), shape

    # --- root fields -----------------------------------------------------------------------------------------------

    def root(
        self, spec: d.Single | d.Listing, type_: GraphQLObjectType, selected: Selected, caller: Caller
    ) -> Compiled:
        """A root field for one row, or for all rows of a short list."""
        target = named_object(self._document, type_, selected.name)
        place = Occurrence(caller, self._registry.declaration(target.name))
        made, shape = self.object(target, selected.sets, place)
        if place.source is None:
            return case((place.scope, made), else_=null()), shape
        query = _from(place, made).where(place.scope)
        if isinstance(spec, d.Listing):
            return _aggregated(query.order_by(*map(place.adapt, spec.order))), ListShape(shape)
        conditions = self._conditions(spec.where, selected.arguments(self._document, type_), place)
        if spec.where and not conditions:
            names = ", ".join(self._registry.argument_name(name) for name in spec.where)
            raise RequestRefused(_("Name what you look for by one of: {names}.", names=names))
        return query.where(*conditions).limit(1).scalar_subquery(), shape

    def row(
        self,
        type_: GraphQLObjectType,
        sets: Sequence[SelectionSetNode],
        caller: Caller,
        id: uuid.UUID | int,
        *,
        scoped: bool,
    ) -> Compiled:
        """One row by its id: `node(id)` within the caller's scope, or what a verb fetched through its own door."""
        place = Occurrence(caller, self._registry.declaration(type_.name))
        made, shape = self.object(type_, sets, place, typename=scoped)
        model: Any = place.declaration.model
        query = _from(place, made).where(place.adapt(model.id == id))
        return (query.where(place.scope) if scoped else query).limit(1).scalar_subquery(), shape

    # --- connections -----------------------------------------------------------------------------------------------

    def page(
        self,
        spec: d.Paged,
        type_: GraphQLObjectType,
        selected: Selected,
        caller: Caller,
        parent: Occurrence | None = None,
    ) -> Compiled:
        """A connection: one page by its keyset, and the total where it is asked for."""
        arguments = selected.arguments(self._document, type_)
        connection_type = named_object(self._document, type_, selected.name)
        node_type = named_object(self._document, connection_type, "nodes")
        place = Occurrence(caller, self._registry.declaration(node_type.name))
        conditions = [place.scope, *self._conditions(spec.where, arguments, place)]
        if spec.filter and arguments.get("filter"):
            conditions += self._conditions(d.conditions_of(spec.filter), arguments["filter"], place)
        if spec.on is not None:
            conditions.append(place.adapt(spec.on, parent))
        order, descending = _order(spec, arguments)
        keys = [place.adapt(key) for key in order]
        asked = window(arguments, _list_name(spec, node_type, arguments), len(keys))
        shape = PageShape(asked, [])
        sites = self._sites(connection_type, node_type, selected, place, shape)
        row = _json_object([("k", func.json_build_array(*(cast(key, Text) for key in keys))), *sites])
        page = _from(place, row).where(*conditions, *_behind(keys, asked, descending))
        ordered = page.order_by(*(key.desc() if descending != asked.backward else key.asc() for key in keys))
        parts = [("rows", _aggregated(ordered.limit(asked.size + 1)))]
        if any(name in {"totalCount", "totalCountIsExact"} for _, name, _ in shape.fields):
            parts += _total(spec, place, conditions)
        return _json_object(parts), shape

    def _sites(
        self,
        connection_type: GraphQLObjectType,
        node_type: GraphQLObjectType,
        selected: Selected,
        place: Occurrence,
        shape: PageShape,
    ) -> list[tuple[str, ColumnElement[Any]]]:
        made: list[tuple[str, ColumnElement[Any]]] = []

        def site(sets: list[SelectionSetNode]) -> int:
            expression, node_shape = self.object(node_type, sets, place)
            made.append((str(len(made)), expression))
            shape.sites.append(node_shape)
            return len(made) - 1

        for chosen in select_fields(self._document, connection_type, selected.sets):
            detail: Any = None
            if chosen.name == "nodes":
                detail = site(chosen.sets)
            elif chosen.name != "__typename" and chosen.sets:
                target = named_object(self._document, connection_type, chosen.name)
                inner = [f for f in select_fields(self._document, target, chosen.sets) if f.name != "__typename"]
                if chosen.name == "edges":
                    detail = [(f.key, site(f.sets) if f.name == "node" else None) for f in inner]
                else:
                    detail = [(f.key, f.name) for f in inner]
            if chosen.name != "__typename":
                shape.fields.append((chosen.key, chosen.name, detail))
        return made

    # --- conditions ------------------------------------------------------------------------------------------------

    def _conditions(
        self, declared: Mapping[str, d.Where], sent: Mapping[str, Any], place: Occurrence
    ) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        for name, spec in declared.items():
            value = sent.get(self._registry.argument_name(name))
            if value is not None:
                found.extend(place.adapt(condition) for condition in _condition(spec, value))
        return found


def _condition(spec: d.Where, value: Any) -> list[ColumnElement[bool] | d.PerCaller]:
    if spec.choices is not None:
        return [spec.choices[value]]
    prepared = spec.prepare(value) if spec.prepare else value
    if prepared is None or spec.condition is None:
        return [false()]
    values = prepared if spec.each else [prepared]
    return [spec.condition(bindparam(None, _plain(one), type_=spec.type, unique=True)) for one in values]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.value if hasattr(value, "value") else value


def _order(spec: d.Paged, arguments: Mapping[str, Any]) -> tuple[Sequence[Any], bool]:
    if spec.sort is None:
        return spec.order, spec.descending
    chosen = arguments.get("sort") or spec.sort.default
    return spec.sort.orders[chosen], chosen in spec.sort.descending


def _list_name(spec: d.Paged, node_type: GraphQLObjectType, arguments: Mapping[str, Any]) -> str:
    """What a cursor must be of: places in one order mean nothing in another."""
    chosen = "" if spec.sort is None else (arguments.get("sort") or spec.sort.default).value
    return f"{node_type.name}:{chosen}"


def _behind(keys: list[ColumnElement[Any]], asked: Window, descending: bool) -> list[ColumnElement[bool]]:
    if asked.cursor is None:
        return []
    values = [
        bindparam(None, _key_value(text, key), type_=key.type, unique=True)
        for text, key in zip(asked.cursor, keys, strict=True)
    ]
    here, there = tuple_(*keys), tuple_(*values)
    return [here < there if descending != asked.backward else here > there]


def _key_value(text: str, key: ColumnElement[Any]) -> Any:
    try:
        match key.type:
            case DateTime():
                return dt.datetime.fromisoformat(text)
            case Uuid():
                return uuid.UUID(text)
            case _:
                return text
    except ValueError:
        raise RequestRefused(_("This cursor is not one of this list. Start from the first page.")) from None


def _total(
    spec: d.Paged, place: Occurrence, conditions: list[ColumnElement[bool]]
) -> list[tuple[str, ColumnElement[Any]]]:
    tally = spec.total.get(place.caller.kind)
    kept = tally.total(conditions) if tally is not None else None
    if kept is not None:
        return [("total", kept), ("limited", false())]
    counted = _from(place, literal_column("1").label("one")).where(and_(*conditions))
    limited = place.sees_everything
    if limited:
        counted = counted.limit(COUNT_LIMIT + 1)
    total = select(func.count()).select_from(counted.subquery()).scalar_subquery()
    return [("total", total), ("limited", literal_column("true" if limited else "false"))]


def _from(place: Occurrence, made: ColumnElement[Any]) -> Select[Any]:
    assert place.source is not None
    return select(made.label("row")).select_from(place.source).correlate_except(*place.aliases)


def _aggregated(query: Select[Any]) -> ColumnElement[Any]:
    rows = query.subquery()
    return select(func.coalesce(func.json_agg(rows.c.row), _EMPTY)).scalar_subquery()


def _json_object(pairs: Sequence[tuple[str, ColumnElement[Any]]]) -> ColumnElement[Any]:
    # Keys are GraphQL names or our own: nothing in them needs quoting, and a literal needs no parameter.
    parts = [
        func.json_build_object(*(part for key, value in pairs[i : i + _PAIRS] for part in (_literal(key), value)))
        for i in range(0, max(len(pairs), 1), _PAIRS)
    ]
    if len(parts) == 1:
        return parts[0]
    joined: ColumnElement[Any] = func.to_jsonb(parts[0])
    for other in parts[1:]:
        joined = joined.op("||")(func.to_jsonb(other))
    return joined


def _literal(key: str) -> ColumnElement[str]:
    return literal_column(f"'{key}'")


def _as_json(expression: ColumnElement[Any], prefix: str | None) -> ColumnElement[Any]:
    if prefix is not None:
        return literal_column(f"'{prefix}_'").op("||")(func.encode(func.uuid_send(expression), "hex"))
    match expression.type:
        case DateTime():
            return func.to_char(func.timezone("UTC", expression), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        case _:
            return expression
