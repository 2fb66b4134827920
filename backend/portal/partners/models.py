"""Tables of partners and the rules by which they join."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.core.permissions import MemberRole
from portal.core.problems import Conflict, LinkProblem, UserErrorCode
from portal.core.texts import _

REGISTRATION_DAYS = 14


class PartnerStatus(StrEnum):
    """Whether the partner takes part in the program."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


class PartnerApplicationStatus(StrEnum):
    """Where an application stands."""

    SUBMITTED = "SUBMITTED"
    ACTION_REQUIRED = "ACTION_REQUIRED"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


class MemberStatus(StrEnum):
    """Whether a member can sign in for the partner."""

    ACTIVE = "ACTIVE"
    PENDING = "PENDING"
    REMOVED = "REMOVED"


class Partner(Identified):
    """An agency in the program."""

    __tablename__ = "partner"
    prefix = "part"

    name: Mapped[str] = mapped_column(doc="The agency's name.")
    website: Mapped[str] = mapped_column(doc="The agency's website.")
    website_key: Mapped[str] = mapped_column(index=True)
    status: Mapped[str] = mapped_column(doc="Whether it takes part in the program.")
    referral_code: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it joined.")
    join_role: Mapped[str | None] = mapped_column(
        doc="As what colleagues with an address at a verified domain join at once; null where they wait for approval."
    )

    __table_args__ = (
        CheckConstraint(f"status in {tuple(map(str, PartnerStatus))}", name="status"),
        CheckConstraint(f"join_role in {tuple(map(str, MemberRole))}", name="join_role"),
    )

    def suspend(self) -> None:
        """Its members only read from now on. Raises Conflict unless it is active."""
        if self.status != PartnerStatus.ACTIVE:
            raise Conflict(_("Only an active partner can be suspended."))
        self.status = PartnerStatus.SUSPENDED

    def reinstate(self) -> None:
        """Everything is as it was before. Raises Conflict unless it is suspended."""
        if self.status != PartnerStatus.SUSPENDED:
            raise Conflict(_("This partner is not suspended."))
        self.status = PartnerStatus.ACTIVE

    def close(self) -> None:
        """It leaves the program for good. Raises Conflict when it has left already."""
        if self.status == PartnerStatus.CLOSED:
            raise Conflict(_("This partner is closed already."))
        self.status = PartnerStatus.CLOSED

    @staticmethod
    def new_referral_code() -> str:
        """Eight characters that nobody misreads, some 10^11 of them."""
        return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _i in range(8))


class TeamMember(Identified):
    """One person's place at one partner."""

    __tablename__ = "team_member"
    prefix = "mem"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.user.id"), index=True)
    role: Mapped[str] = mapped_column(doc="What the member may do.")
    status: Mapped[str] = mapped_column(doc="Whether the member can sign in for the partner.")
    joined_at: Mapped[dt.datetime] = mapped_column(doc="When the member joined.")
    removed_at: Mapped[dt.datetime | None]
    last_seen_at: Mapped[dt.datetime | None] = mapped_column(doc="When the member was last here, to some 5 minutes.")
    restricted: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="Whether the member opens chosen accounts alone."
    )

    __table_args__ = (
        UniqueConstraint("partner_id", "user_id"),
        CheckConstraint(f"role in {tuple(map(str, MemberRole))}", name="role"),
        CheckConstraint(f"status in {tuple(map(str, MemberStatus))}", name="status"),
        CheckConstraint("not restricted or role <> 'OWNER'", name="owners_open_all"),
    )

    def approve(self, role: MemberRole, now: dt.datetime) -> None:
        """Lets in who asked for an account. Raises Conflict when that is decided already."""
        self._waiting()
        self.status, self.role, self.joined_at = MemberStatus.ACTIVE, role, now

    def decline(self, now: dt.datetime) -> None:
        """Doesn't let in who asked for an account. Raises Conflict when that is decided already."""
        self._waiting()
        self.status, self.removed_at = MemberStatus.REMOVED, now

    def ask_again(self, now: dt.datetime) -> None:
        """Waits for approval once more, after having been declined or removed."""
        self.status, self.role = MemberStatus.PENDING, MemberRole.VIEWER
        self.joined_at, self.removed_at = now, None

    def _waiting(self) -> None:
        if self.status != MemberStatus.PENDING:
            raise Conflict(_("This is decided already. Open the team again to see how."))


class PartnerApplication(Identified):
    """An agency's wish to join. The same person applying again makes a row of its own, which points to the first."""

    __tablename__ = "partner_application"
    prefix = "app"

    company_name: Mapped[str] = mapped_column(doc="The agency's name.")
    website: Mapped[str] = mapped_column(doc="The agency's website.")
    website_key: Mapped[str]
    contact_name: Mapped[str] = mapped_column(doc="Who applies.")
    email: Mapped[str] = mapped_column(doc="Where the answer goes.")
    country: Mapped[str] = mapped_column(doc="ISO 3166-1 code of two letters.")
    client_count: Mapped[int | None] = mapped_column(doc="How many clients the agency has.")
    platforms: Mapped[list[str]] = mapped_column(doc="With which shop platforms it works.")
    message: Mapped[str | None] = mapped_column(doc="What the applicant wrote.")
    status: Mapped[str] = mapped_column(doc="Where the application stands.")
    reason: Mapped[str | None] = mapped_column(doc="What the operators ask for, or why they rejected it.")
    answer: Mapped[str | None] = mapped_column(doc="The applicant's latest answer.")
    submitted_at: Mapped[dt.datetime] = mapped_column(doc="When it was sent.")
    due_at: Mapped[dt.datetime] = mapped_column(doc="Until when the operators want to have looked at it.")
    decided_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was approved or rejected.")
    accepted_terms_version: Mapped[int | None] = mapped_column(doc="Which version of the terms was agreed to.")
    terms_accepted_at: Mapped[dt.datetime | None]
    repeats_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.partner_application.id"), index=True)
    partner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(Partner.id))

    __table_args__ = (
        CheckConstraint(f"status in {tuple(map(str, PartnerApplicationStatus))}", name="status"),
        CheckConstraint("client_count >= 0", name="client_count"),
        # One application per address; whoever applies again repeats it.
        Index("uq_partner_application_email", "email", unique=True, postgresql_where=text("repeats_id is null")),
        Index(None, "website_key"),
        Index("ix_partner_application_queue", "status", "submitted_at", "id"),
    )

    def approve(self, partner: Partner, now: dt.datetime) -> None:
        """Takes the agency in. Raises Conflict when it is decided already."""
        self._undecided()
        self.status, self.decided_at, self.partner_id = PartnerApplicationStatus.APPROVED, now, partner.id
        self.reason = None

    def reject(self, reason: str, now: dt.datetime) -> None:
        """Declines it, with the reason that the applicant reads. Raises Conflict when it is decided already."""
        self._undecided()
        self.status, self.decided_at, self.reason = PartnerApplicationStatus.REJECTED, now, reason

    def request_changes(self, reason: str) -> None:
        """Asks the applicant for more. Raises Conflict when it is decided already."""
        self._undecided()
        self.status, self.reason = PartnerApplicationStatus.ACTION_REQUIRED, reason

    def take_answer(self, answer: str, due_at: dt.datetime) -> None:
        """Puts it back into the queue with the answer. Raises Conflict unless something was asked."""
        if self.status != PartnerApplicationStatus.ACTION_REQUIRED:
            raise Conflict(_("Nothing is asked of you at the moment. We will mail you when there is news."))
        self.status, self.answer, self.due_at = PartnerApplicationStatus.SUBMITTED, answer, due_at

    def _undecided(self) -> None:
        if self.status in {PartnerApplicationStatus.APPROVED, PartnerApplicationStatus.REJECTED}:
            raise Conflict(_("This application is decided already. Open it again to see how."))


class Registration(Identified):
    """The link by which the first member of an approved partner comes in."""

    __tablename__ = "registration"
    prefix = "reg"

    application_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(PartnerApplication.id), unique=True)
    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id))
    company_name: Mapped[str] = mapped_column(doc="The agency's name.")
    email: Mapped[str] = mapped_column(doc="The address that the first member signs in with.")
    version: Mapped[int] = mapped_column(doc="Counts the links that were sent; only the newest works.")
    expires_at: Mapped[dt.datetime] = mapped_column(doc="Until when the newest link works.")
    used_at: Mapped[dt.datetime | None]

    def resend(self, now: dt.datetime) -> None:
        """Makes a fresh link of 14 days and kills the old one. Raises Conflict when somebody registered."""
        if self.used_at:
            raise Conflict(_("Somebody registered with this link already. Sign in instead."))
        self.version += 1
        self.expires_at = now + dt.timedelta(days=REGISTRATION_DAYS)

    def use(self, version: int, now: dt.datetime) -> None:
        """Uses the link up. Raises LinkProblem when it is used, replaced or over."""
        self.check(version, now)
        self.used_at = now

    def check(self, version: int, now: dt.datetime) -> None:
        """Raises LinkProblem when the link of this version is used, replaced or over."""
        if self.used_at:
            raise LinkProblem(_("This link was used already. Sign in instead."), code=UserErrorCode.USED)
        if version != self.version:
            raise LinkProblem(_("A newer link was mailed to you. Use that one."), code=UserErrorCode.REPLACED)
        if now >= self.expires_at:
            raise LinkProblem(_("This link has expired. Ask for a fresh one."), code=UserErrorCode.EXPIRED)
