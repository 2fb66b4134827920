"""Tables that people bring along as CSV, from whatever program they come."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.core.problems import InvalidInput
from portal.core.texts import _

_SEPARATORS = ",;\t"
# What Excel writes, and reads, before the row of names.
_TOLD_SEPARATOR = re.compile(r"sep=(.)\r?\n")


@dataclass(frozen=True)
class Row:
    """One row by the names of its columns. `number` counts as spreadsheets do: the row of names is the first."""

    number: int
    cells: Mapping[str, str]


def read_table(
    content: str, columns: Mapping[str, Sequence[str]], *, needed: Sequence[str], most: int, field: str
) -> list[Row]:
    """The rows of a CSV file that hold anything.

    `columns` says by name what its header may be called, in lower case and without spaces and signs; other columns are
    passed over. Commas, semicolons and tabs separate, quotes are as spreadsheets write them, and a byte order mark does
    no harm. Raises InvalidInput, naming `field`, for a file that lacks one of the columns that are `needed`, has no
    row, or more than `most`.
    """
    lines = _lines(content, field)
    header = next(lines, None)
    places = _places(header[1] if header else [], columns)
    missing = [columns[name][0] for name in needed if name not in places]
    if missing:
        message = _("The first row has to name the columns, and lacks: {names}.", names=", ".join(missing))
        raise InvalidInput(message, field=field)
    rows: list[Row] = []
    for number, cells in lines:
        if len(rows) == most:
            message = _(
                "This file has more than {most} rows. Split it up, and send one part after the other.", most=f"{most:,}"
            )
            raise InvalidInput(message, field=field)
        rows.append(Row(number, {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}))
    if not rows:
        raise InvalidInput(_("This file has no rows below the names of its columns."), field=field)
    return rows


def _lines(content: str, field: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold anything, by their numbers; a cell may span several lines of text."""
    content = content.removeprefix("\ufeff")
    told = _TOLD_SEPARATOR.match(content)
    text = content[told.end() :] if told else content
    separator = told[1] if told else _separator(text)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise InvalidInput(_("This is no CSV file. Save it as CSV, in UTF-8, and try again."), field=field) from None


def _separator(text: str) -> str:
    """The sign that separates most in the row of names."""
    header = text.lstrip().split("\n", 1)[0]
    return max(_SEPARATORS, key=header.count)


def _places(header: Sequence[str], columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where each column stands; the first that is called so."""
    found = ["".join(sign for sign in name.casefold() if sign.isalnum()) for name in header]
    return {
        name: min(found.index(one) for one in called if one in found)
        for name, called in columns.items()
        if any(one in found for one in called)
    }
