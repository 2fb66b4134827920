"""What must reach the portal, sent until it is answered.

A letter is written in the same transaction as our own change, with an idempotency key: either both are kept, or
neither. It is sent by one task, again and again with longer pauses, until the portal has answered. A crash between the
portal's work and our note of its answer sends the same letter with the same key, so it has its effect once. Letters
about one account keep their order; other accounts don't wait for them.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sample_vendor.background import keep_doing, pause_after
from sample_vendor.portal_client import PortalClient, PortalFault, PortalUnavailable, UserError, user_errors
from sample_vendor.store import Store, now

log = logging.getLogger("mailwave")

# How long a page waits for the portal's answer before it says that we go on trying.
PATIENCE_SECONDS = 5.0


class LetterState(StrEnum):
    """Where a letter stands; only WAITING ones are sent."""

    WAITING = "WAITING"
    DONE = "DONE"
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Letter:
    """One mutation for the portal. `input` is the mutation's input, `trouble` why it waits or was refused."""

    id: int
    document: str
    input: dict[str, Any]
    idempotency_key: str
    state: LetterState
    trouble: str
    answer: dict[str, Any] | None
    attempts: int

    @property
    def refusals(self) -> list[UserError]:
        """Why the portal refused it, where it did."""
        return user_errors(self.answer) if self.answer else []


class Outbox:
    """The letters of this store, and the task that sends them."""

    def __init__(self, store: Store, portal: PortalClient) -> None:
        self._store = store
        self._portal = portal
        self._news = asyncio.Event()
        self._tried: dict[int, asyncio.Future[None]] = {}

    # --- for the product ----------------------------------------------------------------------------------------------

    def write(self, account_number: str, document: str, input: dict[str, Any]) -> int:
        """Writes a letter, within the caller's transaction; its id."""
        waiting = "update letter set next_attempt_at = 0 where account_number = ? and state = 'WAITING'"
        self._store.change(waiting, account_number)
        return self._store.add(
            "letter",
            account_number=account_number,
            document=document,
            input=json.dumps(input),
            idempotency_key=secrets.token_urlsafe(24),
            written_at=now(),
        )

    async def sent(self, letter_id: int) -> Letter:
        """The letter once the portal has answered, or as it waits, where the portal takes too long."""
        tried = self._tried.setdefault(letter_id, asyncio.get_running_loop().create_future())
        self._news.set()
        await asyncio.wait([tried], timeout=PATIENCE_SECONDS)
        self._tried.pop(letter_id, None)
        letter = self.letter(letter_id)
        if letter.state is LetterState.REFUSED:
            with self._store:  # who asked for it reads it now
                self._store.change("update letter set seen = 1 where id = ?", letter_id)
        return letter

    def letter(self, letter_id: int) -> Letter:
        """The letter as it is kept."""
        row = self._store.one("select * from letter where id = ?", letter_id)
        assert row is not None, "letters are never deleted"
        return Letter(
            id=row["id"],
            document=row["document"],
            input=json.loads(row["input"]),
            idempotency_key=row["idempotency_key"],
            state=LetterState(row["state"]),
            trouble=row["trouble"],
            answer=json.loads(row["answer"]) if row["answer"] else None,
            attempts=row["attempts"],
        )

    def wake(self) -> None:
        """There are letters to send."""
        self._news.set()

    # --- the task -----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Sends letters until it is cancelled."""
        await keep_doing(self.send_due, self._news)

    async def send_due(self) -> float:
        """Sends what is due, the oldest first; how many seconds until more is due."""
        while (letter := self._next_due()) is not None:
            try:
                answer = await self._portal.ask(letter.document, {"input": letter.input}, key=letter.idempotency_key)
            except PortalUnavailable as trouble:
                self._put_off(letter, trouble)
                self._tell_all()
                break
            except PortalFault as trouble:
                log.warning("the portal does not take letter %s (%s); it is sent again later", letter.id, trouble)
                self._put_off(letter, trouble)
            else:
                self._settle(letter, answer)
            self._tell(letter.id)
        return self._pause()

    def _next_due(self) -> Letter | None:
        query = """
            select id from letter where state = 'WAITING' and next_attempt_at <= ? and not exists (
              select 1 from letter older
              where older.account_number = letter.account_number and older.state = 'WAITING' and older.id < letter.id
            ) order by id limit 1
        """
        row = self._store.one(query, time.time())
        return self.letter(row["id"]) if row else None

    def _settle(self, letter: Letter, answer: dict[str, Any]) -> None:
        refusals = user_errors(answer)
        state = LetterState.REFUSED if refusals else LetterState.DONE
        with self._store:
            self._store.change(
                "update letter set state = ?, trouble = ?, answer = ?, attempts = attempts + 1 where id = ?",
                state.value,
                " ".join(error.message for error in refusals),
                json.dumps(answer),
                letter.id,
            )

    def _put_off(self, letter: Letter, trouble: Exception) -> None:
        again_at = time.time() + pause_after(letter.attempts + 1)
        with self._store:
            self._store.change(
                "update letter set trouble = ?, attempts = attempts + 1, next_attempt_at = ? where id = ?",
                str(trouble),
                again_at,
                letter.id,
            )

    def _pause(self) -> float:
        row = self._store.one("select min(next_attempt_at) as at from letter where state = 'WAITING'")
        return max(row["at"] - time.time(), 0.1) if row and row["at"] is not None else 3600.0

    def _tell(self, letter_id: int) -> None:
        tried = self._tried.pop(letter_id, None)
        if tried is not None and not tried.done():
            tried.set_result(None)

    def _tell_all(self) -> None:
        for letter_id in list(self._tried):
            self._tell(letter_id)
