"""What people type, made fit to be kept: texts, e-mail addresses, countries, time zones."""

from __future__ import annotations

import unicodedata
import zoneinfo
from collections.abc import Callable

from email_validator import EmailNotValidError, validate_email

from portal.core.problems import InvalidInput, InvalidInputs, Problem
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
    value = unicodedata.normalize("NFC", value.strip())
    if len(value) > longest:
        raise InvalidInput(_("This is too long: {longest} characters at most.", longest=longest), field=field)
    if any(not _fit(character, lines) for character in value):
        raise InvalidInput(_("This holds characters that can't be kept. Type it again as plain text."), field=field)
    return value


def _fit(character: str, lines: bool) -> bool:
    # Cc: NUL and other control characters; Cs: lone surrogates, which PostgreSQL can't keep; Cn: not characters.
    if character in "\n\r\t":
        return lines
    return unicodedata.category(character) not in {"Cc", "Cs", "Cn"} and character not in _DIRECTION


# Characters that turn the direction of text: names made with them read otherwise than they are.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


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


def country(value: str | None, field: str = "country") -> str | None:
    """An ISO 3166-1 alpha-2 code in capitals. Raises InvalidInput."""
    if value is None or not value.strip():
        return None
    code = value.strip().upper()
    if len(code) != 2 or not code.isascii() or not code.isalpha():
        raise InvalidInput(_("Give the country by its two letters, such as DE or US."), field=field)
    return code


def time_zone(value: str | None, field: str = "timeZone") -> str | None:
    """A name of the IANA time zone database. Raises InvalidInput."""
    if value is None or not value.strip():
        return None
    if value.strip() not in zoneinfo.available_timezones():
        raise InvalidInput(_("Give the time zone by its name, such as Europe/Berlin."), field=field)
    return value.strip()


def check_all(*checks: Callable[[], object]) -> None:
    """Runs every check, so that a form shows all that is wrong at once. Raises InvalidInputs."""
    problems: list[Problem] = []
    for check in checks:
        try:
            check()
        except InvalidInput as problem:
            problems.append(problem)
    if problems:
        raise InvalidInputs(problems)


def sort_key(value: str) -> str:
    """How a name sorts: without case and accents, the same on every database."""
    decomposed = unicodedata.normalize("NFKD", value.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def search_words(value: str) -> list[str] | None:
    """What is searched for: six words at most. Nothing typed finds everything, signs without a word find nothing."""
    return words(value)[:6] or (None if value.strip() else [])


def words(*values: str | None) -> list[str]:
    """The words by whose beginnings something is found, folded like `sort_key`."""
    found: dict[str, None] = {}
    for value in values:
        folded = sort_key(value or "")
        for word in "".join(c if c.isalnum() else " " for c in folded).split():
            found[word[:64]] = None
    return list(found)
