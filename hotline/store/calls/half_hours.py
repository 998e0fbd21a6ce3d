"""Sums of inbound calls by half hours, kept beside the calls in the same transactions.

A call is added when it is over. Whatever changes a call that has been counted, or makes a callback count as reached or
no longer so, marks the half hours of those calls, and these are counted again from their calls (`recount`). So a
correction or a crash cannot leave a wrong sum, and the sums can be removed and counted again at any time.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Executable,
    Select,
    Table,
    and_,
    bindparam,
    case,
    cast,
    delete,
    false,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

from hotline.domain.callbacks.callback import CallbackStatus
from hotline.domain.calls.call import Direction, Outcome
from hotline.domain.facts.missed import MissedIn
from hotline.domain.reports.half_hours import HALF_HOUR, half_hour_of
from hotline.store.tables import agent_half_hours, callbacks, calls, half_hour_marks, half_hours
from hotline.store.types import UtcDateTime

AT_ONCE = 4  # half hours counted in one transaction, some thousand calls each in the greatest city
RECOVERED = [CallbackStatus.REACHED.value, CallbackStatus.SELF_RESOLVED.value]
SUMMED = tuple(column.name for column in half_hours.columns if not column.primary_key)
Limits = Mapping[str, float]  # by queue: seconds within which an answer is in time

_COUNTS = and_(calls.c.direction == Direction.INBOUND.value, calls.c.outcome.is_not(None))
_ANSWERED = calls.c.outcome == Outcome.ANSWERED.value
_MISSED = calls.c.outcome == Outcome.MISSED.value
_SINCE, _UNTIL = bindparam("since", type_=UtcDateTime()), bindparam("until", type_=UtcDateTime())
_WITHIN = and_(_COUNTS, calls.c.started_at >= _SINCE, calls.c.started_at < _UNTIL)
_THESE = and_(_COUNTS, calls.c.id.in_(bindparam("ids", expanding=True)))


def add(connection: Connection, over: Mapping[str, datetime], zone: ZoneInfo, limits: Limits) -> None:
    """Add calls that are over since this transaction, given with their starts; each once."""
    by_start: dict[datetime, list[str]] = {}
    for call, started_at in over.items():
        by_start.setdefault(half_hour_of(started_at, zone), []).append(call)
    for start, ids in sorted(by_start.items()):
        values = {"since": start, "ids": ids}
        for statement in _statements(connection.dialect.name, tuple(limits.items()), only_some=True):
            connection.execute(statement, values)


def mark(connection: Connection, moments: Iterable[datetime]) -> None:
    """The half hours of these moments must be counted again."""
    rows = [{"at": moment} for moment in moments]
    if rows:
        connection.execute(insert(half_hour_marks), rows)


def mark_callbacks(connection: Connection, callback_ids: Collection[int]) -> None:
    """These callbacks are reached, or no longer: what they count for in the half hours of their calls has changed."""
    if callback_ids:
        moments = select(calls.c.started_at).where(
            calls.c.callback.in_(callback_ids), calls.c.direction == Direction.INBOUND.value
        )
        connection.execute(insert(half_hour_marks).from_select(["at"], moments))


def recount_marked(connection: Connection, zone: ZoneInfo, limits: Limits) -> int:
    """Count some marked half hours again, the newest first; returns how many. In a transaction of its own.

    On PostgreSQL no call is filed meanwhile; on SQLite there is one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("LOCK TABLE half_hours IN SHARE ROW EXCLUSIVE MODE")
    newest = connection.execute(select(func.max(half_hour_marks.c.at))).scalar_one()
    if newest is None:
        return 0
    since = half_hour_of(newest, zone) - (AT_ONCE - 1) * HALF_HOUR
    rows = connection.execute(select(half_hour_marks.c.id, half_hour_marks.c.at).where(half_hour_marks.c.at >= since))
    marked = {row.id: half_hour_of(row.at, zone) for row in rows}
    for ids in _in_parts(list(marked)):
        connection.execute(delete(half_hour_marks).where(half_hour_marks.c.id.in_(ids)))
    starts = set(marked.values())
    for start in starts:
        recount(connection, start, limits)
    return len(starts)


def recount(connection: Connection, start: datetime, limits: Limits) -> None:
    """Count one half hour from its calls."""
    for table in (half_hours, agent_half_hours):
        connection.execute(delete(table).where(table.c.start_at >= start, table.c.start_at < start + HALF_HOUR))
    for statement in _statements(connection.dialect.name, tuple(limits.items()), only_some=False):
        connection.execute(statement, {"since": start, "until": start + HALF_HOUR})


def is_marked(connection: Connection) -> bool:
    return connection.execute(select(half_hour_marks.c.id).limit(1)).first() is not None


def marked(connection: Connection) -> int:
    """How many marks there are."""
    return connection.execute(select(func.count()).select_from(half_hour_marks)).scalar_one()


@lru_cache(maxsize=16)
def by_queue(limits: tuple[tuple[str, float], ...]) -> Select[*tuple[Any, ...]]:
    """The sums of the calls from `since` to before `until`, by queue, as a row of `half_hours`."""
    return _by_queue(limits, _WITHIN)


def _by_queue(limits: tuple[tuple[str, float], ...], which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    joined = calls.outerjoin(callbacks, and_(callbacks.c.id == calls.c.callback, _MISSED))
    queue = func.coalesce(calls.c.queue, "")
    return (
        select(_SINCE.label("start_at"), queue.label("queue"), *_sums(limits))
        .select_from(joined)
        .where(which)
        .group_by(queue)
        .order_by(queue)
    )


def _sums(limits: tuple[tuple[str, float], ...]) -> list[ColumnElement[int]]:
    in_time = or_(false(), *(and_(calls.c.queue == name, calls.c.wait_s <= limit) for name, limit in limits))
    return [
        func.count().label("offered"),
        _count(_ANSWERED).label("answered"),
        _count(_MISSED).label("missed"),
        *(_count(and_(_MISSED, calls.c.missed_in == where.value)).label(f"missed_{where.value}") for where in MissedIn),
        _count(calls.c.outcome == Outcome.UNKNOWN.value).label("unknown"),
        _count(and_(_ANSWERED, in_time)).label("in_time"),
        _count(and_(_MISSED, calls.c.callback.is_not(None))).label("owed"),
        _count(and_(_MISSED, callbacks.c.status.in_(RECOVERED))).label("recovered"),
        _count(calls.c.overflowed_to.is_not(None)).label("overflowed"),
        _total_ms(calls.c.wait_s, _ANSWERED).label("waited_ms"),
        _total_ms(calls.c.to_person_s, _ANSWERED).label("to_person_ms"),
        _total_ms(calls.c.talk_s, _ANSWERED).label("talked_ms"),
        func.coalesce(func.max(_milliseconds(calls.c.wait_s)), 0).label("longest_wait_ms"),
    ]


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _total_ms(seconds: ColumnElement[Any], condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, _milliseconds(seconds)), else_=0)), 0)


def _milliseconds(seconds: ColumnElement[Any]) -> ColumnElement[int]:
    """Whole ones: sums of floats would depend on their order."""
    return cast(func.round(seconds * 1000), BigInteger)


@lru_cache(maxsize=16)
def _statements(dialect: str, limits: tuple[tuple[str, float], ...], *, only_some: bool) -> tuple[Executable, ...]:
    """Add to the rows of both tables what is counted: of calls given by their ids, or of all since a moment."""
    which = _THESE if only_some else _WITHIN
    queries = (half_hours, _by_queue(limits, which)), (agent_half_hours, _by_agent(which))
    return tuple(_adding(dialect, table, query) for table, query in queries)


def _adding(dialect: str, table: Table, query: Select[Any]) -> Executable:
    names = [column.name for column in query.selected_columns]
    into = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = into(table).from_select(names, query)
    keys = [column.name for column in table.primary_key]
    sums = {name: table.c[name] + statement.excluded[name] for name in names if name not in keys}
    if "longest_wait_ms" in sums:
        new, old = statement.excluded.longest_wait_ms, table.c.longest_wait_ms
        sums["longest_wait_ms"] = case((new > old, new), else_=old)
    return statement.on_conflict_do_update(index_elements=keys, set_=sums)


def _in_parts(ids: list[int], size: int = 500) -> Iterable[list[int]]:
    return (ids[first : first + size] for first in range(0, len(ids), size))


def _by_agent(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    agent = calls.c.agent + ""  # SQLite would take the index by agent to group them, and read all calls of all times
    return (
        select(
            _SINCE.label("start_at"),
            agent.label("agent"),
            func.count().label("answered"),
            _total_ms(calls.c.talk_s, _ANSWERED).label("talked_ms"),
        )
        .where(which, _ANSWERED, calls.c.agent.is_not(None))
        .group_by(agent)
        .order_by(agent)
    )


BY_AGENT = _by_agent(_WITHIN)
"""The calls from `since` to before `until` that agents answered, as a row of `agent_half_hours` for each agent."""
