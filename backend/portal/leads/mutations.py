"""The verbs of leads and reserved websites in GraphQL: what is sent, and what is answered."""

from __future__ import annotations

import datetime as dt

import strawberry

from portal.core.graphql import Payload, ShownNotice, UserError, described, user_errors, verb, warnings_of
from portal.core.permissions import Permission
from portal.core.problems import Problem
from portal.core.reading.declare import read
from portal.core.work import Work
from portal.leads import imports, service, vendor
from portal.leads.graphql import Lead, ReservedWebsite
from portal.leads.imports import ImportedRow, LeadImportOutcome
from portal.leads.registration import LeadForm
from portal.leads.vendor import Reserved, ReserveOutcome

described(
    LeadImportOutcome,
    REGISTERED="The lead is registered; in a preview, it would be.",
    REJECTED="It is not; the errors say why.",
)
described(
    ReserveOutcome,
    RESERVED="The website is reserved.",
    EXTENDED="The website was reserved before, and is for longer now.",
    REJECTED="Nothing was changed; the errors say why.",
)


@strawberry.type
class LeadPayload(Payload):
    lead: Lead | None = strawberry.field(default=None, description="The lead.")


@strawberry.input(description="A website to register.")
class RegisterLeadInput:
    website: str = strawberry.field(description="The store's website.")
    company: str = strawberry.field(description="The company behind it, 120 characters at most.")
    contact_name: str | None = strawberry.field(default=None, description="Whom one speaks with there.")
    contact_email: str | None = strawberry.field(default=None, description="His e-mail address.")
    note: str | None = strawberry.field(default=None, description="What is worth knowing, 5,000 characters at most.")
    expected_plan: str | None = strawberry.field(default=None, description="The plan that is expected.")


@strawberry.type(description="The new lead.")
class RegisterLeadPayload(LeadPayload):
    warnings: list[ShownNotice] = strawberry.field(default_factory=list, description="What should be known.")


@strawberry.input(description="What to change; what is left out stays.")
class UpdateLeadInput:
    lead_id: strawberry.ID = strawberry.field(description="The lead's id.")
    company: str | None = strawberry.field(default=strawberry.UNSET, description="The company behind the website.")
    contact_name: str | None = strawberry.field(default=strawberry.UNSET, description="Whom one speaks with there.")
    contact_email: str | None = strawberry.field(default=strawberry.UNSET, description="His e-mail address.")
    note: str | None = strawberry.field(default=strawberry.UNSET, description="What is worth knowing.")
    expected_plan: str | None = strawberry.field(default=strawberry.UNSET, description="The plan that is expected.")


@strawberry.type(description="The lead as it is now.")
class UpdateLeadPayload(LeadPayload):
    pass


@strawberry.input(description="A lead to extend.")
class ExtendLeadInput:
    lead_id: strawberry.ID = strawberry.field(description="The lead's id.")


@strawberry.type(description="The lead, protected for longer.")
class ExtendLeadPayload(LeadPayload):
    pass


@strawberry.input(description="A lead to give up.")
class WithdrawLeadInput:
    lead_id: strawberry.ID = strawberry.field(description="The lead's id.")
    reason: str | None = strawberry.field(default=None, description="Why.")


@strawberry.type(description="The withdrawn lead.")
class WithdrawLeadPayload(LeadPayload):
    pass


@strawberry.input(description="A lead of which nothing came.")
class CloseLeadInput:
    lead_id: strawberry.ID = strawberry.field(description="The lead's id.")
    reason: str = strawberry.field(description="Why nothing came of it.")


@strawberry.type(description="The lead, lost.")
class CloseLeadPayload(LeadPayload):
    pass


@strawberry.input(description="Leads as CSV, 1,000 rows at most.")
class ImportLeadsInput:
    csv: str = strawberry.field(
        description="The first row names the columns: website, company, contact name, contact e-mail, note, expected"
        " plan; the first two are needed. Separated by commas, semicolons or tabs."
    )
    preview: bool = strawberry.field(
        default=False, description="Says what would become of each row, and changes nothing."
    )


@strawberry.type(description="What became of one row.")
class LeadImportRow:
    row: int = strawberry.field(description="Its number in the file, where the row of names is the first.")
    website: str = strawberry.field(description="The website as it stands there.")
    outcome: LeadImportOutcome = strawberry.field(description="What became of it.")
    lead: Lead | None = strawberry.field(description="The lead; null in a preview.")
    user_errors: list[UserError] = strawberry.field(description="Why it was rejected.")
    warnings: list[ShownNotice] = strawberry.field(description="What should be known.")


@strawberry.type(description="What became of each row, in their order.")
class ImportLeadsPayload(Payload):
    rows: list[LeadImportRow] = strawberry.field(default_factory=list, description="What became of each.")
    registered: int = strawberry.field(default=0, description="How many were registered, or would be.")
    rejected: int = strawberry.field(default=0, description="How many were not, or would not be.")


@strawberry.input(description="A lead to agree with.")
class ApproveLeadInput:
    lead_id: strawberry.ID = strawberry.field(description="The lead's id.")


@strawberry.type(description="The approved lead.")
class ApproveLeadPayload(LeadPayload):
    pass


@strawberry.input(description="A lead to refuse.")
class RefuseLeadInput:
    lead_id: strawberry.ID = strawberry.field(description="The lead's id.")
    reason: str = strawberry.field(description="Why; the partner reads it.")


@strawberry.type(description="The refused lead.")
class RefuseLeadPayload(LeadPayload):
    pass


@strawberry.input(description="Websites for the vendor's own sales, 500 at most.")
class ReserveWebsitesInput:
    websites: list[str] = strawberry.field(description="The websites.")
    until: dt.datetime = strawberry.field(description="Until when, five years ahead at most.")
    note: str | None = strawberry.field(default=None, description="Why, for the vendor's team.")


@strawberry.type(description="What became of one website.")
class ReserveWebsitesResult:
    website: str = strawberry.field(description="The website as it was sent.")
    outcome: ReserveOutcome = strawberry.field(description="What became of it.")
    reserved_website: ReservedWebsite | None = strawberry.field(description="The reservation.")
    user_errors: list[UserError] = strawberry.field(description="Why it was rejected.")
    warnings: list[ShownNotice] = strawberry.field(description="What should be known.")


@strawberry.type(description="One result for each website, in their order.")
class ReserveWebsitesPayload(Payload):
    results: list[ReserveWebsitesResult] = strawberry.field(default_factory=list, description="What became of each.")


@strawberry.input(description="A reservation to end.")
class ReleaseWebsiteInput:
    reserved_website_id: strawberry.ID = strawberry.field(description="The reservation's id.")


@strawberry.type(description="The reservation that has ended.")
class ReleaseWebsitePayload(Payload):
    reserved_website: ReservedWebsite | None = strawberry.field(default=None, description="The reservation.")


@strawberry.type
class LeadMutations:
    @verb(Permission.EDIT_LEADS)
    async def register_lead(work: Work, input: RegisterLeadInput) -> RegisterLeadPayload:
        """Registers a website as a lead: it is protected for the partner as long as the credit policy says."""
        registered = await service.register_lead(work, LeadForm(**vars(input)))
        if isinstance(registered, Problem):
            return RegisterLeadPayload(user_errors=user_errors(registered))
        return RegisterLeadPayload(lead=read(Lead, registered.lead), warnings=warnings_of(registered.warnings))

    @verb(Permission.EDIT_LEADS)
    async def update_lead(work: Work, input: UpdateLeadInput) -> UpdateLeadPayload:
        """Changes what is noted of a lead that runs; its website stays."""
        sent = {name: value for name, value in vars(input).items() if value is not strawberry.UNSET}
        return UpdateLeadPayload(lead=read(Lead, await service.update_lead(work, sent.pop("lead_id"), sent)))

    @verb(Permission.EDIT_LEADS)
    async def extend_lead(work: Work, input: ExtendLeadInput) -> ExtendLeadPayload:
        """Protects the website for as long again, once."""
        return ExtendLeadPayload(lead=read(Lead, await service.extend_lead(work, input.lead_id)))

    @verb(Permission.EDIT_LEADS)
    async def withdraw_lead(work: Work, input: WithdrawLeadInput) -> WithdrawLeadPayload:
        """Gives the website free."""
        return WithdrawLeadPayload(lead=read(Lead, await service.withdraw_lead(work, input.lead_id, input.reason)))

    @verb(Permission.EDIT_LEADS)
    async def close_lead(work: Work, input: CloseLeadInput) -> CloseLeadPayload:
        """Says that nothing came of a lead, which is LOST then and gives the website free."""
        return CloseLeadPayload(lead=read(Lead, await service.close_lead(work, input.lead_id, input.reason)))

    @verb(Permission.EDIT_LEADS)
    async def import_leads(work: Work, input: ImportLeadsInput) -> ImportLeadsPayload:
        """Registers the rows of a CSV file, each for itself, or says what would become of them."""
        results = await imports.import_leads(work, input.csv, preview=input.preview)
        rejected = sum(one.outcome is LeadImportOutcome.REJECTED for one in results)
        rows = [_shown_row(one) for one in results]
        return ImportLeadsPayload(rows=rows, registered=len(rows) - rejected, rejected=rejected)

    @verb(Permission.REVIEW_LEADS)
    async def approve_lead(work: Work, input: ApproveLeadInput) -> ApproveLeadPayload:
        """Agrees with a lead that waits for it; it counts from its registration."""
        return ApproveLeadPayload(lead=read(Lead, await vendor.approve_lead(work, input.lead_id)))

    @verb(Permission.REVIEW_LEADS)
    async def refuse_lead(work: Work, input: RefuseLeadInput) -> RefuseLeadPayload:
        """Refuses a lead that waits for approval, with the reason that the partner reads."""
        return RefuseLeadPayload(lead=read(Lead, await vendor.refuse_lead(work, input.lead_id, input.reason)))

    @verb(Permission.RESERVE_WEBSITES)
    async def reserve_websites(work: Work, input: ReserveWebsitesInput) -> ReserveWebsitesPayload:
        """Keeps websites for the vendor's own sales until a moment; each for itself."""
        results = await vendor.reserve_websites(work, input.websites, input.until, input.note)
        return ReserveWebsitesPayload(results=[_shown_reservation(one) for one in results])

    @verb(Permission.RESERVE_WEBSITES)
    async def release_website(work: Work, input: ReleaseWebsiteInput) -> ReleaseWebsitePayload:
        """Ends a reservation before its time."""
        released = await vendor.release_website(work, input.reserved_website_id)
        return ReleaseWebsitePayload(reserved_website=read(ReservedWebsite, released))


def _shown_row(one: ImportedRow) -> LeadImportRow:
    return LeadImportRow(
        row=one.row,
        website=one.website,
        outcome=one.outcome,
        lead=read(Lead, one.lead) if one.lead else None,
        user_errors=user_errors(one.problem, ()) if one.problem else [],
        warnings=warnings_of(one.warnings, ()),
    )


def _shown_reservation(one: Reserved) -> ReserveWebsitesResult:
    return ReserveWebsitesResult(
        website=one.website,
        outcome=one.outcome,
        reserved_website=read(ReservedWebsite, one.reservation) if one.reservation else None,
        user_errors=user_errors(one.problem, ()) if one.problem else [],
        warnings=warnings_of(one.warnings, ()),
    )
