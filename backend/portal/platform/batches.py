"""Batches of accounts: what became of each row, and the accounts that they are about."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy import text as sql

from portal.accounts.models import ClientAccount
from portal.core.batches import attempt
from portal.core.ids import parse_id
from portal.core.notices import Notice
from portal.core.problems import Problem
from portal.core.work import Work


@dataclass(frozen=True)
class RowResult:
    """What became of one row of a batch; `problems` say why one was rejected, `warnings` what else should be known."""

    key: str
    outcome: StrEnum
    problems: Sequence[Problem] = field(default_factory=tuple)
    warnings: Sequence[Notice] = field(default_factory=tuple)


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
    """What became of one row, which stands in a savepoint of its own."""
    outcome = await attempt(work, acting)
    return RowResult(key, rejected, [outcome]) if isinstance(outcome, Problem) else RowResult(key, outcome)
