"""A statement as the driver takes it: text with numbered parameters, made once and executed often."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import Dialect

from portal.core.actors import Actor

# How the parameters begin that say who asks, and those for what the request's variables say.
CALLER, SLOT = "caller_", "value_"
_numbers = count()


@dataclass(frozen=True)
class Constant:
    """A parameter that is the same for everybody."""

    value: bytes | None


@dataclass(frozen=True)
class FromCaller:
    """A parameter that says who asks: the attribute of the actor; NULL for one who hasn't got it."""

    name: str


@dataclass(frozen=True)
class FromRequest:
    """A parameter that came with the request: its place among the values."""

    position: int


Parameter = Constant | FromCaller | FromRequest


@dataclass(frozen=True)
class Statement:
    """`sql` has `$1`, `$2`, … for its parameters. Connections keep it prepared under `name`."""

    sql: bytes
    parameters: tuple[Parameter, ...] = ()
    name: bytes = field(default_factory=lambda: b"read_%d" % next(_numbers))

    def bind(self, actor: Actor, values: Sequence[Any]) -> list[bytes | None]:
        """The parameters in PostgreSQL's text format."""
        bound: list[bytes | None] = []
        for parameter in self.parameters:
            match parameter:
                case Constant(value):
                    bound.append(value)
                case FromCaller(name):
                    bound.append(as_text(getattr(actor, name, None)))
                case FromRequest(position):
                    bound.append(as_text(values[position]))
        return bound


# A statement with its parameters.
Command = tuple[Statement, list[bytes | None]]


def compile_statement(query: Select[Any]) -> Statement:
    """The statement of a query whose parameters are constants, the caller's, or slots for the request's values."""
    # `in (…)` is written out here; SQLAlchemy would do it for each execution.
    compiled: Any = query.compile(dialect=_dialect(), compile_kwargs={"render_postcompile": True})
    names: Sequence[str] = compiled.positiontup or ()
    return Statement(str(compiled).encode(), tuple(_parameter(name, compiled.params.get(name)) for name in names))


def as_text(value: Any) -> bytes | None:
    """A value in PostgreSQL's text format. Raises ValueError for a text with NUL, which no text there can hold."""
    if value is None:
        return None
    if isinstance(value, list | tuple):
        return b"{%s}" % b",".join(_quoted(as_text(item)) for item in value)
    text = value.isoformat() if isinstance(value, dt.datetime) else str(value)
    if "\0" in text:
        raise ValueError("a text for PostgreSQL holds no NUL")
    return text.encode()


def _quoted(item: bytes | None) -> bytes:
    return b"NULL" if item is None else b'"%s"' % item.replace(b"\\", b"\\\\").replace(b'"', b'\\"')


def _parameter(name: str, value: Any) -> Parameter:
    if name.startswith(SLOT):
        return FromRequest(int(name.removeprefix(SLOT)))
    if name.startswith(CALLER):
        return FromCaller(name.removeprefix(CALLER))
    return Constant(as_text(value))


@cache
def _dialect() -> Dialect:
    # Of SQLAlchemy's dialects the one that writes `$1`, which is what the protocol itself has; no asyncpg is needed.
    return PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
