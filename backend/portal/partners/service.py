"""The verbs by which an agency joins."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy import text as sql

from portal.core.actors import Actor, Anonymous, LinkHolder, member
from portal.core.ids import new_id
from portal.core.inputs import country, email_address, optional_text, password, text
from portal.core.links import Link, LinkKind
from portal.core.permissions import MemberRole, Permission
from portal.core.problems import Conflict, InvalidInput, LinkProblem, Problem, UserErrorCode
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.core.websites import website
from portal.core.work import Work, open_work
from portal.identity import throttle
from portal.identity.models import User
from portal.identity.passwords import hash_password
from portal.identity.service import (
    Credentials,
    act_as_owner,
    check_password,
    end_this_session,
    operator_of,
    start_session,
)
from portal.partners.events import (
    ApplicationAnswered,
    ApplicationApproved,
    ApplicationChangesRequested,
    ApplicationRejected,
    ApplicationRepeated,
    ApplicationSubmitted,
    MemberJoined,
    PartnerApproved,
    PartnerClosed,
    PartnerReinstated,
    PartnerSuspended,
    RegistrationSent,
)
from portal.partners.models import (
    REGISTRATION_DAYS,
    MemberStatus,
    Partner,
    PartnerApplication,
    PartnerApplicationStatus,
    PartnerStatus,
    Registration,
    TeamMember,
)
from portal.program.service import current_program, current_terms, due_after_business_days


@dataclass(frozen=True, kw_only=True)
class ApplicationForm:
    """What an applicant sends, as it was typed."""

    company_name: str
    website: str
    contact_name: str
    email: str
    country: str
    client_count: int | None = None
    platforms: list[str] | None = None
    message: str | None = None
    accepted_terms_version: int | None = None


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Who comes in by a registration link: somebody new with a password's hash, or a person who has a log-in."""

    password_hash: str | None = None
    credentials: Credentials | None = None


# Takes the address's turn first, so that of two applications at once the second finds the first.
_FIRST_APPLICATION = sql("select first_application(:email)")


async def apply_to_program(work: Work, form: ApplicationForm) -> PartnerApplication:
    """Takes an application. The same address applying again gets the same answer and its status link once more.

    Raises InvalidInput for what can't be kept, or when published terms weren't agreed to.
    """
    program = await current_program(work)
    application = _application(form, work.now)
    application.due_at = due_after_business_days(work.now, program.review_business_days, program.time_zone)
    await _agree_to_terms(work, application, form.accepted_terms_version)
    # Whoever applies holds his application: nothing else can be read by this request.
    await work.act_as(LinkHolder(link_id=application.id))
    first_id = (await work.session.execute(_FIRST_APPLICATION, {"email": application.email})).scalar_one()
    application.repeats_id = first_id
    work.add(application)
    # Anybody can type anybody's address: it gets three mails a day, and the answer doesn't tell.
    may_mail = await throttle.within(work, "application-mail", application.email, limit=3, window=throttle.DAY)
    if first_id is None:
        work.record(ApplicationSubmitted(subject_id=application.id))
    elif may_mail:
        work.record(ApplicationRepeated(subject_id=first_id, repeated_id=application.id))
    # Shown as to anybody: by its timeline, a first application could be told from a repeated one.
    work.actor = Anonymous()
    return application


def _application(form: ApplicationForm, now: dt.datetime) -> PartnerApplication:
    site = website(form.website)
    if form.client_count is not None and not 0 <= form.client_count <= 1_000_000:
        raise InvalidInput(_("Give a number from 0 to 1,000,000."), field="clientCount")
    platforms = [text(platform, "platforms", longest=60) for platform in form.platforms or []]
    if len(platforms) > 20:
        raise InvalidInput(_("Name 20 platforms at most."), field="platforms")
    chosen_country = country(form.country)
    if chosen_country is None:
        raise InvalidInput(_("This can't be empty."), field="country")
    return PartnerApplication(
        id=new_id(),
        company_name=text(form.company_name, "companyName", longest=120),
        website=site.host,
        website_key=site.key,
        contact_name=text(form.contact_name, "contactName", longest=120),
        email=email_address(form.email),
        country=chosen_country,
        client_count=form.client_count,
        platforms=platforms,
        message=optional_text(form.message, "message", longest=5_000, lines=True),
        status=PartnerApplicationStatus.SUBMITTED,
        submitted_at=now,
    )


async def _agree_to_terms(work: Work, application: PartnerApplication, accepted: int | None) -> None:
    terms = await current_terms(work)
    if terms is None:
        return
    if accepted != terms.version:
        message = _("Read and accept the program's terms, version {version}.", version=terms.version)
        raise InvalidInput(message, field="acceptedTermsVersion")
    application.accepted_terms_version, application.terms_accepted_at = terms.version, work.now


async def answer_application(
    work: Work, token: str, message: str, *, company_name: str | None = None, new_website: str | None = None
) -> PartnerApplication:
    """The applicant answers what the operators asked; the application goes back into the queue.

    Raises LinkProblem for a forged link, Conflict when nothing was asked.
    """
    application = await _by_link(work, token)
    program = await current_program(work)
    due_at = due_after_business_days(work.now, program.review_business_days, program.time_zone)
    answer = text(message, "message", longest=5_000, lines=True)
    application.take_answer(answer, due_at)
    if company_name is not None:
        application.company_name = text(company_name, "companyName", longest=120)
    if new_website is not None:
        site = website(new_website)
        application.website, application.website_key = site.host, site.key
    work.record(ApplicationAnswered(subject_id=application.id, reason=answer))
    return application


async def approve_application(work: Work, application_id: str) -> tuple[PartnerApplication, Partner]:
    """Makes the partner with its referral link and has the registration link mailed.

    Raises NotFound, or Conflict when it is decided already.
    """
    application = await _for_review(work, application_id)
    partner = Partner(
        id=new_id(),
        name=application.company_name,
        website=application.website,
        website_key=application.website_key,
        status=PartnerStatus.ACTIVE,
        referral_code=Partner.new_referral_code(),
        created_at=work.now,
    )
    application.approve(partner, work.now)
    work.add(partner)
    await work.session.flush()
    registration = Registration(
        id=new_id(),
        application_id=application.id,
        partner_id=partner.id,
        company_name=application.company_name,
        email=application.email,
        version=1,
        expires_at=work.now + dt.timedelta(days=REGISTRATION_DAYS),
    )
    work.add(registration)
    work.record(ApplicationApproved(subject_id=application.id, partner_id=partner.id))
    work.record(
        PartnerApproved(
            subject_id=partner.id,
            partner_id=partner.id,
            application_id=application.id,
            name=partner.name,
            website=partner.website,
            referral_code=partner.referral_code,
        )
    )
    work.record(RegistrationSent(subject_id=application.id, registration_id=registration.id, version=1))
    return application, partner


async def reject_application(work: Work, application_id: str, reason: str) -> PartnerApplication:
    """Declines it with the reason that the applicant reads. Raises NotFound or Conflict."""
    application = await _for_review(work, application_id)
    reason = text(reason, "reason", longest=2_000, lines=True)
    application.reject(reason, work.now)
    work.record(ApplicationRejected(subject_id=application.id, reason=reason))
    return application


async def request_application_changes(work: Work, application_id: str, reason: str) -> PartnerApplication:
    """Asks the applicant for more; he answers by his link. Raises NotFound or Conflict."""
    application = await _for_review(work, application_id)
    reason = text(reason, "reason", longest=2_000, lines=True)
    application.request_changes(reason)
    work.record(ApplicationChangesRequested(subject_id=application.id, reason=reason))
    return application


async def resend_registration(work: Work, application_id: str | None, token: str | None) -> PartnerApplication | None:
    """Mails a fresh registration link and kills the old one.

    An operator names the application; the holder of an older link of ours (of the application, or of the registration
    itself) shows its token, and the mail goes to the address that is on file. Raises Conflict before the approval and
    after somebody registered.
    """
    if (application_id is None) == (token is None):
        raise InvalidInput(_("Give either applicationId or token."), field="applicationId")
    if application_id is not None:
        application, registration = await _registration_of(work, application_id)
    else:
        application, registration = await _registration_by_link(work, token or "")
    if registration is None:
        raise Conflict(_("This application is not approved, so there is no registration link yet."))
    registration.resend(work.now)
    work.record(
        RegistrationSent(
            subject_id=registration.application_id, registration_id=registration.id, version=registration.version
        )
    )
    return application


def link_for_resending(runtime: Runtime, token: str) -> Link:
    """The application's link, or one of the registration, be it ever so old. Raises LinkProblem for a forged one."""
    return runtime.links.read(LinkKind.REGISTER, token) or _read(runtime, LinkKind.APPLICATION, token)


async def register_member(work: Work, token: str, name: str, newcomer: Newcomer) -> TeamMember:
    """The first member of an approved partner comes in by the mailed link, and is signed in.

    Raises LinkProblem for a link that is forged, used, replaced or over.
    """
    link = _read(work.runtime, LinkKind.REGISTER, token)
    await end_this_session(work)
    await work.act_as(LinkHolder(link_id=link.id))
    registration = await _registration_to_use(work, link)
    registration.use(link.version, work.now)
    # Written while its link's holder may still do so; from here on the new member acts for himself.
    await work.session.flush()
    if newcomer.credentials is not None:
        await act_as_owner(work, newcomer.credentials)
        user_id = newcomer.credentials.user_id
    else:
        user_id = await _new_user(work, registration.email, name, newcomer)
    joined = TeamMember(
        id=new_id(),
        partner_id=registration.partner_id,
        user_id=user_id,
        role=MemberRole.OWNER,
        status=MemberStatus.ACTIVE,
        joined_at=work.now,
    )
    await work.act_as(_as_member(joined))
    work.add(joined)
    await work.session.flush()
    await start_session(work, user_id, joined.partner_id)
    work.record(
        MemberJoined(subject_id=joined.id, partner_id=joined.partner_id, user_id=user_id, role=MemberRole.OWNER.value)
    )
    return joined


async def _new_user(work: Work, email: str, name: str, newcomer: Newcomer) -> uuid.UUID:
    user = User(id=new_id(), name=text(name, "name", longest=120), email=email, created_at=work.now)
    user.password_hash = newcomer.password_hash
    work.add(user)
    await work.session.flush()
    return user.id


async def sign_in(work: Work, credentials: Credentials) -> TeamMember | User:
    """Signs in whoever gave the right password: at the partner where he was last, or as an operator.

    Raises Problem for somebody who belongs to no partner any more, or waits for approval.
    """
    await end_this_session(work)
    await act_as_owner(work, credentials)
    at = (
        select(TeamMember)
        .join(Partner, Partner.id == TeamMember.partner_id)
        .where(TeamMember.user_id == credentials.user_id, TeamMember.status == MemberStatus.ACTIVE)
        .where(Partner.status != PartnerStatus.CLOSED)
        .order_by(TeamMember.last_seen_at.desc().nulls_last(), TeamMember.id)
        .limit(1)
    )
    found = (await work.session.execute(at)).scalar_one_or_none()
    if found is not None:
        await work.act_as(_as_member(found))
        await start_session(work, credentials.user_id, found.partner_id)
        return found
    operator = await operator_of(work, credentials.user_id)
    if operator is None:
        raise await _no_place(work, credentials.user_id)
    await work.act_as(operator)
    await start_session(work, credentials.user_id, None)
    return await work.session.get_one(User, credentials.user_id)


async def _no_place(work: Work, user_id: uuid.UUID) -> Problem:
    """Why a person who gave the right password isn't signed in."""
    waits = select(TeamMember.id).where(TeamMember.user_id == user_id, TeamMember.status == MemberStatus.PENDING)
    if (await work.session.execute(waits.limit(1))).first() is not None:
        message = _("Your request to join waits for approval by your team. We mail you once it is decided.")
    else:
        message = _("This log-in belongs to no partner. Ask an owner of your team for an invitation.")
    return Problem(message, code=UserErrorCode.NOT_ALLOWED)


async def who_registers(runtime: Runtime, request: Request, token: str, password_: str) -> Newcomer:
    """Before registering, outside any transaction: hashes the password, or checks it where the address has a log-in.

    Raises InvalidInput for a password that won't do or is wrong, LinkProblem for a link that doesn't work, Throttled
    after 20 tries with one link in an hour.
    """
    link = _read(runtime, LinkKind.REGISTER, token)
    await throttle.hit(runtime, "register-link", str(link.id), limit=20, window=throttle.HOUR)
    async with open_work(runtime, Request(), LinkHolder(link_id=link.id)) as work:
        registration = await _registration_to_use(work, link)
        registration.check(link.version, work.now)
        known = select(User.email).where(User.email == registration.email)
        email = (await work.session.execute(known)).scalar_one_or_none()
    if email is None:
        return Newcomer(password_hash=await hash_password(runtime, password(password_)))
    try:
        return Newcomer(credentials=await check_password(runtime, request, email, password_))
    except Problem:
        message = _("This e-mail address has a log-in already. Enter its password to join with it.")
        raise InvalidInput(message, field="password") from None


async def suspend_partner(work: Work, partner_id: str, reason: str | None) -> Partner:
    """Its members only read, and nobody enters accounts, until it is reinstated. Raises NotFound or Conflict."""
    work.require(Permission.EDIT_PARTNERS)
    partner = await work.get(Partner, partner_id, field="partnerId")
    why = optional_text(reason, "reason", longest=1_000, lines=True)
    partner.suspend()
    work.record(PartnerSuspended(subject_id=partner.id, partner_id=partner.id, reason=why))
    return partner


async def reinstate_partner(work: Work, partner_id: str, reason: str | None) -> Partner:
    """Everything goes on as before. Raises NotFound or Conflict."""
    work.require(Permission.EDIT_PARTNERS)
    partner = await work.get(Partner, partner_id, field="partnerId")
    why = optional_text(reason, "reason", longest=1_000, lines=True)
    partner.reinstate()
    work.record(PartnerReinstated(subject_id=partner.id, partner_id=partner.id, reason=why))
    return partner


def record_closed(work: Work, partner: Partner, reason: str | None) -> None:
    """Tells that a partner left; a room above has seen to his accounts."""
    work.record(PartnerClosed(subject_id=partner.id, partner_id=partner.id, reason=reason))


# --- shared by the verbs --------------------------------------------------------------------------------------------


async def _for_review(work: Work, application_id: str) -> PartnerApplication:
    work.require(Permission.REVIEW_APPLICATIONS)
    application = await work.get(PartnerApplication, application_id, field="applicationId")
    if application.repeats_id is not None:
        raise Conflict(_("This repeats an earlier application. Review the first one of this address."))
    return application


async def _by_link(work: Work, token: str) -> PartnerApplication:
    link = _read(work.runtime, LinkKind.APPLICATION, token)
    await work.act_as(LinkHolder(link_id=link.id))
    application = await work.find(
        PartnerApplication, select(PartnerApplication).where(PartnerApplication.id == link.id)
    )
    if application is None:
        raise _forged()
    return application


async def _registration_of(work: Work, application_id: str) -> tuple[PartnerApplication | None, Registration | None]:
    work.require(Permission.REVIEW_APPLICATIONS)
    application = await work.get(PartnerApplication, application_id, field="applicationId")
    return application, await _registration(work, Registration.application_id == application.id)


async def _registration_by_link(work: Work, token: str) -> tuple[PartnerApplication | None, Registration | None]:
    link = link_for_resending(work.runtime, token)
    if link.kind is LinkKind.APPLICATION:
        application = await _by_link(work, token)
        return application, await _registration(work, Registration.application_id == application.id)
    await work.act_as(LinkHolder(link_id=link.id))
    return None, await _registration(work, Registration.id == link.id)


async def _registration(work: Work, condition: ColumnElement[bool]) -> Registration | None:
    # Row level security shows a link's holder his own alone.
    query = select(Registration).where(condition).with_for_update()
    return (await work.session.execute(query)).scalar_one_or_none()


async def _registration_to_use(work: Work, link: Link) -> Registration:
    registration = await work.find(Registration, select(Registration).where(Registration.id == link.id))
    if registration is None:
        raise _forged()
    return registration


def _read(runtime: Runtime, kind: LinkKind, token: str) -> Link:
    link = runtime.links.read(kind, token)
    if link is None:
        raise _forged()
    return link


def _forged() -> LinkProblem:
    message = _("This link is not one of ours. Open it from the mail again, in full.")
    return LinkProblem(message, code=UserErrorCode.NOT_FOUND)


def _as_member(row: TeamMember) -> Actor:
    return member(role=MemberRole(row.role), user_id=row.user_id, member_id=row.id, partner_id=row.partner_id)
