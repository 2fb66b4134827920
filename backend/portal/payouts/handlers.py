"""What the room of payouts does by itself."""

from __future__ import annotations

from portal.core.duties import HOURLY, Duty
from portal.payouts.leaving import pay_out_who_left

DUTIES = (Duty("pay out who left", HOURLY, pay_out_who_left),)
