"""How log-ins end before their time: OpenID Connect Back-Channel Logout 1.0.

Whatever may have changed what somebody may enter has his log-ins looked at again, by the rule that let him in. One that
would not be given any more, or given with other claims, ends, and the program is told.
"""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Any
from urllib.parse import urlencode

import structlog
from joserfc import jwt
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.core.actors import System
from portal.core.addresses import read_address
from portal.core.ids import public_id
from portal.core.jobs import RetryForDays, jobs
from portal.core.log_ins import LogIn
from portal.core.outgoing import Unreachable
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work, open_work
from portal.identity.models import User
from portal.oauth.models import OAuthClient
from portal.provider.families import Family, end_family, lock_family
from portal.provider.keys import ALGORITHM, key_seal, signing_key
from portal.provider.models import OAuthAuthorization, OAuthGrant
from portal.provider.server import Server, with_server

log = structlog.get_logger()
_LOG_OUT = "http://schemas.openid.net/event/backchannel-logout"
_TOKEN_SECONDS = 120


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
        end_log_in(server, family)


def _still_given(server: Server, family: Family) -> bool:
    log_in = LogIn(user_id=family.grant.user_id, partner_id=family.grant.partner_id, hint=str(family.row.hint))
    door = server.door(family.row.scopes)
    entrance = door.open(server.session, log_in) if door else None
    return entrance is not None and entrance.claims == family.row.claims


def end_log_in(server: Server, family: Family) -> None:
    """Ends it at once, and has the program told, if it took the log-in up."""
    end_family(server.session, family.row.id)
    if family.row.redeemed_at is not None:
        server.work.defer(tell_log_out, authorization_id=str(family.row.id))


@jobs.task(name="tell_log_out", queue="webhooks", pass_context=True, retry=RetryForDays())
async def tell_log_out(context: Any, authorization_id: str) -> None:
    """Tells the program that the log-in ended; tried again for days where it doesn't answer."""
    runtime: Runtime = context.additional_context["runtime"]
    async with open_work(runtime, Request(), System()) as work:
        sent = await work.session.run_sync(lambda session: _log_out(session, work, uuid.UUID(authorization_id)))
    if sent is None:
        return
    uri, token = sent
    body = urlencode({"logout_token": token}).encode()
    address = read_address(uri, runtime.settings.private_hosts)
    headers = {"content-type": "application/x-www-form-urlencoded"}
    reply = await runtime.outgoing.post(address, headers, body)
    if reply.status >= 500 or reply.status in {408, 429}:
        raise Unreachable(f"It answered {reply.status}.")
    if reply.status not in {200, 204}:
        log.warning("log_out.refused", status=reply.status, authorization_id=authorization_id)


def _log_out(session: Session, work: Work, authorization_id: uuid.UUID) -> tuple[str, str] | None:
    """Where the log-out is told, and the token that tells it; None for who doesn't want to hear."""
    query = (
        select(OAuthGrant.user_id, OAuthClient.client_id, OAuthClient.logout_uri)
        .join_from(OAuthAuthorization, OAuthGrant)
        .join(OAuthClient, OAuthClient.id == OAuthGrant.client_id)
        .where(OAuthAuthorization.id == authorization_id, OAuthClient.logout_uri.is_not(None))
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    settings = work.runtime.settings
    key = signing_key(session, key_seal(settings.secret_key))
    now: dt.datetime = session.execute(select(func.now())).scalar_one()
    log_in = public_id(OAuthAuthorization.prefix, authorization_id)
    told = {
        "iss": settings.base_url,
        "aud": found.client_id,
        "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + _TOKEN_SECONDS,
        # One log-in ends once: whoever hears it twice knows it again.
        "jti": f"{log_in}_ended",
        "events": {_LOG_OUT: {}},
        "sub": public_id(User.prefix, found.user_id),
        "sid": log_in,
    }
    header = {"alg": ALGORITHM, "kid": key.kid, "typ": "logout+jwt"}
    return found.logout_uri, jwt.encode(header, told, key, [ALGORITHM])
