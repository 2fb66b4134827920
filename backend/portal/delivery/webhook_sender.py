"""Sends one webhook: no transaction is open while the receiver is spoken to."""

from __future__ import annotations

import datetime as dt
import uuid

import structlog
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.jobs import Job
from prometheus_client import Counter
from sqlalchemy import Select, select
from standardwebhooks import Webhook

from portal.core.actors import System
from portal.core.addresses import read_address
from portal.core.events import Event
from portal.core.ids import public_id
from portal.core.jobs import WEBHOOKS, RetryForDays, jobs
from portal.core.logs import AlreadyLogged
from portal.core.outgoing import Reply, Unreachable
from portal.core.problems import InvalidInput
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work, open_work
from portal.delivery.events import WebhookEndpointDisabled
from portal.delivery.models import GONE, WebhookDelivery, WebhookDeliveryStatus, WebhookEndpoint
from portal.delivery.service import end_deliveries
from portal.delivery.webhooks import secret_of

log = structlog.get_logger()

_NOT_DELIVERED = Counter("portal_webhooks_not_delivered", "Tries to send a webhook that failed.", ["status"])
_AGENT = "PartnerPortal-Webhooks/1"


class NotDelivered(AlreadyLogged):
    """The receiver didn't take the webhook; the row says why. It is tried again in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class _AsTheRowSays(BaseRetryStrategy):
    """The row counts the tries, since a job counts those as well that a killed worker never made."""

    _otherwise = RetryForDays()

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, NotDelivered):
            return RetryDecision(retry_in={"seconds": exception.seconds})
        return self._otherwise.get_retry_decision(exception=exception, job=job)


@jobs.task(name="send_webhook", queue=WEBHOOKS, pass_context=True, retry=_AsTheRowSays())
async def send_webhook(context: JobContext, delivery_id: str) -> None:
    """Sends the webhook unless it has been taken. Raises NotDelivered where it is to be tried again.

    A worker that dies between the receiver's yes and our note of it sends the webhook again, with the same id.
    """
    runtime: Runtime = context.additional_context["runtime"]
    key = uuid.UUID(delivery_id)
    found = await _find(runtime, key)
    if found is None:
        return
    outcome = await _try(runtime, *found)
    retry_in = await _note(runtime, key, outcome)
    if retry_in is not None:
        raise NotDelivered(retry_in)


async def _find(runtime: Runtime, key: uuid.UUID) -> tuple[WebhookDelivery, WebhookEndpoint] | None:
    """What is to be sent where; None where it was sent, or nothing goes there any more."""
    async with open_work(runtime, Request(), System()) as work:
        delivery = (await work.session.execute(_waiting(key))).scalar_one_or_none()
        if delivery is None:
            return None
        endpoint = await work.session.get_one(WebhookEndpoint, delivery.endpoint_id)
        if endpoint.ended:
            delivery.give_up(endpoint.ended)
            return None
        return delivery, endpoint


async def _try(runtime: Runtime, delivery: WebhookDelivery, endpoint: WebhookEndpoint) -> Reply | Unreachable:
    """One try: an answer of whatever status, or why there was none."""
    settings = runtime.settings
    # Nobody but the program itself is let into the vendor's own network.
    private_hosts = settings.private_hosts if endpoint.partner_id is None else frozenset()
    # Real time: receivers refuse what is older than five minutes.
    now, body = dt.datetime.now(dt.UTC), delivery.body or ""
    message_id = public_id(Event.prefix, delivery.event_id)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": _AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret_of(endpoint, settings.secret_key)).sign(message_id, now, body),
    }
    try:
        return await runtime.outgoing.post(read_address(endpoint.url, private_hosts), headers, body.encode())
    except Unreachable as error:
        return error
    except InvalidInput as error:  # the settings named the host once, and don't any more
        return Unreachable(error.message)
    except Exception as error:
        # A try like any other, or the job would be repeated every few minutes for days.
        log.error("webhook.failed", delivery=delivery.public_id, exc_info=error)
        return Unreachable("Something went wrong on the portal's side.")


async def _note(runtime: Runtime, key: uuid.UUID, outcome: Reply | Unreachable) -> int | None:
    """Keeps how the try ended, in a transaction of its own; in how many seconds it is tried again, if it is."""
    async with open_work(runtime, Request(), System()) as work:
        gone = isinstance(outcome, Reply) and outcome.status == GONE
        # The endpoint is locked before any delivery, as wherever both are.
        endpoint = await _locked_endpoint(work, key) if gone else None
        delivery = (await work.session.execute(_waiting(key))).scalar_one_or_none()
        if delivery is None:
            return None
        if isinstance(outcome, Reply):
            delivery.answered(outcome.status, outcome.body, work.now)
        else:
            delivery.unanswered(str(outcome), work.now)
        if endpoint and not endpoint.ended:
            await _disable(work, endpoint)
        if delivery.status != WebhookDeliveryStatus.DELIVERED:
            _tell(delivery)
        return int((delivery.next_attempt_at - work.now).total_seconds()) if delivery.next_attempt_at else None


async def _disable(work: Work, endpoint: WebhookEndpoint) -> None:
    endpoint.disabled_at = work.now
    await work.session.flush()
    await end_deliveries(work, endpoint)
    happening = WebhookEndpointDisabled(
        subject_id=endpoint.id, partner_id=endpoint.partner_id, reason="The receiver answered 410 Gone."
    )
    work.record(happening)


def _waiting(key: uuid.UUID) -> Select[WebhookDelivery]:
    mine = WebhookDelivery.id == key, WebhookDelivery.status == WebhookDeliveryStatus.PENDING
    return select(WebhookDelivery).where(*mine).with_for_update()


async def _locked_endpoint(work: Work, key: uuid.UUID) -> WebhookEndpoint:
    its = select(WebhookDelivery.endpoint_id).where(WebhookDelivery.id == key).scalar_subquery()
    query = select(WebhookEndpoint).where(WebhookEndpoint.id == its).with_for_update()
    return (await work.session.execute(query)).scalar_one()


def _tell(delivery: WebhookDelivery) -> None:
    status = str(delivery.response_status or "none")
    _NOT_DELIVERED.labels(status).inc()
    log.warning(
        "webhook.not_delivered",
        delivery=delivery.public_id,
        attempts=delivery.attempts,
        status=status,
        error=delivery.error,
        final=delivery.status == WebhookDeliveryStatus.FAILED,
    )
