"""What is done regularly: forget sign-ins that never came back."""

from __future__ import annotations

from portal.core.duties import HOURLY, Duty
from portal.outside_login.service import forget_attempts

DUTIES = (Duty("forget sign-ins that never came back", HOURLY, forget_attempts),)
