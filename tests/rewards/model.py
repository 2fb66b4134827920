"""What a partner's money comes to, told independently of the portal: sums of what was paid, went back and was paid out.

No ledger, no rewards in parts, no debts that are met: what is left of all that was released is available, or owed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

HOLD = dt.timedelta(days=30)
SHARE = Fraction(1, 5)
MINIMUM = 50_00
# Where each verb leads from, and what it makes of the money.
WAYS = {
    "approveWithdrawals": ({"REQUESTED"}, "APPROVED"),
    "rejectWithdrawal": ({"REQUESTED"}, "REJECTED"),
    "cancelWithdrawal": ({"REQUESTED"}, "CANCELLED"),
    "markWithdrawalPaid": ({"APPROVED"}, "PAID"),
    "failWithdrawal": ({"APPROVED"}, "FAILED"),
    "returnWithdrawal": ({"PAID"}, "RETURNED"),
}


@dataclass
class Paid:
    """A payment of the account with this number, and what went back of it."""

    id: str
    number: str
    at: dt.datetime
    amount: int
    refunded: int = 0
    charged_back: int = 0
    reversed: int = 0

    @property
    def reward(self) -> int:
        """The share of what is left, to the nearest cent and the even one of two."""
        left = max(0, self.amount - self.refunded - self.charged_back + min(self.reversed, self.charged_back))
        return round(left * SHARE)

    def takes(self, type: str, amount: int) -> bool:
        """Whether so much can go back, or come again."""
        if type == "REFUND":
            return self.refunded + amount <= self.amount
        return amount <= self.amount


@dataclass
class Withdrawn:
    id: str
    amount: int
    status: str = "REQUESTED"


@dataclass
class Money:
    now: dt.datetime
    payments: list[Paid] = field(default_factory=list)
    withdrawals: list[Withdrawn] = field(default_factory=list)
    adjusted: int = 0

    def balance(self) -> tuple[int, int, int, int, int]:
        """Pending, available, debt, in withdrawal, paid."""
        pending = sum(one.reward for one in self.payments if one.at + HOLD > self.now)
        released = sum(one.reward for one in self.payments if one.at + HOLD <= self.now)
        on_its_way = self._sum("REQUESTED", "APPROVED")
        paid = self._sum("PAID")
        left = released + self.adjusted - on_its_way - paid
        return pending, max(left, 0), max(-left, 0), on_its_way, paid

    def refusal(self, amount: int | None) -> str | None:
        """Why so much, or all, can't be withdrawn."""
        _, available, debt, _, _ = self.balance()
        wanted = available if amount is None else amount
        if debt:
            return "IN_DEBT"
        if wanted == 0 or wanted > available:
            return "INSUFFICIENT_BALANCE"
        return "BELOW_MINIMUM" if wanted < MINIMUM else None

    def _sum(self, *statuses: str) -> int:
        return sum(one.amount for one in self.withdrawals if one.status in statuses)
