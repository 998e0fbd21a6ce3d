"""Citizens on hold, from the screen and by the telephone, and what citizens hear from step to step."""

from collections.abc import Callable

import pytest

from tests.parts.api import ApiError
from tests.parts.transfers.lines import AGENT, TARGET
from tests.parts.transfers.talk import Talk, at_once, hold_by_the_phone, hold_by_the_screen
from tests.parts.wait import until


@pytest.mark.parametrize("hold", [hold_by_the_screen, hold_by_the_phone])
def test_hold_and_unhold(talk: Talk, hold: Callable[[Talk, str], None]) -> None:
    talk.hears(AGENT)
    hold(talk, "hold")
    talk.until_state("held")
    talk.seat.screen.wait_for("call.updated", lambda event: event["call"]["state"] == "held")
    talk.hears()
    hold(talk, "unhold")
    talk.until_state("talking")
    talk.seat.screen.wait_for("call.updated", lambda event: event["call"]["state"] == "talking")
    talk.hears(AGENT)
    assert talk.phone.is_talking
    talk.seat.api.post(f"/calls/{talk.call}/hangup")
    talk.prove_over()


def test_a_double_click_takes_the_citizen_back_once(talk: Talk) -> None:
    at_once(talk.seat.api, *[f"/calls/{talk.call}/hold"] * 2)
    talk.until_state("held")
    at_once(talk.seat.api, *[f"/calls/{talk.call}/unhold"] * 3)
    talk.until_state("talking")
    talk.hears(AGENT)
    talk.telephone.hang_up()
    talk.prove_over()


@pytest.mark.parametrize("then", ["unholds", "hangs up"])
def test_who_takes_the_citizen_back_while_their_phone_holds_leaves_them_with_music(talk: Talk, then: str) -> None:
    transfer = talk.transfer("water", "consult")
    talk.until(transfer, "talking")
    hold_by_the_phone(talk, "hold")
    until(lambda: talk.is_with_agent() and talk.phone.holds, "the phone holds the target")
    talk.seat.api.post(f"/transfers/{transfer}/cancel")
    talk.until(transfer, "cancelled")
    talk.hears()
    talk.until_state("held")
    if then == "unholds":
        hold_by_the_phone(talk, "unhold")
    else:
        talk.seat.hang_up(talk.phone)
        until(lambda: len(talk.seat.calls_from(talk.citizen)) == 2 and talk.is_with_agent(), "a person has the citizen")
    talk.until_state("talking")
    talk.hears(AGENT)
    talk.telephone.hang_up()
    talk.prove_over()


def test_nobody_is_taken_back_on_the_screen_from_a_hold_of_the_phone(talk: Talk) -> None:
    hold_by_the_phone(talk, "hold")
    talk.until_state("held")
    with pytest.raises(ApiError, match=r"409.*softphone"):
        talk.seat.api.post(f"/calls/{talk.call}/unhold")
    talk.seat.hang_up(talk.phone)
    talk.prove_over()


def test_a_hold_that_begins_or_ends_while_nobody_listens_is_known_afterwards(talk: Talk) -> None:
    for command, state in (("hold", "held"), ("unhold", "talking")):
        with talk.people.hotline.frozen_supervisor():
            talk.people.hotline.kill("cti")
            hold_by_the_phone(talk, command)
            talk.hears(*(() if command == "hold" else (AGENT,)))
        talk.until_state(state)
    talk.telephone.hang_up()
    talk.prove_over()


def test_what_the_citizen_hears_from_step_to_step(talk: Talk) -> None:
    """Music or the other party, within a second of each."""
    talk.hears(AGENT)
    ringing = talk.transfer("96302", "consult")
    talk.rung()
    talk.hears()
    talk.seat.api.post(f"/transfers/{ringing}/cancel")
    talk.until(ringing, "cancelled")
    talk.hears(AGENT)
    three = talk.transfer("water", "three_way")
    talk.until(three, "talking")
    talk.hears(AGENT, TARGET)
    talk.seat.api.post(f"/transfers/{three}/cancel")
    talk.until(three, "cancelled")
    talk.hears(AGENT)
    in_vain = talk.transfer("deaf", "blind")
    talk.hears()
    talk.until(in_vain, "returned")
    until(talk.is_with_agent, "the agent is back with the citizen")
    talk.hears(AGENT)
    talk.until_state("talking")
    consult = talk.transfer("water", "consult")
    talk.until(consult, "talking")
    talk.hears()
    talk.seat.api.post(f"/transfers/{consult}/complete")
    talk.until(consult, "completed")
    talk.hears(TARGET)
    talk.telephone.hang_up()
    talk.prove_over()
