"""What figures cost: the wall's with few calls today and with a great city's, and a report of a month over HTTP. Only
agent_api and SQL run; one request at a time, so that this is the time of each.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ParamSpec
from urllib.parse import urlencode

from sqlalchemy import Engine, delete, select

from cti.wall.figures import read_figures
from hotline.settings.environment import Settings, load_settings
from hotline.store.calls import half_hours
from hotline.store.engine import open_engine, reading, writing
from hotline.store.reports import curves
from hotline.store.tables import calls, half_hour_marks
from ops.phones.ports import Ports
from tests.bench.api_alone import asking
from tests.bench.call_centre import CONFIG, PASSWORD
from tests.bench.progress import say
from tests.bench.report import Part, Value, milliseconds, percentile, ratio
from tests.bench.seed import ZONE, Past, PastCall, mobile, past_of, plausible_calls
from tests.parts.asterisk import environment, run_module

DAYS = 30
MONTH = 300_000
FEW, MANY = 1_000, 87_000  # calls today
REPETITIONS = 200
REQUESTS = 200
_STEPS = ("half_hour", "day", "month")

P = ParamSpec("P")
Seconds = Sequence[float]


def measure(folder: Path, ports: Ports) -> Part:
    """Two databases, asked in turns, so that what else the machine does meets both."""
    now = datetime.now(UTC)
    midnight = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    with _opened(folder / "few", ports) as few, _opened(folder / "full", ports) as full:
        say(f"figures: writing a month of {MONTH:,} calls")
        full.past.add_many(plausible_calls(MONTH, midnight - timedelta(days=DAYS), midnight))
        counting_s = _timed(full.count)
        for site, count in ((few, FEW), (full, MANY)):
            site.past.add(plausible_calls(count, midnight, now))
            site.count()
        say(f"figures: the wall with {FEW:,} and with {MANY:,} calls today")
        wall = [(few.one_more_call(), full.one_more_call()) for _ in range(REPETITIONS)]
        say("figures: asking for a month")
        month = {"from": (midnight - timedelta(days=DAYS)).isoformat(), "to": midnight.isoformat()}
        with asking(full.settings, full.env, folder / "full") as ask:
            reports = {
                by: [_timed(ask, f"/figures/traffic?{urlencode({**month, 'by': by})}") for _ in range(REQUESTS)]
                for by in _STEPS
            }
    least = percentile([one for one, _ in wall], 0.5)
    rows = [
        _row(f"wall's figures, {FEW:,} calls today", [one for one, _ in wall], least),
        _row(f"wall's figures, {MANY:,} calls today", [one for _, one in wall], least),
        *(_row(f"GET /figures/traffic, {MONTH:,} calls by {by}", took, None) for by, took in reports.items()),
    ]
    notes = [
        "the wall's figures are read after each call that ends, and adding it to the sums is part of the time",
        f"counting {MONTH:,} calls anew, as after an upgrade, took {counting_s:.1f} s",
    ]
    return Part(name="figures", title="what figures cost, SQLite", rows=rows, notes=notes)


@dataclass(frozen=True, kw_only=True)
class _Site:
    """A hotline's database; calls are written by `past`."""

    env: Mapping[str, str]
    settings: Settings
    engine: Engine
    past: Past

    @property
    def limits(self) -> dict[str, float]:
        return {queue.name: queue.service_level_s for queue in self.settings.hotline.queues}

    def count(self) -> None:
        """Count what is marked, as cti does after a start."""
        counted = True
        while counted:
            with writing(self.engine) as connection:
                counted = half_hours.recount_marked(connection, ZONE, self.limits) > 0

    def one_more_call(self) -> float:
        """A call ends, and the wall is read: what cti does at most once a second."""
        now = datetime.now(UTC)
        self.past.add([PastCall(caller=mobile(0), started_at=now)])
        with writing(self.engine) as connection:
            connection.execute(delete(half_hour_marks))  # it is added, not counted anew
            newest = select(calls.c.id).order_by(calls.c.started_at.desc(), calls.c.id.desc()).limit(1)
            call = connection.execute(newest).scalar_one()
            usual = curves.usual_day(connection, now, ZONE)  # read every ten minutes
        began = time.perf_counter()
        with writing(self.engine) as connection:
            half_hours.add(connection, {call: now}, ZONE, self.limits)
        with reading(self.engine) as connection:
            read_figures(connection, self.settings.hotline, now, usual)
        return time.perf_counter() - began


@contextmanager
def _opened(folder: Path, ports: Ports) -> Iterator[_Site]:
    env = environment(folder, ports, CONFIG) | {"HOTLINE_ADMIN_PASSWORD": PASSWORD}
    settings = load_settings(env)
    run_module("hotline.store", env)
    engine = open_engine(settings.database_url)
    try:
        with past_of(Path(str(engine.url.database))) as past:
            yield _Site(env=env, settings=settings, engine=engine, past=past)
    finally:
        engine.dispose()


def _row(what: str, seconds: Seconds, few: float | None) -> dict[str, Value]:
    return {
        "what": what,
        "p50_ms": milliseconds(percentile(seconds, 0.5)),
        "p99_ms": milliseconds(percentile(seconds, 0.99)),
        "times_few": ratio(percentile(seconds, 0.5), few),
    }


def _timed(work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> float:
    began = time.perf_counter()
    work(*args, **kwargs)
    return time.perf_counter() - began
