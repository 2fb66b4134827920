"""Tables of the team: who is asked in."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified
from portal.core.permissions import MemberRole
from portal.core.problems import Conflict, LinkProblem, UserErrorCode
from portal.core.texts import _
from portal.identity.models import User
from portal.partners.models import Partner

INVITATION_DAYS = 14


class InvitationStatus(StrEnum):
    """Where an invitation stands. EXPIRED is not written down: it shows once the time is over."""

    OPEN = "OPEN"
    USED = "USED"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"


class Invitation(Identified):
    """A colleague is asked in by e-mail; whoever has that mailbox joins with the role that was chosen."""

    __tablename__ = "invitation"
    prefix = "inv"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Partner.id))
    # As it was called when it invited; the holder of a link can't read the partner.
    partner_name: Mapped[str] = mapped_column(doc="The agency's name.")
    email: Mapped[str] = mapped_column(doc="Who is invited; nobody else can use it.")
    role: Mapped[str] = mapped_column(doc="What the new member may do.")
    # Null where he opens all.
    account_ids: Mapped[list[uuid.UUID] | None] = mapped_column(ARRAY(Uuid))
    status: Mapped[str] = mapped_column(doc="Where it stands.")
    version: Mapped[int] = mapped_column(doc="Counts the links that were sent; only the newest works.")
    invited_by: Mapped[uuid.UUID] = mapped_column(ForeignKey(User.id))
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was made.")
    sent_at: Mapped[dt.datetime] = mapped_column(doc="When it was mailed last.")
    expires_at: Mapped[dt.datetime] = mapped_column(doc="Until when the newest link works.")
    used_at: Mapped[dt.datetime | None]

    __table_args__ = (
        CheckConstraint(f"role in {tuple(map(str, MemberRole))}", name="role"),
        CheckConstraint("account_ids is null or role <> 'OWNER'", name="owners_open_all"),
        CheckConstraint("status in ('OPEN', 'USED', 'REVOKED')", name="status"),
        Index("ix_invitation_of_partner", "partner_id", "created_at", "id"),
        Index("uq_invitation_open", "partner_id", "email", unique=True, postgresql_where=text("status = 'OPEN'")),
    )

    def resend(self, now: dt.datetime) -> None:
        """Makes a fresh link of 14 days and kills the old one. Raises Conflict once it is used or revoked."""
        self._require_open()
        self.version += 1
        self.sent_at, self.expires_at = now, now + dt.timedelta(days=INVITATION_DAYS)

    def revoke(self) -> None:
        """Kills the link. Raises Conflict once it is used or revoked."""
        self._require_open()
        self.status = InvitationStatus.REVOKED

    def use(self, version: int, now: dt.datetime) -> None:
        """Uses the link up. Raises LinkProblem when it is used, revoked, replaced or over."""
        self.check(version, now)
        self.status, self.used_at = InvitationStatus.USED, now

    def check(self, version: int, now: dt.datetime) -> None:
        """Raises LinkProblem when the link of this version is used, revoked, replaced or over."""
        if self.status == InvitationStatus.USED:
            raise LinkProblem(_("This invitation was used already. Sign in instead."), code=UserErrorCode.USED)
        if self.status == InvitationStatus.REVOKED:
            message = _("This invitation was taken back. Ask your colleague for another one.")
            raise LinkProblem(message, code=UserErrorCode.EXPIRED)
        if version != self.version:
            raise LinkProblem(_("A newer invitation was mailed to you. Use that one."), code=UserErrorCode.REPLACED)
        if now >= self.expires_at:
            message = _("This invitation has expired. Ask your colleague to send it again.")
            raise LinkProblem(message, code=UserErrorCode.EXPIRED)

    def _require_open(self) -> None:
        if self.status == InvitationStatus.USED:
            raise Conflict(_("This invitation was used already: your colleague has joined."))
        if self.status == InvitationStatus.REVOKED:
            raise Conflict(_("This invitation was taken back already. Invite your colleague anew."))
