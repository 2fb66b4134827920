"""Several statements in one round trip, in the transaction of a session: in the driver's pipeline mode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

# SQL with `$1`, `$2`, … and a text for each.
Sent = tuple[bytes, Sequence[str | None]]


async def exchange(session: AsyncSession, sent: Sequence[Sent]) -> list[psycopg.AsyncCursor[Any]]:
    """Runs them one after the other, behind a BEGIN if the transaction has none yet; a cursor for the rows of each.

    Raises DBAPIError as SQLAlchemy would, for the first that fails. Whoever is broken off in between loses the
    connection of his transaction.
    """
    connection = await session.connection()
    driver = _driver(connection)
    cursors: list[psycopg.AsyncCursor[Any]] = []
    try:
        async with driver.pipeline():
            for sql, parameters in sent:
                cursors.append(psycopg.AsyncRawCursor(driver))
                await cursors[-1].execute(sql, parameters)
    except psycopg.Error as error:
        raise DBAPIError(None, None, error, connection_invalidated=driver.closed) from error
    except BaseException:
        # A cancellation that meets the driver on its way into pipeline mode leaves it there for good: whoever got the
        # connection next would read no rows.
        await connection.invalidate()
        raise
    return cursors


def _driver(connection: AsyncConnection) -> psycopg.AsyncConnection[Any]:
    assert connection.sync_connection is not None
    return cast(psycopg.AsyncConnection[Any], connection.sync_connection.connection.driver_connection)
