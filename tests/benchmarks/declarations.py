"""Entries, lead and member of an account, declared as rooms declare what they read, over the tables of `tables.sql`.

They come into the schema only where this module is imported: in the benchmark's server.
"""

from __future__ import annotations

import datetime as dt
import uuid

import strawberry
from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.graphql import ClientAccount
from portal.accounts.models import ClientAccount as AccountModel
from portal.core.actors import Member
from portal.core.database import Identified
from portal.core.graphql import Node
from portal.core.reading.declare import caller, extends, id_of, many, one, reads
from portal.partners.graphql import TeamMember
from portal.partners.models import TeamMember as MemberModel


class EntryModel(Identified):
    """An entry of an account's ledger."""

    __tablename__ = "bench_entry"
    prefix = "bent"

    partner_id: Mapped[uuid.UUID]
    account_id: Mapped[uuid.UUID]
    kind: Mapped[str] = mapped_column(doc="What was booked.")
    amount_cents: Mapped[int] = mapped_column(doc="How much, in hundredths.")
    at: Mapped[dt.datetime] = mapped_column(doc="When.")


class LeadModel(Identified):
    """The lead that an account came from."""

    __tablename__ = "bench_lead"
    prefix = "blead"

    partner_id: Mapped[uuid.UUID]
    account_id: Mapped[uuid.UUID]
    member_id: Mapped[uuid.UUID]
    company: Mapped[str] = mapped_column(doc="Whose lead it was.")
    stage: Mapped[str] = mapped_column(doc="Where it stands.")
    created_at: Mapped[dt.datetime] = mapped_column(doc="Since when.")


@reads(EntryModel, scope={Member: EntryModel.partner_id == caller.partner_id})
class Entry(Node):
    """An entry of an account's ledger."""

    id: strawberry.ID = id_of(EntryModel)
    kind: str
    amount_cents: int
    at: dt.datetime


@reads(LeadModel, scope={Member: LeadModel.partner_id == caller.partner_id}, name="BenchLead")
class Lead(Node):
    """The lead that an account came from."""

    id: strawberry.ID = id_of(LeadModel)
    company: str
    stage: str
    created_at: dt.datetime


@extends(ClientAccount)
class MeasuredAccount:
    """What a dashboard shows beside an account."""

    entries: list[Entry] = many(
        EntryModel.account_id == AccountModel.id,
        "The latest entries.",
        order=[EntryModel.at.desc(), EntryModel.id.desc()],
        limit=3,
    )
    lead: Lead | None = one(LeadModel.account_id == AccountModel.id, "The lead that it came from.")
    member: TeamMember | None = one(
        MemberModel.id
        == select(LeadModel.member_id)
        .where(LeadModel.account_id == AccountModel.id, LeadModel.partner_id == caller.partner_id)
        .correlate_except(LeadModel)
        .scalar_subquery(),
        "Who looks after it.",
    )
