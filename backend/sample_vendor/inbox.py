"""Webhooks: verified, kept once each, answered at once, and acted on afterwards."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from enum import Enum

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from sample_vendor.background import keep_doing, pause_after
from sample_vendor.following import Following
from sample_vendor.portal_client import PortalFault, PortalUnavailable
from sample_vendor.store import Store, now

log = logging.getLogger("mailwave")

# After these an account may not be any more as we have it. All others are only kept for the log.
FOLLOWED = {
    "account.created",
    "account.updated",
    "account.transfer_accepted",
    "account.owner_changed",
}


class Heard(Enum):
    """What became of an arrival."""

    KEPT = "kept"
    FORGED = "forged, too old, or no webhook at all"
    NOT_READY = "no secret to verify it with yet"


class Inbox:
    """The webhooks of this store, and the task that acts on them."""

    def __init__(self, store: Store, following: Following) -> None:
        self._store = store
        self._following = following
        self._news = asyncio.Event()

    def receive(self, headers: Mapping[str, str], body: bytes) -> Heard:
        """Keeps a webhook that the portal signed. One that comes again is known by its id, and changes nothing."""
        secret = self._store.kept("webhook secret")
        if secret is None:
            return Heard.NOT_READY
        try:
            told = Webhook(secret).verify(body, dict(headers))
            values = (headers["webhook-id"], told["type"], told["data"].get("accountId"), json.dumps(told), now())
        except (WebhookVerificationError, ValueError, LookupError, TypeError, AttributeError):
            return Heard.FORGED
        query = (
            "insert into webhook (id, type, account_number, body, heard_at) values (?, ?, ?, ?, ?)"
            " on conflict (id) do nothing"
        )
        with self._store:
            self._store.change(query, *values)
        self._news.set()
        return Heard.KEPT

    async def run(self) -> None:
        """Acts on webhooks until it is cancelled."""
        await keep_doing(self.handle_due, self._news)

    async def handle_due(self) -> float:
        """Acts on what is due, the oldest first; how many seconds until more is due."""
        query = "select * from webhook where handled_at is null and next_attempt_at <= ? order by heard_at limit 1"
        while (row := self._store.one(query, time.time())) is not None:
            try:
                if row["type"] in FOLLOWED and row["account_number"]:
                    await self._following.follow(row["account_number"])
            except (PortalUnavailable, PortalFault) as trouble:
                log.warning("webhook %s is acted on later: %s", row["id"], trouble)
                self._put_off(row["id"], row["attempts"] + 1, str(trouble))
            else:
                with self._store:
                    done = "update webhook set handled_at = ?, trouble = '' where id = ?"
                    self._store.change(done, now(), row["id"])
        return self._pause()

    def _put_off(self, id: str, attempts: int, trouble: str) -> None:
        query = "update webhook set attempts = ?, trouble = ?, next_attempt_at = ? where id = ?"
        with self._store:
            self._store.change(query, attempts, trouble, time.time() + pause_after(attempts), id)

    def _pause(self) -> float:
        row = self._store.one("select min(next_attempt_at) as at from webhook where handled_at is null")
        return max(row["at"] - time.time(), 0.1) if row and row["at"] is not None else 3600.0
