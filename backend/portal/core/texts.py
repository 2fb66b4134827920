"""The catalogue of texts: English stands in the code as the message's id, other languages in `texts/<language>/`."""

from __future__ import annotations

import datetime as dt
import gettext
import zoneinfo
from pathlib import Path

CATALOGUES = Path(__file__).parents[1] / "texts"

_translations = gettext.translation("portal", CATALOGUES, fallback=True)


def _(message: str, **values: object) -> str:
    """The message in the program's language, with `{name}` filled in from `values`."""
    translated = _translations.gettext(message)
    return translated.format(**values) if values else translated


def moment(at: dt.datetime, zone: str) -> str:
    """A moment as people read it, in the program's time zone: 5 December 2026, 14:00 (Europe/Vilnius)."""
    local = at.astimezone(zoneinfo.ZoneInfo(zone))
    return f"{local.day} {local:%B %Y, %H:%M} ({zone})"
