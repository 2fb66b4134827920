"""The audit trail in GraphQL: every event, with who did it and from where."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import orjson
import strawberry
from sqlalchemy import DateTime, Uuid, func, null, select
from sqlalchemy.orm import aliased
from sqlalchemy.types import ARRAY, Text

from portal.clients.events import ClientLinkSent
from portal.core import actors
from portal.core.actors import ActorKind, ProgramClient
from portal.core.events import Event
from portal.core.graphql import Connection, Context, Node
from portal.core.ids import public_id
from portal.core.inputs import email_address
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput
from portal.core.reading.declare import (
    Join,
    column,
    computed,
    connection,
    everything,
    filters,
    id_of,
    one,
    part,
    per_caller,
    reads,
    where,
)
from portal.credit.events import PolicyPublished
from portal.decisions.events import CreditDiffers
from portal.delivery.webhooks import public_data, public_id_by
from portal.email_changes.events import EmailChanged, EmailChangeRequested
from portal.identity.events import OperatorCreated, PasswordChanged, SessionEnded, SignedIn, SignInRefused
from portal.identity.models import User
from portal.leads.events import WebsiteReleased, WebsiteReserved
from portal.oauth.models import OAuthClient
from portal.outside_login.events import OutsideLoginLinked, OutsideLoginUnlinked
from portal.partners import models as partners
from portal.partners.events import PartnerSwitched, RegistrationSent
from portal.partners.graphql import Partner
from portal.passkeys.events import PasskeyAdded, PasskeyCloned, PasskeyRemoved
from portal.platform.events import BillingEventsMatched
from portal.program.events import TermsPublished
from portal.reward_plans.events import RewardPlanPublished
from portal.rewards.events import AdjustmentRejected, AdjustmentRequested, BalanceAdjusted
from portal.second_factors.events import (
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    TotpConfirmed,
    TotpEnrolled,
    TotpRemoved,
)

# What an event is about says the first word of its type, but for these.
_SUBJECTS = {
    SignedIn.type: "user",
    SessionEnded.type: "user",
    SignInRefused.type: "user",
    PasswordChanged.type: "user",
    TotpEnrolled.type: "user",
    TotpConfirmed.type: "user",
    TotpRemoved.type: "user",
    RecoveryCodesRenewed.type: "user",
    RecoveryCodeUsed.type: "user",
    PasskeyAdded.type: "user",
    PasskeyRemoved.type: "user",
    PasskeyCloned.type: "user",
    EmailChangeRequested.type: "user",
    EmailChanged.type: "user",
    OutsideLoginLinked.type: "user",
    OutsideLoginUnlinked.type: "user",
    OperatorCreated.type: "user",
    PartnerSwitched.type: "member",
    RegistrationSent.type: "application",
    ClientLinkSent.type: "account",
    TermsPublished.type: "terms_version",
    PolicyPublished.type: "credit_policy",
    CreditDiffers.type: "account",
    WebsiteReserved.type: "reserved_website",
    WebsiteReleased.type: "reserved_website",
    RewardPlanPublished.type: "reward_plan",
    AdjustmentRequested.type: "balance_adjustment",
    BalanceAdjusted.type: "balance_adjustment",
    AdjustmentRejected.type: "balance_adjustment",
    BillingEventsMatched.type: "account",
}


def subject_id_of(event_type: str, id: uuid.UUID) -> str:
    """The public id of what an event of this type is about; the bare id where that may be one of several things."""
    return public_id_by(_SUBJECTS.get(event_type) or event_type.partition(".")[0], id)


def _subject_id(_context: Context, event_type: str, subject_id: str) -> str:
    return subject_id_of(event_type, uuid.UUID(subject_id))


def _actor_id(_context: Context, kind: str, actor_id: str | None) -> str | None:
    of = OAuthClient if kind == ActorKind.TOOL else User
    return actor_id and public_id(of.prefix, uuid.UUID(actor_id))


def _data(_context: Context, data: dict[str, Any]) -> str:
    return orjson.dumps(public_data(data)).decode()


@reads(Event)
class AuditActor:
    """Who did something. Names and addresses of people are for people; a program reads ids."""

    kind: ActorKind = column(Event.actor_kind, "What kind of caller it was.")
    id: strawberry.ID | None = computed(
        _actor_id,
        Event.actor_kind,
        Event.actor_id,
        description="The person's or the program's id; null for the portal itself, and for who isn't signed in.",
    )
    name: str | None = column(
        per_caller({ProgramClient: OAuthClient.name}, func.coalesce(User.name, OAuthClient.name)),
        "The person's or the program's name.",
    )
    email: str | None = column(per_caller({ProgramClient: null()}, User.email), "The person's address.")


@reads(
    Event,
    joins=[Join(User, User.id == Event.actor_id), Join(OAuthClient, OAuthClient.id == Event.actor_id)],
    scope={actors.Operator: everything, ProgramClient: everything},
    node=Permission.VIEW_AUDIT_TRAIL,
)
class AuditEvent(Node):
    """One thing that happened, as the audit trail keeps it."""

    id: strawberry.ID = id_of(Event)
    at: dt.datetime = column(Event.at, "When.")
    type: str = column(Event.type, "What; docs/events.md has all types.")
    actor: AuditActor = part("Who.")
    partner: Partner | None = one(partners.Partner.id == Event.partner_id, "Whose it is, where it is a partner's.")
    subject_id: strawberry.ID = computed(
        _subject_id,
        Event.type,
        Event.subject_id,
        description="What it happened to; without a prefix where the type doesn't tell what that is.",
    )
    ip_address: str | None = column(Event.ip_address, "Where it was done from.")
    reason: str | None = column(Event.reason, "Why, in the words of who did it.")
    data: str = computed(_data, Event.data, description="What else is known of it, as JSON; ids as the API shows them.")


_ID = re.compile(r"(?:[a-z]{2,8}_)?([0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def _any_id(text: str) -> uuid.UUID | None:
    """The id behind any public id: those of different kinds never meet."""
    match = _ID.fullmatch(text)
    return uuid.UUID(match[1]) if match else None


_Person = aliased(User)


def _any_address(typed: str) -> str | None:
    """The address as log-ins have it; None for what is no address, which nobody signs in with."""
    try:
        return email_address(typed)
    except InvalidInput:
        return None


@filters
class AuditFilter:
    """Which events to list."""

    type: list[str] | None = where(
        lambda chosen: Event.type == func.any(chosen), type=ARRAY(Text), description="Of these types."
    )
    actor_kind: list[ActorKind] | None = where(
        lambda chosen: Event.actor_kind == func.any(chosen), type=ARRAY(Text), description="Done by callers like these."
    )
    actor_id: strawberry.ID | None = where(
        lambda key: Event.actor_id == key, prepare=_any_id, type=Uuid(), description="Done by this person or program."
    )
    actor_email: str | None = where(
        lambda email: Event.actor_id == select(_Person.id).where(_Person.email == email).scalar_subquery(),
        prepare=_any_address,
        description="Done by the person who signs in with this address.",
    )
    partner_id: strawberry.ID | None = where(
        lambda key: Event.partner_id == key, prepare=_any_id, type=Uuid(), description="Of this partner."
    )
    subject_id: strawberry.ID | None = where(
        lambda key: Event.subject_id == key, prepare=_any_id, type=Uuid(), description="What happened to this."
    )
    ip_address: str | None = where(
        lambda address: Event.ip_address == address, prepare=str.strip, description="Done from this address."
    )
    from_: dt.datetime | None = where(
        lambda moment: Event.at >= moment, type=DateTime(timezone=True), description="At this moment or later."
    )
    to: dt.datetime | None = where(
        lambda moment: Event.at < moment, type=DateTime(timezone=True), description="Before this moment."
    )


@strawberry.type
class AuditQueries:
    audit_events: Connection[AuditEvent] = connection(
        "All that happened, the latest first.",
        filter=AuditFilter,
        order=[Event.at, Event.id],
        requires=Permission.VIEW_AUDIT_TRAIL,
    )
