"""The registry of client accounts: one row per vendor's account, one per partner who may enter it."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, PrimaryKeyConstraint, Text, case, text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from portal.core.database import Base, Identified
from portal.core.problems import Conflict
from portal.core.texts import _


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

    account_id: Mapped[str] = mapped_column(unique=True, doc="The vendor's public number of the account.")
    name: Mapped[str] = mapped_column(doc="The store's name.")
    website: Mapped[str] = mapped_column(doc="The store's website.")
    website_key: Mapped[str] = mapped_column(index=True)
    owner_email: Mapped[str | None] = mapped_column(doc="Who owns it, once a client does.")
    plan: Mapped[str | None] = mapped_column(doc="The plan that the client chose.")
    provisioning: Mapped[str] = mapped_column(doc="Whether the vendor's product has made the account.")
    platform: Mapped[str | None] = mapped_column(doc="The shop platform.")
    country: Mapped[str | None] = mapped_column(doc="ISO 3166-1 code of two letters.")
    currency_code: Mapped[str | None] = mapped_column(doc="The store's currency.")
    time_zone: Mapped[str | None] = mapped_column(doc="The store's time zone.")
    created_at: Mapped[dt.datetime] = mapped_column(doc="When the account was made.")
    created_by_partner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.partner.id"))

    __table_args__ = (
        CheckConstraint(f"provisioning in {tuple(map(str, Provisioning))}", name="provisioning"),
        Index("ix_client_account_created_at", text("created_at desc"), text("id desc")),
    )

    @staticmethod
    def new_account_id() -> str:
        """A number as the vendor's product gives them by default: 24 hex digits."""
        return secrets.token_hex(12)

    @staticmethod
    def read_account_id(typed: str) -> str | None:
        """A number as it is kept; None for what can't be one."""
        return None if "\0" in typed else typed.strip().lower()


class AccountAccess(Identified):
    """What one account is to one partner: status, and the data that he may see of it.

    Name and website are the account's for as long as the access lasts, and stay as they were when it ended.
    """

    __tablename__ = "account_access"
    prefix = "acc"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ClientAccount.id))
    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.partner.id"))
    status: Mapped[str] = mapped_column(doc="Where the account stands for this partner.")
    name: Mapped[str] = mapped_column(doc="The store's name.")
    website: Mapped[str] = mapped_column(doc="The store's website.")
    sort_name: Mapped[str] = mapped_column(Text(collation="C"))
    since: Mapped[dt.datetime] = mapped_column(doc="Since when the partner has it.")
    last_used_at: Mapped[dt.datetime | None] = mapped_column(doc="When a member last logged in to the account.")
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
        self.ended_from, self.status = self.status, AccountStatus.INACTIVE
        self.ended_by, self.ended_at, self.ended_reason = EndedBy.PARTNER, now, reason

    def restore(self) -> None:
        """Takes an archived development account up again. Raises Conflict for every other account."""
        if self.status != AccountStatus.INACTIVE:
            raise Conflict(_("This account is not archived."))
        if not self.archived:
            raise Conflict(_("Only an archived development account can be restored. Request access to it instead."))
        self.status = AccountStatus.DEVELOPMENT
        self.ended_from = self.ended_by = self.ended_at = self.ended_reason = None


def access_level(status: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[str]:
    """As what a partner may enter an account of his that stands at `status`."""
    return case(
        (status.in_([AccountStatus.DEVELOPMENT, AccountStatus.TRANSFER_PENDING]), AccessLevel.OWNER.value),
        (status == AccountStatus.COLLABORATOR, AccessLevel.ADMIN.value),
        else_=AccessLevel.NONE.value,
    )


class SearchWord(Base):
    """One word by whose beginning an object of a partner is found. The only search that stays fast under row level
    security, where an index serves leakproof operators alone.
    """

    __tablename__ = "search_word"

    partner_id: Mapped[uuid.UUID]
    object_id: Mapped[uuid.UUID]
    word: Mapped[str]

    __table_args__ = (
        PrimaryKeyConstraint("partner_id", "object_id", "word"),
        Index(
            "ix_search_word_beginning", "partner_id", "word", "object_id", postgresql_ops={"word": "text_pattern_ops"}
        ),
        Index("ix_search_word_any_partner", "word", "object_id", postgresql_ops={"word": "text_pattern_ops"}),
    )
