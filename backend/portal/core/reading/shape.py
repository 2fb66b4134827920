"""From the JSON that the database made to what GraphQL answers with, keyed by response key all the way down.

Only what SQL can't say is left to do here: cursors and page info, and computed fields.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from portal.core.paging import Window, write_cursor

Json = Any
COUNT_LIMIT = 10_000


class Finishing:
    """One pass over an answer: calls computed fields, and waits for the slow ones together, so loaders can batch."""

    def __init__(self, context: object) -> None:
        self.context = context
        self._waiting: list[tuple[dict[str, Any], str, Awaitable[Any]]] = []

    def compute(self, target: dict[str, Any], key: str, function: Callable[..., Any], inputs: list[Any]) -> None:
        """Puts the field's value, or the exception it raised, into `target`."""
        try:
            value = function(self.context, *inputs)
        except Exception as error:  # becomes this field's error, whatever it is
            target[key] = error
            return
        if isinstance(value, Awaitable):
            self._waiting.append((target, key, value))
        target[key] = value

    async def settle(self) -> None:
        values = await asyncio.gather(*(waiting for _, _, waiting in self._waiting), return_exceptions=True)
        for (target, key, _), value in zip(self._waiting, values, strict=True):
            target[key] = value


class Shape(Protocol):
    """What is left to do with one value of the database's JSON."""

    def finish(self, value: Json, finishing: Finishing) -> Json: ...


@dataclass
class ObjectShape:
    """An object: values pass through, but for nested shapes and computed fields."""

    nested: list[tuple[str, Shape]] = field(default_factory=list)
    computed: list[tuple[str, Callable[..., Any], int]] = field(default_factory=list)

    def finish(self, value: Json, finishing: Finishing) -> Json:
        if value is None:
            return None
        for key, shape in self.nested:
            value[key] = shape.finish(value[key], finishing)
        for key, function, count in self.computed:
            inputs = [value.pop(input_key(key, position)) for position in range(count)]
            finishing.compute(value, key, function, inputs)
        return value


@dataclass
class ListShape:
    """A list of objects."""

    item: Shape

    def finish(self, value: Json, finishing: Finishing) -> Json:
        return [self.item.finish(item, finishing) for item in value]


@dataclass
class PageShape:
    """A connection. `sites` are the places where nodes are selected, each with its own JSON in every row."""

    window: Window
    fields: list[tuple[str, str, Any]]
    sites: list[Shape] = field(default_factory=list)

    def finish(self, value: Json, finishing: Finishing) -> Json:
        rows = value["rows"][: self.window.size]
        more = len(value["rows"]) > self.window.size
        if self.window.backward:
            rows.reverse()
        cursors = [write_cursor(self.window.of, row["k"]) for row in rows]
        sites = [[shape.finish(row[str(i)], finishing) for row in rows] for i, shape in enumerate(self.sites)]
        return {key: self._field(name, detail, value, cursors, sites, more) for key, name, detail in self.fields}

    def _field(self, name: str, detail: Any, value: Json, cursors: list[str], sites: list[Any], more: bool) -> Any:
        match name:
            case "nodes":
                return sites[detail]
            case "edges":
                return [self._edge(detail, cursor, [site[i] for site in sites]) for i, cursor in enumerate(cursors)]
            case "pageInfo":
                info = self._page_info(cursors, more)
                return {key: info[field_name] for key, field_name in detail}
            case "totalCount":
                return min(value["total"], COUNT_LIMIT) if value["limited"] else value["total"]
            case _:
                return not value["limited"] or value["total"] <= COUNT_LIMIT

    def _edge(self, detail: list[tuple[str, int | None]], cursor: str, nodes: list[Any]) -> dict[str, Any]:
        return {key: cursor if site is None else nodes[site] for key, site in detail}

    def _page_info(self, cursors: list[str], more: bool) -> dict[str, Any]:
        behind = self.window.cursor is not None
        return {
            "hasNextPage": behind if self.window.backward else more,
            "hasPreviousPage": more if self.window.backward else behind,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": cursors[-1] if cursors else None,
        }


def input_key(key: str, position: int) -> str:
    """Where a computed field's input travels; a colon can't stand in a GraphQL name."""
    return f"{key}:{position}"
