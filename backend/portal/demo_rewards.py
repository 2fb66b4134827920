"""The demo's money: what clients paid month by month, what it earned, and withdrawals in several states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from portal.accounts.models import ClientAccount
from portal.core.actors import Actor, System
from portal.core.ids import public_id
from portal.core.money import CurrencyCode
from portal.core.permissions import OperatorRole
from portal.decisions.service import decide_accounts
from portal.demo_hand_over import VENDOR, At, Paying, billing_row
from portal.identity.service import Confirmed, create_operator, operator_of
from portal.partners.models import Partner
from portal.payouts.approval import approve_withdrawals, mark_withdrawal_paid, reject_withdrawal
from portal.payouts.batches import create_payout_batch
from portal.payouts.destinations import PayoutForm, PayoutMethodType
from portal.payouts.methods import update_payout_method
from portal.payouts.service import withdraw_rewards
from portal.platform.billing import record_billing_events
from portal.platform.models import BillingEventType
from portal.program.service import update_program
from portal.rewards.keeping import reckon
from portal.rewards.service import adjust_balance, release_due

FINANCE = "finn@mailwave.example"
_EUR = CurrencyCode.EUR
# Days: how far the story goes at a time, between two payments of a client, and what counts as today.
_STEP = 15
_MONTH = 30
_TODAY = 0.1
_PRICES = {"Starter": Decimal("19.00"), "Standard": Decimal("49.00"), "Pro": Decimal("129.00")}
# The vendor's own account, and Alice's, as the banks' handbooks print them.
_OF_VENDOR = {"payout_name": "Mailwave", "payout_iban": "DE89370400440532013000", "payout_bic": "COBADEFFXXX"}
_OF_ALICE = PayoutForm(
    type=PayoutMethodType.BANK, holder_name="Brightside Agency SARL", iban="FR1420041010050500013M02606"
)


class _Withdrawn(NamedTuple):
    """A withdrawal of Alice's: how many days ago, how much, and what came of it."""

    days_ago: int
    amount: str
    then: str


_WITHDRAWALS = (
    _Withdrawn(190, "180.00", "pay"),
    _Withdrawn(100, "200.00", "reject"),
    _Withdrawn(90, "350.00", "pay"),
    _Withdrawn(10, "120.00", "approve"),
)


async def tell_rewards(at: At, alice: Actor, operator: Actor, clients: Sequence[Paying], password_hash: str) -> None:
    """Lets the clients pay month by month, and Alice withdraw now and then what that earned."""
    story = _Rewards(at, alice, operator, clients)
    await story.prepare(password_hash)
    for days_ago in range(int(max(one.days_ago for one in clients)), 0, -_STEP):
        await story.pay(days_ago)
        await story.settle(days_ago)
        for one in _WITHDRAWALS:
            if days_ago - _STEP < one.days_ago <= days_ago:
                await story.withdraw(one)
    await story.pay(_TODAY)
    await story.end()
    await story.settle(_TODAY)


class _Rewards:
    def __init__(self, at: At, alice: Actor, operator: Actor, clients: Sequence[Paying]) -> None:
        self._at = at
        self._alice = alice
        self._operator = operator
        self._finance: Actor = System()
        # When each client pays next, in days before today.
        self._due = {one: one.days_ago for one in clients}

    async def prepare(self, password_hash: str) -> None:
        """Somebody who pays, the account from which he does, and the one to which Alice is paid."""
        async with self._at(480, System()) as work:
            user = await create_operator(work, FINANCE, password_hash, OperatorRole.FINANCE)
            user.name = "Finn Castle"
            self._finance = await operator_of(work, user.id) or self._finance
        async with self._at(479, self._operator) as work:
            await update_program(work, _OF_VENDOR)
        assert self._alice.user_id is not None
        async with self._at(300, self._alice) as work:
            await update_payout_method(work, _OF_ALICE, Confirmed(self._alice.user_id, password_hash))

    async def pay(self, days_ago: float) -> None:
        """Every client pays who is due by then."""
        async with self._at(days_ago, VENDOR) as work:
            rows = []
            for client in self._due:
                while self._due[client] >= days_ago:
                    at = work.now - dt.timedelta(days=self._due[client] - days_ago)
                    paid = {"amount": _PRICES[client.plan], "currency_code": _EUR}
                    rows.append(billing_row(client.account, BillingEventType.PAYMENT, at, **paid))
                    self._due[client] -= _MONTH
            if rows:
                await record_billing_events(work, rows)

    async def settle(self, days_ago: float) -> None:
        """Decides whom the clients count for, reckons what they earned, and ends the holds that are over."""
        async with self._at(days_ago, System()) as work:
            paying = select(ClientAccount.id).where(ClientAccount.first_paid_at <= work.now)
            ids = (await work.session.execute(paying)).scalars().all()
            await decide_accounts(work, ids)
            await work.flush()
            await reckon(work, ids)
        async with self._at(days_ago, System()) as work:
            while await release_due(work):
                pass

    async def withdraw(self, one: _Withdrawn) -> None:
        """Alice withdraws; a day later the vendor's team says what becomes of it."""
        async with self._at(one.days_ago, self._alice) as work:
            withdrawal = await withdraw_rewards(work, _EUR, Decimal(one.amount), None)
            withdrawal_id = withdrawal.public_id
        async with self._at(one.days_ago - 1, self._finance) as work:
            if one.then == "reject":
                await reject_withdrawal(work, withdrawal_id, "One of these payments may still go back. Ask again then.")
            else:
                await approve_withdrawals(work, [withdrawal_id])
        if one.then == "pay":
            async with self._at(one.days_ago - 2, self._finance) as work:
                await create_payout_batch(work, [withdrawal_id])
            async with self._at(one.days_ago - 3, self._finance) as work:
                await mark_withdrawal_paid(work, withdrawal_id, f"MW-{one.days_ago}-0001")

    async def end(self) -> None:
        """A payment goes back in part, one adjustment is made, another one waits, and so does a withdrawal."""
        refunded = next(one for one in self._due if one.plan == "Pro")
        async with self._at(3, VENDOR) as work:
            at = work.now - dt.timedelta(days=3)
            payment = billing_row(
                refunded.account, BillingEventType.PAYMENT, at, amount=_PRICES["Pro"], currency_code=_EUR
            )
            back = billing_row(
                refunded.account,
                BillingEventType.REFUND,
                work.now,
                amount=Decimal("49.00"),
                currency_code=_EUR,
                payment_external_id=payment.external_id,
            )
            await record_billing_events(work, [payment, back])
        assert self._alice.partner_id is not None
        partner = public_id(Partner.prefix, self._alice.partner_id)
        async with self._at(2, self._operator) as work:
            await adjust_balance(work, partner, Decimal("50.00"), _EUR, "Thank you for your talk at our partners' day.")
            await adjust_balance(work, partner, Decimal("900.00"), _EUR, "The bonus that we agreed on for ten clients.")
        async with self._at(1, self._alice) as work:
            await withdraw_rewards(work, _EUR, Decimal("75.00"), None)
