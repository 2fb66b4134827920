"""Allowances: so many different things within a window of real time, where the same thing once more counts nothing.

Whoever takes one has it to himself until his work ends: of works that run at once, none goes beyond what is left.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from portal.core.work import Work
from portal.identity.throttle import key_of

_TAKE = text(
    "insert into throttle as t (key, window_ends_at, hits) values (:key, now() + :window, 0)"
    " on conflict (key) do update set"
    "   hits = case when t.window_ends_at <= now() then 0 else t.hits end,"
    "   window_ends_at = case when t.window_ends_at <= now() then now() + :window else t.window_ends_at end"
    " returning hits, extract(epoch from window_ends_at - now())::int"
)
_KEYS = bindparam("keys", type_=ARRAY(Text))
_COUNTED = text("select key from throttle where key = any(:keys) and window_ends_at > now()").bindparams(_KEYS)
_KEEP = text(
    "with counted as ("
    "  insert into throttle select key, now() + :window, 1 from unnest(:keys) key"
    "  on conflict (key) do update set window_ends_at = excluded.window_ends_at"
    ") update throttle set hits = hits + cardinality(:keys) where key = :key"
).bindparams(_KEYS)


@dataclass
class Allowance:
    """What is left of it: `left` different things, for `seconds_left` seconds."""

    left: int
    seconds_left: int
    _session: AsyncSession
    _window: dt.timedelta
    _key: str
    _kind: str
    _who: str
    _counted: set[str]
    _new: set[str] = field(default_factory=set)

    def spend(self, thing: str) -> bool:
        """Counts a thing; False where nothing was left for it."""
        key = _key_of_thing(self._kind, self._who, thing)
        if key in self._counted:
            return True
        if self.left <= 0:
            return False
        self.left -= 1
        self._counted.add(key)
        self._new.add(key)
        return True

    async def keep(self) -> None:
        """Writes down what was spent, with the work."""
        if self._new:
            values = {"key": self._key, "keys": sorted(self._new), "window": self._window}
            await self._session.execute(_KEEP, values)
            self._new.clear()


async def take_allowance(
    work: Work, kind: str, who: str, things: Iterable[str], *, limit: int, window: dt.timedelta
) -> Allowance:
    """What is left, to be spent on these things: whoever else takes it waits until the work ends."""
    key = key_of(kind, who)
    hits, seconds = (await work.session.execute(_TAKE, {"key": key, "window": window})).one()
    keys = [_key_of_thing(kind, who, thing) for thing in things]
    counted = set((await work.session.execute(_COUNTED, {"keys": keys})).scalars())
    return Allowance(limit - hits, max(1, seconds), work.session, window, key, kind, who, counted)


def _key_of_thing(kind: str, who: str, thing: str) -> str:
    return key_of(f"{kind}: one", f"{who}:{thing}")
