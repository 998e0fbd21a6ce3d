"""A city's hotlines on one number, as docs/examples/merged_hotlines.toml has them: which was rung, who answers, what is
counted where; and the linkage with 110."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, REJECTS, Behaviour, Phones
from ops.phones.citizen import Fate
from ops.phones.ports import Ports
from tests.parts.api import Document
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.room import Room, Seat
from tests.parts.wait import until

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "merged_hotlines.toml"
OVERFLOW_S = 2


def example(port: int) -> str:
    """The example city, without its greeting, and in a hurry."""
    text = EXAMPLE.read_text(encoding="utf-8")
    text = text.replace("sip:127.0.0.2:5070", f"sip:127.0.0.2:{port}")
    text = text.replace("overflow_after_s = 20", f"overflow_after_s = {OVERFLOW_S}")
    quick = '[[queues]]\ngreeting = ""\nwrapup_s = 0\n'
    return text.replace("[[queues]]\n", quick) + '\n[callback]\nmin_idle_s = "1d"\n'


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "city", ports, example(far_end_port)) as running:
        yield running


def the_only_ticket(room: Room, citizen: str) -> Document:
    (ticket,) = room.admin.all("/tickets", caller=citizen)
    return dict(ticket)


def on_the_wall(room: Room, queue: str) -> Document:
    return next(dict(part) for part in room.admin.get("/wall")["queues"] if part["name"] == queue)


def serve(room: Room, seat: Seat, citizen: str) -> Document:
    """The agent's talk with the citizen is over; the call."""
    phone = seat.until_talking(citizen)
    room.call_in("talking", citizen)
    seat.hang_up(phone)
    return room.ended(citizen)


@pytest.mark.parametrize(
    ("dials", "name"),
    [("12300", "电信用户申诉渠道"), ("12366", "纳税"), ("12345", "")],
    ids=["merged", "sub-centre", "12345"],
)
def test_the_number_that_was_rung_is_on_the_screen_and_on_the_ticket(room: Room, dials: str, name: str) -> None:
    seat, citizen = room.agent("hotline"), room.new_number()
    room.citizen(dials, caller=citizen)
    pop = seat.screen.wait_for("call.ringing", lambda event: event["call"]["caller"] == citizen)
    assert (pop["call"]["called"], pop["call"]["called_name"]) == (dials, name)
    assert (pop["caller"]["tickets"][0]["called"], pop["caller"]["tickets"][0]["called_name"]) == (dials, name)
    call = serve(room, seat, citizen)
    assert (call["queue"], call["overflowed_to"], call["called_name"]) == ("hotline", None, name)
    ticket = the_only_ticket(room, citizen)
    assert (ticket["called"], ticket["called_name"], ticket["origin"]) == (dials, name, "")
    assert [one["id"] for one in room.admin.all("/calls", called=dials, caller=citizen)] == [call["id"]]


def test_an_expert_answers_the_parallel_number_and_the_next_caller_goes_on_to_the_main_room(room: Room) -> None:
    expert, generalist = room.agent("health"), room.agent("hotline")
    first, second = room.new_number(), room.new_number()
    before = {queue: on_the_wall(room, queue)["today"]["offered"] for queue in ("health", "hotline")}
    room.citizen("12320", caller=first)
    expert.until_talking(first)
    room.citizen("12320", caller=second)
    until(lambda: on_the_wall(room, "health")["waiting"] == 1, "the second citizen waits for the expert")
    generalist.until_talking(second)
    until(
        lambda: on_the_wall(room, "health")["waiting"] == on_the_wall(room, "hotline")["waiting"] == 0, "nobody waits"
    )
    call = serve(room, generalist, second)
    assert (call["queue"], call["overflowed_to"], call["agent"]) == ("health", "hotline", generalist.username)
    assert OVERFLOW_S - 1 < call["wait_s"] < OVERFLOW_S + 2  # app_queue counts in whole seconds of the clock
    assert serve(room, expert, first)["overflowed_to"] is None
    the_only_ticket(room, second)
    today = until(
        lambda: (now := on_the_wall(room, "health")["today"])["offered"] == before["health"] + 2 and now, "the figures"
    )
    assert today["overflowed"] >= 1
    assert on_the_wall(room, "hotline")["today"]["offered"] == before["hotline"]
    assert on_the_wall(room, "health")["title"] == "12320 卫生"


@pytest.mark.parametrize(("dials", "queue"), [("12329", "housing_fund"), ("12315", "market")])
def test_without_an_expert_the_main_room_answers_at_once(room: Room, dials: str, queue: str) -> None:
    seat, citizen = room.agent("hotline"), room.new_number()
    room.citizen(dials, caller=citizen)
    call = serve(room, seat, citizen)
    assert (call["queue"], call["overflowed_to"]) == (queue, "hotline")
    assert call["wait_s"] < OVERFLOW_S


@pytest.mark.parametrize(("expert", "missed_in"), [(NEVER_PICKS_UP, "empty"), (None, "empty"), (ANSWERS, "queue")])
def test_who_is_served_nowhere_is_missed_once(room: Room, expert: Behaviour | None, missed_in: str) -> None:
    if expert is not None:
        seat = room.agent("health", behaviour=expert)
    if expert is ANSWERS:
        busy = room.new_number()
        room.citizen("12320", caller=busy)
        seat.until_talking(busy)
    citizen = room.new_number()
    room.citizen("12320", caller=citizen, fate=Fate(stays_s=OVERFLOW_S + 1.5))
    call = room.ended(citizen, 30)
    assert (call["outcome"], call["missed_in"], call["queue"]) == ("missed", missed_in, "health")
    the_only_ticket(room, citizen)
    (duty,) = [one for one in room.admin.all("/callbacks") if one["number"] == citizen]
    assert duty["calls"] == [call["id"]]
    until(lambda: room.admin.get("/accounting")["balanced"], "balanced books")


def test_who_goes_on_while_cti_and_ivr_are_dead_is_one_call_with_all_its_facts(room: Room) -> None:
    seat, citizen = room.agent("hotline"), room.new_number()
    with room.hotline.frozen_supervisor():
        for role in ("cti", "ivr"):
            room.hotline.kill(role)
        police = room.citizen("12329", caller=citizen, address="127.0.0.3")
        seat.until_talking(citizen)
        police.hang_up()
        police.wait(10)
    room.hotline.until_ready()
    call = room.ended(citizen, 20)
    assert (call["queue"], call["overflowed_to"], call["origin"]) == ("housing_fund", "hotline", "110")
    assert (call["outcome"], call["agent"]) == ("answered", seat.username)
    assert the_only_ticket(room, citizen)["origin"] == "110"


def test_those_with_the_lower_penalty_are_rung_first_and_a_change_holds_at_once(room: Room) -> None:
    helper, expert = room.agent("health"), room.agent("health")

    def penalise(seat: Seat, penalty: int) -> None:
        skills = [{"name": "health", "penalty": penalty}, "hotline"]
        changed = room.admin.patch(f"/agents/{seat.username}", {"queues": skills})
        assert (changed["queues"], changed["penalties"]) == (["health", "hotline"], {"health": penalty, "hotline": 0})

    def answering() -> str:
        citizen = room.new_number()
        room.citizen("12320", caller=citizen)
        call = room.call_in("talking", citizen)
        return str(call["agent"])

    penalise(helper, 5)
    citizen = room.new_number()
    room.citizen("12320", caller=citizen)
    assert serve(room, expert, citizen)["agent"] == expert.username
    expert.until_state("ready")
    assert answering() == expert.username, "although the helper has been idle for longer"
    assert answering() == helper.username, "since the expert is busy"
    shown = room.hotline.asterisk.cli("queue show health")
    assert re.search(rf"PJSIP/{helper.extension}\b.* with penalty 5\b", shown), shown


def test_a_call_from_110_is_first_in_line_and_says_so_everywhere(room: Room) -> None:
    seat = room.agent("hotline")
    busy, waiting = room.new_number(), room.new_number()
    room.citizen("12345", caller=busy)
    talk = seat.until_talking(busy)
    room.citizen("12345", caller=waiting)
    room.call_in("queued", waiting)
    room.citizen("12345", caller="110", address="127.0.0.3")
    shown = until(lambda: len(calls := room.admin.get("/wall")["waiting_calls"]) == 2 and calls, "two on the wall")
    assert [call["origin"] for call in shown] == ["110", ""]
    seat.hang_up(talk)
    pop = seat.screen.wait_for("call.ringing", lambda event: event["call"]["caller"] == "110")
    assert pop["call"]["origin"] == pop["caller"]["tickets"][0]["origin"] == "110"
    desk = seat.until_talking("110")
    call = room.admin.get(f"/calls/{pop['call']['id']}")
    assert room.admin.get(f"/tickets/{call['ticket']}")["origin"] == "110"
    seat.hang_up(desk)
    assert serve(room, seat, waiting)["origin"] == ""


def test_who_went_on_to_the_main_room_comes_back_to_their_agent_from_a_transfer_in_vain(
    room: Room, far_end_port: int
) -> None:
    lines = Phones(room.hotline.place("127.0.0.2"), REJECTS, port=far_end_port)
    try:
        other, citizen = room.agent("hotline", state="paused"), room.new_number()
        seat = room.agent("hotline")
        telephone = room.citizen("12329", caller=citizen)
        seat.until_talking(citizen)
        call = room.call_in("talking", citizen)
        other.say("ready")
        begun = seat.api.post(f"/calls/{call['id']}/transfers", {"target": "tax"})
        assert begun["mode"] == "blind"
        until(lambda: room.admin.get(f"/transfers/{begun['id']}")["state"] == "returned", "the citizen is sent back")
        until(lambda: len([one for one in seat.calls if one.is_talking]) == 1, "the same agent talks")
        assert not other.calls
        telephone.hang_up()
        room.ended(citizen)
    finally:
        lines.stop()


@pytest.mark.parametrize(("target", "mode"), [("police", None), ("119", "blind")])
def test_an_emergency_desk_is_rung_with_the_agent_on_the_line_and_sees_the_citizens_number(
    room: Room, far_end_port: int, target: str, mode: str | None
) -> None:
    desks = Phones(room.hotline.place("127.0.0.2"), ANSWERS, port=far_end_port)
    try:
        seat, citizen = room.agent("hotline"), room.new_number()
        telephone = room.citizen("12345", caller=citizen)
        seat.until_talking(citizen)
        call = room.call_in("talking", citizen)
        wanted = {"target": target} | ({"mode": mode} if mode else {})
        begun = seat.api.post(f"/calls/{call['id']}/transfers", wanted)
        assert begun["mode"] == "three_way"
        until(lambda: room.admin.get(f"/transfers/{begun['id']}")["state"] == "talking", "three who talk")
        (desk,) = desks.calls
        assert desk.identity == citizen
        assert any(one.is_talking for one in seat.calls)
        seat.api.post(f"/transfers/{begun['id']}/complete")
        seat.until_state("ready", 3)
        telephone.hang_up()
        room.ended(citizen)
    finally:
        desks.stop()
