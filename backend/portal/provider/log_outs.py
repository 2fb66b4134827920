"""How log-ins end before their time.

Whatever may have changed what somebody may enter has his log-ins looked at again, by the rule that let him in. One that
would not be given any more, or given with other claims, ends, and the program is told.
"""

from __future__ import annotations

import uuid
from functools import partial

from sqlalchemy import ColumnElement, func, select

from portal.core.log_ins import LogIn
from portal.core.work import Work
from portal.provider.events import GrantRevoked
from portal.provider.families import Family, lock_family
from portal.provider.models import OAuthAuthorization, OAuthGrant
from portal.provider.server import Server, with_server


async def take_back(work: Work, grant: OAuthGrant) -> None:
    """Ends what a program was let do, with its tokens and log-ins. The grant is locked."""
    if grant.revoked_at is None:
        await with_server(work, partial(_end_all, grant=grant))
        user_id, partner_id = grant.user_id, grant.partner_id
        work.record(
            GrantRevoked(subject_id=grant.id, partner_id=partner_id, client_id=grant.client_id, user_id=user_id)
        )


async def take_back_all(work: Work, *which: ColumnElement[bool]) -> None:
    """The same of whoever has left: nothing of it comes alive should he come again."""
    held = select(OAuthGrant).where(OAuthGrant.revoked_at.is_(None), *which).order_by(OAuthGrant.id)
    for grant in (await work.session.scalars(held.with_for_update())).all():
        await take_back(work, grant)


def _end_all(server: Server, grant: OAuthGrant) -> None:
    grant.revoked_at = server.session.execute(select(func.now())).scalar_one()
    server.session.flush()
    running = select(OAuthAuthorization.id).where(
        OAuthAuthorization.grant_id == grant.id, OAuthAuthorization.ended_at.is_(None)
    )
    for authorization_id in server.session.scalars(running.order_by(OAuthAuthorization.id)).all():
        server.end(lock_family(server.session, authorization_id))


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
