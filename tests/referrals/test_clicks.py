"""Click ids prove themselves: whose link, when, and that this portal made them."""

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.referrals.clicks import TOKEN_LENGTH, Click, ClickSigner, new_click

NOW = dt.datetime(2026, 11, 30, 12, 0, 0, 123000, tzinfo=dt.UTC)
LINK = uuid.UUID("01981f2e-4d6a-7c3b-8f10-a2b3c4d5e6f7")
OURS, THEIRS = ClickSigner("a secret of ours"), ClickSigner("a secret of theirs")
TOKEN = OURS.token(Click(LINK, uuid.UUID("0198f000-0000-7abc-8def-0123456789ab")))


def test_a_click_id_says_link_and_moment() -> None:
    click = OURS.read(TOKEN)
    assert click is not None
    assert click.link_id == LINK
    assert click.at == dt.datetime(2025, 8, 28, 9, 26, 28, 608000, tzinfo=dt.UTC)


def test_it_goes_into_an_address_as_it_is() -> None:
    assert len(TOKEN) == TOKEN_LENGTH
    assert TOKEN.replace("-", "").replace("_", "").isalnum()


def test_two_clicks_of_one_moment_are_two() -> None:
    assert len({new_click(LINK, NOW).id for _ in range(1_000)}) == 1_000


def test_another_deployment_s_is_none_of_ours() -> None:
    assert THEIRS.read(TOKEN) is None
    assert OURS.read(THEIRS.token(new_click(LINK, NOW))) is None


def test_its_id_is_a_uuid_that_sorts_by_the_moment() -> None:
    earlier, later = new_click(LINK, NOW), new_click(LINK, NOW + dt.timedelta(milliseconds=1))
    assert (earlier.id.version, earlier.at) == (7, NOW)
    assert earlier.id < later.id


def test_each_changed_letter_spoils_it() -> None:
    for place, letter in enumerate(TOKEN):
        other = "A" if letter != "A" else "B"
        assert OURS.read(TOKEN[:place] + other + TOKEN[place + 1 :]) is None


@pytest.mark.parametrize(
    "mangled",
    [
        *("", " ", "abc123", TOKEN[:-1], TOKEN[1:], TOKEN + "A", TOKEN + "=", TOKEN.lower(), f" {TOKEN[1:]}"),
        *("\0" * 64, "é" * 64, "A" * 64, "-" * 64, "=" * 64, "\ud800" * 64, "x" * 10_000, TOKEN * 160),
    ],
    ids=lambda mangled: f"{len(mangled)} of {mangled[:1]!r}",
)
def test_what_is_mangled_is_nothing(mangled: str) -> None:
    assert OURS.read(mangled) is None


def test_the_same_bytes_in_the_other_alphabet_are_nothing() -> None:
    token = next(one for one in (OURS.token(new_click(LINK, NOW)) for _ in range(1_000)) if "-" in one or "_" in one)
    assert OURS.read(token.replace("-", "+").replace("_", "/")) is None


@given(st.text(max_size=80))
def test_no_text_is_taken_by_chance(text: str) -> None:
    assert OURS.read(text) is None


@given(st.uuids(), st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1)))  # noqa: DTZ001  # made UTC below
def test_whatever_was_clicked_whenever_is_read_back(link_id: uuid.UUID, moment: dt.datetime) -> None:
    at = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=dt.UTC)
    click = new_click(link_id, at)
    read = OURS.read(OURS.token(click))
    assert read == click
    assert read.at == at
