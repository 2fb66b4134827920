"""What delivery does on the rooms' events: a row for each mail and each webhook to send; and what it does regularly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from portal.core.duties import NIGHTLY, Duty
from portal.core.events import Event, Handler, Handlers, Happening
from portal.core.links import Link
from portal.core.work import Work
from portal.delivery.letters import Letters, Mail
from portal.delivery.mails import MAILS
from portal.delivery.models import EmailStatus, OutgoingEmail, WebhookDelivery, WebhookDeliveryStatus, WebhookEndpoint
from portal.delivery.sender import send_email
from portal.delivery.webhook_sender import send_webhook
from portal.delivery.webhooks import body_of, is_told

MAILS_ARE_KEPT = dt.timedelta(days=30)
# What stands in a webhook, and what was answered; then what became of it.
BODIES_ARE_KEPT = dt.timedelta(days=30)
DELIVERIES_ARE_KEPT = dt.timedelta(days=90)


def _writes(all_letters: Sequence[Letters]) -> Handler:
    async def write_mails(work: Work, event: Event) -> None:
        for letters in all_letters:
            for mail in await letters(work, event):
                await _write(work, event, mail)

    return write_mails


async def _write(work: Work, event: Event, mail: Mail) -> None:
    """The mail's row and the job that sends it; once, however often the handler runs."""
    link = mail.link if isinstance(mail.link, Link) else None
    row = insert(OutgoingEmail).values(
        key=f"{event.id}:{mail.template}:{mail.to_email}",
        template=mail.template,
        to_email=mail.to_email,
        values=dict(mail.values) if link else {**mail.values, "path": mail.link},
        link_kind=link and link.kind,
        link_id=link and link.id,
        link_version=link and link.version,
        status=EmailStatus.QUEUED,
        attempts=0,
        created_at=work.now,
    )
    added = row.on_conflict_do_nothing(index_elements=[OutgoingEmail.key]).returning(OutgoingEmail.id)
    email_id = (await work.session.execute(added)).scalar_one_or_none()
    if email_id is not None:
        work.defer(send_email, email_id=str(email_id))


async def write_webhooks(work: Work, event: Event) -> None:
    """A row for each endpoint that is told of the event, and the job that sends it; once, however often this runs."""
    endpoints = [one.id for one in await _live_endpoints(work) if _is_told(one, event)]
    if not endpoints:
        return
    fresh = {"event_id": event.id, "body": await body_of(work, event), "created_at": work.now}
    for endpoint_id in endpoints:
        row = insert(WebhookDelivery).values(
            endpoint_id=endpoint_id, status=WebhookDeliveryStatus.PENDING, attempts=0, **fresh
        )
        added = row.on_conflict_do_nothing().returning(WebhookDelivery.id)
        delivery_id = (await work.session.execute(added)).scalar_one_or_none()
        if delivery_id is not None:
            work.defer(send_webhook, delivery_id=str(delivery_id))


async def _live_endpoints(work: Work) -> Sequence[WebhookEndpoint]:
    """Whoever is told of anything: read once for a work, which may handle a hundred events."""
    known: dict[str, Sequence[WebhookEndpoint]] = work.session.info
    if "live endpoints" not in known:
        live = WebhookEndpoint.deleted_at.is_(None), WebhookEndpoint.disabled_at.is_(None)
        known["live endpoints"] = (await work.session.execute(select(WebhookEndpoint).where(*live))).scalars().all()
    return known["live endpoints"]


def _is_told(endpoint: WebhookEndpoint, event: Event) -> bool:
    """The program's endpoint, or the partner's own; neither of what was before it."""
    of_partner = endpoint.partner_id in {None, event.partner_id}
    of_type = endpoint.event_types is None or event.type in endpoint.event_types
    return of_partner and of_type and endpoint.created_at <= event.at


async def forget_old_mails(work: Work) -> None:
    """Deletes mails 30 days after they were made. One that still waits for its mail server is no old mail."""
    old = OutgoingEmail.created_at < work.now - MAILS_ARE_KEPT
    await work.session.execute(delete(OutgoingEmail).where(old, OutgoingEmail.status != EmailStatus.QUEUED))


async def forget_old_webhooks(work: Work) -> None:
    """Empties webhooks 30 days after they were made, and deletes them after 90; never one that is still to be sent."""
    ended = WebhookDelivery.status != WebhookDeliveryStatus.PENDING
    old = ended, WebhookDelivery.created_at < work.now - BODIES_ARE_KEPT
    full = or_(WebhookDelivery.body.is_not(None), WebhookDelivery.response_body.is_not(None))
    await work.session.execute(update(WebhookDelivery).where(*old, full).values(body=None, response_body=None))
    over = work.now - DELIVERIES_ARE_KEPT
    await work.session.execute(delete(WebhookDelivery).where(ended, WebhookDelivery.created_at < over))
    used = exists().where(WebhookDelivery.endpoint_id == WebhookEndpoint.id)
    await work.session.execute(delete(WebhookEndpoint).where(WebhookEndpoint.deleted_at < over, ~used))


def webhook_handlers(happenings: Iterable[type[Happening]]) -> Handlers:
    """Who listens to those events of all rooms that go out."""
    return {happening: (write_webhooks,) for happening in happenings if is_told(happening.type)}


HANDLERS: Handlers = {happening: (_writes(letters),) for happening, letters in MAILS.items()}

DUTIES = (
    Duty("forget old mails", NIGHTLY, forget_old_mails),
    Duty("forget old webhooks", NIGHTLY, forget_old_webhooks),
)
