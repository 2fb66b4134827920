"""What PostgreSQL does for a query of the API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
from sqlalchemy import text

from portal.core.actors import Actor
from portal.core.api import Api
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import open_work

Plan = dict[str, Any]


async def explain(
    runtime: Runtime, api: Api, who: Actor, query: str, variables: dict[str, Any], *, seq_scans: bool
) -> Plan:
    """The plan of a query of one root field, as PostgreSQL's JSON with what it touched, as the role that it runs as.

    Without `seq_scans` it reads whole tables only where nothing else is possible.
    """
    async with open_work(runtime, Request(), who) as work:
        [(statement, parameters)] = await api.commands(runtime, who, query, variables)
        if not seq_scans:
            await work.session.execute(text("set local enable_seqscan = off"))
        raw: Any = (await (await work.session.connection()).get_raw_connection()).driver_connection
        explained = b"explain (analyze, buffers, format json) " + statement.sql
        texts = [None if value is None else value.decode() for value in parameters]
        [[plan]] = await (await psycopg.AsyncRawCursor(raw).execute(explained, texts)).fetchall()
    return dict((plan if isinstance(plan, list) else json.loads(plan))[0]["Plan"])


def nodes(plan: Plan) -> Iterator[Plan]:
    """The plan's node and all below it."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)
