"""The database: one engine, the common shape of tables, and the columns that all rooms use."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from psycopg import pq
from sqlalchemy import DateTime, MetaData, Text, Uuid, event
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from portal.core.ids import new_id, public_id

SEARCH_PATH = "portal,jobs"


class Base(DeclarativeBase):
    """A table. `prefix` is what its ids begin with outside, for example `acct`."""

    prefix: ClassVar[str]

    metadata = MetaData(
        schema="portal",
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map: ClassVar[Mapping[Any, Any]] = {
        str: Text,
        uuid.UUID: Uuid,
        dt.datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text),
        dict[str, Any]: JSONB,
    }


class Identified(Base):
    """A table whose rows have an id of their own."""

    __abstract__ = True

    # Which column says to which client account a row belongs, whose owner or a member chosen for it acts; None where it
    # is about no account.
    client_key: ClassVar[str | None] = None

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)

    @property
    def public_id(self) -> str:
        """The id as it is shown outside."""
        return public_id(self.prefix, self.id)


def connection_options(role: str | None) -> str:
    """What a connection sets when it is made: it acts as `role` from the start, so that no statement is spent on it."""
    return f"-c search_path={SEARCH_PATH} -c timezone=UTC" + (f" -c role={role}" if role else "")


def create_engine(url: str, *, role: str | None, pool_size: int = 10) -> AsyncEngine:
    """An engine whose connections act as `role`; those that are given back in the middle of something, or after their
    pool was disposed of, are closed.
    """
    engine = create_async_engine(
        sqlalchemy_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=30,
        pool_pre_ping=False,
        pool_use_lifo=True,
        # Errors are logged, and parameters are people's data.
        hide_parameters=True,
        connect_args={"options": connection_options(role), "connect_timeout": 10},
    )
    event.listen(engine.sync_engine, "checkin", _close_unless_in_step)
    _close_what_outlives_its_pool(engine)
    return engine


def _close_unless_in_step(connection: Any, entry: ConnectionPoolEntry) -> None:
    # Answers that are still to come would be taken for those to its next user.
    if connection is None:
        return
    state = connection.driver_connection.pgconn
    if state.pipeline_status != pq.PipelineStatus.OFF or state.transaction_status != pq.TransactionStatus.IDLE:
        entry.invalidate()


def _close_what_outlives_its_pool(engine: AsyncEngine) -> None:
    # A disposed pool keeps what comes back to it until the garbage collector finds both, which can't close it in order.
    disposals = 0

    def remember(_connection: Any, entry: ConnectionPoolEntry) -> None:
        entry.info["disposals"] = disposals

    def count(_engine: Any) -> None:
        nonlocal disposals
        disposals += 1

    def close(connection: Any, entry: ConnectionPoolEntry) -> None:
        if connection is not None and entry.info["disposals"] != disposals:
            entry.invalidate()

    event.listen(engine.sync_engine, "connect", remember)
    event.listen(engine.sync_engine, "engine_disposed", count)
    event.listen(engine.sync_engine, "checkin", close)


def sqlalchemy_url(url: str) -> str:
    """The URL with psycopg 3 named as the driver."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(scheme="postgresql+psycopg"))
