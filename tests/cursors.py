"""Cursors as the database writes them."""

import base64

import orjson


def write_cursor(of: str, key: list[str]) -> str:
    """The cursor of a row with this key in the list named `of`."""
    return base64.urlsafe_b64encode(orjson.dumps([of, *key])).rstrip(b"=").decode()
