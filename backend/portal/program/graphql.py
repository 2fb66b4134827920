"""The program in GraphQL."""

from __future__ import annotations

import datetime as dt
from typing import Any

import strawberry
from sqlalchemy import func, null, select
from sqlalchemy.orm import aliased

from portal.core.actors import Anonymous, Client, LinkHolder, Member, Operator, ProgramClient, UnprovenOperator
from portal.core.graphql import Context, Payload, described, show_alone, verb
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.reading.declare import column, computed, everything, one, per_caller, read, reads, single
from portal.core.reading.selection import Chosen
from portal.core.rules import PUBLIC
from portal.core.work import Work
from portal.program import models, service
from portal.program.models import AwaitingPlanAccess, ProvisioningBy

_KINDS = (Anonymous, LinkHolder, Client, Member, Operator, UnprovenOperator, ProgramClient)
EVERYBODY = dict.fromkeys(_KINDS, everything)

described(
    ProvisioningBy,
    PORTAL="The portal: it is ready at once.",
    VENDOR="The vendor's product, by confirmAccount or failAccount; log-in and transfer wait for it.",
)
described(AwaitingPlanAccess, ADMIN="As an admin.", NONE="Not at all.")

_Newer = aliased(models.TermsVersion)


@reads(models.TermsVersion, scope=EVERYBODY)
class TermsVersion:
    """One published text of the program's terms."""

    version: int
    text: str
    published_at: dt.datetime


@strawberry.type(description="How many leads the partners of a tier may have open at once.")
class TierLeadLimit:
    tier: str = strawberry.field(description="The tier's name.")
    open_leads: int = strawberry.field(description="How many each of them may have open.")


def _by_tier(context: Context, chosen: Chosen, limits: dict[str, int]) -> Any:
    made = [TierLeadLimit(tier=tier, open_leads=most) for tier, most in sorted(limits.items())]
    return show_alone(context, chosen, made)


@reads(models.Program, scope=EVERYBODY)
class Program:
    """The vendor's partner program: its name, its settings, its clock."""

    name: str
    support_email: str
    time_zone: str
    currency_code: CurrencyCode
    logo_url: str | None
    getting_started_video_url: str | None
    review_business_days: int
    provisioning: ProvisioningBy
    account_id_pattern: str
    one_account_per_email: bool
    awaiting_plan_access: AwaitingPlanAccess
    sign_up_url: str | None
    log_in_url: str | None
    open_leads_per_partner: int
    open_leads_by_tier: list[TierLeadLimit] = computed(
        _by_tier,
        models.Program.open_leads_by_tier,
        description="How many it is for the partners of a tier; for all others `openLeadsPerPartner` holds.",
    )
    lead_review: bool
    lead_wait_days: int
    payout_method_wait_hours: int
    second_factor_for_operators: bool
    second_factor_for_payouts: bool
    payout_name: str | None = column(
        per_caller({Operator: models.Program.payout_name}, null()),
        "Who pays rewards out, as the bank knows him; for operators.",
    )
    payout_iban: str | None = column(
        per_caller({Operator: models.Program.payout_iban}, null()),
        "The bank account from which rewards are paid out; for operators.",
    )
    payout_bic: str | None = column(
        per_caller({Operator: models.Program.payout_bic}, null()), "The BIC of that account's bank; for operators."
    )
    vendor_url: str | None = computed(
        lambda context: context.runtime.settings.vendor_app_url, description="The vendor's product."
    )
    outside_login: str | None = computed(
        lambda context: context.runtime.settings.oidc_name if context.runtime.settings.oidc_issuer else None,
        description="What the vendor's own log-in is called, by which one may sign in at /login/outside; null where"
        " there is none.",
    )
    now: dt.datetime = column(func.work_now(type_=models.TermsVersion.published_at.type), "The moment of the work.")
    test_clock: bool = computed(
        lambda context: context.runtime.settings.test_clock, description="Whether operators can move the clock."
    )
    terms: TermsVersion | None = one(
        models.TermsVersion.version == select(func.max(_Newer.version)).scalar_subquery(),
        "The terms that hold; null while none are published.",
    )


@strawberry.type
class ProgramQueries:
    program: Program = single("The program that this portal is for.", requires=PUBLIC)


@strawberry.input(description="How many leads the partners of a tier may have open at once.")
class TierLeadLimitInput:
    tier: str = strawberry.field(description="The tier's name, as in the reward plan.")
    open_leads: int = strawberry.field(description="How many, 1 to 10,000.")


@strawberry.input(description="What to change; what is left out stays.")
class UpdateProgramInput:
    name: str | None = strawberry.field(default=strawberry.UNSET, description="What the program is called.")
    support_email: str | None = strawberry.field(default=strawberry.UNSET, description="Whom partners ask for help.")
    time_zone: str | None = strawberry.field(default=strawberry.UNSET, description="By its IANA name.")
    currency_code: CurrencyCode | None = strawberry.field(default=strawberry.UNSET, description="The main currency.")
    logo_url: str | None = strawberry.field(default=strawberry.UNSET, description="The logo's address.")
    getting_started_video_url: str | None = strawberry.field(
        default=strawberry.UNSET, description="A video for the page Getting started."
    )
    review_business_days: int | None = strawberry.field(
        default=strawberry.UNSET, description="Within how many business days applications are reviewed, 1 to 30."
    )
    provisioning: ProvisioningBy | None = strawberry.field(
        default=strawberry.UNSET, description="Who says that a new account is there."
    )
    account_id_pattern: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="What the vendor's account numbers look like, as a regular expression over the whole of them; case"
        " doesn't matter, and they are kept in lower case.",
    )
    one_account_per_email: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether one e-mail address owns one account at most."
    )
    awaiting_plan_access: AwaitingPlanAccess | None = strawberry.field(
        default=strawberry.UNSET, description="As what a partner may enter while a plan is waited for."
    )
    sign_up_url: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Where referral links lead, with `click` added; null means the vendor's product itself.",
    )
    log_in_url: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Where the vendor's product begins a log-in to a client's account, with `iss` and `login_hint`"
        " added (OpenID Connect Core, section 4); null where it knows none.",
    )
    open_leads_per_partner: int | None = strawberry.field(
        default=strawberry.UNSET, description="How many leads a partner may have open at once, 1 to 10,000."
    )
    open_leads_by_tier: list[TierLeadLimitInput] | None = strawberry.field(
        default=strawberry.UNSET,
        description="How many it is for the partners of a tier, each tier once; they take the place of those before.",
    )
    lead_review: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Whether the vendor's team approves each lead."
    )
    lead_wait_days: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="For how many days after the end of a lead the same partner can't register the website again, 0 to"
        " 365.",
    )
    payout_method_wait_hours: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="For how many hours a new payout method waits before its first use, 0 to 720.",
    )
    second_factor_for_operators: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether operators need a second factor; only one who has one turns it on.",
    )
    second_factor_for_payouts: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether members need a second factor to withdraw rewards and to change where they are paid to.",
    )
    payout_name: str | None = strawberry.field(
        default=strawberry.UNSET, description="Who pays rewards out, as the bank knows him."
    )
    payout_iban: str | None = strawberry.field(
        default=strawberry.UNSET, description="The bank account from which rewards are paid out."
    )
    payout_bic: str | None = strawberry.field(default=strawberry.UNSET, description="The BIC of that account's bank.")


@strawberry.type(description="The program as it is now.")
class UpdateProgramPayload(Payload):
    program: Program | None = strawberry.field(default=None, description="The program.")


@strawberry.input(description="The terms to publish.")
class PublishTermsInput:
    text: str = strawberry.field(description="The whole text, 100,000 characters at most.")


@strawberry.type(description="The terms that hold from now on.")
class PublishTermsPayload(Payload):
    terms: TermsVersion | None = strawberry.field(default=None, description="The new version.")


@strawberry.input(description="How far to move the test clock.")
class AdvanceClockInput:
    seconds: int = strawberry.field(description="Forward only; ten years at most.")


@strawberry.type(description="The test clock after the jump.")
class AdvanceClockPayload(Payload):
    now: dt.datetime | None = strawberry.field(default=None, description="The moment of the work.")


@strawberry.type
class ProgramMutations:
    @verb(Permission.EDIT_PROGRAM)
    async def update_program(work: Work, input: UpdateProgramInput) -> UpdateProgramPayload:
        """Changes settings of the program."""
        sent = {name: value for name, value in vars(input).items() if value is not strawberry.UNSET}
        if sent.get("open_leads_by_tier") is not None:
            sent["open_leads_by_tier"] = [(one.tier, one.open_leads) for one in sent["open_leads_by_tier"]]
        program = await service.update_program(work, sent)
        return UpdateProgramPayload(program=read(Program, program))

    @verb(Permission.EDIT_PROGRAM)
    async def publish_terms(work: Work, input: PublishTermsInput) -> PublishTermsPayload:
        """Publishes a new version of the program's terms."""
        return PublishTermsPayload(terms=read(TermsVersion, await service.publish_terms(work, input.text)))

    @verb(Permission.ADVANCE_CLOCK)
    async def advance_clock(work: Work, input: AdvanceClockInput) -> AdvanceClockPayload:
        """Moves the test clock forward; only where the portal runs with one."""
        return AdvanceClockPayload(now=await service.advance_clock(work, input.seconds))
