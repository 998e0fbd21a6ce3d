"""A role of ours is killed or frozen: citizens still reach people, nothing is lost, and the role comes back."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from ops.phones.agent import NEVER_PICKS_UP
from tests.parts.hotline import Hotline
from tests.parts.lines import number_of
from tests.parts.people import People
from tests.parts.wait import until

ROLES = ("cti", "ivr", "callback", "agent_api")
HELD_S = 10.0  # the dialplan waits 4 s at most for ivr; the rest is for a busy machine


@contextmanager
def frozen(hotline: Hotline, role: str) -> Iterator[None]:
    """The role's process is stopped: its sockets take connections and say nothing."""
    pid = hotline.pid_of(role)
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def until_ready(hotline: Hotline) -> None:
    until(lambda: hotline.api.readiness()[0] == 200, "a ready hotline", 20)


@pytest.mark.parametrize("role", ROLES)
def test_a_frozen_role_keeps_no_citizen_from_an_agent(people: People, role: str) -> None:
    agent, citizen = people.agent("busy"), people.new_number()
    with frozen(people.hotline, role):
        telephone = people.citizen(number_of("busy"), caller=citizen)
        talk = agent.until_talking(citizen)
        telephone.hang_up()
        telephone.wait(20)
    until_ready(people.hotline)

    assert telephone.call.called_at_s
    assert talk.rang_at_s - telephone.call.called_at_s < HELD_S
    call = people.ended(citizen, 20)
    assert (call["outcome"], call["agent"]) == ("answered", agent.username)


@pytest.mark.parametrize("role", ROLES)
def test_a_killed_role_keeps_no_citizen_from_an_agent_and_is_back_at_once(people: People, role: str) -> None:
    agent, citizen = people.agent("busy"), people.new_number()
    killed = people.hotline.pid_of(role)
    os.kill(killed, signal.SIGKILL)
    telephone = people.citizen(number_of("busy"), caller=citizen)
    agent.until_talking(citizen)
    until(lambda: people.hotline.pid_of(role) not in (0, killed), f"{role} is started again", 2)
    until_ready(people.hotline)
    telephone.hang_up()

    call = people.ended(citizen, 20)
    assert (call["outcome"], call["agent"]) == ("answered", agent.username)
    assert people.admin.get(f"/tickets/{call['ticket']}")


def test_a_call_that_began_and_ended_while_cti_was_away_is_told_truly(people: People) -> None:
    agent, missed, answered = people.agent("busy"), people.new_number(), people.new_number()
    supervisor = people.hotline.supervisor.pid
    os.kill(supervisor, signal.SIGSTOP)  # or cti would be back at once
    try:
        os.kill(people.hotline.pid_of("cti"), signal.SIGKILL)
        talking = people.citizen(number_of("busy"), caller=answered)
        agent.until_talking(answered)
        waiting = people.citizen(number_of("busy"), caller=missed)
        until(lambda: waiting.call.answered_at_s, "the citizen waits")
        waiting.hang_up()
        waiting.wait(20)
        talking.hang_up()
        talking.wait(20)
    finally:
        os.kill(supervisor, signal.SIGCONT)
    until_ready(people.hotline)

    assert people.ended(answered, 20)["outcome"] == "answered"
    assert people.ended(missed, 20)["outcome"] == "missed"
    people.until_balanced()


def test_an_agent_stays_signed_in_through_a_restart_of_cti_and_a_late_pop_comes(people: People) -> None:
    agent, citizen = people.agent("busy", behaviour=NEVER_PICKS_UP), people.new_number()
    os.kill(people.hotline.pid_of("cti"), signal.SIGKILL)
    people.citizen(number_of("busy"), caller=citizen)
    agent.until_ringing(citizen)

    agent.screen.wait_for("call.ringing", lambda event: event["call"]["caller"] == citizen)
    until_ready(people.hotline)


def test_a_token_outlives_a_restart_of_agent_api(people: People) -> None:
    agent = people.agent("busy")
    os.kill(people.hotline.pid_of("agent_api"), signal.SIGKILL)
    until_ready(people.hotline)

    assert agent.now["username"] == agent.username


def test_the_wall_says_that_it_cannot_know_while_cti_is_frozen(people: People) -> None:
    supervisor = people.user("supervisor")
    with frozen(people.hotline, "cti"):
        until(lambda: not supervisor.get("/wall")["fresh"], "a wall that is not fresh", 15)
    until(lambda: supervisor.get("/wall")["fresh"], "a fresh wall", 15)
    until_ready(people.hotline)


def test_redis_is_killed_and_nobody_notices_but_the_wall(people: People) -> None:
    agent, citizen = people.agent("busy"), people.new_number()
    killed = people.hotline.pid_of("redis")
    os.kill(killed, signal.SIGKILL)
    telephone = people.citizen(number_of("busy"), caller=citizen)
    agent.until_talking(citizen)
    until(lambda: people.hotline.pid_of("redis") not in (0, killed), "Redis is started again", 2)
    until_ready(people.hotline)
    telephone.hang_up()

    assert people.ended(citizen, 20)["outcome"] == "answered"
    supervisor = people.user("supervisor")
    until(lambda: (wall := supervisor.get("/wall"))["fresh"] and wall["talking"] == 0, "a fresh wall", 15)


def test_asterisk_dies_with_calls_and_each_is_told_and_the_room_goes_on(people: People) -> None:
    agent, talking, waiting = people.agent("busy"), people.new_number(), people.new_number()
    people.citizen(number_of("busy"), caller=talking)
    agent.until_talking(talking)
    people.citizen(number_of("busy"), caller=waiting)
    people.call_in("queued", waiting)
    people.call_in("talking", talking)
    killed = people.hotline.pid_of("asterisk")
    os.kill(killed, signal.SIGKILL)
    until(lambda: people.hotline.pid_of("asterisk") not in (0, killed), "Asterisk is started again", 2)
    until_ready(people.hotline)

    assert people.ended(talking, 20)["outcome"] == "answered"
    assert people.ended(waiting, 20)["outcome"] == "missed"
    people.until_balanced()
    assert agent.phone
    agent.phone.stop()  # it still believes in the call that died
    agent.plug_in()
    agent.until_state("ready", 20)
    citizen = people.new_number()
    people.citizen(number_of("busy"), caller=citizen)
    agent.until_talking(citizen)
