"""Totals of lists from the counters that the database keeps (`core/row_counts`), where these can tell them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnClause, ColumnElement, SelectBase, Table, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.visitors import iterate, replacement_traverse

from portal.core.database import Base
from portal.core.row_counts import ROW_COUNTS


@dataclass(frozen=True)
class Tally:
    """Which rows of a table are counted (those where `only` holds), and by which of its columns.

    It says the same as the trigger on the table, which a migration makes; tests/core compares both with the rows.
    """

    model: type[Base]
    partner: InstrumentedAttribute[Any] | None = None
    kind: InstrumentedAttribute[Any] | None = None
    only: ColumnElement[bool] | None = None

    def total(self, conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[int] | None:
        """How many rows fit all conditions; None where the counters can't say.

        They can where every condition speaks of nothing but the counted columns, be it of the table or of one alias
        of it: then it holds for all rows that are counted together, or for none.
        """
        asked = list(conditions)
        if len({id(column.table) for condition in asked for column in self._own(condition)}) > 1:
            return None
        asked = [self._unaliased(condition) for condition in asked]
        if self.only is not None:
            others = [condition for condition in asked if not condition.compare(self.only)]
            if len(others) == len(asked):
                return None
            asked = others
        return self._sum(asked) if all(map(self._can_tell, asked)) else None

    def _sum(self, conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[int]:
        counts = ROW_COUNTS.alias()

        def replace(element: Any, **_kw: Any) -> Any:
            return counts.c[self._counted[element.key]] if isinstance(element, Column) else None

        mapped = [replacement_traverse(condition, {}, replace) for condition in conditions]
        total = func.coalesce(func.sum(counts.c.count), 0)
        # A sum of bigint is numeric.
        query = select(cast(total, BigInteger)).where(counts.c.table_name == self._table.name, *mapped)
        return query.scalar_subquery()

    def _can_tell(self, condition: ColumnElement[bool]) -> bool:
        own = {id(column) for column in self._own(condition) if column.key in self._counted}
        return not any(
            isinstance(element, SelectBase)
            or (isinstance(element, ColumnClause) and not element.is_literal and id(element) not in own)
            for element in iterate(condition)
        )

    def _unaliased(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        own = {id(column) for column in self._own(condition)}

        def replace(element: Any, **_kw: Any) -> Any:
            return self._table.c[element.key] if id(element) in own else None

        return replacement_traverse(condition, {}, replace)

    def _own(self, condition: ColumnElement[bool]) -> list[Column[Any]]:
        """The columns of the table, or of an alias of it, in a condition."""
        columns = (element for element in iterate(condition) if isinstance(element, Column))
        return [column for column in columns if _name_of(column.table) == self._table.fullname]

    @property
    def _counted(self) -> dict[str, str]:
        """The counters' columns by the table's."""
        pairs = ((self.partner, "partner_id"), (self.kind, "kind"))
        return {attribute.property.columns[0].key: name for attribute, name in pairs if attribute is not None}

    @property
    def _table(self) -> Table:
        table = self.model.__table__
        assert isinstance(table, Table)
        return table


def _name_of(selectable: Any) -> str | None:
    table = getattr(selectable, "element", selectable)
    return table.fullname if isinstance(table, Table) else None
