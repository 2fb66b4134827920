"""What delivery does on the rooms' events: a row for each mail to send; and what it does regularly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from portal.core.duties import NIGHTLY, Duty
from portal.core.events import Event, Handler, Handlers
from portal.core.links import Link
from portal.core.work import Work
from portal.delivery.letters import Letters, Mail
from portal.delivery.mails import MAILS
from portal.delivery.models import EmailStatus, OutgoingEmail
from portal.delivery.sender import send_email

MAILS_ARE_KEPT = dt.timedelta(days=30)


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


async def forget_old_mails(work: Work) -> None:
    """Deletes mails 30 days after they were made. One that still waits for its mail server is no old mail."""
    old = OutgoingEmail.created_at < work.now - MAILS_ARE_KEPT
    await work.session.execute(delete(OutgoingEmail).where(old, OutgoingEmail.status != EmailStatus.QUEUED))


HANDLERS: Handlers = {happening: (_writes(letters),) for happening, letters in MAILS.items()}

DUTIES = (Duty("forget old mails", NIGHTLY, forget_old_mails),)
