"""Why an agent's telephone does not ring is said to the agent and to the admin, and what can ring does."""

import pytest

from ops.phones.agent import AgentPhones, Behaviour
from ops.phones.sipp import SippError
from tests.parts.lines import number_of
from tests.parts.people import SIP_SECRET, People, Seat
from tests.parts.sip.tcp_phone import TcpPhone
from tests.parts.wait import until


def _says(people: People, seat: Seat, trouble: str | None) -> dict[str, str]:
    """Waits until both are told so."""

    def told() -> bool:
        phones = [seat.now["phone"], people.admin.get(f"/agents/{seat.username}")["phone"]]
        return all((phone and phone["trouble"]) == trouble for phone in phones)

    until(told, f"{trouble} of {seat.username}, not {seat.now['phone']}", 15)
    return seat.now["phone"] or {}


def test_each_way_in_which_a_telephone_is_not_there_has_its_word(people: People) -> None:
    seat = people.agent("busy", behaviour=None)
    _says(people, seat, "not_registered")
    with pytest.raises(SippError, match=r"401|403"):
        AgentPhones(people.hotline.place("127.0.0.1"), people.hotline.sip, {seat.extension: "not-the-secret-of-it"})
    assert _says(people, seat, "wrong_secret")["address"] == "127.0.0.1"
    phone = seat.plug_in()
    _says(people, seat, None)
    phone.stop()  # it lost its power: registered, but silent
    _says(people, seat, "not_reached")
    assert people.seat_on_the_wall(seat)["phone"]["trouble"] == "not_reached"
    seat.plug_in().unregister()
    _says(people, seat, "not_registered")


@pytest.mark.parametrize(
    ("status", "hold"), [(486, "declined"), (480, "declined"), (488, "no_codec"), (503, "phone_failed")]
)
def test_a_telephone_that_refuses_pauses_its_agent_for_what_it_said(people: People, status: int, hold: str) -> None:
    first = people.agent("inorder", behaviour=Behaviour(after_s=0.1, refuses=status))
    second, citizen = people.agent("inorder"), people.new_number()
    people.citizen(number_of("inorder"), caller=citizen)
    second.until_talking(citizen)
    now = first.until_state("paused")
    assert (now["reason"], now["holds"]) == (hold, [hold])
    alarms = [alarm["subject"] for alarm in people.admin.get("/alarms")["items"] if alarm["kind"] == "phone_codec"]
    assert (first.extension in alarms) == (hold == "no_codec")
    first.say("ready")
    until(lambda: first.now["holds"] == [], "held no more")


def test_a_telephone_may_use_tcp(people: People) -> None:
    seat, citizen = people.agent("busy", behaviour=None), people.new_number()
    with TcpPhone(people.hotline.sip, seat.extension, SIP_SECRET) as phone:
        _says(people, seat, None)
        people.citizen(number_of("busy"), caller=citizen)
        until(lambda: citizen in phone.callers, "a telephone that is rung over TCP")
