"""What operators put up for partners."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Identified


class QuickLinkKind(StrEnum):
    """What a quick link is for; the first nine come with every program."""

    TRAINING = "TRAINING"
    RESOURCES = "RESOURCES"
    API_DOCUMENTATION = "API_DOCUMENTATION"
    REPORTING = "REPORTING"
    REWARDS = "REWARDS"
    MESSAGES = "MESSAGES"
    SUPPORT = "SUPPORT"
    DEVELOPER_CONSOLE = "DEVELOPER_CONSOLE"
    BRAND_ASSETS = "BRAND_ASSETS"
    CUSTOM = "CUSTOM"


class QuickLink(Identified):
    """A link on every partner's page, to a place inside or outside."""

    __tablename__ = "quick_link"
    prefix = "link"

    kind: Mapped[str] = mapped_column(doc="What it is for.")
    title: Mapped[str] = mapped_column(doc="What it says.")
    description: Mapped[str] = mapped_column(doc="What one finds there.")
    url: Mapped[str | None] = mapped_column(doc="A path inside or an address outside; null until the program sets it.")
    position: Mapped[int]

    __table_args__ = (CheckConstraint(f"kind in {tuple(map(str, QuickLinkKind))}", name="kind"),)
