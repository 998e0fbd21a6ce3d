"""Reads what a report of inbound calls is made of, in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from hotline.domain.reports.half_hours import split
from hotline.domain.reports.periods import Period
from hotline.domain.reports.traffic import DAY
from hotline.domain.reports.traffic_report import Sums
from hotline.settings.hotline import Hotline
from hotline.store.agents import spells
from hotline.store.reports import traffic
from hotline.store.reports.today import callbacks_missed


def read(
    connection: Connection,
    hotline: Hotline,
    parts: Sequence[Period],
    queue: str | None,
    now: datetime,
    *,
    with_duties: bool,
) -> tuple[Sums, bool]:
    """And whether nothing of it is still to be counted. `with_duties`: callbacks of each period too; they are of no
    queue."""
    zone, since, until = hotline.centre.zone, parts[0].since, parts[-1].until
    limits = {one.name: one.service_level_s for one in hotline.queues}
    before = traffic.by_half_hour(connection, since - DAY, since, zone, limits, queue)
    asked = traffic.by_half_hour(connection, since, until, zone, limits, queue)
    sums = Sums(
        asked=[*before, *asked],
        all=asked if queue is None else traffic.by_half_hour(connection, since, until, zone, limits),
        times=_times(connection, since, until, now, hotline),
        queues=traffic.by_queues(connection, since, until, zone, limits),
        duties=[callbacks_missed(connection, part.since, part.until) for part in parts] if with_duties else (),
        all_duties=callbacks_missed(connection, since, until),
    )
    return sums, traffic.is_complete(connection, since - DAY, until)


def _times(
    connection: Connection, since: datetime, until: datetime, now: datetime, hotline: Hotline
) -> list[tuple[datetime, Mapping[str, int]]]:
    """With the spells that have not ended."""
    times = dict(spells.of_all(connection, since, until))
    for spell in spells.present(connection):
        for start, part in split(max(spell.since, since), min(now, until), hotline.centre.zone):
            states = times.setdefault(start, {})
            states[spell.state] = states.get(spell.state, 0) + round(part.total_seconds() * 1000)
    return sorted(times.items(), key=lambda one: one[0])
