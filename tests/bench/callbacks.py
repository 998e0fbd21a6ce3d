"""Whether ringing back costs those who ring: how long live callers wait for an agent while callbacks run, as a multiple
of the wait of the same stream of callers before anything was owed. 1.0 is what is promised.

One hotline in mode auto, a few agents, real rules made as short as the talks are. The wait is taken from
the queue to the agent's voice at the agent's telephone: what comes before is the same for all. Agents and homes hang
up, not the callers, so that who waits longer does not talk less.

Who finds nobody free is told their position first: about 1 s in which no phone rings for them, whoever becomes free. So
a wait is either nothing or 1 s and more, and the mean says mostly how many had to wait at all.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ops.phones.agent import Behaviour, PhoneCall, Phones
from ops.phones.citizen import Citizens, Dialling, Fate
from ops.phones.ports import Ports
from tests.bench.call_centre import PROGRAMS
from tests.bench.cpu import Meter, Usage
from tests.bench.progress import say
from tests.bench.report import Part, Value, percentile, ratio
from tests.bench.seed import mobile
from tests.parts.hotline import running_hotline
from tests.parts.losses.traffic import unix
from tests.parts.people import People
from tests.parts.wait import until

# Nobody is in the queue `night`: who rings there is missed, and owed a callback by everybody.
_CONFIG = """
[[trunks]]
name = "carrier"
match = ["127.0.0.2/32"]
contact = "sip:127.0.0.2:{port}"
channels = 200
reserve_inbound = 100

[[queues]]
name = "hotline"
numbers = ["12345"]
greeting = ""
wrapup_s = 1

[[queues]]
name = "night"
numbers = ["12346"]
greeting = ""

[callback]
mode = "auto"
hours = ["00:00-24:00"]
min_idle_s = 1
keep_free = {keep_free}
"""
TALKS_S = (2.0, 3.0)  # half of the agents talk so long, half so long
AGENTS_EACH = 3
KEEP_FREE = 3  # about half of the agents: what a caller a second and talks of 2 to 3 s may need at once
GAPS_S = (4.3, 5.1, 5.9, 6.7, 7.3, 7.9)  # a caller of each stream in so many seconds: one a second, and irregular
FOR_S = 120
OWED = 90
AT_HOME = Behaviour(after_s=0.3, talks_s=1.5)
_LIVE = Fate(waits_s=30, stays_s=60)
_PATIENCE_S = 90.0
_A_WAIT_S = 0.3  # until an agent's phone rings it is far less when somebody is free
_STAGGER_S = 0.7  # between the beginnings of the streams


@dataclass(frozen=True, kw_only=True)
class Wait:
    """One live caller: since when in the queue, when an agent's phone rang for them, when they talked (Unix times)."""

    since_s: float
    rung_at_s: float | None
    talking_at_s: float | None

    @property
    def wait_s(self) -> float | None:
        return None if self.talking_at_s is None else self.talking_at_s - self.since_s

    def waits_at(self, moment_s: float) -> bool:
        """Whether they were kept waiting then, because nobody was free."""
        return self.since_s + _A_WAIT_S < moment_s and (self.rung_at_s is None or moment_s < self.rung_at_s)


@dataclass(frozen=True, kw_only=True)
class Phase:
    """What came of one stream of live callers, and the callbacks that rang an agent's and a citizen's phone meanwhile;
    of the agents' phones `rushed` did while somebody was waiting."""

    waits: Sequence[Wait]
    rung: int
    rushed: int
    reached: int
    owed_after: int
    usage: Usage

    @property
    def answered_s(self) -> list[float]:
        return [wait.wait_s for wait in self.waits if wait.wait_s is not None]

    @property
    def mean_s(self) -> float | None:
        return sum(self.answered_s) / len(self.answered_s) if self.answered_s else None


class _Stage:
    """The people at work, the telephones at home, and numbers that nobody has used."""

    def __init__(self, people: People, desks: Sequence[Phones], homes: Phones) -> None:
        self._people = people
        self._desks = desks
        self._homes = homes
        self._numbers = map(mobile, range(900_000, 999_999))

    def owe(self) -> None:
        """OWED citizens ring where nobody is."""
        night = [Dialling(caller=next(self._numbers), dials="12346", fate=Fate(stays_s=0.5)) for _ in range(OWED)]
        self._people.citizens(night, rate=50)
        until(lambda: len(self._people.admin.all("/callbacks")) == OWED, f"{OWED} callbacks", 30)

    def _owed(self) -> int:
        count: int = self._people.admin.get("/wall")["callbacks"]["owed"]
        return count

    def play(self) -> Phase:
        """The stream of live callers, to the end of the last talk."""
        hotline = self._people.hotline
        meter = Meter({name: hotline.pid_of(name) for name in PROGRAMS})
        began_s = time.time()
        streams = [self._stream(gap_s) for gap_s in GAPS_S]
        for stream in streams:
            stream.wait(FOR_S + _PATIENCE_S)
        usage = meter.read()
        callers = {call.caller for stream in streams for call in stream.calls}
        return self._phase(callers, began_s, usage)

    def _queued_s(self) -> dict[str, float]:
        """When each caller came into a queue, or else to the hotline (Unix time)."""
        calls = self._people.admin.all("/calls", direction="inbound")
        return {call["caller"]: unix(call["queued_at"] or call["started_at"]) for call in calls}

    def _stream(self, gap_s: float) -> Citizens:
        callers = [Dialling(caller=next(self._numbers), fate=_LIVE) for _ in range(round(FOR_S / gap_s))]
        time.sleep(_STAGGER_S)
        return self._people.citizens(callers, rate=1 / gap_s)

    def _phase(self, callers: Collection[str], began_s: float, usage: Usage) -> Phase:
        at_desks = [call for phones in self._desks for call in phones.calls if call.rang_at_s > began_s]
        at_home = [call for call in self._homes.calls if call.rang_at_s > began_s]
        queued_s = self._queued_s()
        waits = [_wait(queued_s[who], [rung for rung in at_desks if rung.caller == who]) for who in callers]
        ours = [call.rang_at_s for call in at_desks if call.caller not in callers]
        return Phase(
            waits=waits,
            rung=len(ours),
            rushed=sum(any(wait.waits_at(moment_s) for wait in waits) for moment_s in ours),
            reached=sum(call.talking_at_s is not None for call in at_home),
            owed_after=self._owed(),
            usage=usage,
        )


def _wait(queued_s: float, at_desks: Sequence[PhoneCall]) -> Wait:
    return Wait(
        since_s=queued_s,
        rung_at_s=min((rung.rang_at_s for rung in at_desks), default=None),
        talking_at_s=min((rung.talking_at_s for rung in at_desks if rung.talking_at_s is not None), default=None),
    )


def measure(folder: Path, ports: Ports) -> Part:
    with _stage(folder, ports) as stage:
        say(f"callbacks: {FOR_S} s of live callers, nothing owed")
        without = stage.play()
        say(f"callbacks: {OWED} citizens are missed")
        stage.owe()
        say(f"callbacks: {FOR_S} s of live callers, and callbacks")
        beside = stage.play()
    return _part(without, beside)


@contextmanager
def _stage(folder: Path, ports: Ports) -> Iterator[_Stage]:
    say("callbacks: opening a hotline")
    port = ports.free()
    with ExitStack() as stack:
        hotline = stack.enter_context(running_hotline(folder, ports, _CONFIG.format(port=port, keep_free=KEEP_FREE)))
        people = stack.enter_context(People(hotline, hotline.admin))
        homes = Phones(hotline.place("127.0.0.2"), AT_HOME, port=port)
        stack.callback(homes.stop)
        desks = [people.crew("hotline", AGENTS_EACH, Behaviour(after_s=0.1, talks_s=talks_s))[1] for talks_s in TALKS_S]
        count = AGENTS_EACH * len(TALKS_S)
        until(lambda: people.admin.get("/wall")["agents"]["ready"] == count, f"{count} agents ready", 30)
        yield _Stage(people, desks, homes)


def _part(without: Phase, beside: Phase) -> Part:
    rows = [_row("nothing owed", without), _row("callbacks run", beside), _times(without, beside)]
    notes = [
        f"{AGENTS_EACH * len(TALKS_S)} agents, talks of {TALKS_S[0]:.0f} or {TALKS_S[1]:.0f} s, 1 s of wrap-up; mode "
        f"auto, min_idle_s 1, keep_free {KEEP_FREE}; {OWED} citizens missed before, {beside.owed_after} still owed "
        "after",
        "wait: from the queue to the agent's voice, of those who were answered; callbacks make it "
        f"{(beside.mean_s or 0) - (without.mean_s or 0):.2f} s longer on average",
        "rung_while_waiting: callbacks that rang an agent's phone while a live caller was waiting for one",
    ]
    return Part(name="callbacks", title="the wait of live callers while callbacks run", rows=rows, notes=notes)


def _row(name: str, phase: Phase) -> dict[str, Value]:
    return {
        "live callers while": name,
        "calls": len(phase.waits),
        "missed": len(phase.waits) - len(phase.answered_s),
        "wait_mean_s": phase.mean_s,
        "wait_p50_s": percentile(phase.answered_s, 0.5),
        "wait_p95_s": percentile(phase.answered_s, 0.95),
        "wait_max_s": max(phase.answered_s, default=None),
        "callbacks_rung": phase.rung,
        "callbacks_reached": phase.reached,
        "rung_while_waiting": phase.rushed,
        "machine_busy_%": phase.usage.busy * 100,
        "strangers_%": phase.usage.strangers * 100,
    }


def _times(without: Phase, beside: Phase) -> dict[str, Value]:
    """The second row as multiples of the first, where that means something."""
    first, second = _row("", without), _row("", beside)
    waits = {name: ratio(_number(second[name]), _number(first[name])) for name in first if name.startswith("wait_")}
    return {**dict.fromkeys(first), "live callers while": "times as long", **waits}


def _number(value: Value) -> float | None:
    return value if isinstance(value, float) else None
