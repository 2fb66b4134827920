"""Websites: one form for showing, one key for comparing.

IDNA 2008 by `idna` (the standard library's maps faß.de to another owner), the registrable domain by `tldextract` with
its bundled list and private suffixes, so that two shops of one host stay two.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

import idna
import tldextract

from portal.core.free_mail import is_free_mail
from portal.core.problems import InvalidInput
from portal.core.texts import _

# Hosts of shops, each with a name of its own below, that the public list lacks.
_HOSTS_OF_SHOPS = (
    "bigcartel.com company.site ecwid.com etsy.com gumroad.com jimdosite.com mitiendanube.com mybigcommerce.com"
    " myshopline.com myshoptet.com myshoplaza.com myvtex.com onshopbase.com shoplazza.com squarespace.com storenvy.com"
    " tumblr.com weebly.com wordpress.com"
).split()
# Never fetched: the bundled list is the one that was tested.
_extract = tldextract.TLDExtract(
    suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True, extra_suffixes=_HOSTS_OF_SHOPS
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
# What ends like this is an IPv4 address, however it is written (URL standard, "ends in a number").
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


@dataclass(frozen=True)
class Website:
    """`host` is shown, such as shop.faß.example; `key` compares, the registrable domain in ASCII.

    `mixed_script` flags what look-alikes are made of: several scripts in one label, a label of another script whose
    letters all look like Latin ones, or characters that nobody sees.
    """

    host: str
    key: str
    mixed_script: bool


def website(value: str, field: str = "website") -> Website:
    """Reads what people type: scheme, www., path, query, port, case and a trailing dot don't matter.

    Raises InvalidInput for what names no website.
    """
    try:
        # Dots of other scripts are dots only now.
        ascii_host = idna.encode(_host(value), uts46=True, transitional=False, std3_rules=True).decode().rstrip(".")
        key = registrable_domain(ascii_host)
        bare = ascii_host.removeprefix("www.")
        # www.com and www.myshopify.com are names of their own.
        shown = idna.decode(bare if registrable_domain(bare) == key else ascii_host)
    except (ValueError, UnicodeError):
        raise _no_website(field) from None
    if "." not in ascii_host or _NUMBER.fullmatch(ascii_host.rpartition(".")[2]):
        raise _no_website(field)
    return Website(shown, key, _mixed_script(shown) or _imitates_latin(shown) or _hides(value))


def registrable_domain(ascii_host: str) -> str:
    """What a website is compared by. An ending that no list knows, such as .example, counts like .com."""
    parts = _extract(ascii_host)
    if parts.suffix and parts.domain:
        return f"{parts.domain}.{parts.suffix}"
    if parts.suffix:
        return parts.suffix
    return ".".join(ascii_host.split(".")[-2:])


def is_shared(ascii_host: str) -> bool:
    """Whether anybody may have a name below it: an ending such as co.uk, or a shared host such as myshopify.com."""
    parts = _extract(ascii_host)
    return bool(parts.suffix) and not parts.domain


def require_one_store(site: Website, field: str = "website") -> None:
    """Raises InvalidInput for a website that can't be one store's: an ending, a shared host itself, a mail provider."""
    if is_shared(site.key) or _is_host_of_shops(site.key):
        message = _("Anybody can have a name below {website}. Give the store's own address.", website=site.host)
        raise InvalidInput(message, field=field)
    if is_free_mail(site.key):
        message = _("{website} is where people have their mail. Give the store's own address.", website=site.host)
        raise InvalidInput(message, field=field)


def _is_host_of_shops(key: str) -> bool:
    """Also as www.myshopify.com; but www.com is a name of its own."""
    parts = _extract(key.removeprefix("www."))
    return not parts.domain and (parts.is_private or parts.suffix in _HOSTS_OF_SHOPS)


def _host(value: str) -> str:
    value = unicodedata.normalize("NFC", value.strip())
    if not value or len(value) > 500 or any(c.isspace() or unicodedata.category(c) in {"Cc", "Cs"} for c in value):
        raise ValueError
    parts = urlsplit(value if _SCHEME.match(value) else f"//{value.removeprefix('//')}")
    if parts.scheme not in {"", "http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError
    if parts.port == 0:  # reading the port raises ValueError where it is none
        raise ValueError
    return parts.hostname.rstrip(".")


def _mixed_script(host: str) -> bool:
    """Whether one label mixes scripts, as look-alikes of well-known names do."""
    for label in host.split("."):
        scripts = {unicodedata.name(c, "").split(" ")[0] for c in label if c.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1:
            return True
    return False


# Small letters of other scripts that look like small Latin ones, after Unicode's table of confusable characters.
_LIKE_LATIN = {
    "CYRILLIC": frozenset("асԁеԍһіјӏорԛѕԝхуѵѡгпьҽү"),
    "GREEK": frozenset("αγηικνορτυχω"),
}


def _imitates_latin(host: str) -> bool:
    """Whether one label is all of letters that look like Latin ones. Below an ending of the same script nobody would
    take them for such.
    """
    *labels, ending = host.split(".")
    if not ending.isascii():
        return False
    return any(_all_like_latin([letter for letter in label if letter.isalpha()]) for label in labels)


def _all_like_latin(letters: list[str]) -> bool:
    return bool(letters) and any(all(letter in likes for letter in letters) for likes in _LIKE_LATIN.values())


def _hides(typed: str) -> bool:
    # Cf: soft hyphens, joiners and the like, which IDNA maps away.
    return any(unicodedata.category(character) == "Cf" for character in typed)


def _no_website(field: str) -> InvalidInput:
    return InvalidInput(_("This is no website. It should look like store.example."), field=field)
