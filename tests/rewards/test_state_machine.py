"""Payments, what goes back of them, holds, withdrawals, adjustments and the clock, in any order: after every step the
balance is what the model says (tests/rewards/model.py), and in the end the whole ledger adds up.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from portal.core.actors import System
from portal.core.permissions import OperatorRole
from portal.core.requests import Request
from portal.core.work import open_work
from portal.rewards.handlers import DUTIES
from portal.rewards.service import release_due
from tests.decisions.steps import now
from tests.handover.steps import bill, vendor
from tests.payouts.steps import usable_method
from tests.people import Person, Portal
from tests.rewards.model import WAYS, Money, Paid, Withdrawn
from tests.rewards.steps import client_of, faults, money

T = TypeVar("T")

STORES = {f"{number:024x}": f"store-{number}.example" for number in (1, 2)}
ANY = st.integers(0, 20)
AMOUNTS = st.sampled_from((1, 2, 3, 99, 10_00, 49_99, 123_45, 250_00, 333_33, 1_000_00))
# So long that no client's twelve months end.
LONGEST_DAYS = 300


class Rewards(RuleBasedStateMachine):
    """Speaks to the portal from a thread of its own, while the test's loop serves it."""

    portal: Portal
    loop: asyncio.AbstractEventLoop
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.told = 0
        self.begins = self.run(self._begin())
        self.model = Money(self.begins)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)

    async def _begin(self) -> dt.datetime:
        await self.portal.fresh()
        self.alice, self.app = await self.portal.alice(), await vendor(self.portal)
        self.olga, self.frida = await self.portal.olga(), await self.portal.olga(OperatorRole.FINANCE)
        for number, website in STORES.items():
            await client_of(self.portal, self.alice, self.app, number, website)
        await usable_method(self.portal, self.alice)
        await self._settle()
        return dt.datetime.fromisoformat(await now(self.portal))

    async def _settle(self) -> None:
        """All that is due of rewards is done, also what the next minute would bring."""
        await self.portal.work(DUTIES)
        async with open_work(self.portal.runtime, Request(), System()) as work:
            await release_due(work)

    def teardown(self) -> None:
        try:
            assert self.run(faults(self.portal)) == []
        finally:
            self.run(self.portal.leave())

    @invariant()
    def the_balance_is_what_the_model_says(self) -> None:
        type(self).steps += 1
        assert self.run(money(self.portal)) == self.model.balance()

    # --- the vendor's billing --------------------------------------------------------------------------------------

    def _tell(self, type: str, amount: int, at: dt.datetime, **more: Any) -> tuple[str, bool]:
        self.told += 1
        key = f"{type} {self.told}"
        sent = {"amount": _major(amount), "currencyCode": "EUR", "occurredAt": at.isoformat(), **more}
        number = sent.pop("number")
        result = self.run(bill(self.app, number, type, key, **sent))
        self.run(self._settle())
        assert result["outcome"] in {"RECORDED", "REJECTED"}
        return key, result["outcome"] == "RECORDED"

    @rule(amount=AMOUNTS, which=ANY, days_ago=st.integers(0, 60))
    def a_client_pays(self, amount: int, which: int, days_ago: int) -> None:
        at = max(self.begins, self.model.now - dt.timedelta(days=days_ago)).replace(microsecond=0)
        at = max(at, self.begins.replace(microsecond=0) + dt.timedelta(seconds=1))
        number = list(STORES)[which % len(STORES)]
        key, kept = self._tell("PAYMENT", amount, at, number=number)
        assert kept
        self.model.payments.append(Paid(key, number, at, amount))

    @rule(
        type=st.sampled_from(("REFUND", "REFUND", "CHARGEBACK", "CHARGEBACK_REVERSED")),
        which=ANY,
        amount=AMOUNTS | st.none(),
    )
    def money_goes_back_or_comes_again(self, type: str, which: int, amount: int | None) -> None:
        if not self.model.payments:
            return
        paid = self.model.payments[which % len(self.model.payments)]
        moved = paid.amount if amount is None else amount
        takes = paid.takes(type, moved)
        sent = {"number": paid.number, "paymentExternalId": paid.id}
        _key, kept = self._tell(type, moved, self.model.now, **sent)
        assert kept == takes
        if kept:
            name = {"REFUND": "refunded", "CHARGEBACK": "charged_back", "CHARGEBACK_REVERSED": "reversed"}[type]
            setattr(paid, name, getattr(paid, name) + moved)

    # --- the partner and the vendor's team -------------------------------------------------------------------------

    @rule(amount=AMOUNTS | st.none())
    def the_partner_withdraws(self, amount: int | None) -> None:
        sent = {"currencyCode": "EUR"} | ({} if amount is None else {"amount": _major(amount)})
        refused = self.model.refusal(amount)
        answer = self.run(self.alice._mutate("withdrawRewards", "withdrawal { id amount { amount } }", sent))
        assert [error["code"] for error in answer["userErrors"]] == ([refused] if refused else [])
        if not refused:
            made = answer["withdrawal"]
            expected = self.model.balance()[1] if amount is None else amount
            assert made["amount"]["amount"] == _major(expected)
            self.model.withdrawals.append(Withdrawn(made["id"], expected))

    @rule(which=ANY)
    def the_partner_cancels(self, which: int) -> None:
        self._go_on("cancelWithdrawal", which)

    @rule(verb=st.sampled_from(sorted(set(WAYS) - {"cancelWithdrawal"})), which=ANY)
    def the_team_goes_on(self, verb: str, which: int) -> None:
        self._go_on(verb, which)

    def _go_on(self, verb: str, which: int) -> None:
        if not self.model.withdrawals:
            return
        one = self.model.withdrawals[which % len(self.model.withdrawals)]
        person: Person = self.alice if verb == "cancelWithdrawal" else self.frida
        sent: dict[str, Any] = {"withdrawalId": one.id}
        if verb == "approveWithdrawals":
            sent = {"withdrawalIds": [one.id]}
        elif verb == "markWithdrawalPaid":
            sent |= {"reference": "bank"}
        elif verb != "cancelWithdrawal":
            sent |= {"reason": "It came back."}
        answer = self.run(person._mutate(verb, "__typename", sent))
        before, after = WAYS[verb]
        works = one.status in before
        assert [error["code"] for error in answer["userErrors"]] == ([] if works else ["WRONG_STATUS"])
        if works:
            one.status = after

    @rule(amount=st.sampled_from((-400_00, -12_34, -1, 1, 56_78, 500_00)))
    def the_team_adjusts(self, amount: int) -> None:
        given = {"partnerId": self.alice.partner_id, "amount": _major(amount), "currencyCode": "EUR"}
        self.run(self.olga.do("adjustBalance", "adjustment { status }", **given, reason="By agreement."))
        self.model.adjusted += amount

    @rule(days=st.sampled_from((0, 1, 7, 29, 30)), seconds=st.integers(1, 59))
    def time_passes(self, days: int, seconds: int) -> None:
        if self.model.now + dt.timedelta(days=days) > self.begins + dt.timedelta(days=LONGEST_DAYS):
            return
        self.run(self.portal.advance(days=days, seconds=seconds))
        self.run(self._settle())
        self.model.now = dt.datetime.fromisoformat(self.run(now(self.portal)))


def _major(minor: int) -> str:
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02}"


async def _prove(portal: Portal, *, steps: int) -> None:
    """Runs of 60 steps at most, until so many are made: where a run ends is left to chance."""
    Rewards.portal, Rewards.loop, Rewards.steps = portal, asyncio.get_running_loop(), 0
    chosen = settings(
        max_examples=20,
        stateful_step_count=60,
        deadline=None,
        # Also where an environment asks for the same runs each time.
        derandomize=False,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    while Rewards.steps < steps:
        await asyncio.to_thread(run_state_machine_as_test, Rewards, settings=chosen)


@pytest.mark.timeout(600)
async def test_the_balance_is_what_the_model_says_after_every_step(portal: Portal) -> None:
    await _prove(portal, steps=2_000)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(4))
async def test_the_balance_is_what_the_model_says_after_many_thousand_steps(portal: Portal, part: int) -> None:
    await _prove(portal, steps=25_000)
