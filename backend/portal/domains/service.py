"""The verbs of partners' domains."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy import text as sql

from portal.core.actors import LinkHolder
from portal.core.ids import new_id
from portal.core.links import LinkKind
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, LinkProblem, Problem, UserErrorCode
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.work import Work, open_work
from portal.domains.events import DomainAdded, DomainMailSent, DomainRemoved, DomainVerified
from portal.domains.lookup import NoAnswer, look_up_texts
from portal.domains.models import MOST_DOMAINS, Mailbox, PartnerDomain, read_domain, record_name, record_value, shown
from portal.identity import throttle
from portal.partners.settings import own_partner

# Takes the domain's turn: of two partners who verify it at once, the second sees the first.
_IS_TAKEN = sql("select domain_is_taken(:domain)")


async def add_domain(work: Work, domain: str) -> PartnerDomain:
    """Names a domain as the partner's. Raises InvalidInput, Conflict for one that is listed, and LIMIT_REACHED."""
    work.require(Permission.EDIT_ROLES)
    name = read_domain(domain)
    partner = await own_partner(work)
    listed = select(PartnerDomain.domain).where(PartnerDomain.partner_id == partner.id)
    names = (await work.session.execute(listed)).scalars().all()
    if name in names:
        message = _("{domain} is among your domains already.", domain=shown(name))
        raise Problem(message, field="domain", code=UserErrorCode.TAKEN)
    if len(names) >= MOST_DOMAINS:
        message = _("You have {most} domains, and more are not possible. Remove one first.", most=MOST_DOMAINS)
        raise Problem(message, field="domain", code=UserErrorCode.LIMIT_REACHED)
    added = work.add(PartnerDomain(id=new_id(), partner_id=partner.id, domain=name, added_at=work.now))
    work.record(DomainAdded(subject_id=added.id, partner_id=partner.id, domain=name))
    return added


async def look_for_proof(runtime: Runtime, request: Request, domain_id: str | None, token: str | None) -> None:
    """Before a domain is verified, outside any transaction: looks its TXT record up. A link proves itself.

    Raises Problem, which says what was found instead, and Throttled after 60 look-ups by one person in an hour.
    """
    if (domain_id is None) == (token is None):
        raise InvalidInput(_("Give either domainId or token."), field="domainId")
    if domain_id is None:
        return
    async with open_work(runtime, request) as work:
        domain = await _own(work, domain_id)
        person = str(work.actor.user_id)
    if domain.verified_at:
        return
    await throttle.hit(runtime, "domain-look-up", person, limit=60, window=throttle.HOUR)
    name = record_name(domain.domain)
    try:
        texts = await look_up_texts(runtime.settings, name)
    except NoAnswer:
        message = _("The name servers of {domain} did not answer. Try again in some minutes.", domain=domain.domain)
        raise Problem(message, field="domainId") from None
    wanted = record_value(runtime.settings.secret_key, domain.id)
    if wanted not in (text.strip() for text in texts):
        raise Problem(_not_proved(name, texts), field="domainId")


def _not_proved(name: str, texts: Sequence[str]) -> str:
    if not texts:
        return _(
            "There is no TXT record at {name} yet. A new record can take some hours to be seen everywhere.", name=name
        )
    found = "".join(character if character.isprintable() else "?" for character in texts[0][:100])
    return _(
        "The TXT record at {name} holds another value: {found} Copy the value once more and try again.",
        name=name,
        found=f"“{found}”.",
    )


async def verify_domain(work: Work, domain_id: str | None, token: str | None) -> PartnerDomain:
    """Counts the domain as the partner's, whose record was found, or whose mailed link is shown.

    Raises NotFound, LinkProblem, or TAKEN where another partner has it verified.
    """
    if token is not None:
        domain, way = await _by_link(work, token), "MAIL"
    else:
        domain, way = await _own(work, domain_id or ""), "DNS"
        if domain.verified_at:
            return domain
    taken = (await work.session.execute(_IS_TAKEN, {"domain": domain.domain})).scalar_one()
    domain.verify(work.now, taken=taken)
    work.record(
        DomainVerified(subject_id=domain.id, partner_id=domain.partner_id, domain=domain.domain, way=way),
    )
    return domain


async def send_domain_mail(work: Work, domain_id: str, mailbox: Mailbox) -> PartnerDomain:
    """Has a link mailed to one of the domain's mailboxes. Raises NotFound, Conflict, LIMIT_REACHED."""
    domain = await _own(work, domain_id)
    partner = await own_partner(work)
    domain.send_mail(partner.name, work.now)
    address = mailbox.at(domain.domain)
    # Anybody can name anybody's domain: its mailboxes get three mails a day of each partner. Counted for all together,
    # one could keep another from proving his own, who would learn of it.
    if not await throttle.within(work, "domain-mail", f"{domain.partner_id}:{address}", limit=3, window=throttle.DAY):
        message = _("{address} got three mails today. Try again tomorrow, or use the TXT record.", address=address)
        raise Problem(message, field="mailbox", code=UserErrorCode.LIMIT_REACHED)
    work.record(
        DomainMailSent(
            subject_id=domain.id, partner_id=domain.partner_id, mailbox=mailbox.value, version=domain.mail_version
        )
    )
    return domain


async def remove_domain(work: Work, domain_id: str) -> None:
    """Takes the domain away. Raises NotFound."""
    domain = await _own(work, domain_id)
    await work.session.delete(domain)
    work.record(
        DomainRemoved(
            subject_id=domain.id,
            partner_id=domain.partner_id,
            domain=domain.domain,
            was_verified=domain.verified_at is not None,
        )
    )


async def _own(work: Work, domain_id: str) -> PartnerDomain:
    work.require(Permission.EDIT_ROLES)
    return await work.get(PartnerDomain, domain_id, field="domainId")


async def _by_link(work: Work, token: str) -> PartnerDomain:
    link = work.runtime.links.read(LinkKind.DOMAIN, token)
    if link is None:
        raise _forged()
    await work.act_as(LinkHolder(link_id=link.id))
    domain = await work.find(PartnerDomain, select(PartnerDomain).where(PartnerDomain.id == link.id))
    if domain is None:
        raise _forged()
    domain.check_link(link.version, work.now)
    # What he does now is told to the partner.
    await work.act_as(LinkHolder(link_id=link.id, partner_id=domain.partner_id))
    return domain


def _forged() -> LinkProblem:
    message = _("This link is not one of ours, or the domain was removed. Have a fresh one sent from the portal.")
    return LinkProblem(message, code=UserErrorCode.NOT_FOUND)
