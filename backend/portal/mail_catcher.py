"""Catches mails instead of sending them: for the demo, with a page to read them, and in-process for tests."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import email
import email.policy
import re
import secrets
import socket
import weakref
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

KEPT_MESSAGES = 500
# Mails to addresses that begin so come back, to try out what happens then.
REFUSED = "bounce"
_LINK_LINE = re.compile(r"^https?://\S+$", re.MULTILINE)
_LINK = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class CaughtMail:
    """One mail that was caught."""

    id: int
    received_at: dt.datetime
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...]

    @property
    def link(self) -> str | None:
        """The link that stands on a line of its own in the text part."""
        found = _LINK_LINE.search(self.text)
        return found[0] if found else None

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "receivedAt": self.received_at.isoformat(),
            "from": self.sender,
            "to": list(self.to),
            "subject": self.subject,
            "text": self.text,
            "html": self.html,
            "link": self.link,
            "headers": [list(header) for header in self.headers],
        }


class MailSink:
    """An SMTP server that keeps what it gets, in memory.

    `async with MailSink() as sink` starts it on a free port, which it keeps when it is stopped and started again.
    `refusals` maps an address to the reply it gets instead of a yes, such as "550 5.1.1 No such user";
    addresses that begin with "bounce" are always refused.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = port
        self.refusals: dict[str, str] = {}
        self._caught: deque[CaughtMail] = deque(maxlen=KEPT_MESSAGES)
        self._arrived = asyncio.Condition()
        self._numbers = count(1)
        self._server: asyncio.Server | None = None
        self._connections: weakref.WeakSet[SMTP] = weakref.WeakSet()

    @property
    def url(self) -> str:
        """What PORTAL_SMTP_URL should be."""
        return f"smtp://{self.host}:{self.port}"

    @property
    def messages(self) -> list[CaughtMail]:
        """What was caught, the oldest first."""
        return list(self._caught)

    async def start(self) -> None:
        """Listens. Raises OSError when the port is taken."""
        self._server = await asyncio.get_running_loop().create_server(self.make_protocol, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listens no more and cuts off who is connected; what was caught stays."""
        if self._server:
            self._server.close()
            for connection in list(self._connections):
                if connection.transport:
                    connection.transport.close()
            await self._server.wait_closed()
            self._server = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def clear(self) -> None:
        """Forgets what was caught."""
        self._caught.clear()

    async def wait_for(
        self, *, to: str | None = None, subject_contains: str = "", timeout_seconds: float = 10
    ) -> CaughtMail:
        """The newest mail to that address with that in its subject; waits until there is one.

        Raises TimeoutError, which names what came instead.
        """
        try:
            async with asyncio.timeout(timeout_seconds), self._arrived:
                while True:
                    for mail in reversed(self._caught):
                        if (to is None or to in mail.to) and subject_contains in mail.subject:
                            return mail
                    await self._arrived.wait()
        except TimeoutError:
            came = [(mail.to, mail.subject) for mail in self._caught]
            raise TimeoutError(f"no mail to {to} with {subject_contains!r} in its subject came, but {came}") from None

    def make_protocol(self, **options: Any) -> SMTP:
        """What speaks to one client; a sink that wants TLS or log-ins passes aiosmtpd's options."""
        usual = {"hostname": "mail.portal.example", "enable_SMTPUTF8": True, "ident": "Mail catcher"}
        chosen: dict[str, Any] = usual | options
        connection = SMTP(self, **chosen)
        self._connections.add(connection)
        return connection

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: SmtpSession, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if reply := self.refusals.get(address):
            return reply
        if address.lower().startswith(REFUSED):
            return "550 5.1.1 No such user, as for all addresses that begin so"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802
        source = envelope.original_content or b""
        message = email.message_from_bytes(source, policy=email.policy.default)
        headers = [(name, _header(name, value)) for name, value in message.raw_items()]
        first = dict(reversed([(name.lower(), value) for name, value in headers]))
        self._caught.append(
            CaughtMail(
                id=next(self._numbers),
                received_at=dt.datetime.now(dt.UTC),
                sender=first.get("from", ""),
                to=tuple(envelope.rcpt_tos),
                subject=first.get("subject", ""),
                text=_part(message, "plain"),
                html=_part(message, "html"),
                headers=tuple(headers),
            )
        )
        async with self._arrived:
            self._arrived.notify_all()
        return "250 OK"


def _header(name: str, raw: object) -> str:
    # With SMTPUTF8 a header is UTF-8 as it stands, which the parser of bytes doesn't expect.
    value = str(raw).encode("ascii", "surrogateescape").decode("utf-8", "replace")
    return str(email.policy.default.header_fetch_parse(name, value))


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


def make_mail_page(sink: MailSink) -> Starlette:
    """The page on which the sink's mails are read."""

    async def page(request: Request) -> Response:
        nonce = secrets.token_urlsafe(16)
        shown = _PAGE.render(mails=sink.messages[::-1], chosen=chosen(request), refused=REFUSED, nonce=nonce)
        return HTMLResponse(shown, headers=_HEADERS | {"Content-Security-Policy": _PAGE_POLICY.format(nonce=nonce)})

    async def html(request: Request) -> Response:
        mail = chosen(request)
        # In a sandbox without scripts, also where somebody opens it outside the page's frame.
        if mail is None:
            return Response("There is no such mail any more.", status_code=404, media_type="text/plain")
        headers = _HEADERS | {"Content-Security-Policy": _MAIL_POLICY}
        return HTMLResponse(f'<base target="_blank">{mail.html}', headers=headers)

    async def as_json(_request: Request) -> Response:
        return JSONResponse([mail.as_json() for mail in sink.messages[::-1]])

    async def delete(_request: Request) -> Response:
        sink.clear()
        return Response(status_code=204)

    def chosen(request: Request) -> CaughtMail | None:
        number = request.path_params.get("id")
        return next((mail for mail in sink.messages if mail.id == number), None)

    return Starlette(
        routes=[
            Route("/", page),
            Route("/messages/{id:int}", page),
            Route("/messages/{id:int}/html", html),
            Route("/messages.json", as_json),
            Route("/messages", delete, methods=["DELETE"]),
        ]
    )


async def serve_mail_catcher(host: str, smtp_port: int, http_port: int) -> None:
    """Catches mails at the one port and shows them at the other until it is cancelled. Raises OSError for a taken port.

    It leaves the process's signals alone.
    """
    async with MailSink(host, smtp_port) as sink:
        with socket.create_server((host, http_port)) as listening:
            server = _Server(uvicorn.Config(make_mail_page(sink), log_config=None, access_log=False, lifespan="off"))
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                await asyncio.shield(serving)
            except asyncio.CancelledError:
                server.should_exit = True
                await serving
                raise


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _linked(text: str) -> Markup:
    """The text with its links clickable."""
    pieces, end = Markup(), 0
    for found in _LINK.finditer(text):
        link = Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>').format(found[0])
        pieces += escape(text[end : found.start()]) + link
        end = found.end()
    return pieces + escape(text[end:])


_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}
_PAGE_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; connect-src 'self'; frame-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_MAIL_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline';"
    " img-src data: https:"
)
_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_environment.filters["linked"] = _linked
_PAGE = _environment.get_template("mail_catcher.html")
