"""The verbs of the credit policy."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy import text as sql

from portal.core.ids import new_id
from portal.core.inputs import optional_text
from portal.core.permissions import Permission
from portal.core.work import Work
from portal.credit.events import PolicyPublished
from portal.credit.models import CreditPolicy
from portal.credit.policy import PolicySettings

# One publication at a time, so that versions count up without a gap.
_TURN = sql("select pg_advisory_xact_lock(7468)")


async def current_policy(work: Work) -> CreditPolicy:
    """The version that holds now."""
    newest = select(CreditPolicy).order_by(CreditPolicy.version.desc()).limit(1)
    return (await work.session.execute(newest)).scalar_one()


async def all_policies(work: Work) -> Sequence[CreditPolicy]:
    """Every version, the oldest first."""
    return (await work.session.execute(select(CreditPolicy).order_by(CreditPolicy.version))).scalars().all()


async def publish_policy(work: Work, settings: PolicySettings, note: str | None) -> CreditPolicy:
    """Publishes a new version, for first payments from now on. Raises InvalidInput for settings that can't be."""
    work.require(Permission.EDIT_CREDIT_POLICY)
    settings.check()
    why = optional_text(note, "note", longest=1_000, lines=True)
    await work.session.execute(_TURN)
    current = await current_policy(work)
    published = CreditPolicy(
        id=new_id(),
        version=current.version + 1,
        published_at=work.now,
        kind_order=[kind.value for kind in settings.order],
        referral_days=settings.referral_days,
        lead_days=settings.lead_days,
        protection=settings.protection,
        note=why,
    )
    work.add(published)
    work.record(PolicyPublished(subject_id=published.id, version=published.version))
    return published
