"""What second factors do regularly: forget what was never confirmed."""

from __future__ import annotations

from portal.core.duties import HOURLY, Duty
from portal.second_factors.service import forget_what_was_never_confirmed

DUTIES = (Duty("forget apps that were never confirmed", HOURLY, forget_what_was_never_confirmed),)
