"""What a decision does to leads: won where it counts by them, lost where the client counts otherwise."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from sqlalchemy import select

from portal.core.texts import _
from portal.core.work import Work
from portal.credit.policy import EvidenceKind, Reason
from portal.decisions.explain import Told, reason
from portal.decisions.models import CreditCandidate, CreditDecision
from portal.leads.models import Lead, LeadStatus
from portal.leads.service import lose, win

# What a decision finds open, or had settled otherwise before.
_TO_LOSE = (LeadStatus.OPEN, LeadStatus.WON)


async def settle_leads(work: Work, website_keys: Iterable[str]) -> None:
    """Settles the leads for websites whose accounts were decided just now, by all decisions that hold."""
    query = select(Lead).where(Lead.website_key.in_(sorted(set(website_keys))))
    leads = (await work.session.execute(query.order_by(Lead.id).with_for_update())).scalars().all()
    if not leads:
        return
    judged = await _judged(work, [lead.id for lead in leads])
    for lead in leads:
        found = judged.get(lead.id)
        if found is not None and found.won:
            if lead.status != LeadStatus.WON:
                win(work, lead)
        elif lead.status in _TO_LOSE:
            lose(work, lead, _why(found))


async def _judged(work: Work, lead_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, CreditCandidate]:
    """What the decisions that hold say of these leads; of several accounts with one website the best for the lead."""
    query = (
        select(CreditCandidate)
        .join(CreditDecision, CreditDecision.id == CreditCandidate.decision_id)
        .where(
            CreditDecision.ended_at.is_(None),
            CreditCandidate.kind == EvidenceKind.LEAD.value,
            CreditCandidate.source_id.in_(lead_ids),
        )
        .order_by(CreditCandidate.won, CreditCandidate.id)
    )
    return {one.source_id: one for one in (await work.session.execute(query)).scalars()}


def _why(candidate: CreditCandidate | None) -> str:
    if candidate is None:
        return _("The client had paid before the lead was registered.")
    return reason(told_of(candidate, None))


def told_of(candidate: CreditCandidate, who: str | None) -> Told:
    """The candidate as somebody may hear of it."""
    return Told(
        kind=EvidenceKind(candidate.kind),
        who=who,
        began_at=candidate.began_at,
        own_visit=candidate.own_visit,
        reason=Reason(candidate.reason_code),
        lost_to=EvidenceKind(candidate.lost_to) if candidate.lost_to else None,
        lost_to_own=candidate.lost_to_own,
    )
