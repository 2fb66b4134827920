"""The credit policy in GraphQL."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import orjson
import strawberry
from sqlalchemy import func, null, select
from sqlalchemy.orm import aliased

from portal.core import actors
from portal.core.actors import Member, ProgramClient
from portal.core.graphql import Connection, Context, Node, Payload, described, verb
from portal.core.permissions import Permission
from portal.core.reading.declare import (
    asked,
    column,
    computed,
    connection,
    everything,
    extends,
    id_of,
    one,
    per_caller,
    read,
    reads,
    single,
    where,
)
from portal.core.work import Work
from portal.credit import models, service
from portal.credit.policy import PRESETS, EvidenceKind, PolicyPreset, PolicySettings
from portal.credit.words import policy_in_words
from portal.program.graphql import Program

described(
    EvidenceKind,
    DIRECT="The vendor's own sales reserved the website; credits nobody.",
    CREATED="The partner created the account and transferred it.",
    LEAD="The partner registered the website as a lead.",
    REFERRAL="A visit by the partner's referral link came before the sign-up.",
    MANAGED="The partner manages the account, as the client or the vendor's team has confirmed.",
    PARTNER_EMAIL="The account was opened with an e-mail address of the partner's team.",
    CLAIM="The vendor's team granted a claim.",
)
described(
    PolicyPreset,
    DEFAULT="What a fresh installation starts with.",
    OMNISEND_STYLE="Agencies build accounts and hand them over: whoever did that counts, whatever was registered.",
    KLAVIYO_STYLE="By registered lead, referral link or managed account.",
)

_Newer = aliased(models.CreditPolicy)
_EVERYBODY_IN = {Member: everything, actors.Operator: everything, ProgramClient: everything}


def _words(_context: Context, order: list[str], referral_days: int, lead_days: int, protection: bool) -> list[str]:
    kinds = tuple(map(EvidenceKind, order))
    return policy_in_words(
        PolicySettings(order=kinds, referral_days=referral_days, lead_days=lead_days, protection=protection)
    )


@reads(models.CreditPolicy, scope=_EVERYBODY_IN, node=Permission.VIEW_CREDIT_POLICY)
class CreditPolicy(Node):
    """One published version of the rules by which a paying client counts for a partner."""

    id: strawberry.ID = id_of(models.CreditPolicy)
    version: int
    published_at: dt.datetime
    order: list[EvidenceKind] = column(
        models.CreditPolicy.kind_order, "The kinds of evidence that count, the strongest first."
    )
    referral_days: int
    lead_days: int
    protection: bool
    note: str | None = column(
        per_caller({actors.Operator: models.CreditPolicy.note, ProgramClient: models.CreditPolicy.note}, null()),
        "Why it was published; for the vendor's team alone.",
    )
    words: list[str] = computed(
        _words,
        models.CreditPolicy.kind_order,
        models.CreditPolicy.referral_days,
        models.CreditPolicy.lead_days,
        models.CreditPolicy.protection,
        description="The rules in words, made from the settings.",
    )


@extends(Program)
class ProgramWithCreditPolicy:
    """The rules that hold now."""

    credit_policy: CreditPolicy | None = one(
        models.CreditPolicy.version == select(func.max(_Newer.version)).scalar_subquery(),
        "The credit policy that holds; null to whoever may not read it.",
        requires=Permission.VIEW_CREDIT_POLICY,
    )


def _settings_of(text: str) -> PolicySettings:
    settings = orjson.loads(text)
    return PolicySettings(**{**settings, "order": tuple(map(EvidenceKind, settings["order"]))})


def _draft_words(_context: Context, text: str) -> list[str]:
    settings = _settings_of(text)
    settings.check()
    return policy_in_words(settings)


@reads(scope={actors.Operator: everything, ProgramClient: everything})
class CreditPolicyDraft:
    """Settings that are not published, as they are meant and in words."""

    order: list[EvidenceKind] = computed(
        lambda _context, text: _settings_of(text).order, asked, description="The kinds that count, the strongest first."
    )
    referral_days: int = computed(
        lambda _context, text: _settings_of(text).referral_days,
        asked,
        description="For how many days until the sign-up a visit counts.",
    )
    lead_days: int = computed(
        lambda _context, text: _settings_of(text).lead_days,
        asked,
        description="For how many days a lead protects its website.",
    )
    protection: bool = computed(
        lambda _context, text: _settings_of(text).protection,
        asked,
        description="Whether what others begin while a lead protects the website loses to the lead.",
    )
    words: list[str] = computed(_draft_words, asked, description="The rules in words.")


@strawberry.input(description="What a policy sets; whatever is left out is as in the preset.")
class CreditPolicyInput:
    preset: PolicyPreset = strawberry.field(default=PolicyPreset.DEFAULT, description="What to start from.")
    order: list[EvidenceKind] | None = strawberry.field(
        default=None, description="The kinds of evidence that count, the strongest first; DIRECT is the first."
    )
    referral_days: int | None = strawberry.field(
        default=None, description="For how many days until the sign-up a visit counts, 1 to 730."
    )
    lead_days: int | None = strawberry.field(
        default=None, description="For how many days a lead protects its website, 1 to 730."
    )
    protection: bool | None = strawberry.field(
        default=None, description="Whether what others begin while a lead protects the website loses to the lead."
    )


_SETTINGS = ("order", "referral_days", "lead_days", "protection")


def _settings(preset: PolicyPreset, sent: Mapping[str, Any]) -> PolicySettings:
    changes = {name: value for name, value in sent.items() if value is not None}
    if "order" in changes:
        changes["order"] = tuple(changes["order"])
    return replace(PRESETS[preset], **changes)


def _as_text(sent: Mapping[str, Any]) -> str:
    preset = sent.get("preset") or PolicyPreset.DEFAULT
    settings = _settings(PolicyPreset(preset), {name: sent.get(_camel(name)) for name in _SETTINGS})
    return orjson.dumps(asdict(settings)).decode()


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


@strawberry.type
class CreditPolicyQueries:
    credit_policies: Connection[CreditPolicy] = connection(
        "All versions, the newest first.",
        order=[models.CreditPolicy.version],
        requires=Permission.VIEW_CREDIT_POLICY,
    )
    credit_policy_draft: CreditPolicyDraft = single(
        "What a policy with these settings would say.",
        by={"input": where(of=CreditPolicyInput, prepare=_as_text, description="The settings.")},
        requires=Permission.EDIT_CREDIT_POLICY,
    )


@strawberry.input(description="The policy to publish; whatever is left out is as in the preset.")
class PublishCreditPolicyInput(CreditPolicyInput):
    note: str | None = strawberry.field(default=None, description="Why, for the vendor's team.")


@strawberry.type(description="The policy that holds from now on.")
class PublishCreditPolicyPayload(Payload):
    credit_policy: CreditPolicy | None = strawberry.field(default=None, description="The new version.")


@strawberry.type
class CreditPolicyMutations:
    @verb(Permission.EDIT_CREDIT_POLICY)
    async def publish_credit_policy(work: Work, input: PublishCreditPolicyInput) -> PublishCreditPolicyPayload:
        """Publishes a new version of the credit policy, for first payments from now on."""
        settings = _settings(input.preset, {name: getattr(input, name) for name in _SETTINGS})
        published = await service.publish_policy(work, settings, input.note)
        return PublishCreditPolicyPayload(credit_policy=read(CreditPolicy, published))
