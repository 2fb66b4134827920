"""What clients would earn in their first year: their payments are made up, and reckoned as real ones are."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from portal.core.money import CurrencyCode, minor_units
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput
from portal.core.texts import _
from portal.core.work import Work
from portal.program.service import current_program
from portal.reward_plans.plan import PayingClients, PlanSettings, Version, month_of, months_after, plan_at
from portal.reward_plans.service import all_versions
from portal.reward_plans.tiers import counted
from portal.rewards.reckoning import Client, Payment, RewardKind, rewards_due

MONTHS = 12
MOST_CLIENTS = 10_000
_NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class Question:
    """So many new clients pay this much each, in major units and without tax, from now on once a month.

    `paying_clients` is how many the partner has already; None: as many as were counted for the member who asks.
    """

    amount: Decimal
    currency_code: CurrencyCode
    clients: int = 1
    paying_clients: int | None = None


class Month(NamedTuple):
    """What one month earns, in the currency's smallest units; `rate_bps` is None where no share is due."""

    number: int
    rate_bps: int | None
    share_minor: int
    bonus_minor: int

    @property
    def earned_minor(self) -> int:
        """Share and bonus together."""
        return self.share_minor + self.bonus_minor


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """The first year, month by month, by the plan that holds now and those that are published for later."""

    currency_code: CurrencyCode
    settings: PlanSettings
    months: Sequence[Month]

    @property
    def year_minor(self) -> int:
        """All months together, in the currency's smallest units."""
        return sum(month.earned_minor for month in self.months)


async def estimate_rewards(work: Work, question: Question) -> Estimate:
    """What the question's clients would earn. Raises InvalidInput for an amount or a number that can't be."""
    work.require(Permission.VIEW_REWARD_PLAN)
    amount_minor = minor_units(question.amount, question.currency_code, "amount")
    _require_within(question.clients, 1, MOST_CLIENTS, "clients")
    if question.paying_clients is not None:
        _require_within(question.paying_clients, 0, 1_000_000, "payingClients")
    zone = zoneinfo.ZoneInfo((await current_program(work)).time_zone)
    plans = await all_versions(work)
    before = question.paying_clients
    if before is None:
        before = await _own_paying_clients(work, zone)
    payments = monthly_payments(amount_minor, question.currency_code, work.now, zone)
    months = first_year(plans, payments, _growing(before, question.clients, work.now, zone), zone)
    return Estimate(
        currency_code=question.currency_code,
        settings=plan_at(plans, work.now).settings,
        months=[
            Month(one.number, one.rate_bps, one.share_minor * question.clients, one.bonus_minor * question.clients)
            for one in months
        ],
    )


def monthly_payments(
    amount_minor: int, currency_code: CurrencyCode, begins: dt.datetime, zone: zoneinfo.ZoneInfo
) -> list[Payment]:
    """The payments of a client's first year, of which nothing goes back."""
    return [
        Payment(
            id=uuid.UUID(int=place),
            occurred_at=months_after(begins, place, zone),
            amount_minor=amount_minor,
            kept_minor=amount_minor,
            currency_code=currency_code,
        )
        for place in range(MONTHS)
    ]


def first_year(
    plans: Sequence[Version], payments: Sequence[Payment], paying_clients: PayingClients, zone: zoneinfo.ZoneInfo
) -> list[Month]:
    """What each of one client's payments earns."""
    client = Client(
        first_paid_at=payments[0].occurred_at, partner_id=_NOBODY, decision_id=None, payments=tuple(payments)
    )
    due = {(one.key.payment_id, one.key.kind): one for one in rewards_due(client, plans, paying_clients, zone)}
    months = []
    for number, payment in enumerate(payments, start=1):
        share, bonus = (due.get((payment.id, kind)) for kind in (RewardKind.SHARE, RewardKind.FIRST_PAYMENT_BONUS))
        months.append(
            Month(
                number,
                share.rate_bps if share else None,
                share.amount_minor if share else 0,
                bonus.amount_minor if bonus else 0,
            )
        )
    return months


def _growing(before: int, clients: int, now: dt.datetime, zone: zoneinfo.ZoneInfo) -> PayingClients:
    """New clients are counted from the first of the next month on."""
    this_month = month_of(now, zone)
    return lambda _partner_id, moment: before if month_of(moment, zone) == this_month else before + clients


async def _own_paying_clients(work: Work, zone: zoneinfo.ZoneInfo) -> int:
    partner_id = work.actor.partner_id
    if partner_id is None:
        return 0
    return (await counted(work, [partner_id])).at(zone)(partner_id, work.now)


def _require_within(value: int, least: int, most: int, name: str) -> None:
    if not least <= value <= most:
        raise InvalidInput(_("Give a number from {least} to {most}.", least=least, most=most), field=name)
