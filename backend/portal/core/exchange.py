"""Several statements in one round trip, in the transaction of a session: in the driver's pipeline mode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

# SQL with `$1`, `$2`, … and a text for each.
Sent = tuple[bytes, Sequence[str | None]]


async def exchange(session: AsyncSession, sent: Sequence[Sent]) -> list[psycopg.AsyncCursor[Any]]:
    """Runs them one after the other, behind a BEGIN if the transaction has none yet; a cursor for the rows of each.

    Raises DBAPIError as SQLAlchemy would, for the first that fails.
    """
    driver = await _driver(session)
    cursors: list[psycopg.AsyncCursor[Any]] = []
    try:
        async with driver.pipeline():
            for sql, parameters in sent:
                cursors.append(psycopg.AsyncRawCursor(driver))
                await cursors[-1].execute(sql, parameters)
    except psycopg.Error as error:
        raise DBAPIError(None, None, error, connection_invalidated=driver.closed) from error
    return cursors


async def _driver(session: AsyncSession) -> psycopg.AsyncConnection[Any]:
    """The driver's connection that the session uses, or takes for its transaction now."""
    connection = (await session.connection()).sync_connection
    assert connection is not None
    return cast(psycopg.AsyncConnection[Any], connection.connection.driver_connection)
