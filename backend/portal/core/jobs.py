"""The queue of jobs (procrastinate, in the schema `jobs`): deferred in the transaction that needs them.

A job carries ids alone, never a secret or a person's data, and may run twice: each task makes its effect once.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypedDict

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate import jobs as kept
from procrastinate.tasks import Task

from portal.core.database import SEARCH_PATH

jobs = App(connector=PsycopgConnector())

# What waits for others' machines has a queue of its own, worked beside all others.
WEBHOOKS = "webhooks"


class RetryForDays(BaseRetryStrategy):
    """Waits 10 s, then twice as long each time up to `longest_wait_seconds`, until `days` are over.

    A mail server that is down for an hour is met again some minutes after it is back.
    """

    def __init__(self, *, days: int = 3, longest_wait_seconds: int = 300) -> None:
        self._longest_wait_seconds = longest_wait_seconds
        self._attempts = days * 24 * 3600 // longest_wait_seconds

    def get_retry_decision(self, *, exception: BaseException, job: kept.Job) -> RetryDecision | None:
        if job.attempts >= self._attempts:
            return None
        wait_seconds = min(10 * 2 ** min(job.attempts, 20), self._longest_wait_seconds)
        return RetryDecision(retry_in={"seconds": wait_seconds})


class Job(TypedDict):
    """What is kept of a job until it is due, by the columns of procrastinate's type."""

    queue_name: str
    task_name: str
    priority: int
    args: dict[str, Any]


# Takes jobs as one JSON text.
DEFER = b"""
select procrastinate_defer_jobs_v1(
  array(select job from jsonb_populate_recordset(null::procrastinate_job_to_defer_v1, $1) job)
)
"""


def job(task: Task[..., Any, Any], arguments: dict[str, Any]) -> Job:
    """A job for the task, for `DEFER`."""
    return Job(queue_name=task.queue, task_name=task.name, priority=task.priority, args=arguments)


def connector(url: str, role: str) -> PsycopgConnector:
    """A connector for workers, with connections of its own that act as `role`.

    Whoever waits 10 s for a connection gives up: the database is away, and the worker starts anew when it is back.
    """
    kwargs: dict[str, Any] = {
        "options": f"-c role={role} -c search_path={SEARCH_PATH} -c timezone=UTC",
        "connect_timeout": 10,
    }
    return PsycopgConnector(conninfo=url, kwargs=kwargs, min_size=1, max_size=6, timeout=10)


STALLED_AFTER = dt.timedelta(seconds=30)
