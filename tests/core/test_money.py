"""Amounts in their smallest units: what was sent is kept to the last digit, or refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.money import CurrencyCode, major_units, minor_units
from portal.core.problems import InvalidInput

# Longer than Decimal's own arithmetic is exact.
ALMOST_ONE, A_LITTLE_MORE = "0." + "9" * 40, "1." + "0" * 40 + "1"
WRONG = ["0", "-1", "NaN", "sNaN", "Infinity", "-0", "1e16", "9" * 40, "1e999999999", "1e-999999999", "0.001"]


@pytest.mark.parametrize("amount", [*WRONG, ALMOST_ONE, A_LITTLE_MORE, str(2**63)])
def test_what_can_t_be_kept_as_it_is_is_refused(amount: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        minor_units(Decimal(amount), CurrencyCode.EUR, "amount")
    assert refused.value.field == "amount"


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.5", "EUR", 12_50),
        ("12.500000", "EUR", 12_50),
        ("1e3", "JPY", 1_000),
        ("1234", "JPY", 1_234),
        ("1.234", "KWD", 1_234),
        ("10000000000000", "EUR", 10**15),
    ],
)
def test_each_currency_has_its_own_decimals(amount: str, currency: str, minor: int) -> None:
    assert minor_units(Decimal(amount), CurrencyCode(currency), "amount") == minor


@given(st.integers(1, 10**15), st.sampled_from(CurrencyCode))
def test_what_is_shown_is_what_is_read(minor: int, currency: CurrencyCode) -> None:
    assert minor_units(Decimal(major_units(minor, currency)), currency, "amount") == minor
