"""Webhook endpoints and deliveries in GraphQL."""

from __future__ import annotations

import datetime as dt

import strawberry

from portal.core.actors import Operator, ProgramClient
from portal.core.events import Event
from portal.core.graphql import Connection, Node, Payload, described, verb
from portal.core.permissions import Permission
from portal.core.reading.declare import Join, column, connection, everything, id_of, listing, read, reads
from portal.core.reading.totals import Tally
from portal.core.work import Work
from portal.delivery import models, service
from portal.delivery.models import WebhookDeliveryStatus
from portal.identity.graphql import OkPayload

described(
    WebhookDeliveryStatus,
    PENDING="It is being sent, or waits for its next try.",
    DELIVERED="The receiver took it.",
    FAILED="It is not sent any more.",
)

_KEPT = models.WebhookEndpoint.deleted_at.is_(None)


@reads(models.WebhookEndpoint, scope={Operator: _KEPT, ProgramClient: _KEPT}, node=Permission.MANAGE_WEBHOOKS)
class WebhookEndpoint(Node):
    """Where webhooks go."""

    id: strawberry.ID = id_of(models.WebhookEndpoint)
    url: str
    created_at: dt.datetime
    disabled_at: dt.datetime | None


@reads(
    models.WebhookDelivery,
    joins=[Join(Event, Event.id == models.WebhookDelivery.event_id)],
    scope={Operator: everything, ProgramClient: everything},
    node=Permission.MANAGE_WEBHOOKS,
)
class WebhookDelivery(Node):
    """One event on its way to a webhook endpoint."""

    id: strawberry.ID = id_of(models.WebhookDelivery)
    event_id: strawberry.ID = id_of(Event, description="The event's id, which the receiver reads as webhook-id.")
    type: str = column(Event.type, "What happened; docs/events.md has all types.")
    status: WebhookDeliveryStatus
    attempts: int
    next_attempt_at: dt.datetime | None
    response_status: int | None
    error: str | None
    created_at: dt.datetime
    delivered_at: dt.datetime | None


_DELIVERIES = Tally(models.WebhookDelivery)


@strawberry.type
class DeliveryQueries:
    webhook_endpoints: list[WebhookEndpoint] = listing(
        "Where the program's webhooks go.",
        order=[models.WebhookEndpoint.created_at, models.WebhookEndpoint.id],
        requires=Permission.MANAGE_WEBHOOKS,
    )
    webhook_deliveries: Connection[WebhookDelivery] = connection(
        "What was sent to the program's webhook endpoint or is to be sent, the latest first.",
        order=[models.WebhookDelivery.id],
        requires=Permission.MANAGE_WEBHOOKS,
        total={Operator: _DELIVERIES, ProgramClient: _DELIVERIES},
    )


@strawberry.input(description="Where webhooks are to go.")
class CreateWebhookEndpointInput:
    url: str = strawberry.field(description="An address that begins with https://, at a host of the public internet.")


@strawberry.type(description="The new endpoint.")
class CreateWebhookEndpointPayload(Payload):
    endpoint: WebhookEndpoint | None = strawberry.field(default=None, description="The endpoint.")
    secret: str | None = strawberry.field(
        default=None, description="Signs what is sent there (Standard Webhooks). Shown this once: keep it."
    )


@strawberry.input(description="A webhook endpoint to delete.")
class DeleteWebhookEndpointInput:
    webhook_endpoint_id: strawberry.ID = strawberry.field(description="The endpoint's id.")


@strawberry.type(description="Whether it is done.")
class DeleteWebhookEndpointPayload(OkPayload):
    pass


@strawberry.type
class DeliveryMutations:
    @verb(Permission.MANAGE_WEBHOOKS)
    async def create_webhook_endpoint(work: Work, input: CreateWebhookEndpointInput) -> CreateWebhookEndpointPayload:
        """Sends webhooks to an address from now on."""
        endpoint, secret = await service.create_webhook_endpoint(work, input.url)
        return CreateWebhookEndpointPayload(endpoint=read(WebhookEndpoint, endpoint), secret=secret)

    @verb(Permission.MANAGE_WEBHOOKS)
    async def delete_webhook_endpoint(work: Work, input: DeleteWebhookEndpointInput) -> DeleteWebhookEndpointPayload:
        """Sends nothing to the endpoint any more, also of what waits to be sent."""
        await service.delete_webhook_endpoint(work, input.webhook_endpoint_id)
        return DeleteWebhookEndpointPayload(ok=True)
