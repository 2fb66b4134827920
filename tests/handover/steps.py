"""What the tests of the hand-over do again and again, over HTTP."""

from __future__ import annotations

from typing import Any

from portal.core.links import LinkKind
from portal.core.permissions import Scope
from tests.accounts.steps import create
from tests.people import Person, Portal

CLARA = "clara@store.example"


async def vendor(portal: Portal) -> Person:
    """The vendor's product."""
    return await portal.tool(Scope.PLATFORM_READ, Scope.PLATFORM_WRITE)


async def offer(partner: Person, name: str = "Northwind", to_email: str = CLARA) -> dict[str, Any]:
    """An account that is offered to the client: id, accountId, transfer."""
    made = await create(partner, name)
    sent = await partner.do(
        "transferOwnership",
        "account { id accountId status } transfer { id toEmail status }",
        accountId=made["id"],
        toEmail=to_email,
    )
    return {**sent["account"], "transfer": sent["transfer"]}


async def newest_link(portal: Portal, kind: LinkKind, account_ref: str) -> str:
    """The token of the newest link of this kind to the account."""
    rows = await portal.rows(
        "select l.id from client_link l join client_account a on a.id = l.account_id"
        " where l.kind = %s and (a.account_id = %s or 'acct_' || replace(a.id::text, '-', '') = %s)"
        " order by l.created_at desc, l.id desc limit 1",
        kind.name,
        account_ref,
        account_ref,
    )
    return portal.runtime.links.token(kind, rows[0][0], 1)


async def accept(portal: Portal, account: dict[str, Any], name: str = "Clara") -> dict[str, Any]:
    """The client takes the account over by his link."""
    token = await newest_link(portal, LinkKind.TRANSFER, account["id"])
    accepted = await portal.nobody().do(
        "acceptTransfer", "account { id accountId ownerEmail } transfer { status }", token=token, name=name
    )
    result: dict[str, Any] = accepted["account"]
    return result


async def register(
    tool: Person, number: str, email: str = CLARA, *, name: str = "Fabrikam", **more: Any
) -> dict[str, Any]:
    """The vendor tells of one client's account; the result of its row."""
    row = {
        "accountId": number,
        "name": name,
        "website": f"{name.lower()}.example",
        "ownerEmail": email,
        "signedUpAt": "2026-01-01T00:00:00Z",
        **more,
    }
    told = await tool.do("registerAccounts", "results { accountId outcome userErrors { code field } }", accounts=[row])
    [result] = told["results"]
    return dict(result)


async def bill(tool: Person, number: str, type: str, external_id: str, **more: Any) -> dict[str, Any]:
    """The vendor tells of one billing event; its result."""
    row = {
        "source": "vendor",
        "externalId": external_id,
        "type": type,
        "accountId": number,
        "occurredAt": "2026-06-01T00:00:00Z",
        **more,
    }
    told = await tool.do(
        "recordBillingEvents", "results { externalId outcome userErrors { code field message } }", events=[row]
    )
    [result] = told["results"]
    return dict(result)


async def choose_plan(tool: Person, number: str, plan: str = "Pro", external_id: str | None = None) -> dict[str, Any]:
    """The client chooses a plan in the vendor's product."""
    return await bill(tool, number, "PLAN_SELECTED", external_id or f"plan-{number}", plan=plan)


async def status_of(person: Person, account_ref: str) -> tuple[str | None, str]:
    """(status, access level) as the person sees the account; (None, NONE) where it doesn't exist for him."""
    found = await person.read("query ($id: ID) { account(id: $id) { status accessLevel } }", id=account_ref)
    account = found["account"]
    return (account["status"], account["accessLevel"]) if account else (None, "NONE")
