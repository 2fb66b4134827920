"""What the clock does to leads."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import and_, func, or_, select, update

from portal.core.duties import EVERY_MINUTE, NIGHTLY, Duty
from portal.core.work import Work
from portal.leads.events import LeadReminded
from portal.leads.models import HOLDING, REMINDED_BEFORE, Lead, LeadStatus
from portal.leads.service import about, expire

CONTACTS_ARE_KEPT = dt.timedelta(days=365)
_AT_ONCE = 500
_HOLDS = Lead.status.in_(HOLDING)


async def expire_leads(work: Work) -> None:
    """Tells of leads whose time is over, also of those that gave way to another's registration before this ran."""
    over = or_(
        and_(_HOLDS, Lead.protected_until <= work.now),
        and_(Lead.status == LeadStatus.EXPIRED, Lead.expiry_told.is_(False)),
    )
    due = select(Lead).where(over).order_by(Lead.id).limit(_AT_ONCE).with_for_update(skip_locked=True)
    for lead in (await work.session.execute(due)).scalars().all():
        expire(work, lead)


async def remind_of_leads(work: Work) -> None:
    """Reminds partners of leads that end within 7 days; once, and once more where it was extended since.

    Not of those that had no more than 7 days from the start.
    """
    due = select(Lead).where(
        _HOLDS,
        Lead.reminded_at.is_(None),
        Lead.protected_until > work.now,
        Lead.protected_until <= work.now + REMINDED_BEFORE,
        Lead.protected_until > func.coalesce(Lead.extended_at, Lead.registered_at) + REMINDED_BEFORE,
    )
    locked = due.order_by(Lead.id).limit(_AT_ONCE).with_for_update(skip_locked=True)
    for lead in (await work.session.execute(locked)).scalars().all():
        lead.reminded_at = work.now
        work.record(LeadReminded(protected_until=lead.protected_until, **about(lead)))


async def forget_contacts(work: Work) -> None:
    """Forgets whom partners spoke with, and what they noted, a year after the lead's end."""
    ended_at = func.coalesce(Lead.ended_at, Lead.settled_at, Lead.protected_until)
    known = or_(Lead.contact_name.is_not(None), Lead.contact_email.is_not(None), Lead.note.is_not(None))
    old = update(Lead).where(~_HOLDS, ended_at <= work.now - CONTACTS_ARE_KEPT, known)
    await work.session.execute(old.values(contact_name=None, contact_email=None, note=None))


DUTIES = (
    Duty("let leads expire", EVERY_MINUTE, expire_leads),
    Duty("remind of leads", EVERY_MINUTE, remind_of_leads),
    Duty("forget leads' contacts", NIGHTLY, forget_contacts),
)
