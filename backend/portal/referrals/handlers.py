"""The first link of a new partner, and visits that are forgotten."""

from __future__ import annotations

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert

from portal.core.duties import NIGHTLY, Duty
from portal.core.events import Event, Handlers
from portal.core.ids import new_id
from portal.core.work import Work
from portal.partners.events import PartnerApproved
from portal.referrals.events import ReferralLinkCreated
from portal.referrals.models import FIRST_NAME, VISITS_ARE_KEPT_MONTHS, ReferralLink, Visit


async def make_first_link(work: Work, event: Event) -> None:
    """A partner begins with the link that stands on his page; a repeat makes no second one."""
    code = event.data["referral_code"]
    values = {
        "id": new_id(),
        "partner_id": event.partner_id,
        "name": FIRST_NAME,
        "code": code,
        "active": True,
        "created_at": event.at,
    }
    made = insert(ReferralLink).values(values).on_conflict_do_nothing().returning(ReferralLink.id)
    link_id = (await work.session.execute(made)).scalar_one_or_none()
    if link_id is not None:
        work.record(ReferralLinkCreated(subject_id=link_id, partner_id=event.partner_id, name=FIRST_NAME, code=code))


async def forget_visits(work: Work) -> None:
    """Deletes visits of more than 13 months ago. What was counted of them stays, and so do the clicks of sign-ups."""
    old = Visit.at < work.now - func.make_interval(0, VISITS_ARE_KEPT_MONTHS)
    await work.session.execute(delete(Visit).where(old))


HANDLERS: Handlers = {PartnerApproved: (make_first_link,)}
DUTIES = (Duty("forget visits", NIGHTLY, forget_visits),)
