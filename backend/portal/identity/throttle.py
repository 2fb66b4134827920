"""Throttles: so many tries within a window of real time. Counted in a transaction of their own, so that a refused
try counts although its work is rolled back.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import text

from portal.core.problems import Throttled
from portal.core.runtime import Runtime

HOUR = dt.timedelta(hours=1)

_HIT = text(
    "insert into throttle as t (key, window_ends_at, hits) values (:key, now() + :window, 1)"
    " on conflict (key) do update set"
    "   hits = case when t.window_ends_at <= now() then 1 else t.hits + 1 end,"
    "   window_ends_at = case when t.window_ends_at <= now() then now() + :window else t.window_ends_at end"
    " returning hits, extract(epoch from window_ends_at - now())::int"
)
_FORGET = text("delete from throttle where key = :key")


async def hit(runtime: Runtime, kind: str, who: str | None, *, limit: int, window: dt.timedelta) -> None:
    """Counts one try. Raises Throttled beyond `limit` tries in `window`. Without `who` nothing is counted."""
    if who is None:
        return
    async with runtime.sessions() as session, session.begin():
        row = await session.execute(_HIT, {"key": _key(kind, who), "window": window})
        hits, seconds_left = row.one()
    if hits > limit:
        raise Throttled(max(1, seconds_left))


async def forget(runtime: Runtime, kind: str, who: str) -> None:
    """Starts afresh after a success."""
    async with runtime.sessions() as session, session.begin():
        await session.execute(_FORGET, {"key": _key(kind, who)})


def _key(kind: str, who: str) -> str:
    # Hashed: the table is no list of who tried.
    return f"{kind}:{hashlib.sha256(who.encode(errors='replace')).hexdigest()}"
