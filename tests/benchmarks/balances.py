"""Whether money takes as long with many entries behind it as with few: `python -m tests.benchmarks.balances`.

Two partners, one with 4,000 entries of the ledger, one with 1,000,000. Prints how long a partner waits for what he does
with his money, over HTTP without a socket; then for the withdrawal of thousands of rewards at once.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from statistics import median

import psycopg
import structlog

from portal.house import APP_ROLE, open_house
from tests.benchmarks.own import own_database, settings
from tests.payouts.steps import usable_method, withdraw
from tests.people import Person, Portal

FEW, MANY, ROUNDS = 1_000, 250_000, 15
_BALANCES = "{ viewer { partner { balances { currencyCode available { amount } pending { amount } } } } }"
_PAGE = "{ rewards { nodes { id status amount { amount } waitsFor availableAt } } }"
# Each reward was earned, and released when its hold was over: four entries. Without triggers and foreign keys; the
# balance is what they keep. All but the last 600 rewards have been paid.
_FILL = """
set session_replication_role = replica;
create temporary table made on commit drop as
select n, gen_random_uuid() as id, gen_random_uuid() as earned, gen_random_uuid() as released,
  %(partner)s::uuid as partner,
  500 + n %% 1400 as amount, now() - (%(rewards)s - n) * interval '1 minute' - interval '40 days' as at
from generate_series(1, %(rewards)s) n;
insert into portal.reward (id, partner_id, kind, currency_code, amount_minor, reversed_minor, withdrawn_minor,
  paid_minor, settled_minor, revision, status, occurred_at, earned_at, available_at, released_at)
select id, partner, 'SHARE', 'EUR', amount, 0, 0, case when n <= %(rewards)s - 600 then amount else 0 end, 0, 2,
  case when n <= %(rewards)s - 600 then 'PAID' else 'AVAILABLE' end, at, at, at + interval '30 days',
  at + interval '30 days' from made;
insert into portal.ledger_transaction (id, partner_id, currency_code, number, kind, source_key, entered_at)
select earned, partner, 'EUR', 2 * n - 1, 'EARNED', 'earned:' || id, at from made
union all select released, partner, 'EUR', 2 * n, 'RELEASED', 'released:' || id, at from made;
insert into portal.ledger_entry (id, transaction_id, partner_id, currency_code, account, amount_minor, reward_id)
select gen_random_uuid(), earned, partner, 'EUR', 'EXPENSE', -amount, id from made
union all select gen_random_uuid(), earned, partner, 'EUR', 'PENDING', amount, id from made
union all select gen_random_uuid(), released, partner, 'EUR', 'PENDING', -amount, id from made
union all select gen_random_uuid(), released, partner, 'EUR', 'AVAILABLE', amount, id from made;
insert into portal.balance (partner_id, currency_code, version, earned_minor, pending_minor, available_minor,
  debt_minor, in_withdrawal_minor, paid_minor)
select partner, 'EUR', 2 * %(rewards)s, sum(amount), 0, sum(amount) filter (where n > %(rewards)s - 600), 0, 0,
  coalesce(sum(amount) filter (where n <= %(rewards)s - 600), 0) from made group by partner;
set session_replication_role = default;
"""
_ALL_LEFT = """
set session_replication_role = replica;
update portal.reward set paid_minor = 0, status = 'AVAILABLE' where id in (
  select id from portal.reward where partner_id = %(partner)s and paid_minor > 0
  order by available_at desc limit %(rewards)s);
update portal.balance b set available_minor = s.available, paid_minor = b.earned_minor - s.available
from (select sum(amount_minor) as available from portal.reward where partner_id = %(partner)s and paid_minor = 0) s
where b.partner_id = %(partner)s;
set session_replication_role = default;
"""


def main() -> None:
    """Fills a database of its own, and measures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with own_database() as url:
        asyncio.run(_measure(url))


async def _measure(url: str) -> None:
    of_tests = settings(test_clock=True, query_cost_maximum=1_000_000_000, query_cost_restore=1_000_000_000)
    async with (
        open_house(of_tests, url, APP_ROLE) as runtime,
        await psycopg.AsyncConnection.connect(url, autocommit=True, options="-c search_path=portal,jobs") as connection,
    ):
        portal = Portal(runtime, url)
        portal.superuser = connection
        few, many = await portal.alice(), await portal.bob()
        for person, rewards in ((few, FEW), (many, MANY)):
            await usable_method(portal, person)
            await _fill(portal, _FILL, person, rewards)
        await connection.execute("vacuum analyze")
        await _compare(few, many)
        for rewards in (1_000, 9_000):
            await _fill(portal, _ALL_LEFT, many, rewards)
            await _withdraw_all(portal, many)
        await portal.leave()


async def _compare(few: Person, many: Person) -> None:
    acts: Mapping[str, Callable[[Person], Awaitable[object]]] = {
        "the balances": lambda person: person.read(_BALANCES),
        "the first page of rewards": lambda person: person.read(_PAGE),
        "withdrawing 60.00, and cancelling it": _withdraw_and_cancel,
    }
    for what, act in acts.items():
        with_few, with_many = [await _milliseconds(partial(act, person)) for person in (few, many)]
        print(
            f"{what}: {with_few:.1f} ms of {4 * FEW:,} entries, {with_many:.1f} ms of {4 * MANY:,}"
            f" ({with_many / with_few:.2f})"
        )


async def _withdraw_all(portal: Portal, person: Person) -> None:
    started = time.perf_counter()
    withdrawal = await withdraw(person)
    taken = time.perf_counter() - started
    [(entries,)] = await portal.rows(
        "select count(*) from ledger_entry join withdrawal using (transaction_id) where status = 'REQUESTED'"
    )
    print(f"withdrawing all of {entries // 2:,} rewards: {taken:.2f} s")
    await person.do("cancelWithdrawal", "withdrawal { status }", withdrawalId=withdrawal["id"])


async def _fill(portal: Portal, statements: str, person: Person, rewards: int) -> None:
    assert person.partner_id
    values = {"partner": f"'{person.partner_id.removeprefix('part_')}'", "rewards": rewards}
    async with portal.superuser.transaction():
        await portal.superuser.execute((statements % values).encode())


async def _withdraw_and_cancel(person: Person) -> object:
    withdrawal = await withdraw(person, "60.00")
    return await person.do("cancelWithdrawal", "withdrawal { status }", withdrawalId=withdrawal["id"])


async def _milliseconds(act: Callable[[], Awaitable[object]]) -> float:
    await act()
    taken = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        await act()
        taken.append((time.perf_counter() - started) * 1000)
    return median(taken)


if __name__ == "__main__":
    main()
