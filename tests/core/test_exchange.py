"""Connections are shared: whoever is broken off in the middle of one leaves it to nobody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Generator
from itertools import count
from types import coroutine
from typing import Any

from sqlalchemy import text

from portal.core.actors import System
from portal.core.reading.statement import Statement
from portal.core.requests import Request
from portal.core.work import open_work
from portal.identity.models import User
from tests.people import Portal

# After so long without a pause the driver makes one wherever it is, even between two steps of its own.
_BUSY_SECONDS = 0.006


@coroutine
def _cancelled_at(step: int, running: Coroutine[Any, Any, object]) -> Generator[Any, Any, None]:
    """Runs it and cancels this task at that pause of it."""
    thrown: BaseException | None = None
    for taken in count():
        if taken == step:
            task = asyncio.current_task()
            assert task
            task.cancel()
        try:
            pause = running.send(None) if thrown is None else running.throw(thrown)
        except StopIteration:
            return
        try:
            thrown = None
            yield pause
        except BaseException as error:
            thrown = error


async def _write_and_read(portal: Portal, said: str) -> list[str]:
    """A unit of work whose exchange writes a row and reads an answer, and which asks another way before and after."""
    asked = text("select cast(:said as text)")
    async with open_work(portal.runtime, Request(), System()) as work:
        answers = [(await work.session.execute(asked, {"said": said})).scalar_one()]
        work.add(User(name="Ulla", email=f"{said}@vendor.example", created_at=work.now))
        time.sleep(_BUSY_SECONDS)  # noqa: ASYNC251  # as what a verb computes
        [[(answer,)]] = await work.run([(Statement(b"select $1::text"), [said.encode()])])
        return [*answers, answer, (await work.session.execute(asked, {"said": said})).scalar_one()]


async def test_work_that_is_cancelled_at_any_step_leaves_no_connection_out_of_step(portal: Portal) -> None:
    async def broken_off(step: int) -> None:
        await _cancelled_at(step, _write_and_read(portal, f"cancelled-{step}"))

    for step in count():
        task = asyncio.create_task(broken_off(step))
        await asyncio.wait([task])
        for again in range(2):
            said = f"next-{step}-{again}"
            assert await _write_and_read(portal, said) == [said] * 3
        if not task.cancelled():
            break
    assert task.exception() is None
    # It stopped before, while and after it spoke with the database.
    assert step > 5


async def test_a_connection_in_the_middle_of_something_does_not_go_back_to_the_pool(portal: Portal) -> None:
    engine = portal.runtime.engine
    process = text("select pg_backend_pid()")
    async with engine.connect() as connection:
        before = (await connection.execute(process)).scalar_one()
    async with engine.connect() as connection:
        assert (await connection.execute(process)).scalar_one() == before
        await connection.rollback()
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        driver.pgconn.enter_pipeline_mode()
    async with engine.connect() as connection:
        assert (await connection.execute(process)).scalar_one() != before


async def test_a_connection_that_outlives_its_pool_is_closed_when_it_is_given_back(portal: Portal) -> None:
    async with portal.runtime.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver
        await portal.runtime.engine.dispose()
        assert (await connection.execute(text("select 1"))).scalar_one() == 1
    assert driver.closed
