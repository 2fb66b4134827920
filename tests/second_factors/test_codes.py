"""The codes themselves, to the second."""

import datetime as dt
import uuid

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.second_factors import codes
from portal.second_factors.models import Totp

SECRET = codes.new_secret()
MOMENTS = st.integers(min_value=300, max_value=2**33)


def at(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def code_of(seconds: int) -> str:
    return pyotp.TOTP(SECRET).at(seconds)


def test_the_first_codes_of_the_standard() -> None:
    """RFC 6238, appendix B, by its last six digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert codes.step_of(secret, code, at(seconds)) == seconds // 30


@pytest.mark.parametrize(("seconds", "taken"), [(2969, False), (2970, True), (3000, True), (3059, True), (3060, False)])
def test_a_code_counts_from_one_step_before_its_own_to_one_after_to_the_second(seconds: int, taken: bool) -> None:
    assert Totp(last_step=None).take(SECRET, code_of(3000), at(seconds)) is taken


@given(moment=MOMENTS, off=st.integers(min_value=-90, max_value=90))
def test_a_code_counts_exactly_within_its_window_and_once(moment: int, off: int) -> None:
    app, code = Totp(last_step=None), code_of(moment)
    steps_off = (moment + off) // 30 - moment // 30
    near = {code_of(moment + off + 30 * step) for step in (-1, 0, 1)}
    assert app.take(SECRET, code, at(moment + off)) is (abs(steps_off) <= 1 or code in near)
    if app.last_step is not None and len(near) == 3:
        assert not app.take(SECRET, code, at(moment + off))


@given(moment=MOMENTS)
def test_no_code_older_than_one_that_was_used_counts(moment: int) -> None:
    app = Totp(last_step=None)
    assert app.take(SECRET, code_of(moment + 30), at(moment))
    for older in (moment, moment - 30):
        if code_of(older) != code_of(moment + 30):
            assert not app.take(SECRET, code_of(older), at(moment))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "\0", "\ud800", "١٢٣٤٥٦", "-00001"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert codes.step_of(SECRET, code, at(3000)) is None


def test_secrets_and_recovery_codes_are_long_and_all_different() -> None:
    assert len({codes.new_secret() for _ in range(100)}) == 100
    assert len(codes.new_secret()) == 32
    made = codes.new_recovery_codes(500)
    assert len(set(made)) == 500
    assert all(codes.is_recovery_code(codes.plain(one)) for one in made)


def test_a_recovery_code_may_be_typed_as_one_likes_and_is_the_person_s_own() -> None:
    alice, bob = uuid.uuid4(), uuid.uuid4()
    kept = codes.recovery_hash("a secret key", alice, "k7m2p-9xw4c")
    assert kept == codes.recovery_hash("a secret key", alice, " K7M2P 9XW4C ")
    assert kept != codes.recovery_hash("a secret key", bob, "k7m2p-9xw4c")
    assert kept != codes.recovery_hash("another key", alice, "k7m2p-9xw4c")
