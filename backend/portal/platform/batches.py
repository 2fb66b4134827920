"""Batches: at most so many rows, each for itself, with a result of its own."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal.core.problems import InvalidInput, Problem
from portal.core.texts import _
from portal.core.work import Work

MOST_ROWS = 500


@dataclass(frozen=True)
class RowResult:
    """What became of one row of a batch; `problems` say why one was rejected."""

    key: str
    outcome: StrEnum
    problems: Sequence[Problem] = field(default_factory=tuple)


def require_batch(rows: Sequence[object], field: str) -> None:
    """Raises InvalidInput for an empty batch and for more than 500 rows."""
    if not rows:
        raise InvalidInput(_("Send at least one."), field=field)
    if len(rows) > MOST_ROWS:
        raise InvalidInput(_("Send {most} at most in one call.", most=MOST_ROWS), field=field)


async def one_row(work: Work, key: str, rejected: StrEnum, acting: Coroutine[Any, Any, StrEnum]) -> RowResult:
    """One row in a savepoint of its own: what is refused leaves nothing behind, and the others go on."""
    told = work.mark()
    try:
        async with work.session.begin_nested():
            return RowResult(key, await acting)
    except Problem as problem:
        work.forget_since(told)
        return RowResult(key, rejected, [problem])
