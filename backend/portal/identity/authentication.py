"""Who asks: one statement finds the session or the token, and puts role and tenant on the transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.core.actors import Actor, Anonymous, member, operator, program_client, unproven_operator
from portal.core.exchange import exchange
from portal.core.permissions import MemberRole, OperatorRole
from portal.core.problems import RequestRefused
from portal.core.reading.connections import Row
from portal.core.reading.reader import Credential
from portal.core.reading.statement import Statement
from portal.core.requests import Request
from portal.core.texts import _

# What says who it is, as texts.
_OF_SESSION = (
    "session_id",
    "user_id",
    "operator_role",
    "partner_id",
    "member_id",
    "member_role",
    "partner_status",
    "stale",
    "restricted",
    "unproven",
)
_OF_CLIENT = ("client_id", "scopes")
_OF_A_PERSON = (
    "select a.session_id::text, a.user_id::text, a.operator_role, a.partner_id::text, a.member_id::text, a.member_role,"
    " a.partner_status, a.stale::text, a.restricted::text, a.unproven::text,"
    " set_config('portal.user_id', coalesce(a.user_id::text, ''), true),"
    " set_config('portal.partner_id', coalesce(a.partner_id::text, ''), true), set_config('portal.link_id', '', true),"
    " set_config('role', case when a.restricted then 'portal_restricted'"
    "   when a.member_id is null and a.operator_role is not null and not a.unproven then 'portal_system'"
    "   else 'portal_app' end, true)"
    " from (select) one left join authenticate_session(decode($1, 'hex')) a on true"
)
_OF_A_CLIENT = (
    "select c.id::text, array_to_string(t.scopes, ' '), set_config('role', 'portal_system', true)"
    " from access_token t join oauth_client c on c.id = t.client_id"
    " where t.token_hash = decode($1, 'hex') and t.expires_at > now() and c.revoked_at is null"
)
_PERSON_STATEMENT = Statement(_OF_A_PERSON.encode())
_CLIENT_STATEMENT = Statement(_OF_A_CLIENT.encode())


def _with_the_moment(sql: str) -> bytes:
    """The same for a unit of work, which also asks what time it is."""
    return sql.replace("select ", "select work_now(), ", 1).encode()


# Whoever removes a member or changes his rights waits for his work that runs, and no work begins with the old ones.
_PERSON_OF_WORK = _with_the_moment(_OF_A_PERSON.replace("authenticate_session", "hold_session"))
_CLIENT_OF_WORK = _with_the_moment(_OF_A_CLIENT)
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
    hashed = _hash(request)
    statement = _PERSON_OF_WORK if request.bearer_token is None else _CLIENT_OF_WORK
    [cursor] = await exchange(session, [(statement, [hashed])])
    row = await cursor.fetchone()
    if row is None:
        raise InvalidToken
    now, *values = row
    if request.bearer_token is not None:
        return _client(values), now
    found = _found(_OF_SESSION, values)
    if found["stale"] == "true":
        await session.execute(_SEEN, {"session_id": found["session_id"], "member_id": found["member_id"]})
    return _person(found), now


def credential_of(request: Request) -> Credential:
    """The same for reading alone, in the round trip that reads."""
    hashed = _hash(request)
    parameter = None if hashed is None else hashed.encode()
    if request.bearer_token is not None:
        return Credential(("token", hashed), (_CLIENT_STATEMENT, [parameter]), _client_of_row)
    return Credential(("session", hashed), (_PERSON_STATEMENT, [parameter]), _person_of_row)


def _hash(request: Request) -> str | None:
    token = request.bearer_token if request.bearer_token is not None else request.session_token
    return token_hash(token).hex() if token else None


def _person_of_row(row: Row | None) -> Actor | None:
    assert row is not None, "a session's statement always gives a row"
    found = _found(_OF_SESSION, _texts(row))
    # That somebody was seen is written down by a unit of work.
    return None if found["stale"] == "true" else _person(found)


def _client_of_row(row: Row | None) -> Actor:
    if row is None:
        raise InvalidToken
    return _client(_texts(row))


def _texts(row: Row) -> list[str | None]:
    return [None if value is None else value.decode() for value in row]


def _found(names: Sequence[str], values: Sequence[Any]) -> dict[str, str | None]:
    return dict(zip(names, values, strict=False))


def _person(found: Mapping[str, str | None]) -> Actor:
    ids = {name: uuid.UUID(found[name]) for name in ("user_id", "session_id", "partner_id", "member_id") if found[name]}
    if found["member_id"] is not None:
        return member(
            role=MemberRole(str(found["member_role"])),
            reads_only=found["partner_status"] != "ACTIVE",
            restricted=found["restricted"] == "true",
            **ids,
        )
    if found["operator_role"] is not None:
        role = OperatorRole(found["operator_role"])
        as_operator = unproven_operator if found["unproven"] == "true" else operator
        return as_operator(role=role, user_id=ids["user_id"], session_id=ids["session_id"])
    return Anonymous()


def _client(values: Sequence[Any]) -> Actor:
    found = _found(_OF_CLIENT, values)
    return program_client(client_id=uuid.UUID(found["client_id"]), scopes=tuple((found["scopes"] or "").split()))


def new_token(prefix: str) -> str:
    """32 random bytes behind a prefix that secret scanners can know."""
    return prefix + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).digest()
