"""Brings the kept rewards of accounts to what is due for their payments, by new entries of the ledger."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import and_, func, select

from portal.accounts.models import ClientAccount
from portal.core.events import Event
from portal.core.ids import new_id
from portal.core.money import CurrencyCode, major_units
from portal.core.work import Work
from portal.decisions.models import CreditCandidate, CreditDecision
from portal.partners.events import PartnerClosed
from portal.platform.models import OF_A_PAYMENT, BillingEvent, BillingEventType
from portal.program.service import current_program
from portal.reward_plans.service import all_versions
from portal.reward_plans.tiers import count_this_month, counted
from portal.rewards.events import RewardEarned, RewardReversed
from portal.rewards.ledger import Book, Purse, open_books
from portal.rewards.ledger_models import LedgerKind
from portal.rewards.models import Reward
from portal.rewards.reckoning import Client, Due, Key, Payment, RewardKind, kept_of, left_of, rewards_due

AT_ONCE = 200


async def reckon(work: Work, account_ids: Iterable[uuid.UUID]) -> None:
    """Reckons the rewards of these accounts anew; what is as it is due stays.

    Works as the portal itself. Locks accounts first, then purses, each in one order, as everybody does.
    """
    wanted = sorted(set(account_ids))
    for start in range(0, len(wanted), AT_ONCE):
        await _reckon(work, wanted[start : start + AT_ONCE])


async def _reckon(work: Work, account_ids: Sequence[uuid.UUID]) -> None:
    accounts = await _locked(work, account_ids)
    await count_this_month(work)
    due = await _due(work, accounts)
    kept = select(Reward.partner_id, Reward.currency_code).where(Reward.account_id.in_(account_ids)).distinct()
    before = [Purse(*row) for row in await work.session.execute(kept)]
    books = await open_books(work, [*before, *(_purse(one) for _account, one in due)])
    rewards = await _rewards(work, account_ids)
    for account, one in due:
        reward = rewards.pop(one.key, None)
        book = books[_purse(one)]
        if reward is None:
            reward = _earn(work, book, account, one)
        _keep(work, book, reward, _left(reward, one))
    # What isn't due any more: the credit went elsewhere, or an earlier payment turned out to be the first.
    for reward in rewards.values():
        _keep(work, books[Purse(reward.partner_id, reward.currency_code)], reward, 0)
    for _purse_of, book in sorted(books.items()):
        await book.meet_debts()
    # Before the next query: the database takes a transaction's lines in one statement.
    await work.flush()


async def differing_rewards(work: Work) -> AsyncIterator[tuple[uuid.UUID, uuid.UUID]]:
    """The accounts, and their payments, of which something else is kept than is due; changes nothing."""
    last = uuid.UUID(int=0)
    while True:
        page = select(ClientAccount).where(ClientAccount.id > last, ClientAccount.first_paid_at.is_not(None))
        accounts = (await work.session.execute(page.order_by(ClientAccount.id).limit(AT_ONCE))).scalars().all()
        if not accounts:
            return
        last = accounts[-1].id
        for one in await _differing(work, accounts):
            yield one
        work.session.expunge_all()


async def _differing(work: Work, accounts: Sequence[ClientAccount]) -> list[tuple[uuid.UUID, uuid.UUID]]:
    rewards = await _rewards(work, [account.id for account in accounts])
    found: list[tuple[uuid.UUID, uuid.UUID]] = []
    for account, due in await _due(work, accounts):
        reward = rewards.pop(due.key, None)
        if reward is None or reward.reversed_minor != reward.amount_minor - _left(reward, due):
            found.append((account.id, due.key.payment_id))
    for key, reward in rewards.items():
        if reward.account_id is not None and reward.reversed_minor != reward.amount_minor:
            found.append((reward.account_id, key.payment_id))
    return found


def _left(reward: Reward, due: Due) -> int:
    return left_of(due.key.kind, reward.amount_minor, reward.rate_bps, due.kept_minor)


def _earn(work: Work, book: Book, account: ClientAccount, due: Due) -> Reward:
    reward = book.add(Reward.of(due, account.id, new_id(), work.now))
    key = f"earned:{due.key.payment_id}:{due.key.kind}:{due.key.partner_id}"
    book.enter(LedgerKind.EARNED, key, [reward])
    work.record(
        RewardEarned(
            subject_id=reward.id,
            partner_id=reward.partner_id,
            account_id=account.id,
            kind=reward.kind,
            available_at=reward.available_at,
            amount=major_units(reward.amount_minor, due.currency_code),
            currency_code=reward.currency_code,
        )
    )
    return reward


def _keep(work: Work, book: Book, reward: Reward, left_minor: int) -> None:
    before = book.hold(reward).reversed_minor
    if not reward.keep(left_minor):
        return
    kind = LedgerKind.REVERSED if reward.reversed_minor > before else LedgerKind.RESTORED
    book.enter(kind, f"reversed:{reward.id}:{reward.revision}", [reward])
    work.record(
        RewardReversed(
            subject_id=reward.id,
            partner_id=reward.partner_id,
            account_id=reward.account_id,
            amount=major_units(left_minor, CurrencyCode(reward.currency_code)),
            currency_code=reward.currency_code,
        )
    )


def _purse(due: Due) -> Purse:
    return Purse(due.key.partner_id, due.currency_code.value)


# --- what is known --------------------------------------------------------------------------------------------------


class _Credit(NamedTuple):
    """Whom an account counts for."""

    decision_id: uuid.UUID
    partner_id: uuid.UUID | None


async def _locked(work: Work, account_ids: Sequence[uuid.UUID]) -> Sequence[ClientAccount]:
    query = select(ClientAccount).where(ClientAccount.id.in_(account_ids)).order_by(ClientAccount.id)
    locked = query.with_for_update().execution_options(populate_existing=True)
    return (await work.session.execute(locked)).scalars().all()


async def _due(work: Work, accounts: Sequence[ClientAccount]) -> list[tuple[ClientAccount, Due]]:
    ids = [account.id for account in accounts]
    payments, credited = await _payments(work, ids), await _credits(work, ids)
    partner_ids = sorted({one.partner_id for one in credited.values() if one.partner_id is not None})
    left_at = await _left_at(work, partner_ids)
    zone = zoneinfo.ZoneInfo((await current_program(work)).time_zone)
    clients_of = await counted(work, partner_ids)
    plans = await all_versions(work)
    found: list[tuple[ClientAccount, Due]] = []
    for account in accounts:
        credit = credited.get(account.id)
        if credit is None or credit.partner_id is None:
            continue
        client = Client(
            first_paid_at=account.first_paid_at,
            partner_id=credit.partner_id,
            decision_id=credit.decision_id,
            left_at=left_at.get(credit.partner_id),
            payments=tuple(payments.get(account.id, ())),
        )
        found += [(account, one) for one in rewards_due(client, plans, clients_of.at(zone), zone)]
    return found


async def _payments(work: Work, account_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Payment]]:
    """The payments of each account with what is left of them. What went back names its payment within its source."""
    query = select(BillingEvent).where(
        BillingEvent.account_id.in_(account_ids), BillingEvent.type.in_({*OF_A_PAYMENT, BillingEventType.PAYMENT})
    )
    events = (await work.session.execute(query.order_by(BillingEvent.occurred_at, BillingEvent.id))).scalars().all()
    back: dict[tuple[object, ...], int] = defaultdict(int)
    for one in events:
        if one.payment_external_id is not None and one.amount_minor is not None:
            back[(one.account_id, one.source, one.payment_external_id, one.currency_code, one.type)] += one.amount_minor
    found: dict[uuid.UUID, list[Payment]] = defaultdict(list)
    for one in events:
        if one.type != BillingEventType.PAYMENT or one.account_id is None or one.amount_minor is None:
            continue
        key = one.account_id, one.source, one.external_id, one.currency_code
        found[one.account_id].append(
            Payment(
                id=one.id,
                occurred_at=one.occurred_at,
                amount_minor=one.amount_minor,
                kept_minor=kept_of(
                    one.amount_minor,
                    refunded=back[(*key, BillingEventType.REFUND)],
                    charged_back=back[(*key, BillingEventType.CHARGEBACK)],
                    reversed=back[(*key, BillingEventType.CHARGEBACK_REVERSED)],
                ),
                currency_code=CurrencyCode(one.currency_code or ""),
                name=(one.source, one.external_id),
            )
        )
    return found


async def _credits(work: Work, account_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, _Credit]:
    won = and_(CreditCandidate.decision_id == CreditDecision.id, CreditCandidate.won)
    query = (
        select(CreditDecision.account_id, CreditDecision.id, CreditCandidate.partner_id)
        .outerjoin(CreditCandidate, won)
        .where(CreditDecision.account_id.in_(account_ids), CreditDecision.ended_at.is_(None))
    )
    rows = await work.session.execute(query)
    return {account_id: _Credit(decision_id, partner_id) for account_id, decision_id, partner_id in rows}


async def _left_at(work: Work, partner_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, dt.datetime]:
    closed = select(Event.subject_id, func.min(Event.at)).where(
        Event.subject_id.in_(partner_ids), Event.type == PartnerClosed.type
    )
    return dict(list(await work.session.execute(closed.group_by(Event.subject_id))))


async def _rewards(work: Work, account_ids: Sequence[uuid.UUID]) -> dict[Key, Reward]:
    """What was earned by these accounts so far; their purses are held."""
    query = select(Reward).where(Reward.account_id.in_(account_ids), Reward.payment_id.is_not(None))
    found = (await work.session.execute(query.execution_options(populate_existing=True))).scalars()
    return {Key(one.payment_id, RewardKind(one.kind), one.partner_id): one for one in found if one.payment_id}
