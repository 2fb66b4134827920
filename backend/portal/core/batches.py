"""Batches: at most so many rows, each for itself, with a result of its own."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from portal.core.problems import InvalidInput, Problem
from portal.core.texts import _
from portal.core.work import Work

T = TypeVar("T")

MOST_ROWS = 500


def require_batch(rows: Sequence[object], field: str, most: int = MOST_ROWS) -> None:
    """Raises InvalidInput for an empty batch and for more rows than `most`."""
    if not rows:
        raise InvalidInput(_("Send at least one."), field=field)
    if len(rows) > most:
        raise InvalidInput(_("Send {most} at most in one call.", most=most), field=field)


async def attempt(work: Work, acting: Coroutine[Any, Any, T]) -> T | Problem:
    """One row in a savepoint of its own: what is refused leaves nothing behind, and the others go on."""
    told = work.mark()
    try:
        async with work.session.begin_nested():
            return await acting
    except Problem as problem:
        work.forget_since(told)
        return problem
