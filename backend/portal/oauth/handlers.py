"""What follows when a partner leaves, and what is forgotten."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, func, or_

from portal.core.duties import HOURLY, Duty
from portal.core.events import Event, Handlers
from portal.core.work import Work
from portal.oauth.models import AccessToken
from portal.oauth.service import revoke_all_of_partner
from portal.partners.events import PartnerClosed

# For so long one still reads that one's token expired.
_TOKENS_ARE_KEPT = dt.timedelta(days=30)


async def end_what_a_partner_had(work: Work, event: Event) -> None:
    """The partner can't do anything by them since that moment; now they say so, too."""
    await revoke_all_of_partner(work, event.subject_id)


async def forget_expired_tokens(work: Work) -> None:
    """Deletes access tokens that are over, on real time: those of clients at once, those that people made later."""
    is_a_clients = AccessToken.client_id.is_not(None)
    long_over = AccessToken.expires_at < func.now() - _TOKENS_ARE_KEPT
    over = delete(AccessToken).where(AccessToken.expires_at < func.now(), or_(is_a_clients, long_over))
    await work.session.execute(over)


HANDLERS: Handlers = {PartnerClosed: (end_what_a_partner_had,)}
DUTIES = (Duty("forget expired access tokens", HOURLY, forget_expired_tokens),)
