"""One statement for all that an operation's root fields, or a mutation's payload, ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graphql import GraphQLObjectType, get_named_type, is_abstract_type
from sqlalchemy import ColumnElement, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from strawberry.types import has_object_definition

from portal.core.actors import Actor, Client, LinkHolder
from portal.core.ids import parse_id, prefix_of
from portal.core.links import CLIENT_LINKS, Link, LinkSigner
from portal.core.problems import NotPermitted, NotSignedIn, RequestRefused
from portal.core.reading import declare as d
from portal.core.reading.compiler import Caller, Compiled, Compiler
from portal.core.reading.registry import Registry
from portal.core.reading.selection import Document, Selected, select_fields
from portal.core.reading.shape import Finishing
from portal.core.texts import _

_SHOW_LINK = text("select set_config('portal.link_id', :link_id, true)")
_SHOW_CLIENT_LINK = text(
    "select set_config('portal.link_id', :link_id, true), set_config('role', 'portal_client', true),"
    " set_config('portal.partner_id', '', true), set_config('portal.user_id', '', true)"
)


@dataclass
class Plan:
    """What to select, and where each answer goes; refusals stand in `answers` from the start."""

    answers: dict[str, Any] = field(default_factory=dict)
    # The object or the list within `answers`, the place in it, and what comes there.
    compiled: list[tuple[Any, str | int, Compiled]] = field(default_factory=list)
    link: Link | None = None

    def add(self, within: Any, key: str | int, compile: Callable[[], Compiled | None]) -> None:
        """Compiles what comes at `within[key]`. A refusal becomes the field's error, what can't be found null."""
        try:
            compiled = compile()
        except RequestRefused as refusal:
            within[key] = refusal
            return
        within[key] = None
        if compiled is not None:
            self.compiled.append((within, key, compiled))

    async def run(self, session: AsyncSession, context: object) -> dict[str, Any]:
        """The answers by response key, read with one statement."""
        if self.link is not None:
            show = _SHOW_CLIENT_LINK if self.link.kind in CLIENT_LINKS else _SHOW_LINK
            await session.execute(show, {"link_id": str(self.link.id)})
        if self.compiled:
            columns: list[ColumnElement[Any]] = [made.label(f"r{i}") for i, (*_, (made, _)) in enumerate(self.compiled)]
            row = (await session.execute(select(*columns))).one()
            finishing = Finishing(context)
            for (within, key, (_made, shape)), value in zip(self.compiled, row, strict=True):
                within[key] = shape.finish(value, finishing) if shape is not None else value
            await finishing.settle()
        return self.answers


class Planner:
    """Plans for one document and one actor."""

    def __init__(self, registry: Registry, document: Document, actor: Actor, links: LinkSigner) -> None:
        self._registry = registry
        self._document = document
        self._actor = actor
        self._caller = Caller.of(actor)
        self._links = links
        self._compiler = Compiler(registry, document)

    def query(self, type_: GraphQLObjectType, sets: list[Any]) -> Plan:
        """The root fields of a query. Whoever shows a client's link is its holder for the whole of it, whoever else he
        may be: so the database, too, can hold him to that one account.
        """
        plan = Plan()
        if (client := self._client(type_, sets)) is not None:
            self._actor, self._caller = client, Caller.of(client)
        for selected in select_fields(self._document, type_, sets):
            if not selected.name.startswith("__"):
                plan.add(plan.answers, selected.key, partial(self._root, plan, type_, selected))
        return plan

    def payload(self, type_: GraphQLObjectType, sets: list[Any], payload: object) -> Plan:
        """What a payload shows: references are read back, everything else stands as the verb made it."""
        plan = Plan()
        self._fill(plan, plan.answers, type_, sets, payload)
        return plan

    def _fill(
        self, plan: Plan, answers: dict[str, Any], type_: GraphQLObjectType, sets: list[Any], made: object
    ) -> None:
        """Puts into `answers`, by response key, what is selected of an object that a verb made."""
        for selected in select_fields(self._document, type_, sets):
            if selected.name.startswith("__"):
                continue
            field = type_.fields[selected.name]
            value = getattr(made, field.extensions["strawberry-definition"].python_name)
            self._put(plan, answers, selected.key, get_named_type(field.type), selected.sets, value)

    def _put(self, plan: Plan, within: Any, key: str | int, type_: Any, sets: list[Any], value: object) -> None:
        """Puts a value to `within[key]`: lists with what they hold, objects as dictionaries, all else as it is."""
        if isinstance(value, list | tuple):
            within[key] = [None] * len(value)
            for i, item in enumerate(value):
                self._put(plan, within[key], i, type_, sets, item)
        elif isinstance(value, d.Reference):
            plan.add(within, key, partial(self._compiler.row, type_, sets, self._caller, value.id, scoped=False))
        elif has_object_definition(value):
            concrete = type_
            if is_abstract_type(type_):
                concrete = self._document.schema.type_map[value.__strawberry_definition__.name]
            within[key] = {":type": concrete.name}
            self._fill(plan, within[key], concrete, sets, value)
        else:
            within[key] = value

    def _root(self, plan: Plan, type_: GraphQLObjectType, selected: Selected) -> Compiled | None:
        spec = self._registry.spec(type_.name, selected.name)
        assert isinstance(spec, d.Root), f"Query.{selected.name} is no root field"
        if spec.requires is not None and spec.requires not in self._actor.permissions:
            raise NotPermitted if self._actor.signed_in else NotSignedIn
        if isinstance(spec, d.Paged):
            return self._compiler.page(spec, type_, selected, self._caller)
        assert isinstance(spec, d.Single | d.Listing)
        if isinstance(spec, d.Single) and spec.by_node_id:
            return self._node(type_, selected)
        if isinstance(spec, d.Single) and spec.link:
            link = self._links.read_any(spec.link, selected.arguments(self._document, type_)["token"])
            if link is None:
                return None
            if plan.link not in (None, link):
                raise RequestRefused(_("Show one link in one request."))
            plan.link = link
            holder = Client if link.kind in CLIENT_LINKS else LinkHolder
            return self._compiler.root(spec, type_, selected, self._caller.holding(holder, link))
        return self._compiler.root(spec, type_, selected, self._caller)

    def _client(self, type_: GraphQLObjectType, sets: list[Any]) -> Client | None:
        for selected in select_fields(self._document, type_, sets):
            spec = self._registry.spec(type_.name, selected.name) if not selected.name.startswith("__") else None
            if isinstance(spec, d.Single) and spec.link == CLIENT_LINKS:
                link = self._links.read_any(spec.link, selected.arguments(self._document, type_)["token"])
                return Client(link_id=link.id) if link is not None else None
        return None

    def _node(self, type_: GraphQLObjectType, selected: Selected) -> Compiled | None:
        public = selected.arguments(self._document, type_)["id"]
        prefix = prefix_of(public) or ""
        node = self._registry.nodes.get(prefix)
        key = parse_id(prefix, public)
        if node is None or key is None or node.requires not in self._actor.permissions:
            return None
        target = self._document.schema.type_map[node.type_name]
        assert isinstance(target, GraphQLObjectType)
        return self._compiler.row(target, selected.sets, self._caller, key, scoped=True)
