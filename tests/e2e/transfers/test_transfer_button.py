"""The transfer button of an agent's telephone: whatever it asks for and does next, the citizen is with somebody."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, Behaviour, Nudge, Phones
from ops.phones.ports import Ports
from tests.parts.api import Document
from tests.parts.asterisk import Asterisk
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import People
from tests.parts.recording import voices_s
from tests.parts.sip.speech import alaw_speech
from tests.parts.transfers.keyed import KeyedTalk
from tests.parts.wait import until

CONFIG = (
    SMALL
    + """
[[directory]]
key = "water"
name = "水务热线"
numbers = ["96300"]
code = "11"

[[directory]]
key = "fire"
name = "火警"
numbers = ["119"]
emergency = true
code = "19"

[callback]
min_idle_s = "1d"
"""
)
LINES = {"96301": Behaviour(after_s=0.05, refuses=486), "96302": NEVER_PICKS_UP}
TARGET = 900  # the pitch of the lines outside
TALK_S = 0.6  # how long they talk to the citizen, at least half of which is in the recording


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "button", ports, CONFIG.format(port=far_end_port)) as running:
        yield running


@pytest.fixture(scope="module")
def lines(hotline: Hotline, far_end_port: int, workspace: Path) -> Iterator[Phones]:
    speech = alaw_speech(workspace, pitch=TARGET)
    phones = Phones(hotline.place("127.0.0.2"), ANSWERS, LINES, port=far_end_port, speech=speech)
    yield phones
    phones.stop()


class Talk(KeyedTalk):
    """A citizen who talks to an agent whose telephone has a transfer button."""

    def heard_s(self) -> float:
        """How long the recording holds the line outside."""
        return voices_s(self.people.hotline.settings.paths.recordings / self.now()["recording"], [TARGET])[TARGET]


@pytest.fixture
def talk(people: People, lines: Phones) -> Iterator[Talk]:
    with ExitStack() as stack:
        yield Talk(people, lines, stack)


@pytest.mark.parametrize(("to", "target"), [("96300", "96300"), ("11", "water")])
def test_a_blind_transfer_is_one_of_ours(talk: Talk, to: str, target: str) -> None:
    talk.phone.transfer(to)
    line = talk.talking()
    told = talk.until("completed")
    assert (told["mode"], told["target"], told["agent"]) == ("blind", target, talk.seat.username)
    talk.until_state("talking")
    time.sleep(TALK_S)
    talk.lines.hang_up(line)
    talk.prove_over()
    assert talk.heard_s() > TALK_S / 2


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("96301", "busy"),
        ("12345", "not_allowed"),
        ("0016502530000", "not_allowed"),
    ],
)
def test_who_is_not_reached_brings_the_citizen_back(talk: Talk, to: str, reason: str) -> None:
    talk.phone.transfer(to)
    told = talk.until("returned")
    assert (told["mode"], told["reason"]) == ("blind", reason)
    until(lambda: talk.phone.rang == 2 and talk.phone.talks, "the agent's telephone brings the citizen back")
    talk.until_state("talking")
    talk.telephone.hang_up()
    talk.prove_over()


@pytest.mark.parametrize(("to", "target"), [("119", "119"), ("19", "fire")])
def test_an_emergency_desk_gets_the_citizen_and_their_number(talk: Talk, to: str, target: str) -> None:
    talk.phone.transfer(to)
    line = talk.talking()
    assert (line.called, line.identity) == ("119", talk.citizen)
    assert talk.until("completed")["target"] == target
    talk.until_state("talking")
    talk.lines.hang_up(line)
    talk.prove_over()


@pytest.mark.parametrize("who", ["citizen", "target"])
def test_two_calls_of_the_agent_are_joined(talk: Talk, who: str) -> None:
    second = talk.phone.dial("96300")
    line = talk.talking()
    (consult,) = until(lambda: talk.people.admin.all("/calls", agent=talk.seat.username, direction="outbound"), "it")
    talk.phone.transfer("96300", second)
    told = talk.until("completed")
    assert (told["mode"], told["target"], told["agent"]) == ("consult", "96300", talk.seat.username)
    until(lambda: talk.people.admin.get(f"/calls/{consult['id']}")["state"] == "ended", "the agent's own call is over")
    talk.until_state("talking")
    talk.seat.until_state("ready")
    time.sleep(TALK_S)
    if who == "citizen":
        talk.telephone.hang_up()
    else:
        talk.lines.hang_up(line)
    talk.prove_over()
    assert talk.heard_s() > TALK_S / 2


def test_the_extension_of_a_colleague_sends_the_citizen_to_them(talk: Talk, people: People) -> None:
    colleague = people.agent("hotline", state="paused")
    talk.phone.transfer(colleague.extension)
    told = talk.until("completed")
    assert (told["mode"], told["target"]) == ("blind", f"agent:{colleague.username}")
    assert colleague.screen.wait_for("call.ringing")["transfer"]["agent"] == talk.seat.username
    assert talk.until_state("talking")["agent"] == colleague.username
    colleague.api.post(f"/calls/{talk.call}/hangup")
    talk.prove_over()


def test_a_call_to_a_colleague_is_joined(talk: Talk, people: People) -> None:
    colleague = people.agent("hotline", state="paused")
    second = talk.phone.dial(colleague.extension)
    talk.phone.transfer(colleague.extension, second)
    talk.until("completed")
    call = talk.until_state("talking")
    assert [leg["agent"] for leg in call["legs"]] == [talk.seat.username, colleague.username]
    assert call["agent"] == colleague.username
    assert [one["target"] for one in call["transfers"]] == [f"agent:{colleague.username}"]
    colleague.screen.wait_for("call.answered")
    talk.telephone.hang_up()
    assert talk.prove_over()["agent"] == colleague.username


class Instant:
    """The one between picking up and being in a bridge, which lasts until it is over."""

    _LOOP = ("Wait(0.05)", "GotoIf($[0${MEET}=0]?4)", "Return()")

    def __init__(self, asterisk: Asterisk) -> None:
        self._asterisk = asterisk
        asterisk.cli("dialplan set global MEET 0")
        for priority, does in enumerate(self._LOOP, start=4):
            asterisk.cli(f"dialplan add extension s,{priority},{does} into hotline-reached replace")

    def until_picked_up(self) -> None:
        until(lambda: "!Wait!" in self._asterisk.cli("core show channels concise"), "somebody who has picked up")

    def is_over(self) -> None:
        self._asterisk.cli("dialplan set global MEET 1")


@pytest.fixture
def instant(hotline: Hotline) -> Iterator[Instant]:
    yield Instant(hotline.asterisk)
    hotline.asterisk.cli("dialplan reload")


def own_call(talk: Talk) -> Document:
    """The agent's own call to the target: the newest, since nobody has talked in it whom it could be found by."""
    return until(lambda: talk.people.admin.all("/calls", direction="outbound"), "it")[0]


def test_who_picks_up_in_the_instant_in_which_the_calls_are_joined_has_the_citizen(
    talk: Talk, instant: Instant
) -> None:
    second = talk.phone.dial("96300", to="ringing")
    instant.until_picked_up()
    talk.phone.transfer("96300", second)
    talk.until("dialling")
    instant.is_over()
    assert talk.until("completed")["mode"] == "consult"
    talk.until_state("talking")
    own_call_ended(talk, "answered")
    time.sleep(TALK_S)
    talk.telephone.hang_up()
    talk.prove_over()
    assert talk.heard_s() > TALK_S / 2


def handed_over_while_it_rings(talk: Talk) -> None:
    """The transfer is there, and the citizen waits in it, before anything becomes of it."""
    second = talk.phone.dial("96302", to="ringing")
    talk.phone.transfer("96302", second)
    told = talk.until("dialling")
    assert (told["mode"], told["target"], told["agent"]) == ("consult", "96302", talk.seat.username)
    talk.until_state("held")


def own_call_ended(talk: Talk, outcome: str) -> None:
    until(lambda: own_call(talk)["state"] == "ended", "the end of the agent's own call")
    assert own_call(talk)["outcome"] == outcome


def test_who_only_rings_when_the_calls_are_joined_does_not_lose_the_citizen(talk: Talk) -> None:
    rung_before = talk.phone.rang
    handed_over_while_it_rings(talk)
    talk.lines.nudge(talk.rung(), Nudge.REFUSE)
    told = talk.until("returned")
    assert (told["mode"], told["reason"]) == ("consult", "busy")
    until(lambda: talk.phone.rang > rung_before and talk.phone.talks, "the agent's telephone brings the citizen back")
    talk.until_state("talking")
    own_call_ended(talk, "failed")
    talk.telephone.hang_up()
    talk.prove_over()


def test_who_rings_when_the_calls_are_joined_answers_the_citizen(talk: Talk) -> None:
    handed_over_while_it_rings(talk)
    talk.lines.answer(talk.rung())
    talk.until("completed")
    talk.until_state("talking")
    own_call_ended(talk, "answered")
    time.sleep(TALK_S)
    talk.telephone.hang_up()
    talk.prove_over()
    assert talk.heard_s() > TALK_S / 2


def test_a_citizen_who_leaves_while_it_rings_after_the_calls_were_joined_ends_it(talk: Talk) -> None:
    handed_over_while_it_rings(talk)
    talk.telephone.hang_up()
    assert talk.until("failed")["reason"] == "citizen_left"
    talk.prove_over()
