"""A supervisor listens, whispers or barges in, and changes between them: who hears whom, and what the call stays."""

import pytest

from tests.parts.supervision.listening import Talk

MODES = ("listen", "whisper", "barge")
HEARD_BY = {"listen": "", "whisper": "a", "barge": "ac"}


def proves(talk: Talk, mode: str) -> None:
    """In a call of two."""
    heard_by = HEARD_BY[mode]
    talk.proves(s="ac", a="cs" if "a" in heard_by else "c", c="as" if "c" in heard_by else "a")


def test_each_change_of_mode_in_a_plain_call(talk: Talk) -> None:
    began = talk.supervise("listen")["began"]
    assert (began["call"], began["supervisor"], began["mode"]) == (talk.call, talk.at.boss.username, "listen")
    assert began["state"] == "ringing"
    proves(talk, "listen")
    for mode in ("whisper", "barge", "listen", "barge", "whisper", "listen"):
        assert talk.change(mode)["mode"] == mode
        proves(talk, mode)
    left = talk.boss.delete(f"/supervisions/{talk.supervision}")
    assert left["state"] == "ended"
    assert talk.at.boss.voice.idle
    talk.proves(a="c", c="a")
    talk.citizen.hang_up()
    ended = talk.prove_over()
    assert (ended["agent"], ended["outcome"]) == (talk.at.agent.username, "answered")
    assert len(ended["legs"]) == 1
    (told,) = ended["supervisions"]
    assert [one["mode"] for one in told["modes"]] == [
        "listen",
        "whisper",
        "barge",
        "listen",
        "barge",
        "whisper",
        "listen",
    ]


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_in_a_call_that_the_agent_placed(rung_back: Talk, mode: str) -> None:
    rung_back.supervise(mode)
    proves(rung_back, mode)
    rung_back.citizen.hang_up()
    rung_back.prove_over()
