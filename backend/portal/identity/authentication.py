"""Who asks: one statement finds the session or the token, and puts role and tenant on the transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.core.actors import Actor, Anonymous, member, operator, program_client
from portal.core.permissions import MemberRole, OperatorRole
from portal.core.problems import RequestRefused
from portal.core.requests import Request
from portal.core.texts import _

_BY_SESSION = text(
    "select a.*, work_now() as now, set_config('portal.user_id', coalesce(a.user_id::text, ''), true),"
    " set_config('portal.partner_id', coalesce(a.partner_id::text, ''), true), set_config('portal.link_id', '', true),"
    " set_config('role', case when a.member_id is null and a.operator_role is not null"
    "   then 'portal_system' else 'portal_app' end, true)"
    " from (select) one left join authenticate_session(:hash) a on true"
)
_BY_TOKEN = text(
    "select c.id, t.scopes, work_now() as now, set_config('role', 'portal_system', true)"
    " from access_token t join oauth_client c on c.id = t.client_id"
    " where t.token_hash = :hash and t.expires_at > now() and c.revoked_at is null"
)
_SEEN = text(
    "with s as (update session set last_seen_at = now() where id = :session_id)"
    " update team_member set last_seen_at = now() where id = :member_id"
)


class InvalidToken(RequestRefused):
    """The bearer token is unknown, expired or revoked."""

    code = "UNAUTHENTICATED"

    def __init__(self) -> None:
        super().__init__(_("This access token is unknown or has expired. Ask /oauth/token for a new one."))


async def authenticate(session: AsyncSession, request: Request) -> tuple[Actor, dt.datetime]:
    """Who asks, and the moment of the work. Raises InvalidToken for a bad bearer token; a bad cookie is nobody."""
    if request.bearer_token is not None:
        row = (await session.execute(_BY_TOKEN, {"hash": token_hash(request.bearer_token)})).one_or_none()
        if row is None:
            raise InvalidToken
        return program_client(client_id=row.id, scopes=tuple(row.scopes)), row.now
    hashed = token_hash(request.session_token) if request.session_token else None
    row = (await session.execute(_BY_SESSION, {"hash": hashed})).one()
    if row.stale:
        await session.execute(_SEEN, {"session_id": row.session_id, "member_id": row.member_id})
    return _actor(row), row.now


def _actor(row: Row[Any]) -> Actor:
    if row.member_id is not None:
        return member(
            role=MemberRole(row.member_role),
            user_id=row.user_id,
            member_id=row.member_id,
            partner_id=row.partner_id,
            session_id=row.session_id,
            reads_only=row.partner_status != "ACTIVE",
        )
    if row.operator_role is not None:
        return operator(role=OperatorRole(row.operator_role), user_id=row.user_id, session_id=row.session_id)
    return Anonymous()


def new_token(prefix: str) -> str:
    """32 random bytes behind a prefix that secret scanners can know."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).digest()
