"""A partner's domains: their table, which names may be one, and when one counts as proved."""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from enum import StrEnum

import idna
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.core.free_mail import is_free_mail
from portal.core.problems import Conflict, InvalidInput, LinkProblem, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.websites import is_shared, website
from portal.partners.models import Partner

MOST_DOMAINS = 20
MAIL_DAYS = 7
# RFC 1035 allows 253 characters, and the record's name stands before the domain.
_LONGEST = 253 - len("_partner-portal.")


class DomainStatus(StrEnum):
    """Whether a domain is proved to be the partner's."""

    PENDING = "PENDING"
    VERIFIED = "VERIFIED"


class Mailbox(StrEnum):
    """Whose mail only those read who run a domain (RFC 2142, and what certificate authorities use)."""

    ADMIN = "ADMIN"
    ADMINISTRATOR = "ADMINISTRATOR"
    HOSTMASTER = "HOSTMASTER"
    POSTMASTER = "POSTMASTER"
    WEBMASTER = "WEBMASTER"

    def at(self, domain: str) -> str:
        return f"{self.value.lower()}@{domain}"


class PartnerDomain(Identified):
    """A domain that a partner says is his. Several may say so of one; one of them can have it verified."""

    __tablename__ = "partner_domain"
    prefix = "dom"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id))
    domain: Mapped[str] = mapped_column(doc="The domain in ASCII, as e-mail addresses have it.")
    added_at: Mapped[dt.datetime] = mapped_column(doc="When it was added.")
    verified_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was proved; null before.")
    mail_version: Mapped[int] = mapped_column(default=0)
    mail_expires_at: Mapped[dt.datetime | None] = mapped_column(doc="Until when the newest mailed link works.")
    mail_partner_name: Mapped[str | None] = mapped_column(doc="The agency that asks, as the mail names it.")

    __table_args__ = (
        UniqueConstraint("partner_id", "domain"),
        CheckConstraint("(mail_version = 0) = (mail_expires_at is null)", name="mailed"),
        CheckConstraint("(mail_version = 0) = (mail_partner_name is null)", name="mailed_for"),
        Index("uq_partner_domain_verified", "domain", unique=True, postgresql_where=text("verified_at is not null")),
    )

    def send_mail(self, partner_name: str, now: dt.datetime) -> None:
        """Makes a link of 7 days and kills the older one. Raises Conflict once the domain is verified."""
        if self.verified_at:
            raise Conflict(_("This domain is verified already."))
        self.mail_version += 1
        self.mail_expires_at, self.mail_partner_name = now + dt.timedelta(days=MAIL_DAYS), partner_name

    def check_link(self, version: int, now: dt.datetime) -> None:
        """Raises LinkProblem when the link of this version was used, replaced or is over."""
        if self.verified_at:
            raise LinkProblem(_("This domain is verified already. Nothing is left to do."), code=UserErrorCode.USED)
        if version != self.mail_version:
            raise LinkProblem(_("A newer link was mailed to you. Use that one."), code=UserErrorCode.REPLACED)
        if self.mail_expires_at is None or now >= self.mail_expires_at:
            message = _("This link has expired. Have a fresh one sent from the portal.")
            raise LinkProblem(message, code=UserErrorCode.EXPIRED)

    def verify(self, now: dt.datetime, *, taken: bool) -> None:
        """Counts as proved from now on. Raises Problem where another partner has proved it before."""
        if taken:
            message = _("Another partner has verified this domain. If it is yours, write to the program's support.")
            raise Problem(message, field="domainId", code=UserErrorCode.TAKEN)
        self.verified_at = now


def record_name(domain: str) -> str:
    """Where the TXT record stands that proves the domain."""
    return f"_partner-portal.{domain}"


def record_value(secret_key: str, domain_id: uuid.UUID) -> str:
    """What the TXT record holds. Made anew whenever it is needed, so it is stored nowhere."""
    mac = hmac.digest(secret_key.encode(), b"partner domain\0" + domain_id.bytes, "sha256")
    return f"partner-portal-verification={mac.hex()[:32]}"


def shown(domain: str) -> str:
    """The domain as people write it, such as faß.example."""
    return idna.decode(domain)


def read_domain(value: str, field: str = "domain") -> str:
    """The domain in ASCII, of what people type: an @ before it, or the address of a website, do no harm.

    Raises InvalidInput for what is no domain, or none of one company.
    """
    try:
        site = website(value.strip().removeprefix("@"), field)
    except InvalidInput:
        raise InvalidInput(_("This is no domain. It should look like agency.example."), field=field) from None
    domain = idna.encode(site.host, uts46=True, transitional=False, std3_rules=True).decode()
    if len(domain) > _LONGEST:
        raise InvalidInput(_("This is too long: {longest} characters at most.", longest=_LONGEST), field=field)
    if site.mixed_script:
        message = _("This domain mixes characters that look alike. Type it again, in the letters of one script.")
        raise InvalidInput(message, field=field)
    if is_shared(domain):
        message = _("Anybody can have a name below {domain}, so it can't stand for one company.", domain=shown(domain))
        raise InvalidInput(message, field=field)
    if is_free_mail(domain):
        message = _("Anybody can have an address at {domain}. Add your company's own domain.", domain=shown(domain))
        raise InvalidInput(message, field=field)
    return domain
