"""docs/rights.md against the API: each cell of the page is tried by a real call, and nothing is taken from the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, build_schema, get_named_type, is_leaf_type

from portal.core.links import LinkKind
from portal.core.permissions import MemberRole, OperatorRole, Scope
from tests.people import Person, Portal
from tests.sweep.templates import TEMPLATES, TokenOf, filled, marks
from tests.sweep.templates import Path as Where
from tests.sweep.world import World, make_world

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SCHEMA = build_schema((ROOT / "schema.graphql").read_text())
UNKNOWN = "0" * 32
_TURNED_AWAY = {"FORBIDDEN", "UNAUTHENTICATED"}

Cells = dict[tuple[str, str], bool]


def _tables(title: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """The tables of a section: heads, and rows of cells."""
    section = (ROOT / "docs/rights.md").read_text().split(f"\n## {title}\n")[1].split("\n## ")[0]
    for table in re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE):
        heads, _line, *rows = (
            [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table.splitlines()
        )
        yield heads, rows


def _cells(title: str, *allowing: str) -> Cells:
    """Whether the page allows it, by field and holder."""
    found: Cells = {}
    for heads, rows in _tables(title):
        for row in rows:
            name = row[0].split("`")[1]
            for head, cell in zip(heads[1:], row[1:], strict=True):
                if head != "needs":
                    assert cell in {"", "yes", "partner's"}
                    found[name, head.strip("`")] = cell in {"yes", *allowing}
    return found


def _fields() -> set[str]:
    assert SCHEMA.query_type is not None
    assert SCHEMA.mutation_type is not None
    return {*SCHEMA.query_type.fields, *SCHEMA.mutation_type.fields}


def test_the_page_has_every_field_for_every_holder() -> None:
    people = [f"member {role}" for role in MemberRole] + [f"operator {role}" for role in OperatorRole]
    assert set(_cells("People")) == {(name, who) for name in _fields() for who in ["anybody", *people]}
    assert set(_cells("Programs")) == {(name, scope.value) for name in _fields() for scope in Scope}
    assert {kind for _, kind in _cells("By a mailed link")} == {kind.value for kind in LinkKind}


def test_the_page_has_every_type_that_is_read() -> None:
    """All others are made of values that a verb answers with, or are pages of those."""
    [(_heads, rows)] = _tables("What is seen of each type")
    listed = {row[0].strip("`") for row in rows}
    types = {name for name, type_ in SCHEMA.type_map.items() if isinstance(type_, GraphQLObjectType)}
    rest = {name for name in types - listed if not name.startswith("__")}
    made = ("Payload", "Result", "Connection", "Edge")
    assert {name for name in rest if not name.endswith(made)} == {
        "Query",
        "Mutation",
        "PageInfo",
        "UserError",
        "Warning",
        "LeadImportRow",
        "PerformancePeriod",
        "PerformancePoint",
        "PerformanceConversion",
        "RewardEstimateMonth",
        "TierLeadLimit",
    }


async def _allows(person: Person, name: str, link: tuple[LinkKind, str] | None = None) -> bool:
    """Whether the call comes past the door. A mailed link's door is that it opens something."""
    document, variables, by_link = _call(name, link)
    answer = await person.ask(document, **variables)
    if set(answer.codes) & _TURNED_AWAY:
        return False
    assert set(answer.codes) <= {"BAD_USER_INPUT", "THROTTLED"}, answer.body
    data = (answer.body.get("data") or {}).get(name)
    if not by_link:
        return True
    if isinstance(data, dict) and "userErrors" in data:
        return not any(error["code"] == "NOT_FOUND" and not error["field"] for error in data["userErrors"])
    return data is not None


def _call(name: str, link: tuple[LinkKind, str] | None) -> tuple[str, dict[str, Any], bool]:
    """A document that calls it, its variables, and whether a link is what it goes by."""
    assert SCHEMA.query_type is not None
    if name not in SCHEMA.query_type.fields:
        return _verb(name, link)
    field = SCHEMA.query_type.fields[name]
    inner: Any = get_named_type(field.type)
    shown = "__typename"
    token = link[1] if link else "forged"
    argument = next((one for one in ("token", "id") if one in field.args), None)
    if argument is None:
        return f"{{ {name} {{ {shown} }} }}", {}, False
    sent = f'"{token}"' if argument == "token" else f'"acct_{UNKNOWN}"'
    assert not is_leaf_type(inner)
    return f"{{ {name}({argument}: {sent}) {{ {shown} }} }}", {}, argument == "token"


def _verb(name: str, link: tuple[LinkKind, str] | None) -> tuple[str, dict[str, Any], bool]:
    templates = TEMPLATES[name]
    by_token = [one for one in templates if any(isinstance(mark, TokenOf) for _, mark in marks(one))]
    others = [one for one in templates if one not in by_token]
    chosen = by_token[0] if link is not None and by_token else (others or by_token)[0]
    values: dict[Where, str] = {}
    for path, mark in marks(chosen):
        values[path] = (link[1] if link else "forged") if isinstance(mark, TokenOf) else f"{mark.kind}_{UNKNOWN}"
    type_ = f"{name[0].upper()}{name[1:]}Input"
    document = f"mutation ($input: {type_}!) {{ {name}(input: $input) {{ userErrors {{ code field message }} }} }}"
    # Asking for a fresh link answers alike, whatever is shown.
    return document, {"input": filled(chosen, values)}, chosen in by_token and name != "requestClientLink"


async def _compare(portal: Portal, person: Person, who: str, cells: Cells) -> list[str]:
    """Where the API and the page differ for one holder."""
    wrong = []
    # What ends the session comes last, as in the table of templates.
    order = list(TEMPLATES)
    for name in sorted(_fields(), key=lambda one: order.index(one) if one in order else -1):
        await portal.superuser.execute(b"delete from throttle")
        if await _allows(person, name) != cells[name, who]:
            wrong.append(f"{who}: {name} is {'refused' if cells[name, who] else 'allowed'}, the page says otherwise")
    return wrong


async def test_people_may_do_what_the_page_says_and_nothing_else(portal: Portal) -> None:
    cells = _cells("People")
    people = {"anybody": portal.nobody()}
    people |= {f"member {role}": await portal.member(f"M{role.lower()}", "Brightside", role) for role in MemberRole}
    people |= {f"operator {role}": await portal.olga(role) for role in OperatorRole}
    wrong = [line for who, person in people.items() for line in await _compare(portal, person, who, cells)]
    assert wrong == []


async def test_programs_may_do_what_the_page_says_and_nothing_else(portal: Portal) -> None:
    cells = _cells("Programs")
    wrong = []
    for scope in Scope:
        wrong += await _compare(portal, await portal.tool(scope), scope.value, cells)
    assert wrong == []


async def test_a_partner_s_client_may_do_what_the_page_says_of_what_needs_a_partner(portal: Portal) -> None:
    alice, cells = await portal.alice(), _cells("Programs", "partner's")
    given = (await alice.read("{ viewer { oauthClientScopes } }"))["viewer"]["oauthClientScopes"]
    wrong = []
    for scope in given:
        client = await portal.client_of(alice, scope)
        wrong += await _compare(portal, client, scope, cells)
    assert wrong == []
    assert set(Scope) - set(given) == {
        *("team:write", "messages:read", "webhooks:manage"),
        *("platform:read", "platform:write", "operator:read", "operator:write"),
    }


@pytest.fixture
async def world(portal: Portal) -> World:
    return await make_world(portal)


@pytest.mark.parametrize("kind", LinkKind)
async def test_a_mailed_link_opens_what_the_page_says_and_nothing_else(world: World, kind: LinkKind) -> None:
    portal, listed, anybody = world.portal, _cells("By a mailed link"), _cells("People")
    token = world.victim.tokens[kind]
    wrong = []
    # What is read comes first: a link is used by what is done with it, and what is used tells so, and opens no less.
    for name in sorted(_fields(), key=lambda one: one in TEMPLATES):
        await portal.superuser.execute(b"delete from throttle")
        allowed = listed.get((name, kind.value), False) or anybody[name, "anybody"]
        if await _allows(portal.nobody(), name, (kind, token)) != allowed:
            wrong.append(name)
    assert wrong == []
