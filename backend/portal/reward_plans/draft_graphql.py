"""Settings of a reward plan as they are sent, and what they would say before they are published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson
import strawberry

from portal.core import actors
from portal.core.actors import ProgramClient
from portal.core.graphql import Context
from portal.core.inputs import text
from portal.core.money import CurrencyCode, minor_units
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput
from portal.core.reading.declare import asked, computed, everything, reads, single, where
from portal.core.texts import _
from portal.core.work import open_work
from portal.reward_plans.plan import DEFAULT, PlanSettings, Tier
from portal.reward_plans.service import current_plan
from portal.reward_plans.words import changes_in_words, plan_in_words


@strawberry.input(description="An amount in one currency.")
class MoneyInput:
    amount: Decimal = strawberry.field(description="In major units.")
    currency_code: CurrencyCode = strawberry.field(description="The currency.")


@strawberry.input(description="A step of the plan.")
class RewardTierInput:
    name: str = strawberry.field(description="What it is called, 60 characters at most.")
    from_paying_clients: int = strawberry.field(description="How many paying clients reach it.")
    rate_bps: int = strawberry.field(description="The share in it, in basis points.")


@strawberry.input(description="What a plan sets; whatever is left out is as in the default.")
class RewardPlanInput:
    rate_bps: int | None = strawberry.field(default=None, description="The share in basis points, 0 to 10,000.")
    months: int | None = strawberry.field(
        default=None, description="For how many months from a client's first payment, 1 to 120."
    )
    for_life: bool = strawberry.field(default=False, description="As long as the client pays, instead of months.")
    hold_days: int | None = strawberry.field(default=None, description="For how many days it is held, 0 to 365.")
    first_payment_bonuses: list[MoneyInput] | None = strawberry.field(
        default=None, description="What is added for a client's first payment, once for each currency."
    )
    minimum_withdrawals: list[MoneyInput] | None = strawberry.field(
        default=None, description="The least that can be withdrawn, once for each currency."
    )
    adjustment_limits: list[MoneyInput] | None = strawberry.field(
        default=None, description="Above which adjustments need a second one of the team, once for each currency."
    )
    tiers: list[RewardTierInput] | None = strawberry.field(
        default=None, description="Steps by number of paying clients, the lowest first."
    )


def settings_of(input: RewardPlanInput) -> PlanSettings:
    """What is meant. Raises InvalidInput."""
    given = {"rate_bps": input.rate_bps, "months": input.months, "hold_days": input.hold_days}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    if input.for_life:
        changes["months"] = None
    for name, sent, field in (
        ("first_payment_bonus", input.first_payment_bonuses, "firstPaymentBonuses"),
        ("minimum_withdrawal", input.minimum_withdrawals, "minimumWithdrawals"),
        ("adjustment_limit", input.adjustment_limits, "adjustmentLimits"),
    ):
        if sent is not None:
            changes[name] = _minor(sent, field)
    if input.tiers is not None:
        changes["tiers"] = tuple(
            Tier(**{**vars(tier), "name": text(tier.name, "tiers", longest=60)}) for tier in input.tiers
        )
    return replace(DEFAULT, **changes)


def _minor(sent: Sequence[MoneyInput], field: str) -> Mapping[CurrencyCode, int]:
    """By currency, in its smallest units. Raises InvalidInput, also for a currency that is named twice."""
    amounts = {one.currency_code: minor_units(one.amount, one.currency_code, field) for one in sent}
    if len(amounts) < len(sent):
        raise InvalidInput(_("Name each currency once."), field=field)
    return amounts


def _as_text(sent: Mapping[str, Any]) -> str:
    return orjson.dumps(sent, default=str).decode()


def _drafted(sent_text: str) -> PlanSettings:
    """What the draft means. Raises InvalidInput for settings that no plan can have."""
    sent = orjson.loads(sent_text)
    settings = settings_of(
        RewardPlanInput(
            rate_bps=sent.get("rateBps"),
            months=sent.get("months"),
            for_life=sent.get("forLife") or False,
            hold_days=sent.get("holdDays"),
            first_payment_bonuses=_amounts(sent.get("firstPaymentBonuses")),
            minimum_withdrawals=_amounts(sent.get("minimumWithdrawals")),
            adjustment_limits=_amounts(sent.get("adjustmentLimits")),
            tiers=_tiers(sent.get("tiers")),
        )
    )
    settings.check()
    return settings


def _amounts(sent: list[dict[str, str]] | None) -> list[MoneyInput] | None:
    if sent is None:
        return None
    return [MoneyInput(amount=Decimal(one["amount"]), currency_code=CurrencyCode(one["currencyCode"])) for one in sent]


def _tiers(sent: list[dict[str, Any]] | None) -> list[RewardTierInput] | None:
    if sent is None:
        return None
    return [
        RewardTierInput(name=one["name"], from_paying_clients=one["fromPayingClients"], rate_bps=one["rateBps"])
        for one in sent
    ]


def _words(_context: Context, sent_text: str) -> list[str]:
    return plan_in_words(_drafted(sent_text))


async def _changes(context: Context, sent_text: str) -> list[str]:
    draft = _drafted(sent_text)
    async with open_work(context.runtime, context.request, context.actor) as work:
        return changes_in_words((await current_plan(work)).settings, draft)


@reads(scope={actors.Operator: everything, ProgramClient: everything})
class RewardPlanDraft:
    """Settings that are not published, in words."""

    words: list[str] = computed(_words, asked, description="What a plan with them would say.")
    changes: list[str] = computed(
        _changes, asked, description="What differs from the plan that holds now; nothing where they are the same."
    )


@strawberry.type
class RewardPlanDraftQueries:
    reward_plan_draft: RewardPlanDraft | None = single(
        "What a reward plan with these settings would say.",
        by={"input": where(of=RewardPlanInput, prepare=_as_text, description="The settings.")},
        requires=Permission.EDIT_REWARD_PLAN,
    )
