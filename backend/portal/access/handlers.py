"""What the clock does to access requests."""

from __future__ import annotations

from sqlalchemy import select

from portal.access.models import AccessRequest, AccessRequestStatus
from portal.access.service import expire
from portal.core.duties import EVERY_MINUTE, Duty
from portal.core.work import Work

_AT_ONCE = 500


async def expire_requests(work: Work) -> None:
    """Lets requests lapse that nobody answered in 90 days."""
    over = select(AccessRequest).where(
        AccessRequest.status == AccessRequestStatus.PENDING, AccessRequest.expires_at <= work.now
    )
    locked = over.order_by(AccessRequest.id).limit(_AT_ONCE).with_for_update(skip_locked=True)
    for request in (await work.session.execute(locked)).scalars().all():
        await expire(work, request)


DUTIES = (Duty("let requests lapse", EVERY_MINUTE, expire_requests),)
