"""The moment that is told to the portal. In a sandbox the portal's test clock may be ahead of ours: then it counts."""

from __future__ import annotations

import asyncio
import datetime as dt

from sample_vendor.documents import CLOCK
from sample_vendor.portal_client import PortalClient, PortalFault, PortalUnavailable

_PATIENCE_SECONDS = 2.0


class Clock:
    """Our own clock, moved forward as far as a sandbox's portal is ahead. Real installations need nothing of this."""

    def __init__(self, portal: PortalClient) -> None:
        self._portal = portal
        self._ahead = dt.timedelta()

    async def moment(self) -> str:
        """Now, as ISO 8601 in UTC. Where the portal is away, by what was known of its clock last."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                program = (await self._portal.ask(CLOCK))["program"]
        except (PortalUnavailable, PortalFault, TimeoutError):
            pass
        else:
            ahead = dt.datetime.fromisoformat(program["now"]) - dt.datetime.now(dt.UTC)
            self._ahead = ahead if program["testClock"] else dt.timedelta()
        return (dt.datetime.now(dt.UTC) + self._ahead).isoformat(timespec="milliseconds")
