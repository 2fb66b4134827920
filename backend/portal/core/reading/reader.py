"""Reading past the unit of work: who asks and what is asked, in one round trip.

Which statement reads for somebody depends on who he is, and only the database knows that. So a process remembers whom
it took a token for, sends the statement that finds out together with the one that would be right, and uses the answer
only if it was: authentication stands in the same transaction, and row level security is set by it and by nothing that
is remembered. Statements between two syncs of the protocol are one transaction (PostgreSQL's manual, Pipelining).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import psycopg

from portal.core.actors import Actor
from portal.core.reading.connections import Connections, Row
from portal.core.reading.statement import Command

# Callers that are remembered.
_CALLERS = 10_000
_SECONDS_FOR_A_CONNECTION = 2.0


# Statements that were right for somebody else or for another state of the tables: insufficient privilege, an unknown
# table, a result of another type than prepared, an unknown or a known prepared statement.
_FOR_NOBODY = frozenset({"42501", "42P01", "0A000", "26000", "42P05"})


@dataclass(frozen=True)
class Credential:
    """What a request shows of who sends it: a statement that finds out, and sets role and tenant accordingly.

    `actor` reads its row, and answers None for one with which reading alone is not enough. It may raise
    RequestRefused.
    """

    key: Hashable
    command: Command
    actor: Callable[[Row | None], Actor | None]


@dataclass(frozen=True)
class Caller:
    """Who showed a credential, and the row that said so."""

    row: Row | None
    actor: Actor


class Unavailable(Exception):
    """Nothing could be read this way; the unit of work has more patience."""


class Reader:
    """Connections for reading, and whom their callers were taken for."""

    def __init__(self, database_url: str, options: str, size: int) -> None:
        self._connections = Connections(database_url, options, size)
        self._callers: OrderedDict[Hashable, Caller] = OrderedDict()

    async def close(self) -> None:
        await self._connections.close()

    def remembered(self, credential: Credential) -> Caller | None:
        """Whom it was taken for last; nothing may be shown to him before he is known."""
        return self._callers.get(credential.key)

    async def recognise(self, credential: Credential) -> Caller:
        """Who shows it. Raises Unavailable, or RequestRefused."""
        [row] = await self.exchange([credential.command])
        return self._remember(credential, row)

    async def read(self, credential: Credential, caller: Caller, commands: Sequence[Command]) -> Row | None:
        """The row that the last command gives; None where it is not, or no more, this caller's credential. Raises
        Unavailable, or RequestRefused.
        """
        try:
            row, *answers = await self.exchange([credential.command, *commands])
        except Unavailable:
            # It may be that the statement was right for him, and isn't for who it is now.
            self._callers.pop(credential.key, None)
            raise
        if row != caller.row:
            self._remember(credential, row)
            return None
        if credential.key in self._callers:
            self._callers.move_to_end(credential.key)
        return answers[-1] if answers else ()

    async def exchange(self, commands: Sequence[Command]) -> list[Row | None]:
        """The first row of each statement, in one round trip and one transaction. Raises Unavailable, or psycopg.Error
        for a statement that fails by itself.
        """
        try:
            async with self._connections.taken(_SECONDS_FOR_A_CONNECTION) as connection:
                return await connection.exchange(commands)
        except TimeoutError as error:
            raise Unavailable from error
        except psycopg.Error as error:
            if error.sqlstate in _FOR_NOBODY or _is_lost(error):
                raise Unavailable from error
            raise

    def _remember(self, credential: Credential, row: Row | None) -> Caller:
        self._callers.pop(credential.key, None)
        actor = credential.actor(row)
        if actor is None:
            raise Unavailable
        caller = self._callers[credential.key] = Caller(row, actor)
        if len(self._callers) > _CALLERS:
            self._callers.popitem(last=False)
        return caller


def _is_lost(error: psycopg.Error) -> bool:
    # No SQLSTATE: the connection broke or could not be made. Class 08 says so, 57P that the server goes or comes.
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P", "53300"))
