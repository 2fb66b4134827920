"""Tries on writes: each verb with the victim's things in it is answered as with nothing, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from portal.core.api import Api
from portal.core.database import Base
from tests.sweep.callers import Caller
from tests.sweep.names import Name, Names, may_see
from tests.sweep.places import Place, writing_places
from tests.sweep.reading import BATCH, Findings, placeholder
from tests.sweep.templates import TEMPLATES, Of, Path, Template, Templates, TokenOf, filled, marks
from tests.sweep.world import World

# What counts tries, and what everybody changes by being there.
_VOLATILE = {"throttle", "idempotency_key", "session", "row_count"}
# Whoever knows the number of an account that a client owns may ask the client for access: that is what it is for.
KNOWN_BY_NUMBER = {("requestAccess", ("accountId",))}
_REFUSALS = {"FORBIDDEN", "UNAUTHENTICATED"}


class NoTemplate(AssertionError):
    """A verb, or a field of its input that names things, that the sweep doesn't try."""


@dataclass(frozen=True)
class Try:
    """One input with names of the victim's in it, and the same with unknown ones."""

    place: Place
    name: Name
    values: Mapping[Path, str]
    unknown: Mapping[Path, str]


def check_templates(api: Api, templates: Templates = TEMPLATES) -> None:
    """Every verb has a template, every field that names things a mark in one. Raises NoTemplate."""
    missing = sorted(api.verb_rules.keys() - templates.keys())
    if missing:
        raise NoTemplate(f"add to tests/sweep/templates.py what one sends to {', '.join(missing)}")
    for place in writing_places(api.schema):
        marked = {_names(path) for template in templates[place.root] for path, _ in marks(template)}
        if place.path not in marked:
            raise NoTemplate(f"{place} names a thing: mark it in tests/sweep/templates.py")


async def sweep_verbs(
    world: World,
    api: Api,
    callers: Sequence[Caller],
    names: Names,
    *,
    templates: Templates = TEMPLATES,
    thorough: bool = False,
) -> Findings:
    """Has each caller try each verb on each of the victim's things.

    Who is turned away at the door tries one thing of the right kind, unless the sweep is `thorough`.
    """
    check_templates(api, templates)
    sweep = _Sweep(world, api, names, thorough, await digest(world))
    for verb, rule in api.verb_rules.items():
        # Who holds the right acts on everybody's things, where no partner narrows him.
        trying = [one for one in callers if not (one.is_system and rule.right in one.rights)]
        for template in templates[verb]:
            await sweep.verb(verb, template, trying)
    sweep.findings.names = len(names.ids)
    return sweep.findings


@dataclass
class _Sweep:
    world: World
    api: Api
    names: Names
    thorough: bool
    before: dict[str, str]
    findings: Findings = field(default_factory=Findings)

    async def verb(self, verb: str, template: Template, callers: Sequence[Caller]) -> None:
        """One verb with one kind of input, by everybody."""
        places = {place.path: place for place in writing_places(self.api.schema) if place.root == verb}
        refused = []
        for caller in callers:
            tries = list(_tries(self.world, caller, self.names, template, places))
            fitting = [one for one in tries if one.name.value == _fitting(self.names, template, one)]
            if await self._is_turned_away(caller, template, fitting):
                refused.append(caller.name)
                continue
            others = [one for one in tries if one not in fitting]
            for start in range(0, len(others), BATCH):
                await self._compare(caller, template, others[start : start + BATCH])
            await self._look(verb, caller.name)
        await self._look(verb, f"one of {', '.join(refused)}")

    async def _is_turned_away(self, caller: Caller, template: Template, fitting: Sequence[Try]) -> bool:
        """Tries the things that a place is for; whether there is no sense in trying others."""
        if not fitting:
            return False
        answer = await self._compare(caller, template, fitting)
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        return not self.thorough and bool(codes & _REFUSALS)

    async def _compare(self, caller: Caller, template: Template, tries: Sequence[Try]) -> Any:
        """Sends the victim's names and then unknown ones; the first answer."""
        verb = tries[0].place.root
        found = await _send(self.world, self.api, caller, verb, [filled(template, one.values) for one in tries])
        expected = await _send(self.world, self.api, caller, verb, [filled(template, one.unknown) for one in tries])
        for i, one in enumerate(tries):
            self.findings.tried(one.place, caller, [one.name])
            said = _without(placeholder(found, f"n{i}", one.name.value), one.values)
            other = _without(placeholder(expected, f"n{i}", one.name.unknown), one.unknown)
            if said != other:
                self.findings.leaks.append(
                    f"{caller.name} learns at {one.place} of {one.name.value}: {said} instead of {other}"
                )
        return found

    async def _look(self, verb: str, who: str) -> None:
        """Compares all tables with how they were."""
        after = await digest(self.world)
        changed = [table for table in after if after[table] != self.before[table]]
        self.findings.leaks += [f"{who} changes {table} by {verb}" for table in changed]
        self.before = after


def _tries(
    world: World, caller: Caller, names: Names, template: Template, places: Mapping[tuple[str, ...], Place]
) -> Iterator[Try]:
    """The input with each name of the victim's at each mark, his own things at the others; and with all of his."""
    marked = dict(marks(template))
    own = {path: _own(world, caller, mark) for path, mark in marked.items()}
    for path, mark in marked.items():
        place = places[_names(path)]
        fitting = names.tokens(place.root) if isinstance(mark, TokenOf) else names.ids
        for name in fitting:
            by_number = (place.root, place.path) in KNOWN_BY_NUMBER and name == names.ids[-1]
            if not by_number and not may_see(caller, name):
                yield Try(place, name, {**own, path: name.value}, {**own, path: name.unknown})
    kinds = {path: names.natural(mark.kind) for path, mark in marked.items() if isinstance(mark, Of)}
    if len(kinds) > 1 and not any(may_see(caller, name) for name in kinds.values()):
        first = next(iter(kinds))
        values = {path: name.value for path, name in kinds.items()}
        unknown = {path: name.unknown for path, name in kinds.items()}
        yield Try(places[_names(first)], kinds[first], {**own, **values}, {**own, **unknown})


def _own(world: World, caller: Caller, mark: Of | TokenOf) -> str:
    """What stands at a mark that is not tried just now: the caller's own, as far as there is any."""
    if isinstance(mark, TokenOf):
        return caller.link[1] if caller.link is not None else world.rival.tokens[mark.kind][::-1]
    return world.rival.numbers[0] if mark.kind == "number" else world.rival.ids.get(mark.kind, f"{mark.kind}_0")


def _fitting(names: Names, template: Template, one: Try) -> str:
    """The victim's thing of the kind that the place is for."""
    mark = next(mark for path, mark in marks(template) if _names(path) == one.place.path)
    return (names.tokens(one.place.root)[0] if isinstance(mark, TokenOf) else names.natural(mark.kind)).value


def _names(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))


def _without(said: str, values: Mapping[Path, str]) -> str:
    for value in values.values():
        said = said.replace(json.dumps(value)[1:-1], "<sent>")
    return said


async def _send(world: World, api: Api, caller: Caller, verb: str, inputs: Sequence[Any]) -> Any:
    """The answer to a document that calls the verb once for each input."""
    # Or the tries themselves would be too many.
    await world.portal.superuser.execute(b"delete from throttle")
    type_name = f"{verb[0].upper()}{verb[1:]}"
    variables = ", ".join(f"$v{i}: {type_name}Input!" for i in range(len(inputs)))
    payload = api.schema.type_map[f"{type_name}Payload"]
    assert isinstance(payload, GraphQLObjectType)
    shown = " ".join(_shown(name, field.type) for name, field in payload.fields.items())
    calls = " ".join(f"n{i}: {verb}(input: $v{i}) {{ {shown} }}" for i in range(len(inputs)))
    answer = await api.execute(
        world.portal.runtime,
        caller.request,
        f"mutation ({variables}) {{ {calls} }}",
        {f"v{i}": one for i, one in enumerate(inputs)},
    )
    return answer.content


def _shown(name: str, type_: Any) -> str:
    inner = get_named_type(type_)
    if is_leaf_type(inner):
        return name
    leaves = [one for one, field in inner.fields.items() if is_leaf_type(get_named_type(field.type))]
    return f"{name} {{ {' '.join(leaves)} }}"


async def digest(world: World) -> dict[str, str]:
    """What stands in each table, as one short text."""
    tables = [table.name for table in Base.metadata.sorted_tables if table.name not in _VOLATILE]
    digests = " union all ".join(
        f"select '{table}', md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) from portal.\"{table}\" t"
        for table in tables
    )
    jobs = " union all select 'jobs', count(*)::text from jobs.procrastinate_jobs"
    return dict(await world.portal.rows(digests + jobs))
