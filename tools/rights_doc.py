"""Writes docs/rights.md from the rules and rights in the code: `make docs`."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from graphql import GraphQLField, GraphQLObjectType

from portal.core.actors import Actor, Anonymous, Client, LinkHolder, Member, Operator, ProgramClient
from portal.core.api import Api
from portal.core.links import LinkKind
from portal.core.permissions import (
    BEYOND_CHOSEN_ACCOUNTS,
    FOR_ONE_PARTNER,
    PROGRAM_SCOPES,
    RIGHTS,
    Holder,
    MemberRole,
    OperatorRole,
    Permission,
    Scope,
    permissions_of,
)
from portal.core.reading import declare as d
from portal.core.rules import Rule
from portal.web.schema import make_api

_HEAD = """\
# Rights

Who may ask for what, and who may do what. Whoever isn't named may not: rights stand in one table in the code
(`core/permissions.py`), each query and each verb says which it needs, and this page is made from both. A test calls
each of them as each of those below and compares with this page.

A right opens the door; what lies behind is told by [the last table](#what-is-seen-of-each-type). A member of a
suspended partner keeps what he may read and nothing else; one of a closed partner is nobody. Whoever opens chosen
accounts alone sees what a member sees, of these accounts, and never holds
{beyond}.
"""
_WITHIN = """
## Rights within a verb

Asked for by a part of a verb alone, beside its own right, or by what is still to come.
"""
_LINKS = """
## By a mailed link

Whoever shows a link of the kind from a mail, signed in or not. No other query or verb is opened by a link.
"""
_PROGRAMS = """
## Programs

A program with an access token may do what one of its token's scopes allows: `yes` stands for a client of the program
alone or for every client, `partner's` for what needs a partner, so that a partner's client may do it and the program's
may not. A partner's client never has {beyond}, and
of the other scopes what an owner may. A personal access token may do what its scopes name of that which its maker may
himself whenever it is used. Scopes that allow nothing here are for what is still to come.
"""
_TYPES = """
## What is seen of each type

Which rows each kind of caller reaches: `all`, `some` (his partner's, his own, his link's; the condition stands at the
type), or none. Under `id` stands the right by which `node(id)` finds one. A related field that is named needs a right
of its own and is empty without; all other fields are seen with their row.
"""
_KINDS: dict[str, type[Actor]] = {
    "anybody": Anonymous,
    "mailed link": LinkHolder,
    "client's link": Client,
    "member": Member,
    "operator": Operator,
    "program": ProgramClient,
}
_NO, _YES, _PARTNERS = "", "yes", "partner's"


class _Entry(NamedTuple):
    """A root field or a verb, the room that it belongs to, and who may call it."""

    room: str
    name: str
    description: str
    rule: Rule


def rights_page() -> str:
    """The page as the code has it."""
    api = make_api()
    entries = [*_queries(api), *_verbs(api)]
    beyond = ", ".join(f"`{right}`" for right in sorted(BEYOND_CHOSEN_ACCOUNTS))
    lines = [_HEAD.format(beyond=beyond), "## People"]
    people: Sequence[MemberRole | OperatorRole] = [*MemberRole, *OperatorRole]
    heads = ["anybody", *(f"member {role}" for role in MemberRole), *(f"operator {role}" for role in OperatorRole)]
    for room, group in groupby(sorted(entries, key=lambda one: _order(one.room)), key=lambda one: one.room):
        lines += ["", f"### {_title(room)}", "", *_table(["", "needs", *heads])]
        for one in group:
            cells = [_cell(one.rule.is_public), *(_cell(_holds(one.rule, role)) for role in people)]
            lines.append(_row([f"`{one.name}` {one.description}", _need(one.rule), *cells]))
    lines += [_LINKS, *_table(["", *(kind.value for kind in LinkKind)])]
    for one in entries:
        if one.rule.links:
            lines.append(_row([f"`{one.name}`", *(_cell(kind in one.rule.links) for kind in LinkKind)]))
    scopes = ", ".join(f"`{scope}`" for scope in sorted(PROGRAM_SCOPES))
    lines += [_PROGRAMS.format(beyond=scopes), *_table(["", *(f"`{scope}`" for scope in Scope)])]
    lines += [_row([f"`{one.name}`", *(_scope_cell(one.rule, scope) for scope in Scope)]) for one in entries]
    standing = {one.rule.right for one in entries} | {node.requires for node in api.registry.nodes.values()}
    lines += [_WITHIN, *_table(["", "members", "operators", "programs"])]
    lines += [_row([f"`{right}`", *_holders(right)]) for right in Permission if right not in standing]
    lines += [_TYPES, *_table(["", "id", *_KINDS, "fields with a right of their own"]), *_types(api)]
    return "\n".join(lines) + "\n"


def _queries(api: Api) -> Iterator[_Entry]:
    assert api.schema.query_type is not None
    for name, field in api.schema.query_type.fields.items():
        spec = api.registry.spec(api.schema.query_type.name, name)
        assert isinstance(spec, d.Root)
        assert spec.rule is not None
        origin = field.extensions["strawberry-definition"].origin
        yield _Entry(_room(origin), name, _sentence(field), spec.rule)


def _verbs(api: Api) -> Iterator[_Entry]:
    assert api.schema.mutation_type is not None
    for name, field in api.schema.mutation_type.fields.items():
        origin = api.schema.type_map[f"{name[0].upper()}{name[1:]}Input"].extensions["strawberry-definition"].origin
        yield _Entry(_room(origin), name, _sentence(field), api.verb_rules[name])


def _room(origin: type) -> str:
    return origin.__module__.split(".")[1]


def _order(room: str) -> tuple[bool, str]:
    return room == "web", room


def _title(room: str) -> str:
    """What the room's package says of itself, up to the colon."""
    if room == "web":
        return "Anything by its id"
    said = inspect.cleandoc(importlib.import_module(f"portal.{room}").__doc__ or "")
    return said.splitlines()[0].split(":")[0].rstrip(".")


def _sentence(field: GraphQLField) -> str:
    return " ".join((field.description or "").split()).replace("|", "\\|")


def _holds(rule: Rule, holder: Holder) -> bool:
    return rule.is_public or rule.right in permissions_of(holder)


def _scope_cell(rule: Rule, scope: Scope) -> str:
    return _PARTNERS if rule.right in FOR_ONE_PARTNER and _holds(rule, scope) else _cell(_holds(rule, scope))


def _holders(right: Permission) -> Iterator[str]:
    """Members, operators and scopes that hold it, each kind as a text."""
    for kind in (MemberRole, OperatorRole, Scope):
        yield ", ".join(holder for holder in RIGHTS[right] if isinstance(holder, kind))


def _need(rule: Rule) -> str:
    if rule.is_public:
        return "nothing"
    needs = [f"`{rule.right}`"] if rule.right is not None else []
    return " or ".join([*needs, *(["a link"] if rule.links else [])])


def _types(api: Api) -> Iterator[str]:
    for name, type_ in api.schema.type_map.items():
        root = api.schema.query_type
        if not isinstance(type_, GraphQLObjectType) or type_ is root or not api.registry.is_declared(name):
            continue
        declaration = api.registry.declaration(name)
        cells = [_seen(declaration, kind) for kind in _KINDS.values()]
        if not declaration.scope:
            cells = ["with its row"] * len(_KINDS)
        yield _row([f"`{name}`", declaration.node or _NO, *cells, ", ".join(_guarded(api, type_)) or _NO])


def _seen(declaration: d.Declaration, kind: type[Actor]) -> str:
    condition = declaration.scope_of(kind)
    if condition is None:
        return _NO
    return "all" if condition is d.everything else "some"


def _guarded(api: Api, type_: GraphQLObjectType) -> Iterator[str]:
    for name in type_.fields:
        spec = api.registry.spec(type_.name, name)
        right = spec.requires if isinstance(spec, d.Relation) else None
        if isinstance(spec, d.Paged) and spec.rule is not None:
            right = spec.rule.right
        if right is not None:
            yield f"`{name}`: `{right}`"


def _cell(allowed: bool) -> str:
    return _YES if allowed else _NO


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(heads: Sequence[str]) -> list[str]:
    return [_row(heads), _row(["---"] * len(heads))]


if __name__ == "__main__":
    print(rights_page(), end="")
