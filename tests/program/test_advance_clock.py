"""advanceClock."""

import asyncio
import dataclasses
import datetime as dt

import pytest

from portal.core.permissions import OperatorRole, Scope
from tests.people import Portal

NOW = "{ program { now } }"
YEAR = 366 * 24 * 3600


async def _now(portal: Portal) -> dt.datetime:
    return dt.datetime.fromisoformat((await portal.nobody().read(NOW))["program"]["now"])


async def test_it_moves_the_time_of_the_work_and_keeps_it_running(portal: Portal) -> None:
    olga = await portal.olga()
    before = await _now(portal)
    made = await olga.do("advanceClock", "now", seconds=90 * 24 * 3600)
    jumped = dt.datetime.fromisoformat(made["now"]) - before
    assert dt.timedelta(days=90) <= jumped < dt.timedelta(days=90, minutes=1)
    assert await _now(portal) >= dt.datetime.fromisoformat(made["now"])


async def test_it_adds_up(portal: Portal) -> None:
    olga = await portal.olga()
    await asyncio.gather(*(olga.do("advanceClock", "now", seconds=10) for _ in range(5)))
    assert await portal.rows("select offset_seconds from clock") == [(50,)]


async def test_what_is_written_afterwards_bears_the_new_time(portal: Portal) -> None:
    alice = await portal.alice()
    await portal.advance(days=400)
    made = await alice.do("createAccount", "account { createdAt }", name="Northwind", website="northwind.example")
    age = await _now(portal) - dt.datetime.fromisoformat(made["account"]["createdAt"])
    assert dt.timedelta(0) <= age < dt.timedelta(minutes=1)


async def test_it_tells_what_happened(portal: Portal) -> None:
    await (await portal.olga()).do("advanceClock", "now", seconds=60)
    told = await portal.events("program.clock_advanced")
    assert told == [("program.clock_advanced", "OPERATOR", None, {"seconds": 60})]


@pytest.mark.parametrize("seconds", [0, -1, -(2**31), 10 * YEAR + 1, 2**31 - 1])
async def test_it_goes_forward_only_and_ten_years_at_most(portal: Portal, seconds: int) -> None:
    olga = await portal.olga()
    assert await olga.refused("advanceClock", seconds=seconds) == [("INVALID", "input.seconds")]
    assert await portal.rows("select offset_seconds from clock") == [(0,)]


async def test_many_jumps_end_in_a_refusal_and_not_in_a_fault(portal: Portal) -> None:
    olga = await portal.olga()
    for _ in range(6):
        await olga.do("advanceClock", "now", seconds=10 * YEAR)
    assert await olga.refused("advanceClock", seconds=10 * YEAR) == [("LIMIT_REACHED", "input.seconds")]
    await olga.do("advanceClock", "now", seconds=1)


async def test_it_refuses_where_the_portal_runs_on_real_time(portal: Portal) -> None:
    olga, runtime = await portal.olga(), portal.runtime
    settings = runtime.settings.model_copy(update={"test_clock": False})
    portal.app.state.runtime = dataclasses.replace(runtime, settings=settings)
    try:
        assert await olga.refused("advanceClock", seconds=1) == [("NOT_ALLOWED", None)]
        assert await olga.read("{ program { testClock } }") == {"program": {"testClock": False}}
    finally:
        portal.app.state.runtime = runtime


async def test_every_operator_and_nobody_else_advances_it(portal: Portal) -> None:
    for nobody in (portal.nobody(), await portal.charlie()):
        assert await nobody.forbidden("advanceClock", seconds=1) == ["UNAUTHENTICATED"]
    for somebody in (await portal.alice(), await portal.tool(Scope.OPERATOR_READ)):
        assert await somebody.forbidden("advanceClock", seconds=1) == ["FORBIDDEN"]
    for operator in [await portal.olga(role) for role in OperatorRole] + [await portal.tool(Scope.OPERATOR_WRITE)]:
        await operator.do("advanceClock", "now", seconds=1)
