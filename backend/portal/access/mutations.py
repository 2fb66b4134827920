"""The verbs of access in GraphQL: what is sent, and what is answered."""

from __future__ import annotations

from typing import Any

import strawberry

from portal.access import answers, service
from portal.access.graphql import AccessRequest
from portal.accounts.graphql import ClientAccount
from portal.accounts.mutations import AccountPayload
from portal.core.graphql import Payload, verb
from portal.core.links import LinkKind
from portal.core.permissions import Permission
from portal.core.reading.declare import Reference, read
from portal.core.work import Work


@strawberry.type
class AccessRequestPayload(Payload):
    access_request: AccessRequest | None = strawberry.field(default=None, description="The request as it is now.")


@strawberry.input(description="An account to ask for.")
class RequestAccessInput:
    account_id: strawberry.ID = strawberry.field(description="The vendor's number, which the client finds in his menu.")
    message: str = strawberry.field(description="What the client reads with it.")


@strawberry.type(description="The new request.")
class RequestAccessPayload(AccessRequestPayload):
    pass


@strawberry.input(description="A request to mail once more.")
class ResendAccessRequestInput:
    access_request_id: strawberry.ID = strawberry.field(description="The request's id.")


@strawberry.type(description="The request that was mailed once more.")
class ResendAccessRequestPayload(AccessRequestPayload):
    pass


@strawberry.input(description="A request to take back.")
class CancelAccessRequestInput:
    access_request_id: strawberry.ID = strawberry.field(description="The request's id.")
    reason: str | None = strawberry.field(default=None, description="Why; it shows in the timeline.")


@strawberry.type(description="The request that was taken back.")
class CancelAccessRequestPayload(AccessRequestPayload):
    pass


@strawberry.input(description="An access to leave.")
class WithdrawAccessInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or the vendor's number.")
    reason: str | None = strawberry.field(default=None, description="Why; it shows in the archive.")


@strawberry.type(description="The account that was left.")
class WithdrawAccessPayload(AccountPayload):
    pass


@strawberry.type
class AnswerPayload(AccessRequestPayload):
    account: ClientAccount | None = strawberry.field(default=None, description="The account.")


@strawberry.input(description="The request that is approved: by the mailed token, or by its id in the vendor's app.")
class ApproveAccessInput:
    token: str | None = strawberry.field(default=None, description="The token at the end of the mailed link.")
    access_request_id: strawberry.ID | None = strawberry.field(default=None, description="The request's id.")
    block: bool = strawberry.field(default=False, description="For declineAccess alone; true is refused here.")
    reason: str | None = strawberry.field(default=None, description="Why; the partner reads it in the timeline.")


@strawberry.type(description="The request, and the account that the partner may enter now.")
class ApproveAccessPayload(AnswerPayload):
    pass


@strawberry.input(description="The request that is declined: by the mailed token, or by its id in the vendor's app.")
class DeclineAccessInput:
    token: str | None = strawberry.field(default=None, description="The token at the end of the mailed link.")
    access_request_id: strawberry.ID | None = strawberry.field(default=None, description="The request's id.")
    block: bool = strawberry.field(default=False, description="Whether to take no more requests of this partner.")
    reason: str | None = strawberry.field(default=None, description="Why; the partner reads it.")


@strawberry.type(description="The request that was declined.")
class DeclineAccessPayload(AnswerPayload):
    pass


@strawberry.input(description="A partner to take requests of again; the account by token or by id.")
class UnblockPartnerInput:
    token: str | None = strawberry.field(default=None, description="The token at the end of the mailed link.")
    account_id: strawberry.ID | None = strawberry.field(default=None, description="The account's id or number.")
    partner_id: strawberry.ID = strawberry.field(description="The partner's id.")


@strawberry.type(description="The account.")
class UnblockPartnerPayload(AccountPayload):
    pass


@strawberry.input(description="A partner's access to end; the account by token or by id.")
class RevokeAccessInput:
    token: str | None = strawberry.field(default=None, description="The token at the end of the mailed link.")
    account_id: strawberry.ID | None = strawberry.field(default=None, description="The account's id or number.")
    partner_id: strawberry.ID = strawberry.field(description="The partner's id.")
    reason: str | None = strawberry.field(default=None, description="Why; the partner reads it.")


@strawberry.type(description="The account.")
class RevokeAccessPayload(AccountPayload):
    pass


# Both kinds lead to the register of who may enter.
_REGISTER_LINKS = (LinkKind.CLIENT, LinkKind.ACCESS)


@strawberry.type
class AccessMutations:
    @verb(Permission.REQUEST_ACCESS)
    async def request_access(work: Work, input: RequestAccessInput) -> RequestAccessPayload:
        """Asks the owner of an account for access, by a mailed link and in the vendor's app."""
        request = await service.request_access(work, input.account_id, input.message)
        return RequestAccessPayload(access_request=read(AccessRequest, request))

    @verb(Permission.REQUEST_ACCESS)
    async def resend_access_request(work: Work, input: ResendAccessRequestInput) -> ResendAccessRequestPayload:
        """Mails the owner once more: a week after the last time, three times in all."""
        request = await service.resend_access_request(work, input.access_request_id)
        return ResendAccessRequestPayload(access_request=read(AccessRequest, request))

    @verb(Permission.REQUEST_ACCESS)
    async def cancel_access_request(work: Work, input: CancelAccessRequestInput) -> CancelAccessRequestPayload:
        """Takes a request back."""
        request = await service.cancel_access_request(work, input.access_request_id, input.reason)
        return CancelAccessRequestPayload(access_request=read(AccessRequest, request))

    @verb(Permission.LEAVE_ACCOUNTS)
    async def withdraw_access(work: Work, input: WithdrawAccessInput) -> WithdrawAccessPayload:
        """Leaves a client's account. Access comes back by a new request alone."""
        account = await service.withdraw_access(work, input.account_id, input.reason)
        return WithdrawAccessPayload(account=read(ClientAccount, account))

    @verb(Permission.ANSWER_ACCESS, link=LinkKind.ACCESS)
    async def approve_access(work: Work, input: ApproveAccessInput) -> ApproveAccessPayload:
        """The client lets a partner in as a collaborator."""
        return ApproveAccessPayload(**_answered(await answers.approve_access(work, **_sent(input))))

    @verb(Permission.ANSWER_ACCESS, link=LinkKind.ACCESS)
    async def decline_access(work: Work, input: DeclineAccessInput) -> DeclineAccessPayload:
        """The client does not let a partner in, and may take no more requests of his."""
        return DeclineAccessPayload(**_answered(await answers.decline_access(work, **_sent(input))))

    @verb(Permission.ANSWER_ACCESS, link=_REGISTER_LINKS)
    async def unblock_partner(work: Work, input: UnblockPartnerInput) -> UnblockPartnerPayload:
        """The client takes requests of a partner again."""
        account = await answers.unblock_partner(work, input.token, input.account_id, input.partner_id)
        return UnblockPartnerPayload(account=read(ClientAccount, account))

    @verb(Permission.REVOKE_ACCESS, link=_REGISTER_LINKS)
    async def revoke_access(work: Work, input: RevokeAccessInput) -> RevokeAccessPayload:
        """The client ends a partner's access, and the log-ins that are running."""
        account = await answers.revoke_access(work, input.token, input.account_id, input.partner_id, input.reason)
        return RevokeAccessPayload(account=read(ClientAccount, account))


def _sent(input: ApproveAccessInput | DeclineAccessInput) -> dict[str, Any]:
    return {
        "token": input.token,
        "request_id": input.access_request_id,
        "block": input.block,
        "reason": input.reason,
    }


def _answered(answer: tuple[Any, Any]) -> dict[str, Any]:
    request, account = answer
    return {"access_request": Reference(request.id), "account": Reference(account.id)}
