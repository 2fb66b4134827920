"""No request takes long by its shape: each is refused as a whole, after little work. The work is counted in calls of
Python functions, which say the same on every machine; the CPU's time is printed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from tests.benchmarks.hostile_requests import HOSTILE
from tests.people import Person, Portal

# A request for one page makes some 20,000; a hundred thousand take well below 100 ms.
MOST_CALLS = 150_000


class Work:
    """How many functions were called."""

    calls = 0


@contextmanager
def counted() -> Iterator[Work]:
    """Counts what is called within."""
    work = Work()

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        work.calls += event == "call"

    sys.setprofile(count)
    try:
        yield work
    finally:
        sys.setprofile(None)


async def _refused(person: Person, body: bytes) -> str:
    """The sentence with which the request is refused as a whole."""
    headers = {"content-type": "application/json", "x-portal-csrf": "1"}
    answer = await person.http.post("/graphql", content=body, headers=headers)
    if answer.status_code == 413:
        return answer.text
    refusal = answer.json()
    assert refusal.get("data") is None
    assert {error["extensions"]["code"] for error in refusal["errors"]} == {"BAD_USER_INPUT"}
    message: str = refusal["errors"][0]["message"]
    return message


@pytest.mark.parametrize("trick", list(HOSTILE))
async def test_a_request_that_would_take_long_is_refused_after_little_work(portal: Portal, trick: str) -> None:
    alice = await portal.alice()
    started = time.process_time()
    message = await _refused(alice, HOSTILE[trick])
    milliseconds = (time.process_time() - started) * 1_000
    with counted() as work:
        await _refused(alice, HOSTILE[trick])
    print(f"{trick}: {milliseconds:.0f} ms of CPU, {work.calls} calls: {message[:80]}")  # noqa: T201  # pytest -rP
    assert work.calls < MOST_CALLS
