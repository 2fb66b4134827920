"""The verbs of the vendor's team: which withdrawals are paid, and what became of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from portal.core.ids import parse_id
from portal.core.inputs import text
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, InvalidInputs, NotFound, PartnerSuspended, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work
from portal.partners.models import Partner, PartnerStatus
from portal.payouts.events import (
    WithdrawalApproved,
    WithdrawalFailed,
    WithdrawalPaid,
    WithdrawalRejected,
    WithdrawalReturned,
)
from portal.payouts.models import PayoutMethod, Withdrawal
from portal.payouts.service import about, give_back, pay_out, take_back
from portal.rewards.ledger_models import LedgerEntry
from portal.rewards.models import AdjustmentStatus, BalanceAdjustment

AT_ONCE = 500
# As long as a bank's own references are.
LONGEST_REFERENCE = 140


async def approve_withdrawals(work: Work, withdrawal_ids: Sequence[str]) -> list[Withdrawal]:
    """Agrees with all of them, or where one can't be, with none: the problems name each that can't.

    Raises InvalidInput, and InvalidInputs of NotFound, Conflict, PartnerSuspended and NOT_ALLOWED.
    """
    work.require(Permission.APPROVE_WITHDRAWALS)
    withdrawals = await hold_all(work, withdrawal_ids)
    suspended = await _suspended(work, withdrawals)
    involved = await _involved(work, withdrawals)
    problems: list[Problem] = []
    for i, withdrawal in enumerate(withdrawals):
        try:
            if withdrawal.partner_id in suspended:
                raise PartnerSuspended(_("This partner is suspended: what it asked for waits until it is reinstated."))
            if withdrawal.partner_id in involved:
                message = _("You changed this partner's payout data or balance, so somebody else has to approve this.")
                raise Problem(message, code=UserErrorCode.NOT_ALLOWED)
            withdrawal.approve(work.actor.actor_id, work.now)
        except Problem as problem:
            problem.field = named(i)
            problems.append(problem)
    if problems:
        raise InvalidInputs(problems)
    for withdrawal in withdrawals:
        work.record(WithdrawalApproved(**about(withdrawal)))
    return withdrawals


async def reject_withdrawal(work: Work, withdrawal_id: str, reason: str) -> Withdrawal:
    """Doesn't agree; the money is the partner's again. Raises NotFound, Conflict, InvalidInput."""
    withdrawal, why = await _with_reason(work, withdrawal_id, reason)
    withdrawal.reject(why, work.now)
    await give_back(work, withdrawal)
    work.record(WithdrawalRejected(reason=why, **about(withdrawal)))
    return withdrawal


async def mark_withdrawal_paid(work: Work, withdrawal_id: str, reference: str) -> Withdrawal:
    """Says that it is paid, and by what the payment is found. Raises NotFound, Conflict, InvalidInput."""
    work.require(Permission.APPROVE_WITHDRAWALS)
    found_by = text(reference, "reference", longest=LONGEST_REFERENCE)
    withdrawal = await work.get(Withdrawal, withdrawal_id, field="withdrawalId")
    withdrawal.pay(found_by, work.now)
    await pay_out(work, withdrawal)
    work.record(WithdrawalPaid(reference=found_by, **about(withdrawal)))
    return withdrawal


async def fail_withdrawal(work: Work, withdrawal_id: str, reason: str) -> Withdrawal:
    """Says that it could not be paid; the money is the partner's again. Raises NotFound, Conflict, InvalidInput."""
    withdrawal, why = await _with_reason(work, withdrawal_id, reason)
    withdrawal.fail(why, work.now)
    await give_back(work, withdrawal)
    work.record(WithdrawalFailed(reason=why, **about(withdrawal)))
    return withdrawal


async def return_withdrawal(work: Work, withdrawal_id: str, reason: str) -> Withdrawal:
    """Says that what was paid came back; it is the partner's again. Raises NotFound, Conflict, InvalidInput."""
    withdrawal, why = await _with_reason(work, withdrawal_id, reason)
    withdrawal.bring_back(why, work.now)
    await take_back(work, withdrawal)
    work.record(WithdrawalReturned(reason=why, **about(withdrawal)))
    return withdrawal


async def _with_reason(work: Work, withdrawal_id: str, reason: str) -> tuple[Withdrawal, str]:
    work.require(Permission.APPROVE_WITHDRAWALS)
    why = text(reason, "reason", longest=1_000, lines=True)
    return await work.get(Withdrawal, withdrawal_id, field="withdrawalId"), why


async def hold_all(work: Work, withdrawal_ids: Sequence[str]) -> list[Withdrawal]:
    """The withdrawals in the order in which they are named, held; in one order, so that nobody waits for each other.

    Raises InvalidInput for none, too many, or one that is named twice, InvalidInputs of NotFound.
    """
    if not 0 < len(withdrawal_ids) <= AT_ONCE:
        raise InvalidInput(_("Name 1 to {most} withdrawals.", most=AT_ONCE), field="withdrawalIds")
    if len(set(withdrawal_ids)) < len(withdrawal_ids):
        raise InvalidInput(_("Name each withdrawal once."), field="withdrawalIds")
    keys = [parse_id(Withdrawal.prefix, one) for one in withdrawal_ids]
    query = select(Withdrawal).where(Withdrawal.id.in_([key for key in keys if key])).order_by(Withdrawal.id)
    held = query.with_for_update().execution_options(populate_existing=True)
    found = {one.id: one for one in (await work.session.execute(held)).scalars()}
    missing: list[Problem] = [NotFound(field=named(i)) for i, key in enumerate(keys) if key not in found]
    if missing:
        raise InvalidInputs(missing)
    return [found[key] for key in keys if key]


def named(place: int) -> str:
    """The path of one of the named withdrawals."""
    return f"withdrawalIds.{place}"


async def _suspended(work: Work, withdrawals: Sequence[Withdrawal]) -> set[uuid.UUID]:
    """Which of their partners are suspended; none becomes so before the work ends."""
    ids = {one.partner_id for one in withdrawals}
    held = select(Partner.id, Partner.status).where(Partner.id.in_(ids)).order_by(Partner.id)
    rows = await work.session.execute(held.with_for_update(read=True))
    return {partner_id for partner_id, status in rows if status == PartnerStatus.SUSPENDED}


async def _involved(work: Work, withdrawals: Sequence[Withdrawal]) -> set[uuid.UUID]:
    """At which of their partners whoever acts has had a hand in what is paid, or where to: in these withdrawals, or
    since the last payment.
    """
    me, ids = work.actor.actor_id, {one.partner_id for one in withdrawals}
    earlier = aliased(Withdrawal)

    def last_paid(partner_id: object) -> object:
        paid = select(func.max(earlier.paid_at)).where(earlier.partner_id == partner_id)
        return func.coalesce(paid.scalar_subquery(), func.to_timestamp(0))

    methods = select(PayoutMethod.partner_id).where(
        PayoutMethod.partner_id.in_(ids),
        PayoutMethod.created_by == me,
        or_(
            PayoutMethod.id.in_({one.payout_method_id for one in withdrawals}),
            PayoutMethod.created_at > last_paid(PayoutMethod.partner_id),
        ),
    )
    # An older withdrawal may have been paid since, which held nothing of it.
    paid_now = select(LedgerEntry.reward_id).where(
        LedgerEntry.transaction_id.in_({one.transaction_id for one in withdrawals})
    )
    at = func.coalesce(BalanceAdjustment.decided_at, BalanceAdjustment.requested_at)
    adjustments = select(BalanceAdjustment.partner_id).where(
        BalanceAdjustment.partner_id.in_(ids),
        BalanceAdjustment.status != AdjustmentStatus.REJECTED,
        or_(BalanceAdjustment.requested_by == me, BalanceAdjustment.decided_by == me),
        or_(BalanceAdjustment.reward_id.in_(paid_now), at > last_paid(BalanceAdjustment.partner_id)),
    )
    return set((await work.session.execute(methods.union(adjustments))).scalars())
