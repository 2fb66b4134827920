"""The registration of a lead: what stands against it, and who comes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Text, bindparam
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY

from portal.core.ids import new_id
from portal.core.inputs import email_address, optional_text, text, words
from portal.core.notices import Notice, WarningCode
from portal.core.problems import PartnerSuspended, Problem, UserErrorCode
from portal.core.search import SearchWord
from portal.core.texts import _, moment
from portal.core.websites import Website, require_one_store, website
from portal.core.work import Work
from portal.credit.service import current_policy
from portal.leads.events import LeadRegistered
from portal.leads.models import Lead, LeadStatus
from portal.leads.protection import HeldByOthers
from portal.program.models import Program
from portal.program.service import current_program


@dataclass(frozen=True, kw_only=True)
class LeadForm:
    """A lead as it is sent."""

    website: str
    company: str
    contact_name: str | None = None
    contact_email: str | None = None
    note: str | None = None
    expected_plan: str | None = None


class Registered(NamedTuple):
    """A new lead, and what should be known about it."""

    lead: Lead
    warnings: list[Notice]


class Terms(NamedTuple):
    """What holds for leads that are registered now."""

    program: Program
    lead_days: int


async def begin_registration(work: Work, sites: Sequence[Website]) -> Terms:
    """Takes the turns of the partner and of the websites until the work ends: whoever registers after that sees what
    was registered before. Raises PartnerSuspended.
    """
    active, _void = (await work.session.execute(_TAKE_TURNS, {"keys": [site.key for site in sites]})).one()
    if not active:
        raise PartnerSuspended
    return Terms(await current_program(work), (await current_policy(work)).lead_days)


async def register(work: Work, form: LeadForm, site: Website, terms: Terms) -> Registered:
    """Registers a website, of which the work has the turn. Raises HeldByOthers, and what `register_lead` raises."""
    noted = read_notes(vars(form))
    await _require_free(work, site, terms)
    lead = Lead(
        id=new_id(),
        partner_id=work.actor.partner_id,
        registered_by=work.actor.member_id,
        website=site.host,
        website_key=site.key,
        mixed_script=site.mixed_script,
        status=LeadStatus.IN_REVIEW if terms.program.lead_review else LeadStatus.OPEN,
        registered_at=work.now,
        approved_at=None if terms.program.lead_review else work.now,
        protected_until=work.now + dt.timedelta(days=terms.lead_days),
        **noted,
    )
    work.add(lead)
    add_words(work, lead)
    work.record(
        LeadRegistered(
            subject_id=lead.id,
            partner_id=lead.partner_id,
            website=lead.website,
            protected_until=lead.protected_until,
            in_review=terms.program.lead_review,
        )
    )
    return Registered(lead, look_alike(site))


def read_store(typed: str) -> Website:
    """The website of one store. Raises InvalidInput, also for what anybody can have a name at."""
    site = website(typed)
    require_one_store(site)
    return site


def read_notes(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """What is noted of a lead, of the values that are given. Raises InvalidInput for the first that can't be kept."""
    return {name: read(values[name]) for name, read in _NOTES.items() if name in values}


_NOTES: Mapping[str, Any] = {
    "company": lambda value: text(value or "", "company", longest=120),
    "contact_name": lambda value: optional_text(value, "contactName", longest=120),
    "contact_email": lambda value: email_address(value, "contactEmail") if value and value.strip() else None,
    "note": lambda value: optional_text(value, "note", longest=5_000, lines=True),
    "expected_plan": lambda value: optional_text(value, "expectedPlan", longest=120),
}


def add_words(work: Work, lead: Lead) -> None:
    """Keeps the words by whose beginnings the lead is found."""
    for word in words(lead.website, lead.company):
        work.session.add(SearchWord(partner_id=lead.partner_id, object_id=lead.id, word=word))


def look_alike(site: Website) -> list[Notice]:
    """The notice that a website looks like another one, where it does."""
    if not site.mixed_script:
        return []
    message = _(
        "This website mixes scripts, imitates Latin letters or hides characters, as look-alikes do. Make sure that it"
        " is the right one."
    )
    return [Notice(WarningCode.MIXED_SCRIPT, "website", message)]


# --- what stands against it -----------------------------------------------------------------------------------------

_TAKE_TURNS = sql("select hold_active_partner(), take_websites(:keys)").bindparams(bindparam("keys", type_=ARRAY(Text)))
_STATE = sql(
    "select held_until, reserved_until, is_client, own_until, own_ended_at, open_leads, most_open_leads() as"
    " most_open_leads from website_state(:key)"
)


async def _require_free(work: Work, site: Website, terms: Terms) -> None:
    state = (await work.session.execute(_STATE, {"key": site.key})).one()
    program = terms.program
    if state.is_client:
        message = _("This website is one of a client who pays already, so it can't be registered.")
        raise HeldByOthers(message, UserErrorCode.EXISTING_CLIENT)
    if state.own_until is not None:
        message = _(
            "You have registered this website. It is protected until {until}.",
            until=_in_words(state.own_until, program),
        )
        raise Problem(message, field="website", code=UserErrorCode.TAKEN)
    held = [until for until in (state.held_until, state.reserved_until) if until is not None]
    if held:
        message = _(
            "This website is protected until {until}. You can register it after that.",
            until=_in_words(max(held), program),
        )
        raise HeldByOthers(message, UserErrorCode.PROTECTED)
    _require_wait_over(state.own_ended_at, program, work.now)
    if state.open_leads >= state.most_open_leads:
        message = _(
            "You have {most} open leads, as many as the program allows. Close or withdraw one first.",
            most=state.most_open_leads,
        )
        raise Problem(message, code=UserErrorCode.LIMIT_REACHED)


def _require_wait_over(ended_at: dt.datetime | None, program: Program, now: dt.datetime) -> None:
    if ended_at is None:
        return
    free_at = ended_at + dt.timedelta(days=program.lead_wait_days)
    if now < free_at:
        message = _(
            "Your last lead for this website has ended. You can register it again from {from_} on.",
            from_=_in_words(free_at, program),
        )
        raise Problem(message, field="website", code=UserErrorCode.NOT_ALLOWED)


def _in_words(at: dt.datetime, program: Program) -> str:
    return moment(at, program.time_zone)
