"""What happens to rewards and balances. Amounts are in major units, as texts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class _OfReward(Happening):
    amount: str
    currency_code: str
    account_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class RewardEarned(_OfReward):
    """A payment earned a reward, which is held until `available_at`. The subject is the reward."""

    type: ClassVar[str] = "reward.earned"
    kind: str
    available_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class RewardAvailable(_OfReward):
    """The hold of a reward is over; `amount` is what was left of it."""

    type: ClassVar[str] = "reward.available"


@dataclass(frozen=True, kw_only=True)
class RewardReversed(_OfReward):
    """Money went back to the client, or came again; the subject is the reward. `amount` is what is left of it."""

    type: ClassVar[str] = "reward.reversed"


@dataclass(frozen=True, kw_only=True)
class _OfAdjustment(Happening):
    amount: str
    currency_code: str


@dataclass(frozen=True, kw_only=True)
class AdjustmentRequested(_OfAdjustment):
    """An adjustment above the limit waits for a second one of the vendor's team. The subject is the adjustment."""

    type: ClassVar[str] = "balance.adjustment_requested"


@dataclass(frozen=True, kw_only=True)
class BalanceAdjusted(_OfAdjustment):
    """The vendor's team gave, or took where the amount is below zero. The subject is the adjustment."""

    type: ClassVar[str] = "balance.adjusted"


@dataclass(frozen=True, kw_only=True)
class AdjustmentRejected(_OfAdjustment):
    """An adjustment was not agreed with. The subject is the adjustment."""

    type: ClassVar[str] = "balance.adjustment_rejected"
