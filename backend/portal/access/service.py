"""The verbs of access: the partner's requests."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy import text as sql

from portal.access.events import AccessRequestCancelled, AccessRequested, AccessRequestExpired, AccessRequestResent
from portal.access.models import MOST_OPEN, REQUEST_DAYS, AccessRequest, AccessRequestStatus
from portal.accounts.models import AccountAccess, AccountStatus, ClientAccount
from portal.accounts.service import own_account, record_end, require_active_partner, unknown_account
from portal.clients.models import ClientLink, ClientLinkKind, ClientLinkStatus
from portal.clients.service import close_links, send_link
from portal.core.ids import new_id, parse_id
from portal.core.inputs import optional_text, text
from portal.core.permissions import Permission
from portal.core.problems import Conflict, NotFound, Problem, Throttled, UserErrorCode
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work
from portal.identity import throttle

# Who asks for unknown numbers is guessing: so many in an hour.
MOST_UNKNOWN = 30
MOST_A_DAY = 6
_UNKNOWN = "unknown-account"

_TURN = sql("select pg_advisory_xact_lock(hashtextextended(cast(:partner_id as text), 7464))")
_REQUESTABLE = sql("select id, account_number, blocked from requestable_account(:id, :number)")


class UnknownAccount(NotFound):
    """No account that a request could reach; counted past the rollback."""

    def __init__(self, partner_id: uuid.UUID) -> None:
        super().__init__(unknown_account().message, field="accountId")
        self._partner_id = partner_id

    async def afterwards(self, runtime: Runtime) -> None:
        await throttle.hit(runtime, _UNKNOWN, str(self._partner_id), limit=MOST_UNKNOWN, window=throttle.HOUR)


class _Found(NamedTuple):
    id: uuid.UUID
    account_number: str
    blocked: bool


async def request_access(work: Work, account_ref: str, message: str) -> AccessRequest:
    """Asks the owner of an account for access, by a mailed link and in the vendor's product.

    Raises NotFound for an account that is unknown, closed or still a partner's own, Conflict where the partner has
    access or asks already, Problem NOT_ALLOWED where the client blocks him, LIMIT_REACHED with 20 open ones.
    """
    work.require(Permission.REQUEST_ACCESS)
    partner_id = work.actor.partner_id
    assert partner_id is not None
    wording = text(message, "message", longest=5_000, lines=True)
    await work.session.execute(_TURN, {"partner_id": str(partner_id)})
    found = await _find(work, account_ref, partner_id)
    await require_active_partner(work)
    await _require_new(work, found.id)
    if found.blocked:
        refusal = _("This client takes no requests of yours. Ask him to allow them again.")
        raise Problem(refusal, field="accountId", code=UserErrorCode.NOT_ALLOWED)
    await _require_room(work)
    # Taken back and made again, a request would be a mail each time.
    asked = f"{partner_id}:{found.id}"
    if not await throttle.within(work, "access-request-mail", asked, limit=MOST_A_DAY, window=throttle.DAY):
        raise Problem(_("You have asked for this account often enough today."), code=UserErrorCode.LIMIT_REACHED)
    request = AccessRequest(
        id=new_id(),
        account_id=found.id,
        partner_id=partner_id,
        created_by=work.actor.user_id,
        account_number=found.account_number,
        message=wording,
        status=AccessRequestStatus.PENDING,
        created_at=work.now,
        sent_at=work.now,
        expires_at=work.now + dt.timedelta(days=REQUEST_DAYS),
        mails_sent=1,
    )
    work.add(request)
    await work.session.flush()
    link = await mail_owner(work, request)
    work.record(
        AccessRequested(
            subject_id=request.account_id,
            partner_id=partner_id,
            account_id=request.account_number,
            request_id=request.id,
            link_id=link.id,
        )
    )
    return request


async def resend_access_request(work: Work, request_id: str) -> AccessRequest:
    """Mails the owner once more: a week after the last time, three times in all.

    Raises NotFound, Conflict or Problem LIMIT_REACHED.
    """
    work.require(Permission.REQUEST_ACCESS)
    await _hold_account(work, request_id)
    request = await work.get(AccessRequest, request_id, field="accessRequestId")
    request.resend(work.now)
    await record_resent(work, request)
    return request


async def cancel_access_request(work: Work, request_id: str, reason: str | None) -> AccessRequest:
    """Takes the request back. Raises NotFound, or Conflict once it is over."""
    work.require(Permission.REQUEST_ACCESS)
    await _hold_account(work, request_id)
    request = await work.get(AccessRequest, request_id, field="accessRequestId")
    await cancel(work, request, optional_text(reason, "reason", longest=1_000, lines=True))
    return request


async def withdraw_access(work: Work, account_ref: str, reason: str | None) -> ClientAccount:
    """The partner leaves a client's account. Raises NotFound, or Conflict where it isn't a client's, or has ended."""
    work.require(Permission.LEAVE_ACCOUNTS)
    access, account = await own_account(work, account_ref)
    access.withdraw(optional_text(reason, "reason", longest=1_000, lines=True), work.now)
    record_end(work, access, account)
    return account


# --- for the rooms above, and the client's verbs --------------------------------------------------------------------


async def cancel(work: Work, request: AccessRequest, reason: str | None) -> None:
    """Ends a request that is open, and its link."""
    request.cancel(reason, work.now)
    await close_links(work, ClientLink.subject_id == request.id, ClientLinkStatus.CANCELLED)
    work.record(
        AccessRequestCancelled(
            subject_id=request.account_id,
            partner_id=request.partner_id,
            account_id=request.account_number,
            request_id=request.id,
            reason=reason,
        )
    )


async def expire(work: Work, request: AccessRequest) -> None:
    """Writes down that nobody answered in time."""
    request.expire()
    work.record(
        AccessRequestExpired(
            subject_id=request.account_id,
            partner_id=request.partner_id,
            account_id=request.account_number,
            request_id=request.id,
        )
    )


async def mail_owner(work: Work, request: AccessRequest) -> ClientLink:
    """A fresh link to answer by; its event has it mailed to whoever owns the account by then."""
    return await send_link(
        work,
        ClientLinkKind.ACCESS,
        request.account_id,
        request.expires_at,
        partner_id=request.partner_id,
        subject_id=request.id,
        message=request.message,
    )


async def record_resent(work: Work, request: AccessRequest, *, new_owner: bool = False) -> None:
    """Has the owner mailed once more."""
    link = await mail_owner(work, request)
    work.record(
        AccessRequestResent(
            subject_id=request.account_id,
            partner_id=request.partner_id,
            account_id=request.account_number,
            request_id=request.id,
            link_id=link.id,
            new_owner=new_owner,
        )
    )


# --- what a request needs -------------------------------------------------------------------------------------------


async def _find(work: Work, account_ref: str, partner_id: uuid.UUID) -> _Found:
    seconds_left = await throttle.exhausted(work, _UNKNOWN, str(partner_id), limit=MOST_UNKNOWN)
    if seconds_left:
        raise Throttled(seconds_left)
    key = parse_id(ClientAccount.prefix, account_ref)
    number = None if key else ClientAccount.read_account_id(account_ref)
    values = {"id": key, "number": number}
    row = (await work.session.execute(_REQUESTABLE, values)).one_or_none()
    # By its id an account is known to whoever had it; to others an id says nothing, as everywhere.
    if row is None or (key is not None and not await _had(work, row.id)):
        raise await _own_or_unknown(work, account_ref, partner_id)
    return _Found(row.id, row.account_number, row.blocked)


async def _hold_account(work: Work, request_id: str) -> None:
    """Everybody locks the account first, then the request: a link that is sent holds its account, too."""
    mine = AccessRequest.id == parse_id(AccessRequest.prefix, request_id)
    account_id = await work.session.scalar(select(AccessRequest.account_id).where(mine))
    if account_id is not None:
        values = {"id": account_id, "number": None}
        await work.session.execute(_REQUESTABLE, values)


async def _had(work: Work, account_id: uuid.UUID) -> bool:
    return (
        await work.find(AccountAccess, select(AccountAccess).where(AccountAccess.account_id == account_id)) is not None
    )


async def _own_or_unknown(work: Work, account_ref: str, partner_id: uuid.UUID) -> Problem:
    try:
        access, _account = await own_account(work, account_ref)
    except NotFound:
        return UnknownAccount(partner_id)
    if access.status == AccountStatus.INACTIVE:
        return UnknownAccount(partner_id)
    return Conflict(_("This account is your own already."), field="accountId")


async def _require_new(work: Work, account_id: uuid.UUID) -> None:
    access = await work.find(AccountAccess, select(AccountAccess).where(AccountAccess.account_id == account_id))
    if access is not None and access.status != AccountStatus.INACTIVE:
        raise Conflict(_("You have access to this account, or will have it with the client's plan."), field="accountId")
    pending = and_(AccessRequest.account_id == account_id, AccessRequest.status == AccessRequestStatus.PENDING)
    request = await work.find(AccessRequest, select(AccessRequest).where(pending))
    if request is None:
        return
    if request.is_open(work.now):
        raise Conflict(_("You have asked for this account already. Wait for the client's answer."), field="accountId")
    await expire(work, request)
    await work.session.flush()


async def _require_room(work: Work) -> None:
    mine = AccessRequest.partner_id == work.actor.partner_id
    is_open = and_(AccessRequest.status == AccessRequestStatus.PENDING, AccessRequest.expires_at > work.now)
    count = await work.session.scalar(select(func.count()).select_from(AccessRequest).where(mine, is_open))
    if (count or 0) >= MOST_OPEN:
        message = _(
            "You have {most} open requests, as many as the program allows. Take one back first.", most=MOST_OPEN
        )
        raise Problem(message, code=UserErrorCode.LIMIT_REACHED)
