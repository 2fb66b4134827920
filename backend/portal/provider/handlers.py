"""What follows when a program is revoked, and what the provider does regularly."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, exists, func, update

from portal.core.duties import HOURLY, NIGHTLY, Duty
from portal.core.events import Event, Handlers
from portal.core.work import Work
from portal.oauth.events import ClientRevoked
from portal.provider.keys import key_seal, turn_keys
from portal.provider.models import REFRESH_DAYS, OAuthAuthorization, OAuthGrant, RefreshToken

# No program's session that began with a log-in lasts longer, as far as the portal ends it.
_LOG_INS_ARE_KEPT = dt.timedelta(days=REFRESH_DAYS)


async def turn_signing_keys(work: Work) -> None:
    """Shows the next key in time, and forgets the last but one."""
    seal = key_seal(work.runtime.settings.secret_key)
    await work.session.run_sync(lambda session: turn_keys(session, seal))


async def forget_old_authorizations(work: Work) -> None:
    """Deletes refresh tokens that are over, and the answers of which nothing is left, on real time."""
    await work.session.execute(delete(RefreshToken).where(RefreshToken.expires_at < func.now()))
    goes_on = exists().where(RefreshToken.authorization_id == OAuthAuthorization.id)
    old = OAuthAuthorization.created_at < func.now() - _LOG_INS_ARE_KEPT
    await work.session.execute(delete(OAuthAuthorization).where(old, ~goes_on))


async def end_grants_of_client(work: Work, event: Event) -> None:
    """A program that was revoked holds nothing of anybody's any more; its log-ins are its own to end, or were."""
    of_client = update(OAuthGrant).where(OAuthGrant.client_id == event.subject_id, OAuthGrant.revoked_at.is_(None))
    await work.session.execute(of_client.values(revoked_at=func.now()))


HANDLERS: Handlers = {ClientRevoked: (end_grants_of_client,)}
DUTIES = (
    Duty("turn signing keys", NIGHTLY, turn_signing_keys),
    Duty("forget old authorizations", HOURLY, forget_old_authorizations),
)
