"""The verbs of webhook endpoints."""

from __future__ import annotations

from sqlalchemy import select, update

from portal.core.addresses import read_address
from portal.core.ids import new_id, parse_id
from portal.core.outgoing import PrivateHost, UnknownHost
from portal.core.permissions import Permission
from portal.core.problems import InvalidInput, NotFound, Problem, UserErrorCode
from portal.core.texts import _
from portal.core.work import Work
from portal.delivery.events import WebhookEndpointCreated, WebhookEndpointDeleted
from portal.delivery.models import WebhookDelivery, WebhookDeliveryStatus, WebhookEndpoint
from portal.delivery.webhooks import secret_of
from portal.program.models import Program

# The program's own; those of partners are a thing of their own.
MOST_ENDPOINTS = 1


async def create_webhook_endpoint(work: Work, url: str) -> tuple[WebhookEndpoint, str]:
    """Sends webhooks there from now on. Returns the endpoint and its secret, which is shown this once.

    Raises InvalidInput for an address to which the portal doesn't speak, and LIMIT_REACHED for a second endpoint.
    """
    work.require(Permission.MANAGE_WEBHOOKS)
    checked = await _reachable(work, url)
    # One at a time, or two at once would both be the first.
    await work.session.get_one(Program, 1, with_for_update=True)
    kept = select(WebhookEndpoint.id).where(WebhookEndpoint.partner_id.is_(None), WebhookEndpoint.deleted_at.is_(None))
    if len((await work.session.execute(kept)).all()) >= MOST_ENDPOINTS:
        message = _("The program has its webhook endpoint already. Delete that first.")
        raise Problem(message, code=UserErrorCode.LIMIT_REACHED)
    endpoint = work.add(WebhookEndpoint(id=new_id(), url=checked, secret_version=1, created_at=work.now))
    await work.session.flush()
    work.record(WebhookEndpointCreated(subject_id=endpoint.id))
    return endpoint, secret_of(endpoint, work.runtime.settings.secret_key)


async def delete_webhook_endpoint(work: Work, endpoint_id: str) -> None:
    """Sends nothing there any more, also of what waits to be sent. Raises NotFound."""
    work.require(Permission.MANAGE_WEBHOOKS)
    field = "webhookEndpointId"
    key = parse_id(WebhookEndpoint.prefix, endpoint_id)
    mine = select(WebhookEndpoint).where(WebhookEndpoint.id == key, WebhookEndpoint.deleted_at.is_(None))
    endpoint = await work.find(WebhookEndpoint, mine) if key else None
    if endpoint is None:
        raise NotFound(field=field)
    endpoint.deleted_at = work.now
    await end_deliveries(work, endpoint)
    work.record(WebhookEndpointDeleted(subject_id=endpoint.id, partner_id=endpoint.partner_id))


async def end_deliveries(work: Work, endpoint: WebhookEndpoint) -> None:
    """Gives up what waits for an endpoint that was deleted or disabled. The endpoint's row must be locked."""
    waiting = WebhookDelivery.endpoint_id == endpoint.id, WebhookDelivery.status == WebhookDeliveryStatus.PENDING
    given_up = {"status": WebhookDeliveryStatus.FAILED, "error": endpoint.ended, "next_attempt_at": None}
    await work.session.execute(update(WebhookDelivery).where(*waiting).values(given_up))


async def _reachable(work: Work, url: str) -> str:
    address = read_address(url.strip(), work.runtime.settings.private_hosts)
    if not address.may_be_private:
        try:
            await work.runtime.outgoing.check(address)
        except UnknownHost:
            raise InvalidInput(_("No such host is known. Check the address."), field="url") from None
        except PrivateHost:
            message = _("This host lies in a private network, to which the portal sends nothing.")
            raise InvalidInput(message, field="url") from None
    return address.url
