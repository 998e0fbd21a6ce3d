"""Days, months and callback hours, where clocks change too."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.callbacks.open_time import OpenTime
from hotline.domain.reports.periods import end_of, periods, start_of
from hotline.settings.policies import CallbackPolicy

SHANGHAI, BERLIN, CAIRO = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin"), ZoneInfo("Africa/Cairo")


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        (SHANGHAI, "2026-10-25", 24),
        (BERLIN, "2026-10-25", 25),
        (BERLIN, "2026-03-29", 23),
        (CAIRO, "2026-04-24", 23),  # its midnight does not exist
    ],
)
def test_a_day_is_as_long_as_the_clock_makes_it(zone: ZoneInfo, day: str, hours: int) -> None:
    noon = local(f"{day}T12:00", zone)
    begin, end = start_of(noon, "day", zone), end_of(noon, "day", zone)
    assert end - begin == timedelta(hours=hours)
    ((name, since, until),) = [(one.name, one.since, one.until) for one in periods(begin, end, "day", zone)]
    assert (name, since, until) == (day, begin, end)


def test_periods_are_cut_where_they_are_asked_to_begin_and_end() -> None:
    since, until = local("2026-11-15T08:00"), local("2027-01-02T09:00")
    found = list(periods(since, until, "month", SHANGHAI))
    assert [one.name for one in found] == ["2026-11", "2026-12", "2027-01"]
    assert (found[0].since, found[-1].until) == (since, until)
    assert all(one.until == other.since for one, other in pairwise(found))
    assert list(periods(since, since, "day", SHANGHAI)) == []


def open_time(*hours: str) -> OpenTime:
    policy = CallbackPolicy.model_validate({"hours": list(hours)})
    return OpenTime(policy, SHANGHAI, local("2026-11-20T00:00"), local("2026-11-21T00:00"))


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-20T10:00", "2026-11-20T10:20", 20),
        ("2026-11-20T20:50", "2026-11-21T08:10", 20),
        ("2026-11-20T03:00", "2026-11-20T08:05", 5),
        ("2026-11-20T22:00", "2026-11-21T07:00", 0),
        ("2026-11-20T20:00", "2026-11-22T08:30", 60 + 13 * 60 + 30),
    ],
)
def test_minutes_in_which_nobody_may_be_rung_do_not_count(start: str, end: str, minutes: int) -> None:
    assert open_time("08:00-21:00").between_s(local(start), local(end)) == minutes * 60


def test_hours_that_overlap_or_touch_count_once() -> None:
    whole = open_time("00:00-12:00", "11:00-24:00")
    assert whole.between_s(local("2026-11-20T09:00"), local("2026-11-21T09:00")) == 24 * 3600


def test_where_nobody_may_ever_be_rung_no_time_passes() -> None:
    assert open_time().between_s(local("2026-11-20T09:00"), local("2026-11-21T09:00")) == 0
