"""To which addresses a program may have people sent back."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from portal.core.problems import InvalidInput
from portal.core.texts import _

MOST = 10
_LONGEST = 2_000
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def redirect_uris(texts: Sequence[str]) -> list[str]:
    """Each address once, as it will be compared: to the letter.

    Raises InvalidInput for one that isn't https, or http to the machine itself; that has a fragment, a user or a
    wildcard in it; and for more than ten.
    """
    if len(texts) > MOST:
        raise InvalidInput(_("A program has {most} redirect addresses at most.", most=MOST), field="redirectUris")
    return list(dict.fromkeys(_redirect_uri(text.strip()) for text in texts))


def _redirect_uri(text: str) -> str:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        safe = parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)
        whole = bool(host) and parts.port != 0 and "#" not in text and "@" not in parts.netloc
    except ValueError:
        safe = whole = False
    plain = text.isascii() and text.isprintable() and not any(one in text for one in " *\\")
    if not (safe and whole and plain and len(text) <= _LONGEST):
        raise InvalidInput(
            _("A redirect address is https://…, or http://localhost:… for a program on one's own machine, in full."),
            field="redirectUris",
        )
    return text
