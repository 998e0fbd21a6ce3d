"""What is in the recording: everybody to whom the citizen talked, for as long as they talked.

Citizen, agent and target speak without a pause, each a tone of a pitch of their own; the test listens to the file.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cti.upkeep.compressing import keep
from hotline.store.calls.recordings import Unkept
from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, Behaviour, Phones
from ops.phones.ports import Ports
from tests.parts.api import Document
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import People, Seat
from tests.parts.recording import voices_of_sides_s, voices_s
from tests.parts.sip.speech import alaw_speech
from tests.parts.wait import until

CONFIG = (
    SMALL
    + """
[[directory]]
key = "water"
name = "水务热线"
numbers = ["96300"]

[[directory]]
key = "deaf"
name = "无人接听"
numbers = ["96301"]

[[directory]]
key = "silent"
name = "无声"
numbers = ["96302"]

[callback]
min_idle_s = "1d"
"""
)
LINES = {"96301": Behaviour(after_s=0.05, refuses=486), "96302": NEVER_PICKS_UP}
AGENT, TARGET, CITIZEN, SECOND = 500, 900, 1300, 1700
VOICES = (AGENT, TARGET, CITIZEN, SECOND)
CITIZEN_DIALLED = TARGET  # lines speak alike
TALK_S = 2.5  # how long each two talk
NEARLY = 0.7  # the part of it that the file must hold


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "recordings", ports, CONFIG.format(port=far_end_port)) as running:
        yield running


@pytest.fixture(scope="module")
def speech(workspace: Path) -> dict[int, str]:
    return {pitch: alaw_speech(workspace, pitch=pitch) for pitch in VOICES}


@pytest.fixture(scope="module")
def lines(hotline: Hotline, far_end_port: int, speech: dict[int, str]) -> Iterator[Phones]:
    phones = Phones(hotline.place("127.0.0.2"), ANSWERS, LINES, port=far_end_port, speech=speech[TARGET])
    yield phones
    phones.stop()


class Talk:
    """A citizen and an agent who talk; agents, citizens who ring and lines speak without a pause."""

    def __init__(self, people: People, lines: Phones, speech: dict[int, str], *, dialled: bool = False) -> None:
        self.people, self.lines = people, lines
        self.seat: Seat = people.agent("hotline", speech=speech[AGENT])
        self.number = people.new_number()
        if dialled:
            self.call = self.seat.api.post("/calls", {"number": self.number})["id"]
            line = until(lambda: [one for one in lines.calls if one.called == self.number], "the citizen's line")[0]
            self._leave: Callable[[], None] = lambda: lines.hang_up(line)
        else:
            self._leave = people.citizen("12345", caller=self.number, speech=speech[CITIZEN]).hang_up
            self.call = people.call_in("talking", self.number)["id"]
        self.until_state("talking")
        self.goes_on()

    def goes_on(self) -> None:
        """They talk for a while."""
        time.sleep(TALK_S)

    def until_state(self, state: str) -> Document:
        def found() -> Document | None:
            call: Document = self.people.admin.get(f"/calls/{self.call}")
            return call if call["state"] == state else None

        return until(found, f"the call {state}")

    def transfer(self, target: str, mode: str, state: str) -> str:
        begun = str(self.seat.api.post(f"/calls/{self.call}/transfers", {"target": target, "mode": mode})["id"])
        until(lambda: self.people.admin.get(f"/transfers/{begun}")["state"] == state, f"a transfer {state}")
        return begun

    def complete(self, transfer: str) -> None:
        self.seat.api.post(f"/transfers/{transfer}/complete")
        until(lambda: self.people.admin.get(f"/transfers/{transfer}")["state"] == "completed", "it is completed")

    def end(self) -> dict[int, float]:
        """The citizen hangs up; the seconds of each voice in the recording."""
        self._leave()
        call = self.until_state("ended")
        asterisk = self.people.hotline.asterisk
        until(lambda: not asterisk.channels, "no telephone left")
        self.wav = self.people.hotline.settings.paths.recordings / call["recording"]
        return voices_s(self.wav, VOICES)

    def prove_sides(self, said: Iterable[int], heard: Iterable[int]) -> None:
        """Compressed, the citizen's own voice is on the left alone, all that they hear on the right."""
        folder = self.people.hotline.settings.paths.recordings
        one = Unkept(id=self.call, recording=str(self.wav.relative_to(folder)))
        kept = keep(folder, one, datetime.now(UTC))
        left, right = voices_of_sides_s(folder / kept.file, VOICES)
        wanted = dict.fromkeys(said, NEARLY * TALK_S), dict.fromkeys(heard, NEARLY * TALK_S)
        for side, voices in zip((left, right), wanted, strict=True):
            assert all(side[voice] > voices[voice] if voice in voices else side[voice] == 0 for voice in VOICES), (
                left,
                right,
            )

    def prove(self, *voices: int) -> None:
        """Each was heard for nearly as long as they talked; who is named twice for twice as long."""
        heard = self.end()
        wanted = {voice: voices.count(voice) * NEARLY * TALK_S for voice in voices}
        assert all(heard[voice] > length_s for voice, length_s in wanted.items()), (heard, wanted)


@pytest.fixture
def talk(people: People, lines: Phones, speech: dict[int, str]) -> Talk:
    return Talk(people, lines, speech)


@pytest.mark.parametrize("mode", ["blind", "consult", "three_way"])
def test_the_target_is_in_the_recording(talk: Talk, mode: str) -> None:
    transfer = talk.transfer("water", mode, "completed" if mode == "blind" else "talking")
    if mode == "consult":
        talk.complete(transfer)
    talk.goes_on()
    talk.prove(AGENT, TARGET)
    talk.prove_sides(said=[CITIZEN], heard=[AGENT, TARGET])


def test_what_agent_and_target_say_while_the_citizen_hears_music_is_not(talk: Talk) -> None:
    talk.transfer("water", "consult", "talking")
    talk.goes_on()
    heard = talk.end()
    assert (heard[AGENT] > NEARLY * TALK_S, heard[TARGET]) == (True, 0), heard


def test_the_agent_to_whom_the_citizen_returns_is(talk: Talk) -> None:
    talk.transfer("deaf", "blind", "returned")
    talk.until_state("talking")
    talk.goes_on()
    talk.transfer("water", "consult", "talking")
    talk.goes_on()
    heard = talk.end()
    assert (heard[AGENT] > 2 * NEARLY * TALK_S, heard[TARGET]) == (True, 0), heard
    talk.prove_sides(said=[CITIZEN], heard=[AGENT])


def test_the_agent_who_takes_the_citizen_back_from_a_hold_is(talk: Talk) -> None:
    talk.seat.api.post(f"/calls/{talk.call}/hold")
    talk.until_state("held")
    talk.seat.api.post(f"/calls/{talk.call}/unhold")
    talk.until_state("talking")
    talk.goes_on()
    talk.prove(AGENT, AGENT)


def test_the_next_agent_is_when_the_first_has_gone(talk: Talk, speech: dict[int, str]) -> None:
    transfer = talk.transfer("silent", "consult", "dialling")
    until(lambda: [one for one in talk.lines.calls if one.called == "96302"], "it rings")
    talk.people.agent("hotline", speech=speech[SECOND])
    talk.seat.hang_up(talk.seat.calls[0])
    until(lambda: talk.people.admin.get(f"/transfers/{transfer}")["state"] == "failed", "it has failed")
    talk.until_state("talking")
    talk.goes_on()
    talk.prove(AGENT, SECOND)


def test_a_citizen_whom_an_agent_dialled_and_their_target_are(
    people: People, lines: Phones, speech: dict[int, str]
) -> None:
    talk = Talk(people, lines, speech, dialled=True)
    talk.transfer("water", "blind", "completed")
    talk.goes_on()
    talk.prove(AGENT, CITIZEN_DIALLED, TARGET)
    talk.prove_sides(said=[CITIZEN_DIALLED], heard=[AGENT, TARGET])
