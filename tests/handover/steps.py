"""What the tests of the hand-over do again and again, over HTTP."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from portal.core.links import LinkKind, LinkSigner
from portal.core.permissions import MemberRole, OperatorRole, Scope
from tests.accounts.steps import create
from tests.people import Person, Portal

CLARA = "clara@store.example"
NUMBER = "0123456789abcdef01234567"
# Of accounts, one after the other of which nobody has.
UNKNOWN = ("acct_" + "0" * 32, "f" * 24, "rubbish", "\0", "")


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


async def ask(partner: Person, number: str = NUMBER, message: str = "Let us in.") -> str:
    """The partner asks for access; the request's id."""
    asked = await partner.do("requestAccess", "accessRequest { id }", accountId=number, message=message)
    return str(asked["accessRequest"]["id"])


async def let_in(tool: Person, partner: Person, number: str = NUMBER) -> str:
    """The client of the account, in the vendor's product, lets the partner in; the account's id."""
    made = await tool.do("approveAccess", "account { id }", accessRequestId=await ask(partner, number))
    return str(made["account"]["id"])


async def handed_over(portal: Portal, partner: Person, tool: Person, email: str = CLARA) -> dict[str, Any]:
    """An account that the client took over and has a plan for: the partner is a collaborator."""
    account = await offer(partner, to_email=email)
    await accept(portal, account)
    await choose_plan(tool, account["accountId"])
    return account


async def register_link(portal: Portal, tool: Person, number: str = NUMBER, email: str = CLARA) -> str:
    """The token of a link to the register of an account, which its owner asked for."""
    await portal.nobody().do("requestClientLink", "ok", email=email)
    await portal.work()
    return await newest_link(portal, LinkKind.CLIENT, number)


async def open_link(portal: Portal, token: str, selection: str = "status newerSent") -> Any:
    """What a link that was mailed to a client shows."""
    document = f"query ($token: String!) {{ clientLink(token: $token) {{ {selection} }} }}"
    return (await portal.nobody().read(document, token=token))["clientLink"]


def none_of_ours(portal: Portal, kind: LinkKind, token: str) -> list[str]:
    """Tokens that open nothing: mangled, forged, of another kind, of something that isn't there."""
    ours = portal.runtime.links
    link = ours.read(kind, token)
    assert link is not None
    forged = LinkSigner("another secret", "http://portal.example").token(kind, link.id, 1)
    others = [ours.token(other, link.id, 1) for other in (LinkKind.APPLICATION, LinkKind.REGISTER, LinkKind.RESET)]
    swapped = ("B" if token[0] != "B" else "C") + token[1:]
    unknown = ours.token(kind, uuid.uuid4(), 1)
    return [swapped, token[:-1], token + "A", token.swapcase(), "", "\0", "nörd", forged, unknown, *others]


async def until(portal: Portal, moment: str, *, before: int = 0) -> None:
    """Moves the clock to the moment, or to some seconds before it."""
    [(now,)] = await portal.rows("select portal.work_now()")
    left = (dt.datetime.fromisoformat(moment) - now).total_seconds()
    await portal.advance(seconds=math.ceil(left) - before)


_EVERYTHING = (
    "client_account account_access ownership_transfer access_request access_block client_link client_link_request"
    " billing_event search_word event partner program team_member invitation chosen_account"
).split()
_SNAPSHOT = " union all ".join(f"select '{table}', t::text from portal.{table} t" for table in _EVERYTHING)


@asynccontextmanager
async def unchanged(portal: Portal) -> AsyncIterator[None]:
    """What is done meanwhile leaves no trace: no row is new, gone or other, and nothing is told."""
    before = sorted(await portal.rows(_SNAPSHOT))
    yield
    assert sorted(await portal.rows(_SNAPSHOT)) == before


async def only_owners_and_managers(portal: Portal, verb: str, **input: Any) -> None:
    """Proves that of all callers those with this right alone come through, and that the rest change nothing."""
    async with unchanged(portal):
        for somebody in (portal.nobody(), await portal.charlie()):
            assert await somebody.forbidden(verb, **input) == ["UNAUTHENTICATED"]
    roles = (MemberRole.VIEWER, MemberRole.FINANCE, MemberRole.DEVELOPER)
    members = [await portal.member(role.lower(), "Brightside", role) for role in roles]
    others = (*members, await portal.olga(), await portal.tool(*Scope))
    async with unchanged(portal):
        for somebody in others:
            assert await somebody.forbidden(verb, **input) == ["FORBIDDEN"]


async def only_with(portal: Portal, scopes: set[Scope], roles: set[OperatorRole], verb: str, **input: Any) -> None:
    """Proves that members, nobody, and tools and operators without one of these rights are turned away."""
    alice = await portal.member("Ada", "Brightside")
    others = [await portal.olga(role) for role in OperatorRole if role not in roles]
    tool = await portal.tool(*(scope for scope in Scope if scope not in scopes))
    async with unchanged(portal):
        for somebody in (portal.nobody(), await portal.charlie()):
            assert await somebody.forbidden(verb, **input) == ["UNAUTHENTICATED"]
        for somebody in (alice, *others, tool):
            assert await somebody.forbidden(verb, **input) == ["FORBIDDEN"]


async def suspend(portal: Portal, partner: Person) -> None:
    """The vendor suspends the partner."""
    tool = await portal.tool(Scope.OPERATOR_WRITE)
    await tool.do("suspendPartner", "partner { status }", partnerId=partner.partner_id)


async def set_program(portal: Portal, **settings: Any) -> None:
    """The vendor changes how the program works."""
    await (await portal.tool(Scope.OPERATOR_WRITE)).do("updateProgram", "program { name }", **settings)
