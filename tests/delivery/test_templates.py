"""Every mail has a subject, a text and a page, each in all its wordings, and its link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import portal.delivery
from portal.core.actors import System
from portal.core.ids import new_id
from portal.core.links import LinkKind
from portal.core.requests import Request
from portal.core.work import open_work
from portal.delivery.models import OutgoingEmail
from portal.delivery.rendering import compose
from portal.program.service import current_program
from tests.people import Portal

TEMPLATES = sorted(
    folder.name for folder in (Path(portal.delivery.__file__).parent / "templates").iterdir() if folder.is_dir()
)
TEXTS = {
    "left": 9,
    "passkey": "Phone",
    "provider": "Mailwave ID",
    "key_name": "Nightly script",
    "scopes": "accounts:read, leads:read",
    "new_email": "alice@new.example",
    "name": "Clara",
    "invited_by": "Alice",
    "store": "Northwind",
    "number": "0123456789abcdef01234567",
    "agency": "Brightside",
    "company_name": "Brightside",
    "website": "brightside.example",
    "email": "alice@brightside.example",
    "country": "DE",
    "client_count": 3,
    "platforms": "Shopify",
    "answer": "Three.",
    "due": "5 December 2026, 14:00 (UTC)",
    "until": "5 December 2026, 14:00 (UTC)",
    "at": "5 December 2026, 14:00 (UTC)",
    "domain": "brightside.example",
    "newcomer": "Carl",
    "log_in_url": "http://portal.example/login",
    "forgot_url": "http://portal.example/forgot",
    "amount": "120.00",
    "currency": "EUR",
    "masked": "PL61 ···· 2874",
    "reference": "2026-12-A",
    "changed_by": "Alice",
}
FLAGS = (
    "again",
    "address_changed",
    "new_owner",
    "asked_for",
    "has_plan",
    "may_enter",
    "by_member",
    "blocked",
    "can_extend",
)
FULL: dict[str, Any] = {
    **TEXTS,
    **dict.fromkeys(FLAGS, True),
    "message": "Hello.\nYou.",
    "reason": "Because.",
    "to_email": "clara@store.example",
    "vendor_url": "http://vendor.example",
    "days_left": 23,
    "wait_days": 30,
    "business_days": 2,
    "hours": 2,
    "by": "CLIENT",
    "request_account_url": "http://portal.example/request-account",
}
BARE: dict[str, Any] = {
    **TEXTS,
    **dict.fromkeys(FLAGS, False),
    "passkey": None,
    "message": "",
    "reason": "",
    "to_email": "",
    "vendor_url": None,
    "days_left": 1,
    "wait_days": 0,
    "business_days": 1,
    "hours": 1,
    "by": "VENDOR",
    "request_account_url": None,
}


@pytest.mark.parametrize("values", [FULL, BARE, {**BARE, "by": "OPERATOR"}], ids=["full", "bare", "operator"])
@pytest.mark.parametrize("template", TEMPLATES)
async def test_a_template_renders_and_holds_its_link(portal: Portal, template: str, values: dict[str, Any]) -> None:
    async with open_work(portal.runtime, Request(), System()) as work:
        program = await current_program(work)
    row = OutgoingEmail(
        id=new_id(),
        template=template,
        to_email="clara@store.example",
        values=values,
        link_kind=LinkKind.CLIENT,
        link_id=new_id(),
        link_version=1,
    )
    message = compose(row, program, portal.runtime)
    assert row.link_id is not None
    link = portal.runtime.links.url(LinkKind.CLIENT, row.link_id, 1)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    plain = text.get_content()
    assert plain.splitlines().count(link) == 1
    assert f'href="{link}"' in html.get_content()
    assert message["Subject"].strip()
    for part in (message["Subject"], plain, html.get_content()):
        assert "None" not in part
        assert "{{" not in part
    assert program.support_email in plain
