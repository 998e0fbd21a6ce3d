"""The audit: of yesterday, each night, with an alarm if it finds differences; and of any period, on
the command line.
"""

import argparse
import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from hotline.domain.midnight import midnight_of
from hotline.runtime.database import Database
from hotline.settings.hotline import Hotline
from hotline.store import key_values
from hotline.store.engine import reading
from hotline.store.reports import accounting, alarms

log = logging.getLogger(__name__)

EVERY_S = 600.0
FROM_HOUR = 1  # calls that began before midnight have usually ended by then
DONE = "audited"


class NightlyAudit:
    """Audits yesterday once, after FROM_HOUR in the centre's time zone; a missed night is made up for after a start."""

    def __init__(self, hotline: Hotline, database: Database, clock: Callable[[], datetime]) -> None:
        self._hotline = hotline
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        while True:
            now = self._clock()
            local = now.astimezone(self._hotline.centre.zone)
            if local.hour >= FROM_HOUR:
                await self._database.write(audit_day, self._hotline, local.date() - timedelta(days=1), now)
            await asyncio.sleep(EVERY_S)


def audit_day(connection: Connection, hotline: Hotline, day: date, now: datetime) -> None:
    """Audit one day, unless it has been audited; raises an alarm if it does not balance."""
    if key_values.get(connection, DONE) == day.isoformat():
        return
    since = midnight_of(day, hotline.centre.zone)
    until = midnight_of(day + timedelta(days=1), hotline.centre.zone)
    counted = accounting.account(connection, since, until, now, hotline.callback.short_abandon_s)
    if not counted.balanced:
        log.error("the audit of %s found differences: %s", day, counted.differences.as_json())
        alarms.raise_alarm(connection, alarms.AlarmKind.NOT_BALANCED, day.isoformat(), now)
    key_values.put(connection, DONE, day.isoformat())


def audit(engine: Engine, hotline: Hotline, arguments: Sequence[str], now: datetime) -> int:
    """`python -m cti audit [--from DAY-or-TIME] [--to …]`: prints the accounting as JSON, in the centre's time zone.

    Exit status 1 if it does not balance, 2 for a mistake in the arguments.
    """
    zone = hotline.centre.zone
    parser = argparse.ArgumentParser(prog="python -m cti audit", description="Proves that no call was lost.")
    moment = _moment_in(zone)
    parser.add_argument("--from", dest="since", type=moment, default=midnight_of(now.astimezone(zone).date(), zone))
    parser.add_argument("--to", dest="until", type=moment, default=now + timedelta(days=1))
    period = parser.parse_args(arguments)
    with reading(engine) as connection:
        counted = accounting.account(connection, period.since, period.until, now, hotline.callback.short_abandon_s)

    def local(moment: datetime) -> str:
        return moment.astimezone(zone).isoformat()

    summary = {
        "from": local(period.since),
        "to": local(period.until),
        "offered": counted.offered,
        "answered": counted.answered,
        "missed": dict(counted.missed),
        "unknown": counted.unknown,
        "live": counted.live,
        "tickets": counted.tickets,
        "journal": counted.journal,
        "missed_by_callback": dict(counted.missed_by_callback),
        "callbacks": dict(counted.callbacks),
        "differences": counted.differences.as_json(),
        "gaps": [
            {
                "node": gap.node,
                "from": local(gap.since),
                "to": local(gap.until),
                "reason": gap.reason,
                "calls": gap.calls,
            }
            for gap in counted.gaps
        ],
        "balanced": counted.balanced,
    }
    print(json.dumps(summary, indent=2))
    return 0 if counted.balanced else 1


def _moment_in(zone: ZoneInfo) -> Callable[[str], datetime]:
    def moment(text: str) -> datetime:
        try:
            parsed = datetime.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError(
                f"expected a day or time such as 2026-11-21 or 2026-11-21T08:00+08:00, got {text!r}"
            ) from None
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=zone)

    return moment
