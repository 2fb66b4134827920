"""The ledger: every move of rewards' money, in double entry, whole units and one currency for each transaction.

A reward says where its money stands (`Reward.positions`); what is entered is what has changed since. The database keeps
the balances from the entries, refuses what doesn't add up to zero, and lets nothing be changed or deleted.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Text, Uuid, bindparam, select, true, tuple_
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from portal.core.ids import new_id
from portal.core.work import Work
from portal.rewards.ledger_models import LedgerEntry, LedgerKind, LedgerTransaction
from portal.rewards.models import LEFT, LedgerAccount, Reward

# Of rewards that are taken up from a purse with many.
_AT_ONCE = 500


class Purse(NamedTuple):
    """Whose money, and in which currency."""

    partner_id: uuid.UUID
    currency_code: str


class Book:
    """A purse's ledger, open and held: nobody else enters anything until the work ends."""

    def __init__(self, work: Work, purse: Purse, version: int, owed_minor: int) -> None:
        self.purse = purse
        self._work = work
        self._version = version
        self._owed_minor = owed_minor
        self._entered: dict[uuid.UUID, Mapping[LedgerAccount, int]] = {}

    def hold(self, reward: Reward) -> Reward:
        """Takes a reward in hand as it stands in the ledger, before anything of it is changed."""
        self._entered.setdefault(reward.id, reward.positions)
        return reward

    def add(self, reward: Reward) -> Reward:
        """Takes a new reward in hand, of which nothing is entered yet."""
        self._entered[reward.id] = {}
        self._work.add(reward)
        return reward

    def enter(self, kind: LedgerKind, source_key: str, rewards: Iterable[Reward]) -> uuid.UUID | None:
        """Enters what has changed of these rewards as one transaction, and returns its id; None where nothing has."""
        transaction_id = new_id()
        lines = [line for reward in rewards for line in self._changes(reward, transaction_id)]
        if not lines:
            return None
        assert sum(line.amount_minor for line in lines) == 0, f"{kind} {source_key} does not add up to zero"
        self._version += 1
        self._work.add(
            LedgerTransaction(
                id=transaction_id,
                partner_id=self.purse.partner_id,
                currency_code=self.purse.currency_code,
                number=self._version,
                kind=kind.value,
                source_key=source_key,
                entered_at=self._work.now,
            )
        )
        for line in lines:
            self._work.add(line)
        self._owed_minor -= sum(line.amount_minor for line in lines if line.account == LedgerAccount.DEBT)
        return transaction_id

    async def meet_debts(self) -> None:
        """What is owed is met from what is available, the oldest first on both sides. Both are never there together."""
        if self._owed_minor == 0:
            return
        await self._work.flush()
        owing, having = await self._owing(), await self._having()
        met = min(-sum(one.left_minor for one in owing), sum(one.left_minor for one in having))
        if met == 0:
            return
        for sign, rewards in ((1, having), (-1, owing)):
            rest = met
            for reward in rewards:
                part = min(rest, abs(reward.left_minor))
                rest -= part
                self.hold(reward).settle(sign * part)
        key = f"debt met:{self.purse.partner_id}:{self.purse.currency_code}:{self._version + 1}"
        self.enter(LedgerKind.DEBT_MET, key, [*having, *owing])

    async def available(self, amount_minor: int) -> Sequence[Reward]:
        """The oldest rewards of which so much can be withdrawn together, or all of which something can."""
        await self._work.flush()
        found: list[Reward] = []
        while amount_minor > 0:
            more = await self._released(LEFT > 0, after=found[-1] if found else None, limit=_AT_ONCE)
            found += more
            amount_minor -= sum(one.left_minor for one in more)
            if len(more) < _AT_ONCE:
                break
        return found

    def _changes(self, reward: Reward, transaction_id: uuid.UUID) -> Iterable[LedgerEntry]:
        before, now = self._entered[reward.id], reward.positions
        self._entered[reward.id] = now
        for account in LedgerAccount:
            amount_minor = now.get(account, 0) - before.get(account, 0)
            if amount_minor:
                yield LedgerEntry(
                    id=new_id(),
                    transaction_id=transaction_id,
                    partner_id=self.purse.partner_id,
                    currency_code=self.purse.currency_code,
                    account=account.value,
                    amount_minor=amount_minor,
                    reward_id=reward.id,
                )

    async def _having(self) -> Sequence[Reward]:
        return await self._released(LEFT > 0)

    async def _owing(self) -> Sequence[Reward]:
        return await self._released(LEFT < 0)

    async def _released(
        self, which: ColumnElement[bool], *, after: Reward | None = None, limit: int | None = None
    ) -> Sequence[Reward]:
        place = tuple_(Reward.available_at, Reward.id)
        query = select(Reward).where(
            Reward.partner_id == self.purse.partner_id,
            Reward.currency_code == self.purse.currency_code,
            Reward.released_at.is_not(None),
            which,
            true() if after is None else place > tuple_(after.available_at, after.id),
        )
        ordered = query.order_by(Reward.available_at, Reward.id).limit(limit)
        return (await self._work.session.execute(ordered)).scalars().all()


async def open_books(work: Work, purses: Iterable[Purse]) -> dict[Purse, Book]:
    """The books of these purses, held until the work ends; in one order, so that nobody waits for each other.

    Only as the portal itself: partners' roles enter nothing.
    """
    wanted = sorted(set(purses))
    if not wanted:
        return {}
    # Partners' balances are the database's own: what holds them stands there, too (migrations).
    ids, codes = [one.partner_id for one in wanted], [one.currency_code for one in wanted]
    held = await work.session.execute(_HOLD, {"partner_ids": ids, "currency_codes": codes})
    return {
        purse: Book(work, purse, version, debt_minor)
        for partner_id, currency_code, version, debt_minor in held
        for purse in (Purse(partner_id, currency_code),)
    }


_HOLD = sql(
    "select partner_id, currency_code, version, debt_minor from hold_purses(:partner_ids, :currency_codes)"
).bindparams(bindparam("partner_ids", type_=ARRAY(Uuid)), bindparam("currency_codes", type_=ARRAY(Text)))


async def open_book(work: Work, partner_id: uuid.UUID, currency_code: str) -> Book:
    """One purse's book; see `open_books`."""
    purse = Purse(partner_id, currency_code)
    return (await open_books(work, [purse]))[purse]
