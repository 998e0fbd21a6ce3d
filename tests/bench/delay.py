"""Whether the product keeps up: from the end of a call to the moment at which SQL and the stream have it.

An event is committed to SQL before it is put on the stream, so its arrival at a subscriber is the later of the two. At
a rate that is too high the delay grows from third to third; at one that is not it stays.
"""

from pathlib import Path

from tests.bench.call_centre import CallCentre, Load, in_sql
from tests.bench.cpu import Meter
from tests.bench.listeners import listening
from tests.bench.progress import say, waited
from tests.bench.report import Part, Value, milliseconds, percentile, ratio
from tests.bench.seed import mobile
from tests.bench.stream import Heard, following

LOAD = Load(rate=50, stays_s=0.8)
FOR_S = 30
CALLERS = [mobile(10_000 + number) for number in range(LOAD.rate * FOR_S)]
_LATE_S = 30.0
_THIRDS = ("first third", "second third", "last third")


def measure(centre: CallCentre, folder: Path) -> Part:
    count = len(CALLERS)
    centre.settle()
    say(f"delay: {count} calls at {LOAD.rate} a second")
    before = in_sql(centre.settings)
    with listening(centre, folder / "delay"), following(centre.settings.redis_url) as heard:
        meter = Meter(centre.pids())
        trouble = centre.call(CALLERS, LOAD)
        usage = meter.read()
        waited(lambda: in_sql(centre.settings).ended - before.ended >= count, _LATE_S)
    after = in_sql(centre.settings)
    ended = [event for event in heard if event.type == "call.ended"]
    thirds = _thirds(ended)
    rows = [_row(name, some) for name, some in zip(_THIRDS, thirds, strict=True)]
    growth = ratio(percentile(_delays(thirds[2]), 0.5), percentile(_delays(thirds[0]), 0.5))
    notes = [
        f"{count} calls: {after.answered - before.answered} answered, {after.ended - before.ended} ended in SQL; "
        f"the last third's median is {growth or 0:.2f} of the first's",
        f"machine busy {usage.busy:.0%}, strangers {usage.strangers:.0%}",
    ]
    if trouble:
        notes.append(f"the callers' telephones gave up: {trouble}")
    title = f"from the end of a call to SQL and the stream, {LOAD.rate} calls a second for {FOR_S} s"
    return Part(name="delay", title=title, rows=rows, notes=notes)


def _thirds(events: list[Heard]) -> list[list[Heard]]:
    """By the time at which the calls ended."""
    ordered = sorted(events, key=lambda event: event.happened_at_s)
    size = len(ordered)
    return [ordered[size * part // 3 : size * (part + 1) // 3] for part in range(3)]


def _delays(events: list[Heard]) -> list[float]:
    return [event.delay_s for event in events]


def _row(name: str, events: list[Heard]) -> dict[str, Value]:
    delays = _delays(events)
    return {
        "calls that ended in": name,
        "events": len(events),
        "p50_ms": milliseconds(percentile(delays, 0.5)),
        "p99_ms": milliseconds(percentile(delays, 0.99)),
        "max_ms": milliseconds(max(delays, default=None)),
    }
