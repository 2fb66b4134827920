"""What people type, made fit to be kept: texts, e-mail addresses, countries, time zones."""

from __future__ import annotations

import datetime as dt
import string
import unicodedata
import zoneinfo

from email_validator import EmailNotValidError, validate_email

from portal.core.problems import InvalidInput
from portal.core.texts import _


def text(value: str, field: str, *, longest: int = 200, lines: bool = False) -> str:
    """The text without surrounding space. Raises InvalidInput when it is empty, too long or not plain text."""
    found = optional_text(value, field, longest=longest, lines=lines)
    if found is None:
        raise InvalidInput(_("This can't be empty."), field=field)
    return found


def optional_text(value: str | None, field: str, *, longest: int = 200, lines: bool = False) -> str | None:
    """Like `text`, but nothing is None."""
    if value is None or not value.strip():
        return None
    value = unicodedata.normalize("NFC", value.strip(_PASTED_ALONG))
    if len(value) > longest:
        raise InvalidInput(_("This is too long: {longest} characters at most.", longest=longest), field=field)
    # Most of what comes is plain ASCII: not blank, as it was stripped, and without control characters.
    if value.isascii() and value.isprintable():
        return value
    if not _visible(value) or any(not _fit(character, lines) for character in value):
        raise InvalidInput(_("This holds characters that can't be kept. Type it again as plain text."), field=field)
    return value


# What comes along from other programs at either end, unseen: zero-width spaces, byte order and direction marks.
_PASTED_ALONG = string.whitespace + "\u00a0\u2003\u3000\u200b\u200e\u200f\u2060\ufeff"
# Characters that are letters to Unicode and nothing to the eye.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_ZERO_WIDTH_JOINERS = frozenset("\u200c\u200d")


def _visible(value: str) -> bool:
    return any(unicodedata.category(one)[0] in "LNPS" and one not in _BLANK for one in value)


def _fit(character: str, lines: bool) -> bool:
    if character in "\n\r\t":
        return lines
    return unicodedata.category(character) not in _UNFIT or character in _ZERO_WIDTH_JOINERS


# Cc: NUL and other control characters; Cs: lone surrogates, which PostgreSQL can't keep; Cn: not characters;
# Cf: what nobody sees, and what turns the direction of text; Zl, Zp: separators that break lines unseen.
_UNFIT = frozenset({"Cc", "Cs", "Cn", "Cf", "Zl", "Zp"})


def email_address(value: str, field: str = "email") -> str:
    """The address as people compare it: lower case, the domain in IDNA form. Raises InvalidInput."""
    try:
        checked = validate_email(value.strip(), check_deliverability=False, test_environment=True)
    except (EmailNotValidError, UnicodeError):
        message = _("This is no e-mail address. It should look like name@company.example.")
        raise InvalidInput(message, field=field) from None
    # Lower case and no more: casefold makes another mailbox of straße@.
    return f"{checked.local_part}@{checked.ascii_domain}".lower()


def password(value: str, field: str = "password") -> str:
    """A password worth hashing. Raises InvalidInput for less than 10 or more than 200 characters."""
    if len(value) < 10:
        raise InvalidInput(_("Use at least 10 characters."), field=field)
    if len(value) > 200:
        raise InvalidInput(_("Use at most 200 characters."), field=field)
    if "\0" in value or any(unicodedata.category(character) == "Cs" for character in value):
        raise InvalidInput(_("This holds characters that can't be kept. Type it again as plain text."), field=field)
    return value


# ISO 3166-1 alpha-2, and XK, which everybody uses for Kosovo.
COUNTRIES = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO
    FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
    JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO
    MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW
    PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
    TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
    """.split()
)
# Read once: the database of time zones lies on the disk. Factory and localtime are no places.
_TIME_ZONES = frozenset(name for name in zoneinfo.available_timezones() if "/" in name or name in {"UTC", "GMT"})


def country(value: str | None, field: str = "country") -> str | None:
    """An ISO 3166-1 alpha-2 code in capitals. Raises InvalidInput."""
    if value is None or not value.strip():
        return None
    code = value.strip().upper()
    if code not in COUNTRIES:
        raise InvalidInput(_("Give the country by its two letters, such as DE or US."), field=field)
    return code


def time_zone(value: str | None, field: str = "timeZone") -> str | None:
    """A name of the IANA time zone database. Raises InvalidInput."""
    if value is None or not value.strip():
        return None
    if value.strip() not in _TIME_ZONES:
        raise InvalidInput(_("Give the time zone by its name, such as Europe/Berlin."), field=field)
    return value.strip()


def sort_key(value: str) -> str:
    """How a name sorts: without case and accents, the same on every database."""
    # Twice, since taking a sign such as 🄐 apart brings a capital to light.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", value.casefold()).casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


# Before any vendor sold anything. Of a moment near the year 1, not every time zone has the date.
_EARLIEST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def plausible(moment: dt.datetime, now: dt.datetime, field: str) -> dt.datetime:
    """A moment that may have been told by mistake, such as one in milliseconds instead of seconds. Raises InvalidInput
    beyond a year from now, and before 1970.
    """
    if moment < _EARLIEST:
        raise InvalidInput(_("This lies before 1970."), field=field)
    if moment > now + dt.timedelta(days=366):
        raise InvalidInput(_("This lies more than a year ahead."), field=field)
    return moment


def search_words(value: str) -> list[str] | None:
    """What is searched for: six words at most. Nothing typed finds everything, signs without a word find nothing."""
    return words(value)[:6] or (None if value.strip() else [])


def search_parts(value: str) -> list[str] | None:
    """Like `search_words`, but the pieces as they were typed; what PostgreSQL can't take finds nothing."""
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in value if not character.isspace()):
        return None
    return value.split()[:6]


def words(*values: str | None) -> list[str]:
    """The words by whose beginnings something is found, folded like `sort_key`."""
    found: dict[str, None] = {}
    for value in values:
        folded = sort_key(value or "")
        for word in "".join(c if c.isalnum() else " " for c in folded).split():
            found[word[:64]] = None
    return list(found)
