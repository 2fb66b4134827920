"""What the tests of performance over time ask again and again."""

from __future__ import annotations

from typing import Any

from tests.people import Person

MONEY = "{ amount currencyCode }"
POINT = (
    f"startsOn endsOn evidence account {{ accountId name }} partner {{ name }} earned {MONEY} reversed {MONEY}"
    f" paid {MONEY} rewardCount payingClients"
)
ASKED = (
    "query ($from: Date, $to: Date, $interval: PerformanceInterval, $groupBy: PerformanceGroup, $partnerId: ID)"
    " { performance(from: $from, to: $to, interval: $interval, groupBy: $groupBy, partnerId: $partnerId) { %s } }"
)


async def points(person: Person, **asked: Any) -> list[Any]:
    """The points of the performance as the person reads it."""
    found = await person.read(ASKED % f"points {{ {POINT} }}", **asked)
    return list(found["performance"]["points"])


async def sums(person: Person, **asked: Any) -> list[tuple[Any, ...]]:
    """Of each point: earned, reversed, paid, rewards and clients."""
    return [
        (*(one[name]["amount"] for name in ("earned", "reversed", "paid")), one["rewardCount"], one["payingClients"])
        for one in await points(person, **asked)
    ]
