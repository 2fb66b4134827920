"""Visits: who is a bot, who came before, and how they are written, many at once and after the fact."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import structlog
from crawleruseragents import is_crawler  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import exc, select, text, update
from sqlalchemy.dialects.postgresql import insert

from portal.core.actors import System
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work, open_work
from portal.identity.models import Session
from portal.partners.models import MemberStatus, TeamMember
from portal.program.service import current_program
from portal.referrals.clicks import Click
from portal.referrals.models import ReferralDay, SignUpClick, VisitKind

log = structlog.get_logger()

# Within so much of a visit that counted, the same visitor counts no more.
REPEATED_WITHIN = dt.timedelta(minutes=30)
# What waits to be written; more than 40 seconds of 500 visits a second.
MOST_WAITING = 20_000
_MOST_AT_ONCE = 2_000
_LONGEST_USER_AGENT = 300
# By which browsers say that nobody looks at the page yet, and maybe never will.
_EARLY = ("sec-purpose", "purpose", "x-purpose", "x-moz")
_TURN = text("select pg_advisory_xact_lock(7470)")


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opened a link. Neither his IP address nor his browser is kept, not even until it is written."""

    click: Click
    partner_id: uuid.UUID
    visitor: bytes
    is_bot: bool
    # Of the session's token, where he is signed in to the portal.
    session_hash: bytes | None = None


@lru_cache(maxsize=10_000)
def _is_crawler(user_agent: str) -> bool:
    return not user_agent.strip() or bool(is_crawler(user_agent))


def is_bot(headers: Mapping[str, str]) -> bool:
    """Whether a program asks, or a browser that only loads ahead; by the request's headers, in lower case."""
    if any(name in headers for name in _EARLY):
        return True
    return _is_crawler(headers.get("user-agent", "")[:_LONGEST_USER_AGENT])


def visitor_of(secret: str, click: Click, ip_address: str | None, user_agent: str) -> bytes:
    """16 bytes that are the same for one browser on one link and day (UTC), and tell nobody which it is."""
    key = b"portal visitors " + secret.encode()
    said = "\0".join((click.link_id.hex, click.at.date().isoformat(), ip_address or "", user_agent))
    return hmac.digest(hashlib.sha256(key).digest(), said.encode(errors="replace"), "sha256")[:16]


class VisitBuffer:
    """What one process has still to write. What is lost here costs nobody his credit: click ids prove themselves."""

    def __init__(self) -> None:
        self._waiting: list[Opening] = []
        self._lost = 0
        self._writing = asyncio.Lock()

    def add(self, opening: Opening) -> None:
        """Puts it beside the others; where too many wait, it is let go."""
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(opening)
        else:
            self._lost += 1

    async def flush(self, runtime: Runtime) -> None:
        """Writes what waits. While the database is away it goes on waiting; what can't be written is let go."""
        async with self._writing:
            while self._waiting:
                batch = self._waiting[:_MOST_AT_ONCE]
                try:
                    async with open_work(runtime, Request(), System()) as work:
                        await record_visits(work, batch)
                except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
                    log.warning("visits.wait", visits=len(self._waiting), error=type(error).__name__)
                    break
                except Exception as error:
                    log.error("visits.not_written", visits=len(batch), exc_info=error)
                del self._waiting[: len(batch)]
            if self._lost:
                log.warning("visits.lost", visits=self._lost)
                self._lost = 0


async def record_visits(work: Work, openings: Sequence[Opening]) -> None:
    """Writes visits and counts them, but for those that a try whose end nobody heard of has written already."""
    await work.session.execute(_TURN)
    at_home = await _at_home(work, openings)
    own = {one.click.id for one in openings if (one.session_hash, one.partner_id) in at_home}
    kinds = kinds_of(openings, await _counted_lately(work, openings))
    new = await _insert(work, openings, kinds, own)
    zone = zoneinfo.ZoneInfo((await current_program(work)).time_zone)
    counts: dict[Day, Counts] = defaultdict(Counts)
    for one in openings:
        if one.click.id in new:
            day = one.click.link_id, one.partner_id, one.click.at.astimezone(zone).date()
            counts[day] = counts[day].with_one(kinds[one.click.id])
    await count(work, counts)
    if own:
        marked = update(SignUpClick).where(SignUpClick.click_id.in_(own)).values(own=True)
        await work.session.execute(marked)


# A link and whose it is, and a day in the program's time zone.
Day = tuple[uuid.UUID, uuid.UUID, dt.date]
Visitor = tuple[uuid.UUID, bytes]


class Counts(NamedTuple):
    """What is to be added to one day of a link."""

    visits: int = 0
    repeated_visits: int = 0
    bot_visits: int = 0
    sign_ups: int = 0

    def with_one(self, kind: VisitKind) -> Counts:
        name = {VisitKind.COUNTED: "visits", VisitKind.REPEATED: "repeated_visits", VisitKind.BOT: "bot_visits"}[kind]
        return self._replace(**{name: getattr(self, name) + 1})


async def count(work: Work, counts: Mapping[Day, Counts]) -> None:
    """Adds to the days' counters, all in one order, so that nobody waits for each other in a circle."""
    rows = [
        {"link_id": link_id, "partner_id": partner_id, "day": day, **counts[link_id, partner_id, day]._asdict()}
        for link_id, partner_id, day in sorted(counts)
    ]
    if rows:
        adding = insert(ReferralDay).values(rows)
        sums = {name: getattr(ReferralDay, name) + adding.excluded[name] for name in Counts._fields}
        await work.session.execute(adding.on_conflict_do_update(index_elements=["link_id", "day"], set_=sums))


def kinds_of(
    openings: Iterable[Opening], counted: Mapping[Visitor, Sequence[dt.datetime]]
) -> dict[uuid.UUID, VisitKind]:
    """As what each visit counts, by its click's id; `counted` are the moments of earlier visits that counted."""
    seen = defaultdict(list, {visitor: list(moments) for visitor, moments in counted.items()})
    kinds = {}
    for one in sorted(openings, key=lambda one: one.click.at):
        moments = seen[one.click.link_id, one.visitor]
        if one.is_bot:
            kinds[one.click.id] = VisitKind.BOT
        # Another process may have written a later visit first.
        elif any(abs(one.click.at - moment) < REPEATED_WITHIN for moment in moments):
            kinds[one.click.id] = VisitKind.REPEATED
        else:
            kinds[one.click.id] = VisitKind.COUNTED
            moments.append(one.click.at)
    return kinds


async def _at_home(work: Work, openings: Iterable[Opening]) -> set[tuple[bytes | None, uuid.UUID]]:
    """Which of the sessions belong to members of which partners."""
    hashes = {one.session_hash for one in openings} - {None}
    if not hashes:
        return set()
    query = (
        select(Session.token_hash, TeamMember.partner_id)
        .join(TeamMember, TeamMember.user_id == Session.user_id)
        .where(Session.token_hash.in_(hashes), TeamMember.status == MemberStatus.ACTIVE)
    )
    return {(token_hash, partner_id) for token_hash, partner_id in await work.session.execute(query)}


_COUNTED_LATELY = text(
    "select v.link_id, v.visitor, v.at"
    " from unnest(cast(:links as uuid[]), cast(:visitors as bytea[])) as asked (link_id, visitor)"
    " join visit v on v.link_id = asked.link_id and v.visitor = asked.visitor"
    " where v.kind = 'COUNTED' and v.at > :since"
)


async def _counted_lately(work: Work, openings: Iterable[Opening]) -> dict[Visitor, list[dt.datetime]]:
    people = [one for one in openings if not one.is_bot]
    visitors = {(one.click.link_id, one.visitor) for one in people}
    if not visitors:
        return {}
    since = min(one.click.at for one in people) - REPEATED_WITHIN
    links, hashes = (list(column) for column in zip(*visitors, strict=True))
    found: dict[Visitor, list[dt.datetime]] = defaultdict(list)
    values = {"links": links, "visitors": hashes, "since": since}
    for link_id, visitor, at in await work.session.execute(_COUNTED_LATELY, values):
        found[link_id, visitor].append(at)
    return found


# One statement with as many parameters as columns, however many rows there are.
_INSERT = text(
    "insert into visit (id, link_id, at, visitor, kind, own) select * from unnest("
    " cast(:ids as uuid[]), cast(:links as uuid[]), cast(:moments as timestamptz[]), cast(:visitors as bytea[]),"
    " cast(:kinds as text[]), cast(:own as boolean[])) on conflict do nothing returning id"
)


async def _insert(
    work: Work, openings: Sequence[Opening], kinds: Mapping[uuid.UUID, VisitKind], own: set[uuid.UUID]
) -> set[uuid.UUID]:
    """Writes the rows; the ids of those that are new."""
    values = {
        "ids": [one.click.id for one in openings],
        "links": [one.click.link_id for one in openings],
        "moments": [one.click.at for one in openings],
        "visitors": [one.visitor for one in openings],
        "kinds": [kinds[one.click.id].value for one in openings],
        "own": [one.click.id in own for one in openings],
    }
    return set((await work.session.execute(_INSERT, values)).scalars())
