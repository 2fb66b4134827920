"""Makes the message out of a mail's row: subject, text, HTML, and the link, which exists nowhere before this."""

from __future__ import annotations

import datetime as dt
import email.policy
import re
import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import idna
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from portal.core.links import LinkKind
from portal.core.runtime import Runtime
from portal.core.texts import _
from portal.delivery.models import OutgoingEmail
from portal.program.models import Program

# RFC 5322 allows 998 characters.
_LONGEST_LINE = 990
_LOOKS_LIKE_AN_ADDRESS = re.compile(r"\w\.\w{2,}|[/@:]")


def compose(row: OutgoingEmail, program: Program, runtime: Runtime) -> EmailMessage:
    """The message as it goes to the mail server; as UTF-8 (RFC 6532) where the mailbox itself isn't ASCII."""
    settings = runtime.settings
    values = {
        **row.values,
        "program_name": program.name,
        "support_email": program.support_email,
        "link": link_of(row, runtime),
    }
    to, sender, support = address(row.to_email), address(settings.mail_from), address(program.support_email)
    plain = to.addr_spec.isascii() and sender.addr_spec.isascii()
    message = EmailMessage(policy=email.policy.SMTP if plain else email.policy.SMTPUTF8)
    message["Subject"] = one_line(_render(row.template, "subject.txt", values))
    message["From"] = Address(one_line(program.name), sender.username, sender.domain)
    message["To"] = to
    # A mailbox that isn't ASCII can't stand in a mail to a server that may know ASCII alone: the mail matters more.
    if support.addr_spec.isascii() or not plain:
        message["Reply-To"] = support
    message["Date"] = dt.datetime.now(dt.UTC)
    # The same for each try, so that a mail that arrives twice is shown once.
    message["Message-ID"] = f"<{row.id.hex}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    text = re.sub(r"\n{3,}", "\n\n", _render(row.template, "text.txt", values)).strip() + "\n"
    # Quoted-printable breaks the link into pieces for whoever looks at the source: only where it has to be.
    simple = text.isascii() and all(len(line) < _LONGEST_LINE for line in text.splitlines())
    message.set_content(text, cte="7bit" if simple else "quoted-printable")
    message.add_alternative(_render(row.template, "html.html", values), subtype="html", cte="quoted-printable")
    return message


def address(email_address: str) -> Address:
    """The address as mail servers know it. A domain has a form in ASCII, which all of them know; a mailbox hasn't.

    Raises idna.IDNAError for a domain that is none.
    """
    mailbox, _at, domain = email_address.rpartition("@")
    in_ascii = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    # Given as one text, Address refuses every mailbox that isn't ASCII.
    return Address(username=mailbox, domain=in_ascii)


def link_of(row: OutgoingEmail, runtime: Runtime) -> str:
    """Where the mail's button leads."""
    if row.link_kind and row.link_id:
        return runtime.links.url(LinkKind(row.link_kind), row.link_id, row.link_version or 1)
    return f"{runtime.settings.base_url}{row.values['path']}"


def one_line(text: str) -> str:
    """Fit for a header: no line ends, no control characters, not too long."""
    plain = "".join(character if unicodedata.category(character)[0] != "C" else " " for character in text)
    return " ".join(plain.split())[:200]


def _harmless(name: str, otherwise: str) -> str:
    # Anybody may type a stranger's address into the form: what we mail there carries no typed link, and a name that
    # is all of one line.
    return otherwise if _LOOKS_LIKE_AN_ADDRESS.search(name) else one_line(name) or otherwise


def _quoted(text: str) -> str:
    # Nothing that was typed stands at the beginning of a line, so no line of it passes for ours.
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def _plural(singular: str, plural: str, count: int) -> str:
    return _(singular if count == 1 else plural)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    install = environment.install_gettext_callables  # type: ignore[attr-defined]  # the extension brings it
    install(gettext=_, ngettext=_plural, newstyle=True)
    environment.filters.update(harmless=_harmless, quoted=_quoted, lines=_lines)
    return environment


_ENVIRONMENT = _environment()


def _render(template: str, part: str, values: dict[str, object]) -> str:
    return _ENVIRONMENT.get_template(f"{template}/{part}").render(values)
