"""What may end a log-in: access, owner, team, partner and program."""

from __future__ import annotations

from sqlalchemy import select

from portal.accounts.events import AccessEnded, AccountArchived, OwnerChanged
from portal.core.events import Event, Handlers
from portal.core.work import Work
from portal.partners.events import PartnerClosed, PartnerSuspended
from portal.partners.models import TeamMember
from portal.platform.events import AccountClosed, AccountMoved
from portal.program.events import ProgramUpdated
from portal.provider.log_outs import look_at_log_ins, take_back_all
from portal.provider.models import OAuthAuthorization, OAuthGrant
from portal.team.events import MemberRemoved, MemberUpdated
from portal.transfers.events import TransferAccepted


async def look_at_account(work: Work, event: Event) -> None:
    """Who is inside an account as what he isn't any more is put out."""
    await look_at_log_ins(work, OAuthAuthorization.subject_id == event.subject_id)


async def look_at_member(work: Work, event: Event) -> None:
    """So is whoever may do or open less."""
    person = select(TeamMember.user_id).where(TeamMember.id == event.subject_id).scalar_subquery()
    await look_at_log_ins(work, OAuthGrant.user_id == person, OAuthGrant.partner_id == event.partner_id)


async def take_back_of_member(work: Work, event: Event) -> None:
    """Whatever a member let programs do ends with his place."""
    person = select(TeamMember.user_id).where(TeamMember.id == event.subject_id).scalar_subquery()
    await take_back_all(work, OAuthGrant.user_id == person, OAuthGrant.partner_id == event.partner_id)


async def take_back_of_partner(work: Work, event: Event) -> None:
    """And with his partner."""
    await take_back_all(work, OAuthGrant.partner_id == event.subject_id)


async def look_at_partner(work: Work, event: Event) -> None:
    """So is everybody of a partner who is suspended."""
    await look_at_log_ins(work, OAuthGrant.partner_id == event.subject_id)


async def look_at_program(work: Work, event: Event) -> None:
    """As what one enters while a client has no plan is the program's to say."""
    if "awaiting_plan_access" in event.data["fields"]:
        await look_at_log_ins(work)


HANDLERS: Handlers = {
    AccessEnded: (look_at_account,),
    AccountArchived: (look_at_account,),
    TransferAccepted: (look_at_account,),
    OwnerChanged: (look_at_account,),
    AccountClosed: (look_at_account,),
    AccountMoved: (look_at_account,),
    MemberUpdated: (look_at_member,),
    MemberRemoved: (take_back_of_member,),
    PartnerSuspended: (look_at_partner,),
    PartnerClosed: (take_back_of_partner,),
    ProgramUpdated: (look_at_program,),
}
