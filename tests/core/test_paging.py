"""Cursors: whatever key goes in comes out, and nothing else is taken."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.paging import Window, read_cursor, window
from portal.core.problems import RequestRefused
from tests.cursors import write_cursor

# What PostgreSQL keeps: no NUL, no lone surrogates.
KEYS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1, max_size=3)


@given(KEYS)
def test_a_cursor_gives_its_key_back(key: list[str]) -> None:
    cursor = write_cursor("accounts", key)
    assert read_cursor(cursor, "accounts", len(key)) == tuple(key)


@given(KEYS)
def test_a_cursor_is_of_its_list_alone(key: list[str]) -> None:
    cursor = write_cursor("accounts", key)
    for of, keys in (("accounts:NAME", len(key)), ("accounts", len(key) + 1), ("accounts", len(key) - 1)):
        with pytest.raises(RequestRefused):
            read_cursor(cursor, of, keys)


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_rubbish_is_refused(rubbish: str) -> None:
    with pytest.raises(RequestRefused):
        read_cursor(rubbish, "accounts", 2)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "first": st.none() | st.integers(-5, 110),
            "last": st.none() | st.integers(-5, 110),
            "after": st.none() | st.just(write_cursor("accounts", ["a"])),
            "before": st.none() | st.just(write_cursor("accounts", ["b"])),
        },
    )
)
def test_a_window_is_a_page_in_one_direction_or_refused(arguments: dict[str, object]) -> None:
    sent = {name: value for name, value in arguments.items() if value is not None}
    forward, backward = {"first", "after"}, {"last", "before"}
    sizes = [sent[name] for name in ("first", "last") if name in sent]
    allowed = (set(sent) <= forward or set(sent) <= backward) and all(0 <= int(str(size)) <= 100 for size in sizes)
    if not allowed:
        with pytest.raises(RequestRefused):
            window(arguments, "accounts", 1)
        return
    cursor = ("a",) if "after" in sent else ("b",) if "before" in sent else None
    size = int(str(sizes[0])) if sizes else 25
    assert window(arguments, "accounts", 1) == Window("accounts", size, bool(set(sent) & backward), cursor)
