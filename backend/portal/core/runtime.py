"""What a process holds for as long as it runs: settings, the engine, the signer of links, who listens to what."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from portal.core.actors import Actor
from portal.core.budgets import Budgets
from portal.core.events import Handler
from portal.core.links import LinkSigner
from portal.core.log_ins import Doors
from portal.core.outgoing import Outgoing
from portal.core.reading.reader import Credential, Reader
from portal.core.requests import Request
from portal.core.settings import Settings

# Who asks, and the moment of the work; sets role and tenant for the transaction in the same statement.
Authenticate = Callable[[AsyncSession, Request], Awaitable[tuple[Actor, dt.datetime]]]


@dataclass(frozen=True)
class Runtime:
    """Made once per process by `portal.house.open_house`, passed on as an argument, never a global."""

    settings: Settings
    engine: AsyncEngine
    authenticate: Authenticate
    # The same in the round trip that reads.
    credential_of: Callable[[Request], Credential]
    reader: Reader
    budgets: Budgets
    handlers: Mapping[str, Sequence[Handler]]
    links: LinkSigner
    sessions: async_sessionmaker[AsyncSession]
    outgoing: Outgoing
    # What the scopes of a log-in open.
    doors: Doors
    # Whether a unit of work keeps to its actor's rows by itself; False only for an Api that is not `scoped`.
    scoped: bool = True
    # argon2 takes some 50 ms of a core: two at a time, or a storm of log-ins stops everything else.
    hashing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
