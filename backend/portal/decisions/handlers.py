"""What decides, and decides anew: payments, sign-ups, transfers and reviewed leads that are heard of; and the nightly
check that every decision derives alike.
"""

from __future__ import annotations

import uuid
from typing import Any

import structlog
from sqlalchemy import select, text

from portal.accounts.models import ClientAccount
from portal.core.actors import System
from portal.core.duties import NIGHTLY, Duty
from portal.core.events import Event, Handlers
from portal.core.jobs import RetryForDays, jobs
from portal.core.requests import Request
from portal.core.work import Work, open_work
from portal.decisions.checking import differing, still_differing
from portal.decisions.events import CreditDiffers
from portal.decisions.facts import note_email_matches
from portal.decisions.service import AT_ONCE, decide_accounts
from portal.leads.events import LeadApproved, LeadRefused
from portal.leads.models import Lead
from portal.platform.events import AccountRegistered, PaidAccountsTold
from portal.transfers.events import TransferAccepted

log = structlog.get_logger()


async def decide_told(work: Work, event: Event) -> None:
    """Decides the accounts of a batch."""
    await decide_accounts(work, [uuid.UUID(one) for one in event.data["account_ids"]])


async def decide_account(work: Work, event: Event) -> None:
    """Decides the one account, if it has paid."""
    await decide_accounts(work, [event.subject_id])


async def decide_website(work: Work, event: Event) -> None:
    """Decides the accounts with the lead's website anew."""
    lead = await work.session.get_one(Lead, event.subject_id)
    query = select(ClientAccount.id).where(ClientAccount.website_key == lead.website_key)
    await decide_accounts(work, (await work.session.execute(query)).scalars())


async def keep_email_matches(work: Work, event: Event) -> None:
    """Keeps whose address a new account was opened with, before the team changes."""
    await note_email_matches(work, [event.subject_id])


async def check_decisions(work: Work) -> None:
    """Derives every decision again. What differs is looked at once more behind all that waits to be decided anew."""
    found = await differing(work)
    for start in range(0, len(found), AT_ONCE):
        work.defer(look_again, account_ids=[str(one) for one in found[start : start + AT_ONCE]])


# What was told before, and is not handled yet; what failed and waits to be tried again holds nobody up.
_BEHIND = text(
    "select exists (select from jobs.procrastinate_jobs where queue_name = 'events' and id < :job_id"
    " and (status = 'doing' or status = 'todo' and (scheduled_at is null or scheduled_at <= now())))"
)


@jobs.task(name="look_again_at_credit", queue="events", pass_context=True, retry=RetryForDays())
async def look_again(context: Any, account_ids: list[str], behind: int | None = None) -> None:
    """Tells of decisions that differ still, once what had been told by then is handled: a fault of the portal's. It is
    mended as far as nothing is final.
    """
    job_id = behind or context.job.id
    async with open_work(context.additional_context["runtime"], Request(), System()) as work:
        if await work.session.scalar(_BEHIND, {"job_id": job_id}):
            work.defer(look_again, account_ids=account_ids, behind=job_id)
            return
        found = await still_differing(work, [uuid.UUID(one) for one in account_ids])
        for account in found:
            log.error("credit.differs", account_id=str(account.id))
            work.record(CreditDiffers(subject_id=account.id, account_id=account.account_id))
        # What was known and not weighed is weighed now; what is frozen, or was tampered with, stays as it is.
        await decide_accounts(work, [account.id for account in found])


HANDLERS: Handlers = {
    PaidAccountsTold: (decide_told,),
    TransferAccepted: (decide_account,),
    LeadApproved: (decide_website,),
    LeadRefused: (decide_website,),
    AccountRegistered: (keep_email_matches,),
}

DUTIES = (Duty("check credit decisions", NIGHTLY, check_decisions),)
