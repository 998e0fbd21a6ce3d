"""The wall counts what is alive, by queue and in all."""

from collections.abc import Iterable
from typing import Any

from hotline.domain.agents.agent import AgentState
from hotline.domain.calls.call import Call
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact
from hotline.domain.reports.wall import Seat, Today, wall
from hotline.names.marks import Mark
from tests.parts.facts.stories import CALLER, CITIZEN, answered_by, arrived, at, joins, mark, queued, rings


def call(*facts: Fact) -> Call:
    projected = project(CITIZEN, facts)
    assert projected is not None
    return projected


def seat(extension: str, state: AgentState, queues: tuple[str, ...] = ("hotline",)) -> Seat:
    return Seat(
        username=extension, name="", extension=extension, queues=queues, state=state, since=at(0), reason="", call=None
    )


def rendered(calls: Iterable[Call], seats: list[Seat], today: Today | None = None) -> dict[str, Any]:
    calls = list(calls)
    return wall(
        calls=calls,
        queue_of={call.id: "hotline" for call in calls},
        seats=seats,
        queues={"hotline": "hotline", "water": "96300 水务"},
        today={"hotline": today or Today()},
        today_all=today or Today(),
        now=at(33),
    )


def test_a_waiting_citizen_is_counted_with_the_wait_and_without_the_number() -> None:
    picture = rendered([call(arrived(), queued(3))], [])
    assert (picture["waiting"], picture["longest_wait_s"], picture["talking"]) == (1, 30, 0)
    assert picture["waiting_calls"][0]["call"] == CITIZEN
    assert CALLER not in str(picture)
    hotline, water = picture["queues"]
    assert (hotline["waiting"], water["waiting"]) == (1, 0)


def test_who_hears_that_they_are_called_back_waits_no_more() -> None:
    picture = rendered([call(arrived(), queued(3), mark(9, Mark.ASKED))], [])
    assert (picture["waiting"], picture["waiting_calls"]) == (0, [])


def test_a_talk_is_counted_and_a_call_that_ended_is_not() -> None:
    talking = call(arrived(), queued(3), rings(4, "1001", "a"), joins(9, "a"), joins(9, CITIZEN))
    ended = call(arrived(), queued(3), *answered_by("1001", "a", rung=4, spoken=9, over=20))
    assert rendered([talking], [])["talking"] == 1
    assert (rendered([ended], [])["waiting"], rendered([ended], [])["talking"]) == (0, 0)


def test_agents_are_counted_by_state_in_each_of_their_queues() -> None:
    picture = rendered([], [seat("1001", AgentState.READY, ("hotline", "water")), seat("1002", AgentState.PAUSED)])
    assert picture["agents"] == {"ready": 1, "ringing": 0, "talking": 0, "wrapup": 0, "paused": 1, "offline": 0}
    assert [part["agents"]["ready"] for part in picture["queues"]] == [1, 1]
    assert [part["agents"]["paused"] for part in picture["queues"]] == [1, 0]


def test_rates_are_of_those_offered_and_empty_before_the_first_call() -> None:
    today = rendered([], [], Today(offered=10, answered=8, missed=2, in_time=6, recovered=1))["today"]
    assert (today["service_level"], today["broad_rate"]) == (0.6, 0.9)
    assert rendered([], [])["today"]["service_level"] is None


def test_the_time_to_a_person_is_the_mean_of_those_answered_and_empty_before_the_first() -> None:
    assert rendered([], [], Today(offered=3, answered=2, missed=1, to_person_s=9.0))["today"]["to_person_s"] == 4.5
    assert rendered([], [], Today(offered=1, missed=1))["today"]["to_person_s"] is None
