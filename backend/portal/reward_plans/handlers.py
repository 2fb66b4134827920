"""What the room of the reward plan does by itself."""

from __future__ import annotations

from portal.core.duties import HOURLY, Duty
from portal.reward_plans.tiers import count_this_month

DUTIES = (Duty("count paying clients", HOURLY, count_this_month),)
