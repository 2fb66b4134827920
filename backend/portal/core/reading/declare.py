"""How a type declares what it reads. See the package's docstring; docs/concepts/reading.md has an example of each."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeVar, cast, dataclass_transform

import strawberry
from sqlalchemy import BindParameter, ColumnElement, Integer, Text, Uuid, bindparam, true
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.util import AliasedClass
from sqlalchemy.types import TypeEngine
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from portal.core.actors import Actor, kinds_of
from portal.core.database import Base, Identified
from portal.core.ids import parse_id
from portal.core.links import LinkKind
from portal.core.permissions import Permission
from portal.core.reading.totals import Tally
from portal.core.rules import PUBLIC, Public, Rule

T = TypeVar("T")
Expression = ColumnElement[Any] | InstrumentedAttribute[Any]

METADATA_KEY = "portal.reads"
everything = true()


class _Caller:
    """Stands in a declaration for whoever asks; each is a parameter, so one plan serves all callers of a kind."""

    partner_id = bindparam("caller_partner_id", type_=Uuid(), required=False)
    user_id = bindparam("caller_user_id", type_=Uuid(), required=False)
    member_id = bindparam("caller_member_id", type_=Uuid(), required=False)
    session_id = bindparam("caller_session_id", type_=Uuid(), required=False)
    client_id = bindparam("caller_client_id", type_=Uuid(), required=False)
    link_id = bindparam("caller_link_id", type_=Uuid(), required=False)
    link_version = bindparam("caller_link_version", type_=Integer(), required=False)


caller = _Caller
# Stands in a type without a table for what its root field was asked, as the argument's `prepare` made a text of it.
asked = bindparam("asked_of_root", type_=Text(), required=False)


def asked_for(argument: str) -> BindParameter[Any]:
    """Stands for one of several arguments, by its name here; null where it wasn't sent."""
    return bindparam(f"{asked.key}_{argument}", type_=Text(), required=False)


@dataclass(frozen=True)
class PerCaller:
    """An expression that differs by the kind of caller."""

    choices: Mapping[type[Actor], Expression]
    otherwise: Expression

    def for_kind(self, kind: type[Actor]) -> Expression:
        return next((self.choices[one] for one in kinds_of(kind) if one in self.choices), self.otherwise)


@dataclass(frozen=True)
class Join:
    """A table that a type reads beside its own; at most one row for each of the type's rows."""

    model: type[Base] | AliasedClass[Any]
    on: ColumnElement[bool]


@dataclass(frozen=True)
class Declaration:
    """What `reads` keeps of a type. A type without a model is read once, such as Viewer."""

    model: type[Base] | None
    joins: tuple[Join, ...]
    scope: Mapping[type[Actor], ColumnElement[bool]]
    node: Permission | None = None

    def scope_of(self, kind: type[Actor]) -> ColumnElement[bool] | None:
        """Which rows that kind of caller may see; None for none."""
        return next((self.scope[one] for one in kinds_of(kind) if one in self.scope), None)


# --- the fields of a type -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Column:
    expression: Expression | PerCaller
    prefix: str | None = None
    not_null: bool = False


@dataclass(frozen=True)
class Computed:
    """`function` gets the request's context and the inputs' values; it may be a coroutine function.

    That of a field of objects gets behind the context what is selected of them (`selection.Chosen`), and answers with
    what `core.graphql.show` makes of them.
    """

    function: Callable[..., Any]
    inputs: tuple[Expression | PerCaller, ...]


@dataclass(frozen=True)
class Part:
    """An object over the same row, null where `present` is false. `given` stands in it for what its type takes."""

    present: ColumnElement[bool] | None
    given: Mapping[str, Expression] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Relation:
    on: ColumnElement[bool]
    many: bool
    order: tuple[Expression, ...] = ()
    limit: int | None = None
    via: Any = None
    requires: Permission | None = None


@dataclass(frozen=True)
class Where:
    """A condition on what an argument says.

    `condition` gets the argument as a SQL parameter. `prepare` turns the sent value into the parameter's; where it
    answers None, nothing matches. With `each` it answers a list, and the condition must hold for each of it. With
    `choices` there is no parameter: each value has a condition of its own. `default` is what an argument says that is
    not sent.
    """

    condition: Callable[[ColumnElement[Any]], ColumnElement[bool] | PerCaller] | None
    of: Any
    description: str
    prepare: Callable[[Any], Any] | None = None
    type: TypeEngine[Any] = dataclasses.field(default_factory=Text)
    each: bool = False
    choices: Mapping[Any, ColumnElement[bool] | PerCaller] | None = None
    default: Any = strawberry.UNSET


@dataclass(frozen=True)
class Sort:
    """The orders that a list offers. Every column of one order goes the same way, and the last is unique."""

    choices: type[Enum]
    default: Enum
    orders: Mapping[Enum, tuple[Expression | PerCaller, ...]]
    descending: frozenset[Enum]


@dataclass(frozen=True)
class Root:
    """What root fields have in common: who may ask, and arguments with their conditions. A relation has no rule."""

    rule: Rule | None
    where: Mapping[str, Where]


@dataclass(frozen=True)
class Single(Root):
    """At most one row, named by its arguments (all that are sent must hold), a signed link, or its scope alone.

    Of a type without a table there is one, and what its argument says is `asked` in it, or `asked_for` where it has
    several.
    """

    by_node_id: bool = False

    @property
    def links(self) -> tuple[LinkKind, ...]:
        """The kinds of mailed links that open it."""
        return self.rule.links if self.rule is not None else ()


@dataclass(frozen=True)
class Listing(Root):
    """All rows of a short list."""

    order: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class Paged(Root):
    """A Relay connection. `scope` narrows that of its type; `total` says which counted rows are those of the list. Both
    by the kind of caller.
    """

    sort: Sort | None
    order: tuple[Expression, ...]
    descending: bool
    filter: type | None
    on: ColumnElement[bool] | None = None
    scope: Mapping[type[Actor], ColumnElement[bool]] = dataclasses.field(default_factory=dict)
    total: Mapping[type[Actor], Tally] = dataclasses.field(default_factory=dict)


Spec = Column | Computed | Part | Relation | Single | Listing | Paged


def _field(spec: Spec, description: str | None = None) -> Any:
    field: Any = strawberry.field(metadata={METADATA_KEY: spec}, description=description)
    if isinstance(spec, Root):
        field.arguments = list(_arguments(spec))
    return field


def _arguments(spec: Root) -> Iterable[StrawberryArgument]:
    if isinstance(spec, Single) and spec.by_node_id:
        yield _argument("id", strawberry.ID, "The id of any object that you may see.")
    if isinstance(spec, Single) and spec.links:
        yield _argument("token", str, "The token at the end of the link in the mail.")
    for name, condition in spec.where.items():
        yield _argument(name, condition.of | None, condition.description, default=condition.default)
    if isinstance(spec, Paged):
        if spec.filter is not None:
            yield _argument("filter", spec.filter | None, "Which rows to list.", default=strawberry.UNSET)
        if spec.sort is not None:
            yield _argument("sort", spec.sort.choices, "In which order.", default=spec.sort.default)
        for name, type_, text in (
            ("first", int, "How many, from the start or behind `after`; 25 unless told, at most 100."),
            ("after", str, "The cursor behind which to go on."),
            ("last", int, "How many, from the end or before `before`; at most 100."),
            ("before", str, "The cursor before which to go back."),
        ):
            yield _argument(name, type_ | None, text, default=strawberry.UNSET)


def _argument(name: str, type_: Any, description: str, default: Any = strawberry.UNSET) -> StrawberryArgument:
    return StrawberryArgument(
        python_name=name,
        graphql_name=None,
        type_annotation=StrawberryAnnotation(type_),
        description=description,
        default=default,
    )


def per_caller(choices: Mapping[type[Actor], Expression], otherwise: Expression) -> PerCaller:
    """An expression for each kind of caller, and one for all others."""
    return PerCaller(choices, otherwise)


def column(expression: Expression | PerCaller, description: str, *, not_null: bool = False) -> Any:
    """A field that is an expression over the type's tables. A field named as its column needs no more words.

    `not_null` promises that a column that may be NULL isn't, in the rows that the type shows.
    """
    return _field(Column(expression, not_null=not_null), description)


def id_of(
    model: type[Identified],
    expression: Expression | PerCaller | None = None,
    description: str = "The id; opaque and sortable.",
) -> Any:
    """The id, with the prefix of its kind."""
    return _field(Column(model.id if expression is None else expression, model.prefix), description)


def computed(function: Callable[..., Any], *inputs: Expression | PerCaller, description: str) -> Any:
    """A field that SQL can't say: `function(context, *inputs)`; of objects `function(context, chosen, *inputs)`."""
    return _field(Computed(function, inputs), description)


def part(
    description: str, present: ColumnElement[bool] | None = None, given: Mapping[str, Expression] | None = None
) -> Any:
    """An object made of the same row; null where `present` is false. `given` names what its type `takes`."""
    taken = {f"{_TAKEN}{name}": expression for name, expression in (given or {}).items()}
    return _field(Part(present, taken), description)


_TAKEN = "taken_"


def takes(name: str, type_: TypeEngine[Any]) -> ColumnElement[Any]:
    """Stands in a type without a table for what each `part` of the type gives it by this name."""
    return bindparam(f"{_TAKEN}{name}", type_=type_, required=False)


def one(on: ColumnElement[bool], description: str, via: Any = None, requires: Permission | None = None) -> Any:
    """The related row. Null where there is none, none that the caller may see, or where he lacks the right."""
    return _field(Relation(on, many=False, via=via, requires=requires), description)


def many(
    on: ColumnElement[bool],
    description: str,
    order: Sequence[Expression],
    limit: int = 100,
    via: Any = None,
    requires: Permission | None = None,
) -> Any:
    """All related rows that the caller may see, `limit` at most; none where he lacks the right.

    `via` names the far side where both are one table.
    """
    return _field(Relation(on, True, tuple(order), limit, via, requires), description)


# --- root fields ----------------------------------------------------------------------------------------------------


def where(
    condition: Callable[[ColumnElement[Any]], ColumnElement[bool] | PerCaller] | None = None,
    *,
    description: str,
    of: Any = str,
    prepare: Callable[[Any], Any] | None = None,
    type: TypeEngine[Any] | None = None,
    each: bool = False,
    choices: Mapping[Any, ColumnElement[bool] | PerCaller] | None = None,
    default: Any = strawberry.UNSET,
) -> Any:
    """A condition on an argument or on a field of a filter; see Where."""
    spec = Where(condition, of, description, prepare, type or Text(), each, choices, default)
    return strawberry.field(default=strawberry.UNSET, metadata={METADATA_KEY: spec}, description=description)


def key_of(model: type[Identified], description: str = "Its id.") -> Any:
    """The condition that names a row by its public id."""
    return where(
        lambda key: model.id == key,
        of=strawberry.ID,
        prepare=lambda text: parse_id(model.prefix, text),
        type=Uuid(),
        description=description,
    )


@dataclass_transform(field_specifiers=(where,), kw_only_default=True)
def filters(cls: type[T]) -> type[T]:
    """A filter: every field is a `where`; those that are sent must all hold."""
    return strawberry.input(cls, description=cls.__doc__)


def conditions_of(filter_type: type) -> dict[str, Where]:
    """The conditions of a filter by the name of its field."""
    fields = filter_type.__strawberry_definition__.fields  # type: ignore[attr-defined]  # set by @filters
    return {field.python_name: field.metadata[METADATA_KEY] for field in fields}


def connection(
    description: str,
    *,
    order: Sequence[Expression] = (),
    descending: bool = True,
    sort: Sort | None = None,
    filter: type | None = None,
    where: Mapping[str, Any] | None = None,
    requires: Permission | Public | None = None,
    on: ColumnElement[bool] | None = None,
    scope: Mapping[type[Actor], ColumnElement[bool]] | None = None,
    total: Mapping[type[Actor], Tally] | None = None,
) -> Any:
    """A paged list: a root field with the right it needs, or a relation with `on`.

    `scope` is narrower than the type's, for callers who may see rows that don't belong in the list.

    Where a kind of caller has a `total`, and what he filters by is counted, `totalCount` is read from the counters;
    else the rows are counted.
    """
    conditions = {name: spec.metadata[METADATA_KEY] for name, spec in (where or {}).items()}
    spec = Paged(Rule.of(requires), conditions, sort, tuple(order), descending, filter, on, scope or {}, total or {})
    return _field(spec, description)


def listing(description: str, *, order: Sequence[Expression], requires: Permission | Public | None = None) -> Any:
    """A root field with all rows that the caller may see; for short lists."""
    return _field(Listing(Rule.of(requires), {}, tuple(order)), description)


def single(
    description: str,
    *,
    by: Mapping[str, Any] | None = None,
    link: LinkKind | tuple[LinkKind, ...] = (),
    requires: Permission | Public | None = None,
) -> Any:
    """A root field for one row: by its arguments, by a signed link's token, or by the scope alone."""
    conditions = {name: spec.metadata[METADATA_KEY] for name, spec in (by or {}).items()}
    return _field(Single(Rule.of(requires, link), conditions), description)


def any_node(description: str) -> Any:
    """The root field `node(id)`: the id's prefix says the type, and that the right."""
    return _field(Single(Rule.of(PUBLIC), {}, by_node_id=True), description)


# --- types ----------------------------------------------------------------------------------------------------------


@dataclass_transform(field_specifiers=(column, id_of, computed, part, one, many, connection, listing, single, any_node))
def reads(
    model: type[Base] | None = None,
    *,
    scope: Mapping[type[Actor], ColumnElement[bool]] | None = None,
    joins: Sequence[Join] = (),
    name: str | None = None,
    node: Permission | None = None,
) -> Callable[[type[T]], type[T]]:
    """Declares a type over a table.

    `scope` says for each kind of caller which rows he may see; a kind that isn't named sees none, but for a restricted
    member, who sees what a member does. `joins` are tables that every field may use. `node` is the right by which the
    type can be found with `node(id)`.
    """

    def declare(cls: type[T]) -> type[T]:
        declared = strawberry.type(cls, name=name, description=cls.__doc__)
        cast(Any, declared).__reading__ = Declaration(model, tuple(joins), scope or {}, node)
        for field in cast(Any, declared).__strawberry_definition__.fields:
            attribute = getattr(model, field.python_name, None)
            if field.description is None and attribute is not None:
                field.description = getattr(attribute.property.columns[0], "doc", None)
        return declared

    return declare


def extends(cls: type[Any]) -> Callable[[type[T]], type[T]]:
    """Adds the fields of the decorated class to a lower room's type, without an import from below.

    The decorated class becomes a plain carrier; the schema is made after all rooms are loaded, so it sees the fields.
    """

    def extend(extension: type[T]) -> type[T]:
        declared = strawberry.type(extension)
        additions = cast(Any, declared).__strawberry_definition__.fields
        definition = cast(Any, cls).__strawberry_definition__
        known = {field.python_name for field in definition.fields}
        definition.fields.extend(field for field in additions if field.python_name not in known)
        return declared

    return extend


# --- references -----------------------------------------------------------------------------------------------------


class HasId(Protocol):
    """Any row with a primary key `id`."""

    id: Any


@dataclass(frozen=True)
class Reference:
    """A row that a verb has just written or fetched through its own door, for a payload to show."""

    id: uuid.UUID | int


def read(declared: type[T], row: HasId) -> T:
    """In a payload: the row as the caller selected it, read back in the same transaction."""
    return cast(T, Reference(row.id))
