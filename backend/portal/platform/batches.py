"""Batches: at most so many rows, each for itself, with a result of its own."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy import text as sql

from portal.accounts.models import ClientAccount
from portal.core.ids import parse_id
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


_TURNS = sql(
    "select count(pg_advisory_xact_lock(hashtextextended(number, 7466)))"
    " from (select unnest(cast(:numbers as text[])) as number order by 1) n"
)


async def take_turns(work: Work, account_refs: Sequence[str]) -> None:
    """Takes the turn of every account that a batch names, known or not, and locks those that are known; in one order.

    So two batches wait for each other and never block each other, and whatever is told of an unknown account either
    finds it registered or is found when it is.
    """
    numbers = [number for ref in account_refs if (number := ClientAccount.read_account_id(ref)) is not None]
    await work.session.execute(_TURNS, {"numbers": sorted(set(numbers))})
    keys = [key for number in numbers if (key := parse_id(ClientAccount.prefix, number)) is not None]
    named = or_(ClientAccount.account_id.in_(numbers), ClientAccount.id.in_(keys))
    await work.session.execute(select(ClientAccount.id).where(named).order_by(ClientAccount.id).with_for_update())


async def one_row(work: Work, key: str, rejected: StrEnum, acting: Coroutine[Any, Any, StrEnum]) -> RowResult:
    """One row in a savepoint of its own: what is refused leaves nothing behind, and the others go on."""
    told = work.mark()
    try:
        async with work.session.begin_nested():
            return RowResult(key, await acting)
    except Problem as problem:
        work.forget_since(told)
        return RowResult(key, rejected, [problem])
