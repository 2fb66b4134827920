"""Leads, for tests that begin with some."""

from __future__ import annotations

import datetime as dt
from typing import Any

from portal.leads.handlers import DUTIES
from portal.worker import do_duties
from tests.handover.steps import bill, register, vendor
from tests.people import Person, Portal

LEAD = (
    "lead { id website company contactName contactEmail note expectedPlan status mixedScript registeredAt"
    " protectedUntil extendedAt canExtend endedAt reason registeredBy { name } partner { name } }"
)
# Of leads, one after the other of which nobody has.
UNKNOWN = ("lead_" + "0" * 32, "acct_" + "0" * 32, "rubbish", "\0", "")
DAYS = 90


async def lead(person: Person, website: str = "northwind.example", **values: Any) -> dict[str, Any]:
    """A registered lead, as `LEAD` shows it."""
    values.setdefault("company", "Northwind Traders")
    made = await person.do("registerLead", LEAD, website=website, **values)
    return dict(made["lead"])


async def reserve(operator: Person, website: str = "northwind.example", **more: Any) -> str:
    """A website that the vendor's own sales keep to themselves; the reservation's id."""
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=more.pop("days", 60))
    made = await operator.do(
        "reserveWebsites",
        "results { outcome reservedWebsite { id } }",
        websites=[website],
        until=until.isoformat(),
        **more,
    )
    [result] = made["results"]
    assert result["outcome"] == "RESERVED"
    return str(result["reservedWebsite"]["id"])


async def status_of(person: Person, lead: dict[str, Any]) -> str | None:
    """Where the lead stands, as the person sees it; None where it doesn't exist for him."""
    found = (await person.read("query ($id: ID) { lead(id: $id) { status } }", id=lead["id"]))["lead"]
    return found["status"] if found else None


async def later(portal: Portal, days: int, seconds: int = 0) -> None:
    """Time passes, and the worker does what of leads fell due."""
    await portal.advance(days=days, seconds=seconds)
    await do_duties(portal.runtime, DUTIES)


async def review(portal: Portal, olga: Person | None = None) -> Person:
    """An operator, in a program that reviews leads."""
    olga = olga or await portal.olga()
    await olga.do("updateProgram", "program { leadReview }", leadReview=True)
    return olga


async def paying_client(portal: Portal, website: str = "northwind.example", number: str = "c" * 24) -> Person:
    """A client's account with this website has paid; the vendor's product, which told."""
    tool = await vendor(portal)
    await register(tool, number, f"client@{number[:4]}.example", website=website)
    await bill(tool, number, "PAYMENT", f"payment-{number}", amount="12.00", currencyCode="EUR")
    return tool
