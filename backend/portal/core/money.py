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
# What a bigint holds, with room to add.
_MOST_MINOR = 10**15


def minor_units(amount: Decimal, currency: CurrencyCode, field: str) -> int:
    """An amount in major units (12.50) as a whole number of the smallest (1250).

    Raises InvalidInput for zero and less, for more decimals than the currency has, and for more than it can be.
    """
    digits = _DIGITS.get(currency.value, 2)
    if not amount.is_finite() or amount <= 0 or amount.adjusted() > 15:
        raise InvalidInput(_("Give an amount above zero."), field=field)
    scaled = amount.scaleb(digits)
    if scaled != scaled.to_integral_value():
        message = _("{currency} has {digits} decimals at most.", currency=currency.value, digits=digits)
        raise InvalidInput(message, field=field)
    if scaled > _MOST_MINOR:
        raise InvalidInput(_("This is more than can be kept."), field=field)
    return int(scaled)
