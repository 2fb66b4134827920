"""The page behind a referral link: made once for each link, with a gap where the click id goes."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from portal.core.texts import _

_TEMPLATES = Path(__file__).parent / "templates"
_STYLES = (_TEMPLATES / "referral.css").read_text(encoding="utf-8")
# What the vendor's sign-up reads.
_PARAMETER = "click"
# Stands in the page in place of a click id, and nowhere by chance.
_GAP = secrets.token_hex(16)
# What can stand in a content security policy as it is.
_PLAIN_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?(?=[/?#]|$)")


@dataclass(frozen=True)
class Brand:
    """How the vendor shows himself; `address` is where sign-ups go, null where nobody has said."""

    name: str
    logo_url: str | None
    support_email: str
    address: str | None


@dataclass(frozen=True)
class Page:
    """A page in two parts, between which the click id belongs, and the headers that go with it."""

    before: bytes
    after: bytes
    headers: Mapping[str, str]

    def with_click(self, token: str) -> bytes:
        """The page as one visitor gets it."""
        return token.encode().join((self.before, self.after)) if self.after else self.before


def landing_page(brand: Brand, partner_name: str) -> Page:
    """The page of a link that leads on."""
    address = None if brand.address is None else with_parameter(brand.address, _GAP)
    return _page(brand, _("{partner} recommends us", partner=partner_name), address, known=True)


def unknown_page(brand: Brand) -> Page:
    """The page of a link that leads nowhere: the plain way to the sign-up."""
    return _page(brand, _("This link does not work any more"), brand.address, known=False)


def with_parameter(address: str, click_id: str) -> str:
    """The sign-up's address with the click id, whatever else stands in it."""
    parts = urlsplit(address)
    kept = [one for one in parse_qsl(parts.query, keep_blank_values=True) if one[0] != _PARAMETER]
    return parts._replace(query=urlencode([*kept, (_PARAMETER, click_id)])).geturl()


def _page(brand: Brand, title: str, address: str | None, *, known: bool) -> Page:
    logo = brand.logo_url if _origin(brand.logo_url) else None
    page = _ENVIRONMENT.get_template("referral.html").render(
        title=title,
        styles=Markup(_STYLES),  # noqa: S704  # our own file
        program_name=brand.name,
        logo_url=logo,
        known=known,
        address=address,
        host=urlsplit(address or "").hostname,
        support_email=brand.support_email,
    )
    before, _gap, after = page.partition(_GAP)
    return Page(before.encode(), after.encode(), _headers(_origin(logo)))


def _origin(logo_url: str | None) -> str | None:
    """Where the logo lies; None without one, and for an address of which a policy can't speak."""
    found = _PLAIN_ORIGIN.match(logo_url or "")
    return found[0] if found else None


def _headers(logo_origin: str | None) -> Mapping[str, str]:
    """Nothing is kept, and nothing is loaded but the icon and the program's logo."""
    styles = base64.b64encode(hashlib.sha256(_STYLES.encode()).digest()).decode()
    policy = (
        "default-src 'none'",
        f"style-src 'sha256-{styles}'",
        f"img-src 'self' {logo_origin or ''}".strip(),
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
    return {
        "cache-control": "no-store",
        "content-security-policy": "; ".join(policy),
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex",
    }


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install = environment.install_gettext_callables  # type: ignore[attr-defined]  # the extension brings it
    install(gettext=_, ngettext=lambda singular, plural, count: _(singular if count == 1 else plural), newstyle=True)
    return environment


_ENVIRONMENT = _environment()
