"""Rewards, balances and the reward plan in GraphQL."""

from __future__ import annotations

import datetime as dt
import uuid

import strawberry
from sqlalchemy import ColumnElement, Uuid, and_, false, func, null
from sqlalchemy.types import ARRAY, DateTime, Text

from portal.accounts.graphql import ClientAccount
from portal.accounts.models import ClientAccount as AccountRow
from portal.accounts.references import account_named, read_reference
from portal.core import actors
from portal.core.actors import Member, ProgramClient, RestrictedMember
from portal.core.chosen import is_chosen
from portal.core.graphql import Connection, Node, described
from portal.core.ids import parse_id
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.reading.declare import (
    caller,
    connection,
    everything,
    extends,
    filters,
    id_of,
    key_of,
    many,
    one,
    per_caller,
    reads,
    single,
    where,
)
from portal.core.reading.money import Money, money
from portal.identity.graphql import Operator
from portal.identity.models import User
from portal.partners.graphql import Partner
from portal.partners.models import Partner as PartnerRow
from portal.platform.models import BillingEvent as BillingEventRow
from portal.reward_plans.graphql import RewardPlan
from portal.reward_plans.models import RewardPlan as PlanRow
from portal.rewards import ledger_models, models
from portal.rewards.models import AdjustmentStatus, RewardStatus
from portal.rewards.reckoning import RewardKind

described(
    RewardKind,
    SHARE="A share of a payment.",
    FIRST_PAYMENT_BONUS="The bonus for a client's first payment.",
    ADJUSTMENT="Given, or taken, by the vendor's team.",
    CLAIM="What a granted claim brought.",
)
described(
    RewardStatus,
    PENDING="Held until it is available.",
    AVAILABLE="Some of it can be withdrawn; or, of what was taken, some is still to be met.",
    IN_WITHDRAWAL="Some of it is in a withdrawal.",
    PAID="Paid out, or used to meet a debt.",
    REVERSED="Gone back, with what the client got back.",
)
described(
    AdjustmentStatus,
    REQUESTED="A second one of the vendor's team is yet to agree.",
    APPLIED="It is in the balance.",
    REJECTED="It was not agreed with.",
)

_REWARD, _BALANCE = models.Reward, ledger_models.Balance
_MINE = _REWARD.partner_id == caller.partner_id
_CURRENCY = _REWARD.currency_code


@reads(
    _REWARD,
    scope={
        Member: _MINE,
        RestrictedMember: and_(_MINE, is_chosen(_REWARD.account_id, caller.member_id)),
        actors.Operator: everything,
        ProgramClient: everything,
    },
    node=Permission.VIEW_REWARDS,
)
class Reward(Node):
    """What a partner earned by one payment, or was given."""

    id: strawberry.ID = id_of(_REWARD)
    kind: RewardKind
    status: RewardStatus
    rate_bps: int | None
    plan_version: int | None
    occurred_at: dt.datetime
    available_at: dt.datetime
    reason: str | None
    account: ClientAccount | None = one(AccountRow.id == _REWARD.account_id, "By which client; null of an adjustment.")
    partner: Partner = one(PartnerRow.id == _REWARD.partner_id, "Whose it is.")
    payment_id: strawberry.ID | None = id_of(
        BillingEventRow,
        per_caller({actors.Operator: _REWARD.payment_id}, null()),
        "The billing event of the payment; null of an adjustment, and to all but the vendor's team.",
    )
    plan: RewardPlan | None = one(
        PlanRow.version == _REWARD.plan_version,
        "The version of the reward plan by which it was reckoned; null of an adjustment.",
        requires=Permission.VIEW_REWARD_PLAN,
    )
    amount: Money = money(
        "What was earned, before anything went back; below zero where it was taken.", _REWARD.amount_minor, _CURRENCY
    )
    reversed_amount: Money = money(
        "What of it went back with refunds and chargebacks.", _REWARD.reversed_minor, _CURRENCY
    )
    withdrawn_amount: Money = money("What of it is in a withdrawal.", _REWARD.withdrawn_minor, _CURRENCY)
    paid_amount: Money = money("What of it was paid out.", _REWARD.paid_minor, _CURRENCY)
    settled_amount: Money = money(
        "What of it met a debt; below zero, what of the debt that it made was met.", _REWARD.settled_minor, _CURRENCY
    )
    left_amount: Money = money(
        "What is left: held or available; below zero, still owed for it.", models.LEFT_OF_REWARD, _CURRENCY
    )
    base_amount: Money | None = money(
        "The payment, without tax; null of an adjustment.",
        _REWARD.base_minor,
        _CURRENCY,
        present=_REWARD.base_minor.is_not(None),
    )


@reads(
    _BALANCE,
    scope={
        Member: _BALANCE.partner_id == caller.partner_id,
        RestrictedMember: false(),
        actors.Operator: everything,
        ProgramClient: everything,
    },
)
class Balance:
    """What a partner has in one currency; never summed with another."""

    currency_code: CurrencyCode
    pending: Money = money("Held, until it is available.", _BALANCE.pending_minor, _BALANCE.currency_code)
    available: Money = money("What can be withdrawn.", _BALANCE.available_minor, _BALANCE.currency_code)
    debt: Money = money(
        "What is owed after money went back; met first by what becomes available.",
        _BALANCE.debt_minor,
        _BALANCE.currency_code,
    )
    in_withdrawal: Money = money("On its way.", _BALANCE.in_withdrawal_minor, _BALANCE.currency_code)
    paid: Money = money("Paid out so far.", _BALANCE.paid_minor, _BALANCE.currency_code)


@extends(Partner)
class PartnerWithRewards:
    """The partner's money."""

    balances: list[Balance] = many(
        _BALANCE.partner_id == PartnerRow.id,
        "What the partner has, by currency; nothing to whoever is restricted to chosen accounts.",
        order=[_BALANCE.currency_code],
        requires=Permission.VIEW_REWARDS,
    )


def _in_status(chosen: ColumnElement[list[str]]) -> ColumnElement[bool]:
    return _REWARD.status.op("=", return_type=None)(func.any(chosen))


@filters
class RewardFilter:
    """Which rewards to list."""

    status: list[RewardStatus] | None = where(_in_status, type=ARRAY(Text), description="In one of these states.")
    account_id: strawberry.ID | None = where(
        lambda reference: _REWARD.account_id == account_named(reference),
        of=strawberry.ID,
        prepare=read_reference,
        description="By the client account with this id or number.",
    )
    currency_code: CurrencyCode | None = where(
        lambda code: _REWARD.currency_code == code, of=CurrencyCode, description="In this currency."
    )
    from_: dt.datetime | None = where(
        lambda moment: _REWARD.occurred_at >= moment,
        type=DateTime(timezone=True),
        description="Of payments at this moment or later.",
    )
    to: dt.datetime | None = where(
        lambda moment: _REWARD.occurred_at < moment,
        type=DateTime(timezone=True),
        description="Of payments before this moment.",
    )


def _of_partner(partner_id: ColumnElement[uuid.UUID]) -> ColumnElement[bool]:
    return _REWARD.partner_id == partner_id


_ADJUSTMENT = models.BalanceAdjustment


@reads(_ADJUSTMENT, scope={actors.Operator: everything, ProgramClient: everything}, node=Permission.ADJUST_BALANCES)
class BalanceAdjustment(Node):
    """What the vendor's team gives a partner, or takes."""

    id: strawberry.ID = id_of(_ADJUSTMENT)
    reason: str
    status: AdjustmentStatus
    requested_at: dt.datetime
    requested_by: Operator | None = one(
        User.id == _ADJUSTMENT.requested_by, "Who asked for it; for operators, null once the person has left the team."
    )
    decided_at: dt.datetime | None
    decided_by: Operator | None = one(
        User.id == _ADJUSTMENT.decided_by, "Who agreed, or did not; for operators, null where nobody had to."
    )
    partner: Partner = one(PartnerRow.id == _ADJUSTMENT.partner_id, "Whose balance.")
    amount: Money = money(
        "How much; below zero where it is taken.", _ADJUSTMENT.amount_minor, _ADJUSTMENT.currency_code
    )


@strawberry.type
class RewardQueries:
    reward: Reward | None = single(
        "One reward, by its id.", by={"id": key_of(_REWARD)}, requires=Permission.VIEW_REWARDS
    )
    rewards: Connection[Reward] = connection(
        "The rewards that the caller may see, the latest payment first.",
        filter=RewardFilter,
        order=[_REWARD.occurred_at, _REWARD.id],
        where={
            "partner_id": where(
                _of_partner,
                of=strawberry.ID,
                prepare=lambda value: parse_id(PartnerRow.prefix, value),
                type=Uuid(),
                description="Of this partner; for operators.",
            )
        },
        requires=Permission.VIEW_REWARDS,
    )
    balance_adjustments: Connection[BalanceAdjustment] = connection(
        "What the vendor's team gave and took, the latest first.",
        order=[_ADJUSTMENT.requested_at, _ADJUSTMENT.id],
        requires=Permission.ADJUST_BALANCES,
    )
