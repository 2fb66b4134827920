"""The plan in words, made from its settings alone, so that the words and what is reckoned can't differ."""

from __future__ import annotations

from collections.abc import Mapping

from portal.core.money import CurrencyCode, major_units
from portal.core.texts import _
from portal.reward_plans.plan import PlanSettings, Tier


def plan_in_words(plan: PlanSettings) -> list[str]:
    """One sentence for each rule, for partners."""
    share = percent(plan.rate_bps)
    sentences = [_how_long(share, plan.months)]
    sentences += [_of_tier(tier) for tier in plan.tiers]
    if plan.first_payment_bonus:
        amounts = in_words(plan.first_payment_bonus)
        sentences.append(_("For a client's first payment you get a bonus: {amounts}.", amounts=amounts))
    sentences.append(_("What goes back to the client takes its share of the reward with it."))
    if plan.hold_days:
        sentences.append(
            _("A reward is held for {days} days from the payment, then it is available.", days=plan.hold_days)
        )
    else:
        sentences.append(_("A reward is available at once."))
    if plan.minimum_withdrawal:
        amounts = in_words(plan.minimum_withdrawal)
        sentences.append(
            _("The least that can be withdrawn: {amounts}; in other currencies any amount.", amounts=amounts)
        )
    sentences.append(_("What you earned by one version of the plan stays as it is when the next one is published."))
    return sentences


def changes_in_words(before: PlanSettings, after: PlanSettings) -> list[str]:
    """One sentence for each setting that differs, for whoever publishes; nothing where both are the same."""
    return [
        _("{setting}: {now}, before {before}.", setting=setting, now=now, before=was)
        for (setting, now), (_setting, was) in zip(_settings_in_words(after), _settings_in_words(before), strict=True)
        if now != was
    ]


def _settings_in_words(plan: PlanSettings) -> list[tuple[str, str]]:
    return [
        (_("Share"), percent(plan.rate_bps)),
        (_("How long"), _("as long as the client pays") if plan.months is None else _number_of_months(plan.months)),
        (_("Hold"), _("{days} days", days=plan.hold_days) if plan.hold_days else _("none")),
        (_("Bonus"), in_words(plan.first_payment_bonus) or _("none")),
        (_("Tiers"), ", ".join(map(_tier_in_words, plan.tiers)) or _("none")),
        (_("Least withdrawal"), in_words(plan.minimum_withdrawal) or _("none")),
        (_("Adjustments by one alone"), in_words(plan.adjustment_limit) or _("none")),
    ]


def _number_of_months(months: int) -> str:
    return _("1 month") if months == 1 else _("{months} months", months=months)


def _tier_in_words(tier: Tier) -> str:
    return _(
        "{tier} from {clients} clients {share}",
        tier=tier.name,
        clients=tier.from_paying_clients,
        share=percent(tier.rate_bps),
    )


def percent(rate_bps: int) -> str:
    """Basis points as a percentage, without needless zeros: 2,000 are "20 %", 1,250 "12.5 %"."""
    whole, rest = divmod(rate_bps, 100)
    return f"{whole}{f'.{rest:02}'.rstrip('0') if rest else ''} %"


def in_words(amounts: Mapping[CurrencyCode, int]) -> str:
    """Amounts by currency, as a list within a sentence."""
    return ", ".join(f"{code.value} {major_units(amount, code)}" for code, amount in sorted(amounts.items()))


def _of_tier(tier: Tier) -> str:
    return _(
        "From {clients} paying clients on the first of a month on, you are in the tier {tier} and earn {share} of what"
        " is paid in that month.",
        clients=tier.from_paying_clients,
        tier=tier.name,
        share=percent(tier.rate_bps),
    )


def _how_long(share: str, months: int | None) -> str:
    if months is None:
        return _("You earn {share} of each payment of a client who counts for you, as long as he pays.", share=share)
    if months == 1:
        return _("You earn {share} of what a client who counts for you pays in his first month.", share=share)
    return _(
        "You earn {share} of each payment of a client who counts for you, for {months} months from his first one.",
        share=share,
        months=months,
    )
