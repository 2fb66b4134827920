"""Budgets of cost: who may ask for how much, by a clock that the test turns."""

from __future__ import annotations

import pytest

from portal.core import budgets
from portal.core.budgets import LEAST_COST, Budgets, Status
from portal.core.problems import BudgetSpent, RequestRefused


class Clock:
    """Seconds that stand still until they are moved."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hundred(clock: Clock) -> Budgets:
    """A hundred at once, ten back each second."""
    return Budgets(100, 10, clock=clock)


def test_what_is_taken_comes_back_by_the_second_and_never_beyond_the_maximum(hundred: Budgets, clock: Clock) -> None:
    assert hundred.take("alice", 70) == Status(100, 30, 10)
    clock.now += 2.5
    assert hundred.take("alice", 15) == Status(100, 40, 10)
    clock.now += 3_600
    assert hundred.take("alice", 20) == Status(100, 80, 10)


def test_too_little_left_is_refused_with_the_seconds_to_wait_and_takes_nothing(hundred: Budgets, clock: Clock) -> None:
    hundred.take("alice", 90)
    for _again in range(2):
        with pytest.raises(BudgetSpent) as refused:
            hundred.take("alice", 45)
        assert (refused.value.code, refused.value.extensions) == ("THROTTLED", {"retryAfterSeconds": 4})
        assert "4 s" in refused.value.message
    clock.now += 4
    assert hundred.take("alice", 45).currently_available == 5


def test_one_client_s_asking_is_not_the_other_s(hundred: Budgets) -> None:
    hundred.take("alice", 100)
    assert hundred.take("bob", 100).currently_available == 0


def test_what_could_never_be_paid_is_refused_as_such(hundred: Budgets) -> None:
    with pytest.raises(RequestRefused, match="costs 101") as refused:
        hundred.take("alice", 101)
    assert refused.value.code == "BAD_USER_INPUT"
    assert hundred.take("alice", 100)


def test_a_request_costs_something_though_it_asks_for_nothing(hundred: Budgets) -> None:
    assert hundred.take("alice", 0).currently_available == 100 - LEAST_COST


def test_what_was_not_used_is_given_back(hundred: Budgets) -> None:
    hundred.take("alice", 80)
    assert hundred.give_back("alice", 50).currently_available == 70
    assert hundred.give_back("alice", 50).currently_available == 100


def test_whoever_has_all_back_is_forgotten(hundred: Budgets, clock: Clock) -> None:
    for number in range(1_000):
        hundred.take(str(number), 100)
    clock.now += 10
    for number in range(1_000):
        hundred.take(f"later {number}", 10)
    assert len(hundred) == 1_000


def test_more_clients_than_are_remembered_push_out_the_oldest(
    hundred: Budgets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budgets, "MOST_CLIENTS", 100)
    for number in range(1_000):
        hundred.take(str(number), 100)
        hundred.give_back("0", 0)
    assert len(hundred) == 100
    assert hundred.take("1", 100)
    for kept in ("0", "999"):
        with pytest.raises(BudgetSpent):
            hundred.take(kept, 10)
