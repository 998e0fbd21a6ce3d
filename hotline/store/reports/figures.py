"""The data for the figures of one period at a time, with bounds that can use an index.

Calls, of which there are millions a year, are counted by SQL. Callbacks, of which there are far fewer, are read,
because being in time is measured in callback hours.
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, case, func, select, true

from hotline.domain.callbacks.callback import CallbackKind, CallbackStatus
from hotline.domain.callbacks.retry import COUNTED
from hotline.domain.reports.figures import CallCounts, Duty
from hotline.domain.reports.ranking import AgentCounts
from hotline.domain.reports.traffic import total
from hotline.store.calls.placed import REACHED
from hotline.store.reports import traffic
from hotline.store.tables import agents, callbacks, calls, placed_calls

_RECOVERED = [CallbackStatus.REACHED.value, CallbackStatus.SELF_RESOLVED.value]
_ALL = [status.value for status in CallbackStatus]  # the index on missed_at begins with the status
_DIALLED = [REACHED, *sorted(failure.value for failure in COUNTED)]


def count_calls(connection: Connection, since: datetime, until: datetime, zone: ZoneInfo) -> CallCounts:
    """Inbound calls that began from `since` to before `until` and are over."""
    counted = total(traffic.by_queues(connection, since, until, zone, {}).values())
    return CallCounts(
        offered=counted.offered, answered=counted.answered, owed=counted.owed, recovered=counted.recovered
    )


def duties(connection: Connection, since: datetime, until: datetime) -> Iterator[Duty]:
    """Callbacks of citizens who were missed from `since` to before `until`."""
    columns = callbacks.c
    query = (
        select(columns.status, columns.missed_at, columns.first_tried_at, columns.ended_at, columns.attempts)
        .where(columns.status.in_(_ALL), columns.missed_at >= since, columns.missed_at < until)
        .where(columns.kind == CallbackKind.MISSED.value)
    )
    for status, missed_at, first_tried_at, ended_at, attempts in connection.execute(query):
        yield Duty(
            status=CallbackStatus(status),
            missed_at=missed_at,
            first_tried_at=first_tried_at,
            ended_at=ended_at,
            attempts=attempts,
        )


def count_agents(connection: Connection, since: datetime, until: datetime, zone: ZoneInfo) -> dict[str, AgentCounts]:
    """What each agent did in the period, by username; agents without any activity are left out."""
    counted = placed_by_agents(connection, since, until)
    for username, answered in traffic.answered_by_agents(connection, since, until, zone).items():
        counted[username] = counted.get(username, AgentCounts()) + AgentCounts(answered=answered)
    return counted


def names(connection: Connection) -> dict[str, str]:
    """Names of the present agents by username."""
    return {row.username: row.name for row in connection.execute(select(agents.c.username, agents.c.name))}


def placed_by_agents(
    connection: Connection, since: datetime, until: datetime, agent: str | None = None
) -> dict[str, AgentCounts]:
    """What each agent, or this one, did for callbacks. A reached callback counts for the call that reached it last; one
    that turned out to be a voicemail counts for nobody."""
    placed = placed_calls.c
    is_theirs = and_(
        callbacks.c.status == CallbackStatus.REACHED.value,
        callbacks.c.agent == placed.agent,
        callbacks.c.reached_at == placed.reached_at,
    )
    query = (
        select(
            placed.agent,
            func.count(placed.callback.distinct()).label("callbacks"),
            _count(is_theirs).label("reached"),
            _count(placed.result.in_(_DIALLED)).label("attempts"),
            func.coalesce(func.sum(calls.c.talk_s), 0.0).label("talk_s"),
        )
        .select_from(
            placed_calls.outerjoin(callbacks, callbacks.c.id == placed.callback).outerjoin(
                calls, calls.c.id == placed.id
            )
        )
        .where(placed.callback.is_not(None), placed.created_at >= since, placed.created_at < until)
        .where(true() if agent is None else placed.agent == agent)
        .group_by(placed.agent)
    )
    return {
        row.agent: AgentCounts(callbacks=row.callbacks, reached=row.reached, attempts=row.attempts, talk_s=row.talk_s)
        for row in connection.execute(query)
    }


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
