"""What decisions do to leads: won where a client counts by them, lost where he counts otherwise, open again where no
decision speaks of them any more.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from portal.accounts.models import ClientAccount
from portal.core.texts import _
from portal.core.work import Work
from portal.credit.policy import EvidenceKind, Reason
from portal.decisions.explain import Told, reason
from portal.decisions.models import CreditCandidate, CreditDecision
from portal.leads.models import Lead, LeadStatus
from portal.leads.service import lose, reopen, win

# What a decision finds open, or settled before. What expired before the payment stays so.
_TO_LOSE = (LeadStatus.OPEN, LeadStatus.WON, LeadStatus.LOST)


class Client(NamedTuple):
    """An account that has paid."""

    website_key: str
    closed_at: dt.datetime | None


async def settle_leads(work: Work, website_keys: Iterable[str]) -> None:
    """Settles the leads for these websites by all decisions that hold; what the partner himself closed stays closed."""
    keys = sorted(set(website_keys))
    query = select(Lead).where(Lead.website_key.in_(keys)).order_by(Lead.id).with_for_update()
    leads = (await work.session.execute(query.execution_options(populate_existing=True))).scalars().all()
    if not leads:
        return
    judged, clients = await _judged(work, [lead.id for lead in leads]), await _clients(work, keys)
    for lead in leads:
        found = judged.get(lead.id)
        if found is not None and found.won:
            win(work, lead)
        elif found is None and not _came_after(lead, clients):
            reopen(work, lead)
        elif lead.status in _TO_LOSE:
            lose(work, lead, _why(found))


async def _clients(work: Work, website_keys: Sequence[str]) -> Sequence[Client]:
    """The accounts with these websites of which decisions hold."""
    query = (
        select(CreditDecision.website_key, ClientAccount.closed_at)
        .join(ClientAccount, ClientAccount.id == CreditDecision.account_id)
        .where(CreditDecision.ended_at.is_(None), CreditDecision.website_key.in_(website_keys))
    )
    return [Client(*row) for row in await work.session.execute(query)]


def _came_after(lead: Lead, clients: Iterable[Client]) -> bool:
    """Whether a lead that wasn't weighed came after a client's payment; once his account is closed, it is a new one."""
    return any(
        one.website_key == lead.website_key and (one.closed_at is None or one.closed_at > lead.registered_at)
        for one in clients
    )


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
