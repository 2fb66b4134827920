"""What is done regularly about requests for an account: forget what is over."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, update

from portal.core.duties import HOURLY, Duty
from portal.core.work import Work
from portal.join_requests.models import JoinRequest

# Whoever opens an old link still reads that it expired, rather than that it isn't ours.
_REQUESTS_ARE_KEPT = dt.timedelta(days=7)


async def forget_join_requests(work: Work) -> None:
    """Empties requests that are over of their passwords, and deletes them a week later."""
    over = JoinRequest.expires_at < work.now, JoinRequest.password_hash.is_not(None)
    await work.session.execute(update(JoinRequest).where(*over).values(password_hash=None))
    await work.session.execute(delete(JoinRequest).where(JoinRequest.expires_at < work.now - _REQUESTS_ARE_KEPT))


DUTIES = (Duty("forget join requests", HOURLY, forget_join_requests),)
