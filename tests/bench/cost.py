"""What a call costs: processor time of Asterisk alone, then of Asterisk and every role, for the same calls.

Bare Asterisk has the same rendered configuration, the same queue members and telephones, nobody on its AMI port and
nobody on its AGI port: the way that calls take when all of ours is down. The processes' own idling during the run is
in; what they use with no calls at all is told beside it.
"""

import time
from dataclasses import dataclass, replace
from pathlib import Path

from ops.phones.agent import AgentPhones
from ops.phones.ports import Ports
from ops.phones.sipp import Place
from tests.bench.call_centre import CONFIG, PROGRAMS, SEATS, CallCentre, Load, agent_phones, call, in_sql
from tests.bench.cpu import Meter, Usage
from tests.bench.listeners import listening
from tests.bench.progress import say, waited
from tests.bench.report import Part, Value, ratio
from tests.bench.seed import mobile
from tests.parts.asterisk import Asterisk, environment, private_asterisk
from tests.parts.wait import until

LOAD = Load(rate=20, stays_s=1.6)
CALLS = 400
IDLE_S = 5.0
CALLERS = [mobile(20_000 + number) for number in range(CALLS)]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of CALLS calls: who used what, how many were answered, what the telephones complained of."""

    usage: Usage
    answered: int
    trouble: str


@dataclass(frozen=True, kw_only=True)
class Full:
    """Everything running: without calls, and with them."""

    idle: Usage
    run: Run


def measure_full(centre: CallCentre, folder: Path) -> Full:
    with listening(centre, folder / "cost"):
        say(f"cost: idle for {IDLE_S:.0f} s")
        meter = Meter(centre.pids())
        time.sleep(IDLE_S)
        idle = meter.read()
        say(f"cost: {CALLS} calls at {LOAD.rate} a second, everything running")
        before = in_sql(centre.settings)
        meter = Meter(centre.pids())
        trouble = centre.call(CALLERS, LOAD)
        waited(lambda: in_sql(centre.settings).ended - before.ended >= CALLS, 20)
        usage = meter.read()
    answered = in_sql(centre.settings).answered - before.answered
    return Full(idle=idle, run=Run(usage=usage, answered=answered, trouble=trouble))


def measure_bare(folder: Path, ports: Ports) -> Run:
    """On the state folder of a hotline that has been closed: members and configuration are there."""
    say("cost: starting Asterisk alone")
    with private_asterisk(environment(folder, ports, CONFIG)) as asterisk:
        desks = Place(address="127.0.0.1", ports=ports, folder=folder / "bare-phones")
        phones = agent_phones(asterisk.settings, desks)
        try:
            until(lambda: _free_members(asterisk) == SEATS, f"{SEATS} free queue members", 20)
            say(f"cost: {CALLS} calls at {LOAD.rate} a second, Asterisk alone")
            return _bare_run(asterisk, replace(desks, address="127.0.0.2"), phones)
        finally:
            phones.stop()


def _bare_run(asterisk: Asterisk, homes: Place, phones: AgentPhones) -> Run:
    meter = Meter({"asterisk": asterisk.pid})
    trouble = call(asterisk.settings, homes, CALLERS, LOAD)
    usage = meter.read()
    answered = sum(rung.talking_at_s is not None for rung in phones.calls)
    return Run(usage=usage, answered=answered, trouble=trouble)


def _free_members(asterisk: Asterisk) -> int:
    return asterisk.cli("queue show hotline").count("(Not in use)")


def part(full: Full, bare: Run) -> Part:
    bare_ms = _per_call_ms(bare.usage, "asterisk")
    rows = [_row(name, full, bare_ms) for name in PROGRAMS]
    ours_ms = sum(_per_call_ms(full.run.usage, name) for name in PROGRAMS if name != "asterisk")
    idle = sum(_idle(full, name) for name in PROGRAMS if name != "asterisk")
    rows.append(_cells("all but asterisk", None, ours_ms, bare_ms, idle))
    rows.append(_cells("everything", bare_ms, ours_ms + _per_call_ms(full.run.usage, "asterisk"), bare_ms, None))
    usage = full.run.usage
    notes = [
        f"{CALLS} calls at {LOAD.rate} a second, talk about 1.4 s, {SEATS} agents with open screens: "
        f"{full.run.answered} answered, {bare.answered} with Asterisk alone",
        "ms_per_call holds the process's idling in that time; idle_ms_per_s is what it uses without calls",
        f"machine busy {usage.busy:.0%} (strangers {usage.strangers:.0%}); "
        f"Asterisk alone: busy {bare.usage.busy:.0%} (strangers {bare.usage.strangers:.0%})",
    ]
    notes += [f"the callers' telephones gave up: {run.trouble}" for run in (full.run, bare) if run.trouble]
    return Part(name="cost", title="processor time of a call", rows=rows, notes=notes)


def _row(name: str, full: Full, bare_ms: float) -> dict[str, Value]:
    alone = bare_ms if name == "asterisk" else None
    return _cells(name, alone, _per_call_ms(full.run.usage, name), bare_ms, _idle(full, name))


def _cells(name: str, alone: float | None, ms: float, bare_ms: float, idle: float | None) -> dict[str, Value]:
    return {
        "process": name,
        "alone_ms_per_call": alone,
        "ms_per_call": ms,
        "times_bare_asterisk": ratio(ms, bare_ms),
        "idle_ms_per_s": idle,
    }


def _per_call_ms(usage: Usage, name: str) -> float:
    return usage.cpu_s[name] * 1000 / CALLS


def _idle(full: Full, name: str) -> float:
    return full.idle.cpu_s[name] * 1000 / full.idle.seconds
