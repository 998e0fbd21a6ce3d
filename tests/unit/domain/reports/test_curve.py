"""The usual day beside today's curve, and how long it is believed."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.reports.curve import EMPTY_READ_AGAIN_AFTER, READ_AGAIN_AFTER, curve, usual_day

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 20, 4, 10, tzinfo=UTC)  # 12:10 in the centre
TEN = datetime(2026, 11, 13, 2, tzinfo=UTC)


def test_a_usual_day_is_the_mean_of_the_days_with_calls() -> None:
    usual = usual_day([{TEN: 4}, {TEN - timedelta(weeks=1): 7}, {}], NOON, ZONE)
    shown = curve({}, usual, NOON, ZONE)
    assert (len(shown.usual), shown.usual[20]) == (48, 5.5)
    assert len(shown.today) == 25


@pytest.mark.parametrize(
    ("days", "after"), [([{TEN: 4}], READ_AGAIN_AFTER), ([], EMPTY_READ_AGAIN_AFTER)], ids=["known", "not yet counted"]
)
def test_it_is_read_again_sooner_while_there_is_none(days: list[dict[datetime, int]], after: timedelta) -> None:
    usual = usual_day(days, NOON, ZONE)
    assert usual.holds(NOON + after - timedelta(seconds=1))
    assert not usual.holds(NOON + after)


def test_it_is_another_one_after_midnight() -> None:
    late = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)
    assert not usual_day([{TEN: 4}], late, ZONE).holds(late + timedelta(minutes=2))
