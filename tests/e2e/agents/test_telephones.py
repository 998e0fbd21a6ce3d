"""Why an agent's telephone does not ring is said to the agent and to the admin, and what can ring does."""

import pytest

from ops.phones.agent import AgentPhones, Behaviour
from ops.phones.sipp import SippError
from tests.parts.lines import number_of
from tests.parts.room import SIP_SECRET, Room, Seat
from tests.parts.sip.tcp_phone import TcpPhone
from tests.parts.wait import until


def _says(room: Room, seat: Seat, trouble: str | None) -> dict[str, str]:
    """Waits until both are told so."""

    def told() -> bool:
        phones = [seat.now["phone"], room.admin.get(f"/agents/{seat.username}")["phone"]]
        return all((phone and phone["trouble"]) == trouble for phone in phones)

    until(told, f"{trouble} of {seat.username}, not {seat.now['phone']}", 15)
    return seat.now["phone"] or {}


def test_each_way_in_which_a_telephone_is_not_there_has_its_word(room: Room) -> None:
    seat = room.agent("busy", behaviour=None)
    _says(room, seat, "not_registered")
    with pytest.raises(SippError, match=r"401|403"):
        AgentPhones(room.hotline.place("127.0.0.1"), room.hotline.sip, {seat.extension: "not-the-secret-of-it"})
    assert _says(room, seat, "wrong_secret")["address"] == "127.0.0.1"
    phone = seat.plug_in()
    _says(room, seat, None)
    phone.stop()  # it lost its power: registered, but silent
    _says(room, seat, "not_reached")
    assert room.seat_on_the_wall(seat)["phone"]["trouble"] == "not_reached"
    seat.plug_in().unregister()
    _says(room, seat, "not_registered")


@pytest.mark.parametrize(
    ("status", "hold"), [(486, "declined"), (480, "declined"), (488, "no_codec"), (503, "phone_failed")]
)
def test_a_telephone_that_refuses_pauses_its_agent_for_what_it_said(room: Room, status: int, hold: str) -> None:
    first = room.agent("inorder", behaviour=Behaviour(after_s=0.1, refuses=status))
    second, citizen = room.agent("inorder"), room.new_number()
    room.citizen(number_of("inorder"), caller=citizen)
    second.until_talking(citizen)
    now = first.until_state("paused")
    assert (now["reason"], now["holds"]) == (hold, [hold])
    alarms = [alarm["subject"] for alarm in room.admin.get("/alarms")["items"] if alarm["kind"] == "phone_codec"]
    assert (first.extension in alarms) == (hold == "no_codec")
    first.say("ready")
    assert first.now["holds"] == []


def test_a_telephone_may_use_tcp(room: Room) -> None:
    seat, citizen = room.agent("busy", behaviour=None), room.new_number()
    with TcpPhone(room.hotline.sip, seat.extension, SIP_SECRET) as phone:
        _says(room, seat, None)
        room.citizen(number_of("busy"), caller=citizen)
        until(lambda: citizen in phone.callers, "a telephone that is rung over TCP")
