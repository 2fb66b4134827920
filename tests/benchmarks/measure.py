"""Runs the workloads on the servers in turn, some rounds long, and keeps the medians."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from statistics import median

from tests.benchmarks.drive import Run, drive
from tests.benchmarks.targets import Target
from tests.benchmarks.workloads import Workload

WARM_UP_SECONDS = 2

# By workload, then by server.
Measured = Mapping[str, Mapping[str, Run]]


def measure(
    workloads: Sequence[Workload], targets: Sequence[Target], postgres_pid: int, *, rounds: int, seconds: int
) -> Measured:
    """The median of each figure over all rounds.

    Within a round each workload is driven on one server right after the other, so that what disturbs the machine meets
    both; every other round begins with the other server. Raises RunFailed where requests fail.
    """
    runs: dict[str, dict[str, list[Run]]] = {}
    for workload, target in _pairs(workloads, targets):
        drive(target, postgres_pid, workload.lines(target.name), WARM_UP_SECONDS)
    for number in range(rounds):
        for workload, target in _pairs(workloads, targets if number % 2 == 0 else targets[::-1]):
            run = drive(target, postgres_pid, workload.lines(target.name), seconds)
            runs.setdefault(workload.name, {}).setdefault(target.name, []).append(run)
            tell(f"round {number + 1} of {rounds}, {workload.name}, {target.name}", run)
    return {name: {target: _median(of) for target, of in sides.items()} for name, sides in runs.items()}


def _pairs(workloads: Sequence[Workload], targets: Sequence[Target]) -> Iterator[tuple[Workload, Target]]:
    for workload in workloads:
        for target in targets:
            if workload.is_for(target.name):
                yield workload, target


def _median(runs: Sequence[Run]) -> Run:
    return Run(**{field.name: median(getattr(run, field.name) for run in runs) for field in fields(Run)})


def tell(what: str, run: Run) -> None:
    """A line for whoever waits."""
    cpu = f"{run.server_cpu * 1000:.2f} + {run.postgres_cpu * 1000:.2f} ms of CPU"
    print(f"bench: {what}: {run.requests_per_second:,.0f}/s, {cpu}", flush=True)
