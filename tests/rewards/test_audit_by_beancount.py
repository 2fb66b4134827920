"""An accounting program that knows nothing of ours adds up the ledger again, and comes to our balances."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Transaction

from portal.core.work import open_snapshot
from portal.demo_data import tell_story
from portal.rewards.export import as_beancount
from tests.people import Portal
from tests.rewards.many import earn_many
from tests.rewards.steps import faults

OURS = """
  select upper(replace(partner_id::text, '-', '')), currency_code, -earned_minor, pending_minor, available_minor,
    -debt_minor, in_withdrawal_minor, paid_minor
  from balance
"""
NAMES = (
    "Expenses:Rewards",
    "Liabilities:Pending",
    "Liabilities:Available",
    "Assets:Debt",
    "Liabilities:InWithdrawal",
    "Assets:Bank",
)


async def test_bean_check_accepts_the_ledger_of_the_demo_and_its_balances_are_ours(
    portal: Portal, tmp_path: Path
) -> None:
    await tell_story(portal.runtime, "no password")
    assert await faults(portal) == []
    file = await _export(portal, tmp_path)
    _bean_check(file)
    theirs = _added_up(file)
    assert theirs == await _ours(portal)
    # The demo has money everywhere but owed.
    assert {name.rpartition(":")[0] for name in theirs} == set(NAMES) - {"Assets:Debt"}


async def test_bean_check_refuses_a_ledger_with_one_cent_more(portal: Portal, tmp_path: Path) -> None:
    await tell_story(portal.runtime, "no password")
    file = await _export(portal, tmp_path)
    lines = file.read_text().splitlines()
    last = max(i for i, line in enumerate(lines) if line.startswith("  "))
    amount = lines[last].split()[1]
    lines[last] = lines[last].replace(amount, str(Decimal(amount) + Decimal("0.01")))
    file.write_text("\n".join(lines))
    with pytest.raises(subprocess.CalledProcessError):
        _bean_check(file)


@pytest.mark.long
@pytest.mark.timeout(3600)
async def test_bean_check_accepts_a_ledger_of_100_000_entries(portal: Portal, tmp_path: Path) -> None:
    await earn_many(portal, clients=2_300, payments=12)
    [(entries,)] = await portal.rows("select count(*) from ledger_entry")
    assert entries >= 100_000
    assert await faults(portal) == []
    file = await _export(portal, tmp_path)
    _bean_check(file)
    assert _added_up(file) == await _ours(portal)


async def _export(portal: Portal, folder: Path) -> Path:
    async with open_snapshot(portal.runtime) as work:
        lines = await as_beancount(work)
    file = folder / "ledger.beancount"
    file.write_text("\n".join([*lines, ""]))
    return file


def _bean_check(file: Path) -> None:
    """Its own command, as an auditor runs it. Raises CalledProcessError where it finds a fault."""
    subprocess.run([Path(sys.executable).parent / "bean-check", "--no-cache", file], check=True)


def _added_up(file: Path) -> dict[str, Decimal]:
    """What its reader adds up for each account that isn't empty, by its name with the partner and the currency."""
    entries, errors, _options = loader.load_file(str(file))
    assert errors == []
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for entry in entries:
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                assert posting.units.number is not None
                assert posting.account.endswith(f"-{posting.units.currency}")
                sums[posting.account] += posting.units.number
    return {name: amount for name, amount in sums.items() if amount}


async def _ours(portal: Portal) -> dict[str, Decimal]:
    """Our balances by their names, with the signs of their books; all currencies here have two decimals."""
    found = {}
    for partner, code, *amounts in await portal.rows(OURS):
        for name, minor in zip(NAMES, amounts, strict=True):
            if minor:
                found[f"{name}:P{partner}-{code}"] = Decimal(-minor).scaleb(-2)
    return found
