"""What an operation's root fields ask for, as one statement that serves everybody of one kind who asks like this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import orjson
from graphql import GraphQLObjectType
from sqlalchemy import ColumnElement, Integer, Uuid, select

from portal.core.actors import Actor, Anonymous, Client, LinkHolder, UnprovenOperator
from portal.core.ids import parse_id, prefix_of
from portal.core.links import CLIENT_LINKS, Link, LinkSigner
from portal.core.problems import NotPermitted, NotSignedIn, RequestRefused, SecondFactorMissing
from portal.core.reading import declare as d
from portal.core.reading import json_text as j
from portal.core.reading.arguments import slot
from portal.core.reading.compiler import Compiled, Compiler
from portal.core.reading.cost import Cost
from portal.core.reading.finish import Finishing, Shape
from portal.core.reading.place import Caller
from portal.core.reading.registry import Registry
from portal.core.reading.selection import Arguments, Document, Selected, select_fields
from portal.core.reading.statement import Command, FromRequest, Statement, compile_statement
from portal.core.texts import _

_SHOW_LINK = b"select set_config('portal.link_id', $1, true)"
_SHOW_CLIENT_LINK = (
    b"select set_config('portal.link_id', $1, true), set_config('role', 'portal_client', true),"
    b" set_config('portal.partner_id', '', true), set_config('portal.user_id', '', true)"
)
_MISSING = j.MISSING.encode()


@dataclass(frozen=True)
class RootField:
    """A root field: what it always says, or else what its column says and what is left to do with that.

    `type_name` is the type of its object where the schema names an interface.
    """

    key: str
    constant: bytes | None = None
    shape: Shape | None = None
    type_name: str | None = None
    refusal: RequestRefused | None = None


@dataclass(frozen=True)
class Plan:
    """How to read an operation, and what that may cost at most. `narrowing` shows a mailed link to row level security
    before `statement`.
    """

    fields: tuple[RootField, ...]
    narrowing: Statement | None
    statement: Statement | None
    introspects: bool
    cost: Cost

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the operation is left to graphql-core: no refusal, no introspection."""
        return not self.introspects and all(field.refusal is None for field in self.fields)

    @property
    def asked_all(self) -> bool:
        """Whether every variable was asked for that the cost hangs on: not of introspection, nor where a field is
        refused, or nothing, before its selection is looked into. Such a plan is for one request alone.
        """
        return self.is_whole and all(field.constant != b"null" for field in self.fields)

    @property
    def weight(self) -> int:
        """How much there is to keep, in characters of SQL; a thousand for the plan itself."""
        return 1_000 + (len(self.statement.sql) if self.statement else 0)

    def commands(self, actor: Actor, values: Sequence[Any]) -> list[Command]:
        """What to send to the database, in one transaction; the last gives the one row of answers."""
        statements = [one for one in (self.narrowing, self.statement) if one is not None]
        return [(statement, statement.bind(actor, values)) for statement in statements]

    def json(self, row: Sequence[bytes]) -> bytes | None:
        """The data as JSON, where nothing is left to do with it; None where something is."""
        if not self.is_whole or any(field.shape is not None for field in self.fields) or self.misses(row):
            return None
        columns = iter(row)
        parts = [_pair(field.key, next(columns) if field.constant is None else field.constant) for field in self.fields]
        return b"{" + b",".join(parts) + b"}"

    def misses(self, row: Sequence[bytes]) -> bool:
        """Whether there was nothing where GraphQL says that there is always something."""
        return any(_MISSING in value for value in row)

    async def answers(self, row: Sequence[bytes], context: object) -> tuple[dict[str, Any], Finishing]:
        """The root fields' answers by response key, a refusal in place of its field's; and what of it was computed."""
        answers: dict[str, Any] = {}
        finishing = Finishing(context)
        columns = iter(row)
        for field in self.fields:
            if field.refusal is not None:
                answers[field.key] = field.refusal
                continue
            value = orjson.loads(next(columns) if field.constant is None else field.constant)
            if field.shape is not None:
                field.shape.finish(value, finishing)
            answers[field.key] = value
        await finishing.settle()
        return answers, finishing

    def name_types(self, answers: dict[str, Any]) -> None:
        """Says of objects what they are, where the schema doesn't, as graphql-core needs to know."""
        for field in self.fields:
            if field.type_name is not None and answers[field.key] is not None:
                answers[field.key][":type"] = field.type_name


def _pair(key: str, value: bytes) -> bytes:
    return b'"%s":%s' % (key.encode(), value)


class Planner:
    """Plans for one document and one kind of caller."""

    def __init__(self, registry: Registry, document: Document, caller: Caller, links: LinkSigner) -> None:
        self._registry = registry
        self._document = document
        self._caller = caller
        self._links = links
        self._compiler = Compiler(registry, document)
        # The links that root fields before this one show, and the slot of the first.
        self._shown: list[tuple[d.Single, Arguments]] = []
        self._narrowing: Statement | None = None
        # By response key, where the schema names an interface.
        self._type_names: dict[str, str] = {}

    def query(self, type_: GraphQLObjectType, sets: list[Any], cost: Cost) -> Plan:
        """The root fields of a query. Whoever shows a client's link is its holder for the whole of it, whoever else he
        may be: so the database, too, can hold him to that one account.
        """
        selected = select_fields(self._document, type_, sets)
        self._become_client(type_, selected)
        fields: list[RootField] = []
        columns: list[ColumnElement[Any]] = []
        introspects = False
        for one in selected:
            if one.name == "__typename":
                fields.append(RootField(one.key, orjson.dumps(type_.name)))
            elif one.name.startswith("__"):
                introspects = True
            else:
                field, column = self._field(type_, one)
                fields.append(field)
                columns += [] if column is None else [column.label(f"r{len(columns)}")]
        statement = compile_statement(select(*columns)) if columns else None
        return Plan(tuple(fields), self._narrowing, statement, introspects, cost)

    def _field(self, type_: GraphQLObjectType, selected: Selected) -> tuple[RootField, ColumnElement[Any] | None]:
        """The field, and its column where it has one. A refusal becomes the field's, what can't be found is null."""
        try:
            compiled = self._root(type_, selected)
        except RequestRefused as refusal:
            return RootField(selected.key, refusal=refusal), None
        if compiled is None:
            return RootField(selected.key, b"null"), None
        return RootField(selected.key, shape=compiled[1], type_name=self._type_names.get(selected.key)), compiled[0]

    def _root(self, type_: GraphQLObjectType, selected: Selected) -> Compiled | None:
        spec = self._registry.spec(type_.name, selected.name)
        assert isinstance(spec, d.Root), f"Query.{selected.name} is no root field"
        assert spec.rule is not None, f"Query.{selected.name} has no rule"
        if not spec.rule.allows(self._caller.permissions):
            if issubclass(self._caller.kind, UnprovenOperator):
                raise SecondFactorMissing
            raise NotSignedIn if issubclass(self._caller.kind, Anonymous) else NotPermitted
        if isinstance(spec, d.Paged):
            return self._compiler.page(spec, type_, selected, self._caller)
        if isinstance(spec, d.Single) and spec.by_node_id:
            return self._node(type_, selected)
        if isinstance(spec, d.Single) and spec.links:
            holder = self._holder(spec, selected.arguments(type_))
            return None if holder is None else self._compiler.root(spec, type_, selected, holder)
        return self._compiler.root(spec, type_, selected, self._caller)

    # --- mailed links ----------------------------------------------------------------------------------------------

    def _become_client(self, type_: GraphQLObjectType, selected: list[Selected]) -> None:
        """Goes on as the client whose link the first field for one shows, if it is real."""
        for one in selected:
            spec = None if one.name.startswith("__") else self._registry.spec(type_.name, one.name)
            if isinstance(spec, d.Single) and spec.links == CLIENT_LINKS:
                real, first = self._document.inquiry.ask(partial(self._is_real, spec, one.arguments(type_)))
                if real:
                    self._caller = Caller(Client, frozenset(), {"caller_link_id": slot(first, Uuid())}, alone=True)
                return

    def _holder(self, spec: d.Single, arguments: Arguments) -> Caller | None:
        """The caller as holder of the link that a field shows; None where the link isn't real."""
        before = list(self._shown)
        self._shown.append((spec, arguments))

        def ask(variables: Any) -> tuple[type[Actor] | None, Sequence[Any]]:
            link = self._read(spec, arguments, variables)
            if link is None:
                return None, ()
            if any(self._read(*other, variables) not in (None, link) for other in before):
                raise RequestRefused(_("Show one link in one request."))
            return Client if link.kind in CLIENT_LINKS else LinkHolder, (link.id, link.version)

        kind, first = self._document.inquiry.ask(ask)
        if kind is None:
            return None
        show = _SHOW_CLIENT_LINK if kind is Client else _SHOW_LINK
        # Under one name for all plans, since it is one statement.
        self._narrowing = Statement(
            show, (FromRequest(first),), b"show_client_link" if kind is Client else b"show_link"
        )
        holds = {"caller_link_id": slot(first, Uuid()), "caller_link_version": slot(first + 1, Integer())}
        return Caller(kind, frozenset(), {**self._caller.holds, **holds}, self._caller.alone)

    def _is_real(self, spec: d.Single, arguments: Arguments, variables: Any) -> tuple[bool, Sequence[Any]]:
        link = self._read(spec, arguments, variables)
        return (False, ()) if link is None else (True, (link.id,))

    def _read(self, spec: d.Single, arguments: Arguments, variables: Any) -> Link | None:
        return self._links.read_any(spec.links, arguments(variables)["token"])

    # --- node(id) --------------------------------------------------------------------------------------------------

    def _node(self, type_: GraphQLObjectType, selected: Selected) -> Compiled | None:
        arguments = selected.arguments(type_)

        def ask(variables: Any) -> tuple[str | None, Sequence[Any]]:
            public = arguments(variables)["id"]
            prefix = prefix_of(public) or ""
            node, key = self._registry.nodes.get(prefix), parse_id(prefix, public)
            if node is None or key is None or node.requires not in self._caller.permissions:
                return None, ()
            return node.type_name, (key,)

        type_name, first = self._document.inquiry.ask(ask)
        if type_name is None:
            return None
        self._type_names[selected.key] = type_name
        target = self._document.schema.type_map[type_name]
        assert isinstance(target, GraphQLObjectType)
        return self._compiler.row(target, selected.sets, self._caller, slot(first, Uuid()))
