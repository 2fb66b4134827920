"""What a partner learns of websites that others hold: by a refusal or a warning, and of so many in an hour.

Whether a website is an existing client's, or protected, is worth knowing to whoever doesn't mean to work on it. So all
refusals and warnings that tell it are taken from one allowance of the partner.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB

from portal.core.ids import new_id
from portal.core.notices import Notice, WarningCode
from portal.core.problems import Problem, Throttled, UserErrorCode
from portal.core.texts import _, moment
from portal.core.work import Work
from portal.credit.policy import Evidence, EvidenceKind, Facts, PolicySettings, decide
from portal.credit.service import current_policy
from portal.identity import throttle
from portal.identity.allowance import Allowance, take_allowance
from portal.program.service import current_program

# As many as credit checks: nobody who works on websites meets so many of others' in an hour.
MOST_TOLD = 120
_TOLD = "website of others"


class HeldByOthers(Problem):
    """The website is an existing client's, or protected: EXISTING_CLIENT or PROTECTED."""

    def __init__(self, message: str, code: UserErrorCode) -> None:
        super().__init__(message, field="website", code=code)


def too_many_refused(seconds_left: int) -> Problem:
    """What is said of the rest of a file, be they free or not."""
    message = _(
        "Too many of your websites were refused in this hour. Import the rest again in {minutes} min.",
        minutes=max(1, round(seconds_left / 60)),
    )
    return Problem(message, field="website", code=UserErrorCode.LIMIT_REACHED)


async def may_be_told(work: Work, website_keys: Iterable[str]) -> Allowance:
    """What the partner may still be told of these websites. Raises Throttled where nothing is left.

    The last thing that a work waits for: whoever has it holds up whoever else is told something.
    """
    who = str(work.actor.partner_id)
    allowance = await take_allowance(work, _TOLD, who, website_keys, limit=MOST_TOLD, window=throttle.HOUR)
    if allowance.left <= 0:
        raise Throttled(allowance.seconds_left)
    return allowance


def throttle_of(partner_id: uuid.UUID | None) -> str:
    """The value `throttle` of TOO_MUCH_TOLD."""
    return throttle.key_of(_TOLD, str(partner_id))


# The seconds until the partner may be told again of others' websites, as a part of a statement; null where he may now.
TOO_MUCH_TOLD = throttle.seconds_left(MOST_TOLD).label("told_again_in")

# --- the warning ----------------------------------------------------------------------------------------------------


async def protection_against_me(work: Work, website_key: str, field: str, since: dt.datetime) -> list[Notice]:
    """The notice that somebody else holds a website, where by the policy in force its client would not count for the
    partner, who created its account at `since`. Raises Throttled once he was told of too many.
    """
    values = {"website_key": website_key, "throttle": throttle_of(work.actor.partner_id)}
    found = (await work.session.execute(_FOUND, values)).one()
    return await warning_of(work, found, website_key, field, since)


async def warning_of(
    work: Work, found: Row[*tuple[Any, ...]], website_key: str, field: str, since: dt.datetime
) -> list[Notice]:
    """The same where the statement of the caller has found `website_holds` and `TOO_MUCH_TOLD` already."""
    if found.told_again_in:
        raise Throttled(found.told_again_in)
    if found.holds is None:
        return []
    policy = (await current_policy(work)).settings
    until = _held_until([_hold(work, one) for one in found.holds], _created(work, since), policy, work.now)
    if until is None:
        return []
    allowance = await may_be_told(work, [website_key])
    allowance.spend(website_key)
    await allowance.keep()
    message = _(
        "Somebody else has protected this website until {until}: its client would not count for you.",
        until=moment(until, (await current_program(work)).time_zone),
    )
    return [Notice(WarningCode.PROTECTED_WEBSITE, field, message)]


HOLDS = func.website_holds(bindparam("website_key"), type_=JSONB).label("holds")
_FOUND = select(HOLDS, TOO_MUCH_TOLD)
_RIVAL = uuid.UUID(int=0)


def _held_until(
    holds: Sequence[Evidence], mine: Evidence, policy: PolicySettings, now: dt.datetime
) -> dt.datetime | None:
    """Until when others hold the website, where they would win if the client paid now."""
    facts = Facts(signed_up_at=mine.began_at, first_paid_at=now, evidence=(mine, *holds))
    winner = decide(facts, policy).winner
    if winner is None or winner.evidence.partner_id == mine.partner_id:
        return None
    return max(one.until for one in holds if one.until is not None and one.partner_id != mine.partner_id)


def _created(work: Work, since: dt.datetime) -> Evidence:
    partner_id = work.actor.partner_id
    return Evidence(kind=EvidenceKind.CREATED, partner_id=partner_id, source_id=new_id(), began_at=since)


def _hold(work: Work, one: Mapping[str, Any]) -> Evidence:
    """A lead that is yet to be approved is taken for one that is: once approved, it counts from its registration."""
    kind = EvidenceKind(one["kind"])
    other = _RIVAL if kind is EvidenceKind.LEAD else None
    return Evidence(
        kind=kind,
        partner_id=work.actor.partner_id if one["mine"] else other,
        source_id=new_id(),
        began_at=dt.datetime.fromisoformat(one["began_at"]),
        until=dt.datetime.fromisoformat(one["until"]),
    )
