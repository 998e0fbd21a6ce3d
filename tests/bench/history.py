"""What a long past costs: the caller's history over HTTP and the hourly keeping, with a million tickets against almost
none. Only agent_api and SQL run; one request at a time, so that this is the time of each.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import ParamSpec

from sqlalchemy import Engine

from cti.upkeep.keeping import forget_old
from hotline.settings.environment import load_settings
from hotline.store.engine import open_engine, writing
from ops.phones.ports import Ports
from tests.bench.api_alone import asking
from tests.bench.call_centre import CONFIG, PASSWORD
from tests.bench.progress import say
from tests.bench.report import Part, Value, milliseconds, percentile, ratio
from tests.bench.seed import CITIZENS, REGULARS, ZONE, PastCall, mobile, past_of, plausible_calls
from tests.parts.asterisk import environment, run_module

TICKETS = 1_000_000
FEW = 100
DAYS = 400
TODAY = 87_000
REQUESTS = 400
_KEEPINGS = 3
_UNKNOWN = "13000000000"
_START_S = 20.0
_REPOSITORY = Path(__file__).parents[2]

P = ParamSpec("P")

Seconds = Sequence[float]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Seconds that each repetition took."""

    regular: Seconds
    citizen: Seconds
    unknown: Seconds
    keeping: Seconds
    seeding_s: float


@dataclass(frozen=True, kw_only=True)
class Story:
    """A past to be written: its calls up to last midnight, how many came today, and who to ask for."""

    name: str
    calls: Callable[[datetime], Iterator[PastCall]]
    today: int
    regulars: Sequence[str]
    citizens: Sequence[str]


def measure(folder: Path, ports: Ports) -> Part:
    few, full = (_measured(story, folder / story.name, ports) for story in (_almost_empty(), _full()))
    rows = [
        _row("GET /callers, rings again and again", few.regular, full.regular),
        _row("GET /callers, has rung before", few.citizen, full.citizen),
        _row("GET /callers, never rang before", few.unknown, full.unknown),
        _row("hourly keeping, other writers wait", few.keeping, full.keeping),
    ]
    notes = [
        f"full: {TICKETS:,} tickets of {CITIZENS:,} citizens in {DAYS} days, and today's (written in "
        f"{full.seeding_s:.0f} s); almost empty: {FEW}, and {FEW} today",
        "the database lies in the page cache; a request's look is recorded in SQL before the answer",
    ]
    return Part(name="history", title="what a long past costs, SQLite", rows=rows, notes=notes)


def _row(what: str, few: Seconds, full: Seconds) -> dict[str, Value]:
    few_p50_s, full_p50_s = percentile(few, 0.5), percentile(full, 0.5)
    return {
        "what": what,
        "almost_empty_p50_ms": milliseconds(few_p50_s),
        "almost_empty_p99_ms": milliseconds(percentile(few, 0.99)),
        "full_p50_ms": milliseconds(full_p50_s),
        "full_p99_ms": milliseconds(percentile(full, 0.99)),
        "times_almost_empty": ratio(full_p50_s, few_p50_s),
    }


def _almost_empty() -> Story:
    """One regular with more than a screen shows, and some others."""
    regular_calls = FEW * 2 // 3

    def calls(midnight: datetime) -> Iterator[PastCall]:
        for number, call in enumerate(plausible_calls(FEW, midnight - timedelta(days=DAYS), midnight)):
            yield replace(call, caller=mobile(0 if number < regular_calls else REGULARS + number))

    others = [mobile(REGULARS + number) for number in range(regular_calls, FEW)]
    return Story(name="almost-empty", calls=calls, today=FEW, regulars=[mobile(0)], citizens=others)


def _full() -> Story:
    def calls(midnight: datetime) -> Iterator[PastCall]:
        return plausible_calls(TICKETS, midnight - timedelta(days=DAYS), midnight)

    apart = (CITIZENS - REGULARS) // REQUESTS
    return Story(
        name="full",
        calls=calls,
        today=TODAY,
        regulars=[mobile(number) for number in range(REGULARS)],
        citizens=[mobile(REGULARS + number * apart) for number in range(REQUESTS)],
    )


def _measured(story: Story, folder: Path, ports: Ports) -> Measured:
    env = environment(folder, ports, CONFIG) | {"HOTLINE_ADMIN_PASSWORD": PASSWORD}
    settings = load_settings(env)
    run_module("hotline.store", env)
    engine = open_engine(settings.database_url)
    try:
        say(f"history: writing the {story.name} past")
        seeding_s = _written(story, engine)
        say(f"history: asking the {story.name} past")
        with asking(settings, env, folder) as ask:
            regular, citizen, unknown = (
                [_timed(ask, f"/callers/{number}") for number in islice(cycle(numbers), REQUESTS)]
                for numbers in (story.regulars, story.citizens, [_UNKNOWN])
            )
        _keep(engine)  # the first one meets the whole past at once, as none does in real life
        keeping = [_timed(_keep, engine) for _ in range(_KEEPINGS)]
    finally:
        engine.dispose()
    return Measured(regular=regular, citizen=citizen, unknown=unknown, keeping=keeping, seeding_s=seeding_s)


def _written(story: Story, engine: Engine) -> float:
    """The past and today's calls; gives the past's seconds."""
    now = datetime.now(UTC)
    midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    with past_of(Path(str(engine.url.database))) as past:
        seeding_s = _timed(past.add_many, story.calls(midnight))
        past.add(plausible_calls(story.today, midnight, now))
    return seeding_s


def _timed(work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> float:
    began = time.perf_counter()
    work(*args, **kwargs)
    return time.perf_counter() - began


def _keep(engine: Engine) -> None:
    now = datetime.now(UTC)
    with writing(engine) as connection:
        forget_old(connection, now - timedelta(days=180), now - timedelta(days=8), now)
