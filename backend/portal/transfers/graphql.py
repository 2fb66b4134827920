"""Ownership transfers in GraphQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry
from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from portal.accounts.graphql import LINKED_ACCOUNT, ClientAccount
from portal.accounts.models import ClientAccount as AccountModel
from portal.accounts.mutations import AccountPayload
from portal.clients.models import ClientLink
from portal.core import actors
from portal.core.actors import Client, Member, ProgramClient, RestrictedMember
from portal.core.chosen import is_chosen
from portal.core.graphql import Node, ShownNotice, described, verb, warnings_of
from portal.core.links import LinkKind
from portal.core.permissions import Permission
from portal.core.reading.declare import (
    Join,
    Reference,
    caller,
    column,
    everything,
    extends,
    id_of,
    one,
    read,
    reads,
)
from portal.core.work import Work
from portal.program.models import Program
from portal.transfers import models, service
from portal.transfers.models import TransferStatus

described(
    TransferStatus,
    PENDING="The client was asked.",
    ACCEPTED="The client took the account over.",
    DECLINED="The client does not want it.",
    CANCELLED="It was taken back.",
    EXPIRED="The link was not used in time; the transfer waits to be resent or cancelled.",
)

_IS_OVER = and_(
    models.OwnershipTransfer.status == TransferStatus.PENDING.value,
    models.OwnershipTransfer.expires_at <= func.work_now(),
)


_MINE = models.OwnershipTransfer.partner_id == caller.partner_id


@reads(
    models.OwnershipTransfer,
    joins=[Join(ClientLink, ClientLink.id == models.OwnershipTransfer.link_id)],
    scope={
        Member: _MINE,
        RestrictedMember: and_(_MINE, is_chosen(models.OwnershipTransfer.account_id, caller.member_id)),
        actors.Operator: everything,
        ProgramClient: everything,
        Client: models.OwnershipTransfer.account_id == LINKED_ACCOUNT,
    },
    node=Permission.VIEW_ACCOUNTS,
)
class OwnershipTransfer(Node):
    """The offer of an account to a client."""

    id: strawberry.ID = id_of(models.OwnershipTransfer)
    to_email: str
    note: str | None
    status: TransferStatus = column(
        case((_IS_OVER, TransferStatus.EXPIRED.value), else_=models.OwnershipTransfer.status), "Where it stands."
    )
    created_at: dt.datetime
    sent_at: dt.datetime
    expires_at: dt.datetime
    blocked: bool = column(
        and_(models.OwnershipTransfer.blocked_at.is_not(None), select(Program.one_account_per_email).scalar_subquery()),
        "Whether the addressee came to own another account meanwhile, so that he can't accept.",
    )
    bounced_at: dt.datetime | None = column(ClientLink.bounced_at, "When its mail came back as undeliverable.")
    ended_at: dt.datetime | None
    reason: str | None


_NEWEST = aliased(models.OwnershipTransfer)


@extends(ClientAccount)
class AccountInTransfer:
    """The hand-over of an account."""

    transfer: OwnershipTransfer | None = one(
        models.OwnershipTransfer.id
        == select(_NEWEST.id)
        .where(_NEWEST.account_id == AccountModel.id, _NEWEST.partner_id == caller.partner_id)
        .order_by(_NEWEST.created_at.desc(), _NEWEST.id.desc())
        .limit(1)
        .correlate_except(_NEWEST)
        .scalar_subquery(),
        "The newest ownership transfer of the partner who asks; null for all others.",
    )


@strawberry.input(description="To whom an account is offered.")
class TransferOwnershipInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or the vendor's number.")
    to_email: str = strawberry.field(description="The client's address.")
    note: str | None = strawberry.field(default=None, description="What the client reads with it.")


@strawberry.type
class TransferPayload(AccountPayload):
    transfer: OwnershipTransfer | None = strawberry.field(default=None, description="The transfer as it is now.")


@strawberry.type(description="The transfer, and the account that it offers.")
class TransferOwnershipPayload(TransferPayload):
    warnings: list[ShownNotice] = strawberry.field(default_factory=list, description="What should be known.")


@strawberry.input(description="A transfer to send once more.")
class ResendTransferInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or the vendor's number.")
    to_email: str | None = strawberry.field(default=None, description="Another address than before.")


@strawberry.type(description="The transfer with its fresh link.")
class ResendTransferPayload(TransferPayload):
    pass


@strawberry.input(description="A transfer to take back.")
class CancelTransferInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or the vendor's number.")
    reason: str | None = strawberry.field(default=None, description="Why; the client reads it.")


@strawberry.type(description="The transfer that was taken back.")
class CancelTransferPayload(TransferPayload):
    pass


@strawberry.input(description="An account whose client has no plan yet.")
class NudgeClientInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or the vendor's number.")


@strawberry.type(description="The account whose client was reminded.")
class NudgeClientPayload(AccountPayload):
    pass


@strawberry.input(description="A transfer to accept.")
class AcceptTransferInput:
    token: str = strawberry.field(description="The token at the end of the mailed link.")
    name: str = strawberry.field(description="What the client is called.")


@strawberry.type(description="The account that is the client's now.")
class AcceptTransferPayload(TransferPayload):
    pass


@strawberry.input(description="A transfer to decline.")
class DeclineTransferInput:
    token: str = strawberry.field(description="The token at the end of the mailed link.")
    reason: str | None = strawberry.field(default=None, description="Why; the partner reads it.")


@strawberry.type(description="The transfer that was declined.")
class DeclineTransferPayload(TransferPayload):
    pass


@strawberry.type
class TransferMutations:
    @verb(Permission.TRANSFER_ACCOUNTS)
    async def transfer_ownership(work: Work, input: TransferOwnershipInput) -> TransferOwnershipPayload:
        """Offers a development account to the client, who gets a link of 30 days by mail."""
        offered = await service.transfer_ownership(work, input.account_id, input.to_email, input.note)
        return TransferOwnershipPayload(**_shown(offered.transfer), warnings=warnings_of(offered.warnings))

    @verb(Permission.TRANSFER_ACCOUNTS)
    async def resend_transfer(work: Work, input: ResendTransferInput) -> ResendTransferPayload:
        """Mails a fresh link of 30 days, to another address where one is given; the old link dies."""
        transfer = await service.resend_transfer(work, input.account_id, input.to_email)
        return ResendTransferPayload(**_shown(transfer))

    @verb(Permission.TRANSFER_ACCOUNTS)
    async def cancel_transfer(work: Work, input: CancelTransferInput) -> CancelTransferPayload:
        """Takes the offer back; the account is a development account again."""
        return CancelTransferPayload(**_shown(await service.cancel_transfer(work, input.account_id, input.reason)))

    @verb(Permission.TRANSFER_ACCOUNTS)
    async def nudge_client(work: Work, input: NudgeClientInput) -> NudgeClientPayload:
        """Reminds the client that a plan is waited for; once a week."""
        return NudgeClientPayload(account=read(ClientAccount, await service.nudge_client(work, input.account_id)))

    @verb(link=LinkKind.TRANSFER)
    async def accept_transfer(work: Work, input: AcceptTransferInput) -> AcceptTransferPayload:
        """The client takes the account over."""
        _account, transfer = await service.accept_transfer(work, input.token, input.name)
        return AcceptTransferPayload(**_shown(transfer))

    @verb(link=LinkKind.TRANSFER)
    async def decline_transfer(work: Work, input: DeclineTransferInput) -> DeclineTransferPayload:
        """The client does not want the account; the partner goes on building."""
        _account, transfer = await service.decline_transfer(work, input.token, input.reason)
        return DeclineTransferPayload(**_shown(transfer))


def _shown(transfer: models.OwnershipTransfer) -> dict[str, Any]:
    return {
        "account": Reference(transfer.account_id),
        "transfer": read(OwnershipTransfer, transfer),
    }
