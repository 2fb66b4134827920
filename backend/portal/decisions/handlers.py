"""What decides, and decides anew: payments, sign-ups, transfers and reviewed leads that are heard of; and the nightly
check that every decision derives alike.
"""

from __future__ import annotations

import uuid

import structlog
from sqlalchemy import select

from portal.accounts.models import ClientAccount
from portal.core.duties import NIGHTLY, Duty
from portal.core.events import Event, Handlers
from portal.core.work import Work
from portal.decisions.checking import differing
from portal.decisions.events import CreditDiffers
from portal.decisions.facts import note_email_matches
from portal.decisions.service import decide_accounts
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
    """Derives every decision again. What differs is a fault of the portal's, and is told to its operators."""
    async for account_id, number in differing(work):
        log.error("credit.differs", account_id=str(account_id))
        work.record(CreditDiffers(subject_id=account_id, account_id=number))


HANDLERS: Handlers = {
    PaidAccountsTold: (decide_told,),
    TransferAccepted: (decide_account,),
    LeadApproved: (decide_website,),
    LeadRefused: (decide_website,),
    AccountRegistered: (keep_email_matches,),
}

DUTIES = (Duty("check credit decisions", NIGHTLY, check_decisions),)
