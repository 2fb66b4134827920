"""What people type, made fit to be kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.inputs import email_address, optional_text, sort_key, text, words
from portal.core.problems import InvalidInput


@given(st.text(max_size=50))
def test_a_text_is_kept_in_one_form_or_refused(value: str) -> None:
    try:
        kept = optional_text(value, "name", longest=40)
    except InvalidInput:
        return
    if kept is not None:
        assert kept == kept.strip() == unicodedata.normalize("NFC", kept)
        assert 0 < len(kept) <= 40
        assert kept.encode()
        assert not any(unicodedata.category(character) in {"Cc", "Cs", "Cn"} for character in kept)
        assert text(kept, "name", longest=40) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Alice@Brightside.Example ", "alice@brightside.example"),
        ("alice@BÜCHER.example", "alice@xn--bcher-kva.example"),
        ("alice@xn--bcher-kva.example", "alice@xn--bcher-kva.example"),
        ("alice+tag@brightside.example", "alice+tag@brightside.example"),
        ("o'neil@brightside.example", "o'neil@brightside.example"),
        ("STRAßE@brightside.example", "straße@brightside.example"),
        ("straße@brightside.example", "straße@brightside.example"),
        ("\u017fmith@brightside.example", "\u017fmith@brightside.example"),
    ],
)
def test_an_address_is_kept_as_people_compare_it_and_stays_the_same_mailbox(typed: str, kept: str) -> None:
    assert email_address(typed) == kept
    assert email_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "alice",
        "alice@",
        "@brightside.example",
        "alice@brightside",
        "alice@@brightside.example",
        "alice@brightside.example, eve@evil.example",
        "alice@brightside.example\r\nBcc: eve@evil.example",
        "Alice <alice@brightside.example>",
        "alice@[192.0.2.1]",
        "alice@brightside.example\0",
        "\ud800@brightside.example",
        "a" * 250 + "@brightside.example",
        "alice@" + "x" * 300 + ".example",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInput):
        email_address(typed)


@given(st.emails())
def test_keeping_an_address_twice_changes_nothing(typed: str) -> None:
    try:
        kept = email_address(typed)
    except InvalidInput:
        return
    assert email_address(kept) == kept == kept.lower()


@given(st.text(max_size=40))
def test_every_word_is_found_by_every_beginning_of_it(value: str) -> None:
    for word in words(value):
        assert word
        assert any(found.startswith(word[:3]) for found in words(value.upper()) + words(value))


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(value: str) -> None:
    assert words(" ".join(words(value))) == words(value)


@pytest.mark.parametrize(
    ("one", "other"), [("Äpfel", "apfel"), ("ÉCOLE", "ecole"), ("straße", "STRASSE"), ("ﬁsh", "fish")]
)
def test_case_and_accents_do_not_count_for_order_and_search(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)
    assert words(one) == words(other)
