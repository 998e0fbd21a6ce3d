"""Citizens of mixed fate who ring while something breaks, and the demand that not one of them is lost.

What became of each citizen is known from the telephones alone: whoever an agent's telephone talked to was answered,
everybody else was missed. Against that stand the journal, the calls, the tickets and the wall.
"""

import wave
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice

from asterisk_conf.render import LANGUAGE
from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, Behaviour
from ops.phones.citizen import CitizenCall, Citizens, Dialling, Fate
from ops.phones.sipp import SippError
from tests.parts.api import Document
from tests.parts.room import Room
from tests.parts.wait import until

_GREETING = "welcome"
LINES = {"served": "12345", "greeted": "12301", "abandoned": "12302", "unheard": "12303", "held": "12304"}
"""Name of the line: the number dialled. Nobody sits at `abandoned`, nobody picks up at `unheard`, talks at `held` last
as long as the citizen likes."""

CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:5070"
channels = 2000
reserve_inbound = 2000

[callback]
min_idle_s = "1d"
""" + "".join(
    f"""
[[queues]]
name = "{line}"
numbers = ["{number}"]
greeting = "{_GREETING if line == "greeted" else ""}"
max_waiting = 2000
max_wait_s = 3600
ring_s = 60
wrapup_s = 0
"""
    for line, number in LINES.items()
)

ANSWERED = frozenset({"answered"})
MISSED = frozenset({"greeting", "queue", "ringing", "full", "empty", "timeout", "down"})

# Asterisk waits at most so long for a telephone's first sound when it has answered; these telephones say nothing.
_FIRST_SOUND_S = 0.5
# A telephone that hung up within this time of a step of Asterisk's cannot know on which side of it Asterisk heard so.
_MOMENT_S = 0.25

_SERVED = ("served", Fate(stays_s=120))
_GREETED = ("greeted", Fate(stays_s=0.5))
_ABANDONED = ("abandoned", Fate(stays_s=2))
_UNHEARD = ("unheard", Fate(stays_s=1.5))
_STORIES = (_SERVED, _UNHEARD, _SERVED, _GREETED, _SERVED, _ABANDONED, _SERVED, _UNHEARD, _SERVED, _ABANDONED)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the hotline must tell of one citizen: `ways` in which it may have ended, as `outcome` or `missed_in`."""

    citizen: CitizenCall
    ways: frozenset[str]


class Staff:
    """The agents of all lines, at their desks for as long as the room is open."""

    def __init__(self, room: Room, *, served: int = 8, held: int = 2) -> None:
        self._room = room
        self._ready = served + held + 1
        _, self.served = room.crew("served", served, Behaviour(after_s=0.1, talks_s=0.6))
        _, self.held = room.crew("held", held, ANSWERS)
        _, self.unheard = room.crew("unheard", 1, NEVER_PICKS_UP)

    def until_ready(self) -> None:
        """All of them can be rung, and nobody else is on the line."""

        def all_ready() -> bool:
            wall = self._room.admin.get("/wall")
            return is_idle(wall) and bool(wall["agents"]["ready"] == self._ready)

        try:
            until(all_ready, "agents who are ready", 30)
        except AssertionError as error:
            raise AssertionError(f"{error} {self._room.admin.get('/wall')}") from None


class Traffic:
    """`count` citizens at `rate` a second, of all fates; half of them are to be served."""

    def __init__(self, room: Room, staff: Staff, *, count: int, rate: float) -> None:
        self.began = datetime.now(UTC)
        self._staff = staff
        self._greeting_s = _length_s(room)
        stories = list(islice(cycle(_STORIES), count))
        self._lines = [line for line, _ in stories]
        self._citizens = room.citizens(
            [Dialling(caller=room.new_number(), dials=LINES[line], fate=fate) for line, fate in stories], rate=rate
        )

    @property
    def citizens(self) -> list[CitizenCall]:
        return self._citizens.calls

    @property
    def rung(self) -> int:
        """How many citizens have dialled so far."""
        return sum(citizen.called_at_s is not None for citizen in self.citizens)

    def until_rung(self, count: int) -> None:
        until(lambda: self.rung >= count, f"{count} citizens who have dialled", 60)

    def end(self, timeout_s: float = 60.0) -> None:
        """Every citizen has put the receiver down. Who still holds a dead line is told to, and in the end unplugged:
        the proof is of the hotline, not of the telephone."""
        try:
            self._citizens.wait(timeout_s / 2)
        except SippError:
            self.hang_up(citizen for citizen in self.citizens if citizen.call_id)
            try:
                self._citizens.wait(timeout_s / 2)
            except SippError:
                self._citizens.stop()

    def hang_up(self, citizens: Iterable[CitizenCall]) -> None:
        """These give up, as people do when a line has gone dead."""
        positions = {citizen.caller: position for position, citizen in enumerate(self.citizens)}
        for citizen in citizens:
            if citizen.ended_at_s is None:
                self._citizens.hang_up(positions[citizen.caller])

    def talked(self) -> dict[str, float]:
        """Since when each citizen talked with an agent, by the agents' telephones: Unix time by caller."""
        return {call.caller: call.talking_at_s for call in self._staff.served.calls if call.talking_at_s}

    def told(self, *, unlucky: bool = False) -> list[Told]:
        """What must be told of each. Unless Asterisk was `unlucky` in between, all who are to be answered are, and who
        was missed was missed where their telephones say."""
        talked = self.talked()
        missed = (lambda *_: MISSED) if unlucky else self._missed_in
        return [
            Told(citizen=citizen, ways=ANSWERED if citizen.caller in talked else missed(line, citizen))
            for citizen, line in zip(self.citizens, self._lines, strict=True)
        ]

    def _missed_in(self, line: str, citizen: CitizenCall) -> frozenset[str]:
        """By the telephones' clocks. One way, but for who left within a moment of a step."""
        match line:
            case "greeted":
                return _reached(citizen, self._greeting_s, frozenset({"empty"}))
            case "abandoned":
                return _reached(citizen, 0.0, frozenset({"empty"}))
            case "unheard":
                return _reached(citizen, 0.0, self._unheard(citizen))
        return frozenset()  # whoever was to be served had to be answered

    def _unheard(self, citizen: CitizenCall) -> frozenset[str]:
        """The one phone of that line rang for them until they left, or never did."""
        calls, left_at_s = self._staff.unheard.calls, citizen.hung_up_at_s or 0.0
        if any(call.caller == citizen.caller for call in calls):
            return frozenset({"ringing"})
        if any(0 <= left_at_s - (call.ended_at_s or 0.0) < _MOMENT_S for call in calls):
            return frozenset({"queue", "ringing"})  # it was about to
        return frozenset({"queue"})


def _reached(citizen: CitizenCall, queue_s: float, then: frozenset[str]) -> frozenset[str]:
    """Where somebody was missed who comes into a queue `queue_s` after the answer or up to _FIRST_SOUND_S later."""
    if citizen.answered_at_s is None:
        return frozenset({"greeting"})
    stayed_s = citizen.stayed_s
    if stayed_s is None or stayed_s > queue_s + _FIRST_SOUND_S + _MOMENT_S:
        return then
    return frozenset({"greeting"}) if stayed_s < queue_s - _MOMENT_S else frozenset({"greeting", "queue"}) | then


def _length_s(room: Room) -> float:
    """How long the greeting is heard."""
    settings = room.hotline.settings
    with wave.open(str(settings.paths.sounds / LANGUAGE / f"{_GREETING}.wav")) as sound:
        return float(sound.getnframes() / sound.getframerate())


class Standing:
    """Two citizens who talk and two who wait, from before the fault until after it: the wall must find them again."""

    def __init__(self, room: Room, staff: Staff) -> None:
        self._room = room
        self.began = datetime.now(UTC)
        self.talking = self._ring(room)
        callers = {citizen.caller for citizen in self.talking.calls}
        until(lambda: callers <= {call.caller for call in staff.held.calls if call.is_talking}, "two who talk")
        self.waiting = self._ring(room)
        until(self.is_shown, "a wall with two who talk and two who wait")

    @staticmethod
    def _ring(room: Room) -> Citizens:
        return room.citizens([Dialling(caller=room.new_number(), dials=LINES["held"], fate=Fate()) for _ in range(2)])

    def is_shown(self) -> bool:
        """The wall is fresh and has them, whoever else rings."""
        wall = self._room.admin.get("/wall")
        line = next((queue for queue in wall["queues"] if queue["name"] == "held"), None)
        return bool(wall["fresh"] and line and (line["talking"], line["waiting"]) == (2, 2))

    def end(self, *, missed: frozenset[str] = frozenset({"queue", "ringing"})) -> list[Told]:
        """They hang up, those who wait first; what must be told of them."""
        told = []
        for citizens, ways in ((self.waiting, missed), (self.talking, ANSWERED)):
            citizens.hang_up_all()
            told += [Told(citizen=citizen, ways=ways) for citizen in citizens.wait(10)]
        return told


def prove(room: Room, began: datetime, told: Sequence[Told], *, within_s: float = 30.0) -> dict[str, Document]:
    """Nobody is on the line any more; journal, calls and tickets tell of just these citizens, each once and truly; and
    the wall is idle. Gives the calls by caller.
    """
    until(lambda: not room.admin.all("/calls", state="live"), "the end of all calls", within_s)

    def counted() -> Document | None:
        figures: Document = room.admin.get("/accounting", from_=began.isoformat())
        return figures if figures["journal"] == figures["offered"] == len(told) else None

    try:
        figures = until(counted, f"{len(told)} calls in the journal and in SQL", within_s)
    except AssertionError as error:
        raise AssertionError(f"{error} {room.admin.get('/accounting', from_=began.isoformat())}") from None
    assert figures["balanced"], figures
    assert (figures["tickets"], figures["unknown"], figures["live"]) == (len(told), 0, 0), figures

    calls = room.admin.all("/calls", from_=began.isoformat(), direction="inbound")
    rang = Counter(call["caller"] for call in calls)
    assert rang == Counter(one.citizen.caller for one in told), "lost or doubled"
    by_caller = {call["caller"]: call for call in calls}
    wrong = [
        (how_it_ended(by_caller[one.citizen.caller]), set(one.ways), by_caller[one.citizen.caller], one.citizen)
        for one in told
        if how_it_ended(by_caller[one.citizen.caller]) not in one.ways
    ]
    assert not wrong, f"{len(wrong)} told wrongly: {wrong[:10]}"
    tickets = {call["ticket"] for call in calls}
    assert len(tickets) == len(calls)
    assert tickets == {ticket["number"] for ticket in room.admin.all("/tickets", from_=began.isoformat())}
    until(lambda: is_idle(room.admin.get("/wall")), "an idle wall")
    return by_caller


def prove_times(told: Sequence[Told], calls: Mapping[str, Document], slack_s: float = 1.0) -> float:
    """The calls began and ended when the telephones say so, within `slack_s`; gives the greatest difference."""
    worst_s = 0.0
    for one in told:
        call = calls[one.citizen.caller]
        for moment, seen_s in (("started_at", one.citizen.called_at_s), ("ended_at", one.citizen.ended_at_s)):
            assert seen_s is not None
            worst_s = max(worst_s, abs(unix(call[moment]) - seen_s))
            assert worst_s <= slack_s, (moment, seen_s, call)
    return worst_s


def how_it_ended(call: Document) -> str:
    return str(call["missed_in"] or call["outcome"])


def unix(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def is_idle(wall: Document) -> bool:
    return bool(wall["fresh"] and wall["waiting"] == 0 and wall["talking"] == 0)
