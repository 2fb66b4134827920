"""Which event sends which mail to whom, with what in it, and where its link leads."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from portal.access import events as access
from portal.accounts.events import AccessEnded
from portal.accounts.models import Provisioning
from portal.clients.events import ClientLinkSent, ClientMailBounced
from portal.core.events import Event, Happening
from portal.core.links import Link, LinkKind
from portal.core.permissions import OperatorRole
from portal.core.texts import moment
from portal.core.work import Work
from portal.delivery import account_mails, joining_mails, lead_mails, payout_mails, team_mails
from portal.delivery.account_mails import provisioned, to_client, to_owners
from portal.delivery.letters import Letters, Mail, Value
from portal.delivery.security_mails import email_change_requested, email_changed, key_created, security_notice
from portal.domains.events import DomainMailSent, DomainRemoved, DomainVerified
from portal.email_changes.events import EmailChanged, EmailChangeRequested
from portal.identity.events import PasswordChanged, PasswordResetRequested
from portal.identity.models import RESET_HOURS, User
from portal.join_requests.events import AccountRequested, MemberDeclined, MemberRequested
from portal.leads.events import LeadApproved, LeadExpired, LeadRefused, LeadReminded
from portal.oauth.events import ClientCreated, TokenCreated
from portal.oauth.models import AccessToken, OAuthClient
from portal.outside_login.events import OutsideLoginLinked, OutsideLoginUnlinked
from portal.partners.events import (
    ApplicationAnswered,
    ApplicationChangesRequested,
    ApplicationRejected,
    ApplicationRepeated,
    ApplicationSubmitted,
    MemberJoined,
    PartnerClosed,
    PartnerReinstated,
    PartnerSuspended,
    RegistrationSent,
)
from portal.partners.models import PartnerApplication, Registration
from portal.passkeys.events import PasskeyAdded, PasskeyCloned, PasskeyRemoved
from portal.payouts.events import (
    PayoutMethodChanged,
    WithdrawalFailed,
    WithdrawalPaid,
    WithdrawalRejected,
    WithdrawalReturned,
)
from portal.platform.events import AccountConfirmed, AccountFailed, AccountMoved, PlanSelected
from portal.program.service import current_program
from portal.second_factors.events import RecoveryCodeUsed, TotpConfirmed, TotpRemoved
from portal.team.events import InvitationSent, MemberRemoved
from portal.transfers import events as transfers


def to_applicant(template: str) -> Letters:
    """To whoever applied, with the link of the application's status page."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        application = await work.session.get_one(PartnerApplication, event.subject_id)
        program = await current_program(work)
        values = {
            "name": application.contact_name,
            "company_name": application.company_name,
            "reason": event.reason,
            "business_days": program.review_business_days,
            "request_account_url": await joining_mails.request_account_url(work, application),
        }
        # The page belongs to the application for good, so its link never gets another version.
        return [Mail(template, application.email, Link(LinkKind.APPLICATION, application.id, 1), values)]

    return letters


def to_reviewers(template: str) -> Letters:
    """To every operator who reviews applications, with the application's page."""

    async def letters(work: Work, event: Event) -> list[Mail]:
        application = await work.session.get_one(PartnerApplication, event.subject_id)
        program = await current_program(work)
        values: dict[str, Value] = {
            "company_name": application.company_name,
            "website": application.website,
            "name": application.contact_name,
            "email": application.email,
            "country": application.country,
            "client_count": application.client_count,
            "platforms": ", ".join(application.platforms),
            "message": application.message,
            "answer": event.reason,
            "due": moment(application.due_at, program.time_zone),
        }
        path = f"/operator/applications/{application.public_id}"
        return [Mail(template, email, path, values) for email in await _reviewers(work)]

    return letters


async def _reviewers(work: Work) -> Sequence[str]:
    roles = (OperatorRole.ADMIN, OperatorRole.PARTNERSHIPS)
    query = select(User.email).where(User.operator_role.in_(roles)).order_by(User.id)
    return (await work.session.execute(query)).scalars().all()


async def registration_link(work: Work, event: Event) -> list[Mail]:
    """To the approved applicant: the link by which the first member comes in."""
    registration = await work.session.get_one(Registration, uuid.UUID(event.data["registration_id"]))
    application = await work.session.get_one(PartnerApplication, registration.application_id)
    program = await current_program(work)
    values = {
        "name": application.contact_name,
        "company_name": registration.company_name,
        "until": moment(registration.expires_at, program.time_zone),
    }
    link = Link(LinkKind.REGISTER, registration.id, int(event.data["version"]))
    return [Mail("application_approved", registration.email, link, values)]


async def reset_link(work: Work, event: Event) -> list[Mail]:
    """To whoever forgot the password."""
    person = await work.session.get(User, event.subject_id)
    if person is None:  # nobody has the address that was typed, or he was erased since
        return []
    values: dict[str, Value] = {"name": person.name, "hours": RESET_HOURS}
    return [
        Mail("password_reset", person.email, Link(LinkKind.RESET, uuid.UUID(event.data["reset_id"]), 1), values),
    ]


async def password_notice(work: Work, event: Event) -> list[Mail]:
    """To whoever has a new password, so that he learns of one that he didn't set."""
    person = await work.session.get(User, event.subject_id)
    if person is None:  # erased since
        return []
    program = await current_program(work)
    values = {"name": person.name, "email": person.email, "at": moment(event.at, program.time_zone)}
    return [Mail("password_changed", person.email, "/forgot", values)]


MAILS: Mapping[type[Happening], Sequence[Letters]] = {
    ApplicationSubmitted: (to_applicant("application_received"), to_reviewers("new_application")),
    ApplicationRepeated: (to_applicant("application_repeated"),),
    ApplicationChangesRequested: (to_applicant("changes_requested"),),
    ApplicationAnswered: (to_reviewers("application_answered"),),
    ApplicationRejected: (to_applicant("application_rejected"),),
    RegistrationSent: (registration_link,),
    PasswordResetRequested: (reset_link,),
    PasswordChanged: (password_notice,),
    EmailChangeRequested: (email_change_requested,),
    EmailChanged: (email_changed,),
    TotpConfirmed: (security_notice("totp_confirmed"),),
    TotpRemoved: (security_notice("totp_removed"),),
    PasskeyAdded: (security_notice("passkey_added"),),
    PasskeyRemoved: (security_notice("passkey_removed"),),
    PasskeyCloned: (security_notice("passkey_cloned"),),
    RecoveryCodeUsed: (security_notice("recovery_code_used"),),
    TokenCreated: (key_created(AccessToken, AccessToken.user_id),),
    ClientCreated: (key_created(OAuthClient, OAuthClient.created_by),),
    OutsideLoginLinked: (security_notice("outside_login_linked"),),
    OutsideLoginUnlinked: (security_notice("outside_login_unlinked"),),
    transfers.TransferSent: (to_client("transfer_offered"),),
    transfers.TransferReminded: (to_client("transfer_reminder"),),
    transfers.TransferAccepted: (to_client("ownership_accepted"), account_mails.transfer_accepted),
    transfers.TransferDeclined: (account_mails.transfer_declined,),
    transfers.TransferCancelled: (account_mails.transfer_cancelled,),
    transfers.TransferExpired: (account_mails.transfer_expired,),
    transfers.TransferBlocked: (account_mails.transfer_blocked,),
    transfers.ClientReminded: (account_mails.plan_reminder,),
    access.AccessRequested: (to_client("access_requested"),),
    access.AccessRequestResent: (to_client("access_requested"),),
    access.AccessGranted: (to_client("access_granted_client"), account_mails.access_granted),
    access.AccessDeclined: (account_mails.access_declined,),
    access.AccessRequestExpired: (account_mails.access_request_expired,),
    AccessEnded: (account_mails.access_ended,),
    ClientLinkSent: (to_client("client_link"),),
    ClientMailBounced: (account_mails.mail_bounced,),
    PlanSelected: (account_mails.plan_selected,),
    AccountConfirmed: (provisioned("account_confirmed", Provisioning.READY),),
    AccountFailed: (provisioned("account_failed", Provisioning.FAILED),),
    AccountMoved: (account_mails.account_moved,),
    PartnerSuspended: (to_owners("partner_suspended"),),
    PartnerReinstated: (to_owners("partner_reinstated"),),
    PartnerClosed: (to_owners("partner_closed"),),
    InvitationSent: (team_mails.invitation_link,),
    MemberRemoved: (team_mails.removal,),
    AccountRequested: (joining_mails.account_requested,),
    MemberRequested: (joining_mails.newcomer_news("member_requested"),),
    MemberJoined: (joining_mails.member_joined,),
    MemberDeclined: (joining_mails.to_newcomer("member_declined"),),
    DomainMailSent: (joining_mails.domain_link,),
    DomainVerified: (joining_mails.domain_news("domain_verified"),),
    DomainRemoved: (joining_mails.domain_news("domain_removed"),),
    LeadReminded: (lead_mails.reminder,),
    LeadExpired: (lead_mails.lead_news("lead_expired"),),
    LeadApproved: (lead_mails.lead_news("lead_approved"),),
    LeadRefused: (lead_mails.lead_news("lead_refused"),),
    PayoutMethodChanged: (payout_mails.method_changed,),
    WithdrawalPaid: (payout_mails.withdrawal_news("withdrawal_paid"),),
    WithdrawalRejected: (payout_mails.withdrawal_news("withdrawal_rejected"),),
    WithdrawalFailed: (payout_mails.withdrawal_news("withdrawal_failed"),),
    WithdrawalReturned: (payout_mails.withdrawal_news("withdrawal_returned"),),
}
