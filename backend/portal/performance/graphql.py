"""Performance over time in GraphQL."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any

import strawberry

from portal.accounts.graphql import ClientAccount
from portal.core import actors
from portal.core.actors import Member, ProgramClient
from portal.core.graphql import Context, described, show
from portal.core.ids import parse_id
from portal.core.money import CurrencyCode, major_units
from portal.core.permissions import Permission
from portal.core.reading.declare import Reference, asked_for, computed, everything, reads, single, where
from portal.core.reading.money import Money
from portal.core.reading.selection import Chosen
from portal.core.work import Work, open_work
from portal.credit.policy import EvidenceKind
from portal.partners.graphql import Partner
from portal.partners.models import Partner as PartnerRow
from portal.performance import figures
from portal.performance.figures import MOST_PERIODS, MOST_POINTS, PerformanceGroup, Question, period_of
from portal.performance.models import PerformanceInterval

described(PerformanceInterval, DAY="By day.", WEEK="By week, from Monday on.", MONTH="By month.")
described(
    PerformanceGroup,
    NONE="Not at all.",
    CLIENT="By client account; operators name the partner.",
    SOURCE="By what the clients count for the partner by.",
    PARTNER="By partner.",
)


@strawberry.type(description="A day, week or month of the program's time zone.")
class PerformancePeriod:
    starts_on: dt.date = strawberry.field(description="Its first day.")
    ends_on: dt.date = strawberry.field(description="Its last day.")


@strawberry.type(description="What was earned in one period by one group, in one currency.")
class PerformancePoint(PerformancePeriod):
    account: ClientAccount | None = strawberry.field(description="By which client; null unless grouped by clients.")
    evidence: EvidenceKind | None = strawberry.field(
        description="What the clients count by; null unless grouped by sources."
    )
    partner: Partner | None = strawberry.field(description="By which partner; null unless grouped by partners.")
    earned: Money = strawberry.field(description="What was earned by payments of the period, less what went back.")
    reversed: Money = strawberry.field(description="What went back with refunds and chargebacks.")
    paid: Money = strawberry.field(
        description="What clients paid, without tax; payments that went back whole are left out."
    )
    reward_count: int = strawberry.field(description="How many rewards of which something is left.")
    paying_clients: int = strawberry.field(
        description="How many clients' payments earned something; one who pays in two currencies is counted in each."
    )


@strawberry.type(description="What became of the leads and hand-overs of one period, as it is now.")
class PerformanceConversion(PerformancePeriod):
    partner: Partner | None = strawberry.field(description="Of which partner; null unless grouped by partners.")
    registered_leads: int = strawberry.field(description="How many leads were registered.")
    won_leads: int = strawberry.field(description="How many of these were won.")
    transferred_accounts: int = strawberry.field(description="How many accounts were handed over to their clients.")
    paying_accounts: int = strawberry.field(description="How many of these pay, and count for the partner.")


# --- what is asked --------------------------------------------------------------------------------------------------

_ASKED = tuple(asked_for(name) for name in ("from_", "to", "interval", "group_by", "partner_id"))


def _question(
    first: str | None, last: str | None, interval: str | None, group_by: str | None, partner_id: str | None
) -> Question:
    return Question(
        first_day=dt.date.fromisoformat(first) if first else None,
        last_day=dt.date.fromisoformat(last) if last else None,
        interval=PerformanceInterval(interval or PerformanceInterval.MONTH),
        group_by=PerformanceGroup(group_by or PerformanceGroup.NONE),
        partner_id=uuid.UUID(partner_id) if partner_id else None,
    )


def _partner_key(value: str) -> str:
    # What names no partner names one that isn't there.
    return str(parse_id(PartnerRow.prefix, value) or uuid.UUID(int=0))


def _answered(find: Callable[[Work, Question], Awaitable[Sequence[Any]]], make: Callable[[Any, Question], Any]) -> Any:
    """A computed field: what is found of the question, in the transaction of whoever asks."""

    async def answer(context: Context, chosen: Chosen, *asked: Any) -> Any:
        question = _question(*asked)
        async with open_work(context.runtime, context.request, context.actor) as work:
            found = await find(work, question)
            return await show(work, context, chosen, [make(one, question) for one in found])

    return answer


# --- what is answered -----------------------------------------------------------------------------------------------


def _period(starts_on: dt.date, question: Question) -> dict[str, dt.date]:
    period = period_of(starts_on, question.interval)
    return {"starts_on": period.starts_on, "ends_on": period.ends_before - dt.timedelta(days=1)}


def _row(row_id: uuid.UUID | None) -> Any:
    return None if row_id is None else Reference(row_id)


def _money(amount_minor: int, currency_code: str) -> Money:
    code = CurrencyCode(currency_code)
    return Money(amount=Decimal(major_units(int(amount_minor), code)), currency_code=code)


def _as_period(period: figures.Period, question: Question) -> PerformancePeriod:
    return PerformancePeriod(**_period(period.starts_on, question))


def _as_point(one: figures.Earned, question: Question) -> PerformancePoint:
    return PerformancePoint(
        **_period(one.starts_on, question),
        account=_row(one.account_id),
        evidence=EvidenceKind(one.evidence) if one.evidence else None,
        partner=_row(one.partner_id),
        earned=_money(one.earned_minor, one.currency_code),
        reversed=_money(one.reversed_minor, one.currency_code),
        paid=_money(one.paid_minor, one.currency_code),
        reward_count=one.rewards,
        paying_clients=one.paying_clients,
    )


def _as_conversion(one: figures.Converted, question: Question) -> PerformanceConversion:
    return PerformanceConversion(
        **_period(one.starts_on, question),
        partner=_row(one.partner_id),
        registered_leads=one.leads,
        won_leads=one.won_leads,
        transferred_accounts=one.transfers,
        paying_accounts=one.paying_transfers,
    )


@reads(scope={Member: everything, actors.Operator: everything, ProgramClient: everything})
class Performance:
    """What was earned over time."""

    periods: list[PerformancePeriod] = computed(
        _answered(figures.periods_of, _as_period),
        *_ASKED,
        description="All that are asked for, the earliest first.",
    )
    points: list[PerformancePoint] = computed(
        _answered(figures.earned, _as_point),
        *_ASKED,
        description="What was earned, the earliest period first; none where nothing was. Whoever is restricted to"
        f" chosen accounts has some by client alone. Refused beyond {MOST_POINTS:,}.",
    )
    conversions: list[PerformanceConversion] = computed(
        _answered(figures.converted, _as_conversion),
        *_ASKED,
        description="What became of leads and hand-overs, the earliest period first, by partner where it is grouped by"
        " them; none to whoever may not read leads and accounts.",
    )


@strawberry.type
class PerformanceQueries:
    performance: Performance | None = single(
        "What was earned over time, by whole days, weeks or months of the program's time zone: to members of their own"
        " partner, to operators of all. Adjustments are not in it.",
        by={
            "from_": where(
                of=dt.date,
                prepare=dt.date.isoformat,
                description=f"A day of the first period; without it there are 12. There are {MOST_PERIODS} at most.",
            ),
            "to": where(
                of=dt.date, prepare=dt.date.isoformat, description="A day of the last period; today without it."
            ),
            "interval": where(
                of=PerformanceInterval, default=PerformanceInterval.MONTH, description="How long the periods are."
            ),
            "group_by": where(
                of=PerformanceGroup, default=PerformanceGroup.NONE, description="What they are split by."
            ),
            "partner_id": where(of=strawberry.ID, prepare=_partner_key, description="Of this partner; for operators."),
        },
        requires=Permission.VIEW_REWARDS,
    )
