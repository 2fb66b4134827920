"""What the vendor's team does to whole partners and to single accounts, and what becomes of the rest."""

from __future__ import annotations

import uuid

from sqlalchemy import or_, select

from portal.access.models import AccessRequest, AccessRequestStatus
from portal.access.service import cancel as cancel_request
from portal.accounts.models import AccountAccess, AccountStatus, ClientAccount, EndedBy
from portal.accounts.service import access_to, any_account, index, live_accesses, record_end
from portal.core.ids import new_id, parse_id
from portal.core.inputs import optional_text
from portal.core.permissions import Permission
from portal.core.problems import Conflict, InvalidInput, NotFound
from portal.core.texts import _
from portal.core.work import Work
from portal.leads.service import end_leads_of
from portal.partners.models import Partner, PartnerStatus
from portal.partners.service import record_closed
from portal.platform.events import AccountMoved
from portal.transfers.service import cancel as cancel_offer
from portal.transfers.service import pending_transfer

_OWN = (AccountStatus.DEVELOPMENT, AccountStatus.TRANSFER_PENDING)


async def close_partner(work: Work, partner_id: str, reason: str | None) -> Partner:
    """The partner leaves the program: his requests are cancelled, his accesses end, his leads are withdrawn.

    Raises NotFound, or Conflict while accounts are still his own, which are to be moved or archived first.
    """
    work.require(Permission.EDIT_PARTNERS)
    why = optional_text(reason, "reason", longest=1_000, lines=True)
    await _lock_accounts_of(work, parse_id(Partner.prefix, partner_id))
    partner = await work.get(Partner, partner_id, field="partnerId")
    mine = select(AccountAccess).where(AccountAccess.partner_id == partner.id)
    if await work.session.scalar(mine.where(AccountAccess.status.in_(_OWN)).limit(1)):
        message = _("Accounts are still this partner's own. Move or archive them first, then close the partner.")
        raise Conflict(message, field="partnerId")
    partner.close()
    # Requests first: a client who answers one just now is waited for, and whom he lets in is found below.
    pending = select(AccessRequest).where(
        AccessRequest.partner_id == partner.id,
        AccessRequest.status == AccessRequestStatus.PENDING,
        AccessRequest.expires_at > work.now,
    )
    for request in (await work.session.execute(pending.order_by(AccessRequest.id).with_for_update())).scalars().all():
        await cancel_request(work, request, why)
    live = (
        select(AccountAccess, ClientAccount)
        .join(ClientAccount, ClientAccount.id == AccountAccess.account_id)
        .where(AccountAccess.partner_id == partner.id, AccountAccess.status != AccountStatus.INACTIVE)
        .order_by(AccountAccess.account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for access, account in (await work.session.execute(live)).all():
        access.end(EndedBy.OPERATOR, why, work.now)
        record_end(work, access, account)
    await end_leads_of(work, partner.id, why)
    record_closed(work, partner, why)
    return partner


async def _lock_accounts_of(work: Work, partner_id: uuid.UUID | None) -> None:
    """Everybody locks accounts first, and in one order: here all that the partner has, or asks for."""
    has = select(AccountAccess.account_id).where(
        AccountAccess.partner_id == partner_id, AccountAccess.status != AccountStatus.INACTIVE
    )
    asks = select(AccessRequest.account_id).where(
        AccessRequest.partner_id == partner_id, AccessRequest.status == AccessRequestStatus.PENDING
    )
    concerned = select(ClientAccount.id).where(or_(ClientAccount.id.in_(has), ClientAccount.id.in_(asks)))
    await work.session.execute(concerned.order_by(ClientAccount.id).with_for_update(of=ClientAccount))


async def move_account(
    work: Work, account_ref: str, to_partner_id: str, from_partner_id: str | None, reason: str | None
) -> ClientAccount:
    """Gives one partner's access to another; a transfer that is pending is cancelled.

    Raises NotFound, InvalidInput where it isn't clear whose access is meant, Conflict where the other partner has
    access already or isn't active, or nobody has.
    """
    work.require(Permission.MOVE_ACCOUNTS)
    why = optional_text(reason, "reason", longest=1_000, lines=True)
    account = await any_account(work, account_ref)
    to = await work.get(Partner, to_partner_id, field="toPartnerId")
    access = await _to_move(work, account, from_partner_id)
    if to.status != PartnerStatus.ACTIVE:
        raise Conflict(_("This partner is not active in the program."), field="toPartnerId")
    if access.status == AccountStatus.TRANSFER_PENDING:
        transfer = await pending_transfer(work, account)
        assert transfer is not None
        access.take_back_offer()
        await cancel_offer(work, account, transfer, why)
    status = access.status
    moved = await _access_for(work, account, to)
    access.end(EndedBy.OPERATOR, why, work.now)
    record_end(work, access, account)
    moved.take_over(access, AccountStatus(status), work.now)
    moved.follow(account.name, account.website)
    work.add(moved)
    await work.session.flush()
    await index(work, moved, account)
    await _cancel_request_of(work, account, to)
    work.record(
        AccountMoved(
            subject_id=account.id,
            partner_id=to.id,
            account_id=account.account_id,
            from_partner_id=access.partner_id,
            reason=why,
        )
    )
    return account


async def _to_move(work: Work, account: ClientAccount, from_partner_id: str | None) -> AccountAccess:
    live = await live_accesses(work, account)
    if from_partner_id is not None:
        live = [access for access in live if f"{Partner.prefix}_{access.partner_id.hex}" == from_partner_id]
        if not live:
            raise NotFound(field="fromPartnerId")
    if not live:
        raise Conflict(_("No partner has access to this account, so there is nothing to move."), field="accountId")
    if len(live) > 1:
        raise InvalidInput(_("Several partners have access. Say whose is to be moved."), field="fromPartnerId")
    return live[0]


async def _access_for(work: Work, account: ClientAccount, to: Partner) -> AccountAccess:
    there = await access_to(work, account, to.id)
    if there is None:
        return AccountAccess(id=new_id(), account_id=account.id, partner_id=to.id)
    if there.status != AccountStatus.INACTIVE:
        raise Conflict(_("This partner has access to the account already."), field="toPartnerId")
    return there


async def _cancel_request_of(work: Work, account: ClientAccount, partner: Partner) -> None:
    pending = select(AccessRequest).where(
        AccessRequest.account_id == account.id,
        AccessRequest.partner_id == partner.id,
        AccessRequest.status == AccessRequestStatus.PENDING,
        AccessRequest.expires_at > work.now,
    )
    request = await work.find(AccessRequest, pending)
    if request is not None:
        await cancel_request(work, request, None)
