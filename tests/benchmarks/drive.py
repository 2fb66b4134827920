"""Drives a server with wrk, and weighs what that costs it and PostgreSQL."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.processes import cpu_seconds, memory_bytes
from tests.benchmarks.targets import Target

SCRIPT = Path(__file__).parent / "requests.lua"
CONNECTIONS = 16


class RunFailed(Exception):
    """wrk didn't run, or requests failed."""


@dataclass(frozen=True)
class Run:
    """What one run of wrk saw. CPU is per request, in seconds, the server's and PostgreSQL's apart."""

    requests_per_second: float
    server_cpu: float
    postgres_cpu: float
    memory_bytes: int
    median_ms: float
    p99_ms: float


def drive(
    target: Target, postgres_pid: int, lines: Iterable[str], seconds: float, connections: int = CONNECTIONS
) -> Run:
    """Sends the lines in turn for so long. Raises RunFailed where any request fails."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as requests:
        requests.write("\n".join(lines) + "\n")
        requests.flush()
        server, postgres = cpu_seconds(target.pid), cpu_seconds(postgres_pid)
        seen = _wrk(target, Path(requests.name), seconds, connections)
        server, postgres = cpu_seconds(target.pid) - server, cpu_seconds(postgres_pid) - postgres
    answered = seen["requests"]
    if seen["failed"] or not answered:
        raise RunFailed(f"{target.name}: {seen['failed']:.0f} of {answered:.0f} requests failed")
    return Run(
        requests_per_second=answered / seen["seconds"],
        server_cpu=server / answered,
        postgres_cpu=postgres / answered,
        memory_bytes=memory_bytes(target.pid),
        median_ms=seen["median_ms"],
        p99_ms=seen["p99_ms"],
    )


def _wrk(target: Target, requests: Path, seconds: float, connections: int) -> dict[str, float]:
    url = f"http://127.0.0.1:{target.port}"
    load = ["--threads", "1", "--connections", str(connections), "--duration", f"{seconds:.0f}s", "--timeout", "30s"]
    # The moment tells the run from all others, so that no two create accounts of the same name.
    command = ["wrk", *load, "--script", str(SCRIPT), url, "--", str(requests), f"{time.time_ns()}x"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise RunFailed("wrk is missing: install the package wrk") from None
    if done.returncode:
        raise RunFailed(f"wrk ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found
