"""What the arguments of a field ask for: their form, which decides the SQL, and their values, which are parameters."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, DateTime, Uuid, bindparam, false
from sqlalchemy.types import TypeEngine

from portal.core.paging import Window, window
from portal.core.problems import RequestRefused
from portal.core.reading import declare as d
from portal.core.reading.questions import Question
from portal.core.reading.selection import Arguments
from portal.core.reading.statement import SLOT
from portal.core.texts import _

Naming = Callable[[str], str]
# The types of the columns of each order; None is the order of a list that has one alone.
KeyTypes = Mapping[Any, Sequence[TypeEngine[Any]]]

# A form of a condition whose value matches nothing; the others are how many values it has, or the value chosen.
_NOTHING = "nothing"


@dataclass(frozen=True)
class ConditionsForm:
    """Which conditions are sent, each with the form of its value."""

    sent: tuple[tuple[str, Hashable], ...]

    def __bool__(self) -> bool:
        return bool(self.sent)


@dataclass(frozen=True)
class PageForm:
    """Which page of which list."""

    where: ConditionsForm
    filter: ConditionsForm
    sort: Enum | None
    size: int
    backward: bool
    continued: bool

    @property
    def of(self) -> str:
        """The name of the order within the cursor, empty where the list has one order alone."""
        return "" if self.sort is None else str(self.sort.value)


def slot(position: int, type_: TypeEngine[Any]) -> BindParameter[Any]:
    """The parameter for the value at `position` among those that came with the answers."""
    return bindparam(f"{SLOT}{position}", type_=type_, required=False)


# --- conditions -----------------------------------------------------------------------------------------------------


def conditions_question(declared: Mapping[str, d.Where], arguments: Arguments, naming: Naming) -> Question:
    """Asks which of the conditions are sent."""

    def ask(variables: Any) -> tuple[ConditionsForm, Sequence[Any]]:
        values: list[Any] = []
        return _read(declared, arguments(variables), naming, values), values

    return ask


def conditions(
    declared: Mapping[str, d.Where], form: ConditionsForm, first: int
) -> list[ColumnElement[bool] | d.PerCaller]:
    """The conditions of that form as SQL, with their values in the slots from `first` on."""
    made: list[ColumnElement[bool] | d.PerCaller] = []
    for name, shape in form.sent:
        spec = declared[name]
        if spec.choices is not None:
            made.append(spec.choices[shape])
        elif shape == _NOTHING or spec.condition is None:
            made.append(false())
        else:
            assert isinstance(shape, int)
            made += [spec.condition(slot(position, spec.type)) for position in range(first, first + shape)]
            first += shape
    return made


def values_of(form: ConditionsForm) -> int:
    """How many slots the conditions of that form take."""
    return sum(shape for _, shape in form.sent if isinstance(shape, int) and not isinstance(shape, bool))


def _read(
    declared: Mapping[str, d.Where], sent: Mapping[str, Any], naming: Naming, values: list[Any]
) -> ConditionsForm:
    found: list[tuple[str, Hashable]] = []
    for name, spec in declared.items():
        value = sent.get(naming(name))
        if value is not None:
            shape, more = _form(spec, value)
            found.append((name, shape))
            values += more
    return ConditionsForm(tuple(found))


def _form(spec: d.Where, value: Any) -> tuple[Hashable, list[Any]]:
    if spec.choices is not None:
        return value, []
    prepared = spec.prepare(value) if spec.prepare else value
    if prepared is None:
        return _NOTHING, []
    values = [_plain(one) for one in (prepared if spec.each else [prepared])]
    # PostgreSQL's texts hold no NUL, so nothing there can match it.
    return (_NOTHING, []) if any(map(_has_nul, values)) else (len(values), values)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.value if isinstance(value, Enum) else value


def _has_nul(value: Any) -> bool:
    return "\0" in value if isinstance(value, str) else isinstance(value, list) and any(map(_has_nul, value))


# --- pages ----------------------------------------------------------------------------------------------------------


def page_question(spec: d.Paged, node_type: str, arguments: Arguments, naming: Naming, types: KeyTypes) -> Question:
    """Asks for filters, order and place; `types` are those of the columns of each order."""
    filters = d.conditions_of(spec.filter) if spec.filter else {}

    def ask(variables: Any) -> tuple[PageForm, Sequence[Any]]:
        sent = arguments(variables)
        values: list[Any] = []
        where = _read(spec.where, sent, naming, values)
        chosen = _read(filters, sent.get("filter") or {}, naming, values)
        sort = None if spec.sort is None else sent.get("sort") or spec.sort.default
        form = PageForm(where, chosen, sort, 0, False, False)
        asked = window(sent, list_name(node_type, form), len(types[sort]))
        if asked.cursor is not None:
            values += [_key_value(text, type_) for text, type_ in zip(asked.cursor, types[sort], strict=True)]
        return _at(form, asked), values

    return ask


def order_of(spec: d.Paged, form: PageForm) -> tuple[Sequence[Any], bool]:
    """The columns of the chosen order, and whether they descend."""
    if spec.sort is None or form.sort is None:
        return spec.order, spec.descending
    return spec.sort.orders[form.sort], form.sort in spec.sort.descending


def list_name(node_type: str, form: PageForm) -> str:
    """What a cursor must be of: places in one order mean nothing in another."""
    return f"{node_type}:{form.of}"


def _at(form: PageForm, asked: Window) -> PageForm:
    return PageForm(form.where, form.filter, form.sort, asked.size, asked.backward, asked.cursor is not None)


def _key_value(text: str, type_: TypeEngine[Any]) -> Any:
    try:
        match type_:
            case DateTime():
                # In UTC: PostgreSQL knows fewer offsets than Python.
                return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
            case Uuid():
                return uuid.UUID(text)
            case _:
                return text
    except (ValueError, OverflowError):
        raise RequestRefused(_("This cursor is not one of this list. Start from the first page.")) from None
