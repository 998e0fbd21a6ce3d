"""Calls by half hours as the wall draws them, and the connection rate of the last 24 hours."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from hotline.domain.midnight import midnight_of
from hotline.domain.reports.curve import Curve, UsualDay, curve, earlier_days
from hotline.domain.reports.curve import usual_day as mean_of
from hotline.domain.reports.figures import rate
from hotline.domain.reports.half_hours import half_hour_of
from hotline.store.tables import half_hours


def today(connection: Connection, now: datetime, zone: ZoneInfo, usual: UsualDay) -> Curve:
    return curve(_offered(connection, now.astimezone(zone).date(), zone), usual, now, zone)


def usual_day(connection: Connection, now: datetime, zone: ZoneInfo) -> UsualDay:
    days = earlier_days(now.astimezone(zone).date())
    return mean_of([_offered(connection, day, zone) for day in days], now, zone)


def connection_rate(connection: Connection, since: datetime, zone: ZoneInfo) -> float | None:
    """Answered / offered of the calls since then, by whole half hours."""
    sums = select(func.sum(half_hours.c.answered), func.sum(half_hours.c.offered))
    answered, offered = connection.execute(sums.where(half_hours.c.start_at >= half_hour_of(since, zone))).one()
    return rate(int(answered or 0), int(offered or 0))


def _offered(connection: Connection, day: date, zone: ZoneInfo) -> dict[datetime, int]:
    since, until = midnight_of(day, zone), midnight_of(day + timedelta(days=1), zone)
    query = (
        select(half_hours.c.start_at, func.sum(half_hours.c.offered).label("offered"))
        .where(half_hours.c.start_at >= since, half_hours.c.start_at < until)
        .group_by(half_hours.c.start_at)
    )
    return {row.start_at: int(row.offered) for row in connection.execute(query)}
