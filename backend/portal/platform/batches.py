"""Batches: at most so many rows, each for itself, with a result of its own."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy import text as sql

from portal.accounts.models import ClientAccount
from portal.accounts.service import Notice
from portal.core.ids import parse_id
from portal.core.problems import InvalidInput, Problem
from portal.core.texts import _
from portal.core.work import Work

MOST_ROWS = 500


@dataclass(frozen=True)
class RowResult:
    """What became of one row of a batch; `problems` say why one was rejected, `warnings` what else should be known."""

    key: str
    outcome: StrEnum
    problems: Sequence[Problem] = field(default_factory=tuple)
    warnings: Sequence[Notice] = field(default_factory=tuple)


def require_batch(rows: Sequence[object], field: str) -> None:
    """Raises InvalidInput for an empty batch and for more than 500 rows."""
    if not rows:
        raise InvalidInput(_("Send at least one."), field=field)
    if len(rows) > MOST_ROWS:
        raise InvalidInput(_("Send {most} at most in one call.", most=MOST_ROWS), field=field)


async def lock_accounts(work: Work, refs: Sequence[str]) -> None:
    """Locks the accounts of a batch in one order, so that batches with the same ones go one after the other."""
    keys = [key for ref in refs if (key := parse_id(ClientAccount.prefix, ref)) is not None]
    numbers = [number for ref in refs if (number := ClientAccount.read_account_id(ref)) is not None]
    named = or_(ClientAccount.id.in_(keys), ClientAccount.account_id.in_(numbers))
    await work.session.execute(select(ClientAccount.id).where(named).order_by(ClientAccount.id).with_for_update())


async def known_account(work: Work, condition: ColumnElement[bool], number: str) -> ClientAccount | None:
    """The account, locked. Where there is none, the work has the number's turn until its end: of what is told of a new
    number at one moment, the second finds what the first made.
    """
    query = select(ClientAccount).where(condition).execution_options(populate_existing=True)
    account = await work.find(ClientAccount, query)
    if account is None:
        await work.session.execute(_TURN, {"number": number})
        account = await work.find(ClientAccount, query)
    return account


_TURN = sql("select pg_advisory_xact_lock(hashtextextended(:number, 7466))")


async def one_row(work: Work, key: str, rejected: StrEnum, acting: Coroutine[Any, Any, StrEnum]) -> RowResult:
    """One row in a savepoint of its own: what is refused leaves nothing behind, and the others go on."""
    told = work.mark()
    try:
        async with work.session.begin_nested():
            return RowResult(key, await acting)
    except Problem as problem:
        work.forget_since(told)
        return RowResult(key, rejected, [problem])
