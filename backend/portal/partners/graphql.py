"""Partners, their team and their applications in GraphQL."""

from __future__ import annotations

import datetime as dt

import strawberry
from sqlalchemy import ColumnElement, and_, case, exists, func, or_
from sqlalchemy.orm import aliased
from sqlalchemy.types import ARRAY, Text

from portal.core import actors
from portal.core.actors import LinkHolder, Member, ProgramClient
from portal.core.graphql import Connection, Context, Node, Payload, described, verb, verb_after
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
    read,
    reads,
    single,
    where,
)
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.identity import throttle
from portal.identity.graphql import OkPayload, Operator, TimelineEntry, Viewer, timeline_of
from portal.identity.models import User
from portal.identity.service import Credentials, check_password
from portal.partners import models, service
from portal.partners.models import MemberStatus, PartnerApplicationStatus, PartnerStatus
from portal.partners.service import ApplicationForm, Newcomer

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
    partner: Partner = one(models.Partner.id == models.TeamMember.partner_id, "Whose member it is.")


def _referral_url(context: Context, code: str) -> str:
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
        _referral_url, models.Partner.referral_code, description="The link by which the partner brings clients."
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


def _contains(part: ColumnElement[str]) -> ColumnElement[bool]:
    table = models.PartnerApplication
    everything_of_it = func.concat_ws(" ", table.company_name, table.email, table.website)
    return func.strpos(func.lower(everything_of_it), func.lower(part)) > 0


@filters
class ApplicationFilter:
    """Which applications to list."""

    status: list[PartnerApplicationStatus] | None = where(
        lambda chosen: models.PartnerApplication.status == func.any(chosen),
        type=ARRAY(Text),
        description="In one of these states.",
    )
    search: str | None = where(
        _contains,
        prepare=search_parts,
        each=True,
        description="Parts of the company's name, the e-mail address or the website.",
    )


@strawberry.type
class PartnerQueries:
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
        on=models.PartnerApplication.repeats_id.is_(None),
        requires=Permission.VIEW_APPLICATIONS,
    )


# --- what is sent ---------------------------------------------------------------------------------------------------


@strawberry.input(description="An application to the program.")
class ApplyToProgramInput:
    company_name: str = strawberry.field(description="The agency's name, 120 characters at most.")
    website: str = strawberry.field(description="The agency's website.")
    contact_name: str = strawberry.field(description="Who applies, 120 characters at most.")
    email: str = strawberry.field(description="Where the answer goes.")
    country: str = strawberry.field(description="ISO 3166-1 code of two letters.")
    client_count: int | None = strawberry.field(default=None, description="How many clients the agency has.")
    platforms: list[str] | None = strawberry.field(default=None, description="With which shop platforms it works.")
    message: str | None = strawberry.field(default=None, description="5,000 characters at most.")
    accepted_terms_version: int | None = strawberry.field(
        default=None, description="The version of the terms that is agreed to; needed once terms are published."
    )


@strawberry.type(description="The application as it was sent; alike whoever applies.")
class ApplyToProgramPayload(Payload):
    application: PartnerApplication | None = strawberry.field(default=None, description="The application.")


@strawberry.input(description="The applicant's answer.")
class AnswerApplicationInput:
    token: str = strawberry.field(description="The token at the end of the link in the mail.")
    message: str = strawberry.field(description="The answer, 5,000 characters at most.")
    company_name: str | None = strawberry.field(default=None, description="The name, where it was wrong.")
    website: str | None = strawberry.field(default=None, description="The website, where it was wrong.")


@strawberry.type(description="The application, back in the queue.")
class AnswerApplicationPayload(Payload):
    application: PartnerApplication | None = strawberry.field(default=None, description="The application.")


@strawberry.input(description="An application to approve.")
class ApproveApplicationInput:
    application_id: strawberry.ID = strawberry.field(description="Which one.")


@strawberry.type(description="The application and the partner that it became.")
class ApproveApplicationPayload(Payload):
    application: PartnerApplication | None = strawberry.field(default=None, description="The application.")
    partner: Partner | None = strawberry.field(default=None, description="The new partner.")


@strawberry.input(description="An application to reject.")
class RejectApplicationInput:
    application_id: strawberry.ID = strawberry.field(description="Which one.")
    reason: str = strawberry.field(description="Why; the applicant reads it.")


@strawberry.type(description="The rejected application.")
class RejectApplicationPayload(Payload):
    application: PartnerApplication | None = strawberry.field(default=None, description="The application.")


@strawberry.input(description="What is missing in an application.")
class RequestApplicationChangesInput:
    application_id: strawberry.ID = strawberry.field(description="Which one.")
    reason: str = strawberry.field(description="What is asked of the applicant, who reads it.")


@strawberry.type(description="The application, which now waits for the applicant.")
class RequestApplicationChangesPayload(Payload):
    application: PartnerApplication | None = strawberry.field(default=None, description="The application.")


@strawberry.input(description="Exactly one of the two.")
class ResendRegistrationInput:
    application_id: strawberry.ID | None = strawberry.field(default=None, description="For operators.")
    token: str | None = strawberry.field(
        default=None, description="For the applicant: of the application's link, or of an older registration link."
    )


@strawberry.type(description="Whether a fresh link is on its way.")
class ResendRegistrationPayload(OkPayload):
    application: PartnerApplication | None = strawberry.field(default=None, description="The application.")


@strawberry.input(description="The first member of a new partner.")
class RegisterMemberInput:
    token: str = strawberry.field(description="The token at the end of the link in the mail.")
    name: str = strawberry.field(description="The member's name, 120 characters at most.")
    password: str = strawberry.field(
        description="10 to 200 characters; one's own, where the address has a log-in already."
    )


@strawberry.type(description="The member, signed in.")
class RegisterMemberPayload(Payload):
    member: TeamMember | None = strawberry.field(default=None, description="The member.")


@strawberry.input(description="E-mail and password.")
class SignInInput:
    email: str = strawberry.field(description="The address of the log-in.")
    password: str = strawberry.field(description="The password.")


@strawberry.type(description="Who signed in.")
class SignInPayload(Payload):
    member: TeamMember | None = strawberry.field(
        default=None, description="The member, at the partner where he was last."
    )
    operator: Operator | None = strawberry.field(default=None, description="The operator.")


async def _throttle_apply(runtime: Runtime, request: Request, _input: ApplyToProgramInput) -> None:
    await throttle.hit_from(runtime, "apply-address", request.ip_address, limit=60, window=throttle.HOUR)


async def _throttle_resend(runtime: Runtime, request: Request, input: ResendRegistrationInput) -> None:
    if input.token is None:
        return
    await throttle.hit_from(runtime, "resend-address", request.ip_address, limit=30, window=throttle.HOUR)
    link = service.link_for_resending(runtime, input.token)
    await throttle.hit(runtime, "resend-link", str(link.id), limit=5, window=throttle.HOUR)


async def _who_registers(runtime: Runtime, request: Request, input: RegisterMemberInput) -> Newcomer:
    return await service.who_registers(runtime, request, input.token, input.password)


async def _check_password(runtime: Runtime, request: Request, input: SignInInput) -> Credentials:
    return await check_password(runtime, request, input.email, input.password)


@strawberry.type
class PartnerMutations:
    @verb_after(_throttle_apply)
    async def apply_to_program(work: Work, input: ApplyToProgramInput, _throttled: None) -> ApplyToProgramPayload:
        """Applies to the program. The answer is alike in every case; the link to follow it comes by mail."""
        form = ApplicationForm(**vars(input))
        return ApplyToProgramPayload(application=read(PartnerApplication, await service.apply_to_program(work, form)))

    @verb
    async def answer_application(work: Work, input: AnswerApplicationInput) -> AnswerApplicationPayload:
        """Answers what the operators asked; by the link from the mail."""
        application = await service.answer_application(
            work, input.token, input.message, company_name=input.company_name, new_website=input.website
        )
        return AnswerApplicationPayload(application=read(PartnerApplication, application))

    @verb
    async def approve_application(work: Work, input: ApproveApplicationInput) -> ApproveApplicationPayload:
        """Takes the agency into the program and mails it the registration link."""
        application, partner = await service.approve_application(work, input.application_id)
        return ApproveApplicationPayload(
            application=read(PartnerApplication, application), partner=read(Partner, partner)
        )

    @verb
    async def reject_application(work: Work, input: RejectApplicationInput) -> RejectApplicationPayload:
        """Declines the agency, with the reason."""
        application = await service.reject_application(work, input.application_id, input.reason)
        return RejectApplicationPayload(application=read(PartnerApplication, application))

    @verb
    async def request_application_changes(
        work: Work, input: RequestApplicationChangesInput
    ) -> RequestApplicationChangesPayload:
        """Asks the applicant for more."""
        application = await service.request_application_changes(work, input.application_id, input.reason)
        return RequestApplicationChangesPayload(application=read(PartnerApplication, application))

    @verb_after(_throttle_resend)
    async def resend_registration(
        work: Work, input: ResendRegistrationInput, _throttled: None
    ) -> ResendRegistrationPayload:
        """Mails a fresh registration link of 14 days; the older ones stop working."""
        application = await service.resend_registration(work, input.application_id, input.token)
        shown = read(PartnerApplication, application) if application else None
        return ResendRegistrationPayload(ok=True, application=shown)

    @verb_after(_who_registers)
    async def register_member(work: Work, input: RegisterMemberInput, newcomer: Newcomer) -> RegisterMemberPayload:
        """Makes the first member of a new partner by the mailed link, and signs him in."""
        joined = await service.register_member(work, input.token, input.name, newcomer)
        return RegisterMemberPayload(member=read(TeamMember, joined))

    @verb_after(_check_password)
    async def sign_in(work: Work, input: SignInInput, credentials: Credentials) -> SignInPayload:
        """Signs in with e-mail and password; the session comes as a cookie."""
        found = await service.sign_in(work, credentials)
        if isinstance(found, User):
            return SignInPayload(operator=read(Operator, found))
        return SignInPayload(member=read(TeamMember, found))
