"""Transfers inside the room: to a colleague, to a supervisor, to another queue. It stays one call and one ticket."""

from pathlib import Path

import pytest

from ops.phones.agent import Behaviour
from tests.parts.api import ApiError
from tests.parts.people import People, Seat
from tests.parts.sip.speech import alaw_speech
from tests.parts.transfers.lines import AGENT, TARGET
from tests.parts.transfers.talk import Talk
from tests.parts.wait import until


@pytest.fixture(scope="module")
def colleagues_speech(workspace: Path) -> str:
    return alaw_speech(workspace, pitch=TARGET)


@pytest.fixture
def colleague(people: People, colleagues_speech: str) -> Seat:
    return people.agent("writing", speech=colleagues_speech)


@pytest.mark.parametrize(("mode", "then"), [("blind", "consult"), ("consult", "three_way"), ("three_way", "blind")])
def test_a_colleague_takes_the_call_over_and_sends_it_further(
    talk: Talk, colleague: Seat, mode: str, then: str
) -> None:
    begun = talk.seat.api.post(
        f"/calls/{talk.call}/transfers", {"target": f"agent:{colleague.username}", "mode": mode, "note": "看房产"}
    )
    pop = colleague.screen.wait_for("call.ringing")
    assert (pop["call"]["id"], pop["call"]["ticket"]) == (talk.call, talk.now()["ticket"])
    why = pop["transfer"]
    assert (why["agent"], why["mode"], why["note"]) == (talk.seat.username, mode, "看房产")
    if mode != "blind":
        talk.until(begun["id"], "talking")
        colleague.until_state("talking")
        talk.hears(*((AGENT, TARGET) if mode == "three_way" else ()))
        assert talk.now()["agent"] == talk.seat.username
        talk.seat.api.post(f"/transfers/{begun['id']}/complete")
    talk.until(begun["id"], "completed")
    until(lambda: not talk.is_with_agent(), "the agent is free")
    talk.hears(TARGET)
    call = talk.until_state("talking")
    assert call["agent"] == colleague.username
    colleague.api.post(f"/calls/{talk.call}/hold")
    talk.until_state("held")
    talk.hears()
    colleague.api.post(f"/calls/{talk.call}/unhold")
    talk.until_state("talking")
    talk.hears(TARGET)
    second = colleague.api.post(f"/calls/{talk.call}/transfers", {"target": "water", "mode": then})["id"]
    talk.talking()
    if then != "blind":
        talk.until(second, "talking")
        colleague.api.post(f"/transfers/{second}/complete")
    talk.until(second, "completed")
    until(lambda: not any(call.is_talking for call in colleague.calls), "the colleague is free")
    talk.hears(TARGET)
    talk.telephone.hang_up()
    over = talk.prove_over()
    assert [leg["agent"] for leg in over["legs"]] == [talk.seat.username, colleague.username]
    assert all(0 < leg["talk_s"] < over["talk_s"] for leg in over["legs"])
    assert talk.people.admin.get(f"/tickets/{over['ticket']}")["agent"] == colleague.username
    colleague.until_state("ready")
    talk.people.until_balanced()


@pytest.mark.parametrize("mode", ["blind", "consult"])
def test_a_colleague_who_declines_leaves_the_citizen_with_the_agent(people: People, talk: Talk, mode: str) -> None:
    colleague = people.agent("writing", behaviour=Behaviour(after_s=0.05, refuses=486))
    transfer = talk.transfer(f"agent:{colleague.username}", mode)
    assert talk.until(transfer, "returned")["reason"] == "busy"
    until(talk.is_with_agent, "the agent is back with the citizen")
    talk.until_state("talking")
    talk.telephone.hang_up()
    call = talk.prove_over()
    assert call["agent"] == talk.seat.username
    assert colleague.now["wish"] == "ready"


def test_the_agent_takes_the_citizen_back_from_a_colleague(talk: Talk, colleague: Seat) -> None:
    transfer = talk.transfer(f"agent:{colleague.username}", "three_way")
    talk.until(transfer, "talking")
    talk.seat.api.post(f"/transfers/{transfer}/cancel")
    talk.until(transfer, "cancelled")
    talk.hears(AGENT)
    colleague.until_state("ready")
    assert talk.until_state("talking")["agent"] == talk.seat.username
    talk.telephone.hang_up()
    talk.prove_over()


def test_a_colleague_who_is_not_ready_is_refused_in_words(talk: Talk, colleague: Seat) -> None:
    colleague.say("paused", "tea")
    colleague.until_state("paused")
    with pytest.raises(ApiError, match=r"409.*not ready: they are paused: tea"):
        talk.transfer(f"agent:{colleague.username}", "blind")
    with pytest.raises(ApiError, match=r"422.*in a queue there is nobody"):
        talk.transfer("queue:writing", "consult")
    with pytest.raises(ApiError, match=r"409.*Nobody is signed in and not paused in the queue writing"):
        talk.transfer("queue:writing", "blind")
    with pytest.raises(ApiError, match=r"409.*No supervisor"):
        talk.transfer("supervisor", "blind")
    assert talk.phone.is_talking
    talk.telephone.hang_up()
    talk.prove_over()


def test_the_supervisor_is_asked(people: People, talk: Talk, colleagues_speech: str) -> None:
    supervisor = people.agent(role="supervisor", state="offline", speech=colleagues_speech)
    until(lambda: people.seat_on_the_wall(supervisor)["reason"] != "phone", "the supervisor's telephone can be rung")
    transfer = talk.transfer("supervisor", "consult")
    told = talk.until(transfer, "talking")
    assert (told["target"], told["name"]) == ("supervisor", f"话务员{supervisor.extension}")
    assert supervisor.screen.wait_for("call.ringing")["transfer"]["target"] == "supervisor"
    talk.seat.api.post(f"/transfers/{transfer}/complete")
    talk.until(transfer, "completed")
    talk.hears(TARGET)
    talk.telephone.hang_up()
    talk.prove_over()


def test_in_a_queue_the_citizen_keeps_the_time_already_waited(people: People, talk: Talk, colleague: Seat) -> None:
    first, second = people.new_number(), people.new_number()
    people.citizen("12346", caller=first)
    busy = colleague.until_talking(first)
    later = people.citizen("12346", caller=second)
    people.call_in("queued", second)
    transfer = talk.transfer("queue:writing", "blind")
    call = talk.until_state("queued")
    assert (call["queue"], call["sent_to"]) == ("hotline", "writing")
    talk.hears()
    queues = {one["name"]: one["waiting"] for one in until(lambda: _wall_with(people, 2), "two on the wall")}
    assert (queues["hotline"], queues["writing"]) == (0, 2)
    colleague.hang_up(busy)
    colleague.until_talking(talk.citizen)
    assert colleague.screen.wait_for("call.ringing", lambda event: event["transfer"])["call"]["id"] == talk.call
    talk.until(transfer, "completed")
    talk.hears(TARGET)
    assert people.call_in("queued", second)
    later.hang_up_all()
    talk.telephone.hang_up()
    over = talk.prove_over()
    assert (over["agent"], over["queue"]) == (colleague.username, "hotline")
    assert colleague.until_state("wrapup")
    people.until_balanced()


def _wall_with(people: People, waiting: int) -> list[dict[str, object]] | None:
    wall = people.admin.get("/wall")
    return wall["queues"] if wall["waiting"] == waiting else None


def test_nobody_in_the_queue_can_take_the_citizen(people: People, talk: Talk) -> None:
    there = people.agent("writing", behaviour=Behaviour(after_s=0.05, refuses=486))
    transfer = talk.transfer("queue:writing", "blind")
    assert talk.until(transfer, "returned")["reason"] == "empty"
    until(talk.is_with_agent, "the agent is back with the citizen")
    call = talk.until_state("talking")
    assert (call["sent_to"], call["agent"]) == (None, talk.seat.username)
    assert there.until_state("paused")
    talk.telephone.hang_up()
    talk.prove_over()


def test_transfers_inside_go_on_while_the_roles_are_killed(people: People, talk: Talk, colleague: Seat) -> None:
    transfer = talk.transfer(f"agent:{colleague.username}", "consult")
    for role in ("cti", "agent_api"):
        people.hotline.kill(role)
    people.hotline.until_ready()
    talk.until(transfer, "talking")
    people.hotline.kill("cti")
    talk.seat.api.post(f"/transfers/{transfer}/complete")
    people.hotline.until_ready()
    talk.until(transfer, "completed")
    talk.hears(TARGET)
    assert talk.until_state("talking")["agent"] == colleague.username
    talk.telephone.hang_up()
    talk.prove_over()
    people.until_balanced()
