"""The mails about domains, and about people who ask for an account by their address at one."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select

from portal.core.events import Event
from portal.core.links import Link, LinkKind
from portal.core.texts import moment
from portal.core.work import Work
from portal.delivery.letters import Letters, Mail, Value, people_of_partner
from portal.domains.models import Mailbox, PartnerDomain, shown
from portal.identity.models import User
from portal.join_requests.models import REQUEST_HOURS, JoinRequest
from portal.partners.events import MemberJoined
from portal.partners.models import MemberStatus, Partner, PartnerApplication, PartnerStatus, TeamMember
from portal.program.service import current_program

_TEAM = "/team"
_LOG_IN = "/login"


async def partner_at(work: Work, email: str) -> Partner | None:
    """The active partner who has verified the address's domain."""
    query = (
        select(Partner)
        .join(PartnerDomain, PartnerDomain.partner_id == Partner.id)
        .where(PartnerDomain.domain == email.rpartition("@")[2], PartnerDomain.verified_at.is_not(None))
        .where(Partner.status == PartnerStatus.ACTIVE)
    )
    return (await work.session.execute(query)).scalar_one_or_none()


async def request_account_url(work: Work, application: PartnerApplication) -> str | None:
    """Where an applicant asks for an account whose colleagues are partners already; None for all others."""
    if await partner_at(work, application.email) is None:
        return None
    return f"{work.runtime.settings.base_url}/request-account"


async def account_requested(work: Work, event: Event) -> list[Mail]:
    """To the address that asks for an account: the link that proves it, or how to sign in where it has a log-in."""
    request = await work.session.get(JoinRequest, event.subject_id)
    if request is None or request.used_at or request.replaced_at or work.now >= request.expires_at:
        return []
    values: dict[str, Value] = {"name": request.name, "email": request.email, "hours": REQUEST_HOURS}
    link = Link(LinkKind.VERIFY, request.id, 1)
    person = (await work.session.execute(select(User).where(User.email == request.email))).scalar_one_or_none()
    if person is None:
        return [Mail("email_verification", request.email, link, values)]
    base_url = work.runtime.settings.base_url
    values |= {"name": person.name, "log_in_url": f"{base_url}{_LOG_IN}", "forgot_url": f"{base_url}/forgot"}
    if await _may_join(work, person):
        return [Mail("log_in_known_may_join", request.email, link, values)]
    return [Mail("log_in_known", request.email, _LOG_IN, values)]


async def _may_join(work: Work, person: User) -> bool:
    """Whether a person who has a log-in would come by proving his address to a place that he hasn't got."""
    partner = await partner_at(work, person.email)
    if partner is None or person.operator_role is not None:
        return False
    place = select(func.count()).where(
        TeamMember.user_id == person.id,
        TeamMember.partner_id == partner.id,
        TeamMember.status == MemberStatus.ACTIVE,
    )
    return (await work.session.execute(place)).scalar_one() == 0


async def domain_link(work: Work, event: Event) -> list[Mail]:
    """To one of the domain's mailboxes: the link that verifies it."""
    domain = await work.session.get(PartnerDomain, event.subject_id)
    version = int(event.data["version"])
    if domain is None or domain.verified_at or version != domain.mail_version or domain.mail_expires_at is None:
        return []
    program = await current_program(work)
    values: dict[str, Value] = {
        "agency": domain.mail_partner_name,
        "domain": shown(domain.domain),
        "until": moment(domain.mail_expires_at, program.time_zone),
    }
    address = Mailbox(event.data["mailbox"]).at(domain.domain)
    return [Mail("domain_verification", address, Link(LinkKind.DOMAIN, domain.id, version), values)]


def domain_news(template: str) -> Letters:
    """To all owners of the partner whose domain it is."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        # What was added and never verified let nobody in.
        if event.data.get("was_verified") is False:
            return []
        return await _to_owners(work, event, template, {"domain": shown(event.data["domain"])})

    return letters


def newcomer_news(template: str) -> Letters:
    """To all owners of the partner: who wants to join, or has joined."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        newcomer = await work.session.get(User, uuid.UUID(event.data["user_id"]))
        if newcomer is None:  # erased since
            return []
        return await _to_owners(work, event, template, {"newcomer": newcomer.name, "email": newcomer.email})

    return letters


async def member_joined(work: Work, event: Event) -> list[Mail]:
    """To the owners where somebody joined by his address, to himself where a colleague let him in."""
    if event.data.get("way") == MemberJoined.BY_DOMAIN:
        return await newcomer_news("member_joined")(work, event)
    if event.data.get("way") == MemberJoined.BY_APPROVAL:
        return await to_newcomer("member_approved")(work, event)
    return []


def to_newcomer(template: str) -> Letters:
    """To who asked for an account: how it was decided."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        newcomer = await work.session.get(User, uuid.UUID(event.data["user_id"]))
        partner = await work.session.get(Partner, event.partner_id)
        if newcomer is None or partner is None:
            return []
        return [Mail(template, newcomer.email, _LOG_IN, {"name": newcomer.name, "agency": partner.name})]

    return letters


async def _to_owners(work: Work, event: Event, template: str, values: dict[str, Value]) -> list[Mail]:
    partner = await work.session.get(Partner, event.partner_id)
    if partner is None:
        return []
    people = await people_of_partner(work, partner.id)
    return [Mail(template, one.email, _TEAM, {**values, "agency": partner.name, "name": one.name}) for one in people]
