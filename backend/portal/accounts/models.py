"""The registry of client accounts: one row per vendor's account, one per partner who may enter it."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Text,
    case,
    select,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from portal.core.database import Base, Identified
from portal.core.inputs import sort_key
from portal.core.problems import Conflict
from portal.core.texts import _
from portal.program.models import Program


class AccountStatus(StrEnum):
    """Where a client account stands between the partner and the client (docs/concepts/accounts.md)."""

    DEVELOPMENT = "DEVELOPMENT"
    TRANSFER_PENDING = "TRANSFER_PENDING"
    AWAITING_PLAN = "AWAITING_PLAN"
    COLLABORATOR = "COLLABORATOR"
    INACTIVE = "INACTIVE"


class AccessLevel(StrEnum):
    """As what the partner may enter the account."""

    OWNER = "OWNER"
    ADMIN = "ADMIN"
    NONE = "NONE"


class EndedBy(StrEnum):
    """Who ended an access."""

    PARTNER = "PARTNER"
    CLIENT = "CLIENT"
    OPERATOR = "OPERATOR"
    VENDOR = "VENDOR"


class Provisioning(StrEnum):
    """Whether the vendor's product has made the account."""

    PENDING = "PENDING"
    READY = "READY"
    FAILED = "FAILED"


class ClientAccount(Identified):
    """A client's account at the vendor."""

    __tablename__ = "client_account"
    prefix = "acct"
    client_key = "id"

    account_id: Mapped[str] = mapped_column(unique=True, doc="The vendor's public number of the account.")
    name: Mapped[str] = mapped_column(doc="The store's name.")
    website: Mapped[str] = mapped_column(doc="The store's website.")
    website_key: Mapped[str] = mapped_column(index=True)
    owner_email: Mapped[str | None] = mapped_column(doc="Who owns it, once a client does.")
    # The owner again, where it was written while the program allowed one account for each e-mail.
    exclusive_owner_email: Mapped[str | None]
    owner_name: Mapped[str | None] = mapped_column(doc="What the owner is called, as far as is known.")
    plan: Mapped[str | None] = mapped_column(doc="The plan that the client chose.")
    has_plan: Mapped[bool] = mapped_column(
        default=False, server_default=text("false"), doc="Whether the client has a plan, or has paid for one."
    )
    plan_at: Mapped[dt.datetime | None]
    plan_named_at: Mapped[dt.datetime | None]
    provisioning: Mapped[str] = mapped_column(doc="Whether the vendor's product has made the account.")
    provisioning_reason: Mapped[str | None] = mapped_column(doc="Why the vendor's product could not make it.")
    platform: Mapped[str | None] = mapped_column(doc="The shop platform.")
    country: Mapped[str | None] = mapped_column(doc="ISO 3166-1 code of two letters.")
    currency_code: Mapped[str | None] = mapped_column(doc="The store's currency.")
    time_zone: Mapped[str | None] = mapped_column(doc="The store's time zone.")
    created_at: Mapped[dt.datetime] = mapped_column(doc="When the account was made.")
    created_by_partner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.partner.id"))
    signed_up_at: Mapped[dt.datetime | None] = mapped_column(doc="When the client signed up at the vendor.")
    # The address with which it was opened; the owner may have another since.
    sign_up_email: Mapped[str | None]
    first_paid_at: Mapped[dt.datetime | None]
    closed_at: Mapped[dt.datetime | None] = mapped_column(doc="When it was closed at the vendor.")

    __table_args__ = (
        CheckConstraint(f"provisioning in {tuple(map(str, Provisioning))}", name="provisioning"),
        Index("ix_client_account_created_at", text("created_at desc"), text("id desc")),
        Index("ix_client_account_first_paid_at", "first_paid_at", postgresql_where=text("first_paid_at is not null")),
        Index("ix_client_account_owner_email", "owner_email", postgresql_where=text("closed_at is null")),
        Index(
            "uq_client_account_exclusive_owner_email",
            "exclusive_owner_email",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
    )

    @staticmethod
    def new_account_id() -> str:
        """A number as the vendor's product gives them by default: 24 hex digits."""
        return secrets.token_hex(12)

    @staticmethod
    def read_account_id(typed: str) -> str | None:
        """A number as it is kept; None for what can't be one."""
        return None if "\0" in typed else typed.strip().lower()

    def require_ready(self) -> None:
        """Raises Conflict until the vendor's product has made the account."""
        if self.provisioning == Provisioning.PENDING:
            raise Conflict(_("The account is still being made. Try again in a moment."))
        if self.provisioning == Provisioning.FAILED:
            raise Conflict(_("The account could not be made. Archive it and create another one."))

    def require_unpaid(self) -> None:
        """Raises Conflict once the client has paid: whom he counts for hangs on the website that he paid for."""
        if self.first_paid_at is not None:
            message = _("The client has paid already, so the website is the vendor's product's to change.")
            raise Conflict(message, field="website")

    def confirm(self) -> None:
        """The vendor's product has made it, be it at the second try. Raises Conflict for a closed account."""
        self.require_open()
        self.provisioning, self.provisioning_reason = Provisioning.READY, None

    def fail(self, reason: str) -> None:
        """The vendor's product could not make it. Raises Conflict once it was there."""
        self.require_open()
        if self.provisioning == Provisioning.READY:
            raise Conflict(_("This account is confirmed already. Close it instead."))
        self.provisioning, self.provisioning_reason = Provisioning.FAILED, reason

    def take_owner(self, email: str, *, exclusive: bool) -> None:
        """Gives it to whoever has this address; `exclusive` where the program allows one account for each."""
        self.require_open()
        if email != self.owner_email:
            self.owner_name = None
        self.owner_email, self.exclusive_owner_email = email, email if exclusive else None

    def note_plan(self, name: str | None, at: dt.datetime) -> bool:
        """A plan was chosen or paid for. Returns whether the account had none before and has one now.

        The latest by the time it happened counts, in whatever order it is heard of.
        """
        # Of two names of one moment the later in the alphabet counts: any rule will do that knows no order of hearing.
        if name is not None and (self.plan_named_at is None or (at, name) >= (self.plan_named_at, self.plan or "")):
            self.plan, self.plan_named_at = name, at
        if self.plan_at is not None and at < self.plan_at:
            return False
        had, self.has_plan, self.plan_at = self.has_plan, True, at
        return not had

    def note_cancelled_plan(self, at: dt.datetime) -> bool:
        """The plan was cancelled. Returns whether that ended one; a plan of the very same moment stays."""
        if self.plan_at is not None and at <= self.plan_at:
            return False
        had, self.has_plan, self.plan_at = self.has_plan, False, at
        return bool(had)

    def note_payment(self, plan: str | None, at: dt.datetime) -> bool:
        """The client paid, which counts as a plan; see `note_plan`."""
        self.first_paid_at = min(self.first_paid_at or at, at)
        return self.note_plan(plan, at)

    def close(self, now: dt.datetime) -> None:
        """It is closed at the vendor; its e-mail may own another. Raises Conflict when it is closed already."""
        self.require_open()
        self.closed_at = now

    def require_open(self) -> None:
        """Raises Conflict once it is closed at the vendor."""
        if self.closed_at is not None:
            raise Conflict(_("This account is closed at the vendor."))


class AccountAccess(Identified):
    """What one account is to one partner: status, and the data that he may see of it.

    Name and website are the account's for as long as the access lasts, and stay as they were when it ended.
    """

    __tablename__ = "account_access"
    prefix = "acc"
    client_key = "account_id"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ClientAccount.id))
    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.partner.id"))
    status: Mapped[str] = mapped_column(doc="Where the account stands for this partner.")
    name: Mapped[str] = mapped_column(doc="The store's name.")
    website: Mapped[str] = mapped_column(doc="The store's website.")
    sort_name: Mapped[str] = mapped_column(Text(collation="C"))
    since: Mapped[dt.datetime] = mapped_column(doc="Since when the partner has it.")
    last_used_at: Mapped[dt.datetime | None] = mapped_column(doc="When a member last logged in to the account.")
    # While a plan is waited for: since when, how often the client was reminded, and when the partner last asked for it.
    waits_since: Mapped[dt.datetime | None]
    plan_reminders_sent: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    nudged_at: Mapped[dt.datetime | None]
    ended_from: Mapped[str | None]
    ended_by: Mapped[str | None] = mapped_column(doc="Who ended it.")
    ended_at: Mapped[dt.datetime | None] = mapped_column(doc="When it ended.")
    ended_reason: Mapped[str | None] = mapped_column(doc="Why it ended, in the words of who ended it.")

    __table_args__ = (
        CheckConstraint(f"status in {tuple(map(str, AccountStatus))}", name="status"),
        CheckConstraint("(status = 'INACTIVE') = (ended_at is not null)", name="ended"),
        CheckConstraint(
            "(ended_at is null) = (ended_by is null) and (ended_at is null) = (ended_from is null)", name="by"
        ),
        Index("ix_account_access_waiting", "waits_since", postgresql_where=text("status = 'AWAITING_PLAN'")),
        Index("uq_account_access_account_id_partner_id", "account_id", "partner_id", unique=True),
        Index("ix_account_access_since", "partner_id", "since", "account_id"),
        Index("ix_account_access_name", "partner_id", "sort_name", "account_id"),
        Index("ix_account_access_status", "partner_id", "status", "since", "account_id"),
        Index(
            "ix_account_access_active",
            "partner_id",
            "since",
            "account_id",
            postgresql_where=text("status <> 'INACTIVE'"),
        ),
    )

    @property
    def archived(self) -> bool:
        """Ended by the partner himself while it was his own to build: the one ending that he can undo."""
        return self.ended_from == AccountStatus.DEVELOPMENT and self.ended_by == EndedBy.PARTNER

    def require_owner(self) -> None:
        """Raises Conflict unless the partner still owns the account."""
        if self.status not in {AccountStatus.DEVELOPMENT, AccountStatus.TRANSFER_PENDING}:
            raise Conflict(
                _("Only a development account can be edited; this one belongs to the client or is archived.")
            )

    def archive(self, reason: str | None, now: dt.datetime) -> None:
        """Puts a development account away. Raises Conflict in every other status."""
        if self.status == AccountStatus.INACTIVE:
            raise Conflict(_("This account is archived already."))
        if self.status == AccountStatus.TRANSFER_PENDING:
            raise Conflict(_("An ownership transfer is pending. Cancel it first, then archive the account."))
        if self.status != AccountStatus.DEVELOPMENT:
            raise Conflict(_("This account belongs to the client. Withdraw your access instead."))
        self.end(EndedBy.PARTNER, reason, now)

    def restore(self) -> None:
        """Takes an archived development account up again. Raises Conflict for every other account."""
        if self.status != AccountStatus.INACTIVE:
            raise Conflict(_("This account is not archived."))
        if not self.archived:
            raise Conflict(_("Only an archived development account can be restored. Request access to it instead."))
        self._begin(AccountStatus.DEVELOPMENT)

    def offer_ownership(self) -> None:
        """The client is asked to take it over. Raises Conflict unless it is the partner's and no offer is out."""
        if self.status == AccountStatus.TRANSFER_PENDING:
            raise Conflict(_("An ownership transfer is pending already. Resend it, or change its address."))
        if self.status == AccountStatus.INACTIVE:
            raise Conflict(_("This account is archived. Restore it first, if it is still yours."))
        if self.status != AccountStatus.DEVELOPMENT:
            raise Conflict(_("This account belongs to the client already."))
        self.status = AccountStatus.TRANSFER_PENDING

    def take_back_offer(self) -> None:
        """The offer was cancelled or declined: the partner builds on."""
        self._require(AccountStatus.TRANSFER_PENDING)
        self.status = AccountStatus.DEVELOPMENT

    def hand_over(self, *, has_plan: bool, now: dt.datetime) -> None:
        """The client took it over; the partner stays beside him, as soon as there is a plan."""
        self._require(AccountStatus.TRANSFER_PENDING)
        self.status = AccountStatus.COLLABORATOR if has_plan else AccountStatus.AWAITING_PLAN
        self.waits_since = None if has_plan else now

    def join(self) -> None:
        """The plan that was waited for is there."""
        self._require(AccountStatus.AWAITING_PLAN)
        self.status = AccountStatus.COLLABORATOR

    def grant(self, account: ClientAccount, now: dt.datetime) -> None:
        """The client lets the partner in again. Raises Conflict while his access lasts."""
        if self.status != AccountStatus.INACTIVE:
            raise Conflict(_("This partner has access already."))
        self._begin(AccountStatus.COLLABORATOR)
        self.since, self.last_used_at = now, None
        self.follow(account.name, account.website)

    def take_over(self, other: AccountAccess, status: AccountStatus, now: dt.datetime) -> None:
        """This partner has from now on what the other had."""
        self._begin(status)
        self.since, self.last_used_at = now, None
        self.waits_since, self.plan_reminders_sent = other.waits_since, other.plan_reminders_sent

    def withdraw(self, reason: str | None, now: dt.datetime) -> None:
        """The partner leaves a client's account. Raises Conflict where it isn't a client's, or has ended."""
        if self.status == AccountStatus.INACTIVE:
            raise Conflict(_("Your access to this account has ended already."))
        if self.status == AccountStatus.TRANSFER_PENDING:
            raise Conflict(_("This account is still yours. Cancel the transfer first, then archive it."))
        if self.status == AccountStatus.DEVELOPMENT:
            raise Conflict(_("This account is still yours. Archive it instead."))
        self.end(EndedBy.PARTNER, reason, now)

    def revoke(self, by: EndedBy, reason: str | None, now: dt.datetime) -> None:
        """The client, or the vendor's team for him, ends it.

        Raises Conflict where the account isn't a client's, or the access has ended.
        """
        if self.status == AccountStatus.INACTIVE:
            raise Conflict(_("This access has ended already."))
        if self.status in {AccountStatus.DEVELOPMENT, AccountStatus.TRANSFER_PENDING}:
            raise Conflict(_("This account is still the partner's own, so there is no access to revoke."))
        self.end(by, reason, now)

    def end(self, by: EndedBy, reason: str | None, now: dt.datetime) -> None:
        """The access ends; what the partner sees of the account stays as it is now."""
        self.ended_from, self.status = self.status, AccountStatus.INACTIVE
        self.ended_by, self.ended_at, self.ended_reason = by, now, reason

    def follow(self, name: str, website: str) -> None:
        """The account is called so now."""
        self.name, self.website, self.sort_name = name, website, sort_key(name)

    def _begin(self, status: AccountStatus) -> None:
        self.status = status
        self.ended_from = self.ended_by = self.ended_at = self.ended_reason = None

    def _require(self, status: AccountStatus) -> None:
        if self.status != status:
            raise Conflict(_("The account is no longer where it was. Load the page again."))


def access_level(
    status: ColumnElement[str] | InstrumentedAttribute[str], suspended: ColumnElement[bool]
) -> ColumnElement[str]:
    """As what a partner may enter an account of his that stands at `status`; not at all while he is suspended."""
    awaiting = select(Program.awaiting_plan_access).scalar_subquery()
    return case(
        (suspended, AccessLevel.NONE.value),
        (status.in_([AccountStatus.DEVELOPMENT, AccountStatus.TRANSFER_PENDING]), AccessLevel.OWNER.value),
        (status == AccountStatus.COLLABORATOR, AccessLevel.ADMIN.value),
        (status == AccountStatus.AWAITING_PLAN, awaiting),
        else_=AccessLevel.NONE.value,
    )


class AccountGlimpse(Base):
    """An account for whose credit a partner was weighed. If he has no access he sees its number, and its name and
    website where it counts for him, or did.
    """

    __tablename__ = "account_glimpse"
    client_key = "account_id"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ClientAccount.id), primary_key=True)
    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.partner.id"), primary_key=True)
    name: Mapped[str | None]
    website: Mapped[str | None]
    credited: Mapped[bool] = mapped_column(doc="Whether it counts for the partner.")
    decided_at: Mapped[dt.datetime] = mapped_column(doc="When that was decided.")

    __table_args__ = (
        Index("ix_account_glimpse_of_partner", "partner_id", "decided_at", "account_id"),
        Index("ix_account_glimpse_credited", "partner_id", "credited", "decided_at", "account_id"),
        Index("ix_account_glimpse_newest", "decided_at", "account_id", "partner_id"),
    )
