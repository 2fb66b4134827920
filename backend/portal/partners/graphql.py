"""Partners, their team and their applications in GraphQL."""

from __future__ import annotations

import datetime as dt

import strawberry
from sqlalchemy import ColumnElement, and_, case, exists, func, or_
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.types import ARRAY, Text

from portal.core import actors
from portal.core.actors import Client, LinkHolder, Member, ProgramClient
from portal.core.graphql import Connection, Context, Node, described
from portal.core.inputs import search_parts
from portal.core.links import LinkKind, LinkStatus
from portal.core.permissions import MemberRole, Permission
from portal.core.reading.declare import (
    Join,
    caller,
    column,
    computed,
    connection,
    everything,
    extends,
    filters,
    id_of,
    key_of,
    many,
    one,
    part,
    reads,
    single,
    where,
)
from portal.core.reading.totals import Tally
from portal.identity.graphql import TimelineEntry, Viewer, timeline_of
from portal.identity.models import User
from portal.partners import models
from portal.partners.models import MemberStatus, PartnerApplicationStatus, PartnerStatus

described(
    PartnerStatus,
    ACTIVE="Takes part in the program.",
    SUSPENDED="Reads, but can't act.",
    CLOSED="Has left the program.",
)
described(
    PartnerApplicationStatus,
    SUBMITTED="Waits for the operators.",
    ACTION_REQUIRED="Waits for an answer of the applicant.",
    APPROVED="The agency is in the program.",
    REJECTED="The agency was declined.",
)
described(
    MemberRole,
    OWNER="Everything.",
    MANAGER="Everything but payout methods, withdrawals and roles.",
    FINANCE="Reads all, withdraws, keeps payout methods.",
    DEVELOPER="Reads accounts and leads, keeps tokens and webhooks.",
    VIEWER="Reads.",
)
described(
    MemberStatus,
    ACTIVE="Can sign in for the partner.",
    PENDING="Waits for an owner's approval.",
    REMOVED="Was removed.",
)

_Membership = aliased(models.TeamMember)
_MINE = models.TeamMember.user_id == caller.user_id


@reads(
    models.TeamMember,
    joins=[Join(User, User.id == models.TeamMember.user_id)],
    scope={
        Member: or_(
            models.TeamMember.partner_id == caller.partner_id,
            and_(_MINE, models.TeamMember.status == MemberStatus.ACTIVE),
        ),
        actors.Operator: everything,
        ProgramClient: everything,
        # Who has just proved his address: his own place alone.
        LinkHolder: models.TeamMember.id == caller.member_id,
    },
    node=Permission.VIEW_TEAM,
)
class TeamMember(Node):
    """One person's place at one partner."""

    id: strawberry.ID = id_of(models.TeamMember)
    email: str = column(User.email, "The address that the member signs in with.")
    name: str = column(User.name, "The member's name.")
    role: MemberRole
    status: MemberStatus
    joined_at: dt.datetime
    last_seen_at: dt.datetime | None
    restricted: bool
    partner: Partner = one(models.Partner.id == models.TeamMember.partner_id, "Whose member it is.")


def referral_url(context: Context, code: str) -> str:
    """Where a referral link with this code is found."""
    return f"{context.runtime.settings.base_url}/r/{code}"


_OF_MINE = and_(
    _Membership.partner_id == models.Partner.id,
    _Membership.user_id == caller.user_id,
    _Membership.status == MemberStatus.ACTIVE,
)


@reads(
    models.Partner,
    scope={
        Member: or_(
            models.Partner.id == caller.partner_id,
            exists().where(_OF_MINE),
        ),
        actors.Operator: everything,
        ProgramClient: everything,
        # Reached from his own place alone, as above.
        LinkHolder: models.Partner.id == caller.partner_id,
        # Reached from his own account alone; row level security shows him no partner but those of it.
        Client: everything,
    },
    node=Permission.VIEW_PARTNERS,
)
class Partner(Node):
    """An agency in the program."""

    id: strawberry.ID = id_of(models.Partner)
    name: str
    website: str
    status: PartnerStatus
    created_at: dt.datetime
    referral_url: str = computed(
        referral_url, models.Partner.referral_code, description="The link by which the partner brings clients."
    )
    members: list[TeamMember] = many(
        and_(
            models.TeamMember.partner_id == models.Partner.id,
            models.TeamMember.status != MemberStatus.REMOVED,
        ),
        "The team, in the order in which it joined.",
        requires=Permission.VIEW_TEAM,
        order=[models.TeamMember.joined_at, models.TeamMember.id],
    )


@extends(Viewer)
class ViewerAtPartner:
    """What a member is to his partner."""

    member: TeamMember | None = one(models.TeamMember.id == caller.member_id, "The member; null for anybody else.")
    partner: Partner | None = one(models.Partner.id == caller.partner_id, "The partner at whose desk one sits.")
    memberships: list[TeamMember] = many(
        and_(_MINE, models.TeamMember.status == MemberStatus.ACTIVE),
        "All partners that one belongs to.",
        order=[models.TeamMember.joined_at, models.TeamMember.id],
    )


_REGISTRATION_STATUS = case(
    (models.Registration.used_at.is_not(None), LinkStatus.USED.value),
    (
        and_(models.Registration.id == caller.link_id, models.Registration.version > caller.link_version),
        LinkStatus.REPLACED.value,
    ),
    (models.Registration.expires_at <= func.work_now(), LinkStatus.EXPIRED.value),
    else_=LinkStatus.OPEN.value,
)


@reads(models.Registration)
class RegistrationPartner:
    """What the holder of a registration link may read of the partner."""

    name: str = column(models.Registration.company_name, "The agency's name.")


@reads(
    models.Registration,
    scope={
        LinkHolder: or_(models.Registration.id == caller.link_id, models.Registration.application_id == caller.link_id),
        actors.Operator: everything,
    },
)
class Registration:
    """The link by which the first member of a new partner comes in."""

    email: str
    expires_at: dt.datetime
    status: LinkStatus = column(_REGISTRATION_STATUS, "Whether the link still works.")
    partner: RegistrationPartner = part("The partner that it leads into.")


_Other = aliased(models.PartnerApplication)


@reads(
    models.PartnerApplication,
    scope={
        LinkHolder: models.PartnerApplication.id == caller.link_id,
        actors.Operator: everything,
        ProgramClient: everything,
    },
    node=Permission.VIEW_APPLICATIONS,
)
class PartnerApplication(Node):
    """An agency's wish to join the program."""

    id: strawberry.ID = id_of(models.PartnerApplication)
    company_name: str
    website: str
    contact_name: str
    email: str
    country: str
    client_count: int | None
    platforms: list[str]
    message: str | None
    status: PartnerApplicationStatus
    reason: str | None
    answer: str | None
    submitted_at: dt.datetime
    due_at: dt.datetime
    decided_at: dt.datetime | None
    accepted_terms_version: int | None
    overdue: bool = column(
        and_(
            models.PartnerApplication.status == PartnerApplicationStatus.SUBMITTED,
            models.PartnerApplication.due_at < func.work_now(),
        ),
        "Whether it waits for the operators longer than the program promises.",
    )
    same_domain: list[PartnerApplication] = many(
        and_(_Other.website_key == models.PartnerApplication.website_key, _Other.id != models.PartnerApplication.id),
        "Other applications from the same domain; for operators.",
        order=[_Other.submitted_at.desc(), _Other.id.desc()],
        limit=20,
        via=_Other,
        requires=Permission.VIEW_APPLICATIONS,
    )
    partner: Partner | None = one(
        models.Partner.id == models.PartnerApplication.partner_id,
        "The partner that it became; for operators.",
        requires=Permission.VIEW_PARTNERS,
    )
    registration: Registration | None = one(
        models.Registration.application_id == models.PartnerApplication.id,
        "The link for the first member; null before the approval.",
    )
    timeline: Connection[TimelineEntry] = timeline_of(models.PartnerApplication.id)


def _contains(part: ColumnElement[str], *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return func.strpos(func.lower(func.concat_ws(" ", *columns)), func.lower(part)) > 0


def _application_contains(part: ColumnElement[str]) -> ColumnElement[bool]:
    table = models.PartnerApplication
    return _contains(part, table.company_name, table.email, table.website)


def _partner_contains(part: ColumnElement[str]) -> ColumnElement[bool]:
    return _contains(part, models.Partner.name, models.Partner.website)


@filters
class PartnerFilter:
    """Which partners to list."""

    search: str | None = where(
        _partner_contains,
        prepare=search_parts,
        each=True,
        description="Parts of the name or the website.",
    )


@filters
class ApplicationFilter:
    """Which applications to list."""

    status: list[PartnerApplicationStatus] | None = where(
        lambda chosen: models.PartnerApplication.status == func.any(chosen),
        type=ARRAY(Text),
        description="In one of these states.",
    )
    search: str | None = where(
        _application_contains,
        prepare=search_parts,
        each=True,
        description="Parts of the company's name, the e-mail address or the website.",
    )


_PARTNERS = Tally(models.Partner)
_IS_FIRST = models.PartnerApplication.repeats_id.is_(None)
_APPLICATIONS = Tally(models.PartnerApplication, kind=models.PartnerApplication.status, only=_IS_FIRST)


@strawberry.type
class PartnerQueries:
    partner: Partner | None = single(
        "One partner, by its id.", by={"id": key_of(models.Partner)}, requires=Permission.VIEW_PARTNERS
    )
    partners: Connection[Partner] = connection(
        "The partners that the caller may see, the latest first.",
        filter=PartnerFilter,
        order=[models.Partner.created_at, models.Partner.id],
        requires=Permission.VIEW_PARTNERS,
        total={actors.Operator: _PARTNERS, ProgramClient: _PARTNERS},
    )
    application: PartnerApplication | None = single(
        "The application that a mailed link opens.", link=LinkKind.APPLICATION
    )
    registration: Registration | None = single("What a registration link is worth.", link=LinkKind.REGISTER)
    partner_application: PartnerApplication | None = single(
        "One application, for operators.",
        by={"id": key_of(models.PartnerApplication)},
        requires=Permission.VIEW_APPLICATIONS,
    )
    applications: Connection[PartnerApplication] = connection(
        "The applications, the longest waiting first.",
        filter=ApplicationFilter,
        order=[models.PartnerApplication.submitted_at, models.PartnerApplication.id],
        descending=False,
        on=_IS_FIRST,
        requires=Permission.VIEW_APPLICATIONS,
        total={actors.Operator: _APPLICATIONS, ProgramClient: _APPLICATIONS},
    )
