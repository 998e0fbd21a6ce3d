"""A telephone's secret in the wrong hands: what it may do, and how it is taken away."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.agent import ANSWERS, Phones
from ops.phones.citizen import Fate
from ops.phones.ports import Ports
from ops.phones.registration import register
from tests.parts.api import ApiError
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import SIP_SECRET, People, Seat
from tests.parts.wait import until

CONFIG = (
    SMALL
    + """
[callback]
min_idle_s = "1d"
[phones]
calls_at_once = 1
calls_a_day = 2
"""
)
OUTSIDE = "13812345678"


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "stolen", ports, CONFIG.format(port=far_end_port)) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def outside(hotline: Hotline, far_end_port: int) -> Iterator[Phones]:
    phones = Phones(hotline.place("127.0.0.2"), ANSWERS, port=far_end_port)
    yield phones
    phones.stop()


def registered(people: People, seat: Seat) -> bool:
    return f"{seat.extension}/sip:" in people.hotline.asterisk.cli("pjsip show contacts")


def alarms(people: People) -> list[tuple[str, str]]:
    return [(alarm["kind"], alarm["subject"]) for alarm in people.admin.get("/wall")["alarms"]]


def test_a_changed_secret_ends_the_old_telephone_at_once(people: People) -> None:
    agent = people.agent("hotline")
    made = people.admin.patch(f"/agents/{agent.username}", {"new_sip_secret": True})
    citizen = people.new_number()
    people.citizen("12345", caller=citizen, fate=Fate(stays_s=2))

    assert len(made["sip_secret"]) >= 16
    assert people.ended(citizen)["missed_in"] == "empty"
    assert not agent.calls
    agent.until_state("offline")


def test_a_disabled_agent_has_neither_telephone_nor_calls_until_enabled(people: People) -> None:
    agent = people.agent("hotline")
    people.admin.patch(f"/agents/{agent.username}", {"disabled": True})
    agent.is_removed = True  # nothing can be said in their name any more
    citizen = people.new_number()
    people.citizen("12345", caller=citizen, fate=Fate(stays_s=2))

    assert people.ended(citizen)["missed_in"] == "empty"
    until(lambda: not registered(people, agent), "the end of the registration")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as phone:
        phone.bind(("127.0.0.1", 0))
        ask = (phone, people.hotline.sip, {agent.extension: SIP_SECRET}, 60)
        assert register(*ask)[agent.extension] in (401, 403, 404)
        people.admin.patch(f"/agents/{agent.username}", {"disabled": False})
        assert register(*ask) == {agent.extension: 200}


def test_a_citizen_who_rang_us_is_not_cut_off_by_it(people: People) -> None:
    agent = people.agent("hotline")
    citizen = people.new_number()
    telephone = people.citizen("12345", caller=citizen)
    agent.until_talking(citizen)
    people.admin.patch(f"/agents/{agent.username}", {"new_sip_secret": True})

    until(lambda: not registered(people, agent), "the end of the registration")
    assert people.call_in("talking", citizen)
    telephone.hang_up()
    assert people.ended(citizen)["outcome"] == "answered"


def test_the_calls_that_it_has_placed_end_with_its_secret(people: People) -> None:
    agent = people.agent("hotline")
    telephone = people.dials(agent, OUTSIDE)
    until(lambda: telephone.call.answered_at_s, "an answer outside")
    agent.until_state("talking")
    people.remove(agent)

    until(lambda: telephone.call.ended_by == "hotline", "the end of the call")
    until(lambda: not people.hotline.asterisk.channels, "no line in use")


def test_too_many_calls_are_refused_and_told_of(people: People) -> None:
    agent = people.agent("hotline")
    first = people.dials(agent, OUTSIDE)
    until(lambda: first.call.answered_at_s, "an answer outside")
    assert people.dials(agent, OUTSIDE).wait(10)[0].code == 403
    first.hang_up()
    agent.until_state("ready")

    placed = people.dials(agent, OUTSIDE)
    until(lambda: placed.call.answered_at_s, "an answer outside")
    placed.hang_up()
    agent.until_state("ready")
    assert people.dials(agent, OUTSIDE).wait(10)[0].code == 403
    with pytest.raises(ApiError, match="is the limit") as refused:
        agent.api.post("/calls", {"number": OUTSIDE})
    assert refused.value.status == 409
    until(lambda: ("dialling_limit", f"extension {agent.extension}") in alarms(people), "an alarm")
