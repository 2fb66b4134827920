"""Performance over time: what was earned, by whom and what, and what became of leads and hand-overs.

By whole days, weeks and months of the program's time zone. What the database keeps by period (`EarnedPeriod`) is added
up; by client the rewards themselves are, by an index that holds all that is needed.
"""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, null, select

from portal.accounts.models import AccountGlimpse
from portal.core.actors import Member, RestrictedMember
from portal.core.chosen import is_chosen
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput
from portal.core.texts import _
from portal.core.work import Work
from portal.leads.models import Lead, LeadStatus
from portal.performance.models import EarnedPeriod, PerformanceInterval
from portal.program.service import current_program
from portal.rewards.models import Reward
from portal.rewards.reckoning import RewardKind
from portal.transfers.models import OwnershipTransfer, TransferStatus

MOST_PERIODS = 120
MOST_POINTS = 2_000
DEFAULT_PERIODS = 12


class PerformanceGroup(StrEnum):
    """What the sums of a period are split by."""

    NONE = "NONE"
    CLIENT = "CLIENT"
    SOURCE = "SOURCE"
    PARTNER = "PARTNER"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked for: the periods from that of the first day to that of the last, in the program's time zone.

    Without a last day it is today, without a first one 12 periods. `partner_id` is whose performance, for those who see
    more than one partner's.
    """

    first_day: dt.date | None
    last_day: dt.date | None
    interval: PerformanceInterval
    group_by: PerformanceGroup
    partner_id: uuid.UUID | None


class Period(NamedTuple):
    """A day, week or month: its first day, and the first one after it."""

    starts_on: dt.date
    ends_before: dt.date


class Earned(NamedTuple):
    """The sums of one period, group and currency, in its smallest unit. What it isn't split by is None.

    `earned_minor` is after what went back, `paid_minor` the payments of which a share is left; rewards and clients are
    counted where something of them is left.
    """

    starts_on: dt.date
    partner_id: uuid.UUID | None
    account_id: uuid.UUID | None
    evidence: str | None
    currency_code: str
    earned_minor: int
    reversed_minor: int
    paid_minor: int
    rewards: int
    paying_clients: int


class Converted(NamedTuple):
    """Of the leads that were registered in a period, those that were won; of the accounts that were handed over to a
    client in it, those that pay and count for the partner. Both as it is now.
    """

    starts_on: dt.date
    partner_id: uuid.UUID | None
    leads: int = 0
    won_leads: int = 0
    transfers: int = 0
    paying_transfers: int = 0


async def periods_of(work: Work, question: Question) -> Sequence[Period]:
    """The periods that are asked for, the earliest first. Raises InvalidInput for none and for more than 120."""
    last_day = question.last_day or work.now.astimezone(await _zone(work)).date()
    last = period_of(last_day, question.interval)
    if question.first_day is None:
        found = [last]
        while len(found) < DEFAULT_PERIODS:
            found.insert(0, period_of(found[0].starts_on - dt.timedelta(days=1), question.interval))
        return found
    found = [period_of(question.first_day, question.interval)]
    if found[0].starts_on > last.starts_on:
        raise InvalidInput(_("The first day comes after the last one."))
    while found[-1].starts_on < last.starts_on:
        if len(found) == MOST_PERIODS:
            raise InvalidInput(_("Ask for {most} periods at most, or for longer ones.", most=MOST_PERIODS))
        found.append(period_of(found[-1].ends_before, question.interval))
    return found


def period_of(day: dt.date, interval: PerformanceInterval) -> Period:
    """The period in which a day lies; weeks begin on Monday. Raises InvalidInput for a day beyond the calendar."""
    try:
        match interval:
            case PerformanceInterval.DAY:
                return Period(day, day + dt.timedelta(days=1))
            case PerformanceInterval.WEEK:
                monday = day - dt.timedelta(days=day.weekday())
                return Period(monday, monday + dt.timedelta(days=7))
            case PerformanceInterval.MONTH:
                first = day.replace(day=1)
                return Period(first, (first + dt.timedelta(days=31)).replace(day=1))
    except OverflowError:
        raise InvalidInput(_("There is no such period.")) from None


async def earned(work: Work, question: Question) -> Sequence[Earned]:
    """What was earned, the earliest period first; nothing of periods in which nothing was. Raises InvalidInput."""
    periods = await periods_of(work, question)
    if question.group_by is PerformanceGroup.CLIENT:
        query = _by_client(work, question, periods, await _zone(work))
    else:
        query = _by_period(work, question, periods)
    return [Earned(*row) for row in await _bounded(work, query)]


def _by_period(work: Work, question: Question, periods: Sequence[Period]) -> Select[Any]:
    one, group_by = EarnedPeriod, question.group_by
    by: dict[PerformanceGroup, Any] = {
        PerformanceGroup.PARTNER: one.partner_id,
        PerformanceGroup.SOURCE: one.evidence,
    }
    keys = [one.starts_on, *([by[group_by]] if group_by in by else []), one.currency_code]
    sums = [one.earned_minor, one.reversed_minor, one.paid_minor, one.rewards, one.paying_clients]
    partner_id, evidence = (
        by[group] if group is group_by else null() for group in (PerformanceGroup.PARTNER, PerformanceGroup.SOURCE)
    )
    columns: list[Any] = [one.starts_on, partner_id, null(), evidence, one.currency_code]
    return (
        select(*columns, *(func.sum(column) for column in sums))
        .where(
            one.interval == question.interval.value,
            one.starts_on.between(periods[0].starts_on, periods[-1].starts_on),
            one.evidence != "" if group_by is PerformanceGroup.SOURCE else one.evidence == "",
            *_whose(work, question, one.partner_id),
            # No sums beyond chosen accounts.
            *([false()] if isinstance(work.actor, RestrictedMember) and work.runtime.scoped else []),
        )
        .group_by(*keys)
        .order_by(*keys)
    )


def _by_client(work: Work, question: Question, periods: Sequence[Period], zone: zoneinfo.ZoneInfo) -> Select[Any]:
    if question.partner_id is None and not isinstance(work.actor, Member):
        raise InvalidInput(_("Name the partner whose clients you ask for."))
    starts_on = _start_of(question, Reward.occurred_at, zone)
    stands = Reward.reversed_minor < Reward.amount_minor
    chosen = []
    if isinstance(work.actor, RestrictedMember) and work.runtime.scoped:
        chosen.append(is_chosen(Reward.account_id, work.actor.member_id))
    keys = [starts_on, Reward.account_id, Reward.currency_code]
    return (
        select(
            starts_on,
            null(),
            Reward.account_id,
            null(),
            Reward.currency_code,
            func.sum(Reward.amount_minor - Reward.reversed_minor),
            func.sum(Reward.reversed_minor),
            func.coalesce(func.sum(Reward.base_minor).filter(stands, Reward.kind == RewardKind.SHARE.value), 0),
            func.count().filter(stands),
            func.count(Reward.account_id.distinct()).filter(stands),
        )
        .where(
            _within(Reward.occurred_at, periods, zone),
            Reward.kind != RewardKind.ADJUSTMENT.value,
            *_whose(work, question, Reward.partner_id),
            *chosen,
        )
        .group_by(*keys)
        .order_by(*keys)
    )


async def converted(work: Work, question: Question) -> Sequence[Converted]:
    """What became of leads and hand-overs, the earliest period first; by partner where it is grouped by them, and else
    all together. Nothing to whoever may not read leads and accounts. Raises InvalidInput.
    """
    if not {Permission.VIEW_LEADS, Permission.VIEW_ACCOUNTS} <= work.actor.permissions:
        return []
    periods, zone = await periods_of(work, question), await _zone(work)
    won = Lead.status == LeadStatus.WON.value
    leads = _counted(work, question, Lead.registered_at, Lead.partner_id, won, periods, zone)
    pays = exists().where(
        AccountGlimpse.account_id == OwnershipTransfer.account_id,
        AccountGlimpse.partner_id == OwnershipTransfer.partner_id,
        AccountGlimpse.credited,
    )
    transfers = _counted(
        work, question, OwnershipTransfer.ended_at, OwnershipTransfer.partner_id, pays, periods, zone
    ).where(OwnershipTransfer.status == TransferStatus.ACCEPTED.value)
    found = {
        (starts_on, partner_id): Converted(starts_on, partner_id, *counts)
        for starts_on, partner_id, *counts in await _bounded(work, leads)
    }
    for starts_on, partner_id, count, paying in await _bounded(work, transfers):
        one = found.get((starts_on, partner_id), Converted(starts_on, partner_id))
        found[starts_on, partner_id] = one._replace(transfers=count, paying_transfers=paying)
    return sorted(found.values(), key=lambda one: (one.starts_on, str(one.partner_id)))


def _counted(
    work: Work,
    question: Question,
    moment: Any,
    partner_id: Any,
    reached: ColumnElement[bool],
    periods: Sequence[Period],
    zone: zoneinfo.ZoneInfo,
) -> Select[Any]:
    """How many there are by period, and by partner where that is asked for; and how many have `reached` it."""
    starts_on = _start_of(question, moment, zone)
    by_partner = question.group_by is PerformanceGroup.PARTNER
    whose = partner_id if by_partner else null()
    return (
        select(starts_on, whose, func.count(), func.count().filter(reached))
        .where(_within(moment, periods, zone), *_whose(work, question, partner_id))
        .group_by(starts_on, *([partner_id] if by_partner else []))
    )


# --- what all have in common ----------------------------------------------------------------------------------------


def _whose(work: Work, question: Question, partner_id: Any) -> list[ColumnElement[bool]]:
    """Members have their own partner's; row level security stands behind it."""
    whose = []
    if isinstance(work.actor, Member) and work.runtime.scoped:
        whose.append(partner_id == work.actor.partner_id)
    if question.partner_id is not None:
        whose.append(partner_id == question.partner_id)
    return whose


def _start_of(question: Question, moment: Any, zone: zoneinfo.ZoneInfo) -> ColumnElement[Any]:
    return func.period_start(question.interval.value, moment, zone.key).label("starts_on")


def _within(moment: Any, periods: Sequence[Period], zone: zoneinfo.ZoneInfo) -> ColumnElement[bool]:
    first, behind = (_midnight(day, zone) for day in (periods[0].starts_on, periods[-1].ends_before))
    return and_(moment >= first, moment < behind)


def _midnight(day: dt.date, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)


async def _bounded(work: Work, query: Select[Any]) -> Sequence[Any]:
    rows: Sequence[Any] = (await work.session.execute(query.limit(MOST_POINTS + 1))).all()
    if len(rows) > MOST_POINTS:
        message = _("These are more than {most} points. Ask for fewer or longer periods.", most=MOST_POINTS)
        raise InvalidInput(message)
    return rows


async def _zone(work: Work) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo((await current_program(work)).time_zone)
