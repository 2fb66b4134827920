"""Who asks: one statement finds the session or the token, and puts role and tenant on the transaction."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
import uuid
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.core.actors import (
    Actor,
    Anonymous,
    member,
    operator,
    partner_client,
    program_client,
    unproven_operator,
)
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
_OF_TOKEN = (
    "token_id",
    "scopes",
    "stale",
    "client_id",
    "user_id",
    "operator_role",
    "partner_id",
    "member_id",
    "member_role",
    "partner_status",
    "restricted",
)
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
_OF_A_BEARER = (
    "select a.token_id::text, a.scopes, a.stale::text, a.client_id::text, a.user_id::text, a.operator_role,"
    " a.partner_id::text, a.member_id::text, a.member_role, a.partner_status, a.restricted::text,"
    " set_config('portal.user_id', coalesce(a.user_id::text, ''), true),"
    " set_config('portal.partner_id', coalesce(a.partner_id::text, ''), true), set_config('portal.link_id', '', true),"
    " set_config('role', case when a.restricted then 'portal_restricted'"
    "   when a.partner_id is null then 'portal_system' else 'portal_app' end, true)"
    " from authenticate_token(decode($1, 'hex')) a"
)
_PERSON_STATEMENT = Statement(_OF_A_PERSON.encode())
_TOKEN_STATEMENT = Statement(_OF_A_BEARER.encode())


def _with_the_moment(sql: str) -> bytes:
    """The same for a unit of work, which also asks what time it is."""
    return sql.replace("select ", "select work_now(), ", 1).encode()


# Whoever removes a member or changes his rights waits for his work that runs, and no work begins with the old ones.
_PERSON_OF_WORK = _with_the_moment(_OF_A_PERSON.replace("authenticate_session", "hold_session"))
_TOKEN_OF_WORK = _with_the_moment(_OF_A_BEARER.replace("authenticate_token", "hold_token"))
_SEEN = text(
    "with s as (update session set last_seen_at = now() where id = :session_id)"
    " update team_member set last_seen_at = now() where id = :member_id"
)
# Of many who come by one token at once, one writes it down, and nobody waits for him.
_USED = text(
    "with t as (update access_token set last_used_at = now() where id ="
    "   (select id from access_token where id = :token_id for no key update skip locked))"
    " update oauth_client set last_used_at = now() where id ="
    "   (select id from oauth_client where id = :client_id for no key update skip locked)"
)


class InvalidToken(RequestRefused):
    """The bearer token is unknown, expired or revoked."""

    code = "UNAUTHENTICATED"

    def __init__(self) -> None:
        super().__init__(_("This access token is unknown, revoked or has expired. Get a new one."))


async def authenticate(session: AsyncSession, request: Request) -> tuple[Actor, dt.datetime]:
    """Who asks, and the moment of the work. Raises InvalidToken for a bad bearer token; a bad cookie is nobody."""
    hashed = _hash(request)
    statement = _PERSON_OF_WORK if request.bearer_token is None else _TOKEN_OF_WORK
    [cursor] = await exchange(session, [(statement, [hashed])])
    row = await cursor.fetchone()
    if row is None:
        raise InvalidToken
    now, *values = row
    by_session = request.bearer_token is None
    found = _found(_OF_SESSION if by_session else _OF_TOKEN, values)
    if found["stale"] == "true" and by_session:
        await session.execute(_SEEN, {"session_id": found["session_id"], "member_id": found["member_id"]})
    elif found["stale"] == "true":
        await session.execute(_USED, {"token_id": found["token_id"], "client_id": found["client_id"]})
    return _person(found) if by_session else _bearer(found), now


def credential_of(request: Request) -> Credential:
    """The same for reading alone, in the round trip that reads."""
    hashed = _hash(request)
    parameter = None if hashed is None else hashed.encode()
    if request.bearer_token is not None:
        return Credential(("token", hashed), (_TOKEN_STATEMENT, [parameter]), _bearer_of_row)
    return Credential(("session", hashed), (_PERSON_STATEMENT, [parameter]), _person_of_row)


def _hash(request: Request) -> str | None:
    """Raises InvalidToken for a bearer token that was never one of ours: the database isn't asked about it."""
    token = request.session_token
    if request.bearer_token is not None:
        token = request.bearer_token
        if not is_checked_token(token):
            raise InvalidToken
    return token_hash(token).hex() if token else None


def _person_of_row(row: Row | None) -> Actor | None:
    assert row is not None, "a session's statement always gives a row"
    found = _found(_OF_SESSION, _texts(row))
    # That somebody was seen is written down by a unit of work.
    return None if found["stale"] == "true" else _person(found)


def _bearer_of_row(row: Row | None) -> Actor | None:
    if row is None:
        raise InvalidToken
    found = _found(_OF_TOKEN, _texts(row))
    # That it was used is written down by a unit of work.
    return None if found["stale"] == "true" else _bearer(found)


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
            user_id=ids["user_id"],
            session_id=ids["session_id"],
            partner_id=ids["partner_id"],
            member_id=ids["member_id"],
        )
    if found["operator_role"] is not None:
        role = OperatorRole(found["operator_role"])
        as_operator = unproven_operator if found["unproven"] == "true" else operator
        return as_operator(role=role, user_id=ids["user_id"], session_id=ids["session_id"])
    return Anonymous()


def _bearer(found: Mapping[str, str | None]) -> Actor:
    """For whom a token acts: a member or an operator, a partner's client, or the program's."""
    ids = {name: uuid.UUID(found[name]) for name in ("user_id", "client_id", "partner_id", "member_id") if found[name]}
    scopes = tuple((found["scopes"] or "").split())
    reads_only = found["partner_id"] is not None and found["partner_status"] != "ACTIVE"
    if found["member_id"] is not None:
        return member(
            role=MemberRole(str(found["member_role"])),
            reads_only=reads_only,
            restricted=found["restricted"] == "true",
            scopes=scopes,
            user_id=ids["user_id"],
            partner_id=ids["partner_id"],
            member_id=ids["member_id"],
            client_id=ids.get("client_id"),
        )
    if found["user_id"] is not None:
        return operator(role=OperatorRole(str(found["operator_role"])), scopes=scopes, user_id=ids["user_id"])
    if found["partner_id"] is not None:
        return partner_client(
            client_id=ids["client_id"], partner_id=ids["partner_id"], scopes=scopes, reads_only=reads_only
        )
    return program_client(client_id=ids["client_id"], scopes=scopes)


def new_token(prefix: str) -> str:
    """32 random bytes behind a prefix that secret scanners can know."""
    return prefix + secrets.token_urlsafe(32)


_CHECKED = re.compile(r"(pp_(?:at|pat)_[A-Za-z0-9_-]{43})_([0-9a-f]{8})")


def new_checked_token(prefix: str) -> str:
    """The same with a checksum, by which scanners of leaked secrets can be sure, and rubbish costs no look-up."""
    token = new_token(prefix)
    return f"{token}_{_checksum(token)}"


def is_checked_token(token: str) -> bool:
    """Whether it has the form of our access tokens, and the checksum that belongs to it."""
    match = _CHECKED.fullmatch(token)
    return match is not None and _checksum(match[1]) == match[2]


def _checksum(token: str) -> str:
    return f"{zlib.crc32(token.encode()):08x}"


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="replace")).digest()
