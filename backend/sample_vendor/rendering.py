"""Pages from templates. Whatever people typed is escaped."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from sample_vendor.accounts import accounts_of


class Refusal(Exception):
    """Why somebody can't do something, as a page: raise it wherever that is found out.

    `text` says what to do next; the page leads back to the portal, or where not `to_portal`, to the account.
    """

    def __init__(self, status: int, title: str, text: str, *, to_portal: bool = True) -> None:
        super().__init__(title)
        self.status, self.title, self.text, self.to_portal = status, title, text, to_portal


def render(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page of this template."""
    settings = request.app.state.settings
    visitor = values.setdefault("visitor", None)
    # The client's other accounts are no business of an agency that was let into this one.
    email = visitor.account.owner_email if visitor and visitor.is_client else None
    accounts = accounts_of(request.app.state.store, email) if email else []
    shown = _environment.get_template(template).render(**values, accounts=accounts, portal_url=settings.portal_url)
    return HTMLResponse(shown, status, headers={"Cache-Control": "no-store"})


def _day(moment: str) -> str:
    """A moment as a day: 3 May 2026."""
    at = dt.datetime.fromisoformat(moment)
    return f"{at.day} {at:%B %Y}"


def _time(moment: str) -> str:
    """A moment to the second, in UTC."""
    return f"{dt.datetime.fromisoformat(moment).astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"


_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters |= {"day": _day, "time": _time}
