"""Bank accounts as people type them: holder, IBAN and BIC, made fit to be kept and to stand in a bank's file."""

from __future__ import annotations

import re

from stdnum import bic as _bic
from stdnum import iban as _iban
from stdnum.exceptions import ValidationError
from text_unidecode import unidecode

from portal.core.inputs import text
from portal.core.problems import InvalidInput
from portal.core.texts import _

# The library takes some signs for letters and digits; a bank's file takes these alone.
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?")
# With the spaces that people type between.
_LONGEST = 64
# As banks' files have it.
_LONGEST_NAME = 70


def holder_name(value: str, field: str = "holderName") -> str:
    """The name of an account's holder. Raises InvalidInput where a bank could write nothing of it."""
    name = text(value, field, longest=_LONGEST_NAME)
    # Banks take Latin letters alone, and their files write all others in these.
    if not any(character.isalnum() for character in unidecode(name)):
        raise InvalidInput(_("Give the name of the account's holder, as the bank knows it."), field=field)
    return name


def iban(value: str, field: str = "iban") -> str:
    """The account number without spaces, in capitals. Raises InvalidInput where its country, length or check digits
    can't be.
    """
    try:
        found = str(_iban.validate(value)) if len(value) <= _LONGEST else ""
    except ValidationError:
        found = ""
    if not _IBAN.fullmatch(found):
        raise InvalidInput(_("This is no IBAN. Copy it from the account's statement."), field=field)
    return found


def bic(value: str, field: str = "bic") -> str:
    """The bank's code of 8 or 11 characters, in capitals. Raises InvalidInput."""
    try:
        found = str(_bic.validate(value)) if len(value) <= _LONGEST else ""
    except ValidationError:
        found = ""
    if not _BIC.fullmatch(found):
        raise InvalidInput(_("This is no BIC. It has 8 or 11 characters, such as COBADEFFXXX."), field=field)
    return found
