"""Idempotency keys: a mutation that is sent again with its key gets the first answer, and nothing happens twice.

A row stands for one mutation of one caller's key. It is made before the verb runs, by which a twin of the request waits
until the first has ended, and is committed with the effect and the answer, or not at all. It holds keyed hashes alone,
so that neither the key nor a password in the request can be guessed from it.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.fernet import Fernet
from sqlalchemy import CheckConstraint, LargeBinary, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.actors import Actor
from portal.core.database import Base
from portal.core.duties import NIGHTLY, Duty
from portal.core.problems import IdempotencyKeyReused, RequestRefused
from portal.core.requests import Operation, Request
from portal.core.texts import _
from portal.core.work import Work

# By response key, as GraphQL completes it.
Answer = dict[str, Any]

_PRINTABLE = re.compile(r"[ -~]{1,255}")


class IdempotencyKey(Base):
    """What one mutation answered to the request that came with a key."""

    __tablename__ = "idempotency_key"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    # Empty only within the transaction that does what is asked. Sealed by the key itself: an answer may show a secret
    # once, and whoever reads the table must not see it a second time.
    answer: Mapped[str | None]
    created_at: Mapped[dt.datetime]

    __table_args__ = (CheckConstraint("octet_length(key_hash) = 32", name="hash"),)


@dataclass(frozen=True)
class Key:
    """What stands in the table for a key, and for the request that came with it; `seal` closes and opens the answer."""

    key_hash: bytes
    request_hash: bytes
    seal: Fernet


def make_key(
    secret: str, header: str, actor: Actor, request: Request, operation: Operation, field: str, token: str | None
) -> Key:
    """The key of one mutation, which `field` names in the answer: another caller's same key is another one.

    Where nobody is signed in, who holds the mailed link with this `token` is the caller, wherever he sends it from.

    Raises RequestRefused unless the header holds 1 to 255 printable ASCII characters.
    """
    if not _PRINTABLE.fullmatch(header):
        raise RequestRefused(_("The header Idempotency-Key holds 1 to 255 printable ASCII characters."))
    secret_key = hashlib.sha256(b"portal idempotency " + secret.encode()).digest()
    caller = _caller(actor, request, token)
    key_hash = _mac(secret_key, "key", [*caller, header, field])
    sent = [key_hash.hex(), operation.document, operation.name, operation.variables]
    seal = Fernet(base64.urlsafe_b64encode(_mac(secret_key, "seal", [*caller, header, field])))
    return Key(key_hash, _mac(secret_key, "request", sent), seal)


def _caller(actor: Actor, request: Request, token: str | None) -> list[str]:
    """Whose key it is: a person's at one partner's desk, a program's, a link's, or else an address's. A token reads no
    answer that one with other scopes was given.
    """
    if actor.signed_in:
        return [actor.kind.value, str(actor.actor_id), str(actor.partner_id), *actor.scopes]
    return ["", "", token] if token is not None else ["", str(request.ip_address), ""]


def _mac(secret_key: bytes, kind: str, parts: list[Any]) -> bytes:
    # The order in which a client writes its variables says nothing.
    return hmac.digest(secret_key, kind.encode() + orjson.dumps(parts, option=orjson.OPT_SORT_KEYS), "sha256")


# Row level security shows the app one row, that of `portal.idempotency_key`. It is set in the statement that needs it:
# the hash comes out of set_config, so it is there before the row is looked for, or made.
_LOOK_UP = text(
    "select (select json_build_object('request', encode(k.request_hash, 'hex'), 'answer', k.answer)"
    " from idempotency_key k where k.key_hash = decode(shown.key, 'hex'))"
    " from (select set_config('portal.idempotency_key', :key, true) as key offset 0) shown"
)
_RESERVE = text(
    "insert into idempotency_key (key_hash, request_hash, created_at)"
    " values (decode(set_config('portal.idempotency_key', :key, true), 'hex'), :request_hash, now())"
    " on conflict (key_hash) do nothing returning true"
)
_KEEP = text("update idempotency_key set answer = :answer where key_hash = :key_hash and answer is null returning true")


async def look_up(session: AsyncSession, key: Key) -> Answer | None:
    """The kept answer, or None. Raises IdempotencyKeyReused where the key came with another request."""
    found = (await session.execute(_LOOK_UP, {"key": key.key_hash.hex()})).scalar_one()
    if found is None:
        return None
    if found["request"] != key.request_hash.hex():
        raise IdempotencyKeyReused
    if found["answer"] is None:
        return None
    answer: Answer = orjson.loads(key.seal.decrypt(found["answer"]))
    return answer


async def reserve(session: AsyncSession, key: Key) -> Answer | None:
    """Takes the key for this transaction, or answers what is kept. Waits for a transaction that has taken it."""
    values = {"key": key.key_hash.hex(), "request_hash": key.request_hash}
    while (await session.execute(_RESERVE, values)).one_or_none() is None:
        kept = await look_up(session, key)
        if kept is not None:
            return kept
        # It was forgotten since the last statement, so it is free.
    return None


async def keep(session: AsyncSession, key: Key, answer: bytes) -> None:
    """Keeps the answer, as JSON, in the transaction that reserved the key."""
    (await session.execute(_KEEP, {"key_hash": key.key_hash, "answer": key.seal.encrypt(answer).decode()})).one()


async def forget_keys(work: Work) -> None:
    """Forgets keys after 24 hours of real time: a jump of the test clock makes nobody's second try a first one."""
    await work.session.execute(text("delete from idempotency_key where created_at < now() - interval '24 hours'"))


DUTIES = (Duty("forget idempotency keys", NIGHTLY, forget_keys),)
