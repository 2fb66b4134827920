"""`make bench`: compares the portal with PostGraphile on one database. README.md in this folder says how to read it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from portal.core.embedded import EmbeddedServer, start_embedded
from tests.benchmarks.database import Size, prepare, size_of
from tests.benchmarks.drive import RunFailed
from tests.benchmarks.goals import GOALS, table
from tests.benchmarks.measure import Measured, measure
from tests.benchmarks.targets import Target, TargetFailed, portal, postgraphile
from tests.benchmarks.workloads import NotTheSame, desks, make_workloads

HOME = Path(".data/benchmarks")
SMALL = size_of(10_000, 250_000)
FULL = size_of(200_000, 5_000_000)


def main() -> None:
    """Measures and prints; one clear line and status 1 where it can't."""
    arguments = _arguments()
    try:
        with start_embedded(HOME) as server:
            run(arguments, server)
    except (NotTheSame, RunFailed, TargetFailed) as error:
        sys.exit(f"bench: {error}")


def run(arguments: argparse.Namespace, server: EmbeddedServer) -> None:
    """Fills, checks that both give the same, measures, tells."""
    url = prepare(server, arguments.size)
    with _targets(url) as (ours, theirs):
        workloads = [
            one for one in make_workloads(ours, theirs, desks(url)) if one.name in (arguments.only or list(GOALS))
        ]
        for workload in workloads:
            workload.compare(ours, theirs)
        measured = measure(
            workloads, [ours, theirs], _pid_of(server), rounds=arguments.rounds, seconds=arguments.seconds
        )
    _print(measured)


@contextmanager
def _targets(url: str) -> Iterator[Sequence[Target]]:
    with tempfile.TemporaryDirectory(prefix="bench-") as logs, ExitStack() as stack:
        yield [stack.enter_context(start(url, Path(logs))) for start in (portal, postgraphile)]


def _print(measured: Measured) -> None:
    rows = table(measured)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _pid_of(server: EmbeddedServer) -> int:
    return int((server.data / "postmaster.pid").read_text().splitlines()[0])


def _size(text: str) -> Size:
    """`small`, `full`, or a number of accounts with 25 entries each."""
    if text in {"small", "full"}:
        return SMALL if text == "small" else FULL
    return size_of(int(text), int(text) * 25)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", type=_size, default=FULL, help="small, full or a number of accounts")
    parser.add_argument("--only", nargs="+", choices=list(GOALS), help="these workloads alone")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (3)")
    parser.add_argument("--seconds", type=int, default=8, help="how long each time (8)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
