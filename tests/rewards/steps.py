"""What the tests of rewards do again and again."""

from __future__ import annotations

from typing import Any

from portal.core.work import open_snapshot
from portal.rewards.checking import recount
from tests.decisions.steps import STORE, now, pay, register_lead, sign_up
from tests.handover.steps import NUMBER, bill
from tests.people import Person, Portal

BALANCE = (
    "select pending_minor, available_minor, debt_minor, in_withdrawal_minor, paid_minor from balance b"
    " join partner p on p.id = b.partner_id where p.name = %s and b.currency_code = %s"
)


async def client_of(portal: Portal, partner: Person, tool: Person, number: str = NUMBER, website: str = STORE) -> None:
    """A client who will count for the partner, by a lead, and has signed up."""
    await register_lead(partner, website)
    told = await sign_up(portal, tool, number, website=website, ownerEmail=f"owner@{website}")
    assert told["outcome"] == "CREATED"


async def go_back(
    portal: Portal, tool: Person, type: str, external_id: str, amount: str, payment: str = "payment-1", **more: Any
) -> Any:
    """Money of a payment goes back, or comes again; what became of the event. The worker does what is due."""
    told = {"occurredAt": await now(portal), "amount": amount, "currencyCode": "EUR", "paymentExternalId": payment}
    number = more.pop("number", NUMBER)
    result = await bill(tool, number, type, external_id, **{**told, **more})
    await portal.work()
    return result


async def money(portal: Portal, partner: str = "Brightside", currency: str = "EUR") -> tuple[int, ...]:
    """Pending, available, debt, in withdrawal, paid; in the smallest units."""
    rows = await portal.rows(BALANCE, partner, currency)
    return tuple(rows[0]) if rows else (0, 0, 0, 0, 0)


async def faults(portal: Portal) -> list[str]:
    """What is wrong with the ledger, as `portal check-ledger` finds it."""
    async with open_snapshot(portal.runtime) as work:
        return list((await recount(work)).faults)


__all__ = ["NUMBER", "client_of", "faults", "go_back", "money", "pay"]
