"""What to look at before a withdrawal is approved, as SQL over the withdrawal's row."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ColumnElement, Text, and_, case, exists, func, null, select
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import aliased

from portal.payouts import models
from portal.payouts.models import WithdrawalStatus
from portal.rewards.ledger_models import Balance


class WithdrawalFlag(StrEnum):
    """What to look at before a withdrawal is approved."""

    NEW_PAYOUT_METHOD = "NEW_PAYOUT_METHOD"
    SHARED_PAYOUT_METHOD = "SHARED_PAYOUT_METHOD"
    FIRST_WITHDRAWAL = "FIRST_WITHDRAWAL"
    UNUSUAL_AMOUNT = "UNUSUAL_AMOUNT"
    IN_DEBT = "IN_DEBT"


_WITHDRAWAL = models.Withdrawal
_NEW_FOR = dt.timedelta(days=7)
_Own = aliased(models.PayoutMethod)
_Other = aliased(models.PayoutMethod)
_Before = aliased(models.Withdrawal)
_UNDER_WAY = _WITHDRAWAL.status.in_(
    [WithdrawalStatus.REQUESTED.value, WithdrawalStatus.APPROVED.value, WithdrawalStatus.PROCESSING.value]
)
_PAID_BEFORE = and_(_Before.partner_id == _WITHDRAWAL.partner_id, _Before.paid_at < _WITHDRAWAL.requested_at)


def _is(condition: ColumnElement[bool], flag: WithdrawalFlag) -> ColumnElement[str | None]:
    return case((condition, flag.value), else_=null())


_IS_NEW = exists().where(_Own.id == _WITHDRAWAL.payout_method_id, _Own.created_at > _WITHDRAWAL.requested_at - _NEW_FOR)
_IS_SHARED = exists().where(
    _Own.id == _WITHDRAWAL.payout_method_id,
    _Other.fingerprint == _Own.fingerprint,
    _Other.partner_id != _Own.partner_id,
)
_MOST_PAID = select(func.max(_Before.amount_minor)).where(
    _PAID_BEFORE, _Before.currency_code == _WITHDRAWAL.currency_code
)
_OWES = exists().where(
    Balance.partner_id == _WITHDRAWAL.partner_id,
    Balance.currency_code == _WITHDRAWAL.currency_code,
    Balance.debt_minor > 0,
)
FLAGS: ColumnElement[list[str]] = func.array_remove(
    array(
        [
            _is(_IS_NEW, WithdrawalFlag.NEW_PAYOUT_METHOD),
            _is(_IS_SHARED, WithdrawalFlag.SHARED_PAYOUT_METHOD),
            _is(~exists().where(_PAID_BEFORE), WithdrawalFlag.FIRST_WITHDRAWAL),
            _is(_WITHDRAWAL.amount_minor > 2 * _MOST_PAID.scalar_subquery(), WithdrawalFlag.UNUSUAL_AMOUNT),
            _is(and_(_UNDER_WAY, _OWES), WithdrawalFlag.IN_DEBT),
        ]
    ),
    null(),
    type_=ARRAY(Text),
)
