"""The mails of the hand-over: to clients, who answer by their links, and to partners, who read how it goes."""

from __future__ import annotations

import datetime as dt
import math
import uuid

from sqlalchemy import select

from portal.access.events import AccessRequestResent
from portal.access.models import AccessRequest
from portal.accounts.events import AccountCreated
from portal.accounts.models import AccountAccess, ClientAccount, EndedBy, Provisioning
from portal.clients.events import ClientLinkSent
from portal.clients.models import ClientLink, ClientLinkKind
from portal.core.actors import ActorKind
from portal.core.events import Event
from portal.core.ids import public_id
from portal.core.links import Link
from portal.core.texts import _, moment
from portal.core.work import Work
from portal.delivery.letters import Letters, Mail, Value, people_of_partner, works
from portal.partners.models import Partner, PartnerStatus
from portal.program.models import AwaitingPlanAccess
from portal.program.service import current_program
from portal.transfers.models import OwnershipTransfer, TransferStatus

# Where a client asks for a link to his register, if a mail has none.
_CLIENTS_PAGE = "/client"
_REQUESTS_PAGE = "/requests"


# --- to clients -----------------------------------------------------------------------------------------------------


def to_client(template: str) -> Letters:
    """To the addressee of the event's link: of the transfer, else whoever owns the account when the mail is made."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        link = await work.session.get_one(ClientLink, uuid.UUID(event.data["link_id"]))
        values, owner_email = await _of_account(work, event)
        to_email = link.to_email or owner_email
        if to_email is None or not works(link, work.now):
            return []
        program = await current_program(work)
        values |= {
            "message": link.message,
            "until": moment(link.expires_at, program.time_zone),
            "days_left": math.ceil((link.expires_at - work.now) / dt.timedelta(days=1)),
            "again": event.data.get("again", event.type == AccessRequestResent.type),
            "address_changed": event.data.get("address_changed", False),
            "new_owner": event.data.get("new_owner", False),
            # Else the vendor told of a new owner, who is given his first link.
            "asked_for": event.type == ClientLinkSent.type and event.actor_kind == ActorKind.SYSTEM,
        }
        return [Mail(template, to_email, Link(ClientLinkKind(link.kind).link_kind, link.id, 1), values)]

    return letters


async def plan_reminder(work: Work, event: Event) -> list[Mail]:
    """To the owner of an account that still has no plan."""
    account = await work.session.get_one(ClientAccount, event.subject_id)
    return [] if account.has_plan else await to_client("plan_reminder")(work, event)


async def transfer_cancelled(work: Work, event: Event) -> list[Mail]:
    """To the last addressee of the transfer, unless mails don't reach him."""
    transfer = await _transfer(work, event)
    link = await work.session.get(ClientLink, transfer.link_id) if transfer.link_id else None
    if link is not None and link.bounced_at is not None:
        return []
    values, _owner_email = await _of_account(work, event)
    # The vendor's reasons are for partners.
    values["reason"] = event.reason if values["by_member"] else None
    return [Mail("transfer_cancelled", transfer.to_email, _CLIENTS_PAGE, values)]


async def _of_account(work: Work, event: Event) -> tuple[dict[str, Value], str | None]:
    """What every mail to a client may say, and who owns the account."""
    account = await work.session.get_one(ClientAccount, event.subject_id)
    partner = await work.session.get(Partner, event.partner_id) if event.partner_id else None
    values: dict[str, Value] = {
        "name": account.owner_name or _("there"),
        "store": account.name,
        "agency": partner.name if partner else "",
        "has_plan": account.has_plan,
        "vendor_url": work.runtime.settings.vendor_app_url,
        "by_member": event.actor_kind == ActorKind.MEMBER,
    }
    return values, account.owner_email


# --- to partners ----------------------------------------------------------------------------------------------------


async def transfer_accepted(work: Work, event: Event) -> list[Mail]:
    """To who offered the account: it is the client's, and what that means for the partner."""
    transfer, program = await _transfer(work, event), await current_program(work)
    values: dict[str, Value] = {
        "to_email": transfer.to_email,
        "has_plan": event.data["has_plan"],
        "may_enter": program.awaiting_plan_access == AwaitingPlanAccess.ADMIN,
    }
    return await _to_partner(work, event, "transfer_accepted", transfer.created_by, values)


async def plan_selected(work: Work, event: Event) -> list[Mail]:
    """To who handed the account over, if he waited for the plan."""
    if not event.data["joined"]:
        return []
    handed_over = select(OwnershipTransfer.created_by).where(
        OwnershipTransfer.account_id == event.subject_id,
        OwnershipTransfer.partner_id == event.partner_id,
        OwnershipTransfer.status == TransferStatus.ACCEPTED,
    )
    started_by = await work.session.scalar(handed_over.order_by(OwnershipTransfer.created_at.desc()).limit(1))
    return await _to_partner(work, event, "plan_selected", started_by, {})


async def transfer_declined(work: Work, event: Event) -> list[Mail]:
    """To who offered the account."""
    transfer = await _transfer(work, event)
    values: dict[str, Value] = {"to_email": transfer.to_email}
    return await _to_partner(work, event, "transfer_declined", transfer.created_by, values)


async def transfer_expired(work: Work, event: Event) -> list[Mail]:
    """To who offered the account, unless it was sent again or taken back meanwhile."""
    transfer = await _transfer(work, event)
    if transfer.status != TransferStatus.PENDING or not transfer.expiry_told:
        return []
    values: dict[str, Value] = {"to_email": transfer.to_email}
    return await _to_partner(work, event, "transfer_expired", transfer.created_by, values)


async def transfer_blocked(work: Work, event: Event) -> list[Mail]:
    """To who offered the account, while the addressee can't accept it."""
    transfer = await _transfer(work, event)
    if transfer.status != TransferStatus.PENDING or transfer.blocked_at is None:
        return []
    values: dict[str, Value] = {"to_email": transfer.to_email}
    return await _to_partner(work, event, "transfer_blocked", transfer.created_by, values)


async def mail_bounced(work: Work, event: Event) -> list[Mail]:
    """To who sent what came back, unless it is over. Who asks for access isn't told the owner's address."""
    link = await work.session.get_one(ClientLink, uuid.UUID(event.data["link_id"]))
    if not works(link, work.now):
        return []
    if link.kind == ClientLinkKind.TRANSFER:
        transfer = await work.session.get_one(OwnershipTransfer, link.subject_id)
        values: dict[str, Value] = {"to_email": link.to_email}
        return await _to_partner(work, event, "mail_bounced", transfer.created_by, values)
    if link.kind == ClientLinkKind.ACCESS:
        request = await work.session.get_one(AccessRequest, link.subject_id)
        nobody: dict[str, Value] = {"to_email": None}
        return await _to_partner(work, event, "mail_bounced", request.created_by, nobody, path=_REQUESTS_PAGE)
    return []


async def access_granted(work: Work, event: Event) -> list[Mail]:
    """To who asked for access."""
    request = await _request(work, event)
    return await _to_partner(work, event, "access_granted", request.created_by, {})


async def access_declined(work: Work, event: Event) -> list[Mail]:
    """To who asked for access."""
    request = await _request(work, event)
    values: dict[str, Value] = {"blocked": event.data["blocked"]}
    return await _to_partner(work, event, "access_declined", request.created_by, values, path=_REQUESTS_PAGE)


async def access_request_expired(work: Work, event: Event) -> list[Mail]:
    """To who asked for access."""
    request = await _request(work, event)
    return await _to_partner(work, event, "access_request_expired", request.created_by, {}, path=_REQUESTS_PAGE)


async def access_ended(work: Work, event: Event) -> list[Mail]:
    """To the other side: the client learns that the partner left, the partner's owners that they are out."""
    if event.data["by"] == EndedBy.PARTNER:
        values, owner_email = await _of_account(work, event)
        return [Mail("access_withdrawn", owner_email, _CLIENTS_PAGE, values)] if owner_email else []
    partner = await work.session.get_one(Partner, event.partner_id)
    # All of its accesses end at once, and one mail says so.
    if partner.status == PartnerStatus.CLOSED:
        return []
    return await _to_partner(work, event, "access_ended", None, {"by": event.data["by"]})


def provisioned(template: str, stands_at: Provisioning) -> Letters:
    """To who created the account, unless it stands elsewhere by now."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        account = await work.session.get_one(ClientAccount, event.subject_id)
        if account.provisioning != stands_at:
            return []
        created = select(Event.actor_id).where(
            Event.subject_id == account.id,
            Event.partner_id == event.partner_id,
            Event.type == AccountCreated.type,
        )
        return await _to_partner(work, event, template, await work.session.scalar(created), {})

    return letters


async def account_moved(work: Work, event: Event) -> list[Mail]:
    """To the owners of the partner whose account it is now."""
    return await _to_partner(work, event, "account_moved", None, {})


def to_owners(template: str) -> Letters:
    """To all owners of the partner whom it happened to."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        partner = await work.session.get_one(Partner, event.subject_id)
        people = await people_of_partner(work, partner.id)
        values: dict[str, Value] = {"agency": partner.name, "reason": event.reason}
        return [Mail(template, person.email, "/", {**values, "name": person.name}) for person in people]

    return letters


async def _to_partner(
    work: Work,
    event: Event,
    template: str,
    started_by: uuid.UUID | None,
    more: dict[str, Value],
    *,
    path: str | None = None,
) -> list[Mail]:
    """To the people of the event's partner, with the account as he sees it: by his own access, else by its number."""
    if event.partner_id is None:
        return []
    mine = AccountAccess.account_id == event.subject_id, AccountAccess.partner_id == event.partner_id
    name = await work.session.scalar(select(AccountAccess.name).where(*mine))
    number = event.data["account_id"]
    values: dict[str, Value] = {"store": name or number, "number": number, "reason": event.reason, **more}
    page = path or f"/accounts/{public_id(ClientAccount.prefix, event.subject_id)}"
    people = await people_of_partner(work, event.partner_id, account_id=event.subject_id, started_by=started_by)
    return [Mail(template, person.email, page, {**values, "name": person.name}) for person in people]


async def _transfer(work: Work, event: Event) -> OwnershipTransfer:
    return await work.session.get_one(OwnershipTransfer, uuid.UUID(event.data["transfer_id"]))


async def _request(work: Work, event: Event) -> AccessRequest:
    return await work.session.get_one(AccessRequest, uuid.UUID(event.data["request_id"]))
