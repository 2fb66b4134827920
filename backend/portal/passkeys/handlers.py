"""What passkeys do regularly: forget challenges that nobody answered."""

from __future__ import annotations

from sqlalchemy import delete, func

from portal.core.duties import HOURLY, Duty
from portal.core.work import Work
from portal.passkeys.models import PasskeyChallenge


async def forget_challenges(work: Work) -> None:
    """Deletes the challenges that are over, on real time."""
    await work.session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at < func.now()))


DUTIES = (Duty("forget challenges of passkeys", HOURLY, forget_challenges),)
