"""Operations drawn from the schema itself: any selection of any type, with any argument in any form."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)
from hypothesis import strategies as st

from tests.core.reading.values import LINKS, Values
from tests.core.reading.world import RUBBISH, World

T = TypeVar("T")

# How often an operation's variables are drawn anew.
ROUNDS = 2
_LEFT_OUT = object()
_LONG = "a_response_key_that_is_longer_than_any_name_which_the_database_would_take_"
# Objects that one selection may bring, so that few operations are refused for what they cost.
_MOST_ROWS = 400
_LIST_LENGTH = 10
_MOVES = {("Program", "now")}
_ACCOUNTS = ("account", "accounts", "program", "node")
_CREDIT = ("leads", "leadCounts", "referralLinks", "creditPolicies", "weighedAccounts")
_MONEY = ("rewards", "rewardPlans", "withdrawals", "payoutMethods", "performance")
_MEMBERS = (
    *_ACCOUNTS,
    *_CREDIT,
    *_MONEY,
    "viewer",
    "sessions",
    "passkeys",
    "outsideLogins",
    "partner",
    "accountCounts",
    "accessRequests",
    "quickLinks",
    "accessTokens",
    "oauthGrants",
)
_TEAM = ("team", "invitations")
_INBOXES = ("partners", "applications", "partnerApplication", "billingEvents", "webhookEndpoints", "webhookDeliveries")
_TREASURY = ("balanceAdjustments", "payoutBatches")
_OFFICE = (*_INBOXES, *_TREASURY, "reservedWebsites", "creditPolicyDraft", "auditEvents")
# What each caller is given, so that most operations answer with more than refusals.
_FOR_CALLER = {
    "owner": (*_MEMBERS, *_TEAM, "oauthClients"),
    "reader": (*_MEMBERS, *_TEAM),
    "restricted": (*_MEMBERS, *_TEAM),
    "rival": _MEMBERS,
    "suspended": _MEMBERS,
    "operator": (*_MEMBERS, *_OFFICE, "oauthClients"),
    "tool": (*_ACCOUNTS, *_CREDIT, *_MONEY, "viewer", "accessRequests", *_OFFICE),
    "narrow tool": (*_ACCOUNTS, "viewer"),
    "stranger": ("program", *LINKS),
    "nobody": ("program", *LINKS),
}
_CALLERS = ("owner", "owner", "owner", "operator", "operator", "operator", "tool", *_FOR_CALLER)
_NODES = {"ClientAccount": "acct", "Partner": "part", "PartnerApplication": "app", "AccessRequest": "req"}
_NODES |= {"OwnershipTransfer": "tran", "TeamMember": "mem", "Session": "sess", "BillingEvent": "bill"}
_NODES |= {"QuickLink": "link", "WebhookEndpoint": "whe", "WebhookDelivery": "whd", "Invitation": "inv"}
_NODES |= {
    "Reward": "rew",
    "Withdrawal": "wdr",
    "PayoutMethod": "pom",
    "PayoutBatch": "pob",
    "BalanceAdjustment": "adj",
    "OAuthClient": "oac",
    "AccessToken": "tok",
    "OAuthGrant": "grant",
    "Passkey": "pky",
    "OutsideLogin": "outl",
}
_INTROSPECTION = (
    '__type(name: "ClientAccount") { name kind fields { name type { kind ofType { name } } } }',
    'nothing: __type(name: "Nothing") { name }',
    "__schema { queryType { __typename name } directives { name locations } }",
)


@dataclass(frozen=True)
class Drawn:
    """One operation, the variables of each round, and who asks: `caller`, and with the first variables `other`, too."""

    caller: str
    other: str
    document: str
    variables: list[dict[str, Any]]


@st.composite
def operations(draw: st.DrawFn, schema: GraphQLSchema, world: World) -> Drawn:
    """An operation that nearly always is valid."""
    caller = draw(st.sampled_from(_CALLERS))
    writer = _Writer(draw, schema, world, caller)
    document = writer.document()
    rounds = [
        {name: one[i] for name, one in writer.variables.items() if one[i] is not _LEFT_OUT} for i in range(ROUNDS)
    ]
    other = draw(st.sampled_from(tuple(_FOR_CALLER)))
    return Drawn(caller, other, document, rounds if writer.variables else rounds[:1])


@dataclass(frozen=True)
class _Fragment:
    name: str
    type_name: str
    text: str
    depth: int
    rows: int


@dataclass
class _Writer:
    """Writes one document, and draws its variables on the way.

    On one type a response key means the same everywhere in the document, field and arguments alike. So whatever is
    merged can be merged, and fragments may be spread anywhere.
    """

    draw: st.DrawFn
    schema: GraphQLSchema
    world: World
    caller: str
    definitions: list[str] = field(default_factory=list)
    variables: dict[str, list[Any]] = field(default_factory=dict)
    fragments: list[_Fragment] = field(default_factory=list)
    # By type and response key: the field with its arguments, as it is written.
    meanings: dict[str, dict[str, tuple[str, str]]] = field(default_factory=lambda: defaultdict(dict))
    node_types: dict[str, str] = field(default_factory=dict)
    # About how many selections are still to be written.
    left: int = 0

    def __post_init__(self) -> None:
        self.values = Values(self.draw, self.world)
        self.query = cast(GraphQLObjectType, self.schema.query_type)

    def document(self) -> str:
        self.left = self._one_of(12, 25, 50)
        roots = [self._root() for _ in range(self._one_of(2, 1, 3))]
        if self._rarely(12):
            roots.insert(0, self._one_of(*_INTROSPECTION))
        variables = f"({', '.join(self.definitions)})" if self.definitions else ""
        spread = "".join(f"\nfragment {one.name} on {one.type_name} {one.text}" for one in self.fragments)
        return f"query Drawn{variables} {{ {' '.join(roots)} }}{spread}"

    def _root(self) -> str:
        if self._rarely(15):
            return self._one_of("__typename", "kind: __typename", "again: __typename")
        name = self._one_of(*_FOR_CALLER[self.caller])
        if self._rarely(12):
            name = self._one_of(*self.query.fields)
        written = self._field(self.query, name, depth=self._one_of(4, 5, 6, 3), rows=1)
        return f"... on Query {{ {written} }}" if self._rarely(10) else written

    # --- selections ------------------------------------------------------------------------------------------------

    def _selection(self, type_: GraphQLObjectType, depth: int, rows: int) -> str:
        pieces = []
        for _ in range(self._one_of(4, 3, 5, 2, 6, 1)):
            pieces.append(self._piece(type_, depth, rows))
            self.left -= 1
            if self.left <= 0:
                break
        return "{ " + " ".join(pieces) + " }"

    def _piece(self, type_: GraphQLObjectType, depth: int, rows: int) -> str:
        kind = self._one_of(*["field"] * 12, "typename", "inline", "named", "again")
        if kind == "inline":
            conditions = ["", f"on {type_.name} ", *(f"on {one.name} " for one in type_.interfaces)]
            condition = self._one_of(*conditions)
            if condition == "on Node ":
                return f"... on Node {self._directive()}{{ __typename id }}"
            return f"... {condition}{self._directive()}{self._selection(type_, max(0, depth - 1), rows)}"
        if kind == "named":
            return self._spread(type_, depth, rows)
        if kind == "typename":
            return self._one_of("__typename", "type_name: __typename") + self._directive()
        if kind == "again" and self.meanings[type_.name]:
            key = self._one_of(*self.meanings[type_.name])
            return self._written(type_, key, depth, rows)
        names = [name for name, one in type_.fields.items() if self._fits(type_, name, one, depth, rows)]
        objects = [name for name in names if not is_leaf_type(get_named_type(type_.fields[name].type))]
        if objects and not self._rarely(2):
            names = objects
        return self._field(type_, self._one_of(*names), depth, rows) if names else "__typename"

    def _fits(self, type_: GraphQLObjectType, name: str, found: GraphQLField, depth: int, rows: int) -> bool:
        if (type_.name, name) in _MOVES:
            return False
        return is_leaf_type(get_named_type(found.type)) or (
            depth > 0 and self.left > 0 and rows * self._length(found) <= _MOST_ROWS
        )

    @staticmethod
    def _length(found: GraphQLField) -> int:
        if "first" in found.args:
            return 3
        # Nodes and edges are counted with their connection.
        is_page = get_named_type(found.type).name.endswith("Edge")
        return _LIST_LENGTH if is_list_type(get_nullable_type(found.type)) and not is_page else 1

    def _spread(self, type_: GraphQLObjectType, depth: int, rows: int) -> str:
        known = [one for one in self.fragments if one.type_name == type_.name]
        known = [one for one in known if one.depth <= depth and one.rows >= rows]
        if not known or self._rarely(3):
            text = self._selection(type_, depth, rows)
            made = _Fragment(f"F{len(self.fragments)}", type_.name, text, depth, rows)
            self.fragments.append(made)
            known = [made]
        return f"...{self._one_of(*known).name}{self._directive()}"

    def _field(self, type_: GraphQLObjectType, name: str, depth: int, rows: int) -> str:
        """The field under a response key that means it, new or known."""
        meanings = self.meanings[type_.name]
        others = [other for other in type_.fields if other not in ("id", "node", name)]
        aliases = [f"{name}_{len(meanings)}", f"{_LONG}{name}_{len(meanings)}", "__odd", *others[:3]]
        key = name if self._one_of(True, True, False) else self._one_of(*aliases)
        if key not in meanings:
            meanings[key] = (name, self._arguments(name, type_.fields[name]))
        return self._written(type_, key, depth, rows)

    def _written(self, type_: GraphQLObjectType, key: str, depth: int, rows: int) -> str:
        name, arguments = self.meanings[type_.name][key]
        found = type_.fields[name]
        target = get_named_type(found.type)
        alias = "" if key == name else f"{key}: "
        written = f"{alias}{name}{arguments}{self._directive()}"
        if is_leaf_type(target):
            return written
        if isinstance(target, GraphQLInterfaceType):
            return f"{written} {self._node(key, depth)}"
        rows *= self._length(found)
        if depth <= 0 or rows > _MOST_ROWS:
            return f"{written} {{ __typename }}"
        return f"{written} {self._selection(cast(GraphQLObjectType, target), depth - 1, rows)}"

    def _node(self, key: str, depth: int) -> str:
        """What is selected of `node(id)`: of the type that it probably is, and of one that it is not."""
        type_ = cast(GraphQLObjectType, self.schema.type_map[self.node_types.get(key, "Partner")])
        other = self._one_of(*_NODES)
        common = self._one_of("", "id", "__typename", "id __typename", "type_name: __typename")
        stranger = self._one_of("", f"... on {other} {{ __typename }}", f"... on {other} {{ other_{other}: id }}")
        return f"{{ {common} ... on {type_.name} {self._selection(type_, max(depth - 1, 0), 1)} {stranger} }}"

    def _directive(self) -> str:
        if not self._rarely(9):
            return ""
        name = self._one_of("include", "skip")
        if self._rarely(3):
            return f" @{name}(if: {self._one_of('true', 'false')}) "
        type_ = self._one_of("Boolean!", "Boolean!", "Boolean! = true", "Boolean = false")
        drawn: list[Any] = [self._one_of(True, False) for _ in range(ROUNDS)]
        if "=" in type_:
            drawn = [_LEFT_OUT if self._rarely(3) else one for one in drawn]
            if type_ == "Boolean = false" and self._rarely(15):
                drawn[-1] = None
        return f" @{name}(if: {self._variable(type_, drawn)}) "

    # --- arguments -------------------------------------------------------------------------------------------------

    def _arguments(self, name: str, found: GraphQLField) -> str:
        if not found.args:
            return ""
        if name == "node":
            return self._node_argument(found.args["id"])
        chosen = [self._argument(name, key, one) for key, one in found.args.items() if self._takes(name, key)]
        if "first" in found.args:
            chosen += self._window(name, found)
        return f"({', '.join(chosen)})" if chosen else ""

    def _takes(self, name: str, key: str) -> bool:
        if key in ("first", "after", "last", "before"):
            return False
        if name in LINKS or name in ("account", "partner", "partnerApplication"):
            # One of the names in most cases; none, or both, are for the caller to be told about.
            return key in ("token", "id") or self._rarely(8)
        return self._one_of(True, False) if key != "partnerId" else self._rarely(6)

    def _node_argument(self, argument: GraphQLArgument) -> str:
        type_name = self._one_of(*_NODES)
        self.node_types |= {"node": type_name} if "node" not in self.node_types else {}
        ids = self.world.ids[_NODES[type_name]] or list(RUBBISH)
        return f"(id: {self._sent(argument.type, st.sampled_from([*ids[:8], self.values.any_id()]), Undefined)})"

    def _window(self, name: str, found: GraphQLField) -> list[str]:
        longest = 12 if name in self.query.fields else 3
        window = self.values.window(self.world.cursors[name], longest)
        return [f"{key}: {self._sent(found.args[key].type, drawn, Undefined)}" for key, drawn in window.items()]

    def _argument(self, name: str, key: str, argument: GraphQLArgument) -> str:
        return f"{key}: {self._sent(argument.type, self.values.of(argument.type, key, name), argument.default_value)}"

    def _sent(self, type_: Any, values: st.SearchStrategy[Any], default: Any) -> str:
        """A value as it is written: a literal, a variable, or an object or a list with variables in it."""
        if self._one_of(True, True, False):
            value = self.draw(values)
            if value is None and isinstance(type_, GraphQLNonNull):
                value = self.draw(values.filter(lambda one: one is not None))
            return self._literal(type_, value)
        return self._as_variable(type_, values, default)

    def _as_variable(self, type_: Any, values: st.SearchStrategy[Any], default: Any) -> str:
        drawn = [self.draw(values) for _ in range(ROUNDS)]
        if isinstance(type_, GraphQLNonNull):
            drawn = [self.draw(values.filter(lambda one: one is not None)) if one is None else one for one in drawn]
            if default is Undefined:
                return self._variable(str(type_), drawn)
            drawn = [_LEFT_OUT if self._rarely(4) else one for one in drawn]
            return self._variable(str(type_.of_type), drawn)
        drawn = [self._one_of(None, _LEFT_OUT) if self._rarely(6) else one for one in drawn]
        if self._rarely(3):
            return self._variable(f"{type_} = {self._literal(type_, self.draw(values), constant=True)}", drawn)
        return self._variable(str(type_), drawn)

    def _variable(self, type_: str, drawn: Sequence[Any]) -> str:
        name = f"v{len(self.variables)}"
        self.variables[name] = list(drawn)
        self.definitions.append(f"${name}: {type_}")
        return f"${name}"

    def _literal(self, type_: Any, value: Any, *, constant: bool = False) -> str:
        type_ = get_nullable_type(type_)
        if value is None:
            return "null"
        if isinstance(type_, GraphQLList):
            if isinstance(value, list):
                return f"[{', '.join(self._literal(type_.of_type, one) for one in value)}]"
            return self._literal(type_.of_type, value)
        if isinstance(type_, GraphQLInputObjectType):
            write = self._literal if constant else self._inner
            inner = [f"{key}: {write(type_.fields[key].type, one)}" for key, one in value.items()]
            return f"{{{', '.join(inner)}}}"
        if isinstance(type_, GraphQLEnumType):
            return str(value)
        return json.dumps(value, ensure_ascii=False)

    def _inner(self, type_: Any, value: Any) -> str:
        """A field of an object that is written out: now and then as a variable, which may hold it, null or nothing."""
        if self._rarely(4):
            return self._as_variable(type_, st.sampled_from([value, value, None]), Undefined)
        return self._literal(type_, value)

    def _one_of(self, *choices: T) -> T:
        return self.values.one_of(*choices)

    def _rarely(self, times: int) -> bool:
        return self.values.rarely(times)
