"""Somebody leaves, or comes back, while a citizen is transferred: nobody is left alone on a line."""

import pytest

from ops.phones.agent import Phones
from tests.parts.api import ApiError
from tests.parts.people import People
from tests.parts.transfers.lines import AGENT, MODES, TARGET
from tests.parts.transfers.talk import Talk
from tests.parts.wait import until


@pytest.mark.parametrize("mode", MODES)
def test_the_citizen_hangs_up_while_it_rings(talk: Talk, mode: str) -> None:
    transfer = talk.transfer("96302", mode)
    line = talk.rung()
    talk.telephone.hang_up()
    told = talk.until(transfer, "failed")
    assert told["reason"] == "citizen_left"
    until(lambda: line.cancelled or talk.rung().cancelled, "the line rings no more")
    talk.prove_over()


@pytest.mark.parametrize(("mode", "state"), [("consult", "failed"), ("three_way", "completed")])
def test_the_citizen_hangs_up_while_the_others_talk(talk: Talk, mode: str, state: str) -> None:
    transfer = talk.transfer("water", mode)
    talk.talking()
    talk.until(transfer, "talking")
    talk.telephone.hang_up()
    talk.until(transfer, state)
    talk.prove_over()


@pytest.mark.parametrize("mode", ["consult", "three_way"])
def test_the_agent_hangs_up_while_it_rings_and_the_citizen_gets_a_person(
    people: People, talk: Talk, speech: str, mode: str
) -> None:
    other = people.agent("hotline", speech=speech)
    transfer = talk.transfer("96302", mode)
    talk.rung()
    talk.seat.say("offline")
    talk.seat.hang_up(talk.phone)
    talk.until(transfer, "failed")
    until(lambda: any(call.is_talking for call in other.calls), "another agent talks")
    assert talk.until_state("talking")["agent"] == other.username
    talk.hears(AGENT)
    talk.telephone.hang_up()
    call = talk.until_state("ended")
    assert call["outcome"] == "answered"
    talk.prove_heard()


@pytest.mark.parametrize("mode", ["consult", "three_way"])
def test_the_agent_hangs_up_when_the_target_has_answered(talk: Talk, mode: str) -> None:
    transfer = talk.transfer("water", mode)
    line = talk.talking()
    talk.until(transfer, "talking")
    for command in ("hold", "unhold"):
        with pytest.raises(ApiError, match="409"):
            talk.seat.api.post(f"/calls/{talk.call}/{command}")
    talk.seat.hang_up(talk.phone)
    talk.until(transfer, "completed")
    assert line.is_talking
    talk.until_state("talking")
    talk.telephone.hang_up()
    talk.prove_over()


@pytest.mark.parametrize("mode", ["consult", "three_way"])
def test_the_target_leaves_and_the_agent_goes_on_with_the_citizen(talk: Talk, mode: str) -> None:
    transfer = talk.transfer("water", mode)
    line = talk.talking()
    talk.until(transfer, "talking")
    talk._lines.hang_up(line)
    talk.until(transfer, "cancelled")
    talk.until_state("talking")
    assert talk.phone.is_talking
    talk.seat.hang_up(talk.phone)
    talk.prove_over()


@pytest.mark.parametrize("mode", ["consult", "three_way"])
def test_the_target_leaves_in_the_instant_of_their_answer(talk: Talk, mode: str) -> None:
    told = talk.until(talk.transfer("96306", mode), "cancelled")
    assert told["reason"] == "target_left"
    talk.until_state("talking")
    talk.hears(AGENT)
    assert talk.phone.is_talking
    talk.telephone.hang_up()
    talk.prove_over()


def test_a_citizen_sent_to_a_target_who_leaves_in_the_instant_of_their_answer_is_not_left_alone(talk: Talk) -> None:
    told = talk.until(talk.transfer("96306", "blind"), "completed")
    assert told["answered_by"] == "96306"
    talk.prove_over()


@pytest.mark.parametrize("stage", ["ringing", "talking"])
@pytest.mark.parametrize("mode", ["consult", "three_way"])
def test_the_agent_takes_the_citizen_back(talk: Talk, mode: str, stage: str) -> None:
    transfer = talk.transfer("96302" if stage == "ringing" else "water", mode)
    line = talk.rung()
    if stage == "talking":
        talk.talking()
        talk.until(transfer, "talking")
    talk.seat.api.post(f"/transfers/{transfer}/cancel")
    talk.until(transfer, "cancelled", "failed")
    until(lambda: talk.rung() and not line.is_talking and not line.is_ringing, "the target has left")
    talk.until_state("talking")
    assert talk.phone.is_talking
    again = talk.transfer("water", "blind")
    talk.until(again, "completed")
    talk.telephone.hang_up()
    talk.prove_over()


@pytest.mark.parametrize("mode", ["consult", "three_way"])
def test_the_agent_hangs_up_in_the_instant_of_the_answer(talk: Talk, mode: str) -> None:
    transfer = talk.transfer("96302", mode)
    talk._lines.answer(talk.rung())
    talk.seat.hang_up(talk.phone)
    if talk.until(transfer, "completed", "failed")["state"] == "completed":
        talk.hears(TARGET)
    else:
        until(lambda: len(talk.seat.calls_from(talk.citizen)) == 2 and talk.is_with_agent(), "a person has the citizen")
        talk.hears(AGENT)
    talk.telephone.hang_up()
    talk.prove_over()


@pytest.mark.parametrize("mode", ["blind", "consult"])
def test_nobody_is_sent_home_while_the_only_agent_writes_up_a_transfer(
    people: People, lines: Phones, mode: str
) -> None:
    """The one who waits after a blind transfer; the one who comes back as the agent hangs up while the target rings."""
    seat, sent = people.agent("writing"), people.new_number()
    people.citizen("12346", caller=sent)
    seat.until_talking(sent)
    call = people.call_in("talking", sent)["id"]
    waiting = sent if mode == "consult" else people.new_number()
    if mode == "blind":
        people.citizen("12346", caller=waiting)
        people.call_in("queued", waiting)
    rung = len(lines.calls)
    seat.api.post(f"/calls/{call}/transfers", {"target": "water" if mode == "blind" else "deaf", "mode": mode})
    until(lambda: len(lines.calls) > rung, "the target rings")
    if mode == "consult":
        seat.api.post(f"/calls/{call}/hangup")
    seat.screen.wait_for("agent.state", lambda event: event["state"] == "wrapup")
    until(lambda: len(seat.calls_from(waiting)) == (2 if mode == "consult" else 1), "the agent is rung again")
    assert people.call_in("talking", waiting)["agent"] == seat.username


@pytest.mark.parametrize("why", ["offline", "talking"])
def test_a_citizen_who_comes_back_finds_a_person_when_their_agent_is_away(people: People, talk: Talk, why: str) -> None:
    other = people.agent("hotline", state="paused")
    transfer = talk.transfer("deaf", "blind")
    until(lambda: not talk.is_with_agent(), "the agent is free")
    if why == "offline":
        talk.seat.say("offline")
    else:
        talk.seat.until_state("ready")
        busy = people.new_number()
        people.citizen("12345", caller=busy)
        talk.seat.until_talking(busy)
    other.say("ready")  # the citizen may be there already, and is given to them at once
    talk.until(transfer, "returned")
    other.until_talking(talk.citizen)
    assert talk.until_state("talking")["agent"] == other.username
    assert len(talk.seat.calls_from(talk.citizen)) == 1
    talk.telephone.hang_up()
    assert talk.until_state("ended")["outcome"] == "answered"
