"""`portal explain`: an account's credit for the vendor's team, line by line, and whether it derives alike."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.accounts.models import ClientAccount
from portal.accounts.service import any_account
from portal.core.texts import _
from portal.core.work import Work
from portal.decisions.checking import derives_alike
from portal.decisions.explain import Times, explanation, story
from portal.decisions.models import CreditCandidate, CreditDecision
from portal.decisions.settling import told_of
from portal.partners.models import Partner
from portal.program.service import current_program


async def explain_account(work: Work, account_ref: str) -> list[str]:
    """What was decided of an account, by its id or number, the latest decision first. Raises NotFound."""
    account = await any_account(work, account_ref)
    query = select(CreditDecision).where(CreditDecision.account_id == account.id)
    decisions = (await work.session.execute(query.order_by(CreditDecision.number.desc()))).scalars().all()
    lines = [
        _("Account {number}, {name}, {website}", number=account.account_id, name=account.name, website=account.website)
    ]
    if not decisions:
        return [*lines, _("Nothing is decided: no payment is known.")]
    zone = (await current_program(work)).time_zone
    for decision in decisions:
        lines += ["", *await _told(work, account, decision, zone)]
    alike = await derives_alike(work, account, decisions[0])
    return [
        *lines,
        "",
        _("Derived again: the same.") if alike else _("Derived again: something else. Please report it."),
    ]


async def _told(work: Work, account: ClientAccount, decision: CreditDecision, zone: str) -> Sequence[str]:
    candidates = [
        told_of(candidate, name or "")
        for candidate, name in (
            await work.session.execute(
                select(CreditCandidate, Partner.name)
                .outerjoin(Partner, Partner.id == CreditCandidate.partner_id)
                .where(CreditCandidate.decision_id == decision.id)
                .order_by(CreditCandidate.position)
            )
        ).all()
    ]
    times = Times(
        signed_up_at=decision.signed_up_at,
        first_paid_at=decision.first_paid_at,
        decided_at=decision.decided_at,
        frozen_at=decision.frozen_at,
        time_zone=zone,
    )
    heading = _(
        "Decision {number}, by version {version} of the policy", number=decision.number, version=decision.policy_version
    )
    ended = [] if decision.ended_at is None else [_("A later decision took its place.")]
    return [heading, explanation(candidates, for_operators=True), *story(candidates, times), *ended]
