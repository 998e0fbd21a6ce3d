"""What a flood is, and how callbacks of a burst are spread: pure rules, the clock passed in."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.callbacks.floods import Edges, gave_up_soon, is_burst, slow_times, usual_a_minute
from hotline.domain.callbacks.hours import may_ring
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact
from hotline.names.marks import Mark
from hotline.settings.policies import CallbackPolicy
from tests.parts.facts.stories import CITIZEN, arrived, at, ends, mark, queued

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("new", "usual", "burst"),
    [(20, 0, False), (21, 0, True), (21, 6, False), (25, 6, True), (150, 1.6, True), (300, 80, False)],
)
def test_a_burst_is_many_new_numbers_and_many_times_what_is_usual(new: int, usual: float, burst: bool) -> None:
    assert is_burst(new, usual, 20) == burst


def test_usual_is_what_history_says_and_a_short_one_says_little() -> None:
    day = timedelta(days=1)
    assert usual_a_minute(2880, at(0), at(day.total_seconds())) == 2
    assert usual_a_minute(50, at(0), at(5)) == 5, "as if in ten minutes"
    assert usual_a_minute(0, None, at(0)) == 0


@pytest.mark.parametrize(
    ("story", "soon"),
    [
        ([queued(), ends(5)], True),
        ([ends(2)], True),
        ([queued(), ends(20)], False),
        ([queued(), mark(4, Mark.FULL), ends(6)], False),
        ([queued(), mark(4, Mark.EMPTY), ends(6)], False),
        ([queued(), mark(4, Mark.ASKED), ends(6)], False),
    ],
    ids=["in the queue", "in the greeting", "waited", "full", "empty", "asked"],
)
def test_who_is_told_that_we_cannot_serve_them_or_asks_for_a_callback_has_not_given_up(
    story: list[Fact], soon: bool
) -> None:
    call = project(CITIZEN, [arrived(), *story])
    assert call is not None
    assert gave_up_soon(call, 10) == soon


def test_slowed_callbacks_come_one_after_another_and_only_in_the_hours() -> None:
    policy = CallbackPolicy()
    evening = at(12 * 3600 - 180)  # 20:57
    times = slow_times(5, None, 120, policy, ZONE, evening)
    assert [(time - evening).total_seconds() for time in times[:1]] == [120]
    assert all(may_ring(policy, ZONE, time) for time in times)
    assert times[1:3] == [at(23 * 3600), at(23 * 3600 + 120)], "8:00 the next day"
    assert slow_times(1, times[-1], 120, policy, ZONE, evening)[0] == times[-1] + timedelta(seconds=120)
    assert len(set(slow_times(3, None, 120, CallbackPolicy(hours=[]), ZONE, evening))) == 3


def test_a_flood_is_told_of_once_and_again_when_it_comes_back() -> None:
    edges = Edges()
    assert edges.new(["a"], at(0)) == ["a"]
    assert edges.new(["a", "b"], at(300)) == ["b"]
    assert edges.new(["a"], at(800)) == []
    assert edges.new(["b"], at(1000)) == ["b"]
