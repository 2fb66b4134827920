"""What happens to applications, partners and members."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from portal.core.events import Happening


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(Happening):
    """An agency applied; the subject is the application."""

    type: ClassVar[str] = "application.submitted"


@dataclass(frozen=True, kw_only=True)
class ApplicationRepeated(Happening):
    """The same address applied again; the subject is its first application, whose link is mailed once more."""

    type: ClassVar[str] = "application.repeated"
    repeated_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationChangesRequested(Happening):
    """Operators asked the applicant for more; the reason says what."""

    type: ClassVar[str] = "application.changes_requested"


@dataclass(frozen=True, kw_only=True)
class ApplicationAnswered(Happening):
    """The applicant answered; the reason holds the answer."""

    type: ClassVar[str] = "application.answered"


@dataclass(frozen=True, kw_only=True)
class ApplicationApproved(Happening):
    """The application was approved; the subject is the application."""

    type: ClassVar[str] = "application.approved"


@dataclass(frozen=True, kw_only=True)
class ApplicationRejected(Happening):
    """The application was rejected, with the reason."""

    type: ClassVar[str] = "application.rejected"


@dataclass(frozen=True, kw_only=True)
class PartnerApproved(Happening):
    """A new partner is in the program; the subject is the partner. Outside tools may invite its people now."""

    type: ClassVar[str] = "partner.approved"
    application_id: uuid.UUID
    name: str
    website: str
    referral_code: str


@dataclass(frozen=True, kw_only=True)
class RegistrationSent(Happening):
    """A registration link is to be mailed; the subject is the application."""

    type: ClassVar[str] = "registration.sent"
    registration_id: uuid.UUID
    version: int


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Happening):
    """Somebody became a member of the partner; the subject is the member.

    `way` says how: REGISTRATION, INVITATION, DOMAIN by an address at a verified domain, APPROVAL by a colleague.
    """

    type: ClassVar[str] = "member.joined"
    BY_REGISTRATION: ClassVar[str] = "REGISTRATION"
    BY_INVITATION: ClassVar[str] = "INVITATION"
    BY_DOMAIN: ClassVar[str] = "DOMAIN"
    BY_APPROVAL: ClassVar[str] = "APPROVAL"

    user_id: uuid.UUID
    role: str
    way: str = BY_REGISTRATION


@dataclass(frozen=True, kw_only=True)
class PartnerUpdated(Happening):
    """A member changed what the partner is called or how colleagues join; `fields` names what, `join_role` is as what
    they join at once from then on, null where they wait for approval. The subject is the partner.
    """

    type: ClassVar[str] = "partner.updated"
    fields: list[str]
    join_role: str | None


@dataclass(frozen=True, kw_only=True)
class PartnerSuspended(Happening):
    """The vendor suspended the partner: log-ins to accounts end, members only read; the subject is the partner."""

    type: ClassVar[str] = "partner.suspended"


@dataclass(frozen=True, kw_only=True)
class PartnerReinstated(Happening):
    """The partner takes part again as before; the subject is the partner."""

    type: ClassVar[str] = "partner.reinstated"


@dataclass(frozen=True, kw_only=True)
class PartnerClosed(Happening):
    """The partner left the program; the subject is the partner."""

    type: ClassVar[str] = "partner.closed"


@dataclass(frozen=True, kw_only=True)
class PartnerSwitched(Happening):
    """Somebody who belongs to several partners went to this one's desk; the subject is the member."""

    type: ClassVar[str] = "session.switched"
