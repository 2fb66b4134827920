"""`make bench`: compares the portal with PostGraphile on one database. README.md in this folder says how to read it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from portal.core.embedded import EmbeddedServer, start_embedded
from tests.benchmarks.database import DEEP, Size, prepare, size_of
from tests.benchmarks.deep import measure_deep
from tests.benchmarks.drive import RunFailed
from tests.benchmarks.goals import GOALS
from tests.benchmarks.measure import measure
from tests.benchmarks.report import Report, machine_of, tell_terminal, write_docs
from tests.benchmarks.targets import Target, TargetFailed, floor, portal, postgraphile, tenant
from tests.benchmarks.workloads import NotTheSame, Workload, desks, make_workloads

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
    postgres_pid = int((server.data / "postmaster.pid").read_text().splitlines()[0])
    times = {"rounds": arguments.rounds, "seconds": arguments.seconds}
    with tempfile.TemporaryDirectory(prefix="bench-") as logs:
        with _running(url, Path(logs), arguments) as targets:
            measured = measure(_workloads(targets, url, arguments.only), targets, postgres_pid, **times)
        deep = None
        if arguments.deep:
            deep = measure_deep(prepare(server, DEEP), Path(logs), postgres_pid, **times)
    report = Report(arguments.size.words, **times, measured=measured, deep=deep, machine=machine_of(url))
    tell_terminal(report)
    if arguments.size == FULL and arguments.only is None:
        write_docs(report)


def _workloads(targets: Sequence[Target], url: str, only: Sequence[str] | None) -> Sequence[Workload]:
    """Those that were asked for, after all servers gave the same data. Raises NotTheSame."""
    ours, theirs = targets[:2]
    found = [one for one in make_workloads(ours, theirs, desks(url)) if only is None or one.name in only]
    for workload in found:
        workload.compare(targets)
    return found


@contextmanager
def _running(url: str, logs: Path, arguments: argparse.Namespace) -> Iterator[Sequence[Target]]:
    """The servers, ours first and PostGraphile second."""
    others = [floor] if arguments.floor else []
    with ExitStack() as stack:
        yield [stack.enter_context(start(url, logs)) for start in (portal, postgraphile, tenant, *others)]


def _size(text: str) -> Size:
    """`small`, `full`, or a number of accounts with 25 entries each."""
    if text in {"small", "full"}:
        return SMALL if text == "small" else FULL
    return size_of(int(text), int(text) * 25)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", type=_size, default=FULL, help="small, full or a number of accounts")
    parser.add_argument("--only", nargs="+", choices=list(GOALS), help="these workloads alone")
    parser.add_argument("--floor", action="store_true", help="W2 and W3 on a bare app with hand-written SQL, too")
    parser.add_argument("--deep", action="store_true", help="pages far into lists of up to 2,000,000 accounts, too")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (3)")
    parser.add_argument("--seconds", type=int, default=8, help="how long each time (8)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
