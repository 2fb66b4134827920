"""What tests of the pages set up by the API: agencies, accounts that are offered, and mailed links."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg

from portal.core.embedded import start_embedded
from portal.core.links import LinkKind, LinkSigner
from tests.e2e.installation import OPERATOR, OPERATOR_PASSWORD, Installation

_NEWEST = """
    select l.id from portal.client_link l join portal.client_account a on a.id = l.account_id
    where l.kind = %s and a.account_id = %s order by l.created_at desc, l.id desc limit 1
"""


@dataclass
class Agency:
    """A partner with one member, who is signed in."""

    http: httpx.AsyncClient
    name: str
    id: str
    email: str

    async def do(self, verb: str, selection: str, **input: Any) -> Any:
        """Calls a mutation that works; its payload."""
        return await send(self.http, verb, selection, **input)

    async def create(self, store: str) -> dict[str, Any]:
        """A development account: id, accountId, name."""
        website = f"{store.lower().replace(' ', '-')}.example"
        made = await self.do("createAccount", "account { id accountId name }", name=store, website=website)
        return dict(made["account"])

    async def offer(self, store: str, to_email: str, note: str | None = None) -> dict[str, Any]:
        """A new account that is offered to the client: id, accountId, name."""
        made = await self.create(store)
        await self.do("transferOwnership", "transfer { id }", accountId=made["id"], toEmail=to_email, note=note)
        return made

    async def ask_for(self, account: dict[str, Any], message: str) -> None:
        """Asks the client for access."""
        await self.do("requestAccess", "accessRequest { id }", accountId=account["accountId"], message=message)


async def join(installation: Installation, name: str) -> Agency:
    """An agency that has just become a partner."""
    http = httpx.AsyncClient(base_url=installation.url, timeout=30)
    partner_id, email, link = await approved(installation, name, http)
    token = link.rsplit("/", 1)[1]
    await send(http, "registerMember", "member { id }", token=token, name="Ada Long", password="long enough for me")
    return Agency(http, name, partner_id, email)


async def approved(installation: Installation, name: str, http: httpx.AsyncClient) -> tuple[str, str, str]:
    """An agency that nobody has registered for yet: the partner's id, the address of who applied, the mailed link."""
    domain = f"{name.lower().replace(' ', '-')}.example"
    email = f"ada@{domain}"
    form = {"companyName": name, "website": domain, "contactName": "Ada Long", "email": email, "country": "GB"}
    applied = (await send(http, "applyToProgram", "application { id }", **form))["application"]["id"]
    async with httpx.AsyncClient(base_url=installation.url, timeout=30) as operator:
        await send(operator, "signIn", "operator { id }", email=OPERATOR, password=OPERATOR_PASSWORD)
        made = await send(operator, "approveApplication", "partner { id }", applicationId=applied)
    mail = await installation.sink.wait_for(to=email, subject_contains="set up your log-in")
    return made["partner"]["id"], email, mail.link or ""


async def accepted(installation: Installation, agency: Agency, store: str, to_email: str) -> dict[str, Any]:
    """An account that the client has taken over."""
    account = await agency.offer(store, to_email)
    token = await newest_token(installation, LinkKind.TRANSFER, account)
    async with httpx.AsyncClient(base_url=installation.url, timeout=30) as client:
        await send(client, "acceptTransfer", "account { id }", token=token, name="Clara Berg")
    return account


async def newest_token(installation: Installation, kind: LinkKind, account: dict[str, Any]) -> str:
    """The token of the newest link of this kind to the account."""
    [link_id] = await asyncio.to_thread(_row, installation, kind.name, account["accountId"])
    signer = LinkSigner(installation.environment["PORTAL_SECRET_KEY"], installation.url)
    return signer.token(kind, link_id, 1)


def _row(installation: Installation, *values: str) -> Any:
    with start_embedded(installation.home) as server, psycopg.connect(server.url()) as connection:
        return connection.execute(_NEWEST, values).fetchone()


async def send(client: httpx.AsyncClient, verb: str, selection: str, **input: Any) -> Any:
    """Calls a mutation that works; its payload."""
    kind = f"{verb[0].upper()}{verb[1:]}Input"
    query = f"mutation($input: {kind}!) {{ {verb}(input: $input) {{ {selection} userErrors {{ message }} }} }}"
    body = {"query": query, "variables": {"input": input}}
    answer = (await client.post("/graphql", json=body, headers={"X-Portal-CSRF": "1"})).json()
    assert "errors" not in answer, answer
    assert answer["data"][verb]["userErrors"] == []
    return answer["data"][verb]
