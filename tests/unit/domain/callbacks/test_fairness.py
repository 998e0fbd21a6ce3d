"""Who may be offered a callback."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hotline.domain.callbacks.fairness import Idle, lines_left, may_be_offered
from hotline.settings.policies import CallbackPolicy

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)


def idle(**since_s: float) -> list[Idle]:
    return [Idle(username=name, since=NOW - timedelta(seconds=seconds)) for name, seconds in since_s.items()]


def offered(ready: list[Idle], *, keep_free: int = 0, min_idle_s: float = 10, **how: Any) -> list[str]:
    policy = CallbackPolicy(keep_free=keep_free, min_idle_s=min_idle_s)
    what: dict[str, Any] = {"waiting": 0, "lines": 9, "busy": ()} | how
    return may_be_offered(ready, policy=policy, now=NOW, **what)


def test_who_has_been_idle_longest_comes_first() -> None:
    assert offered(idle(anna=20, ben=30, cora=10)) == ["ben", "anna", "cora"]


def test_nobody_while_a_citizen_waits() -> None:
    assert offered(idle(anna=20), waiting=1) == []


def test_not_who_has_only_just_become_ready() -> None:
    assert offered(idle(anna=9.9, ben=10)) == ["ben"]


def test_so_many_agents_are_left_alone() -> None:
    assert offered(idle(anna=20, ben=30, cora=1), keep_free=2) == ["ben"]
    assert offered(idle(anna=20, ben=30), keep_free=2) == []


def test_not_who_has_one_already_and_they_are_not_free_either() -> None:
    assert offered(idle(anna=20, ben=30, cora=40), busy={"ben"}, keep_free=1) == ["cora"]


def test_no_more_than_the_trunk_has_lines() -> None:
    assert offered(idle(anna=20, ben=30), lines=1) == ["ben"]
    assert offered(idle(anna=20), lines=-1) == []


def test_lines_that_are_reserved_for_citizens_are_never_taken() -> None:
    assert lines_left(channels=60, reserve_inbound=30, theirs=0, ours=29) == 1
    assert lines_left(channels=60, reserve_inbound=30, theirs=0, ours=30) == 0
    assert lines_left(channels=60, reserve_inbound=30, theirs=55, ours=4) == 1
    assert lines_left(channels=60, reserve_inbound=30, theirs=70, ours=4) == 0
