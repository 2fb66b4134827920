"""Tells of a run: on the terminal, and for a run of the full size in docs/performance.md and the files beside it."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from tests.benchmarks.chart import chart
from tests.benchmarks.deep import DeepPages
from tests.benchmarks.drive import CONNECTIONS, Run
from tests.benchmarks.goals import DEEP_GOAL, MEMORY_GOAL_BYTES, PORTAL, RIVALS, Ratios, Table, ratios, tables
from tests.benchmarks.measure import Measured
from tests.benchmarks.targets import POSTGRAPHILE as FOLDER
from tests.benchmarks.targets import node_version

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- last run -->", "<!-- end of the last run -->"


@dataclass(frozen=True)
class Report:
    """A whole run: what was measured, how, and where."""

    size: str
    rounds: int
    seconds: int
    measured: Measured
    deep: DeepPages | None
    machine: str

    @property
    def memory_bytes(self) -> float:
        """The most that our server held after any workload."""
        return max(sides[PORTAL].memory_bytes for sides in self.measured.values())

    def sentences(self) -> Sequence[str]:
        """What the table doesn't say."""
        goal = f"{MEMORY_GOAL_BYTES / 1e6:.0f} MB"
        said = [f"Memory of the portal's process under load: {self.memory_bytes / 1e6:.0f} MB (≤ {goal})."]
        for name, sides in self.measured.items():
            said += [_beside(name, other, sides) for other in sides if other not in {PORTAL, *RIVALS}]
        if self.deep:
            times = ", ".join(f"{time:.1f} ms at {accounts:,}" for accounts, time in self.deep.milliseconds.items())
            ratio = f"{self.deep.ratio:.2f} (≤ {DEEP_GOAL})"
            said.append(f"A page of 25 near the end of a partner's list: {times} accounts; {ratio}.")
        return said


def _beside(name: str, other: str, sides: Mapping[str, Run]) -> str:
    """What a server that is no part of the comparison does."""
    run, ours = sides[other], sides[PORTAL]
    cpu = f"{run.server_cpu * 1000:.2f} ms of CPU in the server and {run.postgres_cpu * 1000:.2f} ms in PostgreSQL"
    share = ours.requests_per_second / run.requests_per_second
    return f"{other}, {name}: {run.requests_per_second:,.0f}/s, {cpu}; the portal has {share:.2f} of its throughput."


def machine_of(database_url: str) -> str:
    """What it ran on: cores, and the versions of what was measured."""
    with psycopg.connect(database_url) as connection:
        postgres = connection.info.server_version // 10_000
    versions = json.loads((FOLDER / "package.json").read_text())["dependencies"]
    return (
        f"{os.cpu_count()} cores, PostgreSQL {postgres}, Python {platform.python_version()},"
        f" PostGraphile {versions['postgraphile']} on Node {node_version()}"
    )


def tell_terminal(report: Report) -> None:
    """Prints the table and the sentences."""
    print(f"\n{report.size}; {report.machine}\n")
    for block in [block for rival in RIVALS for block in tables(report.measured, rival)]:
        widths = [max(len(row[column]) for row in block) for column in range(len(block[0]))]
        for row in block:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        print()
    print("\n".join(report.sentences()))


def write_docs(report: Report) -> None:
    """Writes the page's part between its two marks, the figures as JSON, and the picture."""
    folder = DOCS / "performance"
    folder.mkdir(exist_ok=True)
    day = dt.datetime.now(dt.UTC).date().isoformat()
    figures = asdict(report) | {
        "day": day,
        "connections": CONNECTIONS,
        "ratios": {
            rival: {name: asdict(one) for name, one in _ratios(report.measured, rival).items()} for rival in RIVALS
        },
    }
    (folder / "last-run.json").write_text(json.dumps(figures, indent=2) + "\n")
    (folder / "last-run.svg").write_text(chart({rival: _ratios(report.measured, rival) for rival in RIVALS}))
    page = DOCS / "performance.md"
    part = f"{BEGIN}\n{_markdown(report, day)}\n{END}"
    page.write_text(re.sub(f"{BEGIN}.*?{END}", lambda _match: part, page.read_text(), flags=re.DOTALL))


def _markdown(report: Report, day: str) -> str:
    how = (
        f"{day}: {report.size}; {report.machine}; medians of {report.rounds} rounds of {report.seconds} s,"
        f" {CONNECTIONS} connections."
    )
    blocks = [_as_markdown(block) for rival in RIVALS for block in tables(report.measured, rival)]
    said = "\n".join(f"* {sentence}" for sentence in report.sentences())
    picture = "![Requests per second beside PostGraphile's](performance/last-run.svg)"
    return "\n\n".join([how, *blocks, said, picture])


def _ratios(measured: Measured, rival: str) -> Mapping[str, Ratios]:
    return {name: ratios(sides, rival) for name, sides in measured.items() if rival in sides}


def _as_markdown(block: Table) -> str:
    head, *rows = block
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
