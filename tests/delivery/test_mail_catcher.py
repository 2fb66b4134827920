"""The page on which the demo's mails are read."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest

from portal.mail_catcher import KEPT_MESSAGES, MailSink, make_mail_page, serve_mail_catcher


def a_mail(subject: str = "Hello", to: str = "alice@brightside.example") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "partners@portal.example", to, subject
    message.set_content("Open <this>:\n\nhttp://portal.example/register/abc\n\n> http://evil.example/\n")
    message.add_alternative('<p>Hello</p><script>alert(1)</script><a href="http://portal.example/">x</a>', "html")
    return message


@pytest.fixture
async def catcher() -> AsyncIterator[MailSink]:
    async with MailSink() as sink:
        yield sink


@pytest.fixture
async def browser(catcher: MailSink) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(make_mail_page(catcher))
    async with httpx.AsyncClient(transport=transport, base_url="http://mails.example") as client:
        yield client


async def send(sink: MailSink, message: EmailMessage) -> None:
    await aiosmtplib.send(message, hostname=sink.host, port=sink.port)


async def test_the_newest_mail_stands_first(catcher: MailSink, browser: httpx.AsyncClient) -> None:
    assert "No mails yet" in (await browser.get("/")).text
    await send(catcher, a_mail("First"))
    await send(catcher, a_mail("Second <b>"))
    page = (await browser.get("/")).text
    assert page.index("Second &lt;b&gt;") < page.index("First")
    assert [mail["subject"] for mail in (await browser.get("/messages.json")).json()] == ["Second <b>", "First"]


async def test_a_mail_is_read_as_text_with_its_links_and_as_html_without_scripts(
    catcher: MailSink, browser: httpx.AsyncClient
) -> None:
    await send(catcher, a_mail())
    page = await browser.get("/messages/1")
    assert "Open &lt;this&gt;:" in page.text
    link = '<a href="http://portal.example/register/abc" target="_blank" rel="noopener noreferrer">'
    assert link in page.text
    assert "alert(1)" not in page.text
    html = await browser.get("/messages/1/html")
    assert html.text.startswith('<base target="_blank"><p>Hello</p>')
    policy = html.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';")
    assert (await browser.get("/messages/2/html")).status_code == 404
    assert (await browser.get("/messages/2")).status_code == 200


async def test_all_mails_are_deleted(catcher: MailSink, browser: httpx.AsyncClient) -> None:
    await send(catcher, a_mail())
    assert (await browser.delete("/messages")).status_code == 204
    assert (await browser.get("/messages.json")).json() == []


async def test_the_link_is_the_line_of_its_own(catcher: MailSink) -> None:
    await send(catcher, a_mail())
    mail = await catcher.wait_for(to="alice@brightside.example", subject_contains="Hell")
    assert mail.link == "http://portal.example/register/abc"


async def test_waiting_for_a_mail_that_does_not_come_says_what_came(catcher: MailSink) -> None:
    await send(catcher, a_mail("Other"))
    with pytest.raises(TimeoutError, match="Other"):
        await catcher.wait_for(subject_contains="Hello", timeout_seconds=0.05)
    waiting = asyncio.create_task(catcher.wait_for(to="bob@northlight.example"))
    await send(catcher, a_mail(to="bob@northlight.example"))
    assert (await waiting).to == ("bob@northlight.example",)


async def test_an_address_that_begins_with_bounce_is_refused_and_the_page_says_so(
    catcher: MailSink, browser: httpx.AsyncClient
) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused, match="550"):
        await send(catcher, a_mail(to="Bounce.Clara@store.example"))
    await send(catcher, a_mail(to="clara@bounce.example"))
    assert [mail.to for mail in catcher.messages] == [("clara@bounce.example",)]
    assert "begins with <b>bounce</b>: it is refused" in (await browser.get("/")).text


@pytest.mark.slow
async def test_only_the_last_mails_are_kept(catcher: MailSink) -> None:
    async with aiosmtplib.SMTP(hostname=catcher.host, port=catcher.port) as client:
        for number in range(KEPT_MESSAGES + 1):
            await client.send_message(a_mail(str(number)))
    assert len(catcher.messages) == KEPT_MESSAGES
    assert catcher.messages[0].subject == "1"


async def test_it_serves_both_ports_until_it_is_cancelled() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        smtp_port, http_port = one.getsockname()[1], two.getsockname()[1]
    serving = asyncio.create_task(serve_mail_catcher("127.0.0.1", smtp_port, http_port))
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{http_port}") as client:
        for _again in range(100):
            await asyncio.sleep(0.05)
            try:
                await aiosmtplib.send(a_mail(), hostname="127.0.0.1", port=smtp_port)
                mails = (await client.get("/messages.json")).json()
                break
            except (OSError, httpx.TransportError):
                continue
        assert [mail["link"] for mail in mails] == ["http://portal.example/register/abc"]
        with pytest.raises(OSError, match="in use"):
            await serve_mail_catcher("127.0.0.1", 0, http_port)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    with pytest.raises(OSError):
        await aiosmtplib.send(a_mail(), hostname="127.0.0.1", port=smtp_port)
