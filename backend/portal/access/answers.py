"""The client's verbs: by a mailed link, or in the vendor's product. Who has access, and who may ask, is his to say."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects.postgresql import insert

from portal.access.events import AccessDeclined, AccessGranted, PartnerUnblocked
from portal.access.models import AccessBlock, AccessRequest
from portal.accounts.models import AccountAccess, AccountStatus, ClientAccount, EndedBy
from portal.accounts.service import access_to, any_account, index, record_end
from portal.clients.models import ClientAnswer
from portal.clients.service import answer_links, open_link, send_register_link
from portal.core.actors import Operator
from portal.core.ids import new_id, parse_id
from portal.core.inputs import optional_text
from portal.core.links import LinkKind
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, NotFound, PartnerSuspended
from portal.core.texts import _
from portal.core.work import Work
from portal.partners.models import Partner, PartnerStatus


async def approve_access(
    work: Work, token: str | None, request_id: str | None, *, block: bool, reason: str | None
) -> tuple[AccessRequest, ClientAccount]:
    """Lets the partner in as a collaborator.

    Raises InvalidInput unless the request is named in exactly one way, NotFound, LinkProblem, Conflict once it is
    answered, PartnerSuspended while the vendor has suspended the partner.
    """
    if block:
        raise InvalidInput(_("A partner who is let in can't be blocked. Decline the request instead."), field="block")
    why = optional_text(reason, "reason", longest=1_000, lines=True)
    request, account = await _to_answer(work, token, request_id)
    request.approve(work.now)
    partner = await work.session.get_one(Partner, request.partner_id, populate_existing=True)
    if partner.status != PartnerStatus.ACTIVE:
        raise PartnerSuspended(
            _("The agency is suspended by the program at the moment, so it can't be let in. Try again later.")
        )
    access = await _let_in(work, account, request)
    await answer_links(work, request.id, ClientAnswer.APPROVED)
    link = await send_register_link(work, account)
    work.record(
        AccessGranted(
            subject_id=account.id,
            partner_id=access.partner_id,
            account_id=account.account_id,
            request_id=request.id,
            link_id=link.id,
            reason=why,
        )
    )
    return request, account


async def decline_access(
    work: Work, token: str | None, request_id: str | None, *, block: bool, reason: str | None
) -> tuple[AccessRequest, ClientAccount]:
    """Doesn't let the partner in; with `block` the account takes no more requests of his.

    Raises as `approve_access`.
    """
    why = optional_text(reason, "reason", longest=1_000, lines=True)
    request, account = await _to_answer(work, token, request_id)
    request.decline(why, work.now)
    await answer_links(work, request.id, ClientAnswer.DECLINED)
    if block:
        values = {"account_id": account.id, "partner_id": request.partner_id, "created_at": work.now}
        await work.session.execute(insert(AccessBlock).values(**values).on_conflict_do_nothing())
    work.record(
        AccessDeclined(
            subject_id=account.id,
            partner_id=request.partner_id,
            account_id=account.account_id,
            request_id=request.id,
            blocked=block,
            reason=why,
        )
    )
    return request, account


async def unblock_partner(work: Work, token: str | None, account_ref: str | None, partner_id: str) -> ClientAccount:
    """Takes requests of the partner again; where he wasn't blocked, nothing changes.

    Raises InvalidInput unless the account is named in exactly one way, NotFound, LinkProblem.
    """
    account = await _account(work, token, account_ref, Permission.ANSWER_ACCESS)
    key = parse_id(Partner.prefix, partner_id)
    gone = delete(AccessBlock).where(AccessBlock.account_id == account.id, AccessBlock.partner_id == key)
    found = (await work.session.execute(gone.returning(AccessBlock.partner_id))).scalar_one_or_none()
    if found is not None:
        work.record(PartnerUnblocked(subject_id=account.id, partner_id=found, account_id=account.account_id))
    return account


async def revoke_access(
    work: Work, token: str | None, account_ref: str | None, partner_id: str, reason: str | None
) -> ClientAccount:
    """Ends a partner's access, and his running log-ins with it.

    Raises InvalidInput unless the account is named in exactly one way, NotFound, LinkProblem, Conflict where there is
    no access to end.
    """
    why = optional_text(reason, "reason", longest=1_000, lines=True)
    account = await _account(work, token, account_ref, Permission.REVOKE_ACCESS)
    key = parse_id(Partner.prefix, partner_id)
    access = await access_to(work, account, key) if key is not None else None
    if access is None:
        raise NotFound(field="partnerId")
    access.revoke(EndedBy.OPERATOR if isinstance(work.actor, Operator) else EndedBy.CLIENT, why, work.now)
    record_end(work, access, account)
    return account


# --- shared by the verbs --------------------------------------------------------------------------------------------


async def _to_answer(work: Work, token: str | None, request_id: str | None) -> tuple[AccessRequest, ClientAccount]:
    if (token is None) == (request_id is None):
        raise InvalidInput(_("Give either token or accessRequestId."), field="accessRequestId")
    if token is not None:
        link, account = await open_link(work, (LinkKind.ACCESS,), token)
        assert link.subject_id is not None
        return await _request(work, AccessRequest.id == link.subject_id), account
    work.require(Permission.ANSWER_ACCESS)
    key = parse_id(AccessRequest.prefix, request_id or "")
    account_id = await work.session.scalar(select(AccessRequest.account_id).where(AccessRequest.id == key))
    if account_id is None:
        raise NotFound(field="accessRequestId")
    account = await work.get(ClientAccount, account_id)
    return await _request(work, AccessRequest.id == key), account


async def _request(work: Work, condition: ColumnElement[bool]) -> AccessRequest:
    request = await work.find(AccessRequest, select(AccessRequest).where(condition))
    assert request is not None, "an open link has its request"
    return request


async def _account(work: Work, token: str | None, account_ref: str | None, needed: Permission) -> ClientAccount:
    if (token is None) == (account_ref is None):
        raise InvalidInput(_("Give either token or accountId."), field="accountId")
    if token is not None:
        _link, account = await open_link(work, (LinkKind.CLIENT, LinkKind.ACCESS), token)
        return account
    work.require(needed)
    return await any_account(work, account_ref or "")


async def _let_in(work: Work, account: ClientAccount, request: AccessRequest) -> AccountAccess:
    access = await access_to(work, account, request.partner_id)
    if access is None:
        access = AccountAccess(
            id=new_id(),
            account_id=account.id,
            partner_id=request.partner_id,
            status=AccountStatus.COLLABORATOR,
            since=work.now,
        )
        access.follow(account.name, account.website)
        work.add(access)
        await work.session.flush()
    else:
        access.grant(account, work.now)
    await index(work, access, account)
    return access
