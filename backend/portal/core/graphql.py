"""What the rooms' GraphQL is made of: the types that all share, and verbs as mutations, which run in a unit of work and
whose refusals become `userErrors` here and nowhere else.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from typing import Any, Generic, TypeVar, cast, get_type_hints

import orjson
import strawberry
from aiodataloader import DataLoader
from graphql import GraphQLError, GraphQLObjectType, GraphQLResolveInfo, get_named_type
from graphql.execution.values import VariableValues
from strawberry.schema.name_converter import NameConverter

from portal.core import idempotency
from portal.core.actors import Actor, Anonymous
from portal.core.idempotency import Answer
from portal.core.links import LinkKind, LinkStatus
from portal.core.money import CurrencyCode
from portal.core.notices import Notice, WarningCode
from portal.core.permissions import Permission
from portal.core.problems import InvalidInputs, Problem, UserErrorCode
from portal.core.reading.finish import Finishing
from portal.core.reading.payload import Payload as PayloadAnswer
from portal.core.reading.payload import put_rows
from portal.core.reading.prepared import Prepared
from portal.core.reading.registry import Registry
from portal.core.reading.selection import Chosen
from portal.core.requests import Operation, Request
from portal.core.rules import Public, Rule, RuleMissing
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work, open_work, until_undisturbed

E = TypeVar("E", bound=Enum)


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
    REPLACED="A newer one was sent.",
    REVOKED="It was taken back.",
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
    EXISTING_CLIENT="The website is one of a client who pays already.",
    PROTECTED="Somebody else has protected the website.",
    EXPIRED="The link or the offer is over.",
    USED="The link was used already.",
    REPLACED="A newer link was sent.",
    PARTNER_SUSPENDED="The partner is suspended.",
    LIMIT_REACHED="There are as many as the program allows.",
    INSUFFICIENT_BALANCE="Less is available than that.",
    BELOW_MINIMUM="It is less than the reward plan lets one withdraw.",
    NO_PAYOUT_METHOD="There is no payout method that can be used now.",
    IN_DEBT="Something is owed, which is met first.",
    CODE_REQUIRED="A code of the authenticator app is missing, or a recovery code.",
)


def _date_time(value: object) -> str:
    # Declared reads give text as PostgreSQL made it; plain objects give a datetime.
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return str(value)


def _read_date_time(value: object) -> dt.datetime:
    """Raises GraphQLError for what is no moment. Without a zone it is UTC, as it is shown."""
    try:
        moment = dt.datetime.fromisoformat(str(value))
        return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        # Of any other error it would be taken for a bug of ours where the moment stands in the document itself.
        raise GraphQLError(_("This is no moment in ISO 8601, such as 2026-11-30T12:00:00Z.")) from None


SCALARS: Mapping[Any, Any] = {
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description="A moment, ISO 8601 in UTC.",
        serialize=_date_time,
        parse_value=_read_date_time,
    )
}


class Names(NameConverter):
    """Names in camelCase; a word that Python keeps for itself goes without the `_` that it has here."""

    def apply_naming_config(self, name: str) -> str:
        return super().apply_naming_config(name.removesuffix("_"))


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


described(
    WarningCode,
    WEBSITE_ALREADY_USED="Another account of the partner has the same website.",
    MIXED_SCRIPT="The website looks like another one: it mixes scripts, imitates Latin letters or hides characters.",
    PROTECTED_WEBSITE="Somebody else has protected the website, so the client would not count for the partner.",
    LEAD_GOES_FIRST="A partner has registered the website as a lead before.",
    UNKNOWN_CLICK="The click id is none of this portal's, so it brings nobody credit.",
    LOOKS_LIKE_PAYMENT="Another payment was told of the same account, amount and time: maybe it is this one.",
)


@strawberry.type(name="Warning", description="Something that works but should be known.")
class ShownNotice:
    code: WarningCode = strawberry.field(description="What, for programs.")
    field: list[str] | None = strawberry.field(description="The path of the input that it is about.")
    message: str = strawberry.field(description="What, for people.")


def warnings_of(notices: Sequence[Notice], path: Sequence[str] = ("input",)) -> list[ShownNotice]:
    """Notices as the API shows them; `path` leads to the object whose fields they name."""
    return [ShownNotice(code=one.code, field=[*path, one.field], message=one.message) for one in notices]


@strawberry.type
class Payload:
    """What a mutation answers with."""

    user_errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why nothing was changed; empty when it worked."
    )


@dataclass(frozen=True)
class Context:
    """What verbs and computed fields may use."""

    runtime: Runtime
    request: Request
    registry: Registry
    prepared: Prepared
    operation: Operation
    variables: VariableValues
    actor: Actor = field(default_factory=Anonymous)
    # Of this one operation, by what they load.
    loaders: dict[object, DataLoader[Any, Any]] = field(default_factory=dict, compare=False)

    def loader(self, load: Callable[[Context, list[Any]], Coroutine[Any, Any, list[Any]]]) -> DataLoader[Any, Any]:
        """Asks `load(context, keys)` once for all keys that computed fields of this operation ask for together; an
        exception in its answer is raised where its key was asked for.
        """
        if load not in self.loaders:
            self.loaders[load] = DataLoader(partial(load, self))
        return self.loaders[load]


async def show(work: Work, context: Context, chosen: Chosen, made: Sequence[object]) -> Sequence[Any]:
    """What was selected of the objects that a computed field made, such as sums; rows that stand in them by `read` are
    read in the same transaction.
    """
    answer = PayloadAnswer(chosen.schema, context.prepared, context.variables)
    shown = answer.each(chosen.type, chosen.sets, made)
    await _read_wanted(work, context, answer)
    return shown


def show_alone(context: Context, chosen: Chosen, made: Sequence[object]) -> Sequence[Any]:
    """As `show`, of objects in which no rows stand."""
    return PayloadAnswer(chosen.schema, context.prepared, context.variables).each(chosen.type, chosen.sets, made)


async def _read_wanted(work: Work, context: Context, shown: PayloadAnswer) -> None:
    """Puts the rows to where they are wanted."""
    plans = [(wanted, *shown.plan(context.registry, work.actor, wanted)) for wanted in shown.wanted.values()]
    answers = await work.run([(plan.statement, plan.statement.bind(work.actor, ids)) for _, plan, ids in plans])
    finishing = Finishing(replace(context, actor=work.actor))
    for (wanted, plan, _ids), rows in zip(plans, answers, strict=True):
        put_rows(wanted, plan, dict(rows), finishing)
    await finishing.settle()


# --- verbs ----------------------------------------------------------------------------------------------------------

RULE_KEY = "portal.rule"
Function = Callable[..., Awaitable[Any]]
Before = Callable[[Runtime, Request, Any], Awaitable[Any]]


def verb(
    requires: Permission | Public | None = None, /, *, link: LinkKind | tuple[LinkKind, ...] = ()
) -> Callable[[Function], Any]:
    """A mutation: `async def name(work, input) -> NamePayload`, and who may call it; see `verb_after`."""
    return partial(_mutation, before=None, rule=Rule.of(requires, link))


def verb_after(
    before: Before, requires: Permission | Public | None = None, /, *, link: LinkKind | tuple[LinkKind, ...] = ()
) -> Callable[[Function], Any]:
    """A mutation: `async def name(work, input, prepared) -> NamePayload`.

    Who may call it is the holder of a right, or of a mailed link of a kind, or either, or anybody: `PUBLIC`. The verb
    asks for that itself, since it has other callers, too; that it did is proved here.

    Opens the unit of work, awaits the function, reads what the caller selected of the payload in the same transaction,
    commits. A Problem rolls everything back and becomes `userErrors`. `before(runtime, request, input)` runs before
    the transaction opens, for slow things such as hashing; its result is `prepared`.

    Where the request bears an Idempotency-Key, all of that happens once, and the first answer is given again.
    """
    return partial(_mutation, before=before, rule=Rule.of(requires, link))


def _mutation(function: Function, before: Before | None, rule: Rule | None) -> Any:
    if rule is None:
        raise RuleMissing("say who may call it: @verb(Permission.…), @verb(link=…), or @verb(PUBLIC)")
    hints = get_type_hints(function)

    async def resolve(info: strawberry.Info, input: Any) -> Any:
        call = _Call(function, before, rule, hints["return"], input, info.context, info._raw_info)
        header = call.context.request.idempotency_key
        return await (call.run() if header is None else call.run_once(header))

    resolve.__name__ = function.__name__
    resolve.__annotations__ = {"info": strawberry.Info, "input": hints["input"], "return": hints["return"]}
    description = inspect.cleandoc(function.__doc__ or "")
    return strawberry.mutation(resolver=resolve, description=description, metadata={RULE_KEY: rule})


@dataclass(frozen=True)
class _Call:
    """One mutation of an operation, with what was sent to it."""

    function: Function
    before: Before | None
    rule: Rule
    payload_type: type[Payload]
    input: Any
    context: Context
    info: GraphQLResolveInfo[Any]

    async def run(self) -> Answer:
        """Does it, and answers; a refusal is an answer."""
        try:
            prepared = await self._prepare()
            return await until_undisturbed(lambda: self._attempt(prepared))
        except Problem as problem:
            await problem.afterwards(self.context.runtime)
            return self._refuse(problem)

    async def run_once(self, header: str) -> Answer:
        """Does it once for the key, keeps what it answers in the same transaction, and answers that from then on.

        Raises IdempotencyKeyReused where the key came with another request. What fails as a whole is not kept.
        """
        if self.before and (kept := await self._kept(header)) is not None:
            return kept
        try:
            prepared: tuple[Any, ...] | Problem = await self._prepare()
        except Problem as problem:
            prepared = problem
        answer, refusal = await until_undisturbed(lambda: self._attempt_once(header, prepared))
        if refusal is not None:
            await refusal.afterwards(self.context.runtime)
        return answer

    async def _attempt(self, prepared: tuple[Any, ...]) -> Answer:
        async with open_work(self.context.runtime, self.context.request) as work:
            return await self._do(work, prepared)

    async def _attempt_once(self, header: str, prepared: tuple[Any, ...] | Problem) -> tuple[Answer, Problem | None]:
        """The answer that is kept, now or before; and the refusal, if this is the first time that it is refused."""
        async with open_work(self.context.runtime, self.context.request) as work:
            key = self._key(header, work.actor)
            kept = await idempotency.reserve(work.session, key)
            if kept is not None:
                return kept, None
            answer, refusal = await self._try(work, prepared)
            to_keep = _as_json(answer)
            await idempotency.keep(work.session, key, to_keep)
        # What is given now went the way of what will be given later.
        return cast(Answer, orjson.loads(to_keep)), refusal

    async def _kept(self, header: str) -> Answer | None:
        """What is kept already, before anything slow is done, or counted by a throttle."""
        async with open_work(self.context.runtime, self.context.request) as work:
            return await idempotency.look_up(work.session, self._key(header, work.actor))

    async def _try(self, work: Work, prepared: tuple[Any, ...] | Problem) -> tuple[Answer, Problem | None]:
        """The answer, and the refusal if it is one, of which nothing stays: not what was told, nor who was acted as."""
        if isinstance(prepared, Problem):
            return self._refuse(prepared), prepared
        trial = Work(work.runtime, work.session, work.actor, work.now, work.request)
        try:
            async with work.session.begin_nested():
                return await self._do(trial, prepared), None
        except Problem as problem:
            return self._refuse(problem), problem

    def _key(self, header: str, actor: Actor) -> idempotency.Key:
        context = self.context
        secret = context.runtime.settings.secret_key
        field = str(self.info.path.key)
        token = getattr(self.input, "token", None)
        return idempotency.make_key(secret, header, actor, context.request, context.operation, field, token)

    async def _prepare(self) -> tuple[Any, ...]:
        if self.before is None:
            return ()
        return (await self.before(self.context.runtime, self.context.request, self.input),)

    async def _do(self, work: Work, prepared: tuple[Any, ...]) -> Answer:
        payload = await self.function(work, self.input, *prepared)
        self.rule.prove(frozenset(work.required), by_link=work.by_link)
        shown = self._shown(payload)
        await _read_wanted(work, self.context, shown)
        return shown.answers

    def _refuse(self, problem: Problem) -> Answer:
        return self._shown(self.payload_type(user_errors=user_errors(problem))).answers

    def _shown(self, payload: Payload) -> PayloadAnswer:
        """What was selected of the payload."""
        type_ = get_named_type(self.info.return_type)
        assert isinstance(type_, GraphQLObjectType)
        answer = PayloadAnswer(self.info.schema, self.context.prepared, self.info.variable_values)
        answer.fill(type_, [node.selection_set for node in self.info.field_nodes if node.selection_set], payload)
        return answer


def _as_json(answer: Answer) -> bytes:
    """The answer to keep. Raises what stands in it for a field that failed, since half an answer is not kept."""
    try:
        return orjson.dumps(answer, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)
    except orjson.JSONEncodeError as error:
        raise error.__cause__ or error from None


def _plain(value: object) -> object:
    if isinstance(value, Exception):
        raise value
    if isinstance(value, dt.datetime):
        return _date_time(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def user_errors(problem: Problem, path: Sequence[str] = ("input",)) -> list[UserError]:
    """A refusal as the API shows it; `path` leads to the object whose fields the problem names."""
    problems = problem.problems if isinstance(problem, InvalidInputs) else [problem]
    return [
        UserError(code=one.code, field=[*path, *one.field.split(".")] if one.field else None, message=one.message)
        for one in problems
    ]
