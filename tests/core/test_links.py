"""Tokens of mailed links."""

import string
import uuid

from hypothesis import given
from hypothesis import strategies as st

from portal.core.links import Link, LinkKind, LinkSigner

SIGNER = LinkSigner("a secret of the tests, long enough", "http://portal.example")
KEY = uuid.UUID("01900000-0000-7000-8000-000000000001")
TOKEN = SIGNER.token(LinkKind.RESET, KEY, 3)


@given(st.sampled_from(LinkKind), st.uuids(), st.integers(0, 2**32 - 1))
def test_a_token_opens_what_it_was_made_for(kind: LinkKind, key: uuid.UUID, version: int) -> None:
    token = SIGNER.token(kind, key, version)
    assert SIGNER.read(kind, token) == Link(kind, key, version)
    assert [other for other in LinkKind if SIGNER.read(other, token)] == [kind]
    assert LinkSigner("another secret", "http://portal.example").read(kind, token) is None


def test_a_link_has_one_token_to_the_letter() -> None:
    letters = string.ascii_letters + string.digits + "-_+/=!. \n\0ä"
    variants = {TOKEN[:place] + letter + TOKEN[place:] for place in range(len(TOKEN) + 1) for letter in letters}
    variants |= {TOKEN[:place] + letter + TOKEN[place + 1 :] for place in range(len(TOKEN)) for letter in letters}
    assert [one for one in variants if SIGNER.read(LinkKind.RESET, one)] == [TOKEN]


@given(st.text())
def test_rubbish_opens_nothing(token: str) -> None:
    assert SIGNER.read(LinkKind.RESET, token) is None
