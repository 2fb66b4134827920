"""What goes on beside the web: a step again and again, woken by news, patient when it fails."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger("mailwave")

LONGEST_PAUSE_SECONDS = 300.0


def pause_after(attempts: int) -> float:
    """How long to wait after so many failed attempts: 1, 2, 4 … seconds, five minutes at most."""
    return float(min(2 ** max(attempts - 1, 0), LONGEST_PAUSE_SECONDS))


async def keep_doing(step: Callable[[], Awaitable[float]], news: asyncio.Event) -> None:
    """Does the step until it is cancelled: when there is news, and after as many seconds as the last step says."""
    while True:
        news.clear()
        try:
            pause = await step()
        except Exception:  # a mistake of ours must not end the work for good
            log.exception("a step failed; it is tried again")
            pause = 5.0
        try:
            async with asyncio.timeout(pause):
                await news.wait()
        except TimeoutError:
            continue
