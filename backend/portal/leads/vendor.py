"""What the vendor's team does: reviews leads, and keeps websites to its own sales."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy import text as sql

from portal.core.batches import attempt, require_batch
from portal.core.ids import new_id
from portal.core.inputs import optional_text, text
from portal.core.notices import Notice, WarningCode
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, Problem
from portal.core.texts import _, moment
from portal.core.websites import Website
from portal.core.work import Work
from portal.credit.service import current_policy
from portal.leads.events import LeadApproved, LeadRefused, WebsiteReleased, WebsiteReserved
from portal.leads.models import Lead, ReservedWebsite
from portal.leads.registration import look_alike, read_store
from portal.leads.service import about
from portal.program.models import Program
from portal.program.service import current_program

LONGEST_RESERVATION = dt.timedelta(days=5 * 366)


class ReserveOutcome(StrEnum):
    """What became of one website."""

    RESERVED = "RESERVED"
    EXTENDED = "EXTENDED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, kw_only=True)
class Reserved:
    """What became of one website: a reservation and what should be known of it, or why not."""

    website: str
    outcome: ReserveOutcome
    reservation: ReservedWebsite | None = None
    problem: Problem | None = None
    warnings: Sequence[Notice] = ()


async def approve_lead(work: Work, lead_id: str) -> Lead:
    """Agrees with a lead; it counts from its registration. Raises NotFound, or Conflict unless it is in review."""
    work.require(Permission.REVIEW_LEADS)
    lead = await work.get(Lead, lead_id, field="leadId")
    lead.approve(work.now)
    work.record(LeadApproved(**about(lead)))
    return lead


async def refuse_lead(work: Work, lead_id: str, reason: str) -> Lead:
    """Refuses a lead, for a reason that the partner reads. Raises NotFound, or Conflict unless it is in review."""
    work.require(Permission.REVIEW_LEADS)
    lead = await work.get(Lead, lead_id, field="leadId")
    lead.refuse(text(reason, "reason", longest=1_000, lines=True), work.now)
    work.record(LeadRefused(reason=lead.reason, **about(lead)))
    return lead


async def reserve_websites(work: Work, typed: Sequence[str], until: dt.datetime, note: str | None) -> list[Reserved]:
    """Keeps websites to the vendor's own sales; each for itself, in their order.

    Raises InvalidInput for more than 500, and for an end that has passed or lies more than five years ahead; what is
    wrong with one website stands in its result.
    """
    work.require(Permission.RESERVE_WEBSITES)
    require_batch(typed, "websites")
    if not work.now < until <= work.now + LONGEST_RESERVATION:
        raise InvalidInput(_("Give a moment that is still to come, within five years."), field="until")
    why = optional_text(note, "note", longest=1_000, lines=True)
    await work.session.execute(_TURN)
    program = await current_program(work)
    return [await _reserve(work, one, until, why, program) for one in typed]


async def release_website(work: Work, reserved_website_id: str) -> ReservedWebsite:
    """Ends a reservation before its time. Raises NotFound, or Conflict where it is over."""
    work.require(Permission.RESERVE_WEBSITES)
    reservation = await work.get(ReservedWebsite, reserved_website_id, field="reservedWebsiteId")
    reservation.release(work.now)
    work.record(WebsiteReleased(subject_id=reservation.id, website=reservation.website))
    return reservation


# One batch of reservations at a time: they are few, and so none waits for another in a circle.
_TURN = sql("select pg_advisory_xact_lock(7472)")


async def _reserve(work: Work, typed: str, until: dt.datetime, note: str | None, program: Program) -> Reserved:
    made = await attempt(work, _reserve_one(work, typed, until, note, program))
    if isinstance(made, Problem):
        return Reserved(website=typed, outcome=ReserveOutcome.REJECTED, problem=made)
    return made


async def _reserve_one(work: Work, typed: str, until: dt.datetime, note: str | None, program: Program) -> Reserved:
    site = read_store(typed)
    live = select(ReservedWebsite).where(ReservedWebsite.website_key == site.key, ReservedWebsite.released_at.is_(None))
    reservation = await work.find(ReservedWebsite, live.execution_options(populate_existing=True))
    extended = reservation is not None and reservation.runs(work.now)
    if reservation is not None and extended:
        reservation.prolong(until)
        reservation.note = note or reservation.note
    else:
        if reservation is not None:
            reservation.lapse()
            await work.session.flush()
        reservation = work.add(
            ReservedWebsite(
                id=new_id(),
                website=site.host,
                website_key=site.key,
                reserved_at=work.now,
                reserved_until=until,
                note=note,
                reserved_by=work.actor.user_id,
            )
        )
    work.record(
        WebsiteReserved(subject_id=reservation.id, website=reservation.website, reserved_until=until, extended=extended)
    )
    return Reserved(
        website=typed,
        outcome=ReserveOutcome.EXTENDED if extended else ReserveOutcome.RESERVED,
        reservation=reservation,
        warnings=[*look_alike(site), *await _earlier_lead(work, site, program)],
    )


async def _earlier_lead(work: Work, site: Website, program: Program) -> list[Notice]:
    if not (await current_policy(work)).settings.leads_protect:
        return []
    running = select(func.max(Lead.protected_until)).where(
        Lead.website_key == site.key, Lead.ended_at.is_(None), Lead.protected_until > work.now
    )
    until = await work.session.scalar(running)
    if until is None:
        return []
    message = _(
        "A partner has registered this website before, and goes first until {until}.",
        until=moment(until, program.time_zone),
    )
    return [Notice(WarningCode.LEAD_GOES_FIRST, "websites", message)]
