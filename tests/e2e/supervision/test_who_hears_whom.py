"""A supervisor listens, whispers or barges in, and changes between them: who hears whom, and what the call stays."""

import time

import pytest

from tests.parts.api import ApiError
from tests.parts.supervision.listening import Listening, Talk
from tests.parts.wait import until

MODES = ("listen", "whisper", "barge")
ROLES = ("cti", "ivr", "callback", "agent_api")


def proves(talk: Talk, mode: str) -> None:
    """In a call of two."""
    talk.proves(s="ac", a="c" if mode == "listen" else "cs", c="as" if mode == "barge" else "a")


def proves_three(talk: Talk, mode: str) -> None:
    spoken = "s" if mode == "barge" else ""
    talk.proves(s="act", a="ct" if mode == "listen" else "cts", c="at" + spoken, t="ac" + spoken)


def test_each_change_of_mode_in_a_plain_call(talk: Talk) -> None:
    began = talk.supervise("listen")["began"]
    assert (began["call"], began["supervisor"], began["mode"]) == (talk.call, talk.at.boss.username, "listen")
    assert began["state"] == "ringing"
    proves(talk, "listen")
    changes = ("whisper", "barge", "listen", "barge", "whisper", "listen")
    for mode in changes:
        assert talk.change(mode)["mode"] == mode
        proves(talk, mode)
    assert talk.at.agent.api.get(f"/calls/{talk.call}")["supervisions"] == [], "agents do not learn of it"
    assert talk.boss.delete(f"/supervisions/{talk.supervision}")["state"] == "ended"
    assert talk.boss.delete(f"/supervisions/{talk.supervision}")["state"] == "ended"
    until(lambda: talk.at.boss.voice.idle, "the supervisor's telephone is down", 2)
    talk.proves(a="c", c="a")
    with pytest.raises(ApiError, match="409"):
        talk.change("barge")
    talk.citizen.hang_up()
    ended = talk.prove_over()
    assert (ended["agent"], ended["outcome"], len(ended["legs"])) == (talk.at.agent.username, "answered", 1)
    (told,) = ended["supervisions"]
    assert [one["mode"] for one in told["modes"]] == ["listen", *changes]
    looks = [one for one in talk.at.admin.all("/looks", subject=talk.call) if one["what"] == "supervision"]
    assert len(looks) == 1 + len(changes)


def test_a_call_that_the_agent_placed(rung_back: Talk) -> None:
    rung_back.supervise("listen")
    for mode in MODES:
        if mode != "listen":
            rung_back.change(mode)
        proves(rung_back, mode)
    rung_back.citizen.hang_up()
    ended = rung_back.prove_over()
    assert (ended["direction"], ended["outcome"], len(ended["legs"])) == ("outbound", "answered", 1)


def test_a_consultation_is_heard_and_the_waiting_citizen_is_not(talk: Talk) -> None:
    talk.supervise("barge")
    proves(talk, "barge")
    transfer = talk.transfer("consult")
    talk.proves(s="at", a="st", t="as", c="")
    talk.change("whisper")
    talk.proves(s="at", a="st", t="a", c="")
    talk.change("barge")
    talk.at.agent.api.post(f"/transfers/{transfer}/cancel")
    proves(talk, "barge")
    talk.citizen.hang_up()
    talk.prove_over()


def test_a_conference_of_three_and_what_comes_after_it(talk: Talk) -> None:
    talk.supervise("barge")
    transfer = talk.transfer("three_way")
    proves_three(talk, "barge")
    for mode in ("whisper", "listen", "barge"):
        talk.change(mode)
        proves_three(talk, mode)
    talk.at.agent.api.post(f"/transfers/{transfer}/complete")
    talk.until("ended")
    talk.proves(c="t", t="c")
    assert talk.at.boss.voice.idle, "who hears the agent goes with the agent"
    talk.citizen.hang_up()
    talk.prove_over()


def test_a_held_citizen_does_not_hear_the_supervisor(talk: Talk) -> None:
    talk.supervise("barge")
    talk.at.agent.api.post(f"/calls/{talk.call}/hold")
    talk.proves(c="", a="s")
    talk.at.agent.api.post(f"/calls/{talk.call}/unhold")
    proves(talk, "barge")
    talk.citizen.hang_up()
    talk.prove_over()


def test_every_role_killed_meanwhile(talk: Talk) -> None:
    """It goes on, follows the agent, and is known again afterwards; the end of the call ends it all the same."""
    talk.supervise("barge")
    hotline = talk.at.hotline
    with hotline.frozen_supervisor():
        for role in ROLES:
            hotline.kill(role)
        proves(talk, "barge")
    hotline.until_ready()
    proves(talk, "barge")
    assert (talk.now()["state"], talk.now()["mode"]) == ("joined", "barge")
    talk.change("whisper")
    proves(talk, "whisper")
    with hotline.frozen_supervisor():
        for role in ROLES:
            hotline.kill(role)
        talk.citizen.hang_up()
        until(lambda: talk.at.boss.voice.idle and not hotline.asterisk.channels, "everybody has hung up", 2)
    hotline.until_ready()
    ended = talk.prove_over()
    assert ended["outcome"] == "answered"


def test_the_recording_has_no_supervisor_and_the_account_balances(talk: Talk) -> None:
    began = time.time()
    talk.supervise("barge")
    proves(talk, "barge")
    until(lambda: time.time() > began + 2, "something to record")
    talk.citizen.hang_up()
    ended = talk.prove_over()
    assert talk.recorded(ended) == {"a", "c"}
    account = talk.at.admin.get("/accounting")
    assert account["balanced"]
    assert account["offered"] == account["tickets"]


def test_what_is_refused_says_why(listening: Listening) -> None:
    boss = listening.boss
    with listening.talk() as talk:
        other = listening.colleague
        talk.begin("listen")
        for who, why in ((boss.api, "leave it first"), (other.api, "supervises this call already")):
            with pytest.raises(ApiError, match=rf"409.*{why}"):
                who.post(f"/calls/{talk.call}/supervisions", {"mode": "listen"})
        boss.voice.until_talking()
        talk.until("joined")
        with pytest.raises(ApiError, match="403"):
            other.api.patch(f"/supervisions/{talk.supervision}", {"mode": "barge"})
        boss.api.delete(f"/supervisions/{talk.supervision}")
        other.voice.unregister()
        listening.until_phone(other, there=False)
        with pytest.raises(ApiError, match=r"409.*not registered"):
            other.api.post(f"/calls/{talk.call}/supervisions", {"mode": "listen"})
        with pytest.raises(ApiError, match=r"409.*no extension"):
            listening.admin.post(f"/calls/{talk.call}/supervisions", {"mode": "listen"})
        talk.citizen.hang_up()
        talk.prove_over()
        with pytest.raises(ApiError, match=r"409.*over"):
            boss.api.post(f"/calls/{talk.call}/supervisions", {"mode": "listen"})


def test_a_telephone_that_is_not_answered(talk: Talk) -> None:
    voice = talk.at.boss.voice
    voice.answers = False
    talk.begin("listen")
    voice.until_ringing()
    talk.change("barge")
    talk.boss.delete(f"/supervisions/{talk.supervision}")
    until(lambda: voice.idle, "it rings no more", 2)
    talk.begin("listen")
    voice.until_ringing()
    talk.change("whisper")
    voice.answer()
    assert talk.until("joined")["mode"] == "whisper"
    proves(talk, "whisper")
    talk.citizen.hang_up()
    talk.prove_over()
