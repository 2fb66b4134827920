"""Leads and reserved websites in GraphQL."""

from __future__ import annotations

import datetime as dt
import uuid
from enum import StrEnum

import strawberry
from sqlalchemy import ColumnElement, Integer, Uuid, and_, case, exists, false, func, select
from sqlalchemy.types import ARRAY, Text

from portal.core import actors
from portal.core.actors import Member, ProgramClient, RestrictedMember
from portal.core.graphql import Connection, Node, described
from portal.core.ids import parse_id
from portal.core.inputs import search_words
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput
from portal.core.reading.declare import (
    PerCaller,
    Sort,
    caller,
    column,
    connection,
    everything,
    filters,
    id_of,
    key_of,
    one,
    per_caller,
    reads,
    single,
    where,
)
from portal.core.reading.totals import Tally
from portal.core.search import SearchWord
from portal.core.websites import website
from portal.identity.graphql import TimelineEntry, timeline_of
from portal.leads import models
from portal.leads.models import LeadStatus
from portal.partners.graphql import Partner, TeamMember
from portal.partners.models import Partner as PartnerModel
from portal.partners.models import TeamMember as TeamMemberModel

described(
    LeadStatus,
    OPEN="It protects the website.",
    IN_REVIEW="It protects the website, and the vendor's team is yet to agree.",
    REFUSED="The vendor's team did not agree.",
    WON="The client paid, and counts for the partner.",
    LOST="The client paid and does not count for the partner, or the partner closed it.",
    EXPIRED="Its time is over.",
    WITHDRAWN="The partner gave the website free.",
)

_LEAD = models.Lead
_HOLDS = _LEAD.status.in_([status.value for status in models.HOLDING])
_IS_OVER = and_(_HOLDS, _LEAD.protected_until <= func.work_now())
_STATUS = case((_IS_OVER, LeadStatus.EXPIRED.value), else_=_LEAD.status)
_MINE = _LEAD.partner_id == caller.partner_id


@reads(
    _LEAD,
    scope={Member: _MINE, RestrictedMember: false(), actors.Operator: everything, ProgramClient: everything},
    node=Permission.VIEW_LEADS,
)
class Lead(Node):
    """A website that a partner registered before he works on it."""

    id: strawberry.ID = id_of(_LEAD)
    website: str
    company: str
    contact_name: str | None
    contact_email: str | None
    note: str | None
    expected_plan: str | None
    status: LeadStatus = column(_STATUS, "Where it stands, to the second.")
    mixed_script: bool
    registered_at: dt.datetime
    registered_by: TeamMember | None = one(
        TeamMemberModel.id == _LEAD.registered_by,
        "Who registered it; null to whoever may not read the team.",
        requires=Permission.VIEW_TEAM,
    )
    protected_until: dt.datetime
    extended_at: dt.datetime | None
    can_extend: bool = column(and_(_HOLDS, ~_IS_OVER, _LEAD.extended_at.is_(None)), "Whether it can be extended now.")
    ended_at: dt.datetime | None
    reason: str | None
    partner: Partner = one(PartnerModel.id == _LEAD.partner_id, "Whose lead it is.")
    timeline: Connection[TimelineEntry] = timeline_of(_LEAD.id)


class LeadSort(StrEnum):
    """The order of a list of leads."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    ENDING = "ENDING"
    WEBSITE = "WEBSITE"


described(
    LeadSort,
    NEWEST="The latest first.",
    OLDEST="The earliest first.",
    ENDING="By the end of the protection, the earliest first.",
    WEBSITE="By website.",
)

_SORT = Sort(
    LeadSort,
    LeadSort.NEWEST,
    {
        LeadSort.NEWEST: (_LEAD.registered_at, _LEAD.id),
        LeadSort.OLDEST: (_LEAD.registered_at, _LEAD.id),
        LeadSort.ENDING: (_LEAD.protected_until, _LEAD.id),
        LeadSort.WEBSITE: (_LEAD.website_key, _LEAD.id),
    },
    descending=frozenset({LeadSort.NEWEST}),
)


def _word_begins(beginning: ColumnElement[str]) -> PerCaller:
    found, begins = SearchWord.object_id == _LEAD.id, func.starts_with(SearchWord.word, beginning)
    own = and_(SearchWord.partner_id == caller.partner_id, found)
    return per_caller({Member: exists().where(own, begins)}, exists().where(found, begins))


def _in_status(chosen: ColumnElement[list[str]]) -> ColumnElement[bool]:
    return _STATUS.op("=", return_type=None)(func.any(chosen))


def _of_partner(partner_id: ColumnElement[uuid.UUID]) -> ColumnElement[bool]:
    return _LEAD.partner_id == partner_id


def _website_key(value: str) -> str | None:
    try:
        return website(value).key
    except InvalidInput:
        return None


@filters
class LeadFilter:
    """Which leads to list."""

    status: list[LeadStatus] | None = where(_in_status, type=ARRAY(Text), description="In one of these states.")
    search: str | None = where(
        _word_begins,
        prepare=search_words,
        each=True,
        description="Beginnings of words of the website or the company.",
    )
    website: str | None = where(
        lambda key: _LEAD.website_key == key, prepare=_website_key, description="With this website."
    )


def _how_many(*statuses: LeadStatus) -> ColumnElement[int]:
    return select(func.count()).where(_MINE, _STATUS.in_([one.value for one in statuses])).scalar_subquery()


@reads(scope={Member: everything, RestrictedMember: false()})
class LeadCounts:
    """How many leads of the partner stand where."""

    open: int = column(_how_many(LeadStatus.OPEN), "In OPEN.")
    in_review: int = column(_how_many(LeadStatus.IN_REVIEW), "In IN_REVIEW.")
    won: int = column(_how_many(LeadStatus.WON), "In WON.")
    lost: int = column(_how_many(LeadStatus.LOST), "In LOST.")
    expired: int = column(_how_many(LeadStatus.EXPIRED), "In EXPIRED.")
    withdrawn: int = column(_how_many(LeadStatus.WITHDRAWN), "In WITHDRAWN.")
    refused: int = column(_how_many(LeadStatus.REFUSED), "In REFUSED.")
    most: int = column(
        func.most_open_leads(type_=Integer()),
        "How many may be open at once, those in review among them; by the partner's tier where it has a limit.",
    )


_RESERVED = models.ReservedWebsite
_RUNS = and_(_RESERVED.released_at.is_(None), _RESERVED.reserved_until > func.work_now())


@reads(
    _RESERVED,
    scope={actors.Operator: everything, ProgramClient: everything},
    node=Permission.RESERVE_WEBSITES,
)
class ReservedWebsite(Node):
    """A website that the vendor's own sales keep to themselves."""

    id: strawberry.ID = id_of(_RESERVED)
    website: str
    reserved_at: dt.datetime
    reserved_until: dt.datetime
    released_at: dt.datetime | None
    note: str | None
    active: bool = column(_RUNS, "Whether it holds the website now.")


_LEADS = Tally(_LEAD, partner=_LEAD.partner_id)


@strawberry.type
class LeadQueries:
    lead: Lead | None = single("One lead, by its id.", by={"id": key_of(_LEAD)}, requires=Permission.VIEW_LEADS)
    leads: Connection[Lead] = connection(
        "The leads that the caller may see.",
        filter=LeadFilter,
        sort=_SORT,
        where={
            "partner_id": where(
                _of_partner,
                of=strawberry.ID,
                prepare=lambda value: parse_id(PartnerModel.prefix, value),
                type=Uuid(),
                description="Of this partner; for operators.",
            )
        },
        requires=Permission.VIEW_LEADS,
        total={Member: _LEADS, actors.Operator: _LEADS, ProgramClient: _LEADS},
    )
    lead_counts: LeadCounts | None = single(
        "How many leads of the partner stand where; null for callers who are no partner.",
        requires=Permission.VIEW_LEADS,
    )
    reserved_websites: Connection[ReservedWebsite] = connection(
        "The websites that the vendor's own sales have reserved, the latest first.",
        order=[_RESERVED.reserved_at, _RESERVED.id],
        requires=Permission.RESERVE_WEBSITES,
    )
