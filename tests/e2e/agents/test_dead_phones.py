"""A telephone that dies in the midst of a talk: the citizen does not sit before a dead line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.ports import Ports
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.room import Room
from tests.parts.sip.speech import alaw_speech
from tests.parts.wait import until


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "dead", ports, SMALL.format(port=far_end_port)) as running:
        yield running


def test_the_citizen_of_a_dead_phone_gets_the_next_agent_and_the_wall_says_why(room: Room, workspace: Path) -> None:
    first = room.agent("hotline", speech=alaw_speech(workspace))
    citizen = room.new_number()
    room.citizen("12345", caller=citizen)
    first.until_talking(citizen)
    call = room.call_in("talking", citizen)["id"]
    second = room.agent("hotline")
    assert first.phone
    first.phone.stop()
    until(lambda: [one for one in room.admin.get("/wall")["alarms"] if one["kind"] == "silent_phone"], "an alarm", 25)
    second.until_talking(citizen, 25)
    legs = room.call_in("talking", citizen)["legs"]
    assert [(leg["agent"], leg["ended_at"] is None) for leg in legs] == [
        (first.username, False),
        (second.username, True),
    ]
    assert [one["id"] for one in room.calls_of(citizen)] == [call]


def test_a_citizen_is_brought_back_on_request(room: Room) -> None:
    first = room.agent("hotline")
    citizen = room.new_number()
    room.citizen("12345", caller=citizen)
    phone = first.until_talking(citizen)
    call = room.call_in("talking", citizen)["id"]
    second = room.agent("hotline")
    room.user("supervisor").post(f"/calls/{call}/bring_back")
    until(lambda: first.calls and not phone.is_talking, "the first agent is out of it")
    until(lambda: first.calls_from(citizen)[1:] or second.calls_from(citizen), "somebody is rung")
    assert room.call_in("talking", citizen)["transfers"] == []
