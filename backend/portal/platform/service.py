"""The verbs of the vendor's product: the truth about clients' accounts."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select

from portal.access.models import AccessRequest, AccessRequestStatus
from portal.access.service import cancel as cancel_request
from portal.access.service import record_resent
from portal.accounts.models import AccountAccess, AccountStatus, ClientAccount, EndedBy, Provisioning
from portal.accounts.service import (
    any_account,
    index,
    live_accesses,
    named,
    owns_another,
    record_end,
    record_owner,
)
from portal.clients.models import ClientLink, ClientLinkStatus
from portal.clients.service import close_links, tell_register_link
from portal.core.batches import require_batch
from portal.core.ids import new_id
from portal.core.inputs import email_address, optional_text, plausible, text
from portal.core.notices import Notice, WarningCode
from portal.core.permissions import Permission
from portal.core.problems import Conflict, InvalidInput, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.websites import website
from portal.core.work import Work
from portal.partners.models import Partner, PartnerStatus
from portal.platform.batches import RowResult, known_account, lock_accounts, one_row
from portal.platform.events import AccountClosed, AccountConfirmed, AccountFailed, AccountRegistered
from portal.platform.plans import PaidAccounts, apply_waiting, has_plan_now
from portal.program.models import Program
from portal.program.service import current_program
from portal.referrals.clicks import Click
from portal.referrals.service import note_sign_up, proven_click
from portal.transfers.service import cancel as cancel_offer
from portal.transfers.service import pending_transfer


class RegisterOutcome(StrEnum):
    """What became of one row."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    UNCHANGED = "UNCHANGED"
    REJECTED = "REJECTED"


class CloseOutcome(StrEnum):
    """What became of one account."""

    CLOSED = "CLOSED"
    UNCHANGED = "UNCHANGED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """One account as the vendor's product tells it, as it was sent."""

    account_id: str
    name: str
    website: str
    owner_email: str
    signed_up_at: dt.datetime
    click_id: str | None = None
    plan: str | None = None
    first_paid_at: dt.datetime | None = None


async def register_accounts(work: Work, rows: Sequence[AccountRow]) -> list[RowResult]:
    """Takes the vendor's word for clients' accounts; each row for itself, in their order.

    Raises InvalidInput for more than 500 rows; what is wrong with a row stands in its result.
    """
    work.require(Permission.REGISTER_ACCOUNTS)
    require_batch(rows, "accounts")
    await lock_accounts(work, [row.account_id for row in rows])
    program = await current_program(work)
    paid = PaidAccounts()
    results = [await _register_row(work, row, program, paid) for row in rows]
    paid.tell(work)
    return results


async def close_accounts(work: Work, account_refs: Sequence[str], reason: str | None) -> list[RowResult]:
    """Accounts that are closed at the vendor: whatever is open ends, and the e-mail is free again.

    Raises InvalidInput for more than 500; what is wrong with one stands in its result.
    """
    work.require(Permission.REGISTER_ACCOUNTS)
    require_batch(account_refs, "accountIds")
    await lock_accounts(work, account_refs)
    why = optional_text(reason, "reason", longest=1_000, lines=True)
    return [await one_row(work, ref, CloseOutcome.REJECTED, _close(work, ref, why)) for ref in account_refs]


async def confirm_account(work: Work, account_ref: str, new_number: str | None) -> ClientAccount:
    """The vendor's product has made an account that a partner created; under a number of its own where it gives one.

    Raises NotFound, InvalidInput for a number that can't be, Problem TAKEN for one that is another's, Conflict once the
    account has another number and is in use, or is closed.
    """
    work.require(Permission.REGISTER_ACCOUNTS)
    account = await any_account(work, account_ref)
    was, former = account.provisioning, account.account_id
    account.confirm()
    changed = new_number is not None and await _take_number(work, account, new_number, ready=was == Provisioning.READY)
    if changed:
        paid = PaidAccounts()
        await apply_waiting(work, account, paid)
        paid.note(account)
        paid.tell(work)
        for access in await live_accesses(work, account):
            await index(work, access, account)
    if changed or was != Provisioning.READY:
        await _record_confirmed(work, account, former if changed else None)
    return account


async def fail_account(work: Work, account_ref: str, reason: str) -> ClientAccount:
    """The vendor's product could not make an account. Raises NotFound, InvalidInput, Conflict once it is confirmed."""
    work.require(Permission.REGISTER_ACCOUNTS)
    account = await any_account(work, account_ref)
    why = text(reason, "reason", longest=1_000, lines=True)
    account.fail(why)
    for partner_id in await _owners(work, account):
        work.record(
            AccountFailed(subject_id=account.id, partner_id=partner_id, account_id=account.account_id, reason=why)
        )
    return account


# --- registering ----------------------------------------------------------------------------------------------------


async def _register_row(work: Work, row: AccountRow, program: Program, paid: PaidAccounts) -> RowResult:
    told = (row.click_id or "").strip()
    click = await proven_click(work, told)
    registering = _register(work, row, click, program, paid)
    result = await one_row(work, row.account_id, RegisterOutcome.REJECTED, registering)
    return replace(result, warnings=[_unknown_click()]) if told and click is None else result


def _unknown_click() -> Notice:
    message = _("This click id is none of this portal's, so it brings nobody credit. The account is not affected.")
    return Notice(WarningCode.UNKNOWN_CLICK, "clickId", message)


async def _register(
    work: Work, row: AccountRow, click: Click | None, program: Program, paid: PaidAccounts
) -> RegisterOutcome:
    number = read_number(row.account_id, program.account_id_pattern)
    name, site = text(row.name, "name", longest=120), website(row.website)
    email = email_address(row.owner_email, "ownerEmail")
    plan = optional_text(row.plan, "plan", longest=120)
    plausible(row.signed_up_at, work.now, "signedUpAt")
    if row.first_paid_at is not None:
        plausible(row.first_paid_at, work.now, "firstPaidAt")
    # The e-mail's turn is taken by `owns_another`, after the account: as everywhere.
    account = await known_account(work, ClientAccount.account_id == number, number)
    created = account is None
    if account is None:
        account = ClientAccount(id=new_id(), account_id=number, created_at=work.now, provisioning=Provisioning.READY)
        account.has_plan, account.sign_up_email = False, email
    elif account.closed_at is not None:
        raise Conflict(_("This account was closed. A closed number is not used again."), field="accountId")
    before = _told(account)
    account.name, account.website, account.website_key = name, site.host, site.key
    if created or account.owner_email is not None:
        account.signed_up_at = row.signed_up_at
    if created:
        await _give_first_owner(work, account, email, program)
    else:
        await _follow(work, account, email, program)
    had_plan = account.has_plan
    if plan is not None:
        account.note_plan(plan, row.signed_up_at)
    if row.first_paid_at is not None:
        account.note_payment(None, row.first_paid_at)
    await work.session.flush()
    referred = click is not None and await note_sign_up(work, account, click, row.signed_up_at)
    if created:
        await apply_waiting(work, account, paid)
    if account.has_plan and not had_plan:
        await has_plan_now(work, account)
    changed = created or referred or _told(account) != before
    if changed:
        paid.note(account)
    if created:
        return RegisterOutcome.CREATED
    return RegisterOutcome.UPDATED if changed else RegisterOutcome.UNCHANGED


def _told(account: ClientAccount) -> tuple[object, ...]:
    names = ("name", "website", "owner_email", "signed_up_at", "plan", "has_plan", "first_paid_at")
    return tuple(getattr(account, name) for name in names)


async def _give_first_owner(work: Work, account: ClientAccount, email: str, program: Program) -> None:
    await _require_free(work, account, email, program)
    account.take_owner(email, exclusive=program.one_account_per_email)
    work.add(account)
    await work.session.flush()
    work.record(AccountRegistered(subject_id=account.id, account_id=account.account_id))
    record_owner(work, account)


async def _follow(work: Work, account: ClientAccount, email: str, program: Program) -> None:
    """What the vendor's word does to an account that is known: its name everywhere, its owner if a client owns it."""
    was_owned = account.owner_email is not None
    if account.owner_email != email and (was_owned or await _is_nobodys(work, account)):
        await _require_free(work, account, email, program)
        account.take_owner(email, exclusive=program.one_account_per_email)
        await _change_owner(work, account)
    for access in await live_accesses(work, account):
        if (access.name, access.website) != (account.name, account.website):
            access.follow(account.name, account.website)
            await index(work, access, account)


async def _is_nobodys(work: Work, account: ClientAccount) -> bool:
    """Whether no partner of the program has it any more: those who archived it have left."""
    still = (
        select(AccountAccess.id)
        .join(Partner, Partner.id == AccountAccess.partner_id)
        .where(AccountAccess.account_id == account.id, Partner.status != PartnerStatus.CLOSED)
    )
    return (await work.session.execute(still.limit(1))).first() is None


async def _require_free(work: Work, account: ClientAccount, email: str, program: Program) -> None:
    if program.one_account_per_email and await owns_another(work, email, account.id):
        message = _("This e-mail address owns another account, and the program allows one.")
        raise Problem(message, field="ownerEmail", code=UserErrorCode.EMAIL_OWNS_ACCOUNT)


async def _change_owner(work: Work, account: ClientAccount) -> None:
    """The old owner's links die; the new one is mailed the requests that are open, and a link to his register."""
    await work.session.flush()
    await close_links(work, ClientLink.account_id == account.id, ClientLinkStatus.REPLACED, newer=False, used_too=True)
    record_owner(work, account)
    for request in await open_requests(work, account):
        await record_resent(work, request, new_owner=True)
    if await live_accesses(work, account):
        await tell_register_link(work, account)


async def open_requests(work: Work, account: ClientAccount) -> Sequence[AccessRequest]:
    """The requests for a locked account that can still be answered, locked."""
    pending = select(AccessRequest).where(
        AccessRequest.account_id == account.id,
        AccessRequest.status == AccessRequestStatus.PENDING,
        AccessRequest.expires_at > work.now,
    )
    locked = pending.order_by(AccessRequest.id).with_for_update().execution_options(populate_existing=True)
    return (await work.session.execute(locked)).scalars().all()


# --- closing and confirming -----------------------------------------------------------------------------------------


async def _close(work: Work, account_ref: str, reason: str | None) -> CloseOutcome:
    account = await any_account(work, account_ref)
    if account.closed_at is not None:
        return CloseOutcome.UNCHANGED
    await end_what_is_open(work, account, reason)
    for access in await live_accesses(work, account):
        access.end(EndedBy.VENDOR, reason, work.now)
        record_end(work, access, account)
    account.close(work.now)
    await close_links(work, ClientLink.account_id == account.id, ClientLinkStatus.CANCELLED)
    work.record(AccountClosed(subject_id=account.id, account_id=account.account_id, reason=reason))
    record_owner(work, account)
    await work.session.flush()
    return CloseOutcome.CLOSED


async def end_what_is_open(work: Work, account: ClientAccount, reason: str | None) -> None:
    """Cancels the transfer and the requests of a locked account."""
    transfer = await pending_transfer(work, account)
    if transfer is not None:
        await cancel_offer(work, account, transfer, reason)
    for request in await open_requests(work, account):
        await cancel_request(work, request, reason)


def read_number(typed: str, pattern: str, field: str = "accountId") -> str:
    """An account number as it is kept. Raises InvalidInput for one that doesn't look like the vendor's."""
    number = ClientAccount.read_account_id(typed)
    if number is None or not re.fullmatch(pattern, number, re.IGNORECASE):
        raise InvalidInput(_("This is no account number of this program."), field=field)
    return number


async def _take_number(work: Work, account: ClientAccount, new_number: str, *, ready: bool) -> bool:
    number = read_number(new_number, (await current_program(work)).account_id_pattern, "newAccountId")
    if number == account.account_id:
        return False
    if ready:
        raise Conflict(_("This account is confirmed already, under the number that it has."), field="newAccountId")
    if await known_account(work, named(number), number) is not None:
        raise Problem(_("Another account has this number."), field="newAccountId", code=UserErrorCode.TAKEN)
    account.account_id = number
    await work.session.flush()
    return True


async def _record_confirmed(work: Work, account: ClientAccount, former: str | None) -> None:
    for partner_id in await _owners(work, account):
        work.record(
            AccountConfirmed(
                subject_id=account.id, partner_id=partner_id, account_id=account.account_id, former_number=former
            )
        )


async def _owners(work: Work, account: ClientAccount) -> list[uuid.UUID | None]:
    """The partner who still owns the account; where there is none, it is told once all the same."""
    partner_ids: list[uuid.UUID | None] = [
        access.partner_id
        for access in await live_accesses(work, account)
        if access.status in {AccountStatus.DEVELOPMENT, AccountStatus.TRANSFER_PENDING}
    ]
    return partner_ids or [None]
