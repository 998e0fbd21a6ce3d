"""How long after the agent's telephone has rung the caller's history is on the agent's screen.

Both moments are taken outside of the product, by the telephone and by the screen, with the machine's one clock. Of the
way between them two stations are told apart: Asterisk makes the phone's leg, cti has decided what it means (then SQL,
Redis, the history and the socket follow).
"""

from itertools import islice
from pathlib import Path

from tests.bench.call_centre import CallCentre, Load
from tests.bench.cpu import Meter, Usage
from tests.bench.listeners import Listeners, Pop, listening
from tests.bench.progress import say, waited
from tests.bench.report import Part, Value, milliseconds, percentile
from tests.bench.seed import mobile

# With SEATS agents all of them find somebody free.
LOADS = (Load(rate=5, stays_s=2.0), Load(rate=20, stays_s=2.0), Load(rate=50, stays_s=0.8))
FOR_S = 16
CALLERS = [mobile(number) for number in range(sum(load.rate for load in LOADS) * FOR_S)]
_LATE_S = 20.0


def measure(centre: CallCentre, folder: Path) -> Part:
    rows, troubles, callers = [], [], iter(CALLERS)
    with listening(centre, folder / "pops") as screens:
        for load in LOADS:
            centre.settle()
            some = list(islice(callers, load.rate * FOR_S))
            say(f"pops: {len(some)} calls at {load.rate} a second")
            row, trouble = _under_load(centre, screens, some, load)
            rows.append(row)
            troubles += [f"at {load.rate} a second the callers' telephones gave up: {trouble}"] if trouble else []
    notes = [
        "pop: from the INVITE at the agent's telephone to the call.ringing frame at the agent's socket",
        "over_before_pop: cti was so late that the call had ended, and said that instead; pops_missing: told nothing",
        "leg_to_cti: from Asterisk's leg to cti's decision; cti_to_screen: the rest (SQL, Redis, history, socket)",
    ]
    return Part(
        name="pops", title="screen-pop delay, callers with earlier tickets", rows=rows, notes=[*notes, *troubles]
    )


def _under_load(centre: CallCentre, screens: Listeners, callers: list[str], load: Load) -> tuple[dict[str, Value], str]:
    meter = Meter(centre.pids())
    wanted = set(callers)
    trouble = centre.call(callers, load)
    usage = meter.read()
    usernames = centre.usernames()
    rang = {(usernames[call.called], call.caller): call for call in centre.phones.calls if call.caller in wanted}
    waited(lambda: rang.keys() <= _by_leg(screens).keys(), _LATE_S)
    pops = _by_leg(screens)
    delays = [(pops[leg].came_at_s - call.rang_at_s, pops[leg]) for leg, call in rang.items() if leg in pops]
    answered = sum(call.talking_at_s is not None for call in rang.values())
    missing = rang.keys() - pops.keys()
    over = len(missing & screens.ended())
    return _row(load.rate, len(callers), answered, len(missing) - over, over, delays, usage), trouble


def _by_leg(screens: Listeners) -> dict[tuple[str, str], Pop]:
    return {(pop.username, pop.caller): pop for pop in screens.pops()}


def _row(
    rate: int, calls: int, answered: int, missing: int, over: int, delays: list[tuple[float, Pop]], usage: Usage
) -> dict[str, Value]:
    all_s = [delay_s for delay_s, _ in delays]
    to_cti = [pop.filed_at_s - pop.leg_at_s for _, pop in delays]
    to_screen = [pop.came_at_s - pop.filed_at_s for _, pop in delays]
    return {
        "calls_per_s": rate,
        "calls": calls,
        "answered": answered,
        "pops": len(delays),
        "pops_missing": missing,
        "over_before_pop": over,
        "pop_p50_ms": milliseconds(percentile(all_s, 0.5)),
        "pop_p99_ms": milliseconds(percentile(all_s, 0.99)),
        "pop_max_ms": milliseconds(max(all_s, default=None)),
        "leg_to_cti_p50_ms": milliseconds(percentile(to_cti, 0.5)),
        "leg_to_cti_p99_ms": milliseconds(percentile(to_cti, 0.99)),
        "cti_to_screen_p50_ms": milliseconds(percentile(to_screen, 0.5)),
        "cti_to_screen_p99_ms": milliseconds(percentile(to_screen, 0.99)),
        "tickets_shown_p50": percentile([pop.tickets for _, pop in delays], 0.5),
        "machine_busy_%": usage.busy * 100,
        "strangers_%": usage.strangers * 100,
    }
