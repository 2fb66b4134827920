"""The last run as a picture: our throughput as a multiple of our rivals', beside the goals."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tests.benchmarks.goals import GOALS, Ratios
from tests.benchmarks.targets import TENANT

_WIDTH, _LEFT, _RIGHT, _TOP, _STEP = 720, 130, 130, 64, 32
_LEAST, _MOST = 0.01, 100.0

_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .quiet { fill: #57606a } .line { stroke: #d0d7de } .one { stroke: #57606a } .goal { stroke: #bc4c00 }
  .bar { fill: #4f7cac } .owner { opacity: 0.45 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #9198a1 } .line { stroke: #30363d } .one { stroke: #9198a1 }
    .goal { stroke: #f0883e } .bar { fill: #6b9bd1 }
  }
"""


def chart(found: Mapping[str, Mapping[str, Ratios]]) -> str:
    """An SVG on a transparent ground, by a logarithmic scale: for each workload a bar beside each rival, and a stroke
    for the goal.
    """
    rows = [(name, rival, found[rival][name]) for name in GOALS for rival in found if name in found[rival]]
    height = _TOP + _STEP * len(rows) + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" role="img"',
        ' aria-label="Requests per second beside PostGraphile, with the goals">',
        f"<style>{_STYLE}</style>",
        '<text x="0" y="18">Requests per second: how many times those of PostGraphile</text>',
        '<text class="quiet" x="0" y="38">Dark: with tenancy, as we; light: without. The stroke is the goal.</text>',
        *_scale(height),
    ]
    for number, (name, rival, ratios) in enumerate(rows):
        kind = "bar" if rival == TENANT else "bar owner"
        parts += _bar(name, kind, ratios.throughput, GOALS[name].throughput, _TOP + _STEP * number)
    return "\n".join([*parts, "</svg>", ""])


def _x(value: float) -> float:
    share = math.log(min(max(value, _LEAST), _MOST) / _LEAST) / math.log(_MOST / _LEAST)
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _scale(height: int) -> list[str]:
    parts = []
    for value in (0.01, 0.1, 1, 10, 100):
        x, kind = _x(value), "one" if value == 1 else "line"
        parts.append(f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 8}" y2="{height - 24}"/>')
        parts.append(f'<text class="quiet" x="{x:.1f}" y="{height - 6}" text-anchor="middle">{value:g}</text>')
    return parts


def _bar(name: str, kind: str, value: float, goal: float, y: int) -> list[str]:
    start, end, stroke = _x(min(value, 1)), _x(max(value, 1)), _x(goal)
    return [
        f'<text x="0" y="{y + 17}">{name}</text>',
        f'<rect class="{kind}" x="{start:.1f}" y="{y + 4}" width="{end - start:.1f}" height="18" rx="2"/>',
        f'<line class="goal" x1="{stroke:.1f}" x2="{stroke:.1f}" y1="{y}" y2="{y + 26}" stroke-width="3"/>',
        f'<text x="{_WIDTH}" y="{y + 17}" text-anchor="end">{value:.2f} (≥ {goal:g})</text>',
    ]
