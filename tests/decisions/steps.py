"""What the tests of credit do again and again, over HTTP."""

from __future__ import annotations

from typing import Any

from tests.accounts.steps import create
from tests.handover.steps import CLARA, NUMBER, accept, bill, register
from tests.people import Person, Portal
from tests.referrals.steps import make_link, visit

STORE = "fabrikam.example"
PAID = {"amount": "12.50", "currencyCode": "EUR"}
CREDIT = """
credit {
  credited evidence policyVersion decidedAt frozenAt firstPaidAt explanation story
  partner { id }
  candidates { evidence outcome reasonCode reason summary ownVisit partner { id name } }
}
"""


async def now(portal: Portal) -> str:
    """The moment of the program."""
    moment: str = (await portal.nobody().read("{ program { now } }"))["program"]["now"]
    return moment


async def a_day_later(portal: Portal, days: int = 1) -> None:
    """Time goes on, so that what comes now began after what came before."""
    await portal.advance(days=days)


async def register_lead(partner: Person, website: str = STORE, **more: Any) -> str:
    """The partner registers the website as a lead; the lead's id."""
    made = await partner.do("registerLead", "lead { id }", website=website, company="Fabrikam", **more)
    return str(made["lead"]["id"])


async def click(portal: Portal, partner: Person) -> str:
    """Somebody follows a referral link of the partner; the click id."""
    links = (await partner.read("{ referralLinks { nodes { id } } }"))["referralLinks"]["nodes"]
    link = links[0] if links else await make_link(partner)
    return await visit(portal, link["id"])


async def sign_up(portal: Portal, tool: Person, number: str = NUMBER, **more: Any) -> dict[str, Any]:
    """The vendor tells of a sign-up of this moment."""
    return await register(tool, number, **{"website": STORE, "signedUpAt": await now(portal), **more})


async def hand_over(portal: Portal, partner: Person, website: str = STORE) -> str:
    """The partner creates an account and transfers it to the client; its number."""
    account = await create(partner, "Fabrikam", website=website)
    await partner.do("transferOwnership", "account { id }", accountId=account["id"], toEmail=CLARA)
    await accept(portal, account)
    return str(account["accountId"])


async def pay(portal: Portal, tool: Person, number: str = NUMBER, external_id: str = "payment-1", **more: Any) -> None:
    """The client pays at this moment, the vendor tells it, and the worker does what is due."""
    told = {"occurredAt": await now(portal), **PAID, **more}
    result = await bill(tool, number, "PAYMENT", external_id, **told)
    assert result["userErrors"] == []
    await portal.work()


async def credit_of(person: Person, number: str = NUMBER) -> Any:
    """The credit of an account as somebody reads it; None where there is none, or no account for him."""
    document = f"query ($number: String!) {{ account(accountId: $number) {{ accountId {CREDIT} }} }}"
    account = (await person.read(document, number=number))["account"]
    return account and account["credit"]


async def credited(person: Person, number: str = NUMBER) -> tuple[str, str | None] | None:
    """Whom the account counts for as the person reads it, and by what."""
    credit = await credit_of(person, number)
    return credit and (credit["credited"], credit["evidence"])


async def check(person: Person, **question: str) -> Any:
    """Will I get credit?"""
    document = """query ($input: CreditCheckInput!) {
      creditCheck(input: $input) { outcome protectedUntil explanation website accountId }
    }"""
    return (await person.read(document, input=question))["creditCheck"]
