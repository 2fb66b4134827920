"""How many paying clients partners have, counted on the first of each month, for the tiers of the plan."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import and_, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from portal.accounts.models import ClientAccount
from portal.core.work import Work
from portal.decisions.models import CreditCandidate, CreditDecision
from portal.partners.models import Partner
from portal.program.service import current_program
from portal.reward_plans.models import PartnerTier
from portal.reward_plans.plan import PayingClients, month_of, plan_at
from portal.reward_plans.service import all_versions


class Counted(NamedTuple):
    """The counts of some partners, the latest month first."""

    of: Mapping[uuid.UUID, Sequence[tuple[dt.date, int]]]

    def at(self, zone: zoneinfo.ZoneInfo) -> PayingClients:
        """How many a partner had by the count of a moment's month, or by the last one before it; none before any."""

        def paying_clients(partner_id: uuid.UUID, moment: dt.datetime) -> int:
            month = month_of(moment, zone)
            return next((clients for of, clients in self.of.get(partner_id, ()) if of <= month), 0)

        return paying_clients


async def counted(work: Work, partner_ids: Sequence[uuid.UUID]) -> Counted:
    """What was counted for these partners."""
    query = select(PartnerTier.partner_id, PartnerTier.month, PartnerTier.paying_clients)
    found: dict[uuid.UUID, list[tuple[dt.date, int]]] = defaultdict(list)
    mine = query.where(PartnerTier.partner_id.in_(partner_ids)).order_by(PartnerTier.month.desc())
    for partner_id, month, clients in await work.session.execute(mine):
        found[partner_id].append((month, clients))
    return Counted(found)


async def count_this_month(work: Work) -> None:
    """Counts for this month, once for each partner: the clients who count for him, paid before it, and have a plan."""
    zone = zoneinfo.ZoneInfo((await current_program(work)).time_zone)
    month = month_of(work.now, zone)
    uncounted = ~exists().where(PartnerTier.partner_id == Partner.id, PartnerTier.month == month)
    if not await work.session.scalar(select(exists(select(Partner.id).where(uncounted)))):
        return
    begins = dt.datetime(month.year, month.month, 1, tzinfo=zone).astimezone(dt.UTC)
    clients = (
        select(CreditCandidate.partner_id, func.count().label("clients"))
        .join(CreditDecision, and_(CreditDecision.id == CreditCandidate.decision_id, CreditDecision.ended_at.is_(None)))
        .join(ClientAccount, ClientAccount.id == CreditDecision.account_id)
        .where(CreditCandidate.won, ClientAccount.has_plan, ClientAccount.first_paid_at < begins)
        .group_by(CreditCandidate.partner_id)
        .subquery()
    )
    query = select(Partner.id, func.coalesce(clients.c.clients, 0)).outerjoin(
        clients, clients.c.partner_id == Partner.id
    )
    plan = plan_at(await all_versions(work), begins).settings
    rows = []
    for partner_id, paying in await work.session.execute(query.where(uncounted).order_by(Partner.id)):
        tier = plan.tier_of(paying)
        rows.append(
            {"partner_id": partner_id, "month": month, "paying_clients": paying, "tier": tier.name if tier else None}
        )
    if rows:
        await work.session.execute(insert(PartnerTier).on_conflict_do_nothing(), rows)
