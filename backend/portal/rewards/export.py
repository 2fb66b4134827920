"""The ledger in the format of beancount, an accounting program of others, which checks it independently of us."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy import text as sql

from portal.core.money import CurrencyCode, major_units
from portal.core.work import Work
from portal.rewards.models import LedgerAccount

# In their books what one has is above zero and what one owes below, so that every sign is turned round.
_NAMES: Mapping[LedgerAccount, str] = {
    LedgerAccount.EXPENSE: "Expenses:Rewards",
    LedgerAccount.PENDING: "Liabilities:Pending",
    LedgerAccount.AVAILABLE: "Liabilities:Available",
    LedgerAccount.DEBT: "Assets:Debt",
    LedgerAccount.IN_WITHDRAWAL: "Liabilities:InWithdrawal",
    LedgerAccount.PAID: "Assets:Bank",
}
_BALANCES = sql(
    "select partner_id, currency_code, -earned_minor, pending_minor, available_minor, -debt_minor, in_withdrawal_minor,"
    " paid_minor, (select min(entered_at) from ledger_transaction t"
    "   where t.partner_id = b.partner_id and t.currency_code = b.currency_code)"
    " from balance b where version > 0 order by partner_id, currency_code"
)
_LINES = sql(
    "select t.id, t.entered_at, t.kind, t.source_key, t.partner_id, t.currency_code, e.account,"
    " sum(e.amount_minor) as amount_minor"
    " from ledger_transaction t join ledger_entry e on e.transaction_id = t.id"
    " group by t.id, e.account order by t.entered_at, t.partner_id, t.currency_code, t.number, e.account"
)


async def as_beancount(work: Work) -> list[str]:
    """The lines of the file: what is opened, every transaction, and at the end what each account must stand at."""
    balances = (await work.session.execute(_BALANCES)).all()
    lines = [
        f"{begins.date()} open {_name(account, partner_id, code)} {code}"
        for partner_id, code, *_amounts, begins in balances
        for account in LedgerAccount
    ]
    last_id = None
    until = dt.date(1970, 1, 1)
    for one in await work.session.execute(_LINES):
        if one.id != last_id:
            lines += ["", f'{one.entered_at.date()} * "{one.kind}" "{one.source_key}"']
            last_id, until = one.id, max(until, one.entered_at.date())
        name = _name(LedgerAccount(one.account), one.partner_id, one.currency_code)
        lines.append(f"  {name}  {_turned(int(one.amount_minor), one.currency_code)}")
    after = until + dt.timedelta(days=1)
    return [
        *lines,
        "",
        *(
            f"{after} balance {_name(account, partner_id, code)} {_turned(minor, code)}"
            for partner_id, code, *amounts, _begins in balances
            for account, minor in zip(LedgerAccount, amounts, strict=True)
        ),
    ]


def _turned(amount_minor: int, code: str) -> str:
    return f"{major_units(-amount_minor, CurrencyCode(code))} {code}"


def _name(account: LedgerAccount, partner_id: uuid.UUID, code: str) -> str:
    return f"{_NAMES[account]}:P{partner_id.hex.upper()}-{code}"
