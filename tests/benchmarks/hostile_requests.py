"""Requests that would take long by their shape alone: bodies of POST /graphql, each by the name of its trick."""

from __future__ import annotations

import json
from typing import Any

from graphql import get_introspection_query

_STATUS = "query($f: AccountFilter) { accounts(filter: $f) { totalCount } }"
_PAGES = "query($n: Int) { accounts(first: $n) { nodes { timeline(first: $n) { nodes { id } } } } }"
_STANDARD = get_introspection_query()


def _body(query: str, **variables: Any) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


def _each(count: int, text: str) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(count))


def _doubling(levels: int, link: str) -> str:
    links = (f"fragment F{level} on Partner {{ {link.replace('#', f'F{level + 1}')} }}" for level in range(levels))
    return f"{{ viewer {{ partner {{ ...F0 }} }} }} {' '.join(links)} fragment F{levels} on Partner {{ name }}"


def _partner(selected: str) -> str:
    return f"{{ viewer {{ partner {{ {selected} }} }} }}"


# Beyond what the parser takes, or far beyond every limit.
LARGE = {
    "10,000 aliases": _body("{ " + _each(10_000, "a#: program { name }") + " }"),
    "50,000 fields": _body("{ program { " + "name " * 50_000 + "} }"),
    "10,000 directives": _body("{ program { name " + "@include(if: true) " * 10_000 + "} }"),
    "depth of 3,000": _body("{ a " * 3_000 + "}" * 3_000),
    "300,000 comments": _body("#\n" * 300_000),
    "a text of 900,000": _body('{ application(token: "' + "x" * 900_000 + '") { id } }'),
    "a text of 120,000 escapes": _body('{ application(token: "' + "\\u0041" * 120_000 + '") { id } }'),
    "a number of 900,000 digits": _body("{ accounts(first: " + "9" * 900_000 + ") { totalCount } }"),
    "a number of 50,000 digits": _body("{ accounts(first: " + "9" * 50_000 + ") { totalCount } }"),
    "a name of 90,000": _body("{ " + "a" * 90_000 + " }"),
    "long names that are nearly known": _body("query(" + _each(450, "$v#: ClientAccountConnectionn") + ") { a }"),
    "1,000 requests at once": json.dumps([{"query": "{ program { name } }"}] * 1_000).encode(),
    "nested lists": b"[" * 900_000,
}

# Within the parser's 2,000 tokens, but slow to validate or to answer without limits.
TWISTED = {
    "doubling fragments, 30 levels": _body(_doubling(30, "...# ...#")),
    "doubling aliases, 30 levels": _body(
        _doubling(30, "a: members { partner { ...# } } b: members { partner { ...# } }")
    ),
    "one empty selection 600 times": _body("{ " + "program { } " * 600 + "}"),
    "one field 490 times": _body("{ " + "program { name } " * 490 + "}"),
    "members of members": _body(_partner("members { partner { name members { user { name } } } } " * 130)),
    "conflicting fields": _body(_partner("members { partner { name } } " * 250 + "members { partner { name: id } }")),
    "conflicting aliases": _body("{ program { " + "a: name a: supportEmail " * 300 + "} }"),
    "conflicting arguments": _body("{ " + _each(220, "accounts(first: #) { totalCount }") + " }"),
    "inline fragments": _body("{ " + "... { program { name } } " * 280 + "}"),
    "unlike fragments": _body("{ " + _each(240, "...F#") + " } " + _each(240, "fragment F# on Query { }")),
    "fragments in each other": _body(
        "{ ...F0 } " + " ".join(f"fragment F{one} on Query {{ {_each(28, '...F#')} }}" for one in range(28))
    ),
    "a fragment in 130 operations": _body(
        _each(130, "query Q# { ...F }") + " fragment F on Query { program { name } }"
    ),
    "unknown fields of an input": _body("{ accounts(filter: { " + _each(650, "searc#: 1") + " }) { totalCount } }"),
    "unknown fields": _body("{ program { " + _each(990, "nam#") + " } }"),
    "unknown types": _body("query(" + _each(490, "$v#: ClientAccoun#") + ") { program { name } }"),
    "list of unknown names": _body("{ accounts(filter: { status: [" + "DEVELOPMEN " * 1_900 + "] }) { totalCount } }"),
    "pages of pages": _body(_PAGES, n=100),
    "100 pages by alias": _body(
        "query($n: Int) { " + _each(100, "a#: accounts(first: $n) { nodes { id } }") + " }", n=100
    ),
    "deep introspection": _body("{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"),
    "repeated introspection": _body(
        "{ " + _each(40, "a#: __schema { types { fields { type { fields { name } } } } }") + " }"
    ),
    "introspection twice": _body(_STANDARD.replace("types {", "again: types { ...FullType } types {", 1)),
}

# In the variables of a short document.
VARIABLES = {
    "60,000 wrong names": _body(_STATUS, f={"status": ["DEVELOPMEN"] * 60_000}),
    "300,000 numbers for names": _body(_STATUS, f={"status": [1] * 300_000}),
    "150,000 nulls": _body(_STATUS, f={"status": [None] * 150_000}),
    "9,000 wrong names": _body(_STATUS, f={"status": ["DEVELOPMEN"] * 9_000}),
    "40,000 unknown fields": _body(_STATUS, f={f"searc{number}": 1 for number in range(40_000)}),
    "9,000 unknown fields": _body(_STATUS, f={f"searchsearchsearch{number}": 1 for number in range(9_000)}),
    "40,000 unknown variables": _body(_STATUS, **{f"v{number}": 1 for number in range(40_000)}),
    "a list in each of 200,000 lists": _body(_STATUS, f={"status": [[]] * 200_000}),
}

HOSTILE = {**LARGE, **TWISTED, **VARIABLES}

# As much as the limits allow: answered.
LARGEST = {
    "25 pages of 100": _body("{ " + _each(25, "a#: accounts(first: 100) { nodes { id name website } }") + " }"),
    "25 accounts by alias": _body("{ " + _each(25, 'a#: account(id: "acc_0") { id name website status }') + " }"),
    "100 columns by alias": _body("{ accounts(first: 100) { nodes { " + _each(100, "a#: name") + " } } }"),
    "one field 25 times": _body("{ " + "program { name } " * 25 + "}"),
    "the usual introspection": _body(_STANDARD),
}
