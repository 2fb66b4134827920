"""What processes cost, by Linux's /proc: CPU time of a process with all below it, and memory."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """CPU time of the process and of all below it, those that have ended included."""
    # Fields 14 to 17 of proc_pid_stat(5): its own time and that of its ended children, each as user and as kernel.
    return sum(sum(map(int, _stat(one)[11:15])) for one in _family(pid)) / _TICKS_PER_SECOND


def memory_bytes(pid: int) -> int:
    """Memory of the process and of all below it; what several share is divided among them."""
    total = 0
    for one in _family(pid):
        for line in (Path("/proc") / str(one) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def _family(pid: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int(_stat(int(folder.name))[1])
            except OSError:
                continue  # it has just ended
            children.setdefault(parent, []).append(int(folder.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat behind the name, which may hold anything."""
    return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
