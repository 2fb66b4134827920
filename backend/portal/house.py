"""Puts the rooms together: who listens, what is done regularly, and what a process holds for as long as it runs."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import orjson
import psycopg.types.json
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

import portal.tables
from portal.access import handlers as access
from portal.account_log_in import handlers as account_log_in
from portal.account_log_in.door import SCOPE, AccountDoor
from portal.clients import handlers as clients
from portal.core import duties as core
from portal.core import idempotency, row_counts
from portal.core.budgets import Budgets
from portal.core.database import connection_options, create_engine
from portal.core.embedded import start_embedded
from portal.core.events import Happening, catalogue, handlers_by_type
from portal.core.links import LinkSigner
from portal.core.outgoing import Outgoing, Resolver, resolve_by_system
from portal.core.reading.reader import Reader
from portal.core.runtime import Runtime
from portal.core.settings import Settings
from portal.decisions import handlers as decisions
from portal.delivery import handlers as delivery
from portal.email_changes import handlers as email_changes
from portal.identity import handlers as identity
from portal.identity.authentication import authenticate, credential_of
from portal.join_requests import handlers as join_requests
from portal.leads import handlers as leads
from portal.oauth import handlers as oauth
from portal.outside_login import handlers as outside_login
from portal.passkeys import handlers as passkeys
from portal.payouts import handlers as payouts
from portal.provider import handlers as provider
from portal.referrals import handlers as referrals
from portal.reward_plans import handlers as reward_plans
from portal.rewards import handlers as rewards
from portal.second_factors import handlers as second_factors
from portal.transfers import handlers as transfers


def all_happenings() -> list[type[Happening]]:
    """The events of every room: loaded here, so that no process misses those of a room that it doesn't use itself."""
    # Looked for as files: to ask Python for them loads their packages as well, and with the migrations all of Alembic.
    for place in portal.__path__:
        for events in sorted(Path(place).glob("*/*events.py")):
            importlib.import_module(f"portal.{events.parent.name}.{events.stem}")
    return catalogue()


HANDLERS = handlers_by_type(
    oauth.HANDLERS,
    provider.HANDLERS,
    clients.HANDLERS,
    transfers.HANDLERS,
    decisions.HANDLERS,
    rewards.HANDLERS,
    referrals.HANDLERS,
    account_log_in.HANDLERS,
    delivery.HANDLERS,
    delivery.webhook_handlers(all_happenings()),
)

# What the worker does regularly.
DUTIES = (
    *core.DUTIES,
    *idempotency.DUTIES,
    *row_counts.DUTIES,
    *identity.DUTIES,
    *email_changes.DUTIES,
    *second_factors.DUTIES,
    *passkeys.DUTIES,
    *outside_login.DUTIES,
    *oauth.DUTIES,
    *provider.DUTIES,
    *leads.DUTIES,
    *clients.DUTIES,
    *transfers.DUTIES,
    *access.DUTIES,
    *referrals.DUTIES,
    *join_requests.DUTIES,
    *decisions.DUTIES,
    *reward_plans.DUTIES,
    *rewards.DUTIES,
    *payouts.DUTIES,
    *delivery.DUTIES,
)

_LONGEST_READ_SECONDS = 30
APP_ROLE = "portal_app"
SYSTEM_ROLE = "portal_system"


@contextmanager
def open_database(settings: Settings) -> Iterator[str]:
    """The database's URL; without PORTAL_DATABASE_URL an embedded PostgreSQL runs for as long as this is open."""
    if settings.database_url:
        yield settings.database_url
        return
    with start_embedded(settings.data_dir) as server:
        yield server.url()


@asynccontextmanager
async def open_house(
    settings: Settings, database_url: str, role: str, resolve: Resolver = resolve_by_system
) -> AsyncIterator[Runtime]:
    """The runtime of one process that acts as `role`; `resolve` finds the machines to which webhooks go."""
    psycopg.types.json.set_json_loads(orjson.loads)
    engine = create_engine(database_url, role=role, pool_size=settings.database_pool_size)
    options = f"{connection_options(role)} -c statement_timeout={_LONGEST_READ_SECONDS}s"
    reader = Reader(database_url, options, settings.database_pool_size)
    try:
        yield Runtime(
            settings=settings,
            engine=engine,
            authenticate=authenticate,
            credential_of=credential_of,
            reader=reader,
            budgets=Budgets(settings.query_cost_maximum, settings.query_cost_restore),
            handlers=HANDLERS,
            links=LinkSigner(settings.secret_key, settings.base_url),
            outgoing=Outgoing(resolve),
            doors={SCOPE: AccountDoor()},
            sessions=async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False, autoflush=True),
        )
    finally:
        await reader.close()
        await engine.dispose()
