"""The webhook endpoint: there must be one that comes here, and we must have its secret."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import Any

from sample_vendor import documents
from sample_vendor.background import pause_after
from sample_vendor.following import Following
from sample_vendor.portal_client import PortalClient, PortalFault, PortalUnavailable, user_errors
from sample_vendor.store import Store

log = logging.getLogger("mailwave")


class Endpoint:
    """Sees to it at every start."""

    def __init__(self, store: Store, portal: PortalClient, following: Following, url: str) -> None:
        self._store = store
        self._portal = portal
        self._following = following
        self._url = url

    async def prepare(self) -> None:
        """Tries until the portal answers: makes the endpoint, then asks for what happened before there was one."""
        attempts = 0
        while True:
            try:
                if not await self._is_ours():
                    await self._make()
                return await self._catch_up()
            except PortalFault as fault:
                log.warning("the portal offers no webhooks to us, so we hear nothing of it (%s)", fault)
                return await self._read_once()
            except PortalUnavailable as trouble:
                attempts += 1
                log.info("waiting for the portal: %s", trouble)
                await asyncio.sleep(pause_after(attempts))

    async def _is_ours(self) -> bool:
        endpoints = (await self._portal.ask(documents.WEBHOOK_ENDPOINTS))["webhookEndpoints"]
        known = self._store.kept("webhook endpoint")
        has_secret = self._store.kept("webhook secret") is not None
        return has_secret and any(one["id"] == known and one["url"] == self._url for one in endpoints)

    async def _make(self) -> None:
        """A new endpoint. The secret is shown this once; where it was lost, only a new endpoint helps."""
        for endpoint in (await self._portal.ask(documents.WEBHOOK_ENDPOINTS))["webhookEndpoints"]:
            log.warning("the webhook endpoint %s is replaced by ours", endpoint["url"])
            await self._change(documents.DELETE_WEBHOOK_ENDPOINT, {"webhookEndpointId": endpoint["id"]})
        made = await self._change(documents.CREATE_WEBHOOK_ENDPOINT, {"url": self._url})
        with self._store:
            self._store.keep("webhook endpoint", made["endpoint"]["id"])
            self._store.keep("webhook secret", made["secret"])
            self._store.keep("caught up", "no")
        log.info("webhooks come to %s", self._url)

    async def _change(self, document: str, input: dict[str, Any]) -> dict[str, Any]:
        data = await self._portal.ask(document, {"input": input}, key=secrets.token_urlsafe(24))
        for error in user_errors(data):
            if error.code == "LIMIT_REACHED":  # made by a call whose answer was lost: look again, and replace it
                raise PortalUnavailable(error.message)
            raise PortalFault(error.code, error.message)
        [payload] = data.values()
        return dict(payload)

    async def _catch_up(self) -> None:
        """Once for each endpoint: what happened before it was there."""
        if self._store.kept("caught up") == "no":
            await self._following.catch_up()
            with self._store:
                self._store.keep("caught up", "yes")

    async def _read_once(self) -> None:
        try:
            await self._following.catch_up()
        except (PortalFault, PortalUnavailable) as trouble:
            log.warning("the portal's accounts could not be read: %s", trouble)
