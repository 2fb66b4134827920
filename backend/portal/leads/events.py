"""What happens to leads and to reserved websites. Whom the partner speaks with at the company is in none of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class _OfLead(Happening):
    website: str


@dataclass(frozen=True, kw_only=True)
class LeadRegistered(_OfLead):
    """A partner registered a website; `in_review` where the vendor's team is yet to agree. The subject is the lead."""

    type: ClassVar[str] = "lead.registered"
    protected_until: dt.datetime
    in_review: bool


@dataclass(frozen=True, kw_only=True)
class LeadUpdated(_OfLead):
    """What is noted of the lead changed; `fields` names what."""

    type: ClassVar[str] = "lead.updated"
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class LeadExtended(_OfLead):
    """The partner had the website protected for longer."""

    type: ClassVar[str] = "lead.extended"
    protected_until: dt.datetime


@dataclass(frozen=True, kw_only=True)
class LeadReminded(_OfLead):
    """The protection ends soon, and the partner is reminded of it."""

    type: ClassVar[str] = "lead.reminded"
    protected_until: dt.datetime


@dataclass(frozen=True, kw_only=True)
class LeadExpired(_OfLead):
    """The time of the lead is over."""

    type: ClassVar[str] = "lead.expired"


@dataclass(frozen=True, kw_only=True)
class LeadWithdrawn(_OfLead):
    """The partner gave the website free, or left the program."""

    type: ClassVar[str] = "lead.withdrawn"


@dataclass(frozen=True, kw_only=True)
class LeadClosed(_OfLead):
    """The partner said that nothing came of the lead."""

    type: ClassVar[str] = "lead.closed"


@dataclass(frozen=True, kw_only=True)
class LeadApproved(_OfLead):
    """The vendor's team agreed with the lead."""

    type: ClassVar[str] = "lead.approved"


@dataclass(frozen=True, kw_only=True)
class LeadRefused(_OfLead):
    """The vendor's team did not agree with the lead."""

    type: ClassVar[str] = "lead.refused"


@dataclass(frozen=True, kw_only=True)
class LeadWon(_OfLead):
    """A client with this website paid, and counts for the partner."""

    type: ClassVar[str] = "lead.won"


@dataclass(frozen=True, kw_only=True)
class LeadLost(_OfLead):
    """A client with this website paid, and does not count for the partner; told again where a newer decision has
    another reason for it.
    """

    type: ClassVar[str] = "lead.lost"


@dataclass(frozen=True, kw_only=True)
class LeadReopened(_OfLead):
    """That the lead was won or lost has been taken back by a newer decision."""

    type: ClassVar[str] = "lead.reopened"


@dataclass(frozen=True, kw_only=True)
class _OfReservation(Happening):
    website: str


@dataclass(frozen=True, kw_only=True)
class WebsiteReserved(_OfReservation):
    """The vendor's team keeps a website to its own sales, or for longer; the subject is the reservation."""

    type: ClassVar[str] = "website.reserved"
    reserved_until: dt.datetime
    extended: bool


@dataclass(frozen=True, kw_only=True)
class WebsiteReleased(_OfReservation):
    """The vendor's team gave a reserved website free; the subject is the reservation."""

    type: ClassVar[str] = "website.released"
