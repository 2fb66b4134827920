"""Where the schema takes what names somebody's thing: ids, numbers, tokens, cursors, words to search for."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
)

# Numbers of the vendor's or of others' programs: the portal looks nothing up by them alone.
NOT_OURS = {"externalId", "clickId", "paymentExternalId"}
# Texts that name no row: a type of events, a system that tells of payments.
PLAIN = {"type", "source"}
# Lists of what is the program's: no row of them is anybody's. And the question whether a website would count, which by
# rule says that somebody holds it; tests/decisions/test_credit_check.py holds it to saying nothing more.
PROGRAMS_LISTS = {"creditPolicies", "creditCheck", "rewardPlans", "rewardPlanDraft"}


class Takes(Enum):
    """What an argument names things by."""

    ID = "an id or an account's number"
    TOKEN = "a mailed link's token"
    CURSOR = "a cursor"
    SEARCH = "words"
    WEBSITE = "a website"


class Place(NamedTuple):
    """An argument of a root field, or a field of an input: where it is, what it takes, and of which GraphQL type."""

    root: str
    path: tuple[str, ...]
    takes: Takes
    type: str

    def __str__(self) -> str:
        return f"{self.root}({'.'.join(self.path)})"


class UnknownArgument(AssertionError):
    """A query takes a text of which the sweep doesn't know whether it names something."""


def reading_places(schema: GraphQLSchema) -> list[Place]:
    """All such arguments of root queries, those of filters too. Raises UnknownArgument for one that isn't known."""
    assert schema.query_type is not None
    found = []
    for root, field in schema.query_type.fields.items():
        if root in PROGRAMS_LISTS:
            continue
        for path, leaf in _leaves(field.args):
            takes = _taken(path[-1], get_named_type(leaf.type))
            if takes is not None:
                found.append(Place(root, path, takes, str(leaf.type)))
            elif get_named_type(leaf.type).name == "String" and path[-1] not in PLAIN:
                raise UnknownArgument(f"{root}({'.'.join(path)}): say in tests/sweep/places.py what it takes")
    return found


def writing_places(schema: GraphQLSchema) -> list[Place]:
    """All fields of mutations' inputs that name a thing by id, number or token."""
    assert schema.mutation_type is not None
    found = []
    for root, field in schema.mutation_type.fields.items():
        assert isinstance(get_named_type(field.args["input"].type), GraphQLInputObjectType)
        for path, leaf in _leaves({"input": field.args["input"]}):
            takes = _taken(path[-1], get_named_type(leaf.type))
            if takes in {Takes.ID, Takes.TOKEN}:
                found.append(Place(root, path[1:], takes, str(leaf.type)))
    return found


def _leaves(
    arguments: dict[str, GraphQLArgument] | dict[str, GraphQLInputField],
) -> Iterator[tuple[tuple[str, ...], GraphQLArgument | GraphQLInputField]]:
    for name, one in arguments.items():
        type_: Any = get_named_type(one.type)
        if isinstance(type_, GraphQLInputObjectType):
            yield from (((name, *path), leaf) for path, leaf in _leaves(type_.fields))
        elif not isinstance(type_, GraphQLEnumType):
            yield (name,), one


def _taken(name: str, type_: GraphQLNamedType) -> Takes | None:
    if type_.name not in {"ID", "String"} or name in NOT_OURS:
        return None
    by_name = {"token": Takes.TOKEN, "after": Takes.CURSOR, "before": Takes.CURSOR, "search": Takes.SEARCH}
    by_name |= dict.fromkeys(("actorEmail", "ipAddress"), Takes.SEARCH)
    if name in by_name:
        return by_name[name]
    if type_.name == "ID" or name == "id" or name.endswith(("Id", "Ids")):
        return Takes.ID
    return Takes.WEBSITE if name == "website" else None
