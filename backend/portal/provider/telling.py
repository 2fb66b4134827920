"""How a program hears that a log-in ended: OpenID Connect Back-Channel Logout 1.0."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from urllib.parse import urlencode

import structlog
from joserfc import jwt
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.core.actors import System
from portal.core.addresses import read_address
from portal.core.ids import public_id
from portal.core.jobs import RetryForDays, jobs
from portal.core.outgoing import Unreachable
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work, open_work
from portal.identity.models import User
from portal.oauth.models import OAuthClient
from portal.provider.keys import ALGORITHM, key_seal, signing_key
from portal.provider.models import OAuthAuthorization, OAuthGrant

log = structlog.get_logger()
_LOG_OUT = "http://schemas.openid.net/event/backchannel-logout"
_TOKEN_SECONDS = 120


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
