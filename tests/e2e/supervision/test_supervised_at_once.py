"""Two people act in the same instant while a supervisor is in a call, or is about to be: nobody is left alone on a
line, and nobody is heard who should not be."""

import os
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.parts.api import ApiError
from tests.parts.supervision.listening import Listening, Talk
from tests.parts.wait import until

TOLD = 12 if os.environ.get("HOTLINE_TEST_LONG") == "1" else 2  # times


def at_once(*acts: Callable[[], object]) -> None:
    """Any of them first, by 0 to 80 ms. An act that comes too late is refused; that is right."""

    def act(one: Callable[[], object], after_s: float) -> None:
        time.sleep(after_s)
        try:
            one()
        except ApiError as error:
            if error.status not in (404, 409):
                raise

    delays = [0.0, random.choice((0.0, 0.005, 0.02, 0.08))]
    random.shuffle(delays)
    with ThreadPoolExecutor() as pool:
        for done in [pool.submit(act, one, delay) for one, delay in zip(acts, delays, strict=True)]:
            done.result()


@pytest.fixture(params=range(TOLD))
def ringing(listening: Listening, talk: Talk) -> Talk:
    """The supervisor's telephone rings."""
    listening.boss.voice.answers = False
    talk.begin("barge")
    listening.boss.voice.until_ringing()
    return talk


@pytest.fixture(params=range(TOLD))
def joined(talk: Talk) -> Talk:
    talk.supervise("listen")
    return talk


def test_the_citizen_leaves_as_the_supervisor_answers(ringing: Talk) -> None:
    at_once(ringing.citizen.hang_up, ringing.at.boss.voice.answer)
    ringing.at.boss.voice.answer()
    ringing.prove_over()


def test_the_agent_sends_the_citizen_away_as_the_supervisor_answers(ringing: Talk) -> None:
    body = {"target": "water", "mode": "blind"}
    agent = ringing.at.agent.api
    at_once(lambda: agent.post(f"/calls/{ringing.call}/transfers", body), ringing.at.boss.voice.answer)
    ringing.at.boss.voice.answer()
    ringing.until("ended")
    ringing.proves(c="t", t="c")
    assert ringing.at.boss.voice.idle
    ringing.citizen.hang_up()
    ringing.prove_over()


def test_the_agent_consults_as_the_supervisor_answers(ringing: Talk) -> None:
    at_once(lambda: ringing.transfer("consult"), ringing.at.boss.voice.answer)
    ringing.at.boss.voice.answer()
    ringing.until("joined")
    ringing.proves(s="at", a="st", t="as", c="")
    ringing.citizen.hang_up()
    ringing.prove_over()


def test_the_mode_changes_as_the_citizen_leaves(joined: Talk) -> None:
    at_once(lambda: joined.change("barge"), joined.citizen.hang_up)
    joined.prove_over()


def test_the_mode_changes_as_the_supervisor_leaves(joined: Talk) -> None:
    at_once(lambda: joined.change("barge"), joined.at.boss.voice.hang_up)
    joined.until("ended")
    joined.proves(c="a", a="c")
    joined.citizen.hang_up()
    joined.prove_over()


def test_the_mode_changes_as_the_agent_consults(joined: Talk) -> None:
    at_once(lambda: joined.change("barge"), lambda: joined.transfer("consult"))
    until(lambda: joined.now()["mode"] == "barge", "barge")
    joined.proves(s="at", a="st", t="as", c="")
    joined.citizen.hang_up()
    joined.prove_over()


def test_two_modes_at_once(joined: Talk) -> None:
    at_once(lambda: joined.change("barge"), lambda: joined.change("whisper"))
    mode = str(joined.now()["mode"])
    joined.proves(s="ac", a="cs", c="as" if mode == "barge" else "a")
    joined.citizen.hang_up()
    joined.prove_over()


def test_a_call_is_ended_for_everybody_as_the_supervisor_answers(ringing: Talk) -> None:
    end = {"reason": "test of the end"}
    at_once(lambda: ringing.boss.post(f"/calls/{ringing.call}/end", end), ringing.at.boss.voice.answer)
    ringing.prove_over()
