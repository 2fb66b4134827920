"""API, worker and receiver are killed again and again: each event arrives, under one id, with the same bytes."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from tests.delivery import receiver as receiver_module
from tests.delivery.test_worker import until
from tests.e2e.installation import COMMAND, free_port
from tests.people import Person, Portal

_CREATE = """mutation($name: String!) { createAccount(input: {name: $name, website: "store.example"}) {
  account { id } userErrors { message } } }"""
_ENDPOINT = (
    """mutation($url: String!) { createWebhookEndpoint(input: {url: $url}) { secret userErrors { message } } }"""
)


@dataclass
class Machines:
    """`serve`, `worker` and a receiver, each a process of its own, on the test's database."""

    portal: Portal
    file: Path
    port: int = field(default_factory=free_port)
    receiver_port: int = field(default_factory=free_port)
    running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    async def start(self, name: str) -> None:
        settings = self.portal.runtime.settings
        environment = {
            "PATH": "/usr/bin:/bin",
            "PORTAL_DATABASE_URL": self.portal.database_url,
            "PORTAL_BASE_URL": self.url,
            "PORTAL_PORT": str(self.port),
            "PORTAL_SECRET_KEY": settings.secret_key,
            "PORTAL_SMTP_URL": settings.smtp_url,
            "PORTAL_MAIL_FROM": settings.mail_from,
            "PORTAL_TEST_CLOCK": "1",
            "PORTAL_WEBHOOK_PRIVATE_HOSTS": f"127.0.0.1:{self.receiver_port}",
        }
        script = [sys.executable, receiver_module.__file__, str(self.receiver_port), str(self.file)]
        command = script if name == "receiver" else [str(COMMAND), name]
        nowhere = asyncio.subprocess.DEVNULL
        self.running[name] = await asyncio.create_subprocess_exec(*command, env=environment, stderr=nowhere)

    async def kill(self, name: str) -> None:
        process = self.running.pop(name)
        process.kill()
        await process.wait()

    async def kill_and_start(self, name: str) -> None:
        await self.kill(name)
        if name == "worker":
            # As if half a minute had gone by without a sign of life.
            dead = "update procrastinate_workers set last_heartbeat = now() - interval '31 s'"
            await self.portal.superuser.execute(dead)
        await self.start(name)

    def received(self) -> list[dict[str, Any]]:
        # A line that was cut off by a kill is one that was never answered.
        lines = self.file.read_text().splitlines() if self.file.exists() else []
        return [json.loads(line) for line in lines if line.endswith("}")]

    def ids(self) -> set[str]:
        return {one["headers"]["webhook-id"] for one in self.received()}


@pytest.fixture
async def machines(portal: Portal, tmp_path: Path) -> AsyncIterator[Machines]:
    found = Machines(portal, tmp_path / "received.jsonl")
    for name in ("serve", "worker", "receiver"):
        await found.start(name)
    yield found
    for name in list(found.running):
        await found.kill(name)


async def _ask(machines: Machines, person: Person, document: str, **variables: str) -> dict[str, Any] | None:
    """What the API answers; None where it is away."""
    body = {"query": document, "variables": variables}
    cookies = dict(person.http.cookies)
    try:
        async with httpx.AsyncClient(base_url=machines.url, cookies=cookies, timeout=10) as client:
            answer = await client.post("/graphql", json=body, headers={"X-Portal-CSRF": "1"})
            data: dict[str, Any] | None = answer.json().get("data")
            return data
    except (httpx.TransportError, json.JSONDecodeError):
        return None


async def _create_accounts(machines: Machines, alice: Person, acknowledged: list[str], stop: asyncio.Event) -> None:
    number = 0
    while not stop.is_set():
        number += 1
        name = f"Store {number}"
        if (await _ask(machines, alice, _CREATE, name=name) or {}).get("createAccount"):
            acknowledged.append(name)
        await asyncio.sleep(0.03)


async def test_every_event_arrives_under_one_id_with_the_same_bytes(portal: Portal, machines: Machines) -> None:
    olga, alice = await portal.olga(), await portal.alice()
    url = f"http://127.0.0.1:{machines.receiver_port}/in"

    async def serves() -> bool:
        return await _ask(machines, olga, "{ program { name } }") is not None

    await until(serves, 30)
    made = (await _ask(machines, olga, _ENDPOINT, url=url) or {})["createWebhookEndpoint"]
    secret = made["secret"]
    acknowledged: list[str] = []
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(_create_accounts(machines, alice, acknowledged, stop))
        for name in ("worker", "receiver", "serve", "receiver", "worker"):
            await _more(machines, acknowledged)
            await machines.kill_and_start(name)
        await _more(machines, acknowledged)
        stop.set()
    await _until_all_is_delivered(portal)
    events = {
        f"evt_{key.hex}": data["name"]
        for key, data in await portal.rows("select id, data from event where type = 'account.created'")
    }
    assert set(acknowledged) <= set(events.values())
    assert machines.ids() == set(events)
    bodies = defaultdict(set)
    for one in machines.received():
        headers, body = one["headers"], one["body"]
        bodies[headers["webhook-id"]].add(body)
        assert Webhook(secret).verify(body, headers)["data"]["name"] == events[headers["webhook-id"]]
    assert all(len(found) == 1 for found in bodies.values())


async def _more(machines: Machines, acknowledged: list[str]) -> None:
    """Waits until more was acknowledged, and more arrived."""
    before = len(acknowledged), len(machines.received())

    async def came() -> bool:
        return len(acknowledged) >= before[0] + 5 and len(machines.received()) >= before[1] + 5

    await until(came, 60)


async def _until_all_is_delivered(portal: Portal) -> None:
    """What waits for its next try comes nearer by the test clock."""

    async def delivered() -> bool:
        await portal.advance(minutes=6)
        await asyncio.sleep(1)
        waiting = "select 1 from procrastinate_jobs where status in ('todo', 'doing') and task_name <> 'send_email'"
        return not await portal.rows(waiting)

    await until(delivered, 60)
    assert await portal.rows("select distinct status from webhook_delivery") == [("DELIVERED",)]
