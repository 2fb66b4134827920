"""What an unpaid reward waits for, and until when, as SQL over the reward's row. It stands above the rewards, since
payout methods and withdrawals are known here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, literal_column, null, select
from sqlalchemy.orm import aliased
from sqlalchemy.types import DateTime

from portal.core.actors import RestrictedMember
from portal.core.reading.declare import per_caller
from portal.partners.models import Partner, PartnerStatus
from portal.payouts.models import PayoutMethod, Withdrawal, WithdrawalStatus
from portal.reward_plans.models import PlanAmountKind, RewardPlan, RewardPlanAmount
from portal.rewards.ledger_models import Balance, LedgerEntry
from portal.rewards.models import LEFT_OF_REWARD, RewardStatus
from portal.rewards.models import Reward as RewardRow


class RewardWaitsFor(StrEnum):
    """What stands between a reward and the partner's bank account; what comes first, where there is more."""

    HOLD = "HOLD"
    MINIMUM = "MINIMUM"
    DEBT = "DEBT"
    PAYOUT_METHOD = "PAYOUT_METHOD"
    REINSTATEMENT = "REINSTATEMENT"
    APPROVAL = "APPROVAL"
    BANK = "BANK"
    NOTHING = "NOTHING"


_Ordered = aliased(RewardPlan)
_VERSION_OF_NOW = (
    select(_Ordered.version)
    .where(_Ordered.holds_from <= func.work_now())
    .order_by(_Ordered.holds_from.desc(), _Ordered.version.desc())
    .limit(literal_column("1"))
    .scalar_subquery()
)
_OF_HIM = and_(Balance.partner_id == RewardRow.partner_id, Balance.currency_code == RewardRow.currency_code)
_CURRENT_METHOD = and_(PayoutMethod.partner_id == RewardRow.partner_id, PayoutMethod.replaced_at.is_(None))

# Values and no `exists`, for which PostgreSQL may read a whole table once instead of one row by its key.
_OWES = select(Balance.debt_minor).where(_OF_HIM).scalar_subquery() > 0
_STATUS = select(Partner.status).where(Partner.id == RewardRow.partner_id).scalar_subquery()
_IS_SUSPENDED = _STATUS.in_([PartnerStatus.SUSPENDED.value])
_METHODS = select(func.count(PayoutMethod.id)).where(_CURRENT_METHOD, PayoutMethod.usable_from <= func.work_now())
_HAS_NO_METHOD = _METHODS.scalar_subquery() < 1
_MINIMUM = select(RewardPlanAmount.amount_minor).where(
    RewardPlanAmount.version == _VERSION_OF_NOW,
    RewardPlanAmount.kind == PlanAmountKind.MINIMUM_WITHDRAWAL.value,
    RewardPlanAmount.currency_code == RewardRow.currency_code,
)
_AVAILABLE = select(Balance.available_minor).where(_OF_HIM)
_IS_LESS_THAN_MINIMUM = _MINIMUM.scalar_subquery() > _AVAILABLE.scalar_subquery()
_IS_TO_BE_APPROVED = exists().where(
    LedgerEntry.reward_id == RewardRow.id,
    Withdrawal.transaction_id == LedgerEntry.transaction_id,
    Withdrawal.status == WithdrawalStatus.REQUESTED.value,
)

_END_OF_METHODS_WAIT = select(PayoutMethod.usable_from).where(_CURRENT_METHOD).scalar_subquery()
_END_OF_HOLD: ColumnElement[dt.datetime] = RewardRow.available_at.expression

_IS_IN_WITHDRAWAL = RewardRow.status == RewardStatus.IN_WITHDRAWAL.value
_IS_HELD = RewardRow.status == RewardStatus.PENDING.value
_IS_DONE = LEFT_OF_REWARD == 0
_IS_OWED = LEFT_OF_REWARD < 0


class _Wait(NamedTuple):
    """Where `holds`, a reward waits for this, until that moment where it is known."""

    holds: ColumnElement[bool]
    waits_for: RewardWaitsFor
    until: ColumnElement[Any] = null().cast(DateTime(timezone=True))


# The first that holds.
_WAITS = (
    _Wait(and_(_IS_IN_WITHDRAWAL, _IS_TO_BE_APPROVED), RewardWaitsFor.APPROVAL),
    _Wait(_IS_IN_WITHDRAWAL, RewardWaitsFor.BANK),
    _Wait(_IS_DONE, RewardWaitsFor.NOTHING),
    _Wait(_IS_HELD, RewardWaitsFor.HOLD, _END_OF_HOLD),
    _Wait(_IS_OWED, RewardWaitsFor.DEBT),
    _Wait(_OWES, RewardWaitsFor.DEBT),
    _Wait(_IS_SUSPENDED, RewardWaitsFor.REINSTATEMENT),
    _Wait(_HAS_NO_METHOD, RewardWaitsFor.PAYOUT_METHOD, _END_OF_METHODS_WAIT),
    _Wait(_IS_LESS_THAN_MINIMUM, RewardWaitsFor.MINIMUM),
)
# Whoever is restricted to chosen accounts reads no balance, payout method or withdrawal: he is told what the reward
# itself says.
_WAITS_BY_ITSELF = _WAITS[1:5]


def _waits_for(waits: Sequence[_Wait]) -> ColumnElement[str]:
    return case(*((one.holds, one.waits_for.value) for one in waits), else_=RewardWaitsFor.NOTHING.value)


def _waits_until(waits: Sequence[_Wait]) -> ColumnElement[dt.datetime | None]:
    return case(*((one.holds, one.until) for one in waits))


WAITS_FOR = per_caller({RestrictedMember: _waits_for(_WAITS_BY_ITSELF)}, _waits_for(_WAITS))
WAITS_UNTIL = per_caller({RestrictedMember: _waits_until(_WAITS_BY_ITSELF)}, _waits_until(_WAITS))
