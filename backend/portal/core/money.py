"""Currencies, and amounts in their smallest units."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from portal.core.problems import InvalidInput
from portal.core.texts import _


class CurrencyCode(StrEnum):
    """A currency by its ISO 4217 code."""

    AED = "AED"
    ARS = "ARS"
    AUD = "AUD"
    BGN = "BGN"
    BHD = "BHD"
    BRL = "BRL"
    CAD = "CAD"
    CHF = "CHF"
    CLP = "CLP"
    CNY = "CNY"
    COP = "COP"
    CZK = "CZK"
    DKK = "DKK"
    EGP = "EGP"
    EUR = "EUR"
    GBP = "GBP"
    HKD = "HKD"
    HUF = "HUF"
    IDR = "IDR"
    ILS = "ILS"
    INR = "INR"
    ISK = "ISK"
    JOD = "JOD"
    JPY = "JPY"
    KES = "KES"
    KRW = "KRW"
    KWD = "KWD"
    MAD = "MAD"
    MXN = "MXN"
    MYR = "MYR"
    NGN = "NGN"
    NOK = "NOK"
    NZD = "NZD"
    OMR = "OMR"
    PEN = "PEN"
    PHP = "PHP"
    PKR = "PKR"
    PLN = "PLN"
    QAR = "QAR"
    RON = "RON"
    RSD = "RSD"
    SAR = "SAR"
    SEK = "SEK"
    SGD = "SGD"
    THB = "THB"
    TND = "TND"
    TRY = "TRY"
    TWD = "TWD"
    UAH = "UAH"
    USD = "USD"
    VND = "VND"
    ZAR = "ZAR"


# ISO 4217; all others have two.
_DIGITS = dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "VND"), 0) | dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 3)


def currencies_by_digits() -> dict[int, list[str]]:
    """The currencies that don't have two digits, by how many they have."""
    return {digits: [code for code, own in _DIGITS.items() if own == digits] for digits in set(_DIGITS.values())}


# What a bigint holds, with room to add.
_MOST_MINOR = 10**15


def minor_units(amount: Decimal, currency: CurrencyCode, field: str) -> int:
    """An amount in major units (12.50) as a whole number of the smallest (1250).

    Raises InvalidInput for zero and less, for more decimals than the currency has, and for more than it can be.
    """
    digits = _DIGITS.get(currency.value, 2)
    if not amount.is_finite() or amount <= 0:
        raise InvalidInput(_("Give an amount above zero."), field=field)
    if amount.adjusted() > 15:
        raise InvalidInput(_("This is more than can be kept."), field=field)
    # Whatever is done to a decimal rounds it to 28 digits; comparing alone does not.
    kept = amount.quantize(Decimal(1).scaleb(-digits))
    if kept != amount:
        message = _("{currency} has {digits} decimals at most.", currency=currency.value, digits=digits)
        raise InvalidInput(message, field=field)
    scaled = kept.scaleb(digits)
    if scaled > _MOST_MINOR:
        raise InvalidInput(_("This is more than can be kept."), field=field)
    return int(scaled)


def major_units(amount_minor: int, currency: CurrencyCode) -> str:
    """An amount in the smallest unit (1250) as it is shown outside ("12.50"), with the currency's own digits."""
    digits = _DIGITS.get(currency.value, 2)
    return f"{Decimal(amount_minor).scaleb(-digits):.{digits}f}"
