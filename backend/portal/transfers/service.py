"""The verbs of the hand-over: the partner's, and the client's."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy import text as sql

from portal.accounts.models import AccountAccess, AccountStatus, ClientAccount
from portal.accounts.service import access_to, own_account, owns_another, record_owner
from portal.clients.models import ClientAnswer, ClientLink, ClientLinkKind, ClientLinkStatus
from portal.clients.service import answer_links, close_links, open_link, send_link, send_register_link
from portal.core.ids import new_id
from portal.core.inputs import email_address, optional_text, text
from portal.core.links import LinkKind
from portal.core.notices import Notice
from portal.core.permissions import Permission
from portal.core.problems import Conflict, InvalidInput, Problem, Throttled, UserErrorCode
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work
from portal.identity import throttle
from portal.identity.models import User
from portal.leads.protection import protection_against_me
from portal.partners.models import MemberStatus, TeamMember
from portal.program.service import current_program
from portal.transfers.events import (
    ClientReminded,
    TransferAccepted,
    TransferCancelled,
    TransferDeclined,
    TransferSent,
)
from portal.transfers.models import OwnershipTransfer, TransferStatus

# A refusal tells that an address is a client's: so many in an hour, then nothing more is told.
MOST_REFUSALS = 20
NUDGE_EVERY = dt.timedelta(days=7)


class EmailOwnsAccount(Problem):
    """The addressee owns another account, and the program allows one."""

    code = UserErrorCode.EMAIL_OWNS_ACCOUNT

    def __init__(self, partner_id: uuid.UUID) -> None:
        message = _("This e-mail address owns an account already. Ask the client for another address.")
        super().__init__(message, field="toEmail")
        self._partner_id = partner_id

    async def afterwards(self, runtime: Runtime) -> None:
        """Counts, past the rollback of what was refused."""
        await throttle.hit(runtime, _REFUSALS, str(self._partner_id), limit=MOST_REFUSALS, window=throttle.HOUR)


_REFUSALS = "owner-refused"
# More mails to one address in a day than anybody who hands an account over needs.
MOST_MAILS_A_DAY = 20
_IS_OF_TEAM = sql("select is_of_offering_team(:address)")


class Offered(NamedTuple):
    """A transfer as it was sent, and what should be known about it."""

    transfer: OwnershipTransfer
    warnings: list[Notice]


async def transfer_ownership(work: Work, account_ref: str, to_email: str, note: str | None) -> Offered:
    """Offers the account to the client by a mailed link of 30 days.

    Raises NotFound, Conflict unless it is a development account that is ready, InvalidInput for an address of the
    partner's own, EmailOwnsAccount, and Throttled after too many of these, or of websites that others hold.
    """
    work.require(Permission.TRANSFER_ACCOUNTS)
    access, account = await own_account(work, account_ref)
    note = optional_text(note, "note", longest=5_000, lines=True)
    address = email_address(to_email, "toEmail")
    access.offer_ownership()
    account.require_ready()
    await _require_eligible(work, access, address)
    transfer = OwnershipTransfer(
        id=new_id(),
        account_id=account.id,
        partner_id=access.partner_id,
        created_by=work.actor.user_id,
        note=note,
        status=TransferStatus.PENDING,
        created_at=work.now,
    )
    transfer.send(address, work.now)
    work.add(transfer)
    await _send(work, account, transfer)
    return Offered(transfer, await protection_against_me(work, account.website_key, "accountId", account.created_at))


async def resend_transfer(work: Work, account_ref: str, to_email: str | None) -> OwnershipTransfer:
    """A fresh link of 30 days, to another address where one is given; the old link dies.

    Raises as `transfer_ownership`, and Conflict where no transfer is pending.
    """
    work.require(Permission.TRANSFER_ACCOUNTS)
    access, account = await own_account(work, account_ref)
    transfer = await _pending(work, access)
    address = email_address(to_email, "toEmail") if to_email is not None else transfer.to_email
    changed = address != transfer.to_email
    await _require_eligible(work, access, address)
    transfer.send(address, work.now)
    await _send(work, account, transfer, again=True, address_changed=changed)
    return transfer


async def cancel_transfer(work: Work, account_ref: str, reason: str | None) -> OwnershipTransfer:
    """Takes the offer back; the partner goes on building. Raises NotFound, or Conflict where none is pending."""
    work.require(Permission.TRANSFER_ACCOUNTS)
    access, account = await own_account(work, account_ref)
    transfer = await _pending(work, access)
    access.take_back_offer()
    await cancel(work, account, transfer, optional_text(reason, "reason", longest=1_000, lines=True))
    return transfer


async def nudge_client(work: Work, account_ref: str) -> ClientAccount:
    """Reminds the client that a plan is waited for; once a week.

    Raises NotFound, Conflict unless a plan is waited for, and Problem LIMIT_REACHED within the week.
    """
    work.require(Permission.TRANSFER_ACCOUNTS)
    access, account = await own_account(work, account_ref)
    if access.status != AccountStatus.AWAITING_PLAN:
        raise Conflict(_("There is nothing to remind the client of: no plan is waited for."))
    if access.nudged_at is not None and work.now < access.nudged_at + NUDGE_EVERY:
        message = _("The client was reminded less than a week ago. Give him some days.")
        raise Problem(message, code=UserErrorCode.LIMIT_REACHED)
    access.nudged_at = work.now
    await remind_of_plan(work, access, account)
    return account


# --- the client's ---------------------------------------------------------------------------------------------------


async def accept_transfer(work: Work, token: str, name: str) -> tuple[ClientAccount, OwnershipTransfer]:
    """The client takes the account over.

    Raises LinkProblem or Conflict for a link that no longer works, EMAIL_OWNS_ACCOUNT where he owns another meanwhile.
    """
    link, account = await open_link(work, (LinkKind.TRANSFER,), token)
    owner_name = text(name, "name", longest=120)
    transfer, access = await _offered(work, account, link)
    if await work.session.scalar(_IS_OF_TEAM, {"address": transfer.to_email}):
        message = _("You belong to the agency's team yourself. Only a client can own the account.")
        raise Problem(message, code=UserErrorCode.NOT_ALLOWED)
    exclusive = (await current_program(work)).one_account_per_email
    if exclusive and await owns_another(work, transfer.to_email, account.id):
        message = _(
            "Your e-mail address owns an account already. Ask the agency to send the transfer to another address."
        )
        raise Problem(message, code=UserErrorCode.EMAIL_OWNS_ACCOUNT)
    transfer.accept(work.now)
    account.take_owner(transfer.to_email, exclusive=exclusive)
    account.owner_name = owner_name
    access.hand_over(has_plan=account.has_plan, now=work.now)
    await answer_links(work, transfer.id, ClientAnswer.ACCEPTED)
    await work.session.flush()
    register = await send_register_link(work, account)
    work.record(
        TransferAccepted(
            subject_id=account.id,
            partner_id=access.partner_id,
            account_id=account.account_id,
            transfer_id=transfer.id,
            link_id=register.id,
            has_plan=account.has_plan,
        )
    )
    record_owner(work, account)
    return account, transfer


async def decline_transfer(work: Work, token: str, reason: str | None) -> tuple[ClientAccount, OwnershipTransfer]:
    """The client doesn't want the account. Raises LinkProblem or Conflict for a link that no longer works."""
    link, account = await open_link(work, (LinkKind.TRANSFER,), token)
    why = optional_text(reason, "reason", longest=1_000, lines=True)
    transfer, access = await _offered(work, account, link)
    transfer.decline(why, work.now)
    access.take_back_offer()
    await answer_links(work, transfer.id, ClientAnswer.DECLINED)
    work.record(
        TransferDeclined(
            subject_id=account.id,
            partner_id=access.partner_id,
            account_id=account.account_id,
            transfer_id=transfer.id,
            reason=why,
        )
    )
    return account, transfer


# --- for the rooms above --------------------------------------------------------------------------------------------


async def cancel(work: Work, account: ClientAccount, transfer: OwnershipTransfer, reason: str | None) -> None:
    """Ends a pending transfer and its link; what becomes of the access is the caller's to say."""
    transfer.cancel(reason, work.now)
    await close_links(work, ClientLink.subject_id == transfer.id, ClientLinkStatus.CANCELLED)
    work.record(
        TransferCancelled(
            subject_id=account.id,
            partner_id=transfer.partner_id,
            account_id=account.account_id,
            transfer_id=transfer.id,
            reason=reason,
        )
    )


async def pending_transfer(work: Work, account: ClientAccount) -> OwnershipTransfer | None:
    """The transfer of a locked account that is not answered yet, locked."""
    pending = select(OwnershipTransfer).where(
        OwnershipTransfer.account_id == account.id, OwnershipTransfer.status == TransferStatus.PENDING
    )
    return await work.find(OwnershipTransfer, pending.execution_options(populate_existing=True))


async def remind_of_plan(work: Work, access: AccountAccess, account: ClientAccount) -> None:
    """Has the owner mailed that his account waits for a plan."""
    link = await send_register_link(work, account)
    work.record(
        ClientReminded(
            subject_id=account.id, partner_id=access.partner_id, account_id=account.account_id, link_id=link.id
        )
    )


# --- shared by the verbs --------------------------------------------------------------------------------------------


async def _require_eligible(work: Work, access: AccountAccess, address: str) -> None:
    own = (
        select(User.id)
        .join(TeamMember, TeamMember.user_id == User.id)
        .where(TeamMember.partner_id == access.partner_id, TeamMember.status != MemberStatus.REMOVED)
        .where(User.email == address)
    )
    if (await work.session.execute(own)).first() is not None:
        raise InvalidInput(_("This address is your own team's. Only the client can own the account."), field="toEmail")
    mailed = f"{access.partner_id}:{address}"
    if not await throttle.within(work, "transfer-mail", mailed, limit=MOST_MAILS_A_DAY, window=throttle.DAY):
        message = _("This address was mailed often enough today. Send the link again tomorrow.")
        raise Problem(message, field="toEmail", code=UserErrorCode.LIMIT_REACHED)
    if not (await current_program(work)).one_account_per_email:
        return
    seconds_left = await throttle.exhausted(work, _REFUSALS, str(access.partner_id), limit=MOST_REFUSALS)
    if seconds_left:
        raise Throttled(seconds_left)
    if await owns_another(work, address, access.account_id):
        raise EmailOwnsAccount(access.partner_id)


async def _send(
    work: Work,
    account: ClientAccount,
    transfer: OwnershipTransfer,
    *,
    again: bool = False,
    address_changed: bool = False,
) -> None:
    link = await send_link(
        work,
        ClientLinkKind.TRANSFER,
        account.id,
        transfer.expires_at,
        partner_id=transfer.partner_id,
        subject_id=transfer.id,
        to_email=transfer.to_email,
        message=transfer.note,
    )
    transfer.link_id = link.id
    work.record(
        TransferSent(
            subject_id=account.id,
            partner_id=transfer.partner_id,
            account_id=account.account_id,
            transfer_id=transfer.id,
            link_id=link.id,
            again=again,
            address_changed=address_changed,
        )
    )


async def _pending(work: Work, access: AccountAccess) -> OwnershipTransfer:
    pending = select(OwnershipTransfer).where(
        OwnershipTransfer.account_id == access.account_id, OwnershipTransfer.status == TransferStatus.PENDING
    )
    transfer = await work.find(OwnershipTransfer, pending.execution_options(populate_existing=True))
    if transfer is None:
        raise Conflict(_("No ownership transfer is pending for this account."))
    return transfer


async def _offered(work: Work, account: ClientAccount, link: ClientLink) -> tuple[OwnershipTransfer, AccountAccess]:
    assert link.subject_id is not None
    assert link.partner_id is not None
    transfer = await work.get(OwnershipTransfer, link.subject_id)
    access = await access_to(work, account, link.partner_id)
    assert access is not None, "an open transfer has its partner's access"
    return transfer, access
