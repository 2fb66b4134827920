"""createWebhookEndpoint, deleteWebhookEndpoint, and who sees what of webhooks."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest

from portal.core.permissions import MemberRole, OperatorRole, Scope
from tests.accounts.steps import create
from tests.delivery.receiver import FakeDns, Receiver
from tests.delivery.webhook_steps import DELIVERIES, ENDPOINT, create_endpoint, deliveries
from tests.people import Portal, Refused

ENDPOINTS = "{ webhookEndpoints { id url createdAt disabledAt } }"
NODE = "query($id: ID!) { node(id: $id) { id ... on WebhookEndpoint { url } ... on WebhookDelivery { status } } }"


async def test_it_creates_the_program_s_endpoint_and_shows_its_secret_once(portal: Portal, receiver: Receiver) -> None:
    olga = await portal.olga()
    made = await olga.do("createWebhookEndpoint", f"{ENDPOINT} secret", url=f" {receiver.url} ")
    assert made["endpoint"]["url"] == receiver.url
    assert made["endpoint"]["disabledAt"] is None
    assert made["secret"].startswith("whsec_")
    assert len(base64.b64decode(made["secret"].removeprefix("whsec_"))) == 32
    assert await olga.read(ENDPOINTS) == {"webhookEndpoints": [made["endpoint"]]}
    assert (await olga.read(NODE, id=made["endpoint"]["id"]))["node"]["url"] == receiver.url


async def test_the_secret_is_stored_nowhere_and_each_endpoint_has_its_own(portal: Portal, receiver: Receiver) -> None:
    olga, alice = await portal.olga(), await portal.alice()
    secrets = []
    for _again in range(2):
        endpoint, secret = await create_endpoint(portal, receiver, olga)
        secrets.append(secret)
        await create(alice)
        await portal.work()
        await olga.do("deleteWebhookEndpoint", "ok", webhookEndpointId=endpoint)
    assert secrets[0] != secrets[1]
    for table in ("event", "webhook_endpoint", "webhook_delivery", "procrastinate_jobs"):
        stored = json.dumps(await portal.rows(f"select to_jsonb(t) from {table} t"))
        for secret in secrets:
            assert secret.removeprefix("whsec_") not in stored


async def test_it_tells_what_happened(portal: Portal, receiver: Receiver) -> None:
    olga = await portal.olga()
    endpoint, _ = await create_endpoint(portal, receiver, olga)
    await olga.do("deleteWebhookEndpoint", "ok", webhookEndpointId=endpoint)
    assert await portal.events("webhook_endpoint.created", "webhook_endpoint.deleted") == [
        ("webhook_endpoint.created", "OPERATOR", None, {}),
        ("webhook_endpoint.deleted", "OPERATOR", None, {}),
    ]
    await portal.work()
    assert await deliveries(portal) == []


async def test_there_is_one_for_the_program(portal: Portal, receiver: Receiver) -> None:
    olga = await portal.olga()
    first, _ = await create_endpoint(portal, receiver, olga)
    assert await olga.refused("createWebhookEndpoint", url=receiver.url) == [("LIMIT_REACHED", None)]
    await olga.do("deleteWebhookEndpoint", "ok", webhookEndpointId=first)
    second, _ = await create_endpoint(portal, receiver, olga)
    assert [one["id"] for one in (await olga.read(ENDPOINTS))["webhookEndpoints"]] == [second]


async def test_of_two_at_once_one_is_made(portal: Portal, receiver: Receiver) -> None:
    olga = await portal.olga()
    both = (olga.do("createWebhookEndpoint", ENDPOINT, url=receiver.url) for _ in range(4))
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert all("LIMIT_REACHED" in str(answer) for answer in answers if isinstance(answer, Refused))
    assert await portal.rows("select count(*) from webhook_endpoint") == [(1,)]


@pytest.mark.parametrize(
    "url",
    [
        "https://inside.example/hooks",
        "https://nowhere.example/hooks",
        "http://public.example/hooks",
        "https://127.0.0.1/hooks",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::ffff:10.0.0.1]/",
        "https://user:secret@public.example/hooks",
        "https://public.example/hooks#here",
        "rubbish",
        "",
    ],
)
async def test_it_refuses_an_address_to_which_the_portal_sends_nothing(portal: Portal, dns: FakeDns, url: str) -> None:
    dns.hosts |= {"public.example": ["93.184.216.34"], "inside.example": ["10.0.0.1"]}
    olga = await portal.olga()
    assert await olga.refused("createWebhookEndpoint", url=url) == [("INVALID", "input.url")]
    assert await portal.rows("select 1 from webhook_endpoint") == []


@pytest.mark.parametrize("url", ["https://public.example/hooks", "http://vendor.example:3000/hooks"])
async def test_it_takes_public_hosts_and_the_vendor_s_app(portal: Portal, dns: FakeDns, url: str) -> None:
    dns.hosts["public.example"] = ["93.184.216.34"]
    made = await (await portal.olga()).do("createWebhookEndpoint", "endpoint { url }", url=url)
    assert made["endpoint"]["url"] == url


async def test_deleting_gives_up_what_waits(portal: Portal, receiver: Receiver) -> None:
    olga, alice = await portal.olga(), await portal.alice()
    endpoint, _ = await create_endpoint(portal, receiver, olga)
    await receiver.stop()
    await create(alice)
    await portal.work()
    await olga.do("deleteWebhookEndpoint", "ok", webhookEndpointId=endpoint)
    assert await olga.read(ENDPOINTS) == {"webhookEndpoints": []}
    [node] = (await olga.read(DELIVERIES))["webhookDeliveries"]["nodes"]
    assert (node["status"], node["error"], node["nextAttemptAt"]) == ("FAILED", "The endpoint was deleted.", None)
    await receiver.start()
    await create(alice)
    await portal.advance(days=1)
    await portal.work()
    assert receiver.requests == []
    assert await olga.refused("deleteWebhookEndpoint", webhookEndpointId=endpoint) == [
        ("NOT_FOUND", "input.webhookEndpointId")
    ]


async def test_deliveries_say_how_it_went(portal: Portal, receiver: Receiver) -> None:
    tool, alice = await portal.tool(Scope.WEBHOOKS_MANAGE), await portal.alice()
    await create_endpoint(portal, receiver, tool)
    await create(alice)
    await portal.work()
    await receiver.stop()
    await create(alice, "Contoso")
    await portal.work()
    found = (await tool.read(DELIVERIES))["webhookDeliveries"]
    assert found["totalCount"] == 2
    later, earlier = found["nodes"]
    assert earlier["eventId"] == receiver.requests[0].id
    assert (earlier["type"], earlier["status"], earlier["attempts"]) == ("account.created", "DELIVERED", 1)
    assert (earlier["responseStatus"], earlier["error"], earlier["nextAttemptAt"]) == (204, None, None)
    assert earlier["deliveredAt"] >= earlier["createdAt"]
    assert (later["status"], later["attempts"], later["responseStatus"]) == ("PENDING", 1, None)
    assert later["error"] == "No connection could be made."
    assert later["nextAttemptAt"] > later["createdAt"]
    assert (await tool.read(NODE, id=later["id"]))["node"]["status"] == "PENDING"


async def test_a_stranger_sees_nothing(portal: Portal, receiver: Receiver) -> None:
    endpoint, _ = await create_endpoint(portal, receiver)
    await create(await portal.alice())
    await portal.work()
    [(key,)] = await portal.rows("select id from webhook_delivery")
    everything_else = [scope for scope in Scope if scope is not Scope.WEBHOOKS_MANAGE]
    signed_in = [
        await portal.bob(),
        await portal.member("Dora", "Brightside", MemberRole.DEVELOPER),
        await portal.olga(OperatorRole.SUPPORT),
        await portal.tool(*everything_else),
    ]
    for person, code in [(portal.nobody(), "UNAUTHENTICATED"), *((one, "FORBIDDEN") for one in signed_in)]:
        for query in (ENDPOINTS, DELIVERIES):
            answer = await person.ask(query)
            assert "hooks.vendor.example" not in json.dumps(answer.body)
            assert "account.created" not in json.dumps(answer.body)
        for public_id in (endpoint, f"whd_{key.hex}"):
            assert (await person.ask(NODE, id=public_id)).body["data"]["node"] is None
        assert await person.forbidden("createWebhookEndpoint", url="https://public.example/") == [code]
        assert await person.forbidden("deleteWebhookEndpoint", webhookEndpointId=endpoint) == [code]
    assert await portal.rows("select count(*) from webhook_endpoint where deleted_at is null") == [(1,)]


@pytest.mark.parametrize("id", ["whe_" + "0" * 32, "rubbish", "", "\0"])
async def test_an_unknown_endpoint_cannot_be_deleted(portal: Portal, id: str) -> None:
    olga = await portal.olga()
    assert await olga.refused("deleteWebhookEndpoint", webhookEndpointId=id) == [
        ("NOT_FOUND", "input.webhookEndpointId")
    ]
