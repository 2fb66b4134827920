"""The accounts that a restricted member may open. A table of the lowest room, since every room's rules ask it."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base


class ChosenAccount(Base):
    """One account that one member may open, though he is restricted. Row level security asks for the same."""

    __tablename__ = "chosen_account"

    member_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("portal.team_member.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.client_account.id"), primary_key=True)
    partner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("portal.partner.id"))


def is_chosen(account_id: Any, member_id: Any) -> ColumnElement[bool]:
    """Whether the account is one of those that the member may open."""
    chosen = select(ChosenAccount.account_id).where(ChosenAccount.member_id == member_id)
    # The member may be a column of the statement around it.
    chosen = chosen.correlate_except(ChosenAccount)
    found: ColumnElement[bool] = account_id.in_(chosen)
    return found
