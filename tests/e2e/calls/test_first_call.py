"""The first call: it rings, the history is on the screen, they talk, and afterwards everything is written down."""

import wave
from io import BytesIO
from pathlib import Path

import pytest

from ops.phones.agent import NEVER_PICKS_UP
from ops.phones.citizen import Fate
from tests.parts.api import ApiError, Document, events
from tests.parts.lines import number_of
from tests.parts.people import People
from tests.parts.sip.speech import alaw_speech
from tests.parts.wait import until

LINE = "hotline"


def test_the_history_is_on_the_screen_before_the_agent_picks_up(people: People) -> None:
    agent = people.agent(LINE, behaviour=NEVER_PICKS_UP)
    citizen = people.new_number()
    people.citizen(number_of(LINE), caller=citizen)
    ringing = agent.until_ringing(citizen)

    pop = agent.screen.wait_for("call.ringing", lambda event: event["call"]["caller"] == citizen)

    assert ringing.answered_at_s is None
    assert pop["call"]["state"] in ("queued", "ringing")
    assert pop["call"]["queue"] == LINE
    assert pop["caller"]["number"] == citizen
    assert [call["id"] for call in pop["caller"]["calls"]] == [pop["call"]["id"]]
    assert pop["caller"]["tickets"][0]["number"] == pop["call"]["ticket"]
    assert agent.phone
    agent.phone.answer(ringing)
    agent.screen.wait_for("call.answered", lambda event: event["call"]["id"] == pop["call"]["id"])


def test_an_answered_call_is_a_call_a_ticket_and_a_recording(people: People, tmp_path: Path) -> None:
    agent = people.agent(LINE, echoes=True)
    citizen = people.new_number()
    people.citizen(number_of(LINE), caller=citizen, fate=Fate(stays_s=3), speech=alaw_speech(tmp_path))
    agent.until_talking(citizen)

    talking = people.call_in("talking", citizen)
    assert talking["agent"] == agent.username
    agent.until_state("talking")

    call = people.ended(citizen)
    assert (call["direction"], call["outcome"], call["missed_in"]) == ("inbound", "answered", None)
    assert (call["caller"], call["called"], call["queue"]) == (citizen, number_of(LINE), LINE)
    assert call["started_at"] <= call["queued_at"] <= call["answered_at"] <= call["ended_at"]
    assert call["talk_s"] > 0.5
    assert call["wait_s"] >= 0
    assert call["to_person_s"] >= call["wait_s"]  # with what was said before the queue
    assert [leg["agent"] for leg in call["legs"]] == [agent.username]
    ticket = people.admin.get(f"/tickets/{call['ticket']}")
    assert ticket["number"] == call["ticket"]
    assert call["callback"] is None
    assert call["recording"]
    until(lambda: _heard_s(people, call["id"]) > 0.5, "half a second of recording")
    ended = agent.screen.wait_for("call.ended", lambda event: event["call"]["id"] == call["id"])
    assert ended["call"]["outcome"] == "answered"
    agent.until_state("ready")


def test_the_wall_shows_the_citizen_waiting_and_talking_and_then_nobody(people: People) -> None:
    with events(people.user("supervisor"), "wall") as wall:
        agent = people.agent(LINE, behaviour=NEVER_PICKS_UP)
        citizen = people.new_number()
        telephone = people.citizen(number_of(LINE), caller=citizen)
        ringing = agent.until_ringing(citizen)
        wall.wait_for("wall", lambda event: _line(event)["waiting"] == 1 and _line(event)["agents"]["ringing"] == 1)
        assert agent.phone
        agent.phone.answer(ringing)
        wall.wait_for("wall", lambda event: _line(event)["talking"] == 1 and _line(event)["waiting"] == 0)
        telephone.hang_up()
        until(lambda: _line(wall.of("wall")[-1])["talking"] == 0, "nobody talks")
        until(lambda: wall.of("wall")[-1]["fresh"], "a wall that is up to date")


def test_a_second_call_brings_the_first_ones_ticket(people: People) -> None:
    agent = people.agent(LINE)
    citizen = people.new_number()
    first = people.citizen(number_of(LINE), caller=citizen)
    agent.until_talking(citizen)
    first.hang_up()
    before = people.ended(citizen)
    agent.until_state("ready")
    agent.api.post(f"/tickets/{before['ticket']}/notes", {"text": "停水三天"})

    second = people.citizen(number_of(LINE), caller=f"0{citizen}")  # as some trunks write it
    pop = agent.screen.wait_for("call.ringing", lambda event: event["call"]["id"] != before["id"])
    second.hang_up()

    assert pop["caller"]["number"] == citizen
    assert [ticket["number"] for ticket in pop["caller"]["tickets"]] == [pop["call"]["ticket"], before["ticket"]]
    assert before["id"] in [call["id"] for call in pop["caller"]["calls"]]


def test_another_agent_sees_the_call_without_its_number(people: People) -> None:
    agent, colleague = people.agent(LINE), people.agent("busy")
    citizen = people.new_number()
    telephone = people.citizen(number_of(LINE), caller=citizen)
    agent.until_talking(citizen)
    telephone.hang_up()
    call = people.ended(citizen)

    assert agent.api.get(f"/calls/{call['id']}")["caller"] == citizen
    assert citizen not in str(colleague.api.get(f"/calls/{call['id']}"))
    with pytest.raises(ApiError, match="40"):
        people.hotline.api.get(f"/calls/{call['id']}")


def _line(wall: Document) -> Document:
    """What the wall says of this line."""
    lines: list[Document] = wall["queues"]
    return next(line for line in lines if line["name"] == LINE)


def _heard_s(people: People, call_id: str) -> float:
    """Seconds in the call's recording."""
    try:
        with wave.open(BytesIO(people.admin.get(f"/calls/{call_id}/recording"))) as sound:
            return float(sound.getnframes() / sound.getframerate())
    except (ApiError, wave.Error, EOFError):  # Asterisk is still writing it
        return 0.0
