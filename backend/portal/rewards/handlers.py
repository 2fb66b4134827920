"""What has rewards reckoned: payments and what goes back of them, decisions about credit, a new plan, a partner who
leaves; and the end of holds.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import select

from portal.core.actors import System
from portal.core.duties import EVERY_MINUTE, NIGHTLY, Duty
from portal.core.events import Event, Handlers
from portal.core.jobs import RetryForDays, jobs
from portal.core.requests import Request
from portal.core.work import Work, open_work
from portal.decisions.events import CreditDecided
from portal.partners.events import PartnerClosed
from portal.platform.events import PaidAccountsTold, PaymentsTold
from portal.platform.models import BillingEvent, BillingEventType
from portal.reward_plans.events import RewardPlanPublished
from portal.rewards.keeping import AT_ONCE, differing_rewards, reckon
from portal.rewards.service import release_due

log = structlog.get_logger()


async def reckon_told(work: Work, event: Event) -> None:
    """Reckons the accounts of a batch."""
    await reckon(work, [uuid.UUID(one) for one in event.data["account_ids"]])


async def reckon_account(work: Work, event: Event) -> None:
    """Reckons the one account."""
    await reckon(work, [event.subject_id])


async def reckon_paid_since(work: Work, event: Event) -> None:
    """Reckons who has paid since a plan holds, or since a partner left: what was dated ahead, or told meanwhile."""
    since = event.data.get("holds_from", event.at.isoformat())
    paid = select(BillingEvent.account_id).where(
        BillingEvent.type == BillingEventType.PAYMENT.value,
        BillingEvent.account_id.is_not(None),
        BillingEvent.occurred_at >= dt.datetime.fromisoformat(since),
    )
    found = (await work.session.execute(paid.distinct().order_by(BillingEvent.account_id))).scalars()
    _defer(work, [account_id for account_id in found if account_id])


async def release(work: Work) -> None:
    """Releases what is due; as long as there is more, a job goes on with it at once."""
    if await release_due(work):
        work.defer(release_more)


@jobs.task(name="release_rewards", queue="events", pass_context=True, retry=RetryForDays())
async def release_more(context: Any) -> None:
    """Goes on where the duty left off."""
    async with open_work(context.additional_context["runtime"], Request(), System()) as work:
        await release(work)


async def check_rewards(work: Work) -> None:
    """Has reckoned again of whom something else is kept than is due: what was paid before the portal kept rewards, or a
    fault of the portal's. What is told just now may be among it, and stays as it is due.
    """
    found = sorted({account_id async for account_id, _payment_id in differing_rewards(work)})
    _defer(work, found)
    if found:
        log.warning("rewards.differ", accounts=len(found))


def _defer(work: Work, account_ids: Sequence[uuid.UUID]) -> None:
    """Has them reckoned some at a time, so that nobody waits for all of them."""
    for start in range(0, len(account_ids), AT_ONCE):
        work.defer(reckon_again, account_ids=[str(one) for one in account_ids[start : start + AT_ONCE]])


@jobs.task(name="reckon_rewards_again", queue="events", pass_context=True, retry=RetryForDays())
async def reckon_again(context: Any, account_ids: list[str]) -> None:
    """Reckons these accounts."""
    async with open_work(context.additional_context["runtime"], Request(), System()) as work:
        await reckon(work, [uuid.UUID(one) for one in account_ids])


# A payment that is told is decided upon first, where nothing is decided yet: these come after the room of decisions.
HANDLERS: Handlers = {
    PaidAccountsTold: (reckon_told,),
    PaymentsTold: (reckon_told,),
    CreditDecided: (reckon_account,),
    RewardPlanPublished: (reckon_paid_since,),
    PartnerClosed: (reckon_paid_since,),
}

DUTIES = (
    Duty("release rewards", EVERY_MINUTE, release),
    Duty("check rewards", NIGHTLY, check_rewards),
)
