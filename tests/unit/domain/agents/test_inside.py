"""Transfers inside the room: who can take a citizen, and whose call it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hotline.domain.agents.agent import Agent, AgentState, Role
from hotline.domain.agents.inside import free_supervisor, has_anybody, is_inside, not_ready
from hotline.domain.agents.now import PHONE_CLOSED, AgentNow
from hotline.domain.calls.call import Call, CallState
from hotline.domain.calls.projection import project
from hotline.domain.facts.facts import Fact
from tests.parts.facts.people import agent
from tests.parts.facts.stories import CITIZEN, at, ends, joins, leaves, rings
from tests.parts.facts.transfers import TALKING, aside, step

NOW = at(0)


def now(state: AgentState, reason: str = "", minutes: int = 0, *, desk: bool = False) -> AgentNow:
    return AgentNow(state=state, reason=reason, since=NOW - timedelta(minutes=minutes), has_desk=desk)


def test_what_is_inside() -> None:
    targets = ("agent:wang", "queue:expert", "supervisor", "water", "96300", "supervisors", "")
    assert [is_inside(one) for one in targets] == [True, True, True, False, False, False, False]


@pytest.mark.parametrize(
    ("state", "reason", "why"),
    [
        (AgentState.READY, "", None),
        (AgentState.TALKING, "", "they are in a call"),
        (AgentState.RINGING, "", "their telephone is ringing"),
        (AgentState.WRAPUP, "", "they are in wrap-up"),
        (AgentState.PAUSED, "lunch", "they are paused: lunch"),
        (AgentState.OFFLINE, "", "they are signed out"),
        (AgentState.OFFLINE, PHONE_CLOSED, "their telephone cannot be reached"),
    ],
)
def test_why_a_colleague_cannot_be_given_a_citizen(state: AgentState, reason: str, why: str | None) -> None:
    assert not_ready(now(state, reason)) == why


def test_the_supervisor_who_is_free_the_longest() -> None:
    def chief(name: str) -> Agent:
        return replace(agent("9001", username=name), role=Role.SUPERVISOR)

    people = [chief(name) for name in ("busy", "new", "old", "away", "desk", "gone", "tea", "me")]
    people += [
        agent(username="wang"),
        replace(chief("disabled"), disabled=True),
        replace(chief("phoneless"), extension=None),
    ]
    states = {
        "busy": now(AgentState.TALKING, minutes=90),
        "new": now(AgentState.READY, minutes=1),
        "old": now(AgentState.READY, minutes=5),
        "away": now(AgentState.OFFLINE, minutes=30),
        "desk": now(AgentState.OFFLINE, minutes=10, desk=True),
        "gone": now(AgentState.OFFLINE, PHONE_CLOSED, minutes=99),
        "tea": now(AgentState.PAUSED, minutes=99),
        **{name: now(AgentState.READY, minutes=99) for name in ("me", "wang", "disabled", "phoneless")},
    }
    order = []
    while (found := free_supervisor(people, states, "me")) is not None:
        order.append(found.username)
        people.remove(found)
    assert order == ["old", "new", "desk", "away"]
    assert free_supervisor([chief("unknown")], {}, "me") is None


def test_a_queue_has_somebody_else_who_is_signed_in_and_not_paused() -> None:
    people = [agent(username=name, queues=("expert",)) for name in ("wang", "me")]

    def has(state: AgentState) -> bool:
        return has_anybody("expert", people, {"wang": now(state), "me": now(AgentState.READY)}, "me")

    there = {state for state in AgentState if has(state)}
    assert there == set(AgentState) - {AgentState.PAUSED, AgentState.OFFLINE}
    assert not has_anybody("other", people, {"wang": now(AgentState.READY)}, "me")


def told(*facts: Fact) -> Call:
    call = project(CITIZEN, [*TALKING, *facts])
    assert call is not None
    return call


APART = [leaves(20, "a"), leaves(20, CITIZEN)]
RINGS = [step(20, "dialling.1", "1002"), rings(21, "1002", "b")]


def on_b(second: float, name: str) -> Fact:
    return replace(step(second, name), channel="b")


def test_a_colleague_who_is_consulted_talks_but_it_is_not_their_call() -> None:
    ringing = told(*APART, aside("consult"), *RINGS)
    assert [(leg.ringing, leg.consulted) for leg in ringing.legs] == [(False, False), (True, False)]
    asked = told(*APART, aside("consult"), *RINGS, on_b(25, "answered"), joins(25, "b", "two"), joins(25, "a", "two"))
    assert [(leg.ringing, leg.consulted, leg.talking) for leg in asked.legs][1] == (False, True, False)
    assert (asked.extension, asked.state, asked.legs[1].picked_up_at) == ("1001", CallState.HELD, at(25))


def test_the_call_passes_to_the_colleague_when_the_agent_leaves() -> None:
    room = [joins(26, name, "three") for name in ("a", "b", CITIZEN)]
    three = [*APART, aside("three_way"), *RINGS, on_b(25, "answered"), *room, step(26, "met")]
    assert told(*three).extension == "1001"
    left = [leaves(40, "a", "three"), step(40, "agent_left")]
    assert told(*three, *left).extension == "1002"
    over = told(*three, *left, leaves(60, CITIZEN, "three"), ends(60))
    assert [(leg.extension, leg.talk_s) for leg in over.legs] == [("1001", 25.0), ("1002", 34.0)]
    assert told(*three, leaves(40, "b", "three"), on_b(40, "target_left")).extension == "1001"
    assert told(*three, leaves(60, CITIZEN, "three"), ends(60)).extension == "1001"


def test_three_who_never_met_because_the_agent_had_left() -> None:
    facts = [*APART, aside("three_way"), *RINGS, on_b(25, "answered"), step(25, "agent_left"), on_b(25.2, "completed")]
    assert told(*facts).transfers[0].state.value == "completed"


def test_a_citizen_who_is_sent_to_a_queue_waits_there() -> None:
    sent = [*APART, step(20, "dialling.1", "expert"), step(20.1, "queued", "expert")]
    waits = told(*sent)
    assert (waits.state, waits.queue, waits.sent_to, waits.queue_now) == (
        CallState.QUEUED,
        "hotline",
        "expert",
        "expert",
    )
    assert waits.queue_of(waits.legs[0]) == "hotline"
    answered = told(*sent, rings(30, "1002", "b"), on_b(35, "answered"), joins(35, "b", "b2"), joins(35, CITIZEN, "b2"))
    assert answered.queue_of(answered.legs[1]) == "expert"
    assert answered.transfers[0].state.value == "completed"
    back = told(*sent, step(50, "returned", "empty"))
    assert (back.queue_now, back.transfers[0].state.value, back.transfers[0].reason) == ("hotline", "returned", "empty")
