"""How log-ins end before their time.

Whatever may have changed what somebody may enter has his log-ins looked at again, by the rule that let him in. One that
would not be given any more, or given with other claims, ends, and the program is told.
"""

from __future__ import annotations

import uuid
from functools import partial

from sqlalchemy import ColumnElement, select

from portal.core.log_ins import LogIn
from portal.core.work import Work
from portal.provider.families import Family, lock_family
from portal.provider.models import OAuthAuthorization, OAuthGrant
from portal.provider.server import Server, with_server


async def look_at_log_ins(work: Work, *which: ColumnElement[bool]) -> None:
    """Ends those of the log-ins that would not be given any more. `which` names authorizations and grants."""
    running = (
        select(OAuthAuthorization.id)
        .join(OAuthGrant)
        .where(OAuthAuthorization.subject_id.is_not(None), OAuthAuthorization.ended_at.is_(None), *which)
        .order_by(OAuthAuthorization.id)
    )
    for authorization_id in (await work.session.scalars(running)).all():
        await with_server(work, partial(_look_at, authorization_id=authorization_id))


def _look_at(server: Server, authorization_id: uuid.UUID) -> None:
    family = lock_family(server.session, authorization_id)
    if family.holds and not _still_given(server, family):
        server.end(family)


def _still_given(server: Server, family: Family) -> bool:
    log_in = LogIn(user_id=family.grant.user_id, partner_id=family.grant.partner_id, hint=str(family.row.hint))
    door = server.door(family.row.scopes)
    entrance = door.open(server.session, log_in) if door else None
    return entrance is not None and entrance.claims == family.row.claims
