"""10,000 first payments, told in batches of 500 and decided by one worker: `python -m tests.benchmarks.credit`.

Every account has a lead for its website and a visit, of two partners. Prints the worker's seconds until nothing is left
to do, its CPU time and PostgreSQL's.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import psycopg

from portal.core.actors import System
from portal.core.money import CurrencyCode
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import open_work
from portal.house import SYSTEM_ROLE, open_house
from portal.platform.billing import BillingRow, record_billing_events
from portal.platform.models import BillingEventType
from portal.platform.service import AccountRow, register_accounts
from tests.benchmarks.own import SECRET_KEY, own_database, settings

ACCOUNTS, EACH = 10_000, 500
NOW = dt.datetime.now(dt.UTC).replace(microsecond=0)
_PARTNERS = """
insert into portal.partner (id, name, website, website_key, status, referral_code, created_at)
select gen_random_uuid(), 'Partner ' || n, 'p' || n || '.example', 'p' || n || '.example', 'ACTIVE', 'code' || n, now()
from generate_series(1, 20) n;
insert into portal.referral_link (id, partner_id, name, code, active, created_at)
select gen_random_uuid(), id, 'Main', referral_code, true, now() from portal.partner on conflict do nothing;
"""
_EVIDENCE = """
insert into portal.lead (id, partner_id, website, website_key, mixed_script, company, status, registered_at,
                         approved_at, protected_until, expiry_told)
select gen_random_uuid(), p.id, a.website, a.website_key, false, a.name, 'OPEN', now() - interval '5 days',
       now() - interval '5 days', now() + interval '85 days', false
from portal.client_account a
join portal.partner p on p.name = 'Partner ' || 1 + ('x' || right(a.account_id, 6))::bit(24)::int %% 20;
insert into portal.sign_up_click (account_id, click_id, link_id, partner_id, clicked_at, own, told_at)
select a.id, gen_random_uuid(), l.id, l.partner_id, now() - interval '3 days', false, now()
from portal.client_account a
join portal.partner p on p.name = 'Partner ' || 1 + (7 + ('x' || right(a.account_id, 6))::bit(24)::int) %% 20
join portal.referral_link l on l.partner_id = p.id;
"""


def main() -> None:
    """Fills a database of its own, tells the payments, and measures the worker."""
    with own_database() as url:
        asyncio.run(_fill(url))
        _drain(url)
        print(f"{asyncio.run(_tell(url)):.1f} s to tell {ACCOUNTS:,} payments")
        seconds, cpu_seconds = _drain(url)
        with psycopg.connect(url) as connection:
            [decided] = connection.execute("select count(*) from portal.credit_decision").fetchone() or (0,)
        print(f"{seconds:.1f} s until {decided:,} accounts were decided and all was told; {cpu_seconds:.1f} s of CPU")


async def _fill(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_PARTNERS)
    async with open_house(settings(), url, SYSTEM_ROLE) as runtime:
        for numbers in _batches():
            async with open_work(runtime, Request(), System()) as work:
                await register_accounts(work, [_account(number) for number in numbers])
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_EVIDENCE.replace("%%", "%"))
        connection.execute("analyze")


async def _tell(url: str) -> float:
    started = time.monotonic()
    async with open_house(settings(), url, SYSTEM_ROLE) as runtime:
        for numbers in _batches():
            await _tell_batch(runtime, numbers)
    return time.monotonic() - started


async def _tell_batch(runtime: Runtime, numbers: Sequence[int]) -> None:
    async with open_work(runtime, Request(), System()) as work:
        await record_billing_events(work, [_payment(number) for number in numbers])


def _drain(url: str) -> tuple[float, float]:
    """Lets a worker do all that is due. Its seconds, and those of its CPU."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    environment = os.environ | {
        "PORTAL_DATABASE_URL": url,
        "PORTAL_BASE_URL": "http://portal.example",
        "PORTAL_SECRET_KEY": SECRET_KEY,
        "PORTAL_SMTP_URL": "smtp://127.0.0.1:9",
        "PORTAL_MAIL_FROM": "partners@portal.example",
    }
    program = Path(sys.executable).parent / "portal"
    subprocess.run([program, "worker", "--drain"], env=environment, check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - started, used


def _batches() -> list[range]:
    return [range(start, start + EACH) for start in range(0, ACCOUNTS, EACH)]


def _account(number: int) -> AccountRow:
    return AccountRow(
        account_id=f"{number:024x}",
        name=f"Store {number}",
        website=f"store-{number}.example",
        owner_email=f"owner-{number}@store-{number}.example",
        signed_up_at=NOW - dt.timedelta(days=2),
    )


def _payment(number: int) -> BillingRow:
    return BillingRow(
        source="benchmark",
        external_id=str(number),
        type=BillingEventType.PAYMENT,
        account_id=f"{number:024x}",
        occurred_at=NOW,
        amount=Decimal("29.00"),
        currency_code=CurrencyCode.EUR,
    )


if __name__ == "__main__":
    main()
