"""Our pages far into the lists of partners with ever more accounts: by keyset, all should take the same time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.database import DEEP
from tests.benchmarks.documents import PAGE
from tests.benchmarks.drive import Run, drive
from tests.benchmarks.measure import WARM_UP_SECONDS, tell
from tests.benchmarks.targets import Target, portal
from tests.benchmarks.workloads import Desk, desks

_PAGE = PAGE.replace("first: 100", "first: 25")
_LAST = "query { accounts(last: 100) { edges { cursor } } }"


@dataclass(frozen=True)
class DeepPages:
    """Milliseconds of a page of 25 near the end of a list, by how long the list is; one request at a time."""

    milliseconds: Mapping[int, float]

    @property
    def ratio(self) -> float:
        """The time in the longest list as a share of that in the shortest."""
        return self.milliseconds[max(self.milliseconds)] / self.milliseconds[min(self.milliseconds)]


def measure_deep(url: str, logs: Path, postgres_pid: int, *, rounds: int, seconds: int) -> DeepPages:
    """The medians over all rounds; within a round the lists are read one after the other."""
    with portal(url, logs, with_own_types=False) as target:
        lists = dict(zip(DEEP.accounts, desks(url), strict=True))
        lines = {accounts: _lines(target, desk) for accounts, desk in lists.items()}
        runs: dict[int, list[Run]] = {accounts: [] for accounts in lists}
        for accounts in lists:
            drive(target, postgres_pid, lines[accounts], WARM_UP_SECONDS, connections=1)
        for number in range(rounds):
            for accounts in lists:
                run = drive(target, postgres_pid, lines[accounts], seconds, connections=1)
                runs[accounts].append(run)
                tell(f"round {number + 1} of {rounds}, deep in {accounts:,} accounts", run)
    return DeepPages({accounts: median(run.median_ms for run in of) for accounts, of in runs.items()})


def _lines(target: Target, desk: Desk) -> Sequence[str]:
    edges = target.ask(_LAST, {}, desk.cookie)["accounts"]["edges"]
    bodies = [{"query": _PAGE, "variables": {"after": edge["cursor"]}} for edge in edges[:75]]
    return [f"{desk.cookie}\t{json.dumps(body)}" for body in bodies]
