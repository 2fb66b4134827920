"""The keys that sign ID tokens: made by the portal itself, shown before they sign, and kept sealed."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import structlog
from joserfc.jwk import RSAKey
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session, undefer

from portal.core.ids import new_id, public_id
from portal.core.seals import Seal, Unreadable
from portal.provider.models import KEY_SHOWN_BEFORE_DAYS, KEY_SIGNS_DAYS, SigningKey

log = structlog.get_logger()
ALGORITHM = "RS256"
_BITS = 2048
_SHOWN_BEFORE = dt.timedelta(days=KEY_SHOWN_BEFORE_DAYS)
_SIGNS = dt.timedelta(days=KEY_SIGNS_DAYS)
# Whoever makes the first key, or the next one, keeps others from making one too.
_ALONE = text("select pg_advisory_xact_lock(hashtext('portal.signing_key'))")


def key_seal(secret_key: str) -> Seal:
    """What seals private keys."""
    return Seal(secret_key, "portal signing keys")


def signing_key(session: Session, seal: Seal) -> RSAKey:
    """The key that signs now. Whoever needs it first makes it: in a new installation, and under a new secret key."""
    return _opened(session, seal) or _first(session, seal)


def _opened(session: Session, seal: Seal) -> RSAKey | None:
    """None where there is none yet, or another secret key sealed it."""
    row = _newest(session)
    if row is None:
        return None
    try:
        return RSAKey.import_key(seal.open(row.id, row.sealed))
    except Unreadable:
        log.warning("signing_key.unreadable", key_id=row.public_id)
        return None


def _newest(session: Session) -> SigningKey | None:
    # By the clock itself: who waited for the first key began before it was made.
    since = SigningKey.signs_from <= func.clock_timestamp()
    signing = select(SigningKey).where(since).order_by(SigningKey.signs_from.desc())
    return session.scalars(signing.limit(1).options(undefer(SigningKey.sealed))).first()


def _first(session: Session, seal: Seal) -> RSAKey:
    session.execute(_ALONE)
    return _opened(session, seal) or _make(session, seal, session.execute(select(func.clock_timestamp())).scalar_one())


def _make(session: Session, seal: Seal, signs_from: dt.datetime) -> RSAKey:
    key_id = new_id()
    key = RSAKey.generate_key(_BITS, parameters={"kid": public_id(SigningKey.prefix, key_id), "use": "sig"})
    row = SigningKey(
        id=key_id,
        sealed=seal.close(key_id, dict(key.as_dict(private=True))),
        public={**key.as_dict(private=False), "alg": ALGORITHM},
        created_at=func.now(),
        signs_from=signs_from,
    )
    session.add(row)
    session.flush()
    return key


def key_set(session: Session, seal: Seal) -> dict[str, Any]:
    """All keys that may have signed what is still good, and the one that signs next, as a JSON Web Key Set."""
    if _newest(session) is None:
        _first(session, seal)
    return {"keys": list(session.scalars(select(SigningKey.public).order_by(SigningKey.signs_from.desc())))}


def turn_keys(session: Session, seal: Seal) -> None:
    """Makes the next key a day before it signs, and forgets those that nothing good is signed by any more."""
    session.execute(_ALONE)
    now = session.execute(select(func.now())).scalar_one()
    known = session.execute(select(SigningKey.id, SigningKey.signs_from).order_by(SigningKey.signs_from.desc())).all()
    if known and known[0].signs_from < now - _SIGNS + _SHOWN_BEFORE:
        _make(session, seal, now + _SHOWN_BEFORE)
    followed = [older.id for newer, older in pairwise(known) if newer.signs_from < now - _SHOWN_BEFORE]
    session.execute(delete(SigningKey).where(SigningKey.id.in_(followed)))
