"""Access requests in GraphQL."""

from __future__ import annotations

import datetime as dt

import strawberry
from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.types import ARRAY, Text, Uuid

from portal.access import models
from portal.access.models import AccessRequestStatus
from portal.accounts.graphql import LINKED_ACCOUNT, ClientAccount
from portal.accounts.models import ClientAccount as AccountModel
from portal.clients.models import ClientLink, ClientLinkStatus
from portal.core import actors
from portal.core.actors import Client, Member, ProgramClient, RestrictedMember
from portal.core.chosen import is_chosen
from portal.core.graphql import Connection, Node, described
from portal.core.ids import parse_id
from portal.core.permissions import Permission
from portal.core.reading.declare import (
    caller,
    column,
    connection,
    everything,
    extends,
    filters,
    id_of,
    many,
    one,
    reads,
    where,
)
from portal.core.reading.totals import Tally
from portal.partners.graphql import Partner
from portal.partners.models import Partner as PartnerModel

described(
    AccessRequestStatus,
    PENDING="The client was asked.",
    APPROVED="The client let the partner in.",
    DECLINED="The client did not.",
    CANCELLED="It was taken back.",
    EXPIRED="Nobody answered in time.",
)

_REQUEST = models.AccessRequest
_IS_OVER = and_(_REQUEST.status == AccessRequestStatus.PENDING.value, _REQUEST.expires_at <= func.work_now())
_STATUS = case((_IS_OVER, AccessRequestStatus.EXPIRED.value), else_=_REQUEST.status)
_CAN_RESEND = and_(
    _REQUEST.status == AccessRequestStatus.PENDING.value, ~_IS_OVER, _REQUEST.mails_sent < models.MOST_MAILS
)
_BOUNCED_AT = (
    select(func.max(ClientLink.bounced_at))
    .where(ClientLink.subject_id == _REQUEST.id, ClientLink.status == ClientLinkStatus.OPEN.value)
    .correlate_except(ClientLink)
    .scalar_subquery()
)


_MINE = _REQUEST.partner_id == caller.partner_id


@reads(
    models.AccessRequest,
    scope={
        Member: _MINE,
        RestrictedMember: and_(_MINE, is_chosen(_REQUEST.account_id, caller.member_id)),
        actors.Operator: everything,
        ProgramClient: everything,
        Client: _REQUEST.account_id == LINKED_ACCOUNT,
    },
    node=Permission.VIEW_ACCOUNTS,
)
class AccessRequest(Node):
    """A partner asks the owner of an account for access."""

    id: strawberry.ID = id_of(models.AccessRequest)
    account_id: str = column(_REQUEST.account_number, "The vendor's number of the account, as it was asked for.")
    account: ClientAccount | None = one(
        and_(AccountModel.id == _REQUEST.account_id, _REQUEST.status == AccessRequestStatus.APPROVED.value),
        "The account; null until the request is approved.",
    )
    partner: Partner = one(PartnerModel.id == _REQUEST.partner_id, "Who asks.")
    message: str
    status: AccessRequestStatus = column(_STATUS, "Where it stands.")
    created_at: dt.datetime
    sent_at: dt.datetime
    expires_at: dt.datetime
    mails_sent: int
    can_resend_at: dt.datetime | None = column(
        case((_CAN_RESEND, _REQUEST.sent_at + dt.timedelta(days=models.RESEND_AFTER_DAYS))),
        "From when on the client can be mailed again; null where he can't.",
    )
    bounced_at: dt.datetime | None = column(_BOUNCED_AT, "When its mail came back as undeliverable.")
    ended_at: dt.datetime | None
    reason: str | None


@reads(
    models.AccessBlock,
    scope={
        actors.Operator: everything,
        ProgramClient: everything,
        Client: models.AccessBlock.account_id == LINKED_ACCOUNT,
    },
)
class BlockedPartner:
    """A partner whose requests an account's owner does not take."""

    partner: Partner = one(PartnerModel.id == models.AccessBlock.partner_id, "Who is blocked.")
    since: dt.datetime = column(models.AccessBlock.created_at, "Since when.")


_NEWEST = aliased(models.AccessRequest)


@extends(ClientAccount)
class RequestedAccount:
    """What was asked for an account."""

    access_request: AccessRequest | None = one(
        models.AccessRequest.id
        == select(_NEWEST.id)
        .where(_NEWEST.account_id == AccountModel.id, _NEWEST.partner_id == caller.partner_id)
        .order_by(_NEWEST.created_at.desc(), _NEWEST.id.desc())
        .limit(1)
        .correlate_except(_NEWEST)
        .scalar_subquery(),
        "The newest access request of the partner who asks; null for all others.",
    )
    open_requests: list[AccessRequest] = many(
        and_(
            models.AccessRequest.account_id == AccountModel.id,
            models.AccessRequest.status == AccessRequestStatus.PENDING.value,
            models.AccessRequest.expires_at > func.work_now(),
        ),
        "Who asks for access: all for the client, operators and the vendor's app; a partner sees his own alone.",
        order=[models.AccessRequest.created_at, models.AccessRequest.id],
    )
    blocked_partners: list[BlockedPartner] = many(
        models.AccessBlock.account_id == AccountModel.id,
        "Whose requests the owner does not take; for the client, operators and the vendor's app.",
        order=[models.AccessBlock.created_at, models.AccessBlock.partner_id],
    )


@filters
class AccessRequestFilter:
    """Which requests to list."""

    status: list[AccessRequestStatus] | None = where(
        lambda chosen: _STATUS.op("=")(func.any(chosen)), type=ARRAY(Text), description="In one of these states."
    )
    account_id: strawberry.ID | None = where(
        lambda number: _REQUEST.account_number == number,
        of=strawberry.ID,
        prepare=AccountModel.read_account_id,
        description="For the account with this number.",
    )
    partner_id: strawberry.ID | None = where(
        lambda partner_id: _REQUEST.partner_id == partner_id,
        of=strawberry.ID,
        prepare=lambda value: parse_id(PartnerModel.prefix, value),
        type=Uuid(),
        description="Of this partner.",
    )


_REQUESTS = Tally(_REQUEST, partner=_REQUEST.partner_id)


@strawberry.type
class AccessQueries:
    access_requests: Connection[AccessRequest] = connection(
        "The access requests that the caller may see, the latest first.",
        filter=AccessRequestFilter,
        order=[_REQUEST.created_at, _REQUEST.id],
        requires=Permission.VIEW_ACCOUNTS,
        total={Member: _REQUESTS, actors.Operator: _REQUESTS, ProgramClient: _REQUESTS},
    )
