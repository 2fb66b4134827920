"""What happens to partners' domains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class DomainAdded(Happening):
    """A member named a domain as the partner's; the subject is the domain."""

    type: ClassVar[str] = "domain.added"
    domain: str


@dataclass(frozen=True, kw_only=True)
class DomainMailSent(Happening):
    """A link that verifies the domain is to be mailed to one of its mailboxes; the subject is the domain."""

    type: ClassVar[str] = "domain.mail_sent"
    mailbox: str
    version: int


@dataclass(frozen=True, kw_only=True)
class DomainVerified(Happening):
    """The domain is proved to be the partner's, by DNS or by MAIL (`way`); the subject is the domain."""

    type: ClassVar[str] = "domain.verified"
    domain: str
    way: str


@dataclass(frozen=True, kw_only=True)
class DomainRemoved(Happening):
    """A member took the domain away, so that nobody joins by it any more; the subject is the domain."""

    type: ClassVar[str] = "domain.removed"
    domain: str
    was_verified: bool
