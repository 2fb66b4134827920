"""The rules of a reward plan: what a payment earns, for how long, and when it may be withdrawn.

Pure: settings and amounts go in, amounts come out. Amounts are whole numbers of a currency's smallest unit, rates are
basis points (2,000 are 20 %). docs/concepts/reward-plan.md tells the same in words.
"""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.core.money import CurrencyCode
from portal.core.problems import InvalidInput
from portal.core.texts import _

WHOLE_BPS = 10_000
MOST_MONTHS = 120
MOST_HOLD_DAYS = 365
MOST_TIERS = 10


@dataclass(frozen=True, kw_only=True)
class Tier:
    """A step of the plan: whoever has so many paying clients on the first of a month earns this share in it."""

    name: str
    from_paying_clients: int
    rate_bps: int


@dataclass(frozen=True, kw_only=True)
class PlanSettings:
    """What a version of the plan sets.

    `rate_bps` of each payment for `months` from the client's first one (None: as long as he pays). The tiers, where
    there are some, take the place of `rate_bps` from the first one reached on. `first_payment_bonus` is added to the
    first payment, by its currency. Rewards are held for `hold_days` from the payment. `minimum_withdrawal` is by
    currency; what isn't named has none. An adjustment above `adjustment_limit` needs a second one of the vendor's team,
    as does any in a currency that isn't named.
    """

    rate_bps: int
    months: int | None
    hold_days: int
    first_payment_bonus: Mapping[CurrencyCode, int] = field(default_factory=dict)
    minimum_withdrawal: Mapping[CurrencyCode, int] = field(default_factory=dict)
    adjustment_limit: Mapping[CurrencyCode, int] = field(default_factory=dict)
    tiers: tuple[Tier, ...] = ()

    def check(self) -> None:
        """Raises InvalidInput for settings that no plan can have."""
        _require_within(self.rate_bps, 0, WHOLE_BPS, "rateBps")
        _require_within(self.hold_days, 0, MOST_HOLD_DAYS, "holdDays")
        if self.months is not None:
            _require_within(self.months, 1, MOST_MONTHS, "months")
        self._check_tiers()

    def _check_tiers(self) -> None:
        if len(self.tiers) > MOST_TIERS:
            raise InvalidInput(_("A plan has {most} tiers at most.", most=MOST_TIERS), field="tiers")
        for tier in self.tiers:
            _require_within(tier.rate_bps, 0, WHOLE_BPS, "tiers")
            _require_within(tier.from_paying_clients, 0, 1_000_000, "tiers")
        starts = [tier.from_paying_clients for tier in self.tiers]
        if starts != sorted(set(starts)) or len({tier.name for tier in self.tiers}) < len(self.tiers):
            raise InvalidInput(_("Each tier has a name of its own, and begins above the one before."), field="tiers")

    def tier_of(self, paying_clients: int) -> Tier | None:
        """The highest tier that so many clients reach; None below the first, and in a plan without tiers."""
        reached = [tier for tier in self.tiers if tier.from_paying_clients <= paying_clients]
        return reached[-1] if reached else None

    def rate_of(self, paying_clients: int) -> int:
        """The share in basis points of whoever has so many paying clients."""
        tier = self.tier_of(paying_clients)
        return self.rate_bps if tier is None else tier.rate_bps


class Version(NamedTuple):
    """A version of the plan, and from when on it holds."""

    version: int
    from_: dt.datetime
    settings: PlanSettings


# How many paying clients a partner had on the first of the month of a moment.
PayingClients = Callable[[uuid.UUID, dt.datetime], int]


DEFAULT = PlanSettings(
    rate_bps=2_000,
    months=12,
    hold_days=30,
    minimum_withdrawal={
        CurrencyCode.EUR: 50_00,
        CurrencyCode.USD: 50_00,
        CurrencyCode.GBP: 40_00,
        CurrencyCode.JPY: 7_000,
        CurrencyCode.KWD: 15_000,
    },
    adjustment_limit={
        CurrencyCode.EUR: 500_00,
        CurrencyCode.USD: 500_00,
        CurrencyCode.GBP: 400_00,
        CurrencyCode.JPY: 70_000,
        CurrencyCode.KWD: 150_000,
    },
)


def plan_at(plans: Sequence[Version], moment: dt.datetime) -> Version:
    """The version that held at a moment; the first one for whatever was before it. Versions come the oldest first."""
    return next((one for one in reversed(plans) if one.from_ <= moment), plans[0])


def share(base_minor: int, rate_bps: int) -> int:
    """The share of an amount, to the nearest unit; a half goes to the even one, so that many halves don't add up."""
    whole, rest = divmod(base_minor * rate_bps, WHOLE_BPS)
    twice = 2 * rest
    return whole + (twice > WHOLE_BPS or (twice == WHOLE_BPS and whole % 2 == 1))


def months_after(moment: dt.datetime, months: int, zone: zoneinfo.ZoneInfo) -> dt.datetime:
    """So many calendar months later, on the same day and at the same time of the program's zone; on the month's last
    day where it has no such day.
    """
    local = moment.astimezone(zone)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    for day in (local.day, 30, 29, 28):
        try:
            return local.replace(year=year, month=month + 1, day=day).astimezone(dt.UTC)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def month_of(moment: dt.datetime, zone: zoneinfo.ZoneInfo) -> dt.date:
    """The first day of the moment's month in the program's zone."""
    return moment.astimezone(zone).date().replace(day=1)


def _require_within(value: int, least: int, most: int, name: str) -> None:
    if not least <= value <= most:
        raise InvalidInput(_("Give a number from {least} to {most}.", least=least, most=most), field=name)
