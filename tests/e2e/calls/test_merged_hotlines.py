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
from tests.parts.people import People, Seat
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


def the_only_ticket(people: People, citizen: str) -> Document:
    (ticket,) = people.admin.all("/tickets", caller=citizen)
    return dict(ticket)


def on_the_wall(people: People, queue: str) -> Document:
    return next(dict(part) for part in people.admin.get("/wall")["queues"] if part["name"] == queue)


def serve(people: People, seat: Seat, citizen: str) -> Document:
    """The agent's talk with the citizen is over; the call."""
    phone = seat.until_talking(citizen)
    people.call_in("talking", citizen)
    seat.hang_up(phone)
    return people.ended(citizen)


@pytest.mark.parametrize(
    ("dials", "name"),
    [("12300", "电信用户申诉渠道"), ("12366", "纳税"), ("12345", "")],
    ids=["merged", "sub-centre", "12345"],
)
def test_the_number_that_was_rung_is_on_the_screen_and_on_the_ticket(people: People, dials: str, name: str) -> None:
    seat, citizen = people.agent("hotline"), people.new_number()
    people.citizen(dials, caller=citizen)
    pop = seat.screen.wait_for("call.ringing", lambda event: event["call"]["caller"] == citizen)
    assert (pop["call"]["called"], pop["call"]["called_name"]) == (dials, name)
    assert (pop["caller"]["tickets"][0]["called"], pop["caller"]["tickets"][0]["called_name"]) == (dials, name)
    call = serve(people, seat, citizen)
    assert (call["queue"], call["overflowed_to"], call["called_name"]) == ("hotline", None, name)
    ticket = the_only_ticket(people, citizen)
    assert (ticket["called"], ticket["called_name"], ticket["origin"]) == (dials, name, "")
    assert [one["id"] for one in people.admin.all("/calls", called=dials, caller=citizen)] == [call["id"]]


def test_an_expert_answers_the_parallel_number_and_the_next_caller_goes_on_to_the_main_room(people: People) -> None:
    expert, generalist = people.agent("health"), people.agent("hotline")
    first, second = people.new_number(), people.new_number()
    before = {queue: on_the_wall(people, queue)["today"]["offered"] for queue in ("health", "hotline")}
    people.citizen("12320", caller=first)
    expert.until_talking(first)
    people.citizen("12320", caller=second)
    until(lambda: on_the_wall(people, "health")["waiting"] == 1, "the second citizen waits for the expert")
    generalist.until_talking(second)
    until(
        lambda: on_the_wall(people, "health")["waiting"] == on_the_wall(people, "hotline")["waiting"] == 0,
        "nobody waits",
    )
    call = serve(people, generalist, second)
    assert (call["queue"], call["overflowed_to"], call["agent"]) == ("health", "hotline", generalist.username)
    assert OVERFLOW_S - 1 < call["wait_s"] < OVERFLOW_S + 2  # app_queue counts in whole seconds of the clock
    assert serve(people, expert, first)["overflowed_to"] is None
    the_only_ticket(people, second)
    today = until(
        lambda: (now := on_the_wall(people, "health")["today"])["offered"] == before["health"] + 2 and now,
        "the figures",
    )
    assert today["overflowed"] >= 1
    assert on_the_wall(people, "hotline")["today"]["offered"] == before["hotline"]
    assert on_the_wall(people, "health")["title"] == "12320 卫生"


@pytest.mark.parametrize(("dials", "queue"), [("12329", "housing_fund"), ("12315", "market")])
def test_without_an_expert_the_main_room_answers_at_once(people: People, dials: str, queue: str) -> None:
    seat, citizen = people.agent("hotline"), people.new_number()
    people.citizen(dials, caller=citizen)
    call = serve(people, seat, citizen)
    assert (call["queue"], call["overflowed_to"]) == (queue, "hotline")
    assert call["wait_s"] < OVERFLOW_S


@pytest.mark.parametrize(("expert", "missed_in"), [(NEVER_PICKS_UP, "empty"), (None, "empty"), (ANSWERS, "queue")])
def test_who_is_served_nowhere_is_missed_once(people: People, expert: Behaviour | None, missed_in: str) -> None:
    if expert is not None:
        seat = people.agent("health", behaviour=expert)
    if expert is ANSWERS:
        busy = people.new_number()
        people.citizen("12320", caller=busy)
        seat.until_talking(busy)
    citizen = people.new_number()
    people.citizen("12320", caller=citizen, fate=Fate(stays_s=OVERFLOW_S + 4))
    call = people.ended(citizen, 30)
    assert (call["outcome"], call["missed_in"], call["queue"]) == ("missed", missed_in, "health")
    the_only_ticket(people, citizen)
    (duty,) = [one for one in people.admin.all("/callbacks") if one["number"] == citizen]
    assert duty["calls"] == [call["id"]]
    people.until_balanced()


def test_who_goes_on_while_cti_and_ivr_are_dead_is_one_call_with_all_its_facts(people: People) -> None:
    seat, citizen = people.agent("hotline"), people.new_number()
    with people.hotline.frozen_supervisor():
        for role in ("cti", "ivr"):
            people.hotline.kill(role)
        police = people.citizen("12329", caller=citizen, address="127.0.0.3")
        seat.until_talking(citizen)
        police.hang_up()
        police.wait(10)
    people.hotline.until_ready()
    call = people.ended(citizen, 20)
    assert (call["queue"], call["overflowed_to"], call["origin"]) == ("housing_fund", "hotline", "110")
    assert (call["outcome"], call["agent"]) == ("answered", seat.username)
    assert the_only_ticket(people, citizen)["origin"] == "110"


def test_those_with_the_lower_penalty_are_rung_first_and_a_change_holds_at_once(people: People) -> None:
    helper, expert = people.agent("health"), people.agent("health")

    def penalise(seat: Seat, penalty: int) -> None:
        skills = [{"name": "health", "penalty": penalty}, "hotline"]
        changed = people.admin.patch(f"/agents/{seat.username}", {"queues": skills})
        assert (changed["queues"], changed["penalties"]) == (["health", "hotline"], {"health": penalty, "hotline": 0})

    def answering() -> str:
        citizen = people.new_number()
        people.citizen("12320", caller=citizen)
        call = people.call_in("talking", citizen)
        return str(call["agent"])

    penalise(helper, 5)
    citizen = people.new_number()
    people.citizen("12320", caller=citizen)
    assert serve(people, expert, citizen)["agent"] == expert.username
    expert.until_state("ready")
    idle = rf"PJSIP/{expert.extension}\b.*Not in use"
    until(lambda: re.search(idle, people.hotline.asterisk.cli("queue show health")), "the expert idle in the queue")
    assert answering() == expert.username, "although the helper has been idle for longer"
    assert answering() == helper.username, "since the expert is busy"
    shown = people.hotline.asterisk.cli("queue show health")
    assert re.search(rf"PJSIP/{helper.extension}\b.* with penalty 5\b", shown), shown


def test_a_call_from_110_is_first_in_line_and_says_so_everywhere(people: People) -> None:
    seat = people.agent("hotline")
    busy, waiting = people.new_number(), people.new_number()
    people.citizen("12345", caller=busy)
    talk = seat.until_talking(busy)
    people.citizen("12345", caller=waiting)
    people.call_in("queued", waiting)
    people.citizen("12345", caller="110", address="127.0.0.3")
    shown = until(lambda: len(calls := people.admin.get("/wall")["waiting_calls"]) == 2 and calls, "two on the wall")
    assert [call["origin"] for call in shown] == ["110", ""]
    seat.hang_up(talk)
    pop = seat.screen.wait_for("call.ringing", lambda event: event["call"]["caller"] == "110")
    assert pop["call"]["origin"] == pop["caller"]["tickets"][0]["origin"] == "110"
    desk = seat.until_talking("110")
    call = people.admin.get(f"/calls/{pop['call']['id']}")
    assert people.admin.get(f"/tickets/{call['ticket']}")["origin"] == "110"
    seat.hang_up(desk)
    assert serve(people, seat, waiting)["origin"] == ""


def test_who_went_on_to_the_main_room_comes_back_to_their_agent_from_a_transfer_in_vain(
    people: People, far_end_port: int
) -> None:
    lines = Phones(people.hotline.place("127.0.0.2"), REJECTS, port=far_end_port)
    try:
        other, citizen = people.agent("hotline", state="paused"), people.new_number()
        seat = people.agent("hotline")
        telephone = people.citizen("12329", caller=citizen)
        seat.until_talking(citizen)
        call = people.call_in("talking", citizen)
        other.say("ready")
        begun = seat.api.post(f"/calls/{call['id']}/transfers", {"target": "tax"})
        assert begun["mode"] == "blind"
        until(lambda: people.admin.get(f"/transfers/{begun['id']}")["state"] == "returned", "the citizen is sent back")
        until(lambda: len([one for one in seat.calls if one.is_talking]) == 1, "the same agent talks")
        assert not other.calls
        telephone.hang_up()
        people.ended(citizen)
    finally:
        lines.stop()


@pytest.mark.parametrize(("target", "mode"), [("police", None), ("119", "blind")])
def test_an_emergency_desk_is_rung_with_the_agent_on_the_line_and_sees_the_citizens_number(
    people: People, far_end_port: int, target: str, mode: str | None
) -> None:
    desks = Phones(people.hotline.place("127.0.0.2"), ANSWERS, port=far_end_port)
    try:
        seat, citizen = people.agent("hotline"), people.new_number()
        telephone = people.citizen("12345", caller=citizen)
        seat.until_talking(citizen)
        call = people.call_in("talking", citizen)
        wanted = {"target": target} | ({"mode": mode} if mode else {})
        begun = seat.api.post(f"/calls/{call['id']}/transfers", wanted)
        assert begun["mode"] == "three_way"
        until(lambda: people.admin.get(f"/transfers/{begun['id']}")["state"] == "talking", "three who talk")
        desk = until(lambda: desks.calls, "the desk that was rung")[0]
        assert desk.identity == citizen
        assert any(one.is_talking for one in seat.calls)
        seat.api.post(f"/transfers/{begun['id']}/complete")
        seat.until_state("ready")
        telephone.hang_up()
        people.ended(citizen)
    finally:
        desks.stop()
