"""Tries on reads: the victim's things by name, and whatever else comes with an answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from portal.core.api import Api
from tests.sweep.callers import ROOT_OF, Caller
from tests.sweep.names import Name, Names, may_see
from tests.sweep.places import Place
from tests.sweep.world import World

# An operation takes 25 root fields at most.
BATCH = 20
SENT = "<sent>"
# Without their scopes, `operator` would show a member as an operator without a role, and `accessTokens` what programs
# hold, which have no names: where GraphQL knows that there is always one.
_ONLY_SCOPED = {"operator", "AccessToken.name", "AccessToken.lastCharacters"}
_DEEPEST = 3


@dataclass
class Findings:
    """How much was tried, and what leaked: a sentence for each."""

    places: set[Place] = field(default_factory=set)
    names: int = 0
    callers: set[str] = field(default_factory=set)
    tries: int = 0
    leaks: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        where = f"{len(self.places)} places x {self.names} names" if self.places else "all root fields"
        return f"{where} x {len(self.callers)} callers: {self.tries} tries, {len(self.leaks)} leaks"

    def tried(self, place: Place, caller: Caller, names: Sequence[Name]) -> None:
        """Notes one batch."""
        self.places.add(place)
        self.callers.add(caller.name)
        self.names = max(self.names, len(names))
        self.tries += len(names)


async def sweep_names(
    world: World, api: Api, callers: Sequence[Caller], names: Names, places: Sequence[Place]
) -> Findings:
    """Asks each caller for each of the victim's things at each place: the answer must be that for nothing."""
    findings = Findings()
    for place in places:
        fitting = names.of(place)
        assert fitting, f"{place} takes {place.takes.value}, and the victim has none to try: add some to world.py"
        for caller in callers:
            tried = [name for name in fitting if not may_see(caller, name)]
            findings.tried(place, caller, tried)
            for start in range(0, len(tried), BATCH):
                findings.leaks += await _compare(world, api, caller, place, tried[start : start + BATCH])
    return findings


async def _compare(world: World, api: Api, caller: Caller, place: Place, names: Sequence[Name]) -> list[str]:
    document = _document(api.schema, place, caller, len(names))
    found = await _ask(world, api, caller, document, [name.value for name in names])
    expected = await _ask(world, api, caller, document, [name.unknown for name in names])
    return [
        f"{caller.name} learns at {place} of {name.value} in {name.table}: {one} instead of {other}"
        for name, one, other in zip(names, found, expected, strict=True)
        if one != other
    ]


def _document(schema: GraphQLSchema, place: Place, caller: Caller, count: int) -> str:
    assert schema.query_type is not None
    selection = _least(schema.query_type.fields[place.root])
    variables = ", ".join(f"$v{i}: {place.type}" for i in range(count))
    fields = " ".join(f"n{i}: {place.root}({_nested(place.path, f'$v{i}')}) {selection}" for i in range(count))
    return f"query ({caller.definition} {variables}) {{ {caller.shows} {fields} }}"


def _nested(path: tuple[str, ...], value: str) -> str:
    head, *rest = path
    return f"{head}: {{{_nested(tuple(rest), value)}}}" if rest else f"{head}: {value}"


def _least(field: GraphQLField) -> str:
    """What shows that there is a row."""
    type_ = get_named_type(field.type)
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    if "nodes" in type_.fields:
        return f"{{ nodes {_least(type_.fields['nodes'])} totalCount pageInfo {{ hasNextPage startCursor }} }}"
    return "{ __typename id }" if "id" in type_.fields else "{ __typename }"


async def _ask(world: World, api: Api, caller: Caller, document: str, values: Sequence[str]) -> list[str]:
    """The answer for each value, with its errors, as text without the value itself."""
    variables = {f"v{i}": value for i, value in enumerate(values)} | caller.variables
    answer = (await api.execute(world.portal.runtime, caller.request, document, variables)).content
    return [placeholder(answer, f"n{i}", value) for i, value in enumerate(values)]


def placeholder(answer: Any, alias: str, value: str) -> str:
    """What the answer says under one alias: the data and its errors."""
    errors = [
        (one["message"], one["extensions"].get("code"), (one.get("path") or [alias])[1:])
        for one in answer.get("errors", ())
        if (one.get("path") or [alias])[0] == alias
    ]
    said = json.dumps([(answer.get("data") or {}).get(alias), errors], sort_keys=True)
    return said.replace(json.dumps(value)[1:-1], SENT)


# --- all that comes with an answer -----------------------------------------------------------------------------------


async def sweep_answers(world: World, api: Api, callers: Sequence[Caller], *, scoped: bool = True) -> Findings:
    """Asks each caller for all fields of all he may read, some relations deep: no canary may be in it."""
    findings = Findings()
    for caller in callers:
        findings.callers.add(caller.name)
        secrets = list(_secrets(world, caller))
        for root, selections in _roots(world, api, caller, apart=set() if scoped else _ONLY_SCOPED):
            text = await _whole(world, api, caller, selections)
            if root in _ASKED:
                # What he sent himself comes back to him.
                text = reduce(lambda left, sent: left.replace(_encoded(sent), SENT), _questions(world), text)
            findings.tries += 1
            findings.leaks += [
                f"{caller.name} reads {canary!r} of {', '.join(sorted(world.canaries[canary]))} at {root}"
                for canary in secrets
                if _encoded(canary) in text
            ]
    return findings


def _secrets(world: World, caller: Caller) -> Iterator[str]:
    """The canaries that he must not read, but for words of texts that he may."""
    known = "\n".join(text for text, tables in world.canaries.items() if tables & caller.sees)
    return (text for text, tables in world.canaries.items() if not tables & caller.sees and text not in known)


async def _whole(world: World, api: Api, caller: Caller, selections: Sequence[str]) -> str:
    """The answer to the deepest of the selections that is not larger than an answer may be."""
    head = f"query ({caller.definition})" if caller.link else ""
    for selection in selections:
        shown = "" if "token: $link" in selection else caller.shows
        document = f"{head} {{ {shown} {selection} }}"
        answer = await api.execute(world.portal.runtime, caller.request, document, dict(caller.variables))
        codes = {one["extensions"]["code"] for one in answer.content.get("errors", ())}
        if "BAD_USER_INPUT" not in codes:
            assert codes <= {"FORBIDDEN", "UNAUTHENTICATED"}, f"{caller.name}: {document}: {answer.content['errors']}"
            return answer.body.decode()
    raise AssertionError(f"larger than an answer may be: {selections[-1]}")


def _encoded(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _roots(world: World, api: Api, caller: Caller, apart: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Each root field with everything of it, the deepest first; named by what the caller may know, if by a name."""
    assert api.schema.query_type is not None
    depths = [1] if caller.is_system else range(_DEEPEST, 0, -1)
    for root, of in api.schema.query_type.fields.items():
        type_ = get_named_type(of.type)
        if isinstance(type_, GraphQLInterfaceType):
            for inner, key in _own_nodes(world, api):
                selections = [everything(inner, depth, apart) for depth in depths]
                yield root, [f'{root}(id: "{key}") {{ ... on {inner.name} {one} }}' for one in selections]
            continue
        for arguments in _own_arguments(world, root, of, caller):
            yield root, [f"{root}{arguments} {everything(type_, depth, apart)}" for depth in depths]


def _own_nodes(world: World, api: Api) -> Iterator[tuple[Any, str]]:
    for prefix, node in api.registry.nodes.items():
        if prefix in world.rival.ids:
            yield api.schema.type_map[node.type_name], world.rival.ids[prefix]


_NAMED_BY_ID = {
    "account": "acct",
    "lead": "lead",
    "partner": "part",
    "partnerApplication": "app",
    "referralLink": "ref",
}
# Fields that answer a question: of a website that is nobody's, and of the victim's; what one asks.
_ASKED: dict[str, Callable[[World], list[str]]] = {
    "creditCheck": lambda world: [
        '(input: {website: "nobodys.example"})',
        *(f'(input: {{website: "{one}"}})' for one in world.victim.websites),
        *(f'(input: {{accountId: "{one}"}})' for one in world.victim.numbers),
    ],
    "performance": lambda world: [
        *("", "(groupBy: SOURCE)", "(groupBy: PARTNER)"),
        f'(groupBy: CLIENT, partnerId: "{world.rival.ids["part"]}")',
    ],
    "creditPolicyDraft": lambda _world: ["(input: {})"],
    "rewardPlanDraft": lambda _world: ["(input: {})"],
    "rewardEstimate": lambda _world: ['(input: {amount: "100", currencyCode: EUR})'],
}


def _questions(world: World) -> list[str]:
    """The names of the victim's things in what is asked."""
    return [*world.victim.websites, *world.victim.numbers]


def _own_arguments(world: World, root: str, of: GraphQLField, caller: Caller) -> list[str]:
    """Arguments that lead to what the caller may see, or to what he is told of others' things; one after the other."""
    if "token" in of.args:
        return ["(token: $link)"] if caller.link is not None and ROOT_OF[caller.link[0]] == root else []
    if "first" in of.args:
        return ["(first: 12)"]
    if root in _ASKED:
        return _ASKED[root](world)
    if "id" not in of.args:
        return [""]
    prefix = _NAMED_BY_ID.get(root)
    return [f'(id: "{world.rival.ids[prefix]}")'] if prefix in world.rival.ids else []


def everything(type_: Any, depth: int, apart: set[str]) -> str:
    """A selection of all fields but those apart that need no argument, so many relations deep."""
    chosen = ["__typename"]
    for name, field_ in type_.fields.items():
        if f"{type_.name}.{name}" in apart or any(is_required_argument(one) for one in field_.args.values()):
            continue
        inner = get_named_type(field_.type)
        if is_leaf_type(inner):
            chosen.append(name)
        elif "nodes" in inner.fields:
            rows = everything(get_named_type(inner.fields["nodes"].type), depth - 1, apart)
            page = "(first: 5)" if "first" in field_.args else ""
            chosen += [f"{name}{page} {{ totalCount nodes {rows} }}"] if depth > 0 else []
        elif name == "nodes":
            chosen.append(f"nodes {everything(inner, depth, apart)}")
        elif name not in {"edges", "pageInfo", *apart} and depth > 0:
            chosen.append(f"{name} {everything(inner, depth - 1, apart)}")
    return f"{{ {' '.join(chosen)} }}"
