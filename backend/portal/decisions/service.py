"""Deciding whom paying clients count for, anew when facts arrive late; and freezing a decision for good."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select
from sqlalchemy import text as sql

from portal.accounts.models import ClientAccount
from portal.core.ids import new_id
from portal.core.problems import Conflict
from portal.core.texts import _
from portal.core.work import Work
from portal.credit.models import CreditPolicy
from portal.credit.policy import Candidate, Facts, Verdict, decide
from portal.credit.service import all_policies
from portal.decisions.events import CreditDecided, CreditFrozen
from portal.decisions.facts import Case, gather, note_email_matches
from portal.decisions.keeping import as_json
from portal.decisions.models import CreditCandidate, CreditDecision
from portal.decisions.settling import settle_leads

AT_ONCE = 500


# What each partner reads of a decision: when the client came and paid, by which policy, and his own candidates.
Views = Mapping[uuid.UUID, tuple[object, ...]]


class Decided(NamedTuple):
    """What was decided of an account. `concerned` are the partners who read something else than before: whoever hears
    of a decision that changes nothing for him would learn that something changed for a rival.
    """

    account: ClientAccount
    decision: CreditDecision
    verdict: Verdict
    concerned: set[uuid.UUID]
    was_decided: bool


async def decide_accounts(work: Work, account_ids: Iterable[uuid.UUID]) -> None:
    """Decides the accounts among these that have paid; what is decided alike, or frozen, stays as it is.

    Works as the portal itself, and locks the accounts in the order that everybody keeps to.
    """
    wanted = sorted(set(account_ids))
    for start in range(0, len(wanted), AT_ONCE):
        await _decide(work, wanted[start : start + AT_ONCE])


async def current_decision(work: Work, account_id: uuid.UUID) -> CreditDecision | None:
    """The decision that holds for an account, locked; None before its first payment."""
    current = select(CreditDecision).where(CreditDecision.account_id == account_id, CreditDecision.ended_at.is_(None))
    return await work.find(CreditDecision, current)


async def freeze_credit(work: Work, account: ClientAccount) -> CreditDecision:
    """The account's credit stands: facts that arrive late change nothing any more, a claim alone does.

    For the rewards, when the account's first one leaves its hold. Raises Conflict while nothing is decided.
    """
    # The account first, as whoever decides it anew does: what holds then is what is found.
    await work.session.refresh(account, with_for_update=True)
    decision = await current_decision(work, account.id)
    if decision is None:
        raise Conflict(_("Nothing is decided for this account before its first payment."))
    if decision.frozen_at is None:
        decision.freeze(work.now)
        for partner_id in await _weighed(work, decision):
            work.record(CreditFrozen(subject_id=account.id, partner_id=partner_id, account_id=account.account_id))
    return decision


def policy_at(policies: Sequence[CreditPolicy], facts: Facts) -> CreditPolicy:
    """The version that held at the first payment, by whole seconds; the first one for whatever was paid before it."""
    moment = facts.first_paid_at.replace(microsecond=999_999)
    return next((one for one in reversed(policies) if one.published_at <= moment), policies[0])


# --- how ------------------------------------------------------------------------------------------------------------


async def _decide(work: Work, account_ids: Sequence[uuid.UUID]) -> None:
    accounts = await _paid(work, account_ids)
    if not accounts:
        return
    await note_email_matches(work, [account.id for account in accounts])
    policies = await all_policies(work)
    current = await _current(work, [account.id for account in accounts])
    seen = await _seen(work, list(current.values()))
    cases = [Case.of(account, account.first_paid_at) for account in accounts if account.first_paid_at is not None]
    decided: list[Decided] = []
    for account, facts in zip(accounts, await gather(work, cases), strict=True):
        policy, before = policy_at(policies, facts), current.get(account.id)
        kept = as_json(facts)
        if before is not None and (before.frozen_at is not None or _is_alike(before, account, kept, policy)):
            continue
        if before is not None:
            before.ended_at = work.now
        verdict = decide(facts, policy.settings)
        decision, rows = _keep(work, account, kept, policy, verdict, before)
        concerned = _differing(seen.get(account.id, {}), _views(decision, rows))
        decided.append(Decided(account, decision, verdict, concerned, before is not None))
    await work.flush()
    await _let_glimpse(work, decided)
    for one in decided:
        _tell(work, one)
    # Also of those that stay as they are, since a lead may have been registered while the payment was on its way; and
    # of the websites that accounts had before the vendor corrected them.
    websites = {account.website_key for account in accounts} | {before.website_key for before in current.values()}
    await settle_leads(work, websites)


def _is_alike(before: CreditDecision, account: ClientAccount, kept: Mapping[str, Any], policy: CreditPolicy) -> bool:
    now = kept, policy.version, account.website_key
    return (before.facts, before.policy_version, before.website_key) == now


async def _paid(work: Work, account_ids: Sequence[uuid.UUID]) -> Sequence[ClientAccount]:
    paid = select(ClientAccount).where(ClientAccount.id.in_(account_ids), ClientAccount.first_paid_at.is_not(None))
    locked = paid.order_by(ClientAccount.id).with_for_update().execution_options(populate_existing=True)
    return (await work.session.execute(locked)).scalars().all()


async def _current(work: Work, account_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, CreditDecision]:
    query = select(CreditDecision).where(CreditDecision.account_id.in_(account_ids), CreditDecision.ended_at.is_(None))
    locked = query.with_for_update().execution_options(populate_existing=True)
    return {one.account_id: one for one in (await work.session.execute(locked)).scalars()}


def _keep(
    work: Work,
    account: ClientAccount,
    kept: dict[str, Any],
    policy: CreditPolicy,
    verdict: Verdict,
    before: CreditDecision | None,
) -> tuple[CreditDecision, list[CreditCandidate]]:
    decision = CreditDecision(
        id=new_id(),
        account_id=account.id,
        number=before.number + 1 if before is not None else 1,
        decided_at=work.now,
        policy_version=policy.version,
        website_key=account.website_key,
        signed_up_at=dt.datetime.fromisoformat(kept["signed_up_at"]),
        first_paid_at=dt.datetime.fromisoformat(kept["first_paid_at"]),
        facts=kept,
    )
    work.add(decision)
    rows = [work.add(candidate_row(decision, position, one)) for position, one in enumerate(verdict.candidates)]
    return decision, rows


def candidate_row(decision: CreditDecision, position: int, candidate: Candidate) -> CreditCandidate:
    """What is kept of a candidate."""
    evidence, by = candidate.evidence, candidate.by
    return CreditCandidate(
        id=new_id(),
        decision_id=decision.id,
        account_id=decision.account_id,
        position=position,
        partner_id=evidence.partner_id,
        kind=evidence.kind.value,
        source_id=evidence.source_id,
        began_at=evidence.began_at,
        own_visit=evidence.own,
        won=candidate.won,
        reason_code=candidate.reason.value,
        lost_to=by.kind.value if by is not None else None,
        lost_to_own=by is not None and by.partner_id == evidence.partner_id,
    )


async def _weighed(work: Work, decision: CreditDecision) -> list[uuid.UUID | None]:
    """The partners among a decision's candidates; none where there is none, so that it is told once all the same."""
    query = select(CreditCandidate.partner_id).where(
        CreditCandidate.decision_id == decision.id, CreditCandidate.partner_id.is_not(None)
    )
    return list((await work.session.execute(query.distinct().order_by(CreditCandidate.partner_id))).scalars()) or [None]


async def _seen(work: Work, current: Sequence[CreditDecision]) -> dict[uuid.UUID, Views]:
    """What partners read of the decisions that hold, by account."""
    if not current:
        return {}
    query = select(CreditCandidate).where(CreditCandidate.decision_id.in_([one.id for one in current]))
    rows: dict[uuid.UUID, list[CreditCandidate]] = {}
    for row in (await work.session.execute(query.order_by(CreditCandidate.position))).scalars():
        rows.setdefault(row.decision_id, []).append(row)
    return {one.account_id: _views(one, rows.get(one.id, [])) for one in current}


def _views(decision: CreditDecision, rows: Sequence[CreditCandidate]) -> Views:
    found: dict[uuid.UUID, tuple[object, ...]] = {}
    about = (decision.signed_up_at, decision.first_paid_at, decision.policy_version)
    for row in rows:
        if row.partner_id is not None:
            mine = (row.kind, row.source_id, row.began_at, row.reason_code, row.lost_to, row.lost_to_own)
            found[row.partner_id] = (*found.get(row.partner_id, about), mine)
    return found


def _differing(before: Views, now: Views) -> set[uuid.UUID]:
    return {partner_id for partner_id in {*before, *now} if before.get(partner_id) != now.get(partner_id)}


async def _let_glimpse(work: Work, decided: Sequence[Decided]) -> None:
    """Whom it concerns reads the number and what was decided; name and website if it counts for him."""
    rows = [
        {
            "account_id": one.account.id,
            "partner_id": partner_id,
            "name": one.account.name if partner_id == one.verdict.partner_id else None,
            "website": one.account.website if partner_id == one.verdict.partner_id else None,
            "credited": partner_id == one.verdict.partner_id,
        }
        for one in decided
        for partner_id in sorted(one.concerned)
    ]
    if rows:
        await work.session.execute(_GLIMPSE, {"rows": orjson.dumps(rows).decode(), "decided_at": work.now})


# One statement for thousands of rows. What a partner could read once, he goes on reading.
_GLIMPSE = sql(
    "insert into account_glimpse as kept (account_id, partner_id, name, website, credited, decided_at)"
    " select account_id, partner_id, name, website, credited, :decided_at from jsonb_to_recordset(cast(:rows as jsonb))"
    " as now (account_id uuid, partner_id uuid, name text, website text, credited boolean)"
    " on conflict (account_id, partner_id) do update set"
    " credited = excluded.credited, decided_at = excluded.decided_at,"
    " name = coalesce(excluded.name, kept.name), website = coalesce(excluded.website, kept.website)"
)


def _tell(work: Work, one: Decided) -> None:
    winner = one.verdict.winner
    # Of a first decision that concerns nobody the vendor hears all the same.
    nobody: list[uuid.UUID | None] = [] if one.was_decided else [None]
    partner_ids: list[uuid.UUID | None] = [*sorted(one.concerned)] or nobody
    for partner_id in partner_ids:
        credited = winner is not None and partner_id is not None and one.verdict.partner_id == partner_id
        work.record(
            CreditDecided(
                subject_id=one.account.id,
                partner_id=partner_id,
                account_id=one.account.account_id,
                credited=credited,
                evidence=winner.evidence.kind.value if winner is not None and credited else None,
                policy_version=one.decision.policy_version,
            )
        )
