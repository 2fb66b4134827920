"""What identity does regularly: forget what is over."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func

from portal.core.duties import HOURLY, Duty
from portal.core.work import Work
from portal.identity.models import PasswordReset, Session, Throttle

# Whoever opens an old link still reads that it expired, rather than that it isn't ours.
_RESETS_ARE_KEPT = dt.timedelta(days=7)


async def forget_what_expired(work: Work) -> None:
    """Deletes sessions and throttles that are over, on real time, and resets, on the work's."""
    await work.session.execute(delete(Session).where(Session.expires_at < func.now()))
    await work.session.execute(delete(Throttle).where(Throttle.window_ends_at < func.now()))
    await work.session.execute(delete(PasswordReset).where(PasswordReset.expires_at < work.now - _RESETS_ARE_KEPT))


DUTIES = (Duty("forget what expired", HOURLY, forget_what_expired),)
