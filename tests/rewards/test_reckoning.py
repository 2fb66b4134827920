"""What is due for payments: the pure rules, by example and for whatever payments, refunds and plans there are."""

import datetime as dt
import random
import uuid
import zoneinfo
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.money import CurrencyCode
from portal.core.problems import InvalidInput
from portal.reward_plans.plan import DEFAULT, PlanSettings, Tier, Version, month_of, months_after, plan_at, share
from portal.rewards.reckoning import Client, Due, Payment, RewardKind, kept_of, left_of, rewards_due

UTC, VILNIUS = zoneinfo.ZoneInfo("UTC"), zoneinfo.ZoneInfo("Europe/Vilnius")
START = dt.datetime(2026, 1, 31, 22, 30, tzinfo=dt.UTC)
PARTNER, DECISION = uuid.UUID(int=1), uuid.UUID(int=2)


def payment(number: int, at: dt.datetime = START, amount: int = 100_00, kept: int | None = None) -> Payment:
    return Payment(
        id=uuid.UUID(int=100 + number),
        occurred_at=at,
        amount_minor=amount,
        kept_minor=amount if kept is None else kept,
        currency_code=CurrencyCode.EUR,
    )


def client(*payments: Payment, first_paid_at: dt.datetime | None = START, left_at: dt.datetime | None = None) -> Client:
    return Client(
        first_paid_at=first_paid_at, partner_id=PARTNER, decision_id=DECISION, left_at=left_at, payments=payments
    )


def versions(*plans: PlanSettings) -> list[Version]:
    return [Version(number, START + dt.timedelta(days=40 * (number - 1)), plan) for number, plan in enumerate(plans, 1)]


def tier(name: str, from_paying_clients: int, rate_bps: int) -> Tier:
    return Tier(name=name, from_paying_clients=from_paying_clients, rate_bps=rate_bps)


def due(one: Client, *plans: PlanSettings, clients: int = 0, zone: zoneinfo.ZoneInfo = UTC) -> list[tuple[str, int]]:
    found = rewards_due(one, versions(*plans or (DEFAULT,)), lambda _partner, _moment: clients, zone)
    return [(str(reward.key.kind), reward.amount_minor) for reward in found]


# --- amounts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "rate", "expected"),
    [(100_00, 2_000, 20_00), (1, 5_000, 0), (3, 5_000, 2), (5, 5_000, 2), (7, 1_429, 1), (10**15, 10_000, 10**15)],
)
def test_a_share_goes_to_the_nearest_unit_and_a_half_to_the_even_one(base: int, rate: int, expected: int) -> None:
    assert share(base, rate) == expected


@given(st.integers(0, 10**15), st.integers(0, 10_000))
def test_a_share_is_never_more_than_half_a_unit_away(base: int, rate: int) -> None:
    assert abs(Fraction(base * rate, 10_000) - share(base, rate)) <= Fraction(1, 2)
    assert 0 <= share(base, rate) <= base


@given(st.integers(1, 10**9), *(st.integers(0, 2 * 10**9) for _ in range(3)))
def test_what_is_kept_of_a_payment_lies_between_nothing_and_all(
    amount: int, refunded: int, back: int, again: int
) -> None:
    kept = kept_of(amount, refunded=refunded, charged_back=back, reversed=again)
    assert 0 <= kept <= amount
    assert kept == max(0, amount - refunded - max(0, back - again))


def test_a_bonus_stays_as_long_as_something_is_left_of_the_payment() -> None:
    assert left_of(RewardKind.FIRST_PAYMENT_BONUS, 25_00, None, 1) == 25_00
    assert left_of(RewardKind.FIRST_PAYMENT_BONUS, 25_00, None, 0) == 0
    assert left_of(RewardKind.SHARE, 20_00, 2_000, 50_00) == 10_00


# --- for how long ---------------------------------------------------------------------------------------------------


def test_months_end_at_the_second_on_the_same_day_of_the_programs_zone() -> None:
    # Half past midnight on 1 February there.
    assert months_after(START, 1, VILNIUS) == dt.datetime(2026, 2, 28, 22, 30, tzinfo=dt.UTC)
    assert months_after(START, 1, UTC) == dt.datetime(2026, 2, 28, 22, 30, tzinfo=dt.UTC)
    # Over a change of the clocks it is the hour on the wall that stays.
    assert months_after(START, 3, VILNIUS) == dt.datetime(2026, 4, 30, 21, 30, tzinfo=dt.UTC)
    assert months_after(START, 12, UTC) == dt.datetime(2027, 1, 31, 22, 30, tzinfo=dt.UTC)
    assert (month_of(START, UTC), month_of(START, VILNIUS)) == (dt.date(2026, 1, 1), dt.date(2026, 2, 1))


def test_a_client_earns_for_twelve_months_from_the_first_payment() -> None:
    end = months_after(START, 12, UTC)
    last, over = payment(1, end - dt.timedelta(seconds=1)), payment(2, end)
    assert due(client(last)) == [("SHARE", 20_00)]
    assert due(client(over)) == []
    assert due(client(over), replace(DEFAULT, months=None)) == [("SHARE", 20_00)]


def test_what_was_paid_once_the_partner_had_left_earns_nothing() -> None:
    assert due(client(payment(1), payment(2, START + dt.timedelta(days=1)), left_at=START)) == []
    assert due(client(payment(1), left_at=START + dt.timedelta(seconds=1))) == [("SHARE", 20_00)]


# --- plans, bonus, tiers --------------------------------------------------------------------------------------------


def test_each_payment_is_reckoned_by_the_version_that_held_when_it_was_paid() -> None:
    later = START + dt.timedelta(days=40)
    both = client(payment(1), payment(2, later - dt.timedelta(seconds=1)), payment(3, later))
    assert due(both, DEFAULT, replace(DEFAULT, rate_bps=1_000)) == [
        ("SHARE", 20_00),
        ("SHARE", 20_00),
        ("SHARE", 10_00),
    ]
    assert plan_at(versions(DEFAULT, DEFAULT), START - dt.timedelta(days=900)).version == 1


def test_the_first_payment_brings_a_bonus_in_its_currency() -> None:
    plan = replace(DEFAULT, first_payment_bonus={CurrencyCode.EUR: 25_00, CurrencyCode.USD: 30_00})
    second = payment(2, START + dt.timedelta(days=30))
    assert due(client(payment(1), second), plan) == [("SHARE", 20_00), ("SHARE", 20_00), ("FIRST_PAYMENT_BONUS", 25_00)]
    # Who paid before the portal heard of any payment is no new client.
    assert due(client(second), plan) == [("SHARE", 20_00)]


def test_of_two_first_payments_at_one_moment_the_same_is_the_first_whichever_was_told_first() -> None:
    plan = replace(DEFAULT, first_payment_bonus={CurrencyCode.EUR: 25_00})
    euros = replace(payment(1), name=("billing", "a"))
    dollars = replace(payment(2), name=("billing", "b"), currency_code=CurrencyCode.USD)
    as_told = due(client(euros, dollars), plan)
    assert as_told[-1] == ("FIRST_PAYMENT_BONUS", 25_00)
    assert due(client(replace(euros, id=dollars.id), replace(dollars, id=euros.id)), plan) == as_told


def test_the_tier_says_the_share() -> None:
    tiers = (
        Tier(name="Silver", from_paying_clients=5, rate_bps=2_500),
        Tier(name="Gold", from_paying_clients=20, rate_bps=3_000),
    )
    plan = replace(DEFAULT, tiers=tiers)
    assert [due(client(payment(1)), plan, clients=many)[0][1] for many in (4, 5, 19, 20, 999)] == [
        2000,
        2500,
        2500,
        3000,
        3000,
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate_bps": -1},
        {"rate_bps": 10_001},
        {"months": 0},
        {"months": 121},
        {"hold_days": -1},
        {"hold_days": 366},
        {
            "tiers": (
                tier("A", 2, 1),
                tier("B", 1, 1),
            )
        },
        {
            "tiers": (
                tier("A", 1, 1),
                tier("A", 2, 1),
            )
        },
        {"tiers": (tier("A", 1, 10_001),)},
    ],
)
def test_settings_that_no_plan_can_have_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        replace(DEFAULT, **wrong).check()  # type: ignore[arg-type]


# --- whatever there is ----------------------------------------------------------------------------------------------

PAYMENTS = st.lists(
    st.builds(
        payment,
        st.integers(0, 50),
        st.integers(0, 500).map(lambda days: START + dt.timedelta(days=days)),
        st.integers(1, 10**6),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)
PLAN = st.builds(
    PlanSettings,
    rate_bps=st.integers(0, 10_000),
    months=st.none() | st.integers(1, 24),
    hold_days=st.integers(0, 90),
    first_payment_bonus=st.just({}) | st.integers(1, 5_000).map(lambda minor: {CurrencyCode.EUR: minor}),
)


@settings(max_examples=300)
@given(PAYMENTS, PLAN, PLAN, st.randoms())
def test_what_is_due_does_not_hang_on_the_order_and_is_earned_once(
    payments: list[Payment], first: PlanSettings, second: PlanSettings, chance: random.Random
) -> None:
    shuffled = list(payments)
    chance.shuffle(shuffled)
    begins = min((one.occurred_at for one in payments), default=None)

    def found(order: list[Payment]) -> list[Due]:
        one = client(*order, first_paid_at=begins)
        return sorted(rewards_due(one, versions(first, second), lambda _p, _m: 0, UTC), key=lambda reward: reward.key)

    assert found(payments) == found(shuffled)
    keys = [reward.key for reward in found(payments)]
    assert len(set(keys)) == len(keys)
    assert sum(key.kind is RewardKind.FIRST_PAYMENT_BONUS for key in keys) <= 1
