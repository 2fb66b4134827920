"""Performance over time among a million rewards of one month: `python -m tests.benchmarks.performance`.

2,000 partners, of whom one has a tenth of all. Prints how long each kind of question takes, beside the plain sums over
the rewards that it stands for, and what it costs to keep the periods as rewards are earned.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import time
import uuid
from collections.abc import Awaitable, Callable
from functools import partial
from statistics import median

import psycopg

from portal.core.actors import System
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work, open_work
from portal.house import SYSTEM_ROLE, open_house
from portal.performance.figures import PerformanceGroup, Question, earned
from portal.performance.models import PerformanceInterval
from tests.benchmarks.own import own_database, settings

REWARDS, PARTNERS, CLIENTS, ROUNDS = 1_000_000, 2_000, 700_000, 7
FIRST, LAST = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
LARGEST, USUAL = uuid.UUID(int=1), uuid.UUID(int=2)
# Without foreign keys and triggers; what these keep is counted behind.
_FILL = f"""
set session_replication_role = replica;
create function pg_temp.key(kind text, n bigint) returns uuid immutable return md5(kind || n)::uuid;
create function pg_temp.partner(n bigint) returns uuid immutable
return lpad(to_hex(case when n % 10 = 0 then 1 else 2 + n % ({PARTNERS} - 1) end), 32, '0')::uuid;
insert into portal.partner (id, name, website, website_key, status, referral_code, created_at)
select lpad(to_hex(n), 32, '0')::uuid, 'Partner ' || n, 'p' || n || '.example', 'p' || n || '.example', 'ACTIVE',
  'code' || n, '2026-01-01' from generate_series(1, {PARTNERS}) n;
insert into portal.credit_candidate (id, decision_id, account_id, position, partner_id, kind, source_id, began_at,
  own_visit, won, reason_code, lost_to_own)
select pg_temp.key('candidate', n), pg_temp.key('decision', n), pg_temp.key('client', n), 1, pg_temp.partner(n),
  case when n % 3 = 0 then 'REFERRAL' else 'LEAD' end, pg_temp.key('lead', n), '2026-01-01', false, true, 'STRONGEST',
  false
from generate_series(0, 9999) n;
insert into portal.reward (id, partner_id, account_id, kind, payment_id, decision_id, plan_version, rate_bps,
  base_minor, currency_code, amount_minor, reversed_minor, withdrawn_minor, paid_minor, settled_minor, revision, status,
  occurred_at, earned_at, available_at)
select pg_temp.key('reward', n), pg_temp.partner(n % {CLIENTS}), pg_temp.key('client', n % {CLIENTS}), 'SHARE',
  pg_temp.key('payment', n), pg_temp.key('decision', n % 10000), 1, 2000, 2500 + n % 7000,
  case when n % 5 = 0 then 'USD' else 'EUR' end, 500 + n % 1400, case when n % 50 = 0 then 500 else 0 end, 0, 0, 0, 0,
  'PENDING', at, at, at + interval '30 days'
from generate_series(1, {REWARDS}) n
cross join lateral (select timestamptz '2026-10-01' + n * interval '2.6 s') as m (at);
set session_replication_role = default;
"""
_COUNT = "insert into portal.earned_period select * from portal.counted_earnings()"
_OF_PARTNER = """
select currency_code, sum(amount_minor - reversed_minor), sum(reversed_minor), sum(base_minor), count(*)
from portal.reward where partner_id = %s and occurred_at >= '2026-10-01' and occurred_at < '2026-11-01'
group by currency_code
"""
_KEPT_OF_PARTNER = """
select currency_code, sum(earned_minor), sum(reversed_minor), sum(paid_minor), sum(rewards), sum(paying_clients)
from portal.earned_period where partner_id = %s and interval = 'MONTH' and evidence = '' and starts_on = '2026-10-01'
group by currency_code
"""
_OF_ALL = """
select currency_code, sum(amount_minor - reversed_minor), sum(reversed_minor), sum(base_minor), count(*),
  count(distinct account_id)
from portal.reward where occurred_at >= '2026-10-01' and occurred_at < '2026-11-01' group by currency_code
"""
# Of the usual partner's clients, a month later, so that each period is a new one for each.
_EARN = """
insert into portal.reward (id, partner_id, account_id, kind, payment_id, decision_id, plan_version, rate_bps,
  base_minor, currency_code, amount_minor, reversed_minor, withdrawn_minor, paid_minor, settled_minor, revision, status,
  occurred_at, earned_at, available_at)
select gen_random_uuid(), partner_id, account_id, kind, gen_random_uuid(), decision_id, plan_version, rate_bps,
  base_minor, currency_code, amount_minor, 0, 0, 0, 0, 0, status, occurred_at + interval '31 days', earned_at,
  available_at
from portal.reward where partner_id = %s limit 200
"""


def main() -> None:
    """Fills a database of its own, and measures."""
    with own_database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_FILL.encode())
        counting = _milliseconds(partial(connection.execute, _COUNT))
        print(f"{counting:,.0f} ms to count all periods of {REWARDS:,} rewards")
        connection.execute("vacuum analyze")
        _measure_sums(connection)
        asyncio.run(_measure_questions(url))
        _measure_keeping(connection)


def _measure_sums(connection: psycopg.Connection[object]) -> None:
    """What the questions are compared with."""
    for what, sql, parameters in (
        ("the rewards of the largest partner's month by the covering index", _OF_PARTNER, [LARGEST]),
        ("the rewards of the usual partner's month by the covering index", _OF_PARTNER, [USUAL]),
        ("the kept periods of the largest partner's month", _KEPT_OF_PARTNER, [LARGEST]),
        ("the kept periods of the usual partner's month", _KEPT_OF_PARTNER, [USUAL]),
        ("all rewards of the month, with its clients", _OF_ALL, []),
    ):
        taken = [_milliseconds(partial(connection.execute, sql.encode(), parameters)) for _round in range(ROUNDS)]
        print(f"{median(taken):.1f} ms: one sum over {what}")


async def _measure_questions(url: str) -> None:
    async with open_house(settings(), url, SYSTEM_ROLE) as runtime:
        month, day = PerformanceInterval.MONTH, PerformanceInterval.DAY
        none, source, partner = PerformanceGroup.NONE, PerformanceGroup.SOURCE, PerformanceGroup.PARTNER
        for name, interval, group, of in (
            ("the program's month", month, none, None),
            ("the program's month by source", month, source, None),
            ("the program's month by day", day, none, None),
            ("the largest partner's month", month, none, LARGEST),
            ("the largest partner's month by day", day, none, LARGEST),
            ("the usual partner's month", month, none, USUAL),
            ("the usual partner's month by partner", month, partner, USUAL),
            ("the usual partner's month by client", month, PerformanceGroup.CLIENT, USUAL),
        ):
            asked = Question(first_day=FIRST, last_day=LAST, interval=interval, group_by=group, partner_id=of)
            print(f"{await _asking(runtime, partial(earned, question=asked)):.1f} ms: {name}")


async def _asking(runtime: Runtime, ask: Callable[[Work], Awaitable[object]]) -> float:
    taken = []
    async with open_work(runtime, Request(), System()) as work:
        for _round in range(ROUNDS):
            started = time.perf_counter()
            await ask(work)
            taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


def _measure_keeping(connection: psycopg.Connection[object]) -> None:
    """What 200 rewards of one partner cost to write, with the periods and without; foreign keys are left out."""
    connection.execute("set session_replication_role = replica")
    for name, switch in (("with", "enable always"), ("without", "disable")):
        connection.execute(f"alter table portal.reward {switch} trigger keep_earned".encode())
        taken = []
        for _round in range(ROUNDS):
            with connection.transaction(force_rollback=True):
                taken.append(_milliseconds(partial(connection.execute, _EARN, [USUAL])))
        print(f"{median(taken):.1f} ms to write 200 rewards {name} their periods")


def _milliseconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
