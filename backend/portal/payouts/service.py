"""The partner's verbs of withdrawals, and how their money moves in the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import TypedDict

from sqlalchemy import and_, select

from portal.core.ids import new_id, parse_id
from portal.core.money import CurrencyCode, major_units, minor_units
from portal.core.permissions import Permission
from portal.core.problems import NotFound, Problem, UserErrorCode
from portal.core.texts import _, moment
from portal.core.work import Work
from portal.payouts.events import WithdrawalCancelled, WithdrawalRequested
from portal.payouts.models import PayoutMethod, Withdrawal, WithdrawalStatus
from portal.program.service import current_program
from portal.reward_plans.service import current_plan
from portal.rewards.ledger import Book, open_book
from portal.rewards.ledger_models import Balance, LedgerEntry, LedgerKind
from portal.rewards.models import LedgerAccount, Reward
from portal.second_factors.proving import require_for_payouts


async def withdraw_rewards(
    work: Work, currency: CurrencyCode, amount: Decimal | None, payout_method_id: str | None
) -> Withdrawal:
    """Reserves so much of what is available, or all of it, the oldest rewards first.

    Raises InvalidInput, NotFound, and a Problem: IN_DEBT, INSUFFICIENT_BALANCE, BELOW_MINIMUM, NO_PAYOUT_METHOD; and
    what require_for_payouts raises.
    """
    work.require(Permission.WITHDRAW_REWARDS)
    await require_for_payouts(work)
    partner_id = work.actor.partner_id
    assert partner_id is not None
    wanted = None if amount is None else minor_units(amount, currency, "amount")
    async with work.as_portal():
        # Whoever else withdraws of this purse waits here until the work ends, and sees what it left.
        book = await open_book(work, partner_id, currency.value)
        amount_minor = await _affordable(work, partner_id, currency, wanted)
        method = await _usable_method(work, partner_id, payout_method_id)
        withdrawal = await reserve(work, book, method, amount_minor)
        work.record(WithdrawalRequested(**about(withdrawal)))
    return withdrawal


async def cancel_withdrawal(work: Work, withdrawal_id: str) -> Withdrawal:
    """Gives back what the partner asked for. Raises NotFound, or Conflict once the vendor's team has decided."""
    work.require(Permission.WITHDRAW_REWARDS)
    await _require_seen(work, withdrawal_id)
    async with work.as_portal():
        withdrawal = await work.get(Withdrawal, withdrawal_id, field="withdrawalId")
        withdrawal.cancel(work.now)
        await give_back(work, withdrawal)
        work.record(WithdrawalCancelled(**about(withdrawal)))
    return withdrawal


async def _require_seen(work: Work, withdrawal_id: str) -> None:
    """Looks for it as the member, so that row level security stands behind the scope. Raises NotFound."""
    seen = select(Withdrawal.id).where(Withdrawal.id == parse_id(Withdrawal.prefix, withdrawal_id))
    if (await work.session.execute(seen)).scalar_one_or_none() is None:
        raise NotFound(field="withdrawalId")


async def _affordable(work: Work, partner_id: uuid.UUID, currency: CurrencyCode, wanted_minor: int | None) -> int:
    """How much is withdrawn. The caller holds the purse."""
    balance = select(Balance.available_minor, Balance.debt_minor).where(
        Balance.partner_id == partner_id, Balance.currency_code == currency.value
    )
    available_minor, debt_minor = (await work.session.execute(balance)).one()
    if debt_minor > 0:
        message = _(
            "You owe {amount} {currency} for payments that went back to clients. What you earn meets that first.",
            amount=major_units(debt_minor, currency),
            currency=currency.value,
        )
        raise Problem(message, code=UserErrorCode.IN_DEBT)
    amount_minor = available_minor if wanted_minor is None else wanted_minor
    if amount_minor == 0 or amount_minor > available_minor:
        message = _(
            "{available} {currency} can be withdrawn now.",
            available=major_units(available_minor, currency),
            currency=currency.value,
        )
        raise Problem(message, field="amount", code=UserErrorCode.INSUFFICIENT_BALANCE)
    minimum_minor = (await current_plan(work)).settings.minimum_withdrawal.get(currency, 0)
    if amount_minor < minimum_minor:
        message = _(
            "{minimum} {currency} is the least that can be withdrawn.",
            minimum=major_units(minimum_minor, currency),
            currency=currency.value,
        )
        raise Problem(message, field="amount", code=UserErrorCode.BELOW_MINIMUM)
    return amount_minor


async def _usable_method(work: Work, partner_id: uuid.UUID, payout_method_id: str | None) -> PayoutMethod:
    """The partner's payout method, held so that it isn't replaced meanwhile."""
    which = and_(PayoutMethod.partner_id == partner_id, PayoutMethod.replaced_at.is_(None))
    if payout_method_id is not None:
        # Also one that was replaced: it is said why it can't be used.
        key = parse_id(PayoutMethod.prefix, payout_method_id)
        which = and_(PayoutMethod.partner_id == partner_id, PayoutMethod.id == key)
    held = select(PayoutMethod).where(which).with_for_update(read=True)
    method = (await work.session.execute(held)).scalar_one_or_none()
    if method is None and payout_method_id is not None:
        raise NotFound(field="payoutMethodId")
    if method is None or method.replaced_at is not None:
        message = _("Say first where your money is to go: add a payout method.")
        raise Problem(message, field="payoutMethodId", code=UserErrorCode.NO_PAYOUT_METHOD)
    if work.now < method.usable_from:
        zone = (await current_program(work)).time_zone
        message = _("Your payout method can be used from {at} on.", at=moment(method.usable_from, zone))
        raise Problem(message, field="payoutMethodId", code=UserErrorCode.NO_PAYOUT_METHOD)
    return method


async def reserve(work: Work, book: Book, method: PayoutMethod, amount_minor: int) -> Withdrawal:
    """Takes so much of the oldest rewards into a new withdrawal; the purse has it. Acting as the portal."""
    rest, taken = amount_minor, []
    for reward in await book.available(amount_minor):
        part = min(rest, reward.left_minor)
        rest -= part
        book.hold(reward).withdraw(part)
        taken.append(reward)
        if rest == 0:
            break
    assert rest == 0, "the balance says more than its rewards"
    withdrawal_id = new_id()
    transaction_id = book.enter(LedgerKind.WITHDRAWN, f"withdrawn:{withdrawal_id}", taken)
    assert transaction_id is not None
    withdrawal = Withdrawal(
        id=withdrawal_id,
        partner_id=book.purse.partner_id,
        currency_code=book.purse.currency_code,
        amount_minor=amount_minor,
        status=WithdrawalStatus.REQUESTED,
        payout_method_id=method.id,
        transaction_id=transaction_id,
        requested_by=work.actor.actor_id,
        requested_at=work.now,
    )
    work.add(withdrawal)
    return withdrawal


# --- how its money moves: for whoever holds the withdrawal, acting as the portal ------------------------------------


async def give_back(work: Work, withdrawal: Withdrawal) -> None:
    """What was reserved is available again, in the rewards of which it was taken."""
    await _move(work, withdrawal, LedgerKind.GIVEN_BACK, lambda reward, amount_minor: reward.withdraw(-amount_minor))


async def pay_out(work: Work, withdrawal: Withdrawal) -> None:
    """What was reserved is paid."""
    await _move(work, withdrawal, LedgerKind.PAID, Reward.pay)


async def take_back(work: Work, withdrawal: Withdrawal) -> None:
    """What was paid is available again, in the rewards of which it was taken."""
    await _move(work, withdrawal, LedgerKind.RETURNED, Reward.take_back)


async def _move(work: Work, withdrawal: Withdrawal, kind: LedgerKind, change: Callable[[Reward, int], None]) -> None:
    """Enters a move of all its parts. Locks the purse, behind the withdrawal, as everybody does."""
    book = await open_book(work, withdrawal.partner_id, withdrawal.currency_code)
    reserved = (
        LedgerEntry.transaction_id == withdrawal.transaction_id,
        LedgerEntry.account == LedgerAccount.IN_WITHDRAWAL,
    )
    parts = (
        select(Reward, LedgerEntry.amount_minor)
        .join(LedgerEntry, LedgerEntry.reward_id == Reward.id)
        .where(*reserved)
        .order_by(Reward.available_at, Reward.id)
        .execution_options(populate_existing=True)
    )
    moved = []
    for reward, amount_minor in (await work.session.execute(parts)).all():
        change(book.hold(reward), amount_minor)
        moved.append(reward)
    book.enter(kind, f"{kind.lower()}:{withdrawal.id}", moved)
    await book.meet_debts()
    # Before the next query: the database takes a transaction's lines in one statement.
    await work.flush()


class AboutWithdrawal(TypedDict):
    """What every event of a withdrawal says."""

    subject_id: uuid.UUID
    partner_id: uuid.UUID
    amount: str
    currency_code: str


def about(withdrawal: Withdrawal) -> AboutWithdrawal:
    """What every event of this withdrawal says."""
    return {
        "subject_id": withdrawal.id,
        "partner_id": withdrawal.partner_id,
        "amount": major_units(withdrawal.amount_minor, CurrencyCode(withdrawal.currency_code)),
        "currency_code": withdrawal.currency_code,
    }
