"""Duties: what the worker does regularly, by the time of the work, so that the test clock brings them nearer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from croniter import croniter  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import text

from portal.core.work import Work

EVERY_MINUTE = "* * * * *"
HOURLY = "0 * * * *"
NIGHTLY = "0 3 * * *"


@dataclass(frozen=True)
class Duty:
    """Something to do regularly: `cron` says when, in UTC; `run` does it in one transaction.

    A fresh installation does it at once. However often it fell due (a jump of the test clock, a worker that was away),
    it runs once and does all that is due by `work.now`.
    """

    name: str
    cron: str
    run: Callable[[Work], Awaitable[None]]

    def is_due(self, last_run_at: dt.datetime, now: dt.datetime) -> bool:
        due_at: dt.datetime = croniter(self.cron, last_run_at).get_next(dt.datetime)
        return due_at <= now


# The queue lives on real time.
_FORGET_FINISHED = text(
    "delete from jobs.procrastinate_jobs j where status in ('succeeded', 'failed', 'cancelled', 'aborted')"
    " and not exists (select from jobs.procrastinate_events e"
    " where e.job_id = j.id and e.at > now() - interval '7 days')"
)


async def forget_finished_jobs(work: Work) -> None:
    """Deletes jobs that ended more than 7 days ago."""
    await work.session.execute(_FORGET_FINISHED)


DUTIES = (Duty("forget finished jobs", NIGHTLY, forget_finished_jobs),)
