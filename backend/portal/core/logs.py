"""Logs: one JSON object a line, on stderr; no secrets, no personal data."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Iterator
from types import TracebackType

import orjson
import psycopg
import structlog
from sqlalchemy.exc import DBAPIError, StatementError

_ADDRESS = re.compile(r"[^\s<>()\"',;:=]+@[^\s<>()\"',;:=]+")


def configure_logs() -> None:
    """For the process: structlog's own lines from INFO on, those of the libraries from WARNING on, and its crash."""
    common: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(lambda found: plain_traceback(found[1])),
    ]
    structlog.configure(
        processors=[*common, structlog.processors.JSONRenderer(serializer=orjson.dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    libraries = logging.StreamHandler(sys.stderr)
    libraries.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*common, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    libraries.addFilter(_is_worth_a_line)
    logging.basicConfig(level=logging.WARNING, handlers=[libraries])
    # A job that fails and will be tried again is INFO to procrastinate, as is each that begins.
    logging.getLogger("procrastinate").setLevel(logging.INFO)
    sys.excepthook = _crashed


class AlreadyLogged(Exception):
    """An error that was logged where it arose: a library that meets it later needs not say it again."""


def _is_worth_a_line(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return record.levelno >= logging.WARNING or not isinstance(error, AlreadyLogged | None)


def plain_traceback(error: BaseException) -> str:
    """Where an error comes from: files, lines and functions of it and of what caused it, without local variables.

    What a database says of an error quotes rows, which are people's data: its class and SQLSTATE stand instead.
    """
    return "".join(_chain(error, set())).rstrip()


def _chain(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen:
        yield from _chain(cause, seen)
        yield "which led to\n" if error.__cause__ else "while that was handled\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}: {_said(error)}\n"
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            if id(part) not in seen:
                yield "of which one is\n"
                yield from _chain(part, seen)


def _said(error: BaseException) -> str:
    if isinstance(error, DBAPIError):
        return f"{type(error.orig).__name__}, SQLSTATE {_sqlstate(error.orig)}"
    if isinstance(error, StatementError):  # a parameter that doesn't fit, which it quotes
        return f"{type(error.orig).__name__} in a statement's parameters"
    if isinstance(error, psycopg.Error):
        return f"SQLSTATE {_sqlstate(error)}"
    # What a library quotes of its input, a mail server of a recipient.
    return _ADDRESS.sub("…@…", str(error))


def _sqlstate(error: BaseException | None) -> str:
    return getattr(error, "sqlstate", None) or "unknown"


def _crashed(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    structlog.get_logger().critical("crashed", exc_info=error)
