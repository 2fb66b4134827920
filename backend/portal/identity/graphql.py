"""People and sessions in GraphQL."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import strawberry
from sqlalchemy import and_, case, func, literal_column, null
from sqlalchemy.orm import InstrumentedAttribute

from portal.core import actors
from portal.core.actors import (
    ActorKind,
    LinkHolder,
    Member,
    PartnerClient,
    ProgramClient,
    RestrictedMember,
    UnprovenOperator,
)
from portal.core.chosen import is_chosen
from portal.core.events import Event
from portal.core.graphql import Context, Node, Payload, described, verb, verb_after
from portal.core.inputs import email_address, password
from portal.core.links import LinkKind, LinkStatus
from portal.core.permissions import OperatorRole, Permission
from portal.core.reading.declare import (
    Join,
    caller,
    column,
    computed,
    connection,
    everything,
    id_of,
    listing,
    one,
    part,
    per_caller,
    reads,
    single,
)
from portal.core.requests import Request
from portal.core.rules import PUBLIC
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.identity import models, service, throttle
from portal.identity.passwords import hash_password

described(
    OperatorRole,
    ADMIN="Everything that operators can do.",
    PARTNERSHIPS="Applications, partners, credit.",
    FINANCE="Rewards and withdrawals.",
    SUPPORT="Reads, and helps.",
)
described(
    ActorKind,
    MEMBER="A team member of a partner.",
    OPERATOR="One of the vendor's team.",
    CLIENT="The client who owns the account.",
    TOOL="A program with an access token.",
    APPLICANT="Somebody at a public page or with a mailed link.",
    SYSTEM="The portal itself.",
)
described(
    Permission,
    VIEW_PROFILE="Reads his own sessions.",
    VIEW_ACCOUNTS="Reads client accounts.",
    CREATE_ACCOUNTS="Creates client accounts.",
    EDIT_ACCOUNTS="Changes, archives and restores client accounts.",
    TRANSFER_ACCOUNTS="Offers accounts to clients, resends and cancels that, reminds clients of a plan.",
    REQUEST_ACCESS="Asks for access to clients' accounts.",
    LEAVE_ACCOUNTS="Gives access to clients' accounts back.",
    ANSWER_ACCESS="Answers access requests for the client, in the vendor's app.",
    REVOKE_ACCESS="Ends a partner's access to a client's account.",
    REGISTER_ACCOUNTS="Registers, confirms and closes accounts for the vendor's app.",
    MOVE_ACCOUNTS="Gives a partner's access to another partner.",
    VIEW_BILLING_EVENTS="Reads what the vendor's billing told.",
    RECORD_BILLING_EVENTS="Tells of plans and payments.",
    MATCH_BILLING_EVENTS="Says of which account billing events are that wait for one.",
    VIEW_LEADS="Reads leads.",
    EDIT_LEADS="Registers, changes, extends, withdraws and closes leads.",
    REVIEW_LEADS="Approves and refuses leads, where the program reviews them.",
    RESERVE_WEBSITES="Reserves websites for the vendor's own sales, and releases them.",
    VIEW_REFERRAL_LINKS="Reads referral links and what came by them.",
    EDIT_REFERRAL_LINKS="Makes and changes referral links.",
    VIEW_CREDIT="Reads whom a client counts for, and why.",
    CHECK_CREDIT="Asks whether a website or an account would count for the partner.",
    VIEW_CREDIT_POLICY="Reads the rules of credit.",
    EDIT_CREDIT_POLICY="Publishes rules of credit.",
    VIEW_REWARD_PLAN="Reads the reward plan, in all its versions.",
    EDIT_REWARD_PLAN="Publishes versions of the reward plan.",
    VIEW_REWARDS="Reads rewards and balances.",
    ADJUST_BALANCES="Gives to partners or takes from them, with a reason.",
    VIEW_WITHDRAWALS="Reads withdrawals.",
    WITHDRAW_REWARDS="Withdraws rewards, and cancels that.",
    VIEW_PAYOUT_METHODS="Reads where rewards are paid to, masked.",
    EDIT_PAYOUT_METHODS="Changes where rewards are paid to.",
    VIEW_PAYOUT_BATCHES="Reads payout batches and fetches their bank files.",
    APPROVE_WITHDRAWALS="Approves, rejects and pays out withdrawals.",
    VIEW_QUICK_LINKS="Reads the quick links.",
    VIEW_APPLICATIONS="Reads partners' applications.",
    REVIEW_APPLICATIONS="Approves, rejects and asks for more.",
    VIEW_PARTNERS="Reads partners.",
    EDIT_PARTNERS="Suspends, reinstates and closes partners.",
    EDIT_OWN_PARTNER="Changes the partner's own name and website.",
    VIEW_TEAM="Reads who belongs to a partner.",
    EDIT_TEAM="Invites, approves and removes colleagues, and chooses their accounts.",
    EDIT_ROLES="Changes what colleagues may do: their roles, the role and the domains by which they join.",
    VIEW_AUDIT_TRAIL="Reads who did what, when and from where.",
    EDIT_PROGRAM="Changes the program's settings and terms.",
    ADVANCE_CLOCK="Moves the test clock.",
    MANAGE_WEBHOOKS="Creates and deletes webhook endpoints, and reads what was delivered to them.",
    VIEW_ACCESS_TOKENS="Reads and revokes his own access tokens.",
    EDIT_ACCESS_TOKENS="Makes access tokens for himself.",
    EDIT_OAUTH_CLIENTS="Makes, reads and revokes OAuth2 clients: the partner's, or the program's.",
    VIEW_GRANTS="Reads and takes back what he let programs do.",
    EDIT_GRANTS="Lets programs act for himself, or log him in.",
    LOG_IN_TO_ACCOUNTS="Logs in to clients' accounts at the vendor.",
)


# Colleagues are told by name who asked for something; nobody else reads who belongs to the vendor's team.
@reads(
    models.User,
    scope={
        actors.Operator: models.User.operator_role.is_not(None),
        UnprovenOperator: and_(models.User.id == caller.user_id, models.User.operator_role.is_not(None)),
    },
)
class Operator:
    """One of the vendor's partnerships team."""

    id: strawberry.ID = id_of(models.User)
    name: str
    email: str
    role: OperatorRole = column(models.User.operator_role, "What the operator may do.", not_null=True)


_MINE = models.Session.user_id == caller.user_id


@reads(
    models.Session, scope={Member: _MINE, actors.Operator: _MINE, UnprovenOperator: _MINE}, node=Permission.VIEW_PROFILE
)
class Session(Node):
    """A browser that is signed in."""

    id: strawberry.ID = id_of(models.Session)
    created_at: dt.datetime
    last_seen_at: dt.datetime
    user_agent: str | None
    ip_address: str | None
    current: bool = column(models.Session.id == caller.session_id, "Whether this request came with it.")


def _scopes(context: Context) -> list[str]:
    return list(context.actor.scopes)


def _permissions(context: Context) -> list[Permission]:
    return sorted(context.actor.permissions)


def _second_factor_missing(context: Context) -> bool:
    return isinstance(context.actor, UnprovenOperator)


@reads(scope=dict.fromkeys((Member, actors.Operator, UnprovenOperator, ProgramClient), everything))
class Viewer:
    """Who is asking."""

    operator: Operator | None = one(models.User.id == caller.user_id, "The operator; null for anybody else.")
    scopes: list[str] = computed(
        _scopes, description="What the access token may do; empty for people who are signed in."
    )
    permissions: list[Permission] = computed(_permissions, description="What the caller may do.")
    second_factor_missing: bool = computed(
        _second_factor_missing, description="Whether an operator has to set up a second factor before all else."
    )


_RESET_STATUS = case(
    (models.PasswordReset.used_at.is_not(None), LinkStatus.USED.value),
    (models.PasswordReset.replaced_at.is_not(None), LinkStatus.REPLACED.value),
    (models.PasswordReset.expires_at <= func.work_now(), LinkStatus.EXPIRED.value),
    else_=LinkStatus.OPEN.value,
)


@reads(models.PasswordReset, scope={LinkHolder: models.PasswordReset.id == caller.link_id})
class PasswordReset:
    """A mailed link by which a password is set anew."""

    status: LinkStatus = column(_RESET_STATUS, "Whether the link still works.")


@reads(Event)
class Actor:
    """Who did something."""

    kind: ActorKind = column(Event.actor_kind, "What kind of caller it was.")
    name: str | None = column(
        per_caller(dict.fromkeys((LinkHolder, PartnerClient, ProgramClient), null()), models.User.name),
        "The person's name, where it was a person; applicants and programs don't read it.",
    )


_OWN_EVENT = Event.partner_id == caller.partner_id


@reads(
    Event,
    joins=[Join(models.User, models.User.id == Event.actor_id)],
    scope={
        Member: _OWN_EVENT,
        RestrictedMember: and_(_OWN_EVENT, is_chosen(Event.subject_id, caller.member_id)),
        actors.Operator: everything,
        ProgramClient: everything,
        LinkHolder: Event.subject_id == caller.link_id,
    },
)
class TimelineEntry:
    """One thing that happened."""

    id: strawberry.ID = id_of(Event)
    at: dt.datetime = column(Event.at, "When.")
    event: str = column(Event.type, "What, as the public type of the event; docs/events.md has them all.")
    actor: Actor = part("Who.")
    reason: str | None = column(Event.reason, "Why, in the words of who did it.")
    changes: list[str] = column(
        func.coalesce(Event.data["fields"], literal_column("'[]'::jsonb")),
        "Which fields were changed, where some were.",
    )


def timeline_of(subject: InstrumentedAttribute[uuid.UUID]) -> Any:
    """The connection of what happened to a thing, the latest first."""
    return connection("What happened to it, the latest first.", on=Event.subject_id == subject, order=[Event.id])


@strawberry.type
class IdentityQueries:
    viewer: Viewer | None = single("Who is asking; null where nobody is signed in.", requires=PUBLIC)
    sessions: list[Session] = listing(
        "Where one is signed in, the latest first.",
        order=[models.Session.last_seen_at.desc(), models.Session.id],
        requires=Permission.VIEW_PROFILE,
    )
    password_reset: PasswordReset | None = single("What a link for a new password is worth.", link=LinkKind.RESET)


@strawberry.type(description="Whether it was taken.")
class OkPayload(Payload):
    ok: bool = strawberry.field(default=False, description="True when it was taken.")


@strawberry.input(description="Which sessions to end.")
class SignOutInput:
    everywhere: bool = strawberry.field(default=False, description="All of the person's sessions, not this one alone.")


@strawberry.type(description="Whether it is done.")
class SignOutPayload(OkPayload):
    pass


@strawberry.input(description="A session to end.")
class EndSessionInput:
    session_id: strawberry.ID = strawberry.field(description="One of one's own.")


@strawberry.type(description="Whether it is done.")
class EndSessionPayload(OkPayload):
    pass


@strawberry.input(description="Whose password is forgotten.")
class RequestPasswordResetInput:
    email: str = strawberry.field(description="The address that one signs in with.")


@strawberry.type(description="Always the same, whether the e-mail is known or not.")
class RequestPasswordResetPayload(OkPayload):
    pass


@strawberry.input(description="A new password.")
class ResetPasswordInput:
    token: str = strawberry.field(description="The token at the end of the link in the mail.")
    password: str = strawberry.field(description="10 to 200 characters.")


@strawberry.type(description="Whether the new password holds.")
class ResetPasswordPayload(OkPayload):
    pass


async def _throttle_reset(runtime: Runtime, request: Request, input: RequestPasswordResetInput) -> None:
    await throttle.hit_from(runtime, "reset-address", request.ip_address, limit=30, window=throttle.HOUR)
    await throttle.hit(runtime, "reset-email", email_address(input.email), limit=5, window=throttle.HOUR)


async def _hash(runtime: Runtime, _request: Request, input: ResetPasswordInput) -> str:
    await service.check_reset(runtime, input.token)
    return await hash_password(runtime, password(input.password))


@strawberry.type
class IdentityMutations:
    @verb(PUBLIC)
    async def sign_out(work: Work, input: SignOutInput) -> SignOutPayload:
        """Ends this session, or all of one's sessions."""
        await service.sign_out(work, everywhere=input.everywhere)
        return SignOutPayload(ok=True)

    @verb(Permission.VIEW_PROFILE)
    async def end_session(work: Work, input: EndSessionInput) -> EndSessionPayload:
        """Ends one of one's own sessions."""
        await service.end_session(work, input.session_id)
        return EndSessionPayload(ok=True)

    @verb_after(_throttle_reset, PUBLIC)
    async def request_password_reset(
        work: Work, input: RequestPasswordResetInput, _throttled: None
    ) -> RequestPasswordResetPayload:
        """Mails a link for a new password where the e-mail is known; the answer is the same for every e-mail."""
        await service.request_password_reset(work, input.email)
        return RequestPasswordResetPayload(ok=True)

    @verb_after(_hash, link=LinkKind.RESET)
    async def reset_password(work: Work, input: ResetPasswordInput, password_hash: str) -> ResetPasswordPayload:
        """Sets a new password by the mailed link and ends all of the person's sessions."""
        await service.reset_password(work, input.token, password_hash)
        return ResetPasswordPayload(ok=True)
