"""Clients' links in GraphQL: what a link opens, and how to come by a fresh one."""

from __future__ import annotations

import datetime as dt

import strawberry
from sqlalchemy import and_, case, func, or_

from portal.accounts.graphql import ClientAccount
from portal.accounts.models import ClientAccount as AccountModel
from portal.clients import models, service
from portal.clients.models import ClientAnswer, ClientLinkKind, ClientLinkStatus
from portal.core.actors import Client
from portal.core.graphql import described, verb_after
from portal.core.links import CLIENT_LINKS
from portal.core.reading.declare import caller, column, one, reads, single
from portal.core.requests import Request
from portal.core.rules import PUBLIC
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.identity.graphql import OkPayload
from portal.partners.graphql import Partner
from portal.partners.models import Partner as PartnerModel

described(
    ClientLinkKind,
    TRANSFER="Takes over an account, or declines it.",
    ACCESS="Answers a partner's request for access.",
    CLIENT="Shows who has access to an account, and ends it.",
)
described(
    ClientLinkStatus,
    OPEN="It works.",
    USED="It was used.",
    EXPIRED="Its time is over.",
    REPLACED="It holds no more: a newer one was sent, or it went to another address.",
    CANCELLED="What it opened was taken back.",
)
described(
    ClientAnswer,
    ACCEPTED="The account was taken over.",
    APPROVED="The partner was let in.",
    DECLINED="The offer or the request was declined.",
)

_STATUS = case(
    (
        and_(models.ClientLink.status == ClientLinkStatus.OPEN.value, models.ClientLink.expires_at <= func.work_now()),
        ClientLinkStatus.EXPIRED.value,
    ),
    else_=models.ClientLink.status,
)
# A link that was replaced may be in the wrong hands, and one to the register that is over as well. Who declined an
# account has no part in what becomes of it.
_SHOWS = and_(
    or_(
        models.ClientLink.kind != ClientLinkKind.TRANSFER.value,
        models.ClientLink.answer.is_distinct_from(ClientAnswer.DECLINED.value),
    ),
    models.ClientLink.status.in_([ClientLinkStatus.OPEN.value, ClientLinkStatus.USED.value]),
    models.ClientLink.expires_at > func.work_now(),
)


@reads(models.ClientLink, scope={Client: models.ClientLink.id == caller.link_id})
class ClientLink:
    """What a link that was mailed to a client opens. Account and partner are null for a link that no longer works."""

    kind: ClientLinkKind
    status: ClientLinkStatus = column(_STATUS, "Whether it still works.")
    account: ClientAccount | None = one(
        and_(AccountModel.id == models.ClientLink.account_id, _SHOWS), "The account that it is about."
    )
    partner: Partner | None = one(
        and_(PartnerModel.id == models.ClientLink.partner_id, _SHOWS), "Who offers the account, or asks for access."
    )
    answer: ClientAnswer | None = column(models.ClientLink.answer, "What was answered by it; null while nothing was.")
    message: str | None = column(case((_SHOWS, models.ClientLink.message)), "What the partner wrote.")
    created_at: dt.datetime
    expires_at: dt.datetime
    newer_sent: bool


@strawberry.type
class ClientQueries:
    client_link: ClientLink | None = single(
        "What a link mailed to a client opens; null for one that is none of ours. Whoever shows it reads as the client"
        " in the whole request.",
        link=CLIENT_LINKS,
    )


@strawberry.input(description="Exactly one of the two.")
class RequestClientLinkInput:
    email: str | None = strawberry.field(default=None, description="The address that owns accounts.")
    token: str | None = strawberry.field(default=None, description="An older link's token, be it expired.")


@strawberry.type(description="Always alike: the mail goes out where there is an account.")
class RequestClientLinkPayload(OkPayload):
    pass


async def _limit(runtime: Runtime, request: Request, _input: RequestClientLinkInput) -> None:
    await service.limit_requests(runtime, request)


@strawberry.type
class ClientMutations:
    @verb_after(_limit, PUBLIC)
    async def request_client_link(
        work: Work, input: RequestClientLinkInput, _prepared: None
    ) -> RequestClientLinkPayload:
        """Mails a client a fresh link to his access register: one for each account that he owns."""
        await service.request_client_link(work, input.email, input.token)
        return RequestClientLinkPayload(ok=True)
