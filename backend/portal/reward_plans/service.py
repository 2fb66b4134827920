"""The verbs of the reward plan."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy import text as sql

from portal.core.ids import new_id
from portal.core.inputs import optional_text
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput
from portal.core.texts import _
from portal.core.work import Work
from portal.reward_plans.events import RewardPlanPublished
from portal.reward_plans.models import PlanAmountKind, RewardPlan, RewardPlanAmount, RewardPlanTier
from portal.reward_plans.plan import PlanSettings, Tier, Version, plan_at

# One publication at a time, so that versions count up without a gap.
_TURN = sql("select pg_advisory_xact_lock(7469)")
FARTHEST_AHEAD = dt.timedelta(days=366)


async def all_versions(work: Work) -> list[Version]:
    """Every version of the plan, in the order in which they hold."""
    in_order = select(RewardPlan).order_by(RewardPlan.holds_from, RewardPlan.version)
    found = (await work.session.execute(in_order)).scalars().all()
    amounts: dict[tuple[int, str], dict[CurrencyCode, int]] = defaultdict(dict)
    query = select(RewardPlanAmount).order_by(RewardPlanAmount.currency_code)
    for one in (await work.session.execute(query)).scalars():
        amounts[one.version, one.kind][CurrencyCode(one.currency_code)] = one.amount_minor
    tiers: dict[int, list[Tier]] = defaultdict(list)
    steps = select(RewardPlanTier).order_by(RewardPlanTier.from_paying_clients)
    for step in (await work.session.execute(steps)).scalars():
        tier = Tier(name=step.name, from_paying_clients=step.from_paying_clients, rate_bps=step.rate_bps)
        tiers[step.version].append(tier)
    return [
        Version(
            plan.version,
            plan.holds_from,
            PlanSettings(
                rate_bps=plan.rate_bps,
                months=plan.months,
                hold_days=plan.hold_days,
                tiers=tuple(tiers[plan.version]),
                **{kind.value.lower(): amounts[plan.version, kind.value] for kind in PlanAmountKind},
            ),
        )
        for plan in found
    ]


async def current_plan(work: Work) -> Version:
    """The version that holds now."""
    return plan_at(await all_versions(work), work.now)


async def publish_plan(
    work: Work, settings: PlanSettings, holds_from: dt.datetime | None, note: str | None
) -> RewardPlan:
    """Publishes a new version, for payments from `holds_from` on, at the earliest from now on: what was paid before is
    never reckoned anew. Raises InvalidInput for settings or a date that can't be.
    """
    work.require(Permission.EDIT_REWARD_PLAN)
    settings.check()
    why = optional_text(note, "note", longest=1_000, lines=True)
    await work.session.execute(_TURN)
    versions: Sequence[Version] = await all_versions(work)
    begins = holds_from or work.now
    if begins < work.now or begins > work.now + FARTHEST_AHEAD:
        raise InvalidInput(_("A plan holds from now on, or from a date within a year."), field="holdsFrom")
    if begins < versions[-1].from_:
        raise InvalidInput(_("A later version is published already. Give a date after its own."), field="holdsFrom")
    plan = RewardPlan(
        id=new_id(),
        version=max(one.version for one in versions) + 1,
        published_at=work.now,
        holds_from=begins,
        rate_bps=settings.rate_bps,
        months=settings.months,
        hold_days=settings.hold_days,
        note=why,
    )
    work.add(plan)
    for row in _parts(plan.version, settings):
        work.session.add(row)
    work.record(RewardPlanPublished(subject_id=plan.id, version=plan.version, holds_from=begins))
    return plan


def _parts(version: int, settings: PlanSettings) -> Iterator[RewardPlanAmount | RewardPlanTier]:
    """What a version sets beside its own row."""
    for kind in PlanAmountKind:
        amounts: Mapping[CurrencyCode, int] = getattr(settings, kind.value.lower())
        for code, amount in amounts.items():
            yield RewardPlanAmount(version=version, kind=kind.value, currency_code=code.value, amount_minor=amount)
    for tier in settings.tiers:
        yield RewardPlanTier(version=version, **asdict(tier))
