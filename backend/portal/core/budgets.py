"""How much each client may ask for in a while: a leaky bucket of cost for each, in this process alone.

Kept in memory: a round trip to the database for each request would cost as much as most requests (decision 0014).
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from portal.core.problems import BudgetSpent, RequestRefused
from portal.core.texts import _

# Whatever a request asks for, reading, checking and logging it takes about as long as this many objects.
LEAST_COST = 10
MOST_CLIENTS = 50_000


class Status(NamedTuple):
    """What a client has left; `restore_rate` is by second."""

    maximum_available: int
    currently_available: int
    restore_rate: float


class _Bucket(NamedTuple):
    available: float
    at: float


class Budgets:
    """The clients' budgets of cost. A client that is not known has all of his; every call takes the same time.

    `clock` gives seconds that only go forward: real time, which the test clock does not move.
    """

    def __init__(self, maximum: int, restore_per_second: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._maximum = maximum
        self._restore = restore_per_second
        self._clock = clock
        # The one that was used last stands last.
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._buckets)

    def charge(self, client: str, requested: int, least: int = 0) -> Charge:
        """Takes what a request may cost at most, where it costs so much at least. Raises as `take` does."""
        self.take(client, requested)
        return Charge(self, client, requested, least)

    def take(self, client: str, cost: int) -> Status:
        """Takes the cost, LEAST_COST at least, from what the client has left.

        Raises BudgetSpent where too little is left, and RequestRefused where the cost is beyond a whole budget.
        """
        cost = max(cost, LEAST_COST)
        if cost > self._maximum:
            raise RequestRefused(
                _(
                    "This costs {cost}, and {maximum} is all that one may spend at once.",
                    cost=cost,
                    maximum=self._maximum,
                )
            )
        now = self._clock()
        available = self._available(client, now)
        if available < cost:
            raise BudgetSpent(math.ceil((cost - available) / self._restore))
        return self._keep(client, available - cost, now)

    def give_back(self, client: str, cost: int) -> Status:
        """Returns what was taken and not used."""
        now = self._clock()
        return self._keep(client, min(self._maximum, self._available(client, now) + cost), now)

    def _available(self, client: str, now: float) -> float:
        bucket = self._buckets.get(client)
        return self._maximum if bucket is None else self._restored(bucket, now)

    def _restored(self, bucket: _Bucket, now: float) -> float:
        return min(self._maximum, bucket.available + (now - bucket.at) * self._restore)

    def _keep(self, client: str, available: float, now: float) -> Status:
        self._buckets[client] = _Bucket(available, now)
        self._buckets.move_to_end(client)
        self._forget(now)
        return Status(self._maximum, math.floor(available), self._restore)

    def _forget(self, now: float) -> None:
        """Forgets up to two of those who asked longest ago: that is more than come, so all that are full go in time."""
        for _each in range(2):
            oldest = next(iter(self._buckets))
            full = self._restored(self._buckets[oldest], now) >= self._maximum
            if not full and len(self._buckets) <= MOST_CLIENTS:
                return
            del self._buckets[oldest]
            if not self._buckets:
                return


@dataclass(frozen=True)
class Charge:
    """What was taken for one request."""

    budgets: Budgets
    client: str
    requested: int
    least: int

    def settled(self, data: bytes) -> bytes:
        """Gives back what the answer didn't need, and tells of it as JSON, the `extensions.cost` of docs/api.md."""
        # Compact JSON has this where an object begins, and hardly ever elsewhere: in a text that ends in a brace.
        actual = min(data.count(b'{"') + self.least, self.requested)
        unused = max(self.requested, LEAST_COST) - max(actual, LEAST_COST)
        status = self.budgets.give_back(self.client, unused)
        return (
            b'{"requestedQueryCost":%d,"actualQueryCost":%d,"throttleStatus":'
            b'{"maximumAvailable":%d,"currentlyAvailable":%d,"restoreRate":%d}}'
        ) % (self.requested, actual, *status)
