"""What one would earn, in words."""

from __future__ import annotations

from itertools import pairwise

from portal.core.texts import _
from portal.reward_plans.words import in_words, percent
from portal.rewards.estimate import Estimate


def estimate_in_words(estimate: Estimate) -> list[str]:
    """What clients would earn in their first year, and by which rule."""
    first, *_rest = estimate.months
    if first.rate_bps is None:
        return [_("A payment of this amount earns no share."), *_bonus_in_words(estimate)]
    amounts = {
        "rule": _rule_in_words(percent(first.rate_bps), estimate.settings.months),
        "month": _amount(first.share_minor, estimate),
        "year": _amount(estimate.year_minor - first.bonus_minor, estimate),
    }
    if all(month.rate_bps in {first.rate_bps, None} for month in estimate.months):
        in_all = _("{rule}: {month} a month, {year} in the first year.", **amounts)
    else:
        in_all = _("{rule}: {month} in the first month, {year} in the first year.", **amounts)
    return [in_all, *_steps_in_words(estimate), *_bonus_in_words(estimate)]


def _rule_in_words(share: str, months: int | None) -> str:
    if months is None:
        return _("{share} of each payment, as long as the client pays", share=share)
    if months == 1:
        return _("{share} of what the client pays in his first month", share=share)
    return _("{share} of each payment for {months} months", share=share, months=months)


def _steps_in_words(estimate: Estimate) -> list[str]:
    """Where another share begins: with another tier, or another version of the plan."""
    return [
        _(
            "From month {number} on it is {share}: {month} a month.",
            number=month.number,
            share=percent(month.rate_bps),
            month=_amount(month.share_minor, estimate),
        )
        for before, month in pairwise(estimate.months)
        if month.rate_bps is not None and month.rate_bps != before.rate_bps
    ]


def _bonus_in_words(estimate: Estimate) -> list[str]:
    bonus_minor = estimate.months[0].bonus_minor
    if not bonus_minor:
        return []
    return [
        _(
            "With the bonus of {bonus} for the first payment it is {year} in the first year.",
            bonus=_amount(bonus_minor, estimate),
            year=_amount(estimate.year_minor, estimate),
        )
    ]


def _amount(amount_minor: int, estimate: Estimate) -> str:
    return in_words({estimate.currency_code: amount_minor})
