"""What is due for a client's payments: a function of the payments, the refunds, the credit and the plan.

Pure, and the same in whatever order things are heard of: whoever keeps the rewards (service.py) brings them to what
this says, by new entries of the ledger.
"""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from portal.core.money import CurrencyCode
from portal.reward_plans.plan import PayingClients, PlanSettings, Version, months_after, plan_at, share


class RewardKind(StrEnum):
    """What a reward is for."""

    SHARE = "SHARE"
    FIRST_PAYMENT_BONUS = "FIRST_PAYMENT_BONUS"
    ADJUSTMENT = "ADJUSTMENT"
    CLAIM = "CLAIM"


@dataclass(frozen=True, kw_only=True)
class Payment:
    """A payment and what is left of it: `kept_minor` is what was paid less what went back. Of two at one moment, `name`
    (source and external id) says which comes first, whichever was told first.
    """

    id: uuid.UUID
    occurred_at: dt.datetime
    amount_minor: int
    kept_minor: int
    currency_code: CurrencyCode
    name: tuple[str, str] = ("", "")


@dataclass(frozen=True, kw_only=True)
class Client:
    """A client account as its payments are reckoned: whom it counts for, by which decision, since when it pays.

    What was paid when the credited partner had left the program (`left_at`) earns nothing.
    """

    first_paid_at: dt.datetime | None
    partner_id: uuid.UUID | None
    decision_id: uuid.UUID | None
    left_at: dt.datetime | None = None
    payments: tuple[Payment, ...] = ()


class Key(NamedTuple):
    """What a reward is for: it is earned once."""

    payment_id: uuid.UUID
    kind: RewardKind
    partner_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class Due:
    """What a payment earns: `amount_minor` as it was paid, of which `left_of` says what stays."""

    key: Key
    decision_id: uuid.UUID | None
    plan_version: int
    rate_bps: int | None
    base_minor: int
    amount_minor: int
    kept_minor: int
    currency_code: CurrencyCode
    occurred_at: dt.datetime
    available_at: dt.datetime


def rewards_due(
    client: Client, plans: Sequence[Version], paying_clients: PayingClients, zone: zoneinfo.ZoneInfo
) -> list[Due]:
    """What each payment of a client earns, by the version of the plan that held when it was paid."""
    if client.partner_id is None or client.first_paid_at is None:
        return []
    found: list[Due] = []
    for payment in client.payments:
        if client.left_at is not None and payment.occurred_at >= client.left_at:
            continue
        plan = plan_at(plans, payment.occurred_at)
        if _within_months(payment, client.first_paid_at, plan.settings, zone):
            clients = paying_clients(client.partner_id, payment.occurred_at)
            found.append(_share(client.partner_id, client, payment, plan, plan.settings.rate_of(clients)))
    found += _bonus(client.partner_id, client, plans)
    return [due for due in found if due.amount_minor > 0]


def kept_of(amount_minor: int, *, refunded: int = 0, charged_back: int = 0, reversed: int = 0) -> int:
    """What is left of a payment, in whatever order its refunds, its chargebacks and the reversals of these are heard
    of: what is reversed before its chargeback waits for it, and no more goes back than was paid.
    """
    return max(0, amount_minor - refunded - charged_back + min(reversed, charged_back))


def left_of(kind: RewardKind, amount_minor: int, rate_bps: int | None, kept_minor: int) -> int:
    """What stays of a reward while so much is left of its payment: of a bonus all, as long as something is."""
    if rate_bps is None:
        return amount_minor if kept_minor > 0 else 0
    return share(kept_minor, rate_bps)


def _within_months(
    payment: Payment, first_paid_at: dt.datetime, settings: PlanSettings, zone: zoneinfo.ZoneInfo
) -> bool:
    if settings.months is None:
        return True
    return payment.occurred_at < months_after(first_paid_at, settings.months, zone)


def _share(partner_id: uuid.UUID, client: Client, payment: Payment, plan: Version, rate_bps: int) -> Due:
    return Due(
        key=Key(payment.id, RewardKind.SHARE, partner_id),
        decision_id=client.decision_id,
        plan_version=plan.version,
        rate_bps=rate_bps,
        base_minor=payment.amount_minor,
        amount_minor=share(payment.amount_minor, rate_bps),
        kept_minor=payment.kept_minor,
        currency_code=payment.currency_code,
        occurred_at=payment.occurred_at,
        available_at=payment.occurred_at + dt.timedelta(days=plan.settings.hold_days),
    )


def _bonus(partner_id: uuid.UUID, client: Client, plans: Sequence[Version]) -> list[Due]:
    """For the first payment, as long as something of it is left. A client who paid before the portal knew of his
    payments (`first_paid_at` is no payment's) has no first one here.
    """
    first = min(client.payments, key=lambda one: (one.occurred_at, one.name, one.id), default=None)
    if first is None or first.occurred_at != client.first_paid_at:
        return []
    if client.left_at is not None and first.occurred_at >= client.left_at:
        return []
    plan = plan_at(plans, first.occurred_at)
    bonus = plan.settings.first_payment_bonus.get(first.currency_code, 0)
    return [
        Due(
            key=Key(first.id, RewardKind.FIRST_PAYMENT_BONUS, partner_id),
            decision_id=client.decision_id,
            plan_version=plan.version,
            rate_bps=None,
            base_minor=first.amount_minor,
            amount_minor=bonus,
            kept_minor=first.kept_minor,
            currency_code=first.currency_code,
            occurred_at=first.occurred_at,
            available_at=first.occurred_at + dt.timedelta(days=plan.settings.hold_days),
        )
    ]
