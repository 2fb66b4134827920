"""The API: the schema of all rooms together, and how an operation runs on it. A refusal of a whole request becomes a
coded error here and nowhere else.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import strawberry
import structlog
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
    OperationType,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.language import FragmentDefinitionNode
from sqlalchemy.exc import DBAPIError
from strawberry.schema.config import StrawberryConfig

from portal.core.graphql import SCALARS, Context
from portal.core.problems import RequestRefused
from portal.core.reading import declare as d
from portal.core.reading.cost import check_cost, cost_of
from portal.core.reading.limits import check_variables, parse_document
from portal.core.reading.plan import Planner
from portal.core.reading.registry import Registry, UndeclaredField
from portal.core.reading.selection import Document
from portal.core.requests import Operation, Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work, open_work

log = structlog.get_logger()
# Each error may print the whole value that is wrong.
MOST_ERRORS = 5


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
        """Every object but the mutations' root is a dictionary by response key, so no field needs a resolver of
        Strawberry's. Raises UndeclaredField for one that has been given one.
        """
        for name, type_ in self.schema.type_map.items():
            if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
                type_.resolve_type = _type_of
            if not isinstance(type_, GraphQLObjectType) or type_ is self.schema.mutation_type or name.startswith("__"):
                continue
            type_.is_type_of = None
            for field_name, field in type_.fields.items():
                if field.extensions["strawberry-definition"].base_resolver is not None:
                    raise UndeclaredField(f"{name}.{field_name} has a resolver: declare it, or let the verb fill it in")
                field.resolve = by_response_key

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
            document = parse_document(query)
            check_variables(variables or {})
        except GraphQLError as error:
            return _refusal(error), False
        if errors := validate(self.schema, document, max_errors=MOST_ERRORS):
            return _refusal(*errors), False
        operation = get_operation_ast(document, operation_name)
        if operation is None:
            return _refusal(GraphQLError(_("Say which operation is meant by operationName."))), False
        if operation.operation is not OperationType.QUERY and read_only:
            return _refusal(GraphQLError(_("Only queries can be sent by GET."))), False
        coerced = get_variable_values(
            self.schema, operation.variable_definitions or (), variables or {}, max_errors=MOST_ERRORS
        )
        if not isinstance(coerced, VariableValues):
            return _refusal(*coerced), False
        try:
            check_cost(cost_of(self.registry, self.schema, _fragments(document), operation, coerced.coerced))
        except GraphQLError as error:
            return _refusal(error), False
        context = Context(runtime, request, self.registry, Operation(query, variables, operation_name))
        return await self._run(context, document, operation, coerced), True

    async def _run(
        self, context: Context, document: DocumentNode, operation: OperationDefinitionNode, coerced: VariableValues
    ) -> dict[str, Any]:
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
            variable_values=context.operation.variables,
            operation_name=context.operation.name,
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
        context = Context(work.runtime, work.request, self.registry, Operation(query, variables))
        return await self._plan_and_run(work, context, document, operation, coerced)

    async def _plan_and_run(
        self,
        work: Work,
        context: Context,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: VariableValues,
    ) -> dict[str, Any]:
        asked = Document(self.schema, _fragments(document), variables)
        assert self.schema.query_type is not None
        planner = Planner(self.registry, asked, work.actor, work.runtime.links)
        plan = planner.query(self.schema.query_type, [operation.selection_set])
        return await plan.run(work.session, replace(context, actor=work.actor))


def _fragments(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}


def by_response_key(source: dict[str, Any], info: GraphQLResolveInfo[Any], **_arguments: object) -> Any:
    """The value that the plan put there; a computed field's exception becomes the field's error."""
    value = source[str(info.path.key)]
    if isinstance(value, Exception):
        raise value
    return value


def _type_of(value: dict[str, Any], *_arguments: object) -> str:
    """Which type it is, of those that an interface or a union allows."""
    name: str = value[":type"]
    return name


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
