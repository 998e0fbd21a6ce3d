"""一键转接: one key to the water company, and nobody is left alone on a line."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, Behaviour, Nudge, PhoneCall, Phones
from ops.phones.citizen import Citizens
from ops.phones.ports import Ports
from tests.parts.api import Api, ApiError, Document
from tests.parts.browser import Tab, browser, new_tab
from tests.parts.hotline import Hotline, running_hotline
from tests.parts.lines import SMALL
from tests.parts.people import PASSWORD, People, Seat
from tests.parts.sip.speech import alaw_speech
from tests.parts.wait import until

CONFIG = (
    SMALL
    + """
[[queues]]
name = "writing"
numbers = ["12346"]
greeting = ""
wrapup_s = 3

[[directory]]
key = "water"
name = "水务热线"
numbers = ["96300"]

[[directory]]
key = "power"
name = "供电"
numbers = ["96301", "96300"]
ring_s = 2

[[directory]]
key = "moved"
name = "已转移"
numbers = ["96307", "96300"]
ring_s = 2

[[directory]]
key = "deaf"
name = "无人接听"
numbers = ["96301", "96302"]
ring_s = 2

[[directory]]
key = "fire"
name = "火警"
numbers = ["119"]
emergency = true

[callback]
min_idle_s = "1d"
"""
)
LINES = {
    "96301": Behaviour(after_s=0.05, refuses=486),
    "96302": NEVER_PICKS_UP,
    "96303": Behaviour(after_s=0.05, refuses=603),
    "96304": Behaviour(after_s=0.05, refuses=503),
    "96305": Behaviour(after_s=0.5, refuses=486, announces=True),
    "96306": Behaviour(talks_s=0),
    "96307": Behaviour(after_s=0.05, refuses=302, moves_to="sip:12345@127.0.0.1"),
}
AGENT, TARGET = 500, 900  # the pitch of their voices
SOON_S = 1.0  # the citizen hears somebody or music so soon after each step
MODES = ("blind", "consult", "three_way")


@pytest.fixture(scope="module")
def hotline(workspace: Path, ports: Ports, far_end_port: int) -> Iterator[Hotline]:
    with running_hotline(workspace / "transfers", ports, CONFIG.format(port=far_end_port)) as running:
        yield running


@pytest.fixture(scope="module")
def speech(workspace: Path) -> str:
    """What agents say."""
    return alaw_speech(workspace, pitch=AGENT)


@pytest.fixture(scope="module")
def lines(hotline: Hotline, far_end_port: int, workspace: Path) -> Iterator[Phones]:
    """The telephones of the water company and the others."""
    phones = Phones(
        hotline.place("127.0.0.2"), ANSWERS, LINES, port=far_end_port, speech=alaw_speech(workspace, pitch=TARGET)
    )
    yield phones
    phones.stop()


class Talk:
    """A citizen who talks to an agent, and a line that they are sent to. Agents and lines speak without a pause."""

    def __init__(self, people: People, lines: Phones, speech: str) -> None:
        self.people, self._lines = people, lines
        self.seat: Seat = people.agent("hotline", speech=speech)
        self.citizen = people.new_number()
        self.ear = people.ear()
        self.telephone: Citizens = people.citizen("12345", caller=self.citizen, ear=self.ear)
        self.phone = self.seat.until_talking(self.citizen)
        self.call = people.call_in("talking", self.citizen)["id"]
        self._rung_before = len(lines.calls)

    def transfer(self, target: str, mode: str) -> str:
        begun = self.seat.api.post(f"/calls/{self.call}/transfers", {"target": target, "mode": mode})
        assert begun["state"] == "dialling"
        return str(begun["id"])

    def until(self, transfer: str, *states: str) -> Document:
        def found() -> Document | None:
            row: Document = self.people.admin.get(f"/transfers/{transfer}")
            return row if row["state"] in states else None

        try:
            return until(found, f"transfer {states}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.people.admin.get('/transfers/' + transfer)}") from None

    def rung(self) -> PhoneCall:
        """The telephone that rang last on the other side."""
        return until(lambda: self._lines.calls[self._rung_before :] or None, "a line that rings")[-1]

    def talking(self) -> PhoneCall:
        return until(lambda: ((line := self.rung()).is_talking and line) or None, "a line that talks")

    def now(self) -> Document:
        call: Document = self.people.admin.get(f"/calls/{self.call}")
        return call

    def until_state(self, state: str) -> Document:
        return until(lambda: ((call := self.now())["state"] == state and call) or None, f"the call {state}")

    def is_with_agent(self) -> bool:
        return any(call.is_talking for call in self.seat.calls)

    def prove_over(self, outcome: str = "answered") -> Document:
        """Everybody has hung up within two seconds; one call, one ticket, the agent free."""
        call = self.until_state("ended")
        self.prove_heard()
        asterisk = self.people.hotline.asterisk
        until(lambda: not asterisk.channels, f"no telephone left: {asterisk.channels}")
        assert call["outcome"] == outcome
        assert [one["id"] for one in self.calls()] == [self.call]
        assert len(self.people.admin.all("/tickets", caller=self.citizen)) == 1
        assert all(one["state"] not in ("dialling", "talking") for one in call["transfers"])
        if not self.seat.is_removed:
            until(lambda: self.seat.now["state"] == "ready", "the agent ready")
        return call

    def calls(self) -> list[Document]:
        return self.people.calls_of(self.citizen)

    def hears(self, *voices: int) -> None:
        """The citizen hears these, or else music, within a second."""
        self.ear.until_hears(voices, (AGENT, TARGET), SOON_S)

    def _left_at_s(self) -> float | None:
        call = self.telephone.call
        return call.hung_up_at_s or call.ended_at_s

    def prove_heard(self) -> None:
        """From the answer to the end the citizen heard music or somebody who spoke."""
        ended_at_s = until(self._left_at_s, "the end at the citizen's telephone")
        call = self.telephone.call
        assert call.answered_at_s
        gap_s = self.ear.longest_gap_s(call.answered_at_s, ended_at_s)
        silence_s = self.ear.longest_silence_s(call.answered_at_s, ended_at_s)
        assert (gap_s < SOON_S, silence_s < SOON_S) == (True, True), f"no sound for {gap_s:.2f}, {silence_s:.2f} s"


@pytest.fixture
def talk(people: People, lines: Phones, speech: str) -> Talk:
    return Talk(people, lines, speech)


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


def at_once(api: Api, *paths: str) -> list[bool]:
    """Which of these commands were taken that came at the same time; the others were conflicts."""

    def taken(path: str) -> bool:
        try:
            api.post(path)
        except ApiError as error:
            if error.status != 409:
                raise
            return False
        return True

    with ThreadPoolExecutor() as pool:
        return list(pool.map(taken, paths))


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


def hold_by_the_screen(talk: Talk, command: str) -> None:
    talk.seat.api.post(f"/calls/{talk.call}/{command}")


def hold_by_the_phone(talk: Talk, command: str) -> None:
    assert talk.seat.phone
    talk.seat.phone.nudge(talk.phone, Nudge.HOLD if command == "hold" else Nudge.UNHOLD)


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


class OutgoingTalk(Talk):
    """An agent who dialled a citizen, and a line that they are sent to."""

    def __init__(self, people: People, lines: Phones, dial: "Dial") -> None:
        self.people, self._lines = people, lines
        self.seat = people.agent("hotline")
        self.citizen = people.new_number()
        self.dialled = dial(self.seat, self.citizen, people)
        self.line = until(lambda: talking_at(lines, self.citizen), "the citizen talks")
        self.call = until(lambda: people.admin.all("/calls", agent=self.seat.username, state="talking"), "a talk")[0][
            "id"
        ]
        self._rung_before = len(lines.calls)

    def calls(self) -> list[Document]:
        return [one for one in self.people.admin.all("/calls", direction="outbound") if one["called"] == self.citizen]

    def prove_heard(self) -> None:
        """The citizen's telephone is a line, at which nobody listens."""

    def is_over_for_agent(self) -> bool:
        return self.dialled.call.ended_at_s is not None if self.dialled else not self.is_with_agent()


def talking_at(lines: Phones, number: str) -> PhoneCall | None:
    return next((line for line in lines.calls if line.called == number and line.is_talking), None)


def dial_on_the_screen(seat: Seat, number: str, people: People) -> None:
    seat.api.post("/calls", {"number": number, "ticket": None})


def dial_on_the_phone(seat: Seat, number: str, people: People) -> Citizens:
    return people.dials(seat, f"0086{number}")


def dial_on_the_phone_while_cti_is_dead(seat: Seat, number: str, people: People) -> Citizens:
    people.hotline.kill("cti")
    return people.dials(seat, number)


Dial = Callable[[Seat, str, People], Citizens | None]


@pytest.mark.parametrize("dial", [dial_on_the_screen, dial_on_the_phone, dial_on_the_phone_while_cti_is_dead])
def test_an_agent_dials_out_and_it_is_a_call_with_a_ticket(people: People, lines: Phones, dial: Dial) -> None:
    seat, citizen, waiting = people.agent("hotline"), people.new_number(), people.new_number()
    dial(seat, citizen, people)
    line = until(lambda: talking_at(lines, citizen), "they talk")
    (call,) = until(lambda: people.admin.all("/calls", agent=seat.username, state="talking"), "they talk")
    assert (call["direction"], call["caller"], call["called"]) == ("outbound", "12345", citizen)
    seat.until_state("talking")
    people.citizen("12345", caller=waiting)
    people.call_in("queued", waiting)
    assert not seat.calls_from(waiting)
    lines.hang_up(line)
    seat.until_talking(waiting)
    call = until(lambda: (one := people.admin.get(f"/calls/{call['id']}"))["state"] == "ended" and one, "it is over")
    assert (call["outcome"], call["agent"], call["caller"], call["called"]) == (
        *("answered", seat.username),
        *("12345", citizen),
    )
    assert [ticket["number"] for ticket in people.admin.all("/tickets", caller=citizen)] == [call["ticket"]]
    assert (people.hotline.settings.paths.recordings / call["recording"]).exists()
    people.until_balanced()


@pytest.mark.parametrize(
    ("dial", "mode", "end"),
    [
        (dial_on_the_screen, "consult", "complete"),
        (dial_on_the_screen, "blind", "returned"),
        (dial_on_the_phone, "three_way", "cancel"),
        (dial_on_the_phone, "blind", "returned"),
        (dial_on_the_phone, "consult", "failed"),
    ],
)
def test_a_citizen_whom_an_agent_dialled_is_transferred_like_any_other(
    people: People, lines: Phones, dial: Dial, mode: str, end: str
) -> None:
    talk = OutgoingTalk(people, lines, dial)
    transfer = talk.transfer({"returned": "96301", "failed": "96302"}.get(end, "water"), mode)
    if end == "failed":  # the agent hangs up while it rings
        assert talk.dialled
        talk.rung()
        talk.dialled.hang_up()
    elif end in ("complete", "cancel"):
        talk.until(transfer, "talking")
        talk.seat.api.post(f"/transfers/{transfer}/{end}")
    talk.until(transfer, "returned", "completed", "cancelled", "failed")
    if end == "complete":
        until(talk.is_over_for_agent, "the agent is free")
    elif mode == "blind" or end == "failed":
        until(talk.is_with_agent, "the agent's phone brings the citizen back")
    talk.until_state("talking")
    assert talk.line.is_talking
    lines.hang_up(talk.line)
    call = talk.prove_over()
    assert (call["direction"], call["called"], call["agent"]) == ("outbound", talk.citizen, talk.seat.username)
    people.until_balanced()


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


async def test_the_telephone_on_the_page_from_a_call_to_the_last_hang_up(
    people: People, lines: Phones, speech: str, tmp_path: Path
) -> None:
    talk = Talk(people, lines, speech)
    with browser(tmp_path / "profile") as chromium:
        async with new_tab(chromium) as tab:
            page = Page(tab, talk)
            await page.open()
            await page.press("#hold", then="#unhold")
            talk.hears()
            await page.press("#unhold", then="#hold")
            talk.hears(AGENT)
            hold_by_the_phone(talk, "hold")
            await tab.until("document.querySelector('#telephone-says').textContent.includes('请在话机上取回')")
            hold_by_the_phone(talk, "unhold")
            await tab.until(can_be_pressed("#hold"))
            await page.press("[data-key=water]", then="#complete")
            await page.press("#take-back", then="#hold")
            talk.hears(AGENT)
            await page.press("[value=three_way]", then="[data-key=water]")
            await page.press("[data-key=water]", then="#complete")
            talk.hears(AGENT, TARGET)
            await page.press("#take-back", then="#hold")
            await page.press("[value=blind]", then="#transfer-number")
            await tab.type_into("#transfer-number", "96301")
            await page.press("#transfer-form button:not([type])", then="#hold")
            await page.shows("#telephone-says", "占线，市民已回到您的通话")
            await tab.until(can_be_pressed("#hold"), 15)
            talk.hears(AGENT)
            await page.press("[data-key=water]", then="#complete")
            await page.press("#complete", then="#dial-number")
            talk.hears(TARGET)
            talk.telephone.hang_up()
            await tab.type_into("#dial-number", "96302")
            await page.press("#dial-form button", then="#hang-up")
            await page.shows("#call", "对方振铃")
            await page.press("#hang-up", then="#dial-number")
            assert tab.problems == []
    assert [one["state"] for one in talk.prove_over()["transfers"]] == [
        *("cancelled", "cancelled", "returned", "completed"),
    ]


REST_S = 0.7  # a click sooner after another is taken for the same one


class Page:
    """The agent's page, under somebody's hand."""

    def __init__(self, tab: Tab, talk: Talk) -> None:
        self._tab, self._talk = tab, talk

    async def open(self) -> None:
        await self._tab.size(1280, 1000)
        await self._tab.open(f"http://127.0.0.1:{self._talk.people.hotline.settings.http_port}/")
        await self._tab.until("document.querySelector('#login') && document.readyState === 'complete'")
        await self._tab.type_into("#username", self._talk.seat.username)
        await self._tab.type_into("#password", PASSWORD)
        await self._tab.click("#login button")
        await self._tab.until(can_be_pressed("#hold"))

    async def press(self, what: str, *, then: str) -> None:
        """Click, until something else can be pressed."""
        await asyncio.sleep(REST_S)
        await self._tab.until("!document.querySelector('#telephone').hasAttribute('aria-busy')")
        await self._tab.click(what)
        await self._tab.until(can_be_pressed(then), 15)

    async def shows(self, where: str, words: str) -> None:
        await self._tab.until(f"document.querySelector('{where}').textContent.includes('{words}')")


def can_be_pressed(what: str) -> str:
    found = f"document.querySelector('{what}')"
    return f"{found}?.checkVisibility() && !{found}.matches(':disabled')"


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
    until(lambda: not people.hotline.asterisk.channels, "no telephone left")
    people.until_balanced()
