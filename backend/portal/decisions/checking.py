"""Whether kept decisions are what their facts give: each derived again from what was kept with it, and those that may
still change from what is known now as well.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from portal.accounts.models import ClientAccount
from portal.core.work import Work
from portal.credit.models import CreditPolicy
from portal.credit.policy import decide
from portal.credit.service import all_policies
from portal.decisions.facts import Case, gather
from portal.decisions.keeping import as_json, from_json
from portal.decisions.models import CreditCandidate, CreditDecision
from portal.decisions.service import AT_ONCE, candidate_row, policy_at

_SAID = ("partner_id", "kind", "source_id", "began_at", "won", "reason_code", "lost_to", "lost_to_own")


async def differing(work: Work) -> list[uuid.UUID]:
    """The accounts whose decision that holds would come out otherwise."""
    policies = await all_policies(work)
    found: list[uuid.UUID] = []
    last = uuid.UUID(int=0)
    while page := await _page(work, CreditDecision.account_id > last):
        found += [account.id for account in await _differing_of(work, page, policies)]
        last = page[-1][0].account_id
        work.session.expunge_all()
    return found


async def still_differing(work: Work, account_ids: Sequence[uuid.UUID]) -> list[ClientAccount]:
    """Those among the accounts of which that is so still, once whoever was just deciding them is done."""
    query = select(ClientAccount.id).where(ClientAccount.id.in_(account_ids))
    await work.session.execute(query.order_by(ClientAccount.id).with_for_update())
    page = await _page(work, CreditDecision.account_id.in_(account_ids))
    return await _differing_of(work, page, await all_policies(work))


async def _page(work: Work, which: ColumnElement[bool]) -> Sequence[tuple[CreditDecision, ClientAccount]]:
    query = (
        select(CreditDecision, ClientAccount)
        .join(ClientAccount, ClientAccount.id == CreditDecision.account_id)
        .where(CreditDecision.ended_at.is_(None), which)
        .order_by(CreditDecision.account_id)
        .limit(AT_ONCE)
    )
    return [(decision, account) for decision, account in (await work.session.execute(query)).all()]


async def derives_alike(work: Work, account: ClientAccount, decision: CreditDecision) -> bool:
    """Whether the account's decision that holds would come out the same."""
    return not await _differing_of(work, [(decision, account)], await all_policies(work))


async def _differing_of(
    work: Work, page: Sequence[tuple[CreditDecision, ClientAccount]], policies: Sequence[CreditPolicy]
) -> list[ClientAccount]:
    rows = await _rows(work, [decision.id for decision, _account in page])
    live = [(decision, account) for decision, account in page if decision.frozen_at is None]
    cases = [Case.of(account, account.first_paid_at or decision.first_paid_at) for decision, account in live]
    now = {account.id: as_json(facts) for (_, account), facts in zip(live, await gather(work, cases), strict=True)}
    return [
        account
        for decision, account in page
        if now.get(account.id, decision.facts) != decision.facts
        or (decision.frozen_at is None and decision.website_key != account.website_key)
        or _derived(decision, policies) != [_said(row) for row in rows.get(decision.id, [])]
    ]


def _derived(decision: CreditDecision, policies: Sequence[CreditPolicy]) -> list[tuple[object, ...]]:
    facts = from_json(decision.facts)
    verdict = decide(facts, policy_at(policies, facts).settings)
    return [_said(candidate_row(decision, position, one)) for position, one in enumerate(verdict.candidates)]


def _said(row: CreditCandidate) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _SAID)


async def _rows(work: Work, decision_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[CreditCandidate]]:
    query = select(CreditCandidate).where(CreditCandidate.decision_id.in_(decision_ids))
    found: dict[uuid.UUID, list[CreditCandidate]] = {}
    ordered = query.order_by(CreditCandidate.decision_id, CreditCandidate.position)
    for row in (await work.session.execute(ordered)).scalars():
        found.setdefault(row.decision_id, []).append(row)
    return found
