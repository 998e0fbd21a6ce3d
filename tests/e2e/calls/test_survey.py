"""The survey: asked after the agent has left, whatever our processes do; answers are not lost, and nobody is kept."""

import os
import signal
from contextlib import ExitStack

import pytest

from tests.parts.api import Document
from tests.parts.lines import number_of
from tests.parts.people import People, Seat
from tests.parts.sip.citizenphone import CitizenPhone
from tests.parts.wait import until

ROLES = ("cti", "ivr", "callback", "agent_api")


def answered(people: People, caller: str, answer: str | None) -> Document:
    """The citizen's call, once it has this answer and all else has been caught up with."""

    def found() -> Document | None:
        (call,) = people.calls_of(caller) or (None,)
        return call if call and call["agent"] and call["survey"] and call["survey"]["answer"] == answer else None

    return until(found, f"the answer {answer} of {caller}")


def talk(people: People, agent: Seat, citizen: CitizenPhone) -> None:
    """The citizen calls, the agent answers and hangs up."""
    citizen.calls(number_of("asked"))
    agent.hang_up(agent.until_talking(citizen.number))


@pytest.mark.parametrize("fate", ["killed", "frozen"])
def test_the_answer_is_taken_and_kept_while_every_role_is(people: People, fate: str) -> None:
    agent, hotline = people.agent("asked"), people.hotline
    with CitizenPhone(hotline, people.new_number()) as citizen, ExitStack() as away:
        away.enter_context(hotline.frozen_supervisor())
        for role in ROLES:
            if fate == "killed":
                os.kill(hotline.pid_of(role), signal.SIGKILL)
            else:
                away.enter_context(hotline.frozen(role))
        talk(people, agent, citizen)
        citizen.until_marked("survey:")
        citizen.press_until_marked("3", "survey_answer:dissatisfied")
        citizen.until_marked("survey_answer:dissatisfied")
    hotline.until_ready()

    call = answered(people, citizen.number, "dissatisfied")
    assert (call["state"], call["outcome"], call["agent"]) == ("ended", "answered", agent.username)
    assert call["ended_at"] == call["survey"]["asked_at"] < call["survey"]["at"]
    (duty,) = people.admin.all("/callbacks", number=citizen.number)
    assert (duty["kind"], duty["status"], duty["calls"]) == ("follow_up", "pending", [call["id"]])
    people.admin.post(f"/callbacks/{duty['id']}/cancel", {"reason": "over"})
    people.until_balanced()


def test_the_question_keeps_no_agent_and_lasts_as_long_as_the_citizen_likes(people: People) -> None:
    agent, hotline = people.agent("asked"), people.hotline
    with CitizenPhone(hotline, people.new_number()) as silent, CitizenPhone(hotline, people.new_number()) as leaves:
        asked = silent.calls(number_of("asked"))
        agent.hang_up(agent.until_talking(silent.number))
        agent.until_state("wrapup")
        silent.until_marked("survey:")
        assert people.ended(silent.number)["survey"]["answer"] is None
        wall = until(lambda: (now := people.admin.get("/wall"))["talking"] == 0 and now, "nobody talks")
        assert wall["waiting"] == 0
        talk(people, agent, leaves)  # after the agent's wrap-up, while the first is asked
        leaves.until_marked("survey:")
        assert asked.state == "answered"
        leaves.hang_up()
        silent.until_released(asked)

    assert people.ended(silent.number)["survey"]["at"] is None
    assert people.ended(leaves.number)["survey"]["answer"] is None
    assert people.admin.all("/callbacks", number=silent.number) == []

    def counted() -> list[Document]:
        figures = people.admin.get("/figures/survey")["items"]
        return [one for one in figures if one["key"] == agent.username and one["asked"] == 2]

    (own,) = until(counted, "both counted for the agent")
    assert (own["answered"], own["rate"]) == (0, None)
    assert agent.api.get("/figures/me")["survey"]["asked"] == 2


def test_who_hangs_up_first_and_who_rings_another_queue_is_not_asked(people: People) -> None:
    agent, hotline = people.agent("asked", "busy"), people.hotline
    with CitizenPhone(hotline, people.new_number()) as first, CitizenPhone(hotline, people.new_number()) as other:
        first.calls(number_of("asked"))
        agent.until_talking(first.number)
        first.hang_up()
        assert people.ended(first.number)["survey"] is None
        agent.until_state("ready")
        call = other.calls(number_of("busy"))
        agent.hang_up(agent.until_talking(other.number))
        other.until_released(call)
    assert people.ended(other.number)["survey"] is None
    people.until_balanced()
