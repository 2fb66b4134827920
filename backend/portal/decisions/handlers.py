"""What decides, and decides anew; and the nightly check that every decision derives alike.

A payment that is heard of decides. A fact of before may be committed after that, and a payment may be dated ahead: so
whatever facts are made of decides anew as well, those accounts alone that it can concern. They are looked for among
accounts, not among decisions: a decision that is just being made isn't seen yet, but its account is, and its lock is
waited for.
"""

from __future__ import annotations

import uuid
from typing import Any

import structlog
from sqlalchemy import ColumnElement, func, select, text

from portal.accounts.models import ClientAccount
from portal.core.actors import System
from portal.core.duties import NIGHTLY, Duty
from portal.core.events import Event, Handlers
from portal.core.jobs import RetryForDays, jobs
from portal.core.requests import Request
from portal.core.work import Work, open_work
from portal.credit.events import PolicyPublished
from portal.decisions.checking import differing, still_differing
from portal.decisions.events import CreditDiffers
from portal.decisions.facts import note_email_matches
from portal.decisions.service import AT_ONCE, decide_accounts
from portal.domains.events import DomainVerified
from portal.identity.models import User
from portal.leads.events import (
    LeadApproved,
    LeadClosed,
    LeadExtended,
    LeadRefused,
    LeadRegistered,
    LeadWithdrawn,
    WebsiteReleased,
    WebsiteReserved,
)
from portal.leads.models import Lead, ReservedWebsite
from portal.partners.events import MemberJoined, PartnerClosed, PartnerReinstated, PartnerSuspended
from portal.platform.events import AccountRegistered, PaidAccountsTold
from portal.transfers.events import TransferAccepted

log = structlog.get_logger()


async def decide_told(work: Work, event: Event) -> None:
    """Decides the accounts of a batch."""
    await decide_accounts(work, [uuid.UUID(one) for one in event.data["account_ids"]])


async def decide_account(work: Work, event: Event) -> None:
    """Decides the one account, if it has paid."""
    await decide_accounts(work, [event.subject_id])


async def decide_by_lead(work: Work, event: Event) -> None:
    """Decides the clients with the lead's website anew."""
    await _decide_website(work, Lead, event.subject_id)


async def decide_by_reservation(work: Work, event: Event) -> None:
    """Decides the clients with the reserved website anew."""
    await _decide_website(work, ReservedWebsite, event.subject_id)


async def _decide_website(work: Work, of: type[Lead] | type[ReservedWebsite], id: uuid.UUID) -> None:
    key = select(of.website_key).where(of.id == id).scalar_subquery()
    await _decide_paid(work, ClientAccount.website_key == key, ClientAccount.first_paid_at.is_not(None))


async def decide_by_member(work: Work, event: Event) -> None:
    """Decides the clients anew whose address is the new member's."""
    email = select(User.email).where(User.id == uuid.UUID(event.data["user_id"])).scalar_subquery()
    await _decide_paid(work, ClientAccount.sign_up_email == email, _since(event))


async def decide_by_domain(work: Work, event: Event) -> None:
    """Decides the clients anew whose address is at the verified domain."""
    domain = func.split_part(ClientAccount.sign_up_email, "@", 2)
    await _decide_paid(work, domain == event.data["domain"], _since(event))


async def decide_paid_since(work: Work, event: Event) -> None:
    """Decides anew who has paid first since then: of a policy, and of a partner who comes or goes."""
    await _decide_paid(work, _since(event))


def _since(event: Event) -> ColumnElement[bool]:
    """Whose first payment came in that second or later: what happens afterwards doesn't concern the others."""
    return ClientAccount.first_paid_at >= event.at.replace(microsecond=0)


async def _decide_paid(work: Work, *which: ColumnElement[bool]) -> None:
    await decide_accounts(work, (await work.session.execute(select(ClientAccount.id).where(*which))).scalars())


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
async def look_again(context: Any, account_ids: list[str], behind: int | None = None, looks: int = 2) -> None:
    """Tells of decisions that differ still, once what had been told by then is handled: a fault of the portal's. It is
    mended as far as nothing is final.

    Looks twice: what was handled together and failed is handled one by one, behind the first look.
    """
    job_id = behind or context.job.id
    async with open_work(context.additional_context["runtime"], Request(), System()) as work:
        if await work.session.scalar(_BEHIND, {"job_id": job_id}):
            work.defer(look_again, account_ids=account_ids, behind=job_id, looks=looks)
            return
        found = await still_differing(work, [uuid.UUID(one) for one in account_ids])
        if found and looks > 1:
            work.defer(look_again, account_ids=[str(account.id) for account in found], looks=looks - 1)
            return
        for account in found:
            log.error("credit.differs", account_id=str(account.id))
            work.record(CreditDiffers(subject_id=account.id, account_id=account.account_id))
        # What was known and not weighed is weighed now; what is frozen, or was tampered with, stays as it is.
        await decide_accounts(work, [account.id for account in found])


HANDLERS: Handlers = {
    PaidAccountsTold: (decide_told,),
    TransferAccepted: (decide_account,),
    **dict.fromkeys((LeadRegistered, LeadExtended, LeadWithdrawn, LeadClosed), (decide_by_lead,)),
    **dict.fromkeys((LeadApproved, LeadRefused), (decide_by_lead,)),
    **dict.fromkeys((WebsiteReserved, WebsiteReleased), (decide_by_reservation,)),
    **dict.fromkeys((PolicyPublished, PartnerSuspended, PartnerReinstated, PartnerClosed), (decide_paid_since,)),
    MemberJoined: (decide_by_member,),
    DomainVerified: (decide_by_domain,),
    AccountRegistered: (keep_email_matches,),
}

DUTIES = (Duty("check credit decisions", NIGHTLY, check_decisions),)
