"""Keyset paging: a cursor holds the sort key of its row, so that the last page is as fast as the first."""

from __future__ import annotations

import base64
from dataclasses import dataclass

import orjson

from portal.core.problems import RequestRefused
from portal.core.texts import _

DEFAULT_PAGE = 25
LARGEST_PAGE = 100


@dataclass(frozen=True)
class Window:
    """Which part of which list is asked for; `cursor` is the sort key to start behind, as texts."""

    of: str
    size: int
    backward: bool
    cursor: tuple[str, ...] | None


def window(arguments: dict[str, object], of: str, keys: int) -> Window:
    """Reads first, after, last, before. Raises RequestRefused for what the contract forbids.

    `of` names the list and its order, which a cursor must be of; `keys` is how many parts the sort key has.
    """
    first, last = arguments.get("first"), arguments.get("last")
    after, before = arguments.get("after"), arguments.get("before")
    if (first is not None and last is not None) or (after is not None and before is not None):
        raise RequestRefused(_("Page forward with first and after, or backward with last and before, not both."))
    if (first is not None and before is not None) or (last is not None and after is not None):
        raise RequestRefused(_("first goes with after, last goes with before."))
    backward = last is not None or before is not None
    size = last if backward else first
    if size is None:
        size = DEFAULT_PAGE
    if not isinstance(size, int) or not 0 <= size <= LARGEST_PAGE:
        raise RequestRefused(_("first and last take a number from 0 to {largest}.", largest=LARGEST_PAGE))
    cursor = before if backward else after
    return Window(of, size, backward, None if cursor is None else read_cursor(str(cursor), of, keys))


def read_cursor(cursor: str, of: str, keys: int) -> tuple[str, ...]:
    """The sort key in a cursor, which the database wrote (`core/reading/pages.py`): base64 for URLs, no padding, of a
    JSON list of the list's name and the key's parts. Raises RequestRefused for one that this list did not make.
    """
    try:
        # orjson refuses lone surrogates and endless nesting, which json lets through.
        found = orjson.loads(base64.urlsafe_b64decode(cursor.encode("ascii") + b"=="))
    except ValueError:
        found = None
    if not isinstance(found, list) or len(found) != keys + 1 or found[0] != of or not all(map(_is_key, found)):
        raise RequestRefused(_("This cursor is not one of this list. Start from the first page."))
    return tuple(found[1:])


def _is_key(part: object) -> bool:
    return isinstance(part, str) and "\0" not in part
