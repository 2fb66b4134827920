"""Referral links, the visits that came by them, and the sign-ups that told a click."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base, Identified

# For one partner, the first one counted, too.
MOST_LINKS = 50
FIRST_NAME = "Main"
# Of the visits themselves; what was counted of them stays.
VISITS_ARE_KEPT_MONTHS = 13
# Wider than what `Partner.new_referral_code` makes, and never more than a word.
_CODE = re.compile(r"[a-z0-9]{4,20}")


class VisitKind(StrEnum):
    """As what a visit is counted."""

    COUNTED = "COUNTED"
    REPEATED = "REPEATED"
    BOT = "BOT"


class ReferralLink(Identified):
    """An address of a partner's, under a name of his. It is never deleted: clicks on it go on to count."""

    __tablename__ = "referral_link"
    prefix = "ref"

    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.partner.id"))
    name: Mapped[str] = mapped_column(doc="What the partner calls it.")
    code: Mapped[str] = mapped_column(unique=True, doc="What its address ends with.")
    active: Mapped[bool] = mapped_column(default=True, doc="Whether it leads anywhere.")
    created_at: Mapped[dt.datetime] = mapped_column(doc="When it was made.")
    # Nobody made the first one: it comes with the partner.
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("portal.team_member.id"))

    __table_args__ = (
        UniqueConstraint("partner_id", "name"),
        Index("ix_referral_link_of_partner", "partner_id", "created_at", "id"),
    )

    @staticmethod
    def can_be_code(text: str) -> bool:
        """Whether a link may have this code: what isn't like one need not be looked for."""
        return _CODE.fullmatch(text) is not None


class Visit(Base):
    """Somebody opened a link. Its id is that of the click that the page handed out.

    `visitor` is a keyed hash of link, day, IP address and browser: it tells whether somebody came twice, no more.
    """

    __tablename__ = "visit"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    link_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ReferralLink.id))
    at: Mapped[dt.datetime]
    visitor: Mapped[bytes]
    kind: Mapped[str]
    # Whether a signed-in member of the link's partner opened it.
    own: Mapped[bool]

    __table_args__ = (
        CheckConstraint(f"kind in {tuple(map(str, VisitKind))}", name="kind"),
        Index("ix_visit_visitor", "link_id", "visitor", "at", postgresql_where=text("kind = 'COUNTED'")),
        Index("ix_visit_at", "at"),
    )


class ReferralDay(Base):
    """What was counted of one link on one day, in the program's time zone."""

    __tablename__ = "referral_day"

    link_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ReferralLink.id))
    day: Mapped[dt.date]
    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.partner.id"))
    visits: Mapped[int] = mapped_column(doc="How often it was opened, bots and repeats left out.")
    repeated_visits: Mapped[int] = mapped_column(doc="How often somebody opened it again within 30 minutes.")
    bot_visits: Mapped[int] = mapped_column(doc="How often a program opened it.")
    sign_ups: Mapped[int] = mapped_column(doc="How many accounts were signed up by it.")

    __table_args__ = (PrimaryKeyConstraint("link_id", "day"),)


class SignUpClick(Base):
    """A click that proved itself, and the account whose sign-up told it: the fact behind credit for a referral."""

    __tablename__ = "sign_up_click"

    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.client_account.id"))
    click_id: Mapped[uuid.UUID]
    link_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(ReferralLink.id))
    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.partner.id"))
    clicked_at: Mapped[dt.datetime]
    # Whether a signed-in member of the link's partner clicked, as far as is known.
    own: Mapped[bool]
    told_at: Mapped[dt.datetime]

    __table_args__ = (
        PrimaryKeyConstraint("account_id", "click_id"),
        Index("ix_sign_up_click_click_id", "click_id"),
        Index("ix_sign_up_click_link_id", "link_id", "account_id"),
    )
