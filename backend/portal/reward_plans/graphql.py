"""The reward plan in GraphQL: its versions, in words too, and the tiers that partners reached."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry
from sqlalchemy import ColumnElement, and_, false, func, null, select, text
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased

from portal.core import actors
from portal.core.actors import Member, ProgramClient, RestrictedMember
from portal.core.graphql import Connection, Context, Node, Payload, verb
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.reading.declare import (
    caller,
    column,
    computed,
    connection,
    everything,
    extends,
    id_of,
    many,
    one,
    per_caller,
    read,
    reads,
)
from portal.core.reading.money import Money, money
from portal.core.work import Work
from portal.partners.graphql import Partner
from portal.partners.models import Partner as PartnerRow
from portal.program.graphql import Program
from portal.reward_plans import models, service
from portal.reward_plans.draft_graphql import RewardPlanInput, settings_of
from portal.reward_plans.models import PlanAmountKind
from portal.reward_plans.plan import PlanSettings, Tier
from portal.reward_plans.words import plan_in_words

_PLAN, _AMOUNT, _TIER = models.RewardPlan, models.RewardPlanAmount, models.RewardPlanTier
_Newer = aliased(models.RewardPlan)
_EVERYBODY_IN = {Member: everything, actors.Operator: everything, ProgramClient: everything}
_TEAM = {actors.Operator: everything, ProgramClient: everything}


@reads(_TIER, scope=_EVERYBODY_IN)
class RewardTier:
    """A step of the reward plan."""

    name: str
    from_paying_clients: int
    rate_bps: int


@reads(_AMOUNT, scope=_EVERYBODY_IN)
class PlanAmount:
    """An amount that a plan sets in one currency."""

    currency_code: CurrencyCode
    amount: Money = money("The amount.", _AMOUNT.amount_minor, _AMOUNT.currency_code)


# --- in words -------------------------------------------------------------------------------------------------------


def _as_settings(kept: dict[str, Any]) -> PlanSettings:
    """Settings from the database's JSON."""
    amounts = {
        kind.value.lower(): {CurrencyCode(code): int(minor) for code, minor in sorted(kept[kind.value].items())}
        for kind in PlanAmountKind
        if kind.value in kept
    }
    tiers = tuple(Tier(**tier) for tier in kept["tiers"])
    return PlanSettings(
        rate_bps=kept["rate_bps"], months=kept["months"], hold_days=kept["hold_days"], tiers=tiers, **amounts
    )


def _words(_context: Context, kept: dict[str, Any]) -> list[str]:
    return plan_in_words(_as_settings(kept))


def _amounts_of(kind: PlanAmountKind) -> ColumnElement[Any]:
    found = select(func.jsonb_object_agg(_AMOUNT.currency_code, _AMOUNT.amount_minor)).where(
        _AMOUNT.version == _PLAN.version, _AMOUNT.kind == kind.value
    )
    return func.coalesce(found.correlate_except(_AMOUNT).scalar_subquery(), text("'{}'::jsonb"))


_STEP = func.jsonb_build_object(
    text("'name'"),
    _TIER.name,
    text("'from_paying_clients'"),
    _TIER.from_paying_clients,
    text("'rate_bps'"),
    _TIER.rate_bps,
)
_STEPS = (
    select(func.jsonb_agg(aggregate_order_by(_STEP, _TIER.from_paying_clients)))
    .where(_TIER.version == _PLAN.version)
    .correlate_except(_TIER)
    .scalar_subquery()
)
_KEPT: ColumnElement[Any] = func.jsonb_build_object(
    text("'rate_bps'"),
    _PLAN.rate_bps,
    text("'months'"),
    _PLAN.months,
    text("'hold_days'"),
    _PLAN.hold_days,
    text("'tiers'"),
    func.coalesce(_STEPS, text("'[]'::jsonb")),
    text("'FIRST_PAYMENT_BONUS'"),
    _amounts_of(PlanAmountKind.FIRST_PAYMENT_BONUS),
    text("'MINIMUM_WITHDRAWAL'"),
    _amounts_of(PlanAmountKind.MINIMUM_WITHDRAWAL),
    type_=JSONB,
)


@reads(_PLAN, scope=_EVERYBODY_IN, node=Permission.VIEW_REWARD_PLAN)
class RewardPlan(Node):
    """One published version of what partners earn."""

    id: strawberry.ID = id_of(_PLAN)
    version: int
    published_at: dt.datetime
    holds_from: dt.datetime
    rate_bps: int
    months: int | None
    hold_days: int
    tiers: list[RewardTier] = many(
        _TIER.version == _PLAN.version, "Its steps, the lowest first.", order=[_TIER.from_paying_clients]
    )
    first_payment_bonuses: list[PlanAmount] = many(
        and_(_AMOUNT.version == _PLAN.version, _AMOUNT.kind == PlanAmountKind.FIRST_PAYMENT_BONUS.value),
        "What is added for a client's first payment, by currency.",
        order=[_AMOUNT.currency_code],
    )
    minimum_withdrawals: list[PlanAmount] = many(
        and_(_AMOUNT.version == _PLAN.version, _AMOUNT.kind == PlanAmountKind.MINIMUM_WITHDRAWAL.value),
        "The least that can be withdrawn, by currency; any amount where a currency isn't named.",
        order=[_AMOUNT.currency_code],
    )
    adjustment_limits: list[PlanAmount] = many(
        and_(_AMOUNT.version == _PLAN.version, _AMOUNT.kind == PlanAmountKind.ADJUSTMENT_LIMIT.value),
        "Above which a second one of the vendor's team must agree to an adjustment; for the team.",
        order=[_AMOUNT.currency_code],
        requires=Permission.EDIT_REWARD_PLAN,
    )
    note: str | None = column(
        per_caller(dict.fromkeys(_TEAM, _PLAN.note), null()), "Why it was published; for the vendor's team alone."
    )
    words: list[str] = computed(_words, _KEPT, description="What it says, in words.")


@extends(Program)
class ProgramWithRewardPlan:
    """What is earned now."""

    reward_plan: RewardPlan | None = one(
        _PLAN.version
        == select(_Newer.version)
        .where(_Newer.holds_from <= func.work_now())
        .order_by(_Newer.holds_from.desc(), _Newer.version.desc())
        .limit(1)
        .scalar_subquery(),
        "The reward plan that holds now; null to whoever may not read it.",
        requires=Permission.VIEW_REWARD_PLAN,
    )


_REACHED = models.PartnerTier
_Later = aliased(models.PartnerTier)


@reads(
    _REACHED,
    scope={
        Member: _REACHED.partner_id == caller.partner_id,
        # It tells of all clients.
        RestrictedMember: false(),
        actors.Operator: everything,
        ProgramClient: everything,
    },
)
class PartnerTier:
    """The step of the reward plan that a partner has reached."""

    name: str = column(func.coalesce(_REACHED.tier, ""), "What it is called; empty below the first.", not_null=True)
    paying_clients: int
    month: dt.date


@extends(Partner)
class PartnerWithTier:
    """How far the partner has come in the reward plan."""

    tier: PartnerTier | None = one(
        and_(
            _REACHED.partner_id == PartnerRow.id,
            _REACHED.tier.is_not(None),
            _REACHED.month
            == select(func.max(_Later.month))
            .where(_Later.partner_id == PartnerRow.id)
            .correlate_except(_Later)
            .scalar_subquery(),
        ),
        "The tier by the paying clients on the first of the month; null without one.",
        requires=Permission.VIEW_REWARDS,
    )


@strawberry.input(description="The plan to publish; whatever is left out is as in the default.")
class PublishRewardPlanInput(RewardPlanInput):
    holds_from: dt.datetime | None = strawberry.field(
        default=None, description="For payments from when on, within a year; from now on where it is left out."
    )
    note: str | None = strawberry.field(default=None, description="Why, for the vendor's team.")


@strawberry.type(description="The plan that was published.")
class PublishRewardPlanPayload(Payload):
    reward_plan: RewardPlan | None = strawberry.field(default=None, description="The new version.")


@strawberry.type
class RewardPlanQueries:
    reward_plans: Connection[RewardPlan] = connection(
        "All versions, the newest first.", order=[_PLAN.version], requires=Permission.VIEW_REWARD_PLAN
    )


@strawberry.type
class RewardPlanMutations:
    @verb(Permission.EDIT_REWARD_PLAN)
    async def publish_reward_plan(work: Work, input: PublishRewardPlanInput) -> PublishRewardPlanPayload:
        """Publishes a new version of the reward plan, for payments from its date on."""
        published = await service.publish_plan(work, settings_of(input), input.holds_from, input.note)
        return PublishRewardPlanPayload(reward_plan=read(RewardPlan, published))
