"""A mail is sent once, whatever the mail server does."""

from __future__ import annotations

import dataclasses
import email.policy
import json
import ssl
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope
from aiosmtpd.smtp import Session as SmtpSession

from portal.core.settings import Settings
from portal.delivery.rendering import one_line
from portal.delivery.sender import hand_over
from portal.mail_catcher import MailSink
from portal.worker import run_worker
from tests.certificates import make_certificate
from tests.partners.steps import FORM, apply, approve
from tests.people import Portal

APPLICANT = FORM["email"]


async def mails(portal: Portal) -> list[Any]:
    return await portal.rows("select status, attempts, error, sent_at is not null from outgoing_email order by id")


class AsciiSink(MailSink):
    """A mail server that knows no mailboxes but those in ASCII."""

    def make_protocol(self, **options: Any) -> SMTP:
        return super().make_protocol(enable_SMTPUTF8=False, **options)


@pytest.fixture
async def ascii_sink() -> AsyncIterator[AsciiSink]:
    async with AsciiSink() as sink:
        yield sink


async def _apply_through(portal: Portal, sink: MailSink, email: str) -> None:
    """Somebody applies; the mail goes out through that server."""
    await apply(portal, email=email)
    settings = portal.runtime.settings.model_copy(update={"smtp_url": sink.url})
    await run_worker(dataclasses.replace(portal.runtime, settings=settings), portal.database_url, drain=True)


async def test_a_mail_that_was_sent_says_so(portal: Portal, sink: MailSink) -> None:
    await apply(portal)
    await portal.work()
    assert await mails(portal) == [("SENT", 1, None, True)]
    assert len(sink.messages) == 1


async def test_a_mail_server_that_is_down_for_an_hour_loses_nothing(portal: Portal, sink: MailSink) -> None:
    await sink.stop()
    for number in range(3):
        await apply(portal, email=f"alice{number}@brightside.example")
    for tries in range(1, 13):
        await portal.work()
        found = await mails(portal)
        assert [(status, attempts) for status, attempts, *_ in found] == [("QUEUED", tries)] * 3
        assert "SMTPConnectError" in found[0][2]
        await portal.advance(minutes=5)
    await sink.start()
    await portal.work()
    assert await mails(portal) == [("SENT", 13, None, True)] * 3
    assert sorted(mail.to for mail in sink.messages) == [(f"alice{number}@brightside.example",) for number in range(3)]
    await portal.advance(hours=1)
    await portal.work()
    assert len(sink.messages) == 3


async def test_an_address_that_is_refused_for_good_is_not_tried_again(portal: Portal, sink: MailSink) -> None:
    sink.refusals[APPLICANT] = "550 5.1.1 No such user"
    await apply(portal)
    await portal.work()
    [(status, attempts, error, sent)] = await mails(portal)
    assert (status, attempts, sent) == ("FAILED", 1, False)
    assert "No such user" in error
    assert await portal.rows("select 1 from procrastinate_jobs where status in ('todo', 'doing')") == []


async def test_an_address_that_is_refused_for_now_is_tried_again(portal: Portal, sink: MailSink) -> None:
    sink.refusals[APPLICANT] = "451 4.7.1 Greylisted"
    await apply(portal)
    await portal.work()
    assert [row[:2] for row in await mails(portal)] == [("QUEUED", 1)]
    sink.refusals.clear()
    await portal.advance(seconds=11)
    await portal.work()
    assert [row[:2] for row in await mails(portal)] == [("SENT", 2)]


async def test_a_mailbox_in_another_script_gets_its_mail(portal: Portal, sink: MailSink) -> None:
    await apply(portal, email="müller@käserei.example")
    await portal.work()
    assert await mails(portal) == [("SENT", 1, None, True)]
    [mail] = sink.messages
    assert mail.to == ("müller@xn--kserei-bua.example",)
    assert mail.header("To") == "müller@xn--kserei-bua.example"
    assert mail.link is not None


async def test_a_domain_in_another_script_needs_nothing_of_the_server(portal: Portal, ascii_sink: AsciiSink) -> None:
    await _apply_through(portal, ascii_sink, "mueller@käserei.example")
    assert await mails(portal) == [("SENT", 1, None, True)]
    assert [mail.to for mail in ascii_sink.messages] == [("mueller@xn--kserei-bua.example",)]


async def test_a_mailbox_that_the_mail_server_cannot_write_to_fails_at_once(
    portal: Portal, ascii_sink: AsciiSink
) -> None:
    await _apply_through(portal, ascii_sink, "müller@firma.example")
    [(status, attempts, error, sent)] = await mails(portal)
    assert (status, attempts, sent) == ("FAILED", 1, False)
    assert "SMTPUTF8" in error
    assert ascii_sink.messages == []


async def test_a_support_mailbox_in_another_script_keeps_no_mail_back(portal: Portal, sink: MailSink) -> None:
    await portal.superuser.execute("update program set support_email = 'hülfe@vendor.example'")
    await apply(portal)
    await portal.work()
    await apply(portal, email="müller@firma.example")
    await portal.work()
    assert [mail.header("Reply-To") for mail in sink.messages] == [None, "hülfe@vendor.example"]


@pytest.mark.slow
async def test_a_mail_that_cannot_be_composed_says_so_and_fails_after_some_tries(
    portal: Portal, sink: MailSink
) -> None:
    await apply(portal)
    await portal.work()
    await portal.superuser.execute("update outgoing_email set status = 'QUEUED', attempts = 0, template = 'gone'")
    await portal.superuser.execute(
        "update procrastinate_jobs set status = 'todo', attempts = 0 where task_name = 'send_email'"
    )
    await portal.work()
    [(status, attempts, error, _sent)] = await mails(portal)
    assert (status, attempts) == ("QUEUED", 1)
    assert "TemplateNotFound" in error
    for _again in range(9):
        await portal.advance(minutes=6)
        await portal.work()
    assert [row[:2] for row in await mails(portal)] == [("FAILED", 10)]
    assert await portal.rows("select 1 from procrastinate_jobs where status in ('todo', 'doing')") == []


async def test_a_mail_that_nobody_took_for_days_fails(portal: Portal, sink: MailSink) -> None:
    await sink.stop()
    await apply(portal)
    await portal.work()
    await portal.superuser.execute("update procrastinate_jobs set attempts = 10000, scheduled_at = now()")
    await portal.work()
    assert [row[:2] for row in await mails(portal)] == [("FAILED", 2)]


async def test_an_event_that_is_handled_twice_sends_one_mail(portal: Portal, sink: MailSink) -> None:
    await apply(portal)
    await portal.work()
    await portal.superuser.execute("update procrastinate_jobs set status = 'todo'")
    await portal.work()
    assert await mails(portal) == [("SENT", 1, None, True)]
    assert len(sink.messages) == 1


async def test_a_mail_that_is_sent_again_has_the_same_message_id(portal: Portal, sink: MailSink) -> None:
    await apply(portal)
    await portal.work()
    # As after a crash between the server's yes and our note of it.
    await portal.superuser.execute("update outgoing_email set status = 'QUEUED'")
    await portal.superuser.execute("update procrastinate_jobs set status = 'todo' where task_name = 'send_email'")
    await portal.work()
    one, two = sink.messages
    assert one.header("Message-ID") == two.header("Message-ID")


async def test_nothing_secret_is_stored(portal: Portal, sink: MailSink) -> None:
    olga, _alice = await portal.olga(), await portal.alice()
    await approve(portal, olga, email="zoe@fresh.example")
    await portal.nobody().do("requestPasswordReset", "__typename", email="alice@brightside.example")
    await portal.work()
    links = [mail.link or "" for mail in sink.messages]
    assert {link.split("/")[3] for link in links} == {"application", "operator", "register", "reset"}
    for table in ("event", "outgoing_email", "procrastinate_jobs", "procrastinate_events"):
        stored = json.dumps(await portal.rows(f"select to_jsonb(t) from {table} t"), default=str)
        assert stored != "[]"
        assert portal.runtime.settings.base_url not in stored
        for link in links:
            if "/operator/" not in link:
                assert link.rpartition("/")[2] not in stored


async def test_mails_are_deleted_after_30_days_but_not_one_that_waits(portal: Portal, sink: MailSink) -> None:
    await apply(portal)
    await portal.work()
    await sink.stop()
    await apply(portal, email="zoe@brightside.example")
    await portal.work()
    await portal.advance(days=29)
    await portal.work()
    assert len(await mails(portal)) == 2
    await portal.advance(days=2)
    await portal.work()
    [(status, *_)] = await mails(portal)
    assert status == "QUEUED"


def test_a_header_is_one_line() -> None:
    assert one_line("Eve\r\nBcc: x@y.example\0\u2028 \t!") == "Eve Bcc: x@y.example !"


# --- encryption -----------------------------------------------------------------------------------------------------


class Encrypted(MailSink):
    """A mail server with a certificate of its own making that takes log-ins, encrypted only."""

    def __init__(self, certificate: Path) -> None:
        super().__init__()
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._tls.load_cert_chain(certificate)
        self.log_ins: list[tuple[bytes, bytes]] = []
        self.encrypted: list[bool] = []

    def make_protocol(self, **options: Any) -> SMTP:
        return super().make_protocol(tls_context=self._tls, authenticator=self._log_in, **options)

    def _log_in(self, _server: object, _session: object, _envelope: object, _how: str, data: Any) -> AuthResult:
        self.log_ins.append((data.login, data.password))
        return AuthResult(success=True)

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        self.encrypted.append(session.ssl is not None)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return make_certificate(tmp_path, "127.0.0.1")


@pytest.fixture
async def encrypted(certificate: Path) -> AsyncIterator[Encrypted]:
    async with Encrypted(certificate) as sink:
        yield sink


def a_message() -> EmailMessage:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = "partners@portal.example", APPLICANT, "Hello"
    message.set_content("Hello")
    return message


async def test_a_password_goes_only_to_a_server_that_proves_its_name(
    encrypted: Encrypted, certificate: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_password = f"smtp://us%40er:pass%2Fword@127.0.0.1:{encrypted.port}"
    with pytest.raises(ssl.SSLCertVerificationError):
        await hand_over(a_message(), settings.model_copy(update={"smtp_url": with_password}))
    assert encrypted.log_ins == []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    await hand_over(a_message(), settings.model_copy(update={"smtp_url": with_password}))
    assert encrypted.log_ins == [(b"us@er", b"pass/word")]
    assert encrypted.encrypted == [True]


async def test_without_a_password_any_encryption_is_better_than_none(encrypted: Encrypted, settings: Settings) -> None:
    await hand_over(a_message(), settings.model_copy(update={"smtp_url": encrypted.url}))
    assert encrypted.encrypted == [True]
