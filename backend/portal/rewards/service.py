"""What becomes of rewards that are earned: their hold ends; and what the vendor's team gives or takes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import TypedDict

from sqlalchemy import select

from portal.accounts.models import ClientAccount
from portal.core.ids import new_id, parse_id
from portal.core.inputs import text
from portal.core.money import CurrencyCode, major_units, minor_units
from portal.core.permissions import Permission
from portal.core.problems import NotFound
from portal.core.work import Work
from portal.decisions.models import CreditDecision
from portal.decisions.service import freeze_credit
from portal.partners.models import Partner
from portal.reward_plans.service import current_plan
from portal.rewards.events import AdjustmentRejected, AdjustmentRequested, BalanceAdjusted, RewardAvailable
from portal.rewards.ledger import Purse, open_book, open_books
from portal.rewards.ledger_models import LedgerKind
from portal.rewards.models import AdjustmentStatus, BalanceAdjustment, Reward, RewardStatus
from portal.rewards.reckoning import RewardKind

AT_ONCE = 500


async def release_due(work: Work) -> bool:
    """Releases rewards whose hold is over, 500 at most; whether there may be more. An account's credit is frozen with
    its first one.
    """
    over = select(Reward.id, Reward.account_id).where(Reward.released_at.is_(None), Reward.available_at <= work.now)
    due = (await work.session.execute(over.order_by(Reward.available_at).limit(AT_ONCE))).all()
    await _freeze(work, sorted({account_id for _id, account_id in due if account_id is not None}))
    # Whoever reckons an account holds it, too: what is found now is what is left.
    ids = [reward_id for reward_id, _account_id in due]
    purses = select(Reward.partner_id, Reward.currency_code).where(Reward.id.in_(ids)).distinct()
    books = await open_books(work, [Purse(*row) for row in await work.session.execute(purses)])
    held = select(Reward).where(Reward.id.in_(ids), Reward.released_at.is_(None))
    found = await work.session.execute(
        held.order_by(Reward.available_at, Reward.id).execution_options(populate_existing=True)
    )
    for reward in found.scalars().all():
        book = books[Purse(reward.partner_id, reward.currency_code)]
        book.hold(reward).release(work.now)
        book.enter(LedgerKind.RELEASED, f"released:{reward.id}", [reward])
        if reward.left_minor:
            _tell_available(work, reward)
    for _purse, book in sorted(books.items()):
        await book.meet_debts()
    await work.flush()
    return len(due) == AT_ONCE


async def _freeze(work: Work, account_ids: Sequence[uuid.UUID]) -> None:
    """Holds the accounts, and makes their credit final."""
    locked = select(ClientAccount).where(ClientAccount.id.in_(account_ids)).order_by(ClientAccount.id)
    accounts = (await work.session.execute(locked.with_for_update())).scalars().all()
    open_ = select(CreditDecision.account_id).where(
        CreditDecision.account_id.in_(account_ids),
        CreditDecision.ended_at.is_(None),
        CreditDecision.frozen_at.is_(None),
    )
    unfrozen = set((await work.session.execute(open_)).scalars())
    for account in accounts:
        if account.id in unfrozen:
            await freeze_credit(work, account)


def _tell_available(work: Work, reward: Reward) -> None:
    work.record(
        RewardAvailable(
            subject_id=reward.id,
            partner_id=reward.partner_id,
            account_id=reward.account_id,
            amount=major_units(reward.left_minor, CurrencyCode(reward.currency_code)),
            currency_code=reward.currency_code,
        )
    )


# --- adjustments ----------------------------------------------------------------------------------------------------


async def adjust_balance(
    work: Work, partner_id: str, amount: Decimal, currency: CurrencyCode, reason: str
) -> BalanceAdjustment:
    """Gives a partner something, or takes it where the amount is below zero; above the plan's limit it waits for
    somebody else of the team. Raises NotFound, InvalidInput.
    """
    work.require(Permission.ADJUST_BALANCES)
    why = text(reason, "reason", longest=1_000, lines=True)
    amount_minor = minor_units(amount.copy_abs(), currency, "amount") * (-1 if amount.is_signed() else 1)
    partner = await _held_partner(work, parse_id(Partner.prefix, partner_id))
    adjustment = BalanceAdjustment(
        id=new_id(),
        partner_id=partner.id,
        currency_code=currency.value,
        amount_minor=amount_minor,
        reason=why,
        status=AdjustmentStatus.REQUESTED,
        requested_by=work.actor.actor_id,
        requested_at=work.now,
    )
    limit = (await current_plan(work)).settings.adjustment_limit.get(currency, 0)
    if abs(amount_minor) > limit:
        work.add(adjustment)
        work.record(AdjustmentRequested(subject_id=adjustment.id, reason=why, **_about(adjustment)))
        return adjustment
    adjustment.apply(await _enter(work, adjustment), None, work.now)
    work.add(adjustment)
    return adjustment


async def _held_partner(work: Work, partner_id: uuid.UUID | None) -> Partner:
    """The partner, so that nobody approves his withdrawals meanwhile. Whoever holds the purse may still name him in new
    rows: he would wait for this work, which waits for the purse. Raises NotFound.
    """
    held = select(Partner).where(Partner.id == partner_id).with_for_update(key_share=True)
    partner = (await work.session.execute(held)).scalar_one_or_none()
    if partner is None:
        raise NotFound(field="partnerId")
    return partner


async def approve_adjustment(work: Work, adjustment_id: str) -> BalanceAdjustment:
    """Agrees with what somebody else asked for. Raises NotFound, Conflict."""
    work.require(Permission.ADJUST_BALANCES)
    adjustment = await work.get(BalanceAdjustment, adjustment_id, field="adjustmentId")
    adjustment.require_second(work.actor.actor_id)
    await _held_partner(work, adjustment.partner_id)
    adjustment.apply(await _enter(work, adjustment), work.actor.actor_id, work.now)
    return adjustment


async def reject_adjustment(work: Work, adjustment_id: str, reason: str) -> BalanceAdjustment:
    """Doesn't agree with it; who asked for it may take it back so. Raises NotFound, Conflict, InvalidInput."""
    work.require(Permission.ADJUST_BALANCES)
    why = text(reason, "reason", longest=1_000, lines=True)
    adjustment = await work.get(BalanceAdjustment, adjustment_id, field="adjustmentId")
    adjustment.reject(work.actor.actor_id, work.now)
    work.record(AdjustmentRejected(subject_id=adjustment.id, reason=why, **_about(adjustment)))
    return adjustment


async def _enter(work: Work, adjustment: BalanceAdjustment) -> uuid.UUID:
    """Enters it in the ledger; the id of its reward."""
    book = await open_book(work, adjustment.partner_id, adjustment.currency_code)
    reward = Reward(
        id=new_id(),
        partner_id=adjustment.partner_id,
        kind=RewardKind.ADJUSTMENT.value,
        currency_code=adjustment.currency_code,
        amount_minor=adjustment.amount_minor,
        reversed_minor=0,
        withdrawn_minor=0,
        paid_minor=0,
        settled_minor=0,
        revision=0,
        status=RewardStatus.AVAILABLE,
        occurred_at=work.now,
        earned_at=work.now,
        available_at=work.now,
        released_at=work.now,
        reason=adjustment.reason,
    )
    book.add(reward)
    book.enter(LedgerKind.ADJUSTED, f"adjusted:{adjustment.id}", [reward])
    work.record(BalanceAdjusted(subject_id=adjustment.id, reason=adjustment.reason, **_about(adjustment)))
    await book.meet_debts()
    await work.flush()
    return reward.id


class AboutAdjustment(TypedDict):
    """What every event of an adjustment says."""

    partner_id: uuid.UUID
    amount: str
    currency_code: str


def _about(adjustment: BalanceAdjustment) -> AboutAdjustment:
    return {
        "partner_id": adjustment.partner_id,
        "amount": major_units(adjustment.amount_minor, CurrencyCode(adjustment.currency_code)),
        "currency_code": adjustment.currency_code,
    }
