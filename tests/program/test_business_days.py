"""When an application is due: the same hour, so many business days later, in the program's time zone."""

import datetime as dt
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.program.service import due_after_business_days

ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland"])
MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2034, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("sent", "days", "due"),
    [
        ("2026-03-02T10:00", 1, "2026-03-03T10:00"),  # Monday
        ("2026-03-06T10:00", 1, "2026-03-09T10:00"),  # Friday
        ("2026-03-07T10:00", 1, "2026-03-09T10:00"),  # Saturday
        ("2026-03-08T10:00", 2, "2026-03-10T10:00"),  # Sunday
        ("2026-03-06T10:00", 5, "2026-03-13T10:00"),
    ],
)
def test_weekends_do_not_count(sent: str, days: int, due: str) -> None:
    start = dt.datetime.fromisoformat(sent).replace(tzinfo=dt.UTC)
    assert due_after_business_days(start, days, "UTC") == dt.datetime.fromisoformat(due).replace(tzinfo=dt.UTC)


def test_the_program_s_friday_night_is_friday_although_it_is_saturday_elsewhere() -> None:
    late_friday_in_los_angeles = dt.datetime(2026, 3, 7, 6, tzinfo=dt.UTC)
    due = due_after_business_days(late_friday_in_los_angeles, 1, "America/Los_Angeles")
    assert due.astimezone(zoneinfo.ZoneInfo("America/Los_Angeles")).strftime("%a %H:%M") == "Mon 22:00"


@given(MOMENTS, st.integers(1, 30), ZONES)
def test_it_falls_on_a_business_day_at_the_same_hour(start: dt.datetime, days: int, zone: str) -> None:
    local = start.astimezone(zoneinfo.ZoneInfo(zone))
    due = due_after_business_days(start, days, zone).astimezone(zoneinfo.ZoneInfo(zone))
    assert due.weekday() < 5
    between = (local.date() + dt.timedelta(days=i + 1) for i in range((due.date() - local.date()).days))
    assert sum(day.weekday() < 5 for day in between) == days
    # An hour that the clock leaves out comes an hour later.
    assert due.utcoffset() != local.utcoffset() or due.time() == local.time()
