"""One page of a connection in SQL: its rows by keyset, its cursors, whether more follow, and the total."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Label, Select, Text, and_, case, cast, false, func, literal_column, select, tuple_

from portal.core.reading import arguments as a
from portal.core.reading import declare as d
from portal.core.reading import json_text as j
from portal.core.reading.place import Place

COUNT_LIMIT = 10_000
# A cursor in base64 for URLs, without line ends and padding.
_STANDARD, _FOR_URLS = "E'+/\\n'", "'-_'"


class PageQuery:
    """The rows of one page, and what is made of all of them together.

    The compiler asks it piece by piece for what a document selects; `json` puts these pieces into one sub-select over
    the rows. Nothing is fetched, counted or sorted for what nobody selected.
    """

    def __init__(
        self,
        spec: d.Paged,
        node_type: str,
        form: a.PageForm,
        first: int,
        place: Place,
        parent: Place | None,
        *,
        looks_ahead: bool,
    ) -> None:
        self.place = place
        self._form = form
        self._looks_ahead = looks_ahead
        self._list = a.list_name(node_type, form)
        self._sites: list[Label[str]] = []
        self._uses_keys = False
        # Whether something is made of the rows; then it takes them all, and gives one.
        self._aggregates = False
        # Not for a kind that belongs to another: it sees less than is counted.
        self._tally = spec.total.get(place.caller.kind)
        order, self._descending = a.order_of(spec, form)
        self._keys: list[ColumnElement[Any]] = [place.adapt(key) for key in order]
        self._conditions = self._where(spec, first, parent)
        self._first_of_cursor = first + a.values_of(form.where) + a.values_of(form.filter)

    # --- what a document may select --------------------------------------------------------------------------------

    def site(self, made: j.Json) -> j.Json:
        """A column of the rows: the JSON of what is selected of each node at one place of the document."""
        self._sites.append(made.label(f"s{len(self._sites)}"))
        return literal_column(f"p.{self._sites[-1].name}", Text)

    def cursor(self) -> j.Json:
        """The cursor of each row."""
        self._uses_keys = True
        return self._cursor([literal_column(f"p.k{i}::text") for i in range(len(self._keys))])

    def every(self, item: j.Pieces) -> j.Json:
        """The page's rows, each as `item`."""
        self._aggregates = True
        order: ColumnElement[Any] | None = literal_column("p.n desc") if self._form.backward else None
        # The row that says whether there are more is not shown.
        shown: ColumnElement[bool] | None = literal_column(f"p.n <= {self._form.size}") if self._looks_ahead else None
        return j.bracketed(j.joined(item), order=order, shown=shown)

    def has_next(self) -> j.Json:
        return self._behind() if self._form.backward else self._ahead()

    def has_previous(self) -> j.Json:
        return self._ahead() if self._form.backward else self._behind()

    def start_cursor(self) -> j.Json:
        return self._nth_cursor(last=self._form.backward)

    def end_cursor(self) -> j.Json:
        return self._nth_cursor(last=not self._form.backward)

    def total_count(self) -> j.Json:
        counted, limited = self._count()
        return cast(func.least(counted, literal_column(str(COUNT_LIMIT))) if limited else counted, Text)

    def total_is_exact(self) -> j.Json:
        counted, limited = self._count()
        return j.boolean_as_json(counted <= literal_column(str(COUNT_LIMIT))) if limited else j.quoted("true")

    def json(self, pairs: list[tuple[str, j.Pieces]]) -> j.Json:
        """The connection as one JSON object."""
        made = j.json_object(pairs)
        if not self._aggregates:
            # Only totals are asked for, or what can be said without looking.
            return made
        return select(made).select_from(self._rows()).scalar_subquery()

    # --- how -------------------------------------------------------------------------------------------------------

    def _where(self, spec: d.Paged, first: int, parent: Place | None) -> list[ColumnElement[bool]]:
        form, filters = self._form, d.conditions_of(spec.filter) if spec.filter else {}
        asked = a.conditions(spec.where, form.where, first)
        asked += a.conditions(filters, form.filter, first + a.values_of(form.where))
        found = [self.place.scope, *(self.place.adapt(condition) for condition in asked)]
        # Of a root field the planner has seen to it; a relation is empty to whoever lacks the right.
        if spec.rule is not None and not spec.rule.allows(self.place.caller.permissions):
            found.append(false())
        return found if spec.on is None else [*found, self.place.adapt(spec.on, parent)]

    def _rows(self) -> Any:
        """The page as `p`, and one row more where somebody asks whether there are more."""
        columns: list[Label[Any]] = list(self._sites)
        if self._uses_keys:
            columns += [key.label(f"k{i}") for i, key in enumerate(self._keys)]
        page = self._from(columns or [literal_column("1").label("one")]).where(*self._conditions, *self._beyond())
        falling = self._descending != self._form.backward
        page = page.order_by(*(key.desc() if falling else key.asc() for key in self._keys))
        size = self._form.size + (1 if self._looks_ahead else 0)
        page = page.limit(literal_column(str(size)))
        if not self._form.backward and not self._looks_ahead:
            return page.subquery("p")
        rows = page.subquery("q")
        return select(*rows.c, func.row_number().over().label("n")).subquery("p")

    def _from(self, columns: list[Any]) -> Select[Any]:
        assert self.place.source is not None
        return select(*columns).select_from(self.place.source).correlate_except(*self.place.aliases)

    def _beyond(self) -> list[ColumnElement[bool]]:
        if not self._form.continued:
            return []
        there = [a.slot(self._first_of_cursor + i, key.type) for i, key in enumerate(self._keys)]
        falling = self._descending != self._form.backward
        return [tuple_(*self._keys) < tuple_(*there) if falling else tuple_(*self._keys) > tuple_(*there)]

    def _ahead(self) -> j.Json:
        self._aggregates = True
        return j.boolean_as_json(literal_column(f"count(*) > {self._form.size}"))

    def _behind(self) -> j.Json:
        return j.quoted("true" if self._form.continued else "false")

    def _nth_cursor(self, *, last: bool) -> j.Json:
        """The cursor of the first or the last row, in the order in which they are read; null where there is none."""
        if not self._form.size:
            return j.NULL
        self._uses_keys = self._aggregates = True
        nth = f"least(count(*), {self._form.size})" if last else "1"
        # Said where another aggregate has an order: PostgreSQL may sort the rows once, for both.
        order = " order by p.n" if self._form.backward else ""
        keys: list[ColumnElement[str]] = [
            literal_column(f"(array_agg(p.k{i}{order}))[{nth}]::text", Text) for i in range(len(self._keys))
        ]
        cursor = j.joined(['"', self._cursor(keys), '"'])
        return case((literal_column("count(*) > 0"), cursor), else_=j.NULL)

    def _cursor(self, keys: list[ColumnElement[str]]) -> j.Json:
        place = func.convert_to(cast(func.json_build_array(j.quoted(self._list), *keys), Text), j.quoted("UTF8"))
        in_base64 = func.translate(func.encode(place, j.quoted("base64")), *map(literal_column, (_STANDARD, _FOR_URLS)))
        return func.rtrim(in_base64, j.quoted("="), type_=Text())

    def _count(self) -> tuple[ColumnElement[int], bool]:
        """How many rows the whole list has, and whether counting stops at COUNT_LIMIT."""
        kept = self._tally.total(self._conditions) if self._tally is not None else None
        if kept is not None:
            return kept, False
        rows = self._from([literal_column("1").label("one")]).where(and_(*self._conditions))
        limited = self.place.sees_everything
        if limited:
            rows = rows.limit(literal_column(str(COUNT_LIMIT + 1)))
        return select(func.count()).select_from(rows.subquery()).scalar_subquery(), limited
