"""When citizens may be rung: the end of the day, midnight, holidays, and clocks that are changed."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.callbacks.hours import may_ring, next_opening, open_until
from hotline.settings.policies import CallbackPolicy

CHINA, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def policy(**keys: Any) -> CallbackPolicy:
    return CallbackPolicy.model_validate(keys)


def at(text: str, zone: ZoneInfo = CHINA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-21 07:59:59", "2026-11-21 08:00:00"),
        ("2026-11-21 08:00:00", "2026-11-21 08:00:00"),
        ("2026-11-21 20:59:50", "2026-11-21 20:59:50"),
        ("2026-11-21 21:00:00", "2026-11-22 08:00:00"),
        ("2026-11-21 23:59:59", "2026-11-22 08:00:00"),
        ("2026-11-22 00:00:00", "2026-11-22 08:00:00"),
    ],
)
def test_a_citizen_is_rung_in_the_hours_and_else_when_they_begin(now: str, opens: str) -> None:
    assert next_opening(policy(), CHINA, at(now)) == at(opens)
    assert may_ring(policy(), CHINA, at(now)) == (now == opens)


def test_what_begins_just_before_the_end_must_reach_the_citizen_before_it() -> None:
    now = at("2026-11-21 20:59:50")
    assert open_until(policy(), CHINA, now, now + timedelta(seconds=35)) == at("2026-11-21 21:00:00")


def test_hours_around_the_clock_have_no_edge_at_midnight() -> None:
    now = at("2026-11-21 23:59:50")
    always = policy(hours=["00:00-24:00"])
    assert open_until(always, CHINA, now, now + timedelta(seconds=35)) == now + timedelta(seconds=35)
    assert may_ring(always, CHINA, at("2026-11-22 00:00:00"))


def test_outside_the_hours_nothing_may_begin() -> None:
    now = at("2026-11-21 03:00:00")
    assert open_until(policy(), CHINA, now, now + timedelta(seconds=35)) == now


def test_two_parts_of_a_day_have_a_pause_between_them() -> None:
    parts = policy(hours=["14:00-18:00", "08:00-12:00"])
    assert next_opening(parts, CHINA, at("2026-11-21 12:00:00")) == at("2026-11-21 14:00:00")


def test_a_day_stands_before_its_weekday_and_the_weekday_before_the_hours() -> None:
    # 2026-10-03 is a Saturday, and a holiday
    special = policy(weekdays={"sat": ["09:00-18:00"], "sun": []}, days={"2026-10-03": ["10:00-16:00"]})
    assert next_opening(special, CHINA, at("2026-10-03 00:00:00")) == at("2026-10-03 10:00:00")
    assert next_opening(special, CHINA, at("2026-10-03 16:00:00")) == at("2026-10-05 08:00:00")  # not on Sunday
    assert next_opening(special, CHINA, at("2026-10-10 00:00:00")) == at("2026-10-10 09:00:00")


def test_holidays_have_the_hours_of_every_day_unless_told_otherwise() -> None:
    assert may_ring(policy(), CHINA, at("2026-10-01 09:00:00"))


def test_who_may_never_be_rung_has_no_opening() -> None:
    assert next_opening(policy(hours=[]), CHINA, at("2026-11-21 12:00:00")) is None


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-03-28 22:00:00", "2026-03-29 08:00:00+02:00"),  # the night in which an hour is missing
        ("2026-10-24 22:00:00", "2026-10-25 08:00:00+01:00"),  # the night that has one more
    ],
)
def test_where_clocks_are_changed_the_hours_are_those_of_the_clock_on_the_wall(now: str, opens: str) -> None:
    assert next_opening(policy(), BERLIN, at(now, BERLIN)) == datetime.fromisoformat(opens)


def test_hours_that_begin_in_the_missing_hour_begin_after_it() -> None:
    early = policy(hours=["02:30-04:00"])
    opening = next_opening(early, BERLIN, at("2026-03-29 00:00:00", BERLIN))
    assert opening == datetime.fromisoformat("2026-03-29 03:30:00+02:00")
