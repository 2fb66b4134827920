"""What is done regularly: forget addresses that are over."""

from __future__ import annotations

from portal.core.duties import HOURLY, Duty
from portal.email_changes.service import forget_old_changes

DUTIES = (Duty("forget changes of addresses", HOURLY, forget_old_changes),)
