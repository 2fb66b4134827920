"""The hand-over by the API alone, with the mails and the webhooks, and the test clock for a month."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from tests.delivery.receiver import Receiver
from tests.e2e.handover import Agency, join, send
from tests.e2e.installation import OPERATOR, OPERATOR_PASSWORD, Installation

DAY = 86_400
ACCOUNT = """query($id: ID!) { account(id: $id) {
  status accessLevel plan ended { by reason } transfer { status toEmail expiresAt bouncedAt } accessRequest { status }
  timeline(first: 50) { nodes { event actor { kind name } reason } }
} }"""


@pytest.fixture
async def agency(installation: Installation) -> AsyncIterator[Agency]:
    joined = await join(installation, "Fernway Retention")
    yield joined
    await joined.http.aclose()


@pytest.fixture
async def app(installation: Installation) -> AsyncIterator[httpx.AsyncClient]:
    """The vendor's product, by its client's token."""
    scopes = ("platform:read", "platform:write", "webhooks:manage")
    made = json.loads((await installation.command("create-client", "app", "--scopes", *scopes)).splitlines()[-1])
    async with httpx.AsyncClient(base_url=installation.url, timeout=30) as http:
        answer = await http.post(
            "/oauth/token",
            data={"grant_type": "client_credentials"},
            auth=(made["clientId"], made["clientSecret"]),
        )
        http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield http


async def _read(http: httpx.AsyncClient, query: str, **variables: Any) -> Any:
    body = {"query": query, "variables": variables}
    answer = (await http.post("/graphql", json=body, headers={"X-Portal-CSRF": "1"})).json()
    assert "errors" not in answer, answer
    [value] = answer["data"].values()
    return value


async def _wait(installation: Installation, days: int) -> None:
    async with httpx.AsyncClient(base_url=installation.url, timeout=30) as operator:
        await send(operator, "signIn", "operator { id }", email=OPERATOR, password=OPERATOR_PASSWORD)
        await send(operator, "advanceClock", "now", seconds=days * DAY)


async def _token(installation: Installation, to: str, subject: str, kind: str) -> str:
    """Of the link in a mail, which stands in its plain text in full."""
    mail = await installation.sink.wait_for(to=to, subject_contains=subject)
    link = mail.link or ""
    assert f"\n{link}\n" in mail.text
    return link.rsplit(f"/{kind}/", 1)[1]


async def test_an_account_is_handed_over_within_a_month_and_the_vendor_hears_of_every_step(
    installation: Installation, agency: Agency, app: httpx.AsyncClient
) -> None:
    async with Receiver() as receiver, httpx.AsyncClient(base_url=installation.url, timeout=30) as client:
        url = f"http://localhost:{receiver.port}/in"
        # One endpoint for the program; the vendor's product of another test may have left its own.
        for left in await _read(app, "{ webhookEndpoints { id } }"):
            await send(app, "deleteWebhookEndpoint", "__typename", webhookEndpointId=left["id"])
        made = await send(app, "createWebhookEndpoint", "endpoint { id } secret", url=url)
        webhook = Webhook(made["secret"])
        account = await agency.offer("Tessera Tiles", "wrong@tessera.example", "Here it is.")
        await _token(installation, "wrong@tessera.example", "Tessera Tiles", "transfer")
        # The address was wrong; then a month goes by, and the client is asked once more.
        await send(
            agency.http,
            "resendTransfer",
            "transfer { toEmail }",
            accountId=account["id"],
            toEmail="tess@tessera.example",
        )
        first = await _token(installation, "tess@tessera.example", "Tessera Tiles", "transfer")
        await _wait(installation, 7)
        await installation.sink.wait_for(to="tess@tessera.example", subject_contains="23 days left")
        await _wait(installation, 23)
        await installation.sink.wait_for(to="ada@fernway-retention.example", subject_contains="nobody answered")
        seen = await _read(agency.http, ACCOUNT, id=account["id"])
        assert (seen["status"], seen["transfer"]["status"]) == ("TRANSFER_PENDING", "EXPIRED")
        assert await _refusal(client, "acceptTransfer", token=first, name="Tess") == "EXPIRED"
        before = len(installation.sink.messages)
        await send(agency.http, "resendTransfer", "transfer { status }", accountId=account["id"])
        fresh = await _newest(installation, before, "tess@tessera.example", "transfer")
        assert await _refusal(client, "acceptTransfer", token=first, name="Tess") == "REPLACED"

        await send(client, "acceptTransfer", "account { ownerEmail }", token=fresh, name="Tess Tiler")
        assert await _refusal(client, "acceptTransfer", token=fresh, name="Tess") == "USED"
        assert (await _read(agency.http, ACCOUNT, id=account["id"]))["status"] == "AWAITING_PLAN"
        await _bill(app, account["accountId"], "PLAN_SELECTED", "1", plan="Pro")
        await _bill(app, account["accountId"], "PAYMENT", "2", amount="49.00", currencyCode="EUR")
        seen = await _read(agency.http, ACCOUNT, id=account["id"])
        assert (seen["status"], seen["accessLevel"], seen["plan"]) == ("COLLABORATOR", "ADMIN", "Pro")

        register = await _token(installation, "tess@tessera.example", "is yours now", "client")
        await send(
            client, "revokeAccess", "account { id }", token=register, partnerId=agency.id, reason="We do it ourselves."
        )
        seen = await _read(agency.http, ACCOUNT, id=account["id"])
        assert seen["ended"] == {"by": "CLIENT", "reason": "We do it ourselves."}
        await _asks_again(installation, agency, app, account)

        expected = {
            "account.created",
            "account.transfer_sent",
            "account.transfer_reminded",
            "account.transfer_expired",
            "account.transfer_accepted",
            "account.plan_selected",
            "account.access_ended",
            "account.access_requested",
            "account.access_granted",
        }
        async with asyncio.timeout(20):
            while not expected <= {one.json["type"] for one in _of(receiver, account)}:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        for one in receiver.requests:
            assert webhook.verify(one.body, one.headers)["type"] == one.json["type"]
        ids = [one.id for one in receiver.requests]
        assert len(ids) == len(set(ids))
        await send(app, "deleteWebhookEndpoint", "__typename", webhookEndpointId=made["endpoint"]["id"])


async def _asks_again(
    installation: Installation, agency: Agency, app: httpx.AsyncClient, account: dict[str, Any]
) -> None:
    """The agency asks for access, is let in within the vendor's product, and leaves."""
    number = account["accountId"]
    asked = await send(
        agency.http, "requestAccess", "accessRequest { id account { id } }", accountId=number, message="Once more?"
    )
    assert asked["accessRequest"]["account"] is None
    await _token(installation, "tess@tessera.example", "asks for access", "access")
    waiting = await _read(
        app,
        "query($n: ID!) { accessRequests(filter: {accountId: $n, status: PENDING}) { nodes { id message } } }",
        n=number,
    )
    [request] = waiting["nodes"]
    assert request == {"id": asked["accessRequest"]["id"], "message": "Once more?"}
    await send(app, "approveAccess", "accessRequest { status }", accessRequestId=request["id"])
    assert (await _read(agency.http, ACCOUNT, id=account["id"]))["status"] == "COLLABORATOR"
    await send(agency.http, "withdrawAccess", "account { status }", accountId=number, reason="It is done.")
    seen = await _read(agency.http, ACCOUNT, id=account["id"])
    assert (seen["status"], seen["ended"]) == ("INACTIVE", {"by": "PARTNER", "reason": "It is done."})
    assert [(one["event"], one["actor"]["kind"]) for one in seen["timeline"]["nodes"]][:4] == [
        ("account.access_ended", "MEMBER"),
        ("account.access_granted", "TOOL"),
        ("account.access_requested", "MEMBER"),
        ("account.access_ended", "CLIENT"),
    ]


def _of(receiver: Receiver, account: dict[str, Any]) -> list[Any]:
    return [one for one in receiver.requests if one.json["data"]["id"] == account["id"]]


async def _newest(installation: Installation, before: int, to: str, kind: str) -> str:
    """The token of a link in a mail that came after the first `before`."""
    async with asyncio.timeout(20):
        while True:
            for mail in installation.sink.messages[before:]:
                if to in mail.to and f"/{kind}/" in (mail.link or ""):
                    return str(mail.link).rsplit(f"/{kind}/", 1)[1]
            await asyncio.sleep(0.1)


async def _refusal(client: httpx.AsyncClient, verb: str, **input: Any) -> str:
    kind = f"{verb[0].upper()}{verb[1:]}Input"
    query = f"mutation($input: {kind}!) {{ {verb}(input: $input) {{ userErrors {{ code message }} }} }}"
    payload = await _read(client, query, input=input)
    [error] = payload["userErrors"]
    return str(error["code"])


async def _bill(app: httpx.AsyncClient, number: str, type: str, external_id: str, **more: Any) -> None:
    event = {
        "source": "app",
        "externalId": f"{number}-{external_id}",
        "type": type,
        "accountId": number,
        "occurredAt": "2026-11-01T00:00:00Z",
        **more,
    }
    told = await send(app, "recordBillingEvents", "results { outcome userErrors { message } }", events=[event])
    assert told["results"] == [{"outcome": "RECORDED", "userErrors": []}]
