"""The floor: a bare app that sends the JSON of one hand-written statement; no GraphQL, session or row level security.

python -m tests.benchmarks.floor <database's URL> <port> <size of the pool>
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import uvicorn
from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

# Ids and moments as the portal's API shows them.
_FIELDS = """
'id', 'acct_' || replace(c.id::text, '-', ''), 'accountId', c.account_id, 'name', a.name, 'website', a.website,
'status', a.status, 'provisioning', c.provisioning, 'platform', c.platform, 'country', c.country,
'currencyCode', c.currency_code, 'createdAt', to_char(c.created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
"""
_PAGE = f"""
select json_build_object('data', json_build_object('accounts', json_build_object(
  'nodes', coalesce(json_agg(node) filter (where number <= 100), '[]'),
  'pageInfo', json_build_object('endCursor', max(place) filter (where number = 100), 'hasNextPage', count(*) > 100)
)))::text
from (
  select json_build_object({_FIELDS}) as node, row_number() over (order by a.since desc, a.account_id desc) as number,
    a.since || ',' || a.account_id as place
  from portal.account_access a join portal.client_account c on c.id = a.account_id
  where a.partner_id = %(partner)s::uuid
    and (a.since, a.account_id) < (%(since)s::timestamptz, %(account)s::uuid)
  order by a.since desc, a.account_id desc limit 101
) page
"""
_ACCOUNT = f"""
select json_build_object('data', json_build_object('account', (
  select json_build_object({_FIELDS})
  from portal.account_access a join portal.client_account c on c.id = a.account_id
  where a.partner_id = %(partner)s::uuid and c.id = %(id)s::uuid
)))::text
"""


def make_app(pool: AsyncConnectionPool[Any]) -> Starlette:
    """Answers {"statement": "page" or "account", "values": {…}}."""
    statements = {"page": _PAGE, "account": _ACCOUNT}

    async def answer(request: Request) -> Response:
        asked = orjson.loads(await request.body())
        async with pool.connection() as connection:
            found = await connection.execute(statements[asked["statement"]].encode(), asked["values"], prepare=True)
            row = await found.fetchone()
        assert row
        return Response(row[0], media_type="application/json")

    @asynccontextmanager
    async def opened(_app: Starlette) -> AsyncIterator[None]:
        async with pool:
            yield

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])], lifespan=opened)


def main() -> None:
    """Serves until it is stopped."""
    url, port, size = sys.argv[1:]
    pool = AsyncConnectionPool[Any](
        url,
        min_size=int(size),
        max_size=int(size),
        open=False,
        kwargs={"autocommit": True, "options": "-c timezone=UTC"},
    )
    uvicorn.run(make_app(pool), port=int(port), http="httptools", loop="uvloop", access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
