"""Partners' domains in GraphQL."""

from __future__ import annotations

import datetime as dt
import uuid

import strawberry
from sqlalchemy import case, func

from portal.core import actors
from portal.core.actors import LinkHolder, Member, ProgramClient
from portal.core.graphql import Context, Node, Payload, described, verb, verb_after
from portal.core.links import LinkKind, LinkStatus
from portal.core.permissions import Permission
from portal.core.reading.declare import (
    caller,
    column,
    computed,
    everything,
    extends,
    id_of,
    many,
    read,
    reads,
    single,
)
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.domains import models, service
from portal.domains.models import DomainStatus, Mailbox
from portal.identity.graphql import OkPayload
from portal.partners.graphql import Partner
from portal.partners.models import Partner as PartnerRow

described(
    DomainStatus,
    PENDING="Not proved yet: nobody joins by it.",
    VERIFIED="Proved to be the partner's: colleagues with an address at it may join.",
)
described(Mailbox, **{mailbox.name: f"{mailbox.value.lower()}@ the domain." for mailbox in Mailbox})


def _shown(_context: Context, domain: str) -> str:
    return models.shown(domain)


def _record_name(_context: Context, domain: str) -> str:
    return models.record_name(domain)


def _record_value(context: Context, domain_id: str) -> str:
    return models.record_value(context.runtime.settings.secret_key, uuid.UUID(domain_id))


_IS_VERIFIED = models.PartnerDomain.verified_at.is_not(None)


@reads(
    models.PartnerDomain,
    scope={
        Member: models.PartnerDomain.partner_id == caller.partner_id,
        actors.Operator: everything,
        ProgramClient: everything,
        LinkHolder: models.PartnerDomain.id == caller.link_id,
    },
    node=Permission.VIEW_TEAM,
)
class PartnerDomain(Node):
    """A domain that a partner says is his."""

    id: strawberry.ID = id_of(models.PartnerDomain)
    domain: str = computed(_shown, models.PartnerDomain.domain, description="The domain, such as agency.example.")
    status: DomainStatus = column(
        case((_IS_VERIFIED, DomainStatus.VERIFIED.value), else_=DomainStatus.PENDING.value),
        "Whether it is proved to be the partner's.",
    )
    dns_name: str = computed(
        _record_name, models.PartnerDomain.domain, description="Where the TXT record stands that proves it."
    )
    dns_value: str = computed(_record_value, models.PartnerDomain.id, description="What the TXT record holds.")
    added_at: dt.datetime
    verified_at: dt.datetime | None


@extends(Partner)
class PartnerWithDomains:
    """Where a partner's colleagues have their e-mail."""

    domains: list[PartnerDomain] = many(
        models.PartnerDomain.partner_id == PartnerRow.id,
        "The partner's domains, in the order in which they were added.",
        requires=Permission.VIEW_TEAM,
        order=[models.PartnerDomain.added_at, models.PartnerDomain.id],
    )


_LINK_STATUS = case(
    (_IS_VERIFIED, LinkStatus.USED.value),
    (models.PartnerDomain.mail_version > caller.link_version, LinkStatus.REPLACED.value),
    (models.PartnerDomain.mail_expires_at <= func.work_now(), LinkStatus.EXPIRED.value),
    else_=LinkStatus.OPEN.value,
)


@reads(models.PartnerDomain, scope={LinkHolder: models.PartnerDomain.id == caller.link_id})
class DomainVerification:
    """A link that was mailed to one of a domain's mailboxes."""

    domain: str = computed(_shown, models.PartnerDomain.domain, description="The domain, such as agency.example.")
    partner_name: str = column(
        models.PartnerDomain.mail_partner_name, "The agency that says the domain is its own.", not_null=True
    )
    status: LinkStatus = column(_LINK_STATUS, "Whether the link still works; USED once the domain is verified.")
    expires_at: dt.datetime = column(
        models.PartnerDomain.mail_expires_at, "Until when the newest link works.", not_null=True
    )


@strawberry.type
class DomainQueries:
    domain_verification: DomainVerification | None = single(
        "What a link that verifies a domain is worth.", link=LinkKind.DOMAIN
    )


@strawberry.input(description="A domain of one's company.")
class AddDomainInput:
    domain: str = strawberry.field(description="Such as agency.example: what stands behind the @ of its addresses.")


@strawberry.type
class DomainPayload(Payload):
    domain: PartnerDomain | None = strawberry.field(default=None, description="The domain as it is now.")


@strawberry.type(description="The domain, and how to prove it.")
class AddDomainPayload(DomainPayload):
    pass


@strawberry.input(description="Exactly one of the two.")
class VerifyDomainInput:
    domain_id: strawberry.ID | None = strawberry.field(
        default=None, description="For members: one of their partner's domains, whose TXT record is looked up."
    )
    token: str | None = strawberry.field(
        default=None, description="For whoever reads the domain's mail: the token at the end of the link."
    )


@strawberry.type(description="The verified domain.")
class VerifyDomainPayload(DomainPayload):
    pass


@strawberry.input(description="Where to mail a link that verifies the domain.")
class SendDomainMailInput:
    domain_id: strawberry.ID = strawberry.field(description="One of the partner's domains.")
    mailbox: Mailbox = strawberry.field(description="Which of its mailboxes.")


@strawberry.type(description="The domain whose link is on its way.")
class SendDomainMailPayload(DomainPayload):
    pass


@strawberry.input(description="A domain to take away.")
class RemoveDomainInput:
    domain_id: strawberry.ID = strawberry.field(description="One of the partner's domains.")


@strawberry.type(description="Whether it is done.")
class RemoveDomainPayload(OkPayload):
    pass


async def _look_up(runtime: Runtime, request: Request, input: VerifyDomainInput) -> None:
    await service.look_for_proof(runtime, request, input.domain_id, input.token)


@strawberry.type
class DomainMutations:
    @verb(Permission.EDIT_ROLES)
    async def add_domain(work: Work, input: AddDomainInput) -> AddDomainPayload:
        """Names a domain as the partner's; nobody joins by it before it is verified."""
        return AddDomainPayload(domain=read(PartnerDomain, await service.add_domain(work, input.domain)))

    @verb_after(_look_up, Permission.EDIT_ROLES, link=LinkKind.DOMAIN)
    async def verify_domain(work: Work, input: VerifyDomainInput, _proved: None) -> VerifyDomainPayload:
        """Verifies a domain by its TXT record, or by the link that was mailed to one of its mailboxes."""
        verified = await service.verify_domain(work, input.domain_id, input.token)
        return VerifyDomainPayload(domain=read(PartnerDomain, verified))

    @verb(Permission.EDIT_ROLES)
    async def send_domain_mail(work: Work, input: SendDomainMailInput) -> SendDomainMailPayload:
        """Mails a link of 7 days to one of the domain's mailboxes; whoever opens it verifies the domain."""
        mailed = await service.send_domain_mail(work, input.domain_id, input.mailbox)
        return SendDomainMailPayload(domain=read(PartnerDomain, mailed))

    @verb(Permission.EDIT_ROLES)
    async def remove_domain(work: Work, input: RemoveDomainInput) -> RemoveDomainPayload:
        """Takes a domain away; nobody joins by it any more. Who has joined stays."""
        await service.remove_domain(work, input.domain_id)
        return RemoveDomainPayload(ok=True)
