"""Websites: one form for showing, one key for comparing.

IDNA 2008 by `idna` (the standard library's maps faß.de to another owner), the registrable domain by `tldextract` with
its bundled list and private suffixes, so that two shops of one host stay two.
"""

from __future__ import annotations

import ipaddress
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

import idna
import tldextract

from portal.core.problems import InvalidInput
from portal.core.texts import _

# Never fetched: the bundled list is the one that was tested.
_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@dataclass(frozen=True)
class Website:
    """`host` is shown, such as shop.faß.example; `key` compares, the registrable domain in ASCII."""

    host: str
    key: str
    mixed_script: bool


def website(value: str, field: str = "website") -> Website:
    """Reads what people type: scheme, www., path, query, port, case and a trailing dot don't matter.

    Raises InvalidInput for what names no website.
    """
    try:
        host = _host(value)
        ascii_host = idna.encode(host, uts46=True, transitional=False, std3_rules=True).decode()
        shown = idna.decode(ascii_host)
    except (ValueError, UnicodeError):
        raise _no_website(field) from None
    if "." not in ascii_host or _is_address(ascii_host):
        raise _no_website(field)
    return Website(shown.removeprefix("www."), registrable_domain(ascii_host), _mixed_script(shown))


def registrable_domain(ascii_host: str) -> str:
    """What a website is compared by. An ending that no list knows, such as .example, counts like .com."""
    parts = _extract(ascii_host)
    if parts.suffix and parts.domain:
        return f"{parts.domain}.{parts.suffix}"
    if parts.suffix:
        return parts.suffix
    return ".".join(ascii_host.split(".")[-2:])


def _host(value: str) -> str:
    value = unicodedata.normalize("NFC", value.strip())
    if not value or len(value) > 500 or any(c.isspace() or unicodedata.category(c) in {"Cc", "Cs"} for c in value):
        raise ValueError
    parts = urlsplit(value if "://" in value else f"//{value.removeprefix('//')}")
    if parts.scheme not in {"", "http", "https"} or not parts.hostname:
        raise ValueError
    if parts.port == 0:  # reading the port raises ValueError where it is none
        raise ValueError
    return parts.hostname.rstrip(".")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _mixed_script(host: str) -> bool:
    """Whether one label mixes scripts, as look-alikes of well-known names do."""
    for label in host.split("."):
        scripts = {unicodedata.name(c, "").split(" ")[0] for c in label if c.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1:
            return True
    return False


def _no_website(field: str) -> InvalidInput:
    return InvalidInput(_("This is no website. It should look like store.example."), field=field)
