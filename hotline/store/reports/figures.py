"""The data for the figures of one period at a time, with bounds that can use an index.

Calls, of which there are millions a year, are counted by SQL. Callbacks, of which there are far fewer, are read,
because being in time is measured in callback hours.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, case, func, select, true

from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.callbacks.retry import COUNTED
from hotline.domain.calls.call import Direction, Outcome
from hotline.domain.reports.figures import CallCounts, Duty
from hotline.domain.reports.ranking import AgentCounts
from hotline.store.calls.placed import REACHED
from hotline.store.tables import agents, callbacks, calls, placed_calls

_RECOVERED = [CallbackStatus.REACHED.value, CallbackStatus.SELF_RESOLVED.value]
_ALL = [status.value for status in CallbackStatus]  # the index on missed_at begins with the status
_DIALLED = [REACHED, *sorted(failure.value for failure in COUNTED)]


def count_calls(connection: Connection, since: datetime, until: datetime) -> CallCounts:
    """Inbound calls that began from `since` to before `until` and are over.

    Only the missed ones are joined with callbacks, because PostgreSQL would otherwise read all callbacks for each day;
    by an outer join, because SQLite would otherwise begin with them.
    """
    missed = calls.c.outcome == Outcome.MISSED.value
    counted = select(
        func.count().label("offered"),
        _count(calls.c.outcome == Outcome.ANSWERED.value).label("answered"),
        _count(and_(missed, calls.c.callback.is_not(None))).label("owed"),
    ).where(_inbound(since, until), calls.c.outcome.is_not(None))
    recovered = (
        select(_count(callbacks.c.status.in_(_RECOVERED)))
        .select_from(calls.outerjoin(callbacks, callbacks.c.id == calls.c.callback))
        .where(_inbound(since, until), missed)
    )
    row = connection.execute(counted).one()
    return CallCounts(
        offered=row.offered,
        answered=row.answered,
        owed=row.owed,
        recovered=connection.execute(recovered).scalar_one(),
    )


def duties(connection: Connection, since: datetime, until: datetime) -> Iterator[Duty]:
    """Callbacks of citizens who were missed from `since` to before `until`."""
    columns = callbacks.c
    query = select(columns.status, columns.missed_at, columns.first_tried_at, columns.ended_at, columns.attempts).where(
        columns.status.in_(_ALL), columns.missed_at >= since, columns.missed_at < until
    )
    for status, missed_at, first_tried_at, ended_at, attempts in connection.execute(query):
        yield Duty(
            status=CallbackStatus(status),
            missed_at=missed_at,
            first_tried_at=first_tried_at,
            ended_at=ended_at,
            attempts=attempts,
        )


def count_agents(connection: Connection, since: datetime, until: datetime) -> dict[str, AgentCounts]:
    """What each agent did in the period, by username; agents without any activity are left out."""
    counted = placed_by_agents(connection, since, until)
    for username, answered in _answered_by_agent(connection, since, until).items():
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


def _answered_by_agent(connection: Connection, since: datetime, until: datetime) -> dict[str, int]:
    query = (
        select(calls.c.agent, func.count().label("answered"))
        .where(_inbound(since, until), calls.c.outcome == Outcome.ANSWERED.value, calls.c.agent.is_not(None))
        .group_by(calls.c.agent)
    )
    return {row.agent: row.answered for row in connection.execute(query)}


def _inbound(since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(calls.c.direction == Direction.INBOUND.value, calls.c.started_at >= since, calls.c.started_at < until)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
