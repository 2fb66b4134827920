"""What is left to do in Python with the JSON that the database wrote: fields that SQL can't say.

Most selections have none of these, and their JSON goes out as it came.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphql import GraphQLEnumType, GraphQLList, GraphQLNonNull, GraphQLOutputType, GraphQLScalarType

from portal.core.problems import Problem, RequestRefused

Json = Any


class Finishing:
    """One pass over an answer: calls computed fields, and waits for the slow ones together, so loaders can batch."""

    def __init__(self, context: object) -> None:
        self.context = context
        # Where a computed value stands, and what GraphQL calls its type.
        self.computed: list[tuple[dict[str, Any], str, GraphQLOutputType]] = []
        self._waiting: list[tuple[dict[str, Any], str, Awaitable[Any]]] = []

    def compute(self, target: dict[str, Any], todo: Computing, inputs: list[Any]) -> None:
        """Puts the field's value, or the exception it raised, into `target`."""
        self.computed.append((target, todo.key, todo.type))
        try:
            value = todo.function(self.context, *inputs)
        except Exception as error:  # becomes this field's error, whatever it is
            target[todo.key] = _as_refusal(error)
            return
        if isinstance(value, Awaitable):
            self._waiting.append((target, todo.key, value))
        target[todo.key] = value

    async def settle(self) -> None:
        """Waits for what computed fields wait for; loaders see all that is asked of them at once."""
        if not self._waiting:
            return
        values = await asyncio.gather(*(waiting for _, _, waiting in self._waiting), return_exceptions=True)
        for (target, key, _), value in zip(self._waiting, values, strict=True):
            target[key] = _as_refusal(value)


def _as_refusal(value: Any) -> Any:
    """What a rule has against what was asked is a refusal of the request: a query has no `userErrors`."""
    return RequestRefused(value.message) if isinstance(value, Problem) else value


class Shape(Protocol):
    """What is left to do with one value of the database's JSON."""

    def finish(self, value: Json, finishing: Finishing) -> None: ...


@dataclass(frozen=True)
class Computing:
    """A computed field under its response key: its inputs stand beside it."""

    key: str
    function: Callable[..., Any]
    inputs: int
    type: GraphQLOutputType


@dataclass
class Fields:
    """An object with computed fields in it, or somewhere below; false where there are none."""

    nested: list[tuple[str, Shape]] = field(default_factory=list)
    computed: list[Computing] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.nested or self.computed)

    def nest(self, key: str, shape: Shape | None) -> None:
        if shape is not None:
            self.nested.append((key, shape))

    def compute(self, key: str, function: Callable[..., Any], inputs: int, type_: GraphQLOutputType) -> None:
        self.computed.append(Computing(key, function, inputs, type_))

    @staticmethod
    def input_key(key: str, position: int) -> str:
        """Where a computed field's input travels; a colon can't stand in a GraphQL name."""
        return f"{key}:{position}"

    def finish(self, value: Json, finishing: Finishing) -> None:
        if value is None or is_missing(value):
            return
        for key, shape in self.nested:
            shape.finish(value[key], finishing)
        for todo in self.computed:
            inputs = [value.pop(self.input_key(todo.key, position)) for position in range(todo.inputs)]
            finishing.compute(value, todo, inputs)


@dataclass(frozen=True)
class Each:
    """A list of such objects."""

    item: Shape

    @classmethod
    def of(cls, item: Shape | None) -> Each | None:
        return None if item is None else cls(item)

    def finish(self, value: Json, finishing: Finishing) -> None:
        for one in value:
            self.item.finish(one, finishing)


def is_missing(value: Json) -> bool:
    """Whether the database had nothing where GraphQL says that there is always something; see `json_text.MISSING`."""
    return isinstance(value, dict) and ":null" in value


class NotPlain(Exception):
    """A computed value that is an error, or not of the type that GraphQL says."""


def as_leaf(type_: GraphQLOutputType, value: Any) -> Json:
    """A computed value as GraphQL shows it: scalars, enums, and lists of them. Raises NotPlain for all else."""
    if isinstance(type_, GraphQLNonNull):
        if value is None:
            raise NotPlain
        return as_leaf(type_.of_type, value)
    if value is None:
        return None
    if isinstance(type_, GraphQLList) and isinstance(value, list | tuple):
        return [as_leaf(type_.of_type, item) for item in value]
    if isinstance(value, Exception) or not isinstance(type_, GraphQLScalarType | GraphQLEnumType):
        raise NotPlain
    try:
        return type_.serialize(value)
    except Exception as error:  # graphql-core says it better, with the field's path
        raise NotPlain from error
