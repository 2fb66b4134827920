"""What the tests of mails do again and again."""

from __future__ import annotations

from typing import Any

from portal.mail_catcher import CaughtMail, MailSink
from tests.people import Portal

BASE = "http://portal.example"


def token_of(mail: CaughtMail, page: str) -> str:
    """The token of the mail's link, once it is clear that the mail is as all are."""
    link = mail.link or ""
    assert link.startswith(f"{BASE}/{page}")
    assert mail.text.splitlines().count(link) == 1
    assert f'href="{link}"' in mail.html
    for part in (mail.text, mail.html):
        assert "partners@portal.example" in part.replace("mailto:partners@portal.example", "", 1)
        assert "Partner Program" in part
        assert "{{" not in part
        assert "None" not in part
    assert "prefers-color-scheme: dark" in mail.html
    assert mail.header("Auto-Submitted") == "auto-generated"
    assert mail.sender == "Partner Program <partners@portal.example>"
    return link.rpartition("/")[2]


async def open_link(portal: Portal, mail: CaughtMail, kind: str) -> dict[str, Any]:
    """What the client sees who follows the mail's link; it is of that kind."""
    query = "query ($t: String!) { clientLink(token: $t) { kind status account { name } partner { name } } }"
    opened: dict[str, Any] = (await portal.nobody().read(query, t=token_of(mail, f"{kind.lower()}/")))["clientLink"]
    assert opened["kind"] == kind
    return opened


async def news(portal: Portal, sink: MailSink) -> list[tuple[str, str]]:
    """Lets the worker work. (to, subject) of what arrived by that, in the order of the addresses."""
    sink.clear()
    await portal.work()
    return sorted((to, mail.subject) for mail in sink.messages for to in mail.to)


def only(sink: MailSink, to: str) -> CaughtMail:
    """The one mail that this address got."""
    [mail] = [mail for mail in sink.messages if to in mail.to]
    return mail
