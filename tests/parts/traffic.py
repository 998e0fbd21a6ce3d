"""Citizens of mixed fate who ring while something breaks, and the demand that not one of them is lost.

What became of each citizen is known from the telephones alone: whoever an agent's telephone talked to was answered,
everybody else was missed. Against that stand the journal, the calls, the tickets and the wall.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice

from ops.phones.agent import ANSWERS, NEVER_PICKS_UP, Behaviour
from ops.phones.citizen import CitizenCall, Citizens, Dialling, Fate
from ops.phones.sipp import SippError
from tests.parts.api import Document
from tests.parts.room import Room
from tests.parts.wait import until

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
greeting = "{"welcome" if line == "greeted" else ""}"
max_waiting = 2000
max_wait_s = 3600
ring_s = 60
wrapup_s = 0
"""
    for line, number in LINES.items()
)

ANSWERED = frozenset({"answered"})
MISSED = frozenset({"greeting", "queue", "ringing", "full", "empty", "timeout", "down"})

_SERVED = ("served", Fate(stays_s=120), ANSWERED)
# Where they are missed when the machine has time for them; when it has not, they may be a step further or behind.
_GREETED = ("greeted", Fate(stays_s=0.5), frozenset({"greeting", "queue", "empty"}))
_ABANDONED = ("abandoned", Fate(stays_s=2), frozenset({"greeting", "queue", "empty"}))
_UNHEARD = ("unheard", Fate(stays_s=1.5), frozenset({"greeting", "queue", "ringing"}))
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
        room.crew("unheard", 1, NEVER_PICKS_UP)

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
        self._phones = staff.served
        stories = list(islice(cycle(_STORIES), count))
        self._ways = [ways for _, _, ways in stories]
        self._citizens = room.citizens(
            [Dialling(caller=room.new_number(), dials=LINES[line], fate=fate) for line, fate, _ in stories], rate=rate
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
        return {call.caller: call.talking_at_s for call in self._phones.calls if call.talking_at_s}

    def told(self, *, unlucky: bool = False) -> list[Told]:
        """What must be told of each. Unless Asterisk was `unlucky` in between, all who are to be answered are."""
        talked = self.talked()
        return [
            Told(citizen=citizen, ways=ANSWERED if citizen.caller in talked else MISSED if unlucky else ways - ANSWERED)
            for citizen, ways in zip(self.citizens, self._ways, strict=True)
        ]


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
    assert not wrong, f"{len(wrong)} told wrongly: {wrong[:3]}"
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
