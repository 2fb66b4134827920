"""Sends one mail: no transaction is open while the mail server is spoken to."""

from __future__ import annotations

import asyncio
import uuid
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog
from procrastinate import JobContext
from procrastinate.jobs import Job
from prometheus_client import Counter
from sqlalchemy import update

from portal.clients.models import ClientLink
from portal.clients.service import note_bounce
from portal.core.actors import System
from portal.core.jobs import RetryForDays, jobs
from portal.core.links import CLIENT_LINKS
from portal.core.logs import AlreadyLogged
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.settings import Settings
from portal.core.work import open_work
from portal.delivery.letters import works
from portal.delivery.models import EmailStatus, OutgoingEmail
from portal.delivery.rendering import compose
from portal.program.models import Program
from portal.program.service import current_program

log = structlog.get_logger()

_NOT_SENT = Counter("portal_mails_not_sent", "Tries to send a mail that failed.", ["error"])
_STEP_SECONDS = 15
_WHOLE_SECONDS = 60
_RETRY = RetryForDays()
# A mail that can't be composed is our fault, or its row's. Half an hour is for whoever is just putting a mend in place.
_TRIES_TO_COMPOSE = 10


class NotComposed(Exception):
    """The mail can't be made out of its row."""


class NotSent(AlreadyLogged):
    """The mail server didn't take the mail; the row says why. It names nobody, for it is logged."""


@jobs.task(name="send_email", queue="mails", pass_context=True, retry=_RETRY)
async def send_email(context: JobContext, email_id: str) -> None:
    """Sends the mail unless it is sent already. Raises NotSent where trying again later makes sense.

    A worker that dies between the server's yes and our note of it sends the mail again, with the same Message-ID.
    """
    runtime: Runtime = context.additional_context["runtime"]
    row_id = uuid.UUID(email_id)
    found = await _find(runtime, row_id)
    if found is None:
        return
    try:
        await hand_over(_composed(*found, runtime), runtime.settings)
    except Exception as error:
        _NOT_SENT.labels(type(error).__name__).inc()
        # Only of our own composing it matters where it broke; what a mail server said stands in the row.
        broken: dict[str, Any] = {"exc_info": error} if isinstance(error, NotComposed) else {}
        log.warning(
            "mail.not_sent",
            template=found[0].template,
            attempts=found[0].attempts + 1,
            error=type(error).__name__,
            **broken,
        )
        refused = _is_final(error, context.job)
        last_try = _RETRY.get_retry_decision(exception=error, job=context.job) is None
        await _note(runtime, row_id, EmailStatus.FAILED if refused or last_try else EmailStatus.QUEUED, error)
        if refused:
            return
        raise NotSent(type(error).__name__) from None
    await _note(runtime, row_id, EmailStatus.SENT)


async def hand_over(message: EmailMessage, settings: Settings) -> None:
    """Gives the message to the mail server at PORTAL_SMTP_URL, encrypted wherever it offers that."""
    parts = urlsplit(settings.smtp_url)
    encrypted = parts.scheme == "smtps"
    password = unquote(parts.password) if parts.password else None
    async with asyncio.timeout(_WHOLE_SECONDS):
        await aiosmtplib.send(
            message,
            hostname=parts.hostname,
            port=parts.port or (465 if encrypted else 587 if password else 25),
            username=unquote(parts.username) if parts.username else None,
            password=password,
            use_tls=encrypted,
            # A relay on the next machine often has a certificate of its own making. Where no password is at stake,
            # that is still better than the plain text that it would be otherwise.
            validate_certs=encrypted or password is not None,
            local_hostname=_hello(settings.hostname),
            timeout=_STEP_SECONDS,
        )


def _hello(hostname: str) -> str:
    return hostname if any(character.isalpha() for character in hostname) and ":" not in hostname else f"[{hostname}]"


def _is_final(error: Exception, job: Job) -> bool:
    if isinstance(error, NotComposed):
        return job.attempts + 1 >= _TRIES_TO_COMPOSE
    # The mailbox isn't ASCII, and the server doesn't know such.
    if isinstance(error, aiosmtplib.SMTPNotSupported):
        return "SMTPUTF8" in error.message
    # The server knows the recipient, and will never take mail for him.
    return isinstance(error, aiosmtplib.SMTPRecipientsRefused) and all(one.code >= 500 for one in error.recipients)


async def _find(runtime: Runtime, row_id: uuid.UUID) -> tuple[OutgoingEmail, Program] | None:
    async with open_work(runtime, Request(), System()) as work:
        row = await work.session.get(OutgoingEmail, row_id)
        if row is None or row.status != EmailStatus.QUEUED:
            return None
        if row.link_kind in CLIENT_LINKS and not works(await work.session.get(ClientLink, row.link_id), work.now):
            # Answered, taken back or sent anew since the mail was written: nobody wants a link that is dead.
            row.status, row.error = EmailStatus.FAILED, "Not sent: its link no longer works."
            return None
        return row, await current_program(work)


def _composed(row: OutgoingEmail, program: Program, runtime: Runtime) -> EmailMessage:
    try:
        return compose(row, program, runtime)
    except Exception as error:
        raise NotComposed(f"{type(error).__name__}: {error}") from error


async def _note(runtime: Runtime, row_id: uuid.UUID, status: EmailStatus, error: Exception | None = None) -> None:
    """Keeps how the try ended, in a transaction of its own: the job's failure doesn't take it back."""
    async with open_work(runtime, Request(), System()) as work:
        row = update(OutgoingEmail).where(OutgoingEmail.id == row_id, OutgoingEmail.status != EmailStatus.SENT)
        noted = await work.session.execute(
            row.values(
                status=status,
                attempts=OutgoingEmail.attempts + 1,
                error=f"{type(error).__name__}: {error}"[:500] if error else None,
                sent_at=work.now if status == EmailStatus.SENT else None,
            ).returning(OutgoingEmail.link_kind, OutgoingEmail.link_id)
        )
        link = noted.one_or_none()
        if status == EmailStatus.FAILED and link is not None and link.link_kind in CLIENT_LINKS:
            await note_bounce(work, link.link_id)
