"""Citizens with various fates who call while something breaks, and the check that none of them is lost.

The expected result for each citizen is known from the telephones alone: citizens whom an agent's telephone talked to
were answered, all others were missed. The journal, calls, tickets and wall are compared with that.
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
from tests.parts.people import People
from tests.parts.wait import until

_GREETING = "welcome"
LINES = {"served": "12345", "greeted": "12301", "abandoned": "12302", "unheard": "12303", "held": "12304"}
"""Name of the line: the number dialled. `abandoned` has no agents, at `unheard` nobody answers, at `held` the citizen
decides how long the conversation lasts.
"""

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

# How long Asterisk may wait for a telephone's first RTP after answering; these telephones send none.
_FIRST_SOUND_S = 0.5
# A telephone that hung up this close to one of Asterisk's steps cannot tell on which side of it Asterisk noticed.
_MOMENT_S = 0.25

_SERVED = ("served", Fate(stays_s=120))
_GREETED = ("greeted", Fate(stays_s=0.5))
_ABANDONED = ("abandoned", Fate(stays_s=2))
_UNHEARD = ("unheard", Fate(stays_s=1.5))
_STORIES = (_SERVED, _UNHEARD, _SERVED, _GREETED, _SERVED, _ABANDONED, _SERVED, _UNHEARD, _SERVED, _ABANDONED)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the hotline must report of one citizen: the `ways` in which the call may have ended, as `outcome` or
    `missed_in`.
    """

    citizen: CitizenCall
    ways: frozenset[str]


class Staff:
    """The agents of all lines, at their desks until the end of the test."""

    def __init__(self, people: People, *, served: int = 8, held: int = 2) -> None:
        self._people = people
        self._ready = served + held + 1
        _, self.served = people.crew("served", served, Behaviour(after_s=0.1, talks_s=0.6))
        _, self.held = people.crew("held", held, ANSWERS)
        _, self.unheard = people.crew("unheard", 1, NEVER_PICKS_UP)

    def until_ready(self) -> None:
        """Wait until all of them can be called, and nobody else is on the line."""

        def all_ready() -> bool:
            wall = self._people.admin.get("/wall")
            return is_idle(wall) and bool(wall["agents"]["ready"] == self._ready)

        try:
            until(all_ready, "agents who are ready", 120)
        except AssertionError as error:
            raise AssertionError(f"{error} {self._people.admin.get('/wall')}") from None


class Traffic:
    """`count` citizens at `rate` a second, with all fates; half of them are to be served."""

    def __init__(self, people: People, staff: Staff, *, count: int, rate: float) -> None:
        self.began = datetime.now(UTC)
        self._staff = staff
        self._greeting_s = _length_s(people)
        stories = list(islice(cycle(_STORIES), count))
        self._lines = [line for line, _ in stories]
        self._citizens = people.citizens(
            [Dialling(caller=people.new_number(), dials=LINES[line], fate=fate) for line, fate in stories], rate=rate
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
        """Wait until every citizen has hung up. Those still on a dead line are told to, and finally stopped, because
        the test is about the hotline, not the telephone.
        """
        try:
            self._citizens.wait(timeout_s / 2)
        except SippError:
            self.hang_up(citizen for citizen in self.citizens if citizen.call_id)
            try:
                self._citizens.wait(timeout_s / 2)
            except SippError:
                self._citizens.stop()

    def hang_up(self, citizens: Iterable[CitizenCall]) -> None:
        """Make these citizens hang up, as people do when a line has gone dead."""
        positions = {citizen.caller: position for position, citizen in enumerate(self.citizens)}
        for citizen in citizens:
            if citizen.ended_at_s is None:
                self._citizens.hang_up(positions[citizen.caller])

    def talked(self) -> dict[str, float]:
        """Since when each citizen has talked with an agent, by the agents' telephones: Unix time by caller."""
        return {call.caller: call.talking_at_s for call in self._staff.served.calls if call.talking_at_s}

    def told(self, *, unlucky: bool = False) -> list[Told]:
        """What must be reported of each citizen. Unless Asterisk died in between (`unlucky`), all who are to be
        answered are, and missed ones were missed where their telephones say.
        """
        talked = self.talked()
        missed = (lambda *_: MISSED) if unlucky else self._missed_in
        return [
            Told(citizen=citizen, ways=ANSWERED if citizen.caller in talked else missed(line, citizen))
            for citizen, line in zip(self.citizens, self._lines, strict=True)
        ]

    def _missed_in(self, line: str, citizen: CitizenCall) -> frozenset[str]:
        """By the telephones' clocks; more than one value if the citizen left close to a step."""
        match line:
            case "greeted":
                return _reached(citizen, self._greeting_s, frozenset({"empty"}))
            case "abandoned":
                return _reached(citizen, 0.0, frozenset({"empty"}))
            case "unheard":
                return _reached(citizen, 0.0, self._unheard(citizen))
        return frozenset()  # citizens who are to be served must have been answered

    def _unheard(self, citizen: CitizenCall) -> frozenset[str]:
        """The only phone of that line rang for them until they left, or never did."""
        calls, left_at_s = self._staff.unheard.calls, citizen.hung_up_at_s or 0.0
        if any(call.caller == citizen.caller for call in calls):
            return frozenset({"ringing"})
        if any(0 <= left_at_s - (call.ended_at_s or 0.0) < _MOMENT_S for call in calls):
            return frozenset({"queue", "ringing"})  # it was about to ring
        return frozenset({"queue"})


def _reached(citizen: CitizenCall, queue_s: float, then: frozenset[str]) -> frozenset[str]:
    """Where a citizen was missed who enters a queue `queue_s` after the answer, or up to _FIRST_SOUND_S later."""
    if citizen.answered_at_s is None:
        return frozenset({"greeting"})
    stayed_s = citizen.stayed_s
    if stayed_s is None or stayed_s > queue_s + _FIRST_SOUND_S + _MOMENT_S:
        return then
    return frozenset({"greeting"}) if stayed_s < queue_s - _MOMENT_S else frozenset({"greeting", "queue"}) | then


def _length_s(people: People) -> float:
    """The length of the greeting."""
    settings = people.hotline.settings
    with wave.open(str(settings.paths.sounds / LANGUAGE / f"{_GREETING}.wav")) as sound:
        return float(sound.getnframes() / sound.getframerate())


class Standing:
    """Two citizens who talk and two who wait, from before the fault until after it: the wall must show them again."""

    def __init__(self, people: People, staff: Staff) -> None:
        self._people = people
        self.began = datetime.now(UTC)
        self.talking = self._ring(people)
        callers = {citizen.caller for citizen in self.talking.calls}
        until(lambda: callers <= {call.caller for call in staff.held.calls if call.is_talking}, "two who talk")
        self.waiting = self._ring(people)
        until(self.is_shown, "a wall with two who talk and two who wait")

    @staticmethod
    def _ring(people: People) -> Citizens:
        return people.citizens(
            [Dialling(caller=people.new_number(), dials=LINES["held"], fate=Fate()) for _ in range(2)]
        )

    def is_shown(self) -> bool:
        """Whether the wall is fresh and shows them, whoever else calls."""
        wall = self._people.admin.get("/wall")
        line = next((queue for queue in wall["queues"] if queue["name"] == "held"), None)
        return bool(wall["fresh"] and line and (line["talking"], line["waiting"]) == (2, 2))

    def end(self, *, missed: frozenset[str] = frozenset({"queue", "ringing"})) -> list[Told]:
        """They hang up, those who wait first; returns what must be reported of them."""
        told = []
        for citizens, ways in ((self.waiting, missed), (self.talking, ANSWERED)):
            citizens.hang_up_all()
            told += [Told(citizen=citizen, ways=ways) for citizen in citizens.wait(20)]
        return told


def prove(people: People, began: datetime, told: Sequence[Told], *, within_s: float = 60.0) -> dict[str, Document]:
    """Check that nobody is on the line any more, that journal, calls and tickets have exactly these citizens, each once
    and correctly, and that the wall is idle. Returns the calls by caller.
    """
    until(lambda: not people.admin.all("/calls", state="live"), "the end of all calls", within_s)

    def counted() -> Document | None:
        figures: Document = people.admin.get("/accounting", from_=began.isoformat())
        return figures if figures["journal"] == figures["offered"] == len(told) else None

    try:
        figures = until(counted, f"{len(told)} calls in the journal and in SQL", within_s)
    except AssertionError as error:
        raise AssertionError(f"{error} {people.admin.get('/accounting', from_=began.isoformat())}") from None
    assert figures["balanced"], figures
    assert (figures["tickets"], figures["unknown"], figures["live"]) == (len(told), 0, 0), figures

    calls = people.admin.all("/calls", from_=began.isoformat(), direction="inbound")
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
    assert tickets == {ticket["number"] for ticket in people.admin.all("/tickets", from_=began.isoformat())}
    until(lambda: is_idle(people.admin.get("/wall")), "an idle wall")
    return by_caller


def prove_times(told: Sequence[Told], calls: Mapping[str, Document], slack_s: float = 2.5) -> float:
    """Check that the calls began and ended when the telephones say, within `slack_s`; returns the
    greatest difference.
    """
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
