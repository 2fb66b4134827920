"""Throttles: so many tries within a window of real time. `hit` counts in a transaction of its own, so that a refused
try counts although its work is rolled back. `allowance.py` counts different things.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress

from sqlalchemy import Integer, ScalarSelect, bindparam, extract, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.core.problems import Throttled
from portal.core.runtime import Runtime
from portal.core.work import Work, in_own_transaction
from portal.identity.models import Throttle

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)

_HIT = text(
    "insert into throttle as t (key, window_ends_at, hits) values (:key, now() + :window, 1)"
    " on conflict (key) do update set"
    "   hits = case when t.window_ends_at <= now() then 1 else t.hits + 1 end,"
    "   window_ends_at = case when t.window_ends_at <= now() then now() + :window else t.window_ends_at end"
    " returning hits, extract(epoch from window_ends_at - now())::int"
)
_LEFT = text(
    "select extract(epoch from window_ends_at - now())::int from throttle"
    " where key = :key and hits >= :limit and window_ends_at > now()"
)
_FORGET = text("delete from throttle where key = :key")


async def hit(runtime: Runtime, kind: str, who: str, *, limit: int, window: dt.timedelta) -> None:
    """Counts one try. Raises Throttled beyond `limit` tries in `window`."""
    hits, seconds_left = await in_own_transaction(runtime, lambda session: _count(session, kind, who, window))
    if hits > limit:
        raise Throttled(max(1, seconds_left))


async def hit_from(runtime: Runtime, kind: str, ip_address: str | None, *, limit: int, window: dt.timedelta) -> None:
    """Like `hit`, by where the try comes from. Nothing is counted where that isn't known."""
    if ip_address is not None:
        await hit(runtime, kind, _place(ip_address), limit=limit, window=window)


async def within(work: Work, kind: str, who: str, *, limit: int, window: dt.timedelta) -> bool:
    """Counts one thing that is done if the work is, and whether it is among the first `limit` in `window`."""
    hits, _seconds_left = await _count(work.session, kind, who, window)
    return hits <= limit


async def exhausted(work: Work, kind: str, who: str, *, limit: int) -> int:
    """The seconds until more may be tried, where `limit` tries are used up already; 0 where they aren't."""
    row = (await work.session.execute(_LEFT, {"key": key_of(kind, who), "limit": limit})).one_or_none()
    return max(1, row[0]) if row else 0


def seconds_left(limit: int) -> ScalarSelect[int]:
    """`exhausted` as a part of a larger statement, which gets `key_of` as its value `throttle`; null for 0."""
    used_up = Throttle.hits >= limit, Throttle.window_ends_at > func.now()
    left = func.ceil(extract("epoch", Throttle.window_ends_at - func.now())).cast(Integer)
    return select(left).where(Throttle.key == bindparam("throttle"), *used_up).scalar_subquery()


async def forget(runtime: Runtime, kind: str, who: str) -> None:
    """Starts afresh after a success."""
    await in_own_transaction(runtime, lambda session: session.execute(_FORGET, {"key": key_of(kind, who)}))


async def forget_within(work: Work, kind: str, who: str) -> None:
    """Starts afresh if the work is done."""
    await work.session.execute(_FORGET, {"key": key_of(kind, who)})


async def _count(session: AsyncSession, kind: str, who: str, window: dt.timedelta) -> tuple[int, int]:
    """How many tries there are in the window with this one, and its seconds that are left."""
    hits, seconds_left = (await session.execute(_HIT, {"key": key_of(kind, who), "window": window})).one()
    return hits, seconds_left


def _place(ip_address: str) -> str:
    """The address; of IPv6 the /64, within which one subscriber has as many as he likes."""
    try:
        address = ipaddress.ip_address(ip_address)
    except ValueError:
        return ip_address
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), 64), strict=False))


def key_of(kind: str, who: str) -> str:
    """What stands in the table for it."""
    # Hashed: the table is no list of who tried.
    return f"{kind}:{hashlib.sha256(who.encode(errors='replace')).hexdigest()}"
