"""What is done regularly about access tokens: forget those that are over."""

from __future__ import annotations

from sqlalchemy import delete, func

from portal.core.duties import HOURLY, Duty
from portal.core.work import Work
from portal.oauth.models import AccessToken


async def forget_expired_tokens(work: Work) -> None:
    """Deletes access tokens that are over, on real time."""
    await work.session.execute(delete(AccessToken).where(AccessToken.expires_at < func.now()))


DUTIES = (Duty("forget expired access tokens", HOURLY, forget_expired_tokens),)
