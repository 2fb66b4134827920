"""What the portal is to reach beside PostGraphile, and how a run's figures compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.drive import Run
from tests.benchmarks.measure import Measured
from tests.benchmarks.targets import TENANT

PORTAL, POSTGRAPHILE = "portal", "PostGraphile"
# With whom we are compared: who keeps whose row is whose, as we do, and who works as the tables' owner.
RIVALS = (TENANT, POSTGRAPHILE)
MEMORY_GOAL_BYTES = 100_000_000
DEEP_GOAL = 1.5

# Rows of cells, the head first.
Table = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Goal:
    """Shares of PostGraphile's figures: at least so much throughput, at most so much CPU."""

    throughput: float
    server_cpu: float | None = None
    both_cpu: float | None = None


GOALS: Mapping[str, Goal] = {
    "W1": Goal(2.5, server_cpu=0.30),
    "W2": Goal(2.5, server_cpu=0.30, both_cpu=0.75),
    "W3": Goal(1.7, server_cpu=0.55),
    "W4": Goal(1.2),
    "W2+totalCount": Goal(10),
}


@dataclass(frozen=True)
class Ratios:
    """Our figures as shares of PostGraphile's; `both_cpu` is the server's and PostgreSQL's together."""

    throughput: float
    server_cpu: float
    both_cpu: float


def ratios(sides: Mapping[str, Run], rival: str) -> Ratios:
    """How the portal's run compares with the rival's."""
    ours, theirs = sides[PORTAL], sides[rival]
    return Ratios(
        ours.requests_per_second / theirs.requests_per_second,
        ours.server_cpu / theirs.server_cpu,
        (ours.server_cpu + ours.postgres_cpu) / (theirs.server_cpu + theirs.postgres_cpu),
    )


def tables(measured: Measured, rival: str) -> Sequence[Table]:
    """The comparison in words, with the goals beside it: throughput, then CPU for each request."""
    speed = ["requests per second", "portal", rival, "ratio", "goal"]
    cpu = [
        "CPU for each request",
        "portal",
        rival,
        "ratio",
        "goal",
        "PostgreSQL for the portal",
        "for PostGraphile",
        "both, ratio",
        "goal",
    ]
    found = {name: sides for name, sides in measured.items() if rival in sides}
    return [
        [speed, *(_speed(name, sides, rival) for name, sides in found.items())],
        [cpu, *(_cpu(name, sides, rival) for name, sides in found.items())],
    ]


def _speed(name: str, sides: Mapping[str, Run], rival: str) -> list[str]:
    return [
        name,
        f"{sides[PORTAL].requests_per_second:,.0f}",
        f"{sides[rival].requests_per_second:,.0f}",
        f"{ratios(sides, rival).throughput:.2f}",
        f"≥ {GOALS[name].throughput:g}",
    ]


def _cpu(name: str, sides: Mapping[str, Run], rival: str) -> list[str]:
    ours, theirs, found, goal = sides[PORTAL], sides[rival], ratios(sides, rival), GOALS[name]
    return [
        name,
        _milliseconds(ours.server_cpu),
        _milliseconds(theirs.server_cpu),
        f"{found.server_cpu:.2f}",
        f"≤ {goal.server_cpu:.2f}" if goal.server_cpu else "",
        _milliseconds(ours.postgres_cpu),
        _milliseconds(theirs.postgres_cpu),
        f"{found.both_cpu:.2f}",
        f"≤ {goal.both_cpu:.2f}" if goal.both_cpu else "",
    ]


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
