"""The links that are mailed to clients; one table, one row for each that was sent."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import ClientAccount
from portal.core.database import Identified
from portal.core.links import LinkKind
from portal.core.problems import Conflict, LinkProblem, UserErrorCode
from portal.core.texts import _

REGISTER_LINK_DAYS = 30


class ClientLinkKind(StrEnum):
    """What a client's link opens."""

    TRANSFER = "TRANSFER"
    ACCESS = "ACCESS"
    CLIENT = "CLIENT"

    @property
    def link_kind(self) -> LinkKind:
        """The kind by which its token is signed."""
        return LinkKind[self.name]


class ClientLinkStatus(StrEnum):
    """Whether a client's link still works; past `expires_at` an open one shows as EXPIRED."""

    OPEN = "OPEN"
    USED = "USED"
    EXPIRED = "EXPIRED"
    REPLACED = "REPLACED"
    CANCELLED = "CANCELLED"


class ClientAnswer(StrEnum):
    """What a client answered by a link."""

    ACCEPTED = "ACCEPTED"
    APPROVED = "APPROVED"
    DECLINED = "DECLINED"


class ClientLink(Identified):
    """A link that was mailed to the owner of an account, or to who is asked to become it.

    `subject_id` is the transfer or the access request that it answers. Whoever holds it sees that one account.
    """

    __tablename__ = "client_link"
    prefix = "clink"
    client_key = "account_id"

    kind: Mapped[str] = mapped_column(doc="What it opens.")
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ClientAccount.id), index=True)
    partner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.partner.id"))
    subject_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    # Where a transfer went; what goes to an account's owner finds his address when it is mailed.
    to_email: Mapped[str | None]
    message: Mapped[str | None] = mapped_column(doc="What the partner wrote.")
    status: Mapped[str]
    answer: Mapped[str | None] = mapped_column(doc="What the client answered by it.")
    newer_sent: Mapped[bool] = mapped_column(default=False, doc="Whether a newer one went to the same address.")
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was sent.")
    expires_at: Mapped[dt.datetime] = mapped_column(doc="Until when it works.")
    bounced_at: Mapped[dt.datetime | None]

    __table_args__ = (
        CheckConstraint(f"kind in {tuple(map(str, ClientLinkKind))}", name="kind"),
        CheckConstraint("status in ('OPEN', 'USED', 'REPLACED', 'CANCELLED')", name="status"),
        CheckConstraint(f"answer in {tuple(map(str, ClientAnswer))}", name="answer"),
        CheckConstraint("(status = 'USED') = (answer is not null) or status = 'REPLACED'", name="answered"),
        CheckConstraint("(kind = 'TRANSFER') = (to_email is not null)", name="to_email"),
        CheckConstraint("(kind = 'CLIENT') = (subject_id is null)", name="subject"),
        # One link at a time answers a transfer or a request.
        Index("uq_client_link_open", "subject_id", unique=True, postgresql_where=text("status = 'OPEN'")),
    )

    def check(self, now: dt.datetime) -> None:
        """Raises LinkProblem, or Conflict where what it answers was taken back, unless it works."""
        if self.status == ClientLinkStatus.USED:
            raise LinkProblem(_("This link was used already."), code=UserErrorCode.USED)
        if self.status == ClientLinkStatus.REPLACED and self.newer_sent:
            raise LinkProblem(_("A newer link was mailed to you. Use that one."), code=UserErrorCode.REPLACED)
        if self.status == ClientLinkStatus.REPLACED:
            raise LinkProblem(_("This link no longer works."), code=UserErrorCode.REPLACED)
        if self.status == ClientLinkStatus.CANCELLED:
            raise Conflict(_("This was taken back, so there is nothing to answer any more."))
        if now >= self.expires_at:
            raise LinkProblem(_("This link has expired. Ask for a fresh one."), code=UserErrorCode.EXPIRED)


class ClientLinkRequest(Identified):
    """Somebody asks for a fresh link to the register: by an e-mail address, or by a link of his that is over.

    Who owns what is looked up when the mail is made, so that asking tells nothing.
    """

    __tablename__ = "client_link_request"
    prefix = "ask"

    email: Mapped[str | None]
    link_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey(ClientLink.id))
    requested_at: Mapped[dt.datetime] = mapped_column(index=True)

    __table_args__ = (CheckConstraint("(email is null) <> (link_id is null)", name="one_way"),)
