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


async def lock_accounts(work: Work, refs: Sequence[str]) -> dict[str, ClientAccount]:
    """The accounts that a batch names by id or number, by the names that were sent; locked in one order, so that
    batches with the same ones go one after the other.
    """
    keys = {ref: key for ref in refs if (key := parse_id(ClientAccount.prefix, ref)) is not None}
    numbers = {ref: number for ref in refs if (number := ClientAccount.read_account_id(ref)) is not None}
    named = or_(ClientAccount.id.in_(set(keys.values())), ClientAccount.account_id.in_(set(numbers.values())))
    locked = select(ClientAccount).where(named).order_by(ClientAccount.id).with_for_update()
    accounts = (await work.session.execute(locked.execution_options(populate_existing=True))).scalars().all()
    by_name = {name: account for account in accounts for name in (account.id, account.account_id)}
    found = {ref: by_name.get(keys[ref] if ref in keys else numbers.get(ref, "")) for ref in refs}
    return {ref: account for ref, account in found.items() if account is not None}


async def lock_named(work: Work, refs: Sequence[str]) -> dict[str, ClientAccount]:
    """As `lock_accounts`; numbers that nobody knows have their turn until the work ends, as in `known_account`."""
    found = await lock_accounts(work, refs)
    unknown = {number for ref in refs if ref not in found and (number := ClientAccount.read_account_id(ref))}
    if unknown:
        await work.session.execute(_TURNS, {"numbers": sorted(unknown)})
        found |= await lock_accounts(work, [ref for ref in refs if ref not in found])
    return found


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
_TURNS = sql(
    "select pg_advisory_xact_lock(turn) from (select distinct hashtextextended(number, 7466) as turn"
    " from unnest(cast(:numbers as text[])) as number order by 1) turns"
)


async def one_row(work: Work, key: str, rejected: StrEnum, acting: Coroutine[Any, Any, StrEnum]) -> RowResult:
    """What became of one row, which stands in a savepoint of its own."""
    outcome = await attempt(work, acting)
    return RowResult(key, rejected, [outcome]) if isinstance(outcome, Problem) else RowResult(key, outcome)
