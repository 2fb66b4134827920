"""Webhook endpoints and what is delivered to them, for tests that begin with some."""

from __future__ import annotations

from typing import Any

from tests.delivery.receiver import Receiver
from tests.people import Person, Portal

ENDPOINT = "endpoint { id url createdAt disabledAt }"
DELIVERIES = """{ webhookDeliveries { totalCount nodes { id eventId type status attempts nextAttemptAt responseStatus
  error createdAt deliveredAt } } }"""


async def create_endpoint(portal: Portal, receiver: Receiver, olga: Person | None = None) -> tuple[str, str]:
    """The program's endpoint at the receiver: its id and its secret."""
    olga = olga or await portal.olga()
    made = await olga.do("createWebhookEndpoint", "endpoint { id } secret", url=receiver.url)
    return str(made["endpoint"]["id"]), str(made["secret"])


async def deliveries(portal: Portal) -> list[Any]:
    """(type, status, attempts, response_status, error) of all deliveries, the oldest first."""
    query = (
        "select e.type, d.status, d.attempts, d.response_status, d.error from webhook_delivery d"
        " join event e on e.id = d.event_id order by d.id"
    )
    return await portal.rows(query)
