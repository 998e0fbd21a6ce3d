"""一键转接: one key to the water company, and what comes of it when the target answers or does not."""

from collections.abc import Sequence

import pytest

from ops.phones.agent import Phones
from tests.parts.api import ApiError
from tests.parts.people import People
from tests.parts.transfers.lines import AGENT, MODES, TARGET
from tests.parts.transfers.talk import Talk, at_once
from tests.parts.wait import until


def test_blind_the_target_answers(talk: Talk) -> None:
    transfer = talk.transfer("water", "blind")
    line = talk.talking()
    assert talk.until(transfer, "completed")["answered_at"]
    until(lambda: not talk.is_with_agent(), "the agent is free")
    assert line.caller == "12345"
    talk.hears(TARGET)
    assert talk.until_state("talking")
    talk.telephone.hang_up()
    call = talk.prove_over()
    (told,) = call["transfers"]
    assert (told["target"], told["name"], told["mode"], told["state"]) == ("water", "水务热线", "blind", "completed")


@pytest.mark.parametrize("who", ["citizen", "target"])
@pytest.mark.parametrize("mode", MODES)
def test_after_it_was_completed_everybody_leaves_with_whoever_leaves(talk: Talk, mode: str, who: str) -> None:
    transfer = talk.transfer("water", mode)
    line = talk.talking()
    if mode != "blind":
        talk.until(transfer, "talking")
        talk.seat.api.post(f"/transfers/{transfer}/complete")
    talk.until(transfer, "completed")
    until(lambda: not talk.is_with_agent(), "the agent is free")
    if who == "citizen":
        talk.telephone.hang_up()
    else:
        talk._lines.hang_up(line)
    call = talk.prove_over()
    assert [one["state"] for one in call["transfers"]] == ["completed"]


@pytest.mark.parametrize("target", ["power", "moved"])
@pytest.mark.parametrize("mode", MODES)
def test_the_second_number_answers(talk: Talk, mode: str, target: str) -> None:
    transfer = talk.transfer(target, mode)
    talk.talking()
    told = talk.until(transfer, "completed" if mode == "blind" else "talking")
    first = {"power": ("96301", "busy"), "moved": ("96307", "unreachable")}[target]
    assert [(one["number"], one["reason"]) for one in told["tried"]] == [first]
    talk.telephone.hang_up()
    talk.prove_over()


@pytest.mark.parametrize(
    ("target", "reason"),
    [("96301", "busy"), ("96303", "busy"), ("96304", "network"), ("96305", "busy"), ("deaf", "no_answer")],
    ids=["busy", "rejects", "congestion", "announces that it is busy", "no answer"],
)
@pytest.mark.parametrize("mode", MODES)
def test_nobody_answers_and_the_citizen_is_back_with_the_agent(talk: Talk, mode: str, target: str, reason: str) -> None:
    transfer = talk.transfer(target, mode)
    told = talk.until(transfer, "returned")
    assert told["reason"] == reason
    until(talk.is_with_agent, "the agent is back with the citizen")
    talk.until_state("talking")
    event = talk.seat.screen.wait_for("transfer.updated", lambda event: event["state"] == "returned")
    assert event["reason"] == reason
    talk.telephone.hang_up()
    talk.prove_over()


@pytest.mark.parametrize(
    ("mode", "commands"),
    [("consult", ("cancel", "complete")), ("consult", ("complete",) * 3), ("three_way", ("cancel",) * 3)],
)
def test_commands_that_come_at_once_are_one(talk: Talk, mode: str, commands: Sequence[str]) -> None:
    transfer = talk.transfer("water", mode)
    talk.until(transfer, "talking")
    taken = at_once(talk.seat.api, *(f"/transfers/{transfer}/{command}" for command in commands))
    assert taken.count(True) == 1
    told = talk.until(transfer, "completed", "cancelled")
    talk.until_state("talking")
    talk.hears(TARGET if told["state"] == "completed" else AGENT)
    talk.telephone.hang_up()
    talk.prove_over()


def test_a_double_click_is_one_transfer(talk: Talk) -> None:
    transfer = talk.transfer("96302", "consult")
    with pytest.raises(ApiError, match="409"):
        talk.seat.api.post(f"/calls/{talk.call}/transfers", {"target": "water", "mode": "consult"})
    talk.seat.api.post(f"/transfers/{transfer}/cancel")
    talk.until(transfer, "cancelled", "failed")
    talk.telephone.hang_up()
    talk.prove_over()


@pytest.mark.parametrize(
    "target", ["0016502530000", "12345", "PJSIP/1001", "96300&96301", "96300,30", "s@nowhere", "${EXTEN}", "", "x" * 65]
)
def test_a_target_that_agents_may_not_dial_is_refused(talk: Talk, target: str) -> None:
    with pytest.raises(ApiError, match="422"):
        talk.seat.api.post(f"/calls/{talk.call}/transfers", {"target": target, "mode": "blind"})
    assert talk.phone.is_talking
    talk.telephone.hang_up()
    talk.prove_over()


def test_ten_transfers_go_on_while_cti_and_agent_api_are_killed(people: People, lines: Phones, speech: str) -> None:
    talks = [Talk(people, lines, speech) for _ in range(10)]
    begun = [talk.transfer("power", MODES[number % 3]) for number, talk in enumerate(talks)]
    for role in ("cti", "agent_api"):
        people.hotline.kill(role)
    people.hotline.until_ready()
    for talk, transfer in zip(talks, begun, strict=True):
        talk.until(transfer, "completed", "talking")
        talk.telephone.hang_up()
    for talk in talks:
        call = talk.until_state("ended")
        (told,) = call["transfers"]
        assert (call["outcome"], told["tried"]) == ("answered", [{"number": "96301", "reason": "busy"}])
    until(lambda: not people.hotline.asterisk.channels, "no telephone left", 3)
    people.until_balanced()
