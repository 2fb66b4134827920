"""GraphQL: Strawberry holds the public schema; reads are planned, verbs run in a unit of work, refusals become
`userErrors` or coded errors here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import Any, Generic, TypeVar, get_type_hints

import strawberry
import structlog
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.language import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
)
from sqlalchemy.exc import DBAPIError
from strawberry.schema.config import StrawberryConfig

from portal.core.actors import Actor, Anonymous
from portal.core.links import LinkStatus
from portal.core.money import CurrencyCode
from portal.core.problems import InvalidInputs, Problem, RequestRefused, UserErrorCode
from portal.core.reading import declare as d
from portal.core.reading.plan import Planner
from portal.core.reading.registry import Registry
from portal.core.reading.selection import Document, select_fields
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work, open_work, until_undisturbed

log = structlog.get_logger()
T = TypeVar("T")
E = TypeVar("E", bound=Enum)
LARGEST_DOCUMENT_TOKENS = 2_000
DEEPEST_SELECTION = 15


def described(cls: type[E], **descriptions: str) -> type[E]:
    """A Python enum as a GraphQL enum: the class's docstring and one sentence for each value."""
    made = strawberry.enum(cls, description=inspect.cleandoc(cls.__doc__ or ""))
    for value in made.__strawberry_definition__.values:  # type: ignore[attr-defined]  # set by strawberry.enum
        value.description = descriptions[value.name]
    return made


described(
    LinkStatus,
    OPEN="It works.",
    USED="It was used.",
    EXPIRED="Its time is over.",
    REPLACED="It holds no more: a newer one was sent, or to another address.",
    CANCELLED="What it opened was taken back.",
)
described(CurrencyCode, **{code.name: f"ISO 4217: {code.value}." for code in CurrencyCode})
described(
    UserErrorCode,
    NOT_FOUND="There is no such thing, or it is somebody else's.",
    INVALID="A value can't be used as it is.",
    NOT_ALLOWED="The rules of the program forbid it.",
    WRONG_STATUS="The thing is not in a status in which this can be done.",
    TAKEN="Somebody has it already.",
    EMAIL_OWNS_ACCOUNT="The e-mail address owns an account already, and the program allows one.",
    EXPIRED="The link or the offer is over.",
    USED="The link was used already.",
    REPLACED="A newer link was sent.",
    PARTNER_SUSPENDED="The partner is suspended.",
    LIMIT_REACHED="There are as many as the program allows.",
)


def _date_time(value: object) -> str:
    # Declared reads give text as PostgreSQL made it; plain objects give a datetime.
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return str(value)


def _read_date_time(value: str) -> dt.datetime:
    """Raises ValueError or OverflowError for what is no moment. Without a zone it is UTC, as it is shown."""
    moment = dt.datetime.fromisoformat(value)
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


SCALARS: Mapping[Any, Any] = {
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description="A moment, ISO 8601 in UTC.",
        serialize=_date_time,
        parse_value=_read_date_time,
    )
}


@strawberry.interface(description="Anything with an id.")
class Node:
    id: strawberry.ID = strawberry.field(description="The id; opaque and sortable.")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follow.")
    has_previous_page: bool = strawberry.field(description="Whether some come before.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last edge.")


NodeType = TypeVar("NodeType")


@strawberry.type(description="One row of a list, with its place.")
class Edge(Generic[NodeType]):
    cursor: str = strawberry.field(description="Where the row stands; goes into after or before.")
    node: NodeType = strawberry.field(description="The row.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[NodeType]):
    edges: list[Edge[NodeType]] = strawberry.field(description="The rows with their cursors.")
    nodes: list[NodeType] = strawberry.field(description="The rows.")
    page_info: PageInfo = strawberry.field(description="Whether there are more.")
    total_count: int = strawberry.field(description="How many rows the whole list has.")
    total_count_is_exact: bool = strawberry.field(description="False where counting stopped at 10,000.")


@strawberry.type(description="An expected refusal; nothing was changed.")
class UserError:
    code: UserErrorCode = strawberry.field(description="Why, for programs.")
    field: list[str] | None = strawberry.field(description="The path of the input that it is about.")
    message: str = strawberry.field(description="Why, for people.")


@strawberry.type
class Payload:
    """What a mutation answers with."""

    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why nothing was changed; empty when it worked."
    )


@dataclass(frozen=True)
class Context:
    """What resolvers and computed fields may use."""

    runtime: Runtime
    request: Request
    api: Api
    actor: Actor = field(default_factory=Anonymous)


# --- verbs ----------------------------------------------------------------------------------------------------------

Before = Callable[[Runtime, Request, Any], Awaitable[Any]]


def verb(function: Callable[..., Awaitable[Any]]) -> Any:
    """A mutation: `async def name(work, input) -> NamePayload`; see `verb_after`."""
    return _mutation(function, None)


def verb_after(before: Before) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """A mutation: `async def name(work, input, prepared) -> NamePayload`.

    Opens the unit of work, awaits the function, reads what the caller selected of the payload in the same transaction,
    commits. A Problem rolls everything back and becomes `userErrors`. `before(runtime, request, input)` runs before
    the transaction opens, for slow things such as hashing; its result is `prepared`.
    """
    return lambda function: _mutation(function, before)


def _mutation(function: Callable[..., Awaitable[Any]], before: Before | None) -> Any:
    hints = get_type_hints(function)
    payload_type = hints["return"]

    async def act(context: Context, raw: GraphQLResolveInfo[Any], input: Any, prepared: tuple[Any, ...]) -> Any:
        async with open_work(context.runtime, context.request) as work:
            payload = await function(work, input, *prepared)
            await work.flush()
            return await _show(payload, work, context, raw)

    async def resolve(info: strawberry.Info, input: Any) -> Any:
        context: Context = info.context
        raw: GraphQLResolveInfo[Any] = info._raw_info
        try:
            prepared = (await before(context.runtime, context.request, input),) if before else ()
            return await until_undisturbed(lambda: act(context, raw, input, prepared))
        except Problem as problem:
            await problem.afterwards(context.runtime)
            return await _show(payload_type(user_errors=user_errors(problem)), None, context, raw)

    resolve.__name__ = function.__name__
    resolve.__annotations__ = {"info": strawberry.Info, "input": hints["input"], "return": payload_type}
    return strawberry.mutation(resolver=resolve, description=inspect.cleandoc(function.__doc__ or ""))


def user_errors(problem: Problem, path: Sequence[str] = ("input",)) -> list[UserError]:
    """A refusal as the API shows it; `path` leads to the object whose fields the problems name."""
    problems = problem.problems if isinstance(problem, InvalidInputs) else [problem]
    return [
        UserError(code=one.code, field=[*path, *one.field.split(".")] if one.field else None, message=one.message)
        for one in problems
    ]


async def _show(payload: Payload, work: Work | None, context: Context, info: GraphQLResolveInfo[Any]) -> dict[str, Any]:
    document = Document(info.schema, info.fragments, info.variable_values)
    type_ = document.schema.type_map[type(payload).__name__]
    assert isinstance(type_, GraphQLObjectType)
    sets = [node.selection_set for node in info.field_nodes if node.selection_set]
    values = {context.api.registry.argument_name(f.name): getattr(payload, f.name) for f in fields(payload)}
    if work is None:
        return {key: _settled(value) for key, value in _by_key(document, type_, sets, values).items()}
    plan = Planner(context.api.registry, document, work.actor, work.runtime.links).payload(type_, sets, values)
    return await plan.run(work.session, replace(context, actor=work.actor))


def _settled(value: Any) -> Any:
    return None if isinstance(value, d.Reference) else value


def _by_key(document: Document, type_: GraphQLObjectType, sets: list[Any], values: dict[str, Any]) -> dict[str, Any]:
    return {one.key: values.get(one.name) for one in select_fields(document, type_, sets)}


# --- the schema -----------------------------------------------------------------------------------------------------


class Api:
    """The schema of all rooms together, and how an operation runs on it."""

    def __init__(self, query: type, mutation: type, types: Iterable[type] = ()) -> None:
        self.strawberry = strawberry.Schema(
            query, mutation, types=list(types), scalar_overrides=SCALARS, config=StrawberryConfig(auto_camel_case=True)
        )
        self.schema: GraphQLSchema = self.strawberry._schema
        self.registry = Registry(self.strawberry, self.schema)
        self._resolve_by_response_key()

    def sdl(self) -> str:
        """The schema in the schema definition language, as `schema.graphql` holds it."""
        return self.strawberry.as_str().rstrip() + "\n"

    def _resolve_by_response_key(self) -> None:
        """Planned objects are dictionaries by response key, so their fields need no resolver of Strawberry's."""
        for name, type_ in self.schema.type_map.items():
            if not isinstance(type_, GraphQLObjectType) or name.startswith("__"):
                continue
            definition = type_.extensions["strawberry-definition"]
            origin = (definition.concrete_of or definition).origin
            planned = self.registry.is_declared(name) or origin in {Connection, Edge, PageInfo}
            if planned or issubclass(origin, Payload):
                type_.is_type_of = None
                for field in type_.fields.values():
                    field.resolve = by_response_key
        node = self.schema.type_map["Node"]
        node.resolve_type = lambda value, *_: value[":type"]  # type: ignore[attr-defined]  # it is an interface

    async def execute(
        self,
        runtime: Runtime,
        request: Request,
        query: str,
        variables: dict[str, Any] | None = None,
        operation_name: str | None = None,
        *,
        read_only: bool = False,
    ) -> tuple[dict[str, Any], bool]:
        """The response, and whether the document could be executed at all (else it is the client's mistake)."""
        try:
            document = parse(query, max_tokens=LARGEST_DOCUMENT_TOKENS)
        except (GraphQLError, RecursionError) as error:
            return _refusal(error if isinstance(error, GraphQLError) else GraphQLError("Nested too deeply.")), False
        if _depth(document) > DEEPEST_SELECTION:
            message = _("Nested too deeply: {deepest} levels at most.", deepest=DEEPEST_SELECTION)
            return _refusal(GraphQLError(message)), False
        if errors := validate(self.schema, document, max_errors=20):
            return _refusal(*errors), False
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            return _refusal(GraphQLError(_("Say which operation is meant by operationName."))), False
        if operation.operation is not OperationType.QUERY and read_only:
            return _refusal(GraphQLError(_("Only queries can be sent by GET."))), False
        coerced = get_variable_values(self.schema, operation.variable_definitions or (), variables or {})
        if not isinstance(coerced, VariableValues):
            return _refusal(*coerced), False
        return await self._run(runtime, request, document, operation, coerced, variables, operation_name), True

    async def _run(
        self,
        runtime: Runtime,
        request: Request,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        coerced: VariableValues,
        variables: dict[str, Any] | None,
        operation_name: str | None,
    ) -> dict[str, Any]:
        context = Context(runtime, request, self)
        root: dict[str, Any] = {}
        if operation.operation is OperationType.QUERY:
            try:
                root = await self._read(context, document, operation, coerced)
            except Exception as error:  # a bug or a lost database: one coded error, never a stack trace
                return {"data": None, **_refusal(_coded(GraphQLError(str(error), original_error=error)))}
        outcome = execute(
            self.schema,
            document,
            root_value=root,
            context_value=context,
            variable_values=variables,
            operation_name=operation_name,
        )
        result: ExecutionResult = await outcome if inspect.isawaitable(outcome) else outcome
        response: dict[str, Any] = {"data": result.data}
        if result.errors:
            response["errors"] = [_coded(error).formatted for error in result.errors]
        return response

    async def _read(
        self, context: Context, document: DocumentNode, operation: OperationDefinitionNode, variables: VariableValues
    ) -> dict[str, Any]:
        """The root fields' answers. Reading changes nothing, so a connection that breaks is met with a second try."""
        for last_try in (False, True):
            try:
                async with open_work(context.runtime, context.request) as work:
                    return await self._plan_and_run(work, context, document, operation, variables)
            except DBAPIError as error:
                if last_try or not error.connection_invalidated:
                    raise
        raise AssertionError("the second try returns or raises")

    async def read(self, work: Work, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The root fields' answers of a query that is known to be valid, in a unit of work that is open already."""
        document = parse(query)
        operation = get_operation_ast(document)
        assert operation is not None
        coerced = get_variable_values(self.schema, operation.variable_definitions or (), variables)
        assert isinstance(coerced, VariableValues)
        context = Context(work.runtime, work.request, self)
        return await self._plan_and_run(work, context, document, operation, coerced)

    async def _plan_and_run(
        self,
        work: Work,
        context: Context,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> dict[str, Any]:
        fragments = {x.name.value: x for x in document.definitions if isinstance(x, FragmentDefinitionNode)}
        asked = Document(self.schema, fragments, variables)
        assert self.schema.query_type is not None
        planner = Planner(self.registry, asked, work.actor, work.runtime.links)
        plan = planner.query(self.schema.query_type, [operation.selection_set])
        return await plan.run(work.session, replace(context, actor=work.actor))


def _depth(document: DocumentNode) -> int:
    """How many selection sets stand inside each other, fragments as if they stood where they are spread."""
    sets = {x.name.value: x.selection_set for x in document.definitions if isinstance(x, FragmentDefinitionNode)}
    known: dict[str, int] = {}

    def of(selection_set: SelectionSetNode | None, within: frozenset[str]) -> int:
        if selection_set is None:
            return 0
        return max(below(node, within) for node in selection_set.selections)

    def below(node: SelectionNode, within: frozenset[str]) -> int:
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            # A fragment within itself, or none of that name: validation refuses both.
            if name in within or name not in sets:
                return 0
            if name not in known:
                known[name] = of(sets[name], within | {name})
            return known[name]
        if isinstance(node, InlineFragmentNode):
            return of(node.selection_set, within)
        return 1 + of(node.selection_set, within) if isinstance(node, FieldNode) else 0

    operations = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    return max((of(one.selection_set, frozenset()) for one in operations), default=0)


def by_response_key(source: dict[str, Any], info: GraphQLResolveInfo[Any], **_arguments: object) -> Any:
    """The value that the plan put there; a computed field's exception becomes the field's error."""
    value = source[str(info.path.key)]
    if isinstance(value, Exception):
        raise value
    return value


def _refusal(*errors: GraphQLError) -> dict[str, Any]:
    return {"errors": [_coded(error).formatted for error in errors]}


def _coded(error: GraphQLError) -> GraphQLError:
    """The error with `extensions.code`; a bug is logged and says nothing of its inside."""
    original = error.original_error
    if isinstance(original, RequestRefused):
        error.extensions = {"code": original.code, **original.extensions}
    elif original is None or isinstance(original, GraphQLError):
        error.extensions = {"code": "BAD_USER_INPUT", **(error.extensions or {})}
    else:
        log.error("operation_failed", exc_info=original)
        message = _("Something went wrong on our side. Try again; if it happens again, tell the program's support.")
        return GraphQLError(message, error.nodes, path=error.path, extensions={"code": "INTERNAL"})
    return error


def merged(name: str, description: str, *parts: type, planned: bool = False) -> type:
    """One root type made of the rooms' parts; `planned` for the one whose fields are declared reads."""
    declared = strawberry.type(type(name, parts, {"__doc__": description}), description=description)
    if planned:
        declared.__reading__ = d.Declaration(None, (), {})  # type: ignore[attr-defined]  # as `reads` would set it
    return declared
