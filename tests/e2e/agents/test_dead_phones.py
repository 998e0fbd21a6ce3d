"""A telephone that dies in the midst of a talk: the citizen does not sit before a dead line."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from asterisk_conf.render import SILENT_PHONE_S
from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, PhoneCall, Phones
from ops.phones.ports import Ports
from tests.parts.api import Document
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import People, Seat
from tests.parts.sip.speech import alaw_speech
from tests.parts.wait import until

CONFIG = (
    SMALL
    + """
[[directory]]
key = "water"
name = "水务热线"
numbers = ["96300"]

[[directory]]
key = "deaf"
name = "无人接听"
numbers = ["96301"]
ring_s = 1

[callback]
min_idle_s = "1d"
"""
)


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "dead", ports, CONFIG.format(port=far_end_port)) as running:
        yield running


@pytest.fixture(scope="module")
def lines(hotline: Hotline, far_end_port: int, speech: str) -> Iterator[Phones]:
    """The telephones outside: the water company's, and those of citizens whom agents dial."""
    ways = {"96301": NEVER_PICKS_UP}
    phones = Phones(hotline.place("127.0.0.2"), ANSWERS, ways, port=far_end_port, speech=speech)
    yield phones
    phones.stop()


@pytest.fixture(scope="module")
def speech(workspace: Path) -> str:
    return alaw_speech(workspace)


@contextmanager
def impatient(hotline: Hotline) -> Iterator[None]:
    """Asterisk gives up a telephone without sound before cti does, in calls that begin now."""
    file = hotline.settings.paths.asterisk / "etc" / "pjsip.conf"
    ours = file.read_text()
    try:
        file.write_text(ours.replace(f"rtp_timeout = {SILENT_PHONE_S}\n", "rtp_timeout = 3\n"))
        hotline.asterisk.cli("module reload res_pjsip.so")
        yield
    finally:
        file.write_text(ours)
        hotline.asterisk.cli("module reload res_pjsip.so")


def dies(seat: Seat) -> None:
    assert seat.phone
    seat.phone.stop()


def alarms(people: People, subject: str) -> list[Document]:
    """The alarms of silence that are about this."""
    every = [one for one in people.admin.get("/wall")["alarms"] if one["kind"] == "silent_phone"]
    return [one for one in every if re.fullmatch(subject, one["subject"])]


def prove_kept(people: People, call: str, first: Seat, second: Seat) -> None:
    """It is one call still, whose agent is another; when that one hangs up it is over, and the books balance."""
    until(lambda: second.now["state"] == "talking" and second.now["call"] == call, "the second agent talks")
    legs = until(lambda: _legs_when_moved(people, call), "the first leg is over")
    assert [(leg["agent"], leg["ended_at"] is None) for leg in legs if leg["answered_at"]][-2:] == [
        (first.username, False),
        (second.username, True),
    ]
    second.hang_up(next(one for one in reversed(second.calls) if one.is_talking))
    row = until(lambda: (one := people.admin.get(f"/calls/{call}"))["state"] == "ended" and one, "it is over")
    assert (row["outcome"], row["agent"]) == ("answered", second.username)
    assert not [one for one in people.admin.all("/calls", state="live") if one["id"] != call]
    people.until_balanced()


def _legs_when_moved(people: People, call: str) -> list[Document] | None:
    legs: list[Document] = people.admin.get(f"/calls/{call}")["legs"]
    return legs if [leg["ended_at"] is None for leg in legs if leg["answered_at"]][-2:] == [False, True] else None


def test_the_citizen_of_a_dead_phone_gets_the_next_agent_and_the_wall_says_why(people: People, speech: str) -> None:
    first = people.agent("hotline", speech=speech)
    citizen = people.new_number()
    people.citizen("12345", caller=citizen)
    first.until_talking(citizen)
    call = people.call_in("talking", citizen)["id"]
    second = people.agent("hotline", speech=speech)
    dies(first)
    until(lambda: alarms(people, f"agent {first.extension} {call}"), "an alarm", 40)
    second.until_talking(citizen, 40)
    prove_kept(people, call, first, second)
    assert len(people.calls_of(citizen)) == 1


def talking(people: People, lines: Phones, first: Seat, way: str) -> str:
    """The call in which the first agent talks with a citizen, and how they came together."""
    citizen = people.new_number()
    if way == "placed":
        call: str = first.api.post("/calls", {"number": citizen})["id"]
        until(lambda: [one for one in lines.calls if one.called == citizen and one.is_talking], "they talk")
        return call
    people.citizen("12345", caller=citizen)
    phone = first.until_talking(citizen)
    call = people.call_in("talking", citizen)["id"]
    if way == "hold":
        for command, state in (("hold", "held"), ("unhold", "talking")):
            first.api.post(f"/calls/{call}/{command}")
            people.call_in(state, citizen)
    elif way == "return":
        first.api.post(f"/calls/{call}/transfers", {"target": "deaf", "mode": "blind"})
        until(lambda: first.calls[-1] is not phone and first.calls[-1].is_talking, "the citizen is back")
        people.call_in("talking", citizen)
    return call


@pytest.mark.parametrize("way", ["queue", "hold", "return", "placed"])
def test_asterisk_alone_keeps_the_citizen_of_a_dead_phone(
    people: People, hotline: Hotline, lines: Phones, speech: str, way: str
) -> None:
    with impatient(hotline):
        first = people.agent("hotline", speech=speech)
        call = talking(people, lines, first, way)
        second = people.agent("hotline", speech=speech)
        first.say("paused", "tea")  # else rung again: Asterisk does not know yet that it does not answer
        with hotline.frozen("cti") if way == "queue" else nullcontext():
            dies(first)
            until(lambda: [one for one in second.calls if one.is_talking], "the second agent talks", 40)
        prove_kept(people, call, first, second)


def test_whose_agent_dies_in_a_consultation_is_left_to_the_target(people: People, lines: Phones, speech: str) -> None:
    first = people.agent("hotline", speech=speech)
    citizen = people.new_number()
    people.citizen("12345", caller=citizen)
    first.until_talking(citizen)
    call = people.call_in("talking", citizen)["id"]
    before = len(lines.calls)
    first.api.post(f"/calls/{call}/transfers", {"target": "water", "mode": "consult"})
    line: PhoneCall = until(lambda: [one for one in lines.calls[before:] if one.is_talking], "the water company")[0]
    people.call_in("held", citizen)
    dies(first)
    until(lambda: alarms(people, f"agent {first.extension} {call}"), "an alarm", 40)
    row = people.call_in("talking", citizen, 40)
    assert [one["state"] for one in row["transfers"]] == ["completed"]
    assert line.is_talking
    lines.hang_up(line)
    people.ended(citizen)


def test_a_citizen_who_falls_silent_is_said_on_desk_and_wall_and_stays(people: People, speech: str) -> None:
    seat = people.agent("hotline", speech=speech)
    citizen = people.new_number()
    telephone = people.citizen("12345", caller=citizen, speech=speech)
    seat.until_talking(citizen)
    call = people.call_in("talking", citizen)["id"]
    until(lambda: seat.now["silent"] is None, "nobody is silent")
    os.kill(telephone.sipp.pid, signal.SIGSTOP)
    try:
        until(lambda: seat.now["silent"] == "citizen", "the desk says so", 40)
        until(lambda: people.seat_on_the_wall(seat)["silent"] == "citizen", "the wall says so")
        until(lambda: alarms(people, f"citizen {seat.extension} {call}"), "an alarm")
    finally:
        os.kill(telephone.sipp.pid, signal.SIGCONT)
    until(lambda: seat.now["silent"] is None, "they are heard again")
    until(lambda: people.seat_on_the_wall(seat)["silent"] is None, "on the wall, too")
    assert people.call_in("talking", citizen)["id"] == call


def test_a_citizen_is_brought_back_on_request(people: People) -> None:
    first = people.agent("hotline")
    citizen = people.new_number()
    people.citizen("12345", caller=citizen)
    phone = first.until_talking(citizen)
    call = people.call_in("talking", citizen)["id"]
    second = people.agent("hotline")
    people.user("supervisor").post(f"/calls/{call}/bring_back")
    until(lambda: first.calls and not phone.is_talking, "the first agent is out of it")
    until(lambda: first.calls_from(citizen)[1:] or second.calls_from(citizen), "somebody is rung")
    assert people.call_in("talking", citizen)["transfers"] == []
