"""What happens to the reward plan."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class RewardPlanPublished(Happening):
    """Operators published a version of the reward plan; the subject is the version."""

    type: ClassVar[str] = "program.reward_plan_published"
    version: int
    holds_from: dt.datetime
