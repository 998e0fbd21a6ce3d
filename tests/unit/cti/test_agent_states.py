"""Agents' states: who is shown as what, and since when, also after a restart of ours."""

from datetime import timedelta

import pytest

from cti.queues.agent_states import AgentStates
from hotline.domain.agents.agent import AgentState, Wish
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact, FactKind
from hotline.domain.facts.silence import Side
from hotline.settings.hotline import parse_hotline
from tests.parts.facts.people import agent, owners
from tests.parts.facts.stories import ARRIVAL, CITIZEN, at, ends, leaves
from tests.parts.facts.transfers import TALKING, aside, step

HOTLINE = parse_hotline(
    {
        "trunks": [{"name": "carrier", "match": ["127.0.0.2/32"], "contact": "sip:127.0.0.2:5070"}],
        "queues": [{"name": "hotline", "numbers": ["12345"]}],
    }
)
LATER = ARRIVAL + timedelta(minutes=10)


def states_with(phones: dict[str, bool] | None) -> AgentStates:
    states = AgentStates(HOTLINE)
    states.load([agent("1001")], owners(**{"1001": "agent1001"}))
    states.phones = phones
    return states


def test_nobody_is_called_offline_before_asterisk_was_asked() -> None:
    silent = states_with(None)
    assert silent.refresh([], ARRIVAL) == []
    assert silent.seats == []


def test_who_is_disabled_is_on_no_wall_but_ends_their_talk_there() -> None:
    gone = states_with({"1001": False})
    gone.load([agent("1001", wish=Wish.OFFLINE, disabled=True)], owners(**{"1001": "agent1001"}))
    gone.refresh([], ARRIVAL)
    assert gone.seats == []
    call = project(CITIZEN, TALKING)
    assert call
    gone.refresh([call], LATER)
    assert [seat.state for seat in gone.seats] == [AgentState.TALKING]


def test_whose_extension_is_switched_off() -> None:
    states = states_with({})
    people = [agent("1001"), agent("1002", disabled=True)]
    states.load(people, owners(**{"1001": "agent1001", "1002": "agent1002", "1003": "deleted"}))
    assert states.switched_off == {"1002", "1003"}


def test_an_agent_is_told_of_each_change_once() -> None:
    ready = states_with({"1001": True})
    assert [event.payload["state"] for event in ready.refresh([], ARRIVAL)] == ["ready"]
    assert ready.refresh([], LATER) == []
    assert ready.seats[0].since == ARRIVAL
    ready.phones = {"1001": False}
    assert [event.payload["state"] for event in ready.refresh([], LATER)] == ["offline"]
    assert (ready.seats[0].since, ready.seats[0].reason) == (LATER, "phone")


def test_who_is_still_in_the_same_state_after_our_restart_has_been_in_it_since_before() -> None:
    seat = {"state": AgentState.READY.value, "since": ARRIVAL.isoformat()}
    ready, changed = states_with({"1001": True}), states_with({"1001": False})
    for one in (ready, changed):
        one.recall({"agent1001": seat})
        one.refresh([], LATER)
    assert ready.seats[0].since == ARRIVAL
    assert changed.seats[0].since == LATER


@pytest.mark.parametrize(
    ("number", "state"), [("96300", "wrapup"), ("119", "ready"), ("0477119", "ready"), ("95598", "ready")]
)
def test_there_is_no_wrap_up_after_an_emergency(number: str, state: str) -> None:
    marks = [step(20, "dialling.1", number), aside("three_way"), step(25, "answered"), step(40, "agent_left")]
    call = project(CITIZEN, [*TALKING, *marks, leaves(40, "a"), ends(40, "a")])
    assert call is not None
    ready = states_with({"1001": True})
    ready.emergency_numbers = frozenset({"95598"})
    ready.note_talks([call])
    ready.refresh([], at(41))
    assert ready.seats[0].state.value == state


def test_an_agent_is_told_which_side_of_their_talk_is_silent_until_it_is_heard_again() -> None:
    call = project(CITIZEN, TALKING)
    assert call is not None
    talks = states_with({"1001": True})
    talks.refresh([call], at(10))
    talks.show_silence({"a": Side.CITIZEN})
    assert [event.payload["silent"] for event in talks.refresh([call], at(20))] == ["citizen"]
    assert talks.refresh([call], at(21)) == []
    talks.show_silence({"a": Side.AGENT})
    assert [event.payload["silent"] for event in talks.refresh([call], at(22))] == ["agent"]
    talks.show_silence({})
    assert [event.payload["silent"] for event in talks.refresh([call], at(24))] == [None]


@pytest.mark.parametrize(
    "over", [[leaves(40, "a"), ends(40, "a"), ends(40)], [Fact(kind=FactKind.HOLD, channel="a", at=at(40))]]
)
def test_who_holds_the_citizen_or_has_left_is_warned_no_longer(over: list[Fact]) -> None:
    talking, after = project(CITIZEN, TALKING), project(CITIZEN, [*TALKING, *over])
    assert talking
    assert after
    talks = states_with({"1001": True})
    talks.show_silence({"a": Side.AGENT})
    talks.refresh([talking], at(20))
    assert talks.seats[0].silent is Side.AGENT
    talks.refresh([after], at(41))
    assert talks.seats[0].silent is None
