"""Whether the tests of money would notice: `python -m tests.rewards.seeded_bugs [NUMBER …]`.

Each bug is sown into a copy of the backend, one at a time, and the tests of rewards and payouts run on it: they must
fail, and pass where nothing is sown. Prints a line for each, and ends with status 1 where one went unnoticed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
TESTS = ("tests/reward_plans", "tests/rewards", "tests/performance", "tests/payouts")


class Bug(NamedTuple):
    """A line that is wrong from now on, in a file below backend/portal."""

    says: str
    file: str
    right: str
    wrong: str


BUGS = (
    Bug("a share is cut off, not rounded", "reward_plans/plan.py", "return whole + (", "return whole + 0 * ("),
    Bug(
        "what is reversed counts more than its chargeback",
        "rewards/reckoning.py",
        "min(reversed, charged_back)",
        "reversed",
    ),
    Bug(
        "a refund takes no share back",
        "rewards/reckoning.py",
        "return share(kept_minor, rate_bps)",
        "return amount_minor",
    ),
    Bug(
        "the months are a second too long",
        "rewards/reckoning.py",
        "payment.occurred_at < months_after",
        "payment.occurred_at <= months_after",
    ),
    Bug(
        "the newest plan holds for all payments",
        "reward_plans/plan.py",
        "if one.from_ <= moment), plans[0])",
        "if True), plans[0])",
    ),
    Bug(
        "a bonus stays when all went back",
        "rewards/reckoning.py",
        "return amount_minor if kept_minor > 0 else 0",
        "return amount_minor",
    ),
    Bug("who has left goes on earning", "rewards/reckoning.py", "payment.occurred_at >= client.left_at", "False"),
    Bug("debts are never met", "rewards/ledger.py", "if self._owed_minor == 0:", "if True:"),
    Bug(
        "what is paid stays in the withdrawal",
        "rewards/models.py",
        "        self.withdrawn_minor -= amount_minor\n",
        "",
    ),
    Bug(
        "a hold ends a day early",
        "rewards/reckoning.py",
        "available_at=payment.occurred_at + dt.timedelta(days=plan.settings.hold_days)",
        "available_at=payment.occurred_at + dt.timedelta(days=plan.settings.hold_days - 1)",
    ),
    Bug(
        "the credit is not frozen",
        "rewards/service.py",
        "            await freeze_credit(work, account)",
        "            pass",
    ),
    Bug("what is taken is given", "rewards/service.py", "* (-1 if amount.is_signed() else 1)", ""),
    Bug(
        "one agrees with his own adjustment",
        "rewards/models.py",
        "if by is None or by == self.requested_by:",
        "if by is None:",
    ),
    Bug(
        "rewards of who lost the credit stay",
        "rewards/keeping.py",
        "        _keep(work, books[Purse(reward.partner_id, reward.currency_code)], reward, 0)",
        "        pass",
    ),
    Bug(
        "the newest rewards are withdrawn first",
        "rewards/ledger.py",
        "query.order_by(Reward.available_at, Reward.id)",
        "query.order_by(Reward.available_at.desc(), Reward.id.desc())",
    ),
    Bug("who owes may withdraw", "payouts/service.py", "if debt_minor > 0:", "if False:"),
    Bug("no minimum", "payouts/service.py", "if amount_minor < minimum_minor:", "if False:"),
    Bug("more may be withdrawn than there is", "payouts/service.py", "amount_minor > available_minor:", "False:"),
    Bug("what is given back meets no debt", "payouts/service.py", "    await book.meet_debts()\n", ""),
    Bug(
        "a refund as large as the payment is refused",
        "platform/billing.py",
        "> (payment.amount_minor or 0)",
        ">= (payment.amount_minor or 0)",
    ),
)


def main() -> None:
    """Sows the bugs of these numbers, or all."""
    chosen = [int(number) for number in sys.argv[1:]] or range(1, len(BUGS) + 1)
    if failed := _failed(None):
        sys.exit(f"the tests fail as it is: {failed}")
    unnoticed = [number for number in chosen if not _is_noticed(number, BUGS[number - 1])]
    if unnoticed:
        sys.exit(f"unnoticed: {unnoticed}")


def _is_noticed(number: int, bug: Bug) -> bool:
    failed = _failed(bug)
    print(f"{number:2} {'noticed  ' if failed else 'UNNOTICED'} {bug.says}: {failed[:100]}", flush=True)
    return failed != ""


def _failed(bug: Bug | None) -> str:
    """What fails first with this bug; nothing where all passes."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "backend", folder, dirs_exist_ok=True)
        if bug:
            path = Path(folder) / "portal" / bug.file
            text = path.read_text()
            assert text.count(bug.right) == 1, f"{bug.file} has no such line, or several: {bug.right}"
            path.write_text(text.replace(bug.right, bug.wrong))
        runs = (_run(folder, marks) for marks in ("not slow and not long", "slow and not long"))
        return next((failed for failed in runs if failed), "")


def _run(folder: str, marks: str) -> str:
    environment = os.environ | {"PYTHONPATH": folder}
    command = [sys.executable, "-m", "pytest", "-m", marks, "-x", "-n", "2", *TESTS]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    failed = next((line for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))), "")
    if run.returncode and not failed:
        sys.exit(run.stdout + run.stderr)
    return failed


if __name__ == "__main__":
    main()
