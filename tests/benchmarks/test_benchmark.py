"""The benchmark keeps up with the portal: what it asks is in the schema, and what it tells can be read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from tests.benchmarks.chart import chart
from tests.benchmarks.drive import Run
from tests.benchmarks.goals import GOALS, PORTAL, POSTGRAPHILE, ratios, tables

ROOT = Path(__file__).parents[2]
# In a process of its own: the benchmark's types are no part of the schema that other tests see.
CHECK = """
import tests.benchmarks.declarations
from graphql import build_schema, parse, validate
from portal.web.schema import make_api
from tests.benchmarks import documents as d
schema = build_schema(make_api().sdl())
for document in (d.PAGE, d.COUNTED_PAGE, d.ACCOUNT, d.CREATE, d.DASHBOARD):
    assert not (errors := validate(schema, parse(document))), errors
"""


def _run(*, per_second: float, cpu: float) -> Run:
    return Run(per_second, cpu, cpu / 2, 50_000_000, 10.0, 20.0)


def test_what_is_asked_is_in_the_schema() -> None:
    done = subprocess.run([sys.executable, "-c", CHECK], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_ratios_are_ours_by_theirs() -> None:
    sides = {PORTAL: _run(per_second=300, cpu=0.001), POSTGRAPHILE: _run(per_second=100, cpu=0.004)}
    found = ratios(sides, POSTGRAPHILE)
    assert (found.throughput, found.server_cpu, found.both_cpu) == (3, 0.25, 0.25)


def test_table_and_picture_name_every_workload_and_its_goal() -> None:
    sides = {PORTAL: _run(per_second=300, cpu=0.001), POSTGRAPHILE: _run(per_second=100, cpu=0.004)}
    measured = dict.fromkeys(GOALS, sides)
    for block in tables(measured, POSTGRAPHILE):
        assert {len(row) for row in block} == {len(block[0])}
        assert [row[0] for row in block[1:]] == list(GOALS)
    picture = ElementTree.fromstring(chart({POSTGRAPHILE: {name: ratios(sides, POSTGRAPHILE) for name in GOALS}}))
    strokes = [one for one in picture.iter() if one.get("class") == "goal"]
    assert len(strokes) == len(GOALS)
