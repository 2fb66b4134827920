"""What happened before the payment counts, though it is committed after the decision, or the payment is dated ahead."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Coroutine
from typing import Any

import pytest

from portal.core.actors import System
from portal.core.links import LinkKind
from portal.core.requests import Request
from portal.core.work import open_work
from portal.decisions.checking import differing
from tests.decisions.steps import a_day_later, click, credit_of, credited, hand_over, now, pay, register_lead, sign_up
from tests.handover.steps import NUMBER, bill, vendor
from tests.leads.steps import reserve
from tests.people import Person, Portal
from tests.team.steps import invite, join

PAID = {"amount": "12.50", "currencyCode": "EUR"}

# Whatever tells of such an event waits at its commit.
_HOLD = """
create function portal.hold_up() returns trigger language plpgsql as
$$ begin perform pg_advisory_xact_lock_shared(7000001); return null; end $$;
create constraint trigger hold_up after insert on portal.event deferrable initially deferred
for each row when (new.type = 'TYPE') execute function portal.hold_up();
select pg_advisory_lock(7000001);
"""
_COMMIT = "select pg_advisory_unlock(7000001)"
_NO_MORE = "drop trigger hold_up on portal.event; drop function portal.hold_up()"
# The verb itself, and whoever waits for what it has locked: others wait for each other too, but only for a moment.
_WAITING = """
with late as (
    select pid from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory' and 7000001 in (
        select objid from pg_locks where locktype = 'advisory' and not granted and pg_locks.pid = pg_stat_activity.pid))
select (select count(*) from late) + (
    select count(*) from pg_stat_activity, late
    where pg_stat_activity.datname = current_database() and late.pid = any(pg_blocking_pids(pg_stat_activity.pid)))
"""


async def commit_late(
    portal: Portal, app: Person, type: str, verb: Coroutine[Any, Any, Any], number: str = NUMBER, **payment: str
) -> None:
    """The verb, which tells of such an event, begins first; the client pays, and that is decided, before its commit."""
    await portal.work()
    await portal.superuser.execute(_HOLD.replace("TYPE", type).encode())
    late = asyncio.ensure_future(verb)
    try:
        await _until_waiting(portal, late)
        told = {"occurredAt": await now(portal), **PAID, **payment}
        result = await bill(app, number, "PAYMENT", "payment-1", **told)
        assert result["userErrors"] == []
        # Where the verb has a row locked, the decision has read what there was, and waits for it before it commits.
        working = asyncio.ensure_future(portal.work())
        await _until_waiting(portal, late, working)
    finally:
        await portal.superuser.execute(_COMMIT.encode())
        await late
        await portal.superuser.execute(_NO_MORE.encode())
    await working
    await portal.work()


async def _until_waiting(portal: Portal, *tasks: asyncio.Future[Any]) -> None:
    """Until each of them waits for a lock, or is done."""
    async with asyncio.timeout(30):
        while await portal.rows(_WAITING) < [(sum(not task.done() for task in tasks),)]:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.02)


async def ahead(portal: Portal, **time: int) -> str:
    """A moment that is still to come."""
    return (dt.datetime.fromisoformat(await now(portal)) + dt.timedelta(**time)).isoformat()


async def was_decided_anew(portal: Portal) -> bool:
    """Whether there are two decisions, and the second needs no mending at night."""
    assert await portal.rows("select count(*) from credit_decision") == [(2,)]
    async with open_work(portal.runtime, Request(), System()) as work:
        return await differing(work) == []


async def test_a_lead_that_was_registered_before_the_payment(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await sign_up(portal, app)
    await commit_late(portal, app, "lead.registered", register_lead(alice))
    assert await was_decided_anew(portal)
    assert await credited(alice) == ("YOU", "LEAD")
    assert await portal.rows("select status from lead") == [("WON",)]


@pytest.mark.parametrize(("verb", "event"), [("withdrawLead", "lead.withdrawn"), ("closeLead", "lead.closed")])
async def test_a_lead_that_was_given_up_before_the_payment(portal: Portal, verb: str, event: str) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    lead = await register_lead(alice)
    await sign_up(portal, app)
    await commit_late(portal, app, event, alice.do(verb, "lead { id }", leadId=lead, reason="Not now."))
    assert await was_decided_anew(portal)
    assert [one["reasonCode"] for one in (await credit_of(alice))["candidates"]] == ["LEAD_GIVEN_UP"]


async def test_a_website_that_was_reserved_before_the_payment(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    number = await hand_over(portal, alice)
    await commit_late(portal, app, "website.reserved", reserve(olga, "fabrikam.example"), number)
    assert await was_decided_anew(portal)
    assert await credited(olga, number) == ("NOBODY", "DIRECT")


async def test_a_website_that_was_released_before_the_sign_up(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    reserved = await reserve(olga, "fabrikam.example")
    signed_up_at, paid_at = await ahead(portal, minutes=5), await ahead(portal, minutes=9)
    await sign_up(portal, app, email="alice@brightside.example", signedUpAt=signed_up_at)
    release = olga.do("releaseWebsite", "reservedWebsite { id }", reservedWebsiteId=reserved)
    await commit_late(portal, app, "website.released", release, occurredAt=paid_at)
    assert await was_decided_anew(portal)
    assert await credited(alice) == ("YOU", "PARTNER_EMAIL")


async def test_a_policy_that_was_published_before_the_payment(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    number = await hand_over(portal, alice)
    publish = olga.do("publishCreditPolicy", "creditPolicy { version }", preset="KLAVIYO_STYLE")
    await commit_late(portal, app, "program.credit_policy_published", publish, number)
    assert await was_decided_anew(portal)
    credit = await credit_of(alice, number)
    assert (credit["credited"], credit["policyVersion"]) == ("NOT_YOU", 2)


async def test_a_partner_who_left_before_the_payment(portal: Portal) -> None:
    alice, olga, app = await portal.alice(), await portal.olga(), await vendor(portal)
    await sign_up(portal, app, clickId=await click(portal, alice))
    leave = olga.do("closePartner", "partner { id }", partnerId=alice.partner_id, reason="Left.")
    await commit_late(portal, app, "partner.closed", leave)
    assert await was_decided_anew(portal)
    assert [one["reasonCode"] for one in (await credit_of(olga))["candidates"]] == ["PARTNER_LEFT"]


# --- payments that are dated ahead ----------------------------------------------------------------------------------


async def test_what_happens_until_the_date_of_a_payment_counts(portal: Portal) -> None:
    alice, bob, olga, app = await portal.alice(), await portal.bob(), await portal.olga(), await vendor(portal)
    number = await hand_over(portal, alice)
    await pay(portal, app, number, occurredAt=await ahead(portal, days=3))
    assert await credited(alice, number) == ("YOU", "CREATED")
    await a_day_later(portal)
    await reserve(olga, "fabrikam.example")
    await portal.work()
    assert await credited(alice, number) == ("NOT_YOU", None)
    await a_day_later(portal, days=3)
    await olga.do("closePartner", "partner { id }", partnerId=alice.partner_id, reason="Left.")
    await portal.work()
    assert await portal.rows("select count(*) from credit_decision") == [(2,)]
    assert await credited(bob, number) is None


async def test_whose_address_becomes_a_partner_s_until_then_counts_for_him(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await sign_up(portal, app, email="dora@brightside.example")
    await pay(portal, app, occurredAt=await ahead(portal, days=3))
    await a_day_later(portal)
    await join(portal, await invite(alice))
    await portal.work()
    assert await credited(alice) == ("YOU", "PARTNER_EMAIL")


async def test_at_whose_domain_the_address_is_by_then_counts_for_him(portal: Portal) -> None:
    alice, app = await portal.alice(), await vendor(portal)
    await sign_up(portal, app, email="dora@brightside.example")
    await pay(portal, app, occurredAt=await ahead(portal, days=3))
    await a_day_later(portal)
    domain = (await alice.do("addDomain", "domain { id }", domain="brightside.example"))["domain"]["id"]
    await alice.do("sendDomainMail", "domain { id }", domainId=domain, mailbox="HOSTMASTER")
    await portal.nobody().do("verifyDomain", "__typename", token=portal.link(LinkKind.DOMAIN, domain))
    await portal.work()
    assert await credited(alice) == ("YOU", "PARTNER_EMAIL")
