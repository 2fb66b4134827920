"""The import of leads from a CSV file: each row for itself, and the same without keeping anything."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from portal.core.batches import attempt
from portal.core.notices import Notice
from portal.core.permissions import Permission
from portal.core.problems import Problem
from portal.core.spreadsheets import Row, read_table
from portal.core.websites import Website
from portal.core.work import Work
from portal.identity.allowance import Allowance
from portal.leads.models import Lead
from portal.leads.protection import HeldByOthers, may_be_told, too_many_refused
from portal.leads.registration import LeadForm, Registered, Terms, begin_registration, read_store, register

MOST_ROWS = 1_000

# What a column may be called, without case, spaces and signs.
_COLUMNS = {
    "website": ("website", "url", "domain", "site", "store", "websiteurl"),
    "company": ("company", "companyname", "organisation", "organization", "name"),
    "contact_name": ("contactname", "contact", "contactperson"),
    "contact_email": ("contactemail", "email", "contactemailaddress", "emailaddress"),
    "note": ("note", "notes", "comment"),
    "expected_plan": ("expectedplan", "plan"),
}
_NEEDED = ("website", "company")


class LeadImportOutcome(StrEnum):
    """What became of one row of an import."""

    REGISTERED = "REGISTERED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, kw_only=True)
class ImportedRow:
    """What became of one row: a lead and what should be known of it, or why not. No lead in a preview."""

    row: int
    website: str
    outcome: LeadImportOutcome
    lead: Lead | None = None
    problem: Problem | None = None
    warnings: Sequence[Notice] = ()


async def import_leads(work: Work, csv: str, *, preview: bool) -> list[ImportedRow]:
    """Registers the rows of a file, each for itself, in their order; a preview keeps nothing of it, and says the same.

    Once the partner was told of as many websites that others hold as he may be told in an hour, the rest is refused
    alike, be it free or not. Raises InvalidInput for what is no such file and for more than 1,000 rows, and Throttled
    where nothing may be told from the start; what is wrong with a row stands in its result.
    """
    work.require(Permission.EDIT_LEADS)
    rows = read_table(csv, _COLUMNS, needed=_NEEDED, most=MOST_ROWS, field="csv")
    sites = [_site(row) for row in rows]
    wanted = [site for site in sites if isinstance(site, Website)]
    terms = await begin_registration(work, wanted)
    allowance = await may_be_told(work, [site.key for site in wanted])
    acting = _import(work, rows, sites, terms, allowance)
    results = await (_without_keeping(work, acting) if preview else acting)
    await allowance.keep()
    return results


async def _without_keeping(work: Work, acting: Coroutine[Any, Any, list[ImportedRow]]) -> list[ImportedRow]:
    told = work.mark()
    trial = await work.session.begin_nested()
    try:
        results = await acting
    finally:
        await trial.rollback()
        work.forget_since(told)
    return [replace(one, lead=None) for one in results]


async def _import(
    work: Work, rows: Sequence[Row], sites: Sequence[Website | Problem], terms: Terms, allowance: Allowance
) -> list[ImportedRow]:
    return [await _import_row(work, row, site, terms, allowance) for row, site in zip(rows, sites, strict=True)]


async def _import_row(work: Work, row: Row, site: Website | Problem, terms: Terms, allowance: Allowance) -> ImportedRow:
    typed = row.cells["website"]
    made: Registered | Problem
    if allowance.left <= 0:
        made = too_many_refused(allowance.seconds_left)
    elif isinstance(site, Problem):
        made = site
    else:
        form = LeadForm(**{**row.cells, "website": typed})
        made = await attempt(work, register(work, form, site, terms))
        if isinstance(made, HeldByOthers):
            allowance.spend(site.key)
    if isinstance(made, Problem):
        return ImportedRow(row=row.number, website=typed, outcome=LeadImportOutcome.REJECTED, problem=made)
    return ImportedRow(
        row=row.number,
        website=typed,
        outcome=LeadImportOutcome.REGISTERED,
        lead=made.lead,
        warnings=made.warnings,
    )


def _site(row: Row) -> Website | Problem:
    try:
        return read_store(row.cells["website"])
    except Problem as problem:
        return problem
