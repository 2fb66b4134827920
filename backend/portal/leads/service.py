"""The verbs of leads: the partner's, and what a decision about credit makes of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TypedDict

from sqlalchemy import delete, select

from portal.core.inputs import optional_text, text
from portal.core.permissions import Permission
from portal.core.search import SearchWord
from portal.core.work import Work
from portal.leads.events import (
    LeadClosed,
    LeadExpired,
    LeadExtended,
    LeadLost,
    LeadReopened,
    LeadUpdated,
    LeadWithdrawn,
    LeadWon,
)
from portal.leads.models import HOLDING, Lead, LeadStatus
from portal.leads.protection import HeldByOthers, may_be_told
from portal.leads.registration import (
    LeadForm,
    Registered,
    add_words,
    begin_registration,
    read_notes,
    read_store,
    register,
)


async def register_lead(work: Work, form: LeadForm) -> Registered | HeldByOthers:
    """Registers a website for the partner.

    That others hold it (EXISTING_CLIENT, PROTECTED) is returned, not raised: that it was told is kept with the work.
    Raises InvalidInput, a Problem (TAKEN where the partner holds the website himself, NOT_ALLOWED while he is to wait,
    LIMIT_REACHED), and Throttled once he was told of too many websites that others hold.
    """
    work.require(Permission.EDIT_LEADS)
    site = read_store(form.website)
    terms = await begin_registration(work, [site])
    allowance = await may_be_told(work, [site.key])
    try:
        return await register(work, form, site, terms)
    except HeldByOthers as problem:
        allowance.spend(site.key)
        await allowance.keep()
        return problem


async def update_lead(work: Work, lead_id: str, changes: Mapping[str, str | None]) -> Lead:
    """Changes what is noted of a lead; what is not named stays. Raises NotFound, Conflict once it is over."""
    lead = await _own(work, lead_id)
    lead.require_running(work.now)
    checked = read_notes(changes)
    changed = sorted(name for name, value in checked.items() if getattr(lead, name) != value)
    for name in changed:
        setattr(lead, name, checked[name])
    if "company" in changed:
        await work.session.execute(
            delete(SearchWord).where(SearchWord.object_id == lead.id, SearchWord.partner_id == lead.partner_id)
        )
        add_words(work, lead)
    if changed:
        work.record(LeadUpdated(fields=changed, **about(lead)))
    return lead


async def extend_lead(work: Work, lead_id: str) -> Lead:
    """Protects the website for as long again. Raises NotFound, Conflict once it is over, LIMIT_REACHED."""
    lead = await _own(work, lead_id)
    lead.extend(work.now)
    work.record(LeadExtended(protected_until=lead.protected_until, **about(lead)))
    return lead


async def withdraw_lead(work: Work, lead_id: str, reason: str | None) -> Lead:
    """Gives the website free. Raises NotFound, or Conflict once the lead is over."""
    lead = await _own(work, lead_id)
    lead.withdraw(optional_text(reason, "reason", longest=1_000, lines=True), work.now)
    work.record(LeadWithdrawn(reason=lead.reason, **about(lead)))
    return lead


async def close_lead(work: Work, lead_id: str, reason: str) -> Lead:
    """Says that nothing came of the lead. Raises NotFound, or Conflict once it is over."""
    lead = await _own(work, lead_id)
    lead.close(text(reason, "reason", longest=1_000, lines=True), work.now)
    work.record(LeadClosed(reason=lead.reason, **about(lead)))
    return lead


# --- for the rooms above --------------------------------------------------------------------------------------------


def win(work: Work, lead: Lead) -> None:
    """A decision credits the partner for the lead's website. Does nothing where that is so already, and to a lead that
    was given up or never approved. The caller has locked the lead.
    """
    if lead.settle(LeadStatus.WON, None, work.now):
        work.record(LeadWon(**about(lead)))


def lose(work: Work, lead: Lead, reason: str) -> None:
    """A client with the lead's website counts for somebody else, or for nobody: `reason` says why, for the partner.
    Does nothing where `win` does nothing.
    """
    if lead.settle(LeadStatus.LOST, reason, work.now):
        work.record(LeadLost(reason=reason, **about(lead)))


def reopen(work: Work, lead: Lead) -> None:
    """A decision takes back that the lead was won or lost: it is open while it runs, else expired. Does nothing to a
    lead that no decision has settled. The caller has locked the lead.
    """
    if lead.reopen(work.now):
        work.record(LeadReopened(**about(lead)))


def expire(work: Work, lead: Lead) -> None:
    """Writes down that the time of a lead is over."""
    lead.expire()
    work.record(LeadExpired(**about(lead)))


async def end_leads_of(work: Work, partner_id: uuid.UUID, reason: str | None) -> None:
    """A partner leaves the program: his websites are free."""
    holding = select(Lead).where(Lead.partner_id == partner_id, Lead.status.in_(HOLDING))
    locked = holding.order_by(Lead.id).with_for_update().execution_options(populate_existing=True)
    for lead in (await work.session.execute(locked)).scalars().all():
        if not lead.runs(work.now):
            expire(work, lead)
            continue
        lead.withdraw(reason, work.now)
        work.record(LeadWithdrawn(reason=reason, **about(lead)))


class AboutLead(TypedDict):
    """What every event of a lead says."""

    subject_id: uuid.UUID
    partner_id: uuid.UUID
    website: str


def about(lead: Lead) -> AboutLead:
    """What every event of this lead says."""
    return {"subject_id": lead.id, "partner_id": lead.partner_id, "website": lead.website}


async def _own(work: Work, lead_id: str) -> Lead:
    work.require(Permission.EDIT_LEADS)
    return await work.get(Lead, lead_id, field="leadId")
