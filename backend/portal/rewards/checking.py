"""Recounts the whole ledger: what the database keeps by its triggers is counted again from the entries, and what is
kept is derived again from what was told. For `portal check-ledger`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text as sql

from portal.core.work import Work
from portal.rewards.keeping import differing_rewards

# Each says what is wrong, one line for each fault; nothing where all is well.
_FAULTS = {
    "does not add up to zero": """
        select 'transaction ' || transaction_id from ledger_entry group by transaction_id having sum(amount_minor) <> 0
    """,
    "has no lines": """
        select 'transaction ' || id from ledger_transaction t
        where not exists (select from ledger_entry e where e.transaction_id = t.id)
    """,
    "has numbers with a gap": """
        select 'ledger of ' || b.partner_id || ' in ' || b.currency_code from balance b
        left join (
          select partner_id, currency_code, count(*) as counted, max(number) as last_number
          from ledger_transaction group by 1, 2
        ) t using (partner_id, currency_code)
        where b.version <> coalesce(t.last_number, 0) or b.version <> coalesce(t.counted, 0)
    """,
    "differs from its entries": """
        select 'balance of ' || b.partner_id || ' in ' || b.currency_code from balance b
        left join (
          select partner_id, currency_code,
            sum(amount_minor) filter (where account = 'EXPENSE') as expense,
            sum(amount_minor) filter (where account = 'PENDING') as pending,
            sum(amount_minor) filter (where account = 'AVAILABLE') as available,
            sum(amount_minor) filter (where account = 'DEBT') as debt,
            sum(amount_minor) filter (where account = 'IN_WITHDRAWAL') as in_withdrawal,
            sum(amount_minor) filter (where account = 'PAID') as paid
          from ledger_entry group by 1, 2
        ) e using (partner_id, currency_code)
        where (b.earned_minor, b.pending_minor, b.available_minor, b.debt_minor, b.in_withdrawal_minor, b.paid_minor)
          is distinct from (coalesce(-expense, 0), coalesce(pending, 0), coalesce(available, 0), coalesce(-debt, 0),
            coalesce(in_withdrawal, 0), coalesce(paid, 0))
    """,
    "stands elsewhere than its entries say": """
        select 'reward ' || r.id from reward r
        cross join lateral (
          select r.amount_minor - r.reversed_minor - r.withdrawn_minor - r.paid_minor - r.settled_minor as amount
        ) remaining
        left join (
          select reward_id,
            sum(amount_minor) filter (where account = 'EXPENSE') as expense,
            sum(amount_minor) filter (where account = 'PENDING') as pending,
            sum(amount_minor) filter (where account = 'AVAILABLE') as available,
            sum(amount_minor) filter (where account = 'DEBT') as debt,
            sum(amount_minor) filter (where account = 'IN_WITHDRAWAL') as in_withdrawal,
            sum(amount_minor) filter (where account = 'PAID') as paid
          from ledger_entry group by 1
        ) e on e.reward_id = r.id
        where (r.reversed_minor - r.amount_minor,
            case when r.released_at is null then greatest(remaining.amount, 0) else 0 end,
            case when r.released_at is null then 0 else greatest(remaining.amount, 0) end,
            least(remaining.amount, 0), r.withdrawn_minor, r.paid_minor)
          is distinct from (coalesce(expense, 0), coalesce(pending, 0), coalesce(available, 0), coalesce(debt, 0),
            coalesce(in_withdrawal, 0), coalesce(paid, 0))
    """,
    "is not what its rewards add up to": """
        select 'performance of ' || partner_id || ' in ' || currency_code || ' by ' || interval || ' from ' || starts_on
        from (
          (select * from counted_earnings() except select * from earned_period)
          union all
          (select * from earned_period where rewards > 0 or reversed_minor > 0 except select * from counted_earnings())
        ) other
        group by partner_id, currency_code, interval, starts_on
    """,
    "owes while something is available": """
        select 'balance of ' || partner_id || ' in ' || currency_code from balance
        where debt_minor > 0 and available_minor > 0
    """,
}
_COUNTS = sql(
    "select (select count(*) from ledger_transaction), (select count(*) from ledger_entry),"
    " (select count(*) from balance)"
)


@dataclass(frozen=True)
class Recount:
    """How much was recounted, and what is wrong; no fault where all is well."""

    transactions: int
    entries: int
    balances: int
    faults: Sequence[str]


async def recount(work: Work) -> Recount:
    """Recounts everything, in a snapshot (`core.work.open_snapshot`): what is entered meanwhile doesn't count."""
    faults = [
        f"{what} {wrong}"
        for wrong, query in _FAULTS.items()
        for what in (await work.session.execute(sql(query))).scalars()
    ]
    faults += [f"reward {payment_id} is not what is due" async for _account_id, payment_id in differing_rewards(work)]
    transactions, entries, balances = (await work.session.execute(_COUNTS)).one()
    return Recount(transactions, entries, balances, faults)
