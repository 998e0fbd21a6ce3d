"""Alarms of the call centre: when each begins and ends, and that none flaps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotline.domain.agents.agent import AgentState
from hotline.domain.reports.alarm_rules import LASTING, Situation, Steady, conditions, unknown
from hotline.domain.reports.wall import Seat, Today
from hotline.domain.space import DiskSpace
from hotline.settings.alarms import AlarmPolicy
from hotline.settings.policies import Thresholds
from hotline.store.reports.alarms import AlarmKind

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
POLICY = Thresholds(waiting=3), AlarmPolicy(least_calls=10)
QUIET = Situation(queues=["hotline"], seats=[], waiting={}, of_day=Today(), lately={}, node="node1")


def seat(state: AgentState, *queues: str) -> Seat:
    return Seat(
        username="anna", name="Anna", extension="1001", queues=queues, state=state, since=NOW, reason="", call=None
    )


@pytest.mark.parametrize("state", [AgentState.READY, AgentState.RINGING, AgentState.TALKING, AgentState.WRAPUP])
def test_who_takes_calls_is_there_also_while_they_talk(state: AgentState) -> None:
    assert conditions(replace(QUIET, seats=[seat(state, "hotline")]), *POLICY) == set()


@pytest.mark.parametrize("state", [AgentState.PAUSED, AgentState.OFFLINE])
def test_nobody_is_ready_when_all_are_away_or_in_another_queue(state: AgentState) -> None:
    assert conditions(replace(QUIET, seats=[seat(state, "hotline")]), *POLICY) == {("nobody_ready", "hotline")}
    elsewhere = seat(AgentState.READY, "expert")
    assert conditions(replace(QUIET, seats=[elsewhere]), *POLICY) == {("nobody_ready", "hotline")}


def test_a_queue_is_long_above_its_threshold() -> None:
    there = replace(QUIET, seats=[seat(AgentState.TALKING, "hotline")])
    assert conditions(replace(there, waiting={"hotline": 2}), *POLICY) == set()
    assert conditions(replace(there, waiting={"hotline": 3}), *POLICY) == {("queue_long", "hotline")}


def test_rates_count_when_there_are_calls_enough() -> None:
    there = replace(QUIET, seats=[seat(AgentState.READY, "hotline")])
    few = Today(offered=9, answered=0, in_time=0)
    assert conditions(replace(there, of_day=few, lately={"hotline": few}), *POLICY) == set()
    bad = Today(offered=10, answered=9, in_time=7)
    assert conditions(replace(there, of_day=bad, lately={"hotline": bad}), *POLICY) == {
        ("connection_rate_low", ""),
        ("service_level_low", "hotline"),
    }
    good = Today(offered=20, answered=19, in_time=16)
    assert conditions(replace(there, of_day=good, lately={"hotline": good}), *POLICY) == set()


def test_a_carrier_that_refuses_three_calls_in_a_row_is_down() -> None:
    there = replace(QUIET, queues=[], refused={"carrier": 2, "other": 3})
    assert conditions(there, *POLICY) == {("trunk_down", "other")}


@pytest.mark.parametrize(("days", "told"), [(None, False), (6.9, True), (7.0, False)])
def test_a_disk_that_is_full_within_a_week_is_told_before(days: float | None, told: bool) -> None:
    filling = replace(QUIET, queues=[], node="node1", disk_days=days)
    assert (("disk_filling", "node1") in conditions(filling, *POLICY)) == told


def test_the_disk_has_one_alarm_at_a_time() -> None:
    low = replace(QUIET, queues=[], disk=DiskSpace.NO_RECORDINGS)
    assert conditions(low, *POLICY) == {("recordings_stopped", "node1")}


def test_nothing_is_concluded_from_what_is_not_known() -> None:
    away = replace(QUIET, seats=None, waiting=None)
    assert conditions(away, *POLICY) == set()
    assert unknown(away) == {"nobody_ready", "queue_long"}


def test_every_kind_of_the_rules_is_one_that_supervisors_know() -> None:
    assert {kind.value for kind in AlarmKind} >= LASTING


def test_an_alarm_begins_and_ends_only_when_that_has_held() -> None:
    steady, on = Steady(timedelta(seconds=60)), set[tuple[str, str]]()
    told = []
    one = ("queue_long", "hotline")
    holds = [True, True, False, True, True, True, True, False, True, False, False, False, False, True]
    for step, it_holds in enumerate(holds):
        on = steady.look(on, {one} if it_holds else set(), set(), NOW + timedelta(seconds=30 * step))
        told.append(bool(on))
    #           begins after 60 s of holding ......   a moment without it is nothing    ends after 60 s without
    assert told == [False, False, False, False, False, True, True, True, True, True, True, False, False, False]


def test_an_alarm_stays_while_nothing_is_known() -> None:
    steady, one = Steady(timedelta(seconds=60)), ("nobody_ready", "hotline")
    for seconds in (0, 60, 600):
        assert steady.look({one}, set(), {"nobody_ready"}, NOW + timedelta(seconds=seconds)) == {one}
