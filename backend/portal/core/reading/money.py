"""Amounts of money as they are read: kept as whole numbers of the smallest unit, shown in major units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, case, cast, func, literal_column

from portal.core.money import CurrencyCode, currencies_by_digits
from portal.core.reading.declare import Expression, column, part, reads, takes


def _in_major_units(amount_minor: ColumnElement[Any], currency_code: ColumnElement[Any]) -> ColumnElement[str]:
    """As the text of a decimal with the currency's own number of digits."""

    def text(digits: int) -> ColumnElement[str]:
        # Written out: constants keep the statement the same for all amounts.
        return cast(func.round(amount_minor / literal_column(f"1{'0' * digits}.0"), literal_column(str(digits))), Text)

    unusual = [
        (currency_code.in_([literal_column(f"'{code}'") for code in codes]), text(digits))
        for digits, codes in currencies_by_digits().items()
    ]
    return case(*unusual, else_=text(2))


@reads()
class Money:
    """An amount in one currency."""

    amount: Decimal = column(
        _in_major_units(takes("amount_minor", BigInteger()), takes("currency_code", Text())),
        "The amount in major units, with the currency's own number of decimals.",
        not_null=True,
    )
    currency_code: CurrencyCode = column(takes("currency_code", Text()), "The currency.", not_null=True)


def money(
    description: str, amount_minor: Expression, currency_code: Expression, present: ColumnElement[bool] | None = None
) -> Any:
    """A field of type Money; null where `present` is false."""
    return part(description, present, {"amount_minor": amount_minor, "currency_code": currency_code})
