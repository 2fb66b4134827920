"""How many billing events a second are kept, by each way to tell them: `python -m tests.benchmarks.ingest`.

20,000 payments of 2,000 accounts that are known, over HTTP without a socket. Prints events a second by the clock, and
by the CPU of the process that serves and asks; and how fast PostgreSQL copies the same rows into a table of the same
columns, indexes and checks.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from decimal import Decimal

import orjson
import psycopg
import structlog

from portal.core.actors import System
from portal.core.money import CurrencyCode
from portal.core.permissions import Scope
from portal.core.requests import Request
from portal.core.work import open_work
from portal.house import APP_ROLE, open_house
from portal.platform.billing import BillingRow, record_billing_events
from portal.platform.models import BillingEventType
from portal.platform.service import AccountRow, register_accounts
from tests.benchmarks.own import own_database, settings
from tests.people import Person, Portal

ACCOUNTS, EVENTS, EACH, BULK = 2_000, 20_000, 500, 10_000
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
_RECORD = """mutation ($input: RecordBillingEventsInput!) {
  recordBillingEvents(input: $input) { results { externalId outcome userErrors { code field message } } }
}"""
_COPIED = """
create temporary table copied (like portal.billing_event including all);
create temporary table sent as select * from portal.billing_event where source = 'verb';
"""

Tell = Callable[[range], Awaitable[None]]


def main() -> None:
    """Fills a database of its own, and measures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with own_database() as url:
        asyncio.run(_measure(url))
        _copy(url)


async def _measure(url: str) -> None:
    plenty = settings(query_cost_maximum=1_000_000_000, query_cost_restore=1_000_000_000)
    async with (
        open_house(plenty, url, APP_ROLE) as runtime,
        await psycopg.AsyncConnection.connect(url, autocommit=True, options="-c search_path=portal,jobs") as connection,
    ):
        portal = Portal(runtime, url)
        portal.superuser = connection
        for numbers in _in_batches(ACCOUNTS, EACH):
            async with open_work(runtime, Request(), System()) as work:
                await register_accounts(work, [_account(number) for number in numbers])
        tool = await portal.tool(Scope.PLATFORM_WRITE)
        await _time("the verb alone", EACH, lambda numbers: _tell_verb(portal, numbers))
        await _time("recordBillingEvents", EACH, lambda numbers: _tell_typed(tool, numbers))
        await _time("NDJSON", BULK, lambda numbers: _tell_bulk(tool, numbers))
        await portal.leave()


async def _time(name: str, each: int, tell: Tell) -> None:
    started, cpu = time.perf_counter(), time.process_time()
    for numbers in _in_batches(EVENTS, each):
        await tell(numbers)
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
    print(f"{name}, {each:,} at once: {EVENTS / seconds:,.0f} events a second, {EVENTS / cpu_seconds:,.0f} of CPU")


async def _tell_verb(portal: Portal, numbers: range) -> None:
    async with open_work(portal.runtime, Request(), System()) as work:
        results = await record_billing_events(work, [_payment(number) for number in numbers])
    assert all(one.outcome == "RECORDED" for one in results)


async def _tell_typed(tool: Person, numbers: range) -> None:
    events = [_sent("typed", number) for number in numbers]
    results = (await tool.read(_RECORD, input={"events": events}))["recordBillingEvents"]["results"]
    assert all(one["outcome"] == "RECORDED" for one in results)


async def _tell_bulk(tool: Person, numbers: range) -> None:
    body = b"\n".join(orjson.dumps(_sent("bulk", number)) for number in numbers)
    headers = {"Authorization": f"Bearer {tool.token}", "Content-Type": "application/x-ndjson"}
    answer = await tool.http.post("/files/billing-events.ndjson", content=body, headers=headers)
    assert answer.text.count('"RECORDED"') == len(numbers), answer.text[:300]


def _copy(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(_COPIED.encode())
        with connection.cursor().copy("copy sent to stdout") as out:
            rows = b"".join(out)
        started = time.perf_counter()
        with connection.cursor().copy("copy copied from stdin") as into:
            into.write(rows)
        print(f"COPY: {EVENTS / (time.perf_counter() - started):,.0f} rows a second")


def _in_batches(number: int, each: int) -> Iterator[range]:
    return (range(start, start + each) for start in range(0, number, each))


def _account(number: int) -> AccountRow:
    return AccountRow(
        account_id=f"{number:024x}",
        name=f"Store {number}",
        website=f"store-{number}.example",
        owner_email=f"owner@store-{number}.example",
        signed_up_at=NOW - dt.timedelta(days=90),
    )


def _payment(number: int) -> BillingRow:
    return BillingRow(
        source="verb",
        external_id=str(number),
        type=BillingEventType.PAYMENT,
        account_id=f"{number % ACCOUNTS:024x}",
        occurred_at=_paid_at(number),
        amount=Decimal("49.00"),
        currency_code=CurrencyCode.EUR,
    )


def _sent(source: str, number: int) -> dict[str, object]:
    return {
        "source": source,
        "externalId": str(number),
        "type": "PAYMENT",
        "accountId": f"{number % ACCOUNTS:024x}",
        "occurredAt": _paid_at(number).isoformat(),
        "amount": "49.00",
        "currencyCode": "EUR",
    }


def _paid_at(number: int) -> dt.datetime:
    return NOW - dt.timedelta(days=60) + dt.timedelta(days=number // ACCOUNTS)


if __name__ == "__main__":
    main()
