"""The verbs of partners in GraphQL: what is sent, and what is answered."""

from __future__ import annotations

import strawberry

from portal.core.graphql import Payload, verb, verb_after
from portal.core.links import LinkKind
from portal.core.permissions import Permission
from portal.core.reading.declare import read
from portal.core.requests import Request
from portal.core.rules import PUBLIC
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.identity import throttle
from portal.identity.graphql import OkPayload, Operator
from portal.identity.models import User
from portal.partners import joining, service
from portal.partners.graphql import Partner, PartnerApplication, TeamMember
from portal.partners.service import ApplicationForm
from portal.passkeys.proving import Shown, who_shows


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


@strawberry.input(description="E-mail and password.")
class SignInInput:
    email: str = strawberry.field(description="The address of the log-in.")
    password: str = strawberry.field(description="The password.")
    code: str | None = strawberry.field(
        default=None,
        description="A code of the authenticator app, or a recovery code: once the answer was CODE_REQUIRED.",
    )


@strawberry.type(description="Who signed in.")
class SignInPayload(Payload):
    member: TeamMember | None = strawberry.field(
        default=None, description="The member, at the partner where he was last."
    )
    operator: Operator | None = strawberry.field(default=None, description="The operator.")


@strawberry.input(description="A passkey that signed the challenge.")
class SignInWithPasskeyInput:
    credential: str = strawberry.field(description="What the browser answered: `JSON.stringify(credential)`.")


@strawberry.type(description="Who signed in.")
class SignInWithPasskeyPayload(SignInPayload):
    pass


@strawberry.type
class PartnerPayload(Payload):
    partner: Partner | None = strawberry.field(default=None, description="The partner as it is now.")


@strawberry.input(description="A partner to suspend.")
class SuspendPartnerInput:
    partner_id: strawberry.ID = strawberry.field(description="The partner's id.")
    reason: str | None = strawberry.field(default=None, description="Why; the partner reads it.")


@strawberry.type(description="The suspended partner.")
class SuspendPartnerPayload(PartnerPayload):
    pass


@strawberry.input(description="A partner to reinstate.")
class ReinstatePartnerInput:
    partner_id: strawberry.ID = strawberry.field(description="The partner's id.")
    reason: str | None = strawberry.field(default=None, description="Why; it stands in the trail.")


@strawberry.type(description="The reinstated partner.")
class ReinstatePartnerPayload(PartnerPayload):
    pass


async def _throttle_apply(runtime: Runtime, request: Request, _input: ApplyToProgramInput) -> None:
    await throttle.hit_from(runtime, "apply-address", request.ip_address, limit=60, window=throttle.HOUR)


async def _throttle_resend(runtime: Runtime, request: Request, input: ResendRegistrationInput) -> None:
    if input.token is None:
        return
    await throttle.hit_from(runtime, "resend-address", request.ip_address, limit=30, window=throttle.HOUR)
    link = service.link_for_resending(runtime, input.token)
    await throttle.hit(runtime, "resend-link", str(link.id), limit=5, window=throttle.HOUR)


async def _who_signs_in(runtime: Runtime, request: Request, input: SignInInput) -> joining.Newcomer:
    return await joining.who_signs_in(runtime, request, input.email, input.password, input.code)


async def _who_shows(runtime: Runtime, request: Request, input: SignInWithPasskeyInput) -> Shown:
    return await who_shows(runtime, request, input.credential)


@strawberry.type
class PartnerMutations:
    @verb_after(_throttle_apply, PUBLIC)
    async def apply_to_program(work: Work, input: ApplyToProgramInput, _throttled: None) -> ApplyToProgramPayload:
        """Applies to the program. The answer is alike in every case; the link to follow it comes by mail."""
        form = ApplicationForm(**vars(input))
        return ApplyToProgramPayload(application=read(PartnerApplication, await service.apply_to_program(work, form)))

    @verb(link=LinkKind.APPLICATION)
    async def answer_application(work: Work, input: AnswerApplicationInput) -> AnswerApplicationPayload:
        """Answers what the operators asked; by the link from the mail."""
        application = await service.answer_application(
            work, input.token, input.message, company_name=input.company_name, new_website=input.website
        )
        return AnswerApplicationPayload(application=read(PartnerApplication, application))

    @verb(Permission.REVIEW_APPLICATIONS)
    async def approve_application(work: Work, input: ApproveApplicationInput) -> ApproveApplicationPayload:
        """Takes the agency into the program and mails it the registration link."""
        application, partner = await service.approve_application(work, input.application_id)
        return ApproveApplicationPayload(
            application=read(PartnerApplication, application), partner=read(Partner, partner)
        )

    @verb(Permission.REVIEW_APPLICATIONS)
    async def reject_application(work: Work, input: RejectApplicationInput) -> RejectApplicationPayload:
        """Declines the agency, with the reason."""
        application = await service.reject_application(work, input.application_id, input.reason)
        return RejectApplicationPayload(application=read(PartnerApplication, application))

    @verb(Permission.REVIEW_APPLICATIONS)
    async def request_application_changes(
        work: Work, input: RequestApplicationChangesInput
    ) -> RequestApplicationChangesPayload:
        """Asks the applicant for more."""
        application = await service.request_application_changes(work, input.application_id, input.reason)
        return RequestApplicationChangesPayload(application=read(PartnerApplication, application))

    @verb_after(_throttle_resend, Permission.REVIEW_APPLICATIONS, link=(LinkKind.APPLICATION, LinkKind.REGISTER))
    async def resend_registration(
        work: Work, input: ResendRegistrationInput, _throttled: None
    ) -> ResendRegistrationPayload:
        """Mails a fresh registration link of 14 days; the older ones stop working."""
        application = await service.resend_registration(work, input.application_id, input.token)
        shown = read(PartnerApplication, application) if application else None
        return ResendRegistrationPayload(ok=True, application=shown)

    @verb_after(_who_signs_in, PUBLIC)
    async def sign_in(work: Work, input: SignInInput, person: joining.Newcomer) -> SignInPayload:
        """Signs in with e-mail, password and, of whoever has one, a code of his app; the session comes as a cookie."""
        assert person.credentials is not None
        found = await joining.sign_in(work, person.credentials, person.code)
        if isinstance(found, User):
            return SignInPayload(operator=read(Operator, found))
        return SignInPayload(member=read(TeamMember, found))

    @verb_after(_who_shows, PUBLIC)
    async def sign_in_with_passkey(work: Work, input: SignInWithPasskeyInput, shown: Shown) -> SignInWithPasskeyPayload:
        """Signs in with a passkey, in the browser that sent startSigningInWithPasskey; the session is a cookie."""
        found = await joining.sign_in_with_passkey(work, shown)
        if isinstance(found, User):
            return SignInWithPasskeyPayload(operator=read(Operator, found))
        return SignInWithPasskeyPayload(member=read(TeamMember, found))

    @verb(Permission.EDIT_PARTNERS)
    async def suspend_partner(work: Work, input: SuspendPartnerInput) -> SuspendPartnerPayload:
        """Lets a partner's members only read, and ends what they may enter, until it is reinstated."""
        partner = await service.suspend_partner(work, input.partner_id, input.reason)
        return SuspendPartnerPayload(partner=read(Partner, partner))

    @verb(Permission.EDIT_PARTNERS)
    async def reinstate_partner(work: Work, input: ReinstatePartnerInput) -> ReinstatePartnerPayload:
        """Lets a suspended partner go on as before."""
        partner = await service.reinstate_partner(work, input.partner_id, input.reason)
        return ReinstatePartnerPayload(partner=read(Partner, partner))
