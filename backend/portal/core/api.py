"""The API: the schema of all rooms together, and how an operation runs on it."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
import strawberry
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    OperationType,
    execute,
)
from graphql.execution.values import VariableValues, get_variable_values
from sqlalchemy.exc import DBAPIError
from strawberry.schema.config import StrawberryConfig

from portal.core.actors import Actor
from portal.core.budgets import Charge
from portal.core.graphql import RULE_KEY, SCALARS, Context, Names
from portal.core.problems import RequestRefused
from portal.core.reading import declare as d
from portal.core.reading.cost import MUTATION, Cost, check_cost, cost_of
from portal.core.reading.finish import Finishing, NotPlain, as_leaf, is_missing
from portal.core.reading.limits import check_variables
from portal.core.reading.place import Caller
from portal.core.reading.plan import Plan, Planner
from portal.core.reading.prepared import MOST_ERRORS, InvalidDocument, Prepared, PreparedOperations
from portal.core.reading.questions import Inquiry, PlanTree
from portal.core.reading.reader import Unavailable
from portal.core.reading.registry import Registry, UndeclaredField
from portal.core.reading.selection import Document
from portal.core.reading.statement import Command
from portal.core.requests import Operation, Request
from portal.core.responses import Response, answered, failed, refused
from portal.core.rules import Rule, RuleMissing
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work, open_work

_NO_VARIABLES = VariableValues({}, {})
# What a plan costs for each root field, and a document that can't be executed: what else that time would buy.
PLANNING = 50
REFUSED_DOCUMENT = 100
# A token can change hands between two round trips, but hardly twice.
_TRIES = 3


@dataclass
class _Asked:
    """One operation with the variables of one request, and what it was charged with once that is known."""

    prepared: Prepared
    variables: VariableValues
    context: Context
    charge: Charge | None = None

    def charged(self, actor: Actor | None, cost: Cost) -> None:
        """Takes the cost from the client's budget, once. Raises RequestRefused where there isn't enough."""
        if self.charge is None:
            runtime, request = self.context.runtime, self.context.request
            is_mutation = self.prepared.operation.operation is OperationType.MUTATION
            least = MUTATION * len(self.prepared.operation.selection_set.selections) if is_mutation else 0
            self.charge = runtime.budgets.charge(_client(actor, request), cost.requested, least)

    def charged_for_planning(self, actor: Actor | None) -> None:
        """Takes what a plan costs that nobody needed before. Raises RequestRefused where there isn't enough."""
        fields = len(self.prepared.operation.selection_set.selections)
        self.context.runtime.budgets.take(_client(actor, self.context.request), PLANNING * fields)


class Api:
    """The schema of all rooms together, and how an operation runs on it.

    One that is `thorough` takes no shorter way: it plans each query anew, reads in a unit of work, and has graphql-core
    put every answer together. The tests compare with it, since all ways must answer the same.

    One that is not `scoped` neither reads within the declared scopes nor writes within the unit of work's: it is for
    the proof that row level security alone keeps everybody to his own, and is never served.
    """

    def __init__(
        self, query: type, mutation: type, types: Iterable[type] = (), *, thorough: bool = False, scoped: bool = True
    ) -> None:
        self.strawberry = strawberry.Schema(
            query,
            mutation,
            types=list(types),
            scalar_overrides=SCALARS,
            config=StrawberryConfig(name_converter=Names()),
        )
        self.schema: GraphQLSchema = self.strawberry._schema
        self.registry = Registry(self.strawberry, self.schema, scoped=scoped)
        self._scoped = scoped
        self.verb_rules: Mapping[str, Rule] = {name: _rule_of(name, field) for name, field in self._verbs()}
        self._operations = PreparedOperations(self.schema)
        self._planning = asyncio.Semaphore(1)
        self._thorough = thorough
        self._resolve_by_response_key()

    def sdl(self) -> str:
        """The schema in the schema definition language, as `schema.graphql` holds it."""
        return self.strawberry.as_str().rstrip() + "\n"

    def _verbs(self) -> Iterable[tuple[str, GraphQLField]]:
        return self.schema.mutation_type.fields.items() if self.schema.mutation_type else ()

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
    ) -> Response:
        """Runs one operation. Whatever goes wrong is told in the response."""
        if not self._scoped:
            runtime = replace(runtime, scoped=False)
        try:
            prepared = self._operations.prepare(query, operation_name)
        except InvalidDocument as invalid:
            return self._refuse_document(runtime, request, invalid)
        is_query = prepared.operation.operation is OperationType.QUERY
        if read_only and not is_query:
            return refused(GraphQLError(_("Only queries can be sent by GET.")))
        coerced = self._coerce(prepared, variables)
        if not isinstance(coerced, VariableValues):
            return refused(*coerced)
        operation = Operation(query, variables, operation_name)
        asked = _Asked(prepared, coerced, Context(runtime, request, self.registry, prepared, operation, coerced))
        try:
            return await (self._query(asked) if is_query else self._mutation(asked))
        except GraphQLError as error:
            return refused(error)
        except Exception as error:  # a bug or a lost database: one coded error, never a stack trace
            return failed(error)

    def _coerce(self, prepared: Prepared, variables: dict[str, Any] | None) -> VariableValues | Sequence[GraphQLError]:
        definitions = prepared.operation.variable_definitions
        if not definitions:
            return _NO_VARIABLES
        try:
            check_variables(variables or {})
        except GraphQLError as error:
            return [error]
        return get_variable_values(self.schema, definitions, variables or {}, max_errors=MOST_ERRORS)

    def _cost(self, asked: _Asked) -> Cost:
        """What it may cost at most. Raises GraphQLError where that is more than anybody may ask for."""
        prepared = asked.prepared
        variables = asked.variables.coerced
        cost = cost_of(self.registry, self.schema, prepared.fragments, prepared.operation, variables)
        check_cost(cost)
        return cost

    def _refuse_document(self, runtime: Runtime, request: Request, invalid: InvalidDocument) -> Response:
        """Tells what is wrong with it, against the costs of finding that out."""
        known = runtime.reader.remembered(runtime.credential_of(request))
        try:
            runtime.budgets.take(_client(known.actor if known else None, request), REFUSED_DOCUMENT)
        except RequestRefused as spent:
            return failed(spent)
        return refused(*invalid.errors)

    async def _mutation(self, asked: _Asked) -> Response:
        asked.charged(await self._known(asked), self._cost(asked))
        response = await self._complete(asked, {})
        self._operations.make_room()
        return response

    async def _known(self, asked: _Asked) -> Actor | None:
        """Whom the credential is taken for, so that a mutation is charged to him; the unit of work finds out itself."""
        reader = asked.context.runtime.reader
        credential = asked.context.runtime.credential_of(asked.context.request)
        try:
            return (reader.remembered(credential) or await reader.recognise(credential)).actor
        except (Unavailable, RequestRefused):
            return None

    # --- queries ---------------------------------------------------------------------------------------------------

    async def _query(self, asked: _Asked) -> Response:
        """Reads in one round trip with the authentication; where that can't be, in a unit of work."""
        if self._thorough:
            return await self._query_patiently(asked)
        runtime = asked.context.runtime
        credential = runtime.credential_of(asked.context.request)
        try:
            for _try in range(_TRIES):
                caller = runtime.reader.remembered(credential) or await runtime.reader.recognise(credential)
                plan, values = await self._plan(asked, caller.actor)
                asked.charged(caller.actor, plan.cost)
                row = await runtime.reader.read(credential, caller, plan.commands(caller.actor, values))
                if row is not None:
                    return await self._answer(asked, caller.actor, plan, row)
        except Unavailable:
            pass
        return await self._query_patiently(asked)

    async def _query_patiently(self, asked: _Asked) -> Response:
        """Reading changes nothing, so a connection that breaks is met with a second try."""
        for last_try in (False, True):
            try:
                async with open_work(asked.context.runtime, asked.context.request) as work:
                    return await self._read_within(work, asked)
            except DBAPIError as error:
                if last_try or not error.connection_invalidated:
                    raise
        raise AssertionError("the second try returns or raises")

    async def commands(self, runtime: Runtime, actor: Actor, query: str, variables: dict[str, Any]) -> list[Command]:
        """What would be sent to the database for a query of this actor, to be looked at with EXPLAIN."""
        prepared = self._operations.prepare(query, None)
        coerced = self._coerce(prepared, variables)
        assert isinstance(coerced, VariableValues)
        context = Context(runtime, Request(), self.registry, prepared, Operation(query, variables), coerced)
        plan, values = await self._plan(_Asked(prepared, coerced, context), actor)
        return plan.commands(actor, values)

    async def _read_within(self, work: Work, asked: _Asked) -> Response:
        plan, values = await self._plan(asked, work.actor)
        asked.charged(work.actor, plan.cost)
        answers = await work.run(plan.commands(work.actor, values))
        row = [text.encode() for text in answers[-1][0]] if answers else []
        return await self._answer(asked, work.actor, plan, row)

    async def _plan(self, asked: _Asked, actor: Actor) -> tuple[Plan, list[Any]]:
        """The plan for this kind of caller, made now or before, and the request's values for its statements."""
        caller = Caller.like(actor)
        tree = asked.prepared.tree((caller.kind, caller.permissions))
        found = tree.find(asked.variables)
        if found is not None:
            return found
        cost = self._cost(asked)
        asked.charged(actor, cost)
        asked.charged_for_planning(actor)
        # It takes some milliseconds for each root field: others are served meanwhile, and one is made at a time.
        async with self._planning:
            return tree.find(asked.variables) or await self._make_plan(asked, caller, cost, tree)

    async def _make_plan(
        self, asked: _Asked, caller: Caller, cost: Cost, tree: PlanTree[Plan]
    ) -> tuple[Plan, list[Any]]:
        inquiry = Inquiry(asked.variables)
        document = Document(self.schema, asked.prepared.fragments, inquiry)
        planner = Planner(self.registry, document, caller, asked.context.runtime.links)
        assert self.schema.query_type is not None
        plan = await asyncio.to_thread(
            planner.query, self.schema.query_type, [asked.prepared.operation.selection_set], cost
        )
        values = inquiry.values
        if not inquiry.refused and plan.asked_all and not self._thorough:
            tree.keep(inquiry, plan, plan.weight)
            self._operations.make_room()
        return plan, values

    async def _answer(self, asked: _Asked, actor: Actor, plan: Plan, row: Sequence[Any]) -> Response:
        """The JSON as it came, where that is all; else what is left to do with it is done first."""
        data = None if self._thorough else plan.json(row)
        if data is not None:
            return answered(data, (), asked.charge)
        answers, finishing = await plan.answers(row, replace(asked.context, actor=actor))
        if plan.is_whole and not plan.misses(row) and not self._thorough:
            try:
                return answered(orjson.dumps(_settled(answers, finishing)), (), asked.charge)
            except NotPlain:
                pass
        plan.name_types(answers)
        return await self._complete(asked, answers)

    # --- graphql-core ----------------------------------------------------------------------------------------------

    async def _complete(self, asked: _Asked, root: dict[str, Any]) -> Response:
        """Mutations, introspection, and answers with errors in them: graphql-core puts them together."""
        operation = asked.context.operation
        outcome = execute(
            self.schema,
            asked.prepared.document,
            root_value=root,
            context_value=asked.context,
            variable_values=operation.variables,
            operation_name=operation.name,
        )
        result: ExecutionResult = await outcome if inspect.isawaitable(outcome) else outcome
        return answered(orjson.dumps(result.data), result.errors or (), asked.charge)


def _rule_of(name: str, field: GraphQLField) -> Rule:
    """Who may call a mutation. Raises RuleMissing for one that isn't made by `verb`."""
    rule = field.extensions["strawberry-definition"].metadata.get(RULE_KEY)
    if rule is None:
        raise RuleMissing(f"Mutation.{name} doesn't say who may call it: make it with @verb(…)")
    assert isinstance(rule, Rule)
    return rule


def _settled(answers: dict[str, Any], finishing: Finishing) -> dict[str, Any]:
    """The answers with what was computed as GraphQL shows it. Raises NotPlain where that takes graphql-core."""
    shown = [(target, key, as_leaf(type_, target[key])) for target, key, type_ in finishing.computed]
    for target, key, value in shown:
        target[key] = value
    return answers


def _client(actor: Actor | None, request: Request) -> str:
    """Whose budget it is: the person's or the program's; of who isn't known, that of where he calls from."""
    return f"from {request.ip_address}" if actor is None or not actor.signed_in else str(actor.actor_id)


def by_response_key(source: dict[str, Any], info: GraphQLResolveInfo[Any], **_arguments: object) -> Any:
    """The value that the plan put there; a computed field's exception becomes the field's error."""
    value = source[str(info.path.key)]
    if isinstance(value, Exception):
        # A kept plan refuses with the same one each time: it is not to remember the requests.
        raise value.with_traceback(None)
    return None if is_missing(value) else value


def _type_of(value: dict[str, Any], *_arguments: object) -> str:
    """Which type it is, of those that an interface or a union allows."""
    name: str = value[":type"]
    return name


def merged(name: str, description: str, *parts: type, planned: bool = False) -> type:
    """One root type made of the rooms' parts; `planned` for the one whose fields are declared reads."""
    declared = strawberry.type(type(name, parts, {"__doc__": description}), description=description)
    if planned:
        declared.__reading__ = d.Declaration(None, (), {})  # type: ignore[attr-defined]  # as `reads` would set it
    return declared
