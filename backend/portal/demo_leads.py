"""The demo's leads, in every status that time and partners bring about, and what the vendor's sales reserve."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from portal.core.actors import Actor, System
from portal.core.problems import Problem
from portal.core.work import Work
from portal.leads.handlers import expire_leads
from portal.leads.registration import LeadForm
from portal.leads.service import close_lead, extend_lead, register_lead, withdraw_lead
from portal.leads.vendor import reserve_websites

At = Callable[[float, Actor], AbstractAsyncContextManager[Work]]


@dataclass(frozen=True)
class _Lead:
    """One website, whom the partner speaks with there, since when, and what came of it how many days ago."""

    company: str
    website: str
    contact: str
    days_ago: float
    note: str | None = None
    plan: str | None = None
    then: str | None = None
    then_days_ago: float = 0
    reason: str | None = None


_BRIGHTSIDE = (
    # Its account is created, handed over and paid for while the lead runs.
    _Lead(
        *("Northwind Outfitters", "northwind-outfitters.example", "Nora Winter", 410, "Met at the fair.", "Pro"),
        then="expire",
        then_days_ago=319.9,
    ),
    _Lead(
        "Sable Rugs",
        "sablerugs.example",
        "Amir Haddad",
        130,
        "Wants to wait for the summer.",
        then="expire",
        then_days_ago=39.9,
    ),
    _Lead("Larch & Lime", "larchandlime.example", "Ida Falk", 112, plan="Standard", then="extend", then_days_ago=26),
    _Lead("Velvet Fern", "velvetfern.example", "Paula Stein", 86, "Decides after the holidays.", "Standard"),
    _Lead(
        *("Cobalt Cameras", "cobaltcameras.example", "Milo Hahn", 80),
        then="close",
        then_days_ago=20,
        reason="They signed with another product.",
    ),
    _Lead(
        *("Dandelion Toys", "dandelion-toys.example", "Lea Brandt", 64),
        then="withdraw",
        then_days_ago=31,
        reason="The store closes.",
    ),
    _Lead("Tamarind Spices", "tamarindspices.example", "Asha Rao", 41, "Second talk in two weeks.", "Pro"),
    _Lead("Moorland Wool", "moorlandwool.example", "Ewan Reid", 17, plan="Starter"),
    _Lead("Opaline Lamps", "opalinelamps.example", "Zoé Martin", 6, "Asked for a price for 40,000 contacts.", "Pro"),
    _Lead("Rusty Anchor Rum", "rustyanchor.myshopify.com", "Joe Barlow", 1.2),
)
_NORTHLIGHT = (
    _Lead("Polar Bikes", "polarbikes.example", "Timo Virta", 55, "Moves from another product.", "Pro"),
    _Lead("Hazel Honey", "hazelhoney.example", "Sofie Lund", 9),
)
_RESERVED = ("bigbox-retail.example", "global-fashion.example")


async def tell_leads(at: At, operator: Actor, alice: Actor, bob: Actor) -> None:
    """Registers leads of Alice and Bob, before anybody of them pays, and what came of these."""
    for partner, leads in ((alice, _BRIGHTSIDE), (bob, _NORTHLIGHT)):
        for one in leads:
            await _tell(at, partner, one)
    async with at(33, operator) as work:
        until = work.now + dt.timedelta(days=150)
        await reserve_websites(work, _RESERVED, until, "Talks of our own enterprise team.")


async def _tell(at: At, partner: Actor, one: _Lead) -> None:
    form = LeadForm(
        website=one.website,
        company=one.company,
        contact_name=one.contact,
        contact_email=f"{one.contact.split()[0].lower()}@{one.website}" if one.website.endswith(".example") else None,
        note=one.note,
        expected_plan=one.plan,
    )
    async with at(one.days_ago, partner) as work:
        registered = await register_lead(work, form)
        assert not isinstance(registered, Problem), registered
        lead_id = registered.lead.public_id
    async with at(one.then_days_ago, System() if one.then == "expire" else partner) as work:
        match one.then:
            case "extend":
                await extend_lead(work, lead_id)
            case "withdraw":
                await withdraw_lead(work, lead_id, one.reason)
            case "close":
                await close_lead(work, lead_id, one.reason or "")
            case "expire":
                await expire_leads(work)
