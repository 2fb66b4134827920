"""One place in a statement where a declared type is read, and the caller for whom it is read."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Column, ColumnElement, FromClause, Null, Table, false, null
from sqlalchemy.sql import coercions, operators, roles
from sqlalchemy.sql.visitors import replacement_traverse

from portal.core.actors import Actor
from portal.core.permissions import Permission
from portal.core.reading import declare as d
from portal.core.reading.statement import CALLER


@dataclass(frozen=True)
class Caller:
    """What is known of who asks when a plan is made: the kind and the rights, but not who it is.

    Declarations name `caller.…`, which are parameters of the statement; `holds` says which of them don't come from the
    actor but from elsewhere in the request. A parameter that isn't there holds nothing where `alone` is set.
    """

    kind: type[Actor]
    permissions: frozenset[Permission]
    holds: Mapping[str, BindParameter[Any]] = field(default_factory=dict)
    alone: bool = False

    @classmethod
    def like(cls, actor: Actor) -> Caller:
        """Anybody of the same kind and with the same rights."""
        return cls(type(actor), actor.permissions)

    def value(self, parameter: BindParameter[Any]) -> BindParameter[Any] | Null | None:
        """What stands for a parameter of a declaration; None where it stands for itself."""
        if parameter.key in self.holds:
            return self.holds[parameter.key]
        return null() if self.alone and parameter.key.startswith(CALLER) else None


class Place:
    """Where a declared type is read: aliases of its own, so that no two places of a statement mix."""

    def __init__(self, caller: Caller, declaration: d.Declaration, via: Any = None) -> None:
        self.caller = caller
        self.declaration = declaration
        self._aliases: dict[str, FromClause] = {}
        self._taken: Mapping[str, Any] = {}
        # Where both sides of a relation are one table, the far side goes by this name.
        self._via = None if via is None else _name(coercions.expect(roles.FromClauseRole, via))
        self.source: FromClause | None = None
        if declaration.model is None:
            return
        self.source = self._alias(declaration.model, known_as=via)
        for join in declaration.joins:
            far = self._alias(join.model)
            self.source = self.source.outerjoin(far, self.adapt(join.on))

    def giving(self, taken: Mapping[str, Any]) -> Place:
        """The same place for a part, whose type takes these expressions over it."""
        inner = copy(self)
        # It may stand in any term there, so what is a sum comes in brackets.
        inner._taken = {
            name: self.adapt(expression).self_group(against=operators.truediv) for name, expression in taken.items()
        }
        return inner

    @property
    def aliases(self) -> list[FromClause]:
        return list(self._aliases.values())

    @property
    def scope(self) -> ColumnElement[bool]:
        """Which rows this kind of caller may see; none, where the declaration doesn't say."""
        scope = self.declaration.scope_of(self.caller.kind)
        allowed: ColumnElement[bool] = self.adapt(false() if scope is None else scope)
        return allowed

    @property
    def sees_everything(self) -> bool:
        return self.declaration.scope_of(self.caller.kind) is d.everything

    def adapt(self, expression: Any, parent: Place | None = None) -> Any:
        """The expression over this place's aliases (then the parent's)."""
        if isinstance(expression, d.PerCaller):
            expression = expression.for_kind(self.caller.kind)

        def replace(element: Any, **_kw: Any) -> Any:
            if isinstance(element, BindParameter):
                return self._taken.get(element.key, self.caller.value(element))
            if isinstance(element, Column) and element.table is not None:
                name = _name(element.table)
                far_first = self._via is None or name == self._via
                for place in (self, parent) if far_first else (parent, self):
                    if place is not None and name in place._aliases:
                        return place._aliases[name].c[element.key]
            return None

        return replacement_traverse(coercions.expect(roles.ExpressionElementRole, expression), {}, replace)

    def is_certain(self, expression: Any) -> bool:
        """Whether it is a column of the type's own table that is never NULL."""
        if isinstance(expression, d.PerCaller):
            expression = expression.for_kind(self.caller.kind)
        column = coercions.expect(roles.ExpressionElementRole, expression)
        own = self.declaration.model is not None and getattr(column, "table", None) is self.declaration.model.__table__
        return isinstance(column, Column) and own and not column.nullable

    def _alias(self, model: Any, known_as: Any = None) -> FromClause:
        selectable = coercions.expect(roles.FromClauseRole, model)
        table: FromClause = getattr(selectable, "element", selectable)
        alias = table.alias()
        for known in (known_as or model, *([model] if known_as is not None else [])):
            self._aliases[_name(coercions.expect(roles.FromClauseRole, known))] = alias
        return alias


def _name(selectable: Any) -> str:
    return selectable.fullname if isinstance(selectable, Table) else str(selectable.name)
