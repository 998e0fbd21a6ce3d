"""How long agents are in each state: the present spell of each, and the sums of the ended ones by half hours.

A spell is added to the sums by the transaction that begins the next one, so that each is added once. Time offline is
not kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, case, func, select
from sqlalchemy.dialects import postgresql, sqlite

from hotline.domain.agents.agent import AgentState
from hotline.domain.reports.half_hours import split
from hotline.store.rows import rows
from hotline.store.tables import agent_spells, agent_times, agents, state_times
from hotline.store.upsert import upsert

OFFLINE = AgentState.OFFLINE.value
_STATES = [state.value for state in AgentState if state is not AgentState.OFFLINE]
_BY_STATE = [func.sum(case((state_times.c.state == state, state_times.c.lasted_ms), else_=0)) for state in _STATES]


@dataclass(frozen=True, kw_only=True, slots=True)
class Spell:
    """A row of `agent_spells`."""

    agent: str
    state: str
    reason: str
    since: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Entered:
    """What an agent does since `since`, as known at `at`; only its reason may be newer than `since`."""

    agent: str
    state: str
    reason: str
    since: datetime
    at: datetime


def enter(connection: Connection, entered: Sequence[Entered], zone: ZoneInfo) -> None:
    """End the spells of agents whose state or reason has changed, and begin the next ones."""
    known = {spell.agent: spell for spell in _of(connection, [one.agent for one in entered])}
    ended, begun = [], []
    for one in entered:
        spell = known.get(one.agent)
        if spell is not None and (spell.state, spell.reason) == (one.state, one.reason):
            continue
        since = one.since
        if spell is not None:
            since = max(spell.since, one.at if spell.state == one.state else one.since)
            ended.append((spell, since))
        begun.append({"agent": one.agent, "state": one.state, "reason": one.reason, "since": since})
    upsert(connection, agent_spells, begun)
    _add(connection, ended, zone)


def present(connection: Connection, agent: str | None = None) -> list[Spell]:
    """The spells of now, of one agent or of all who can have a telephone, without those who are offline."""
    query = select(agent_spells).join(agents, agents.c.username == agent_spells.c.agent)
    query = query.where(agents.c.disabled.is_(False), agent_spells.c.state != OFFLINE)
    return rows(connection, Spell, query if agent is None else query.where(agent_spells.c.agent == agent))


def of_agent(connection: Connection, agent: str, since: datetime, until: datetime) -> dict[tuple[str, str], int]:
    """Milliseconds by state and reason of one agent in whole half hours, without the present spell."""
    times = agent_times.c
    query = (
        select(times.state, times.reason, func.sum(times.lasted_ms).label("lasted_ms"))
        .where(times.agent == agent, times.start_at >= since, times.start_at < until)
        .group_by(times.state, times.reason)
    )
    return {(row.state, row.reason): int(row.lasted_ms) for row in connection.execute(query)}


def of_all(connection: Connection, since: datetime, until: datetime) -> list[tuple[datetime, dict[str, int]]]:
    """Milliseconds by state of all agents in whole half hours, without the present spells; states with any only.

    The database makes one row of each half hour: converting a row costs more than adding it up.
    """
    times = state_times.c
    query = (
        select(times.start_at, *_BY_STATE)
        .where(times.start_at >= since, times.start_at < until)
        .group_by(times.start_at)
        .order_by(times.start_at)
    )
    return [
        (start, {state: int(lasted_ms) for state, lasted_ms in zip(_STATES, lasted, strict=True) if lasted_ms})
        for start, *lasted in connection.execute(query)
    ]


def _of(connection: Connection, usernames: Sequence[str]) -> list[Spell]:
    return rows(connection, Spell, select(agent_spells).where(agent_spells.c.agent.in_(usernames)))


def _add(connection: Connection, ended: Iterable[tuple[Spell, datetime]], zone: ZoneInfo) -> None:
    by_agent: dict[tuple[str, datetime, str, str], int] = {}
    by_state: dict[tuple[datetime, str], int] = {}
    for spell, until in ended:
        if spell.state == OFFLINE:
            continue
        for start, part in split(spell.since, until, zone):
            lasted_ms = round(part.total_seconds() * 1000)
            key, total = (spell.agent, start, spell.state, spell.reason), (start, spell.state)
            by_agent[key] = by_agent.get(key, 0) + lasted_ms
            by_state[total] = by_state.get(total, 0) + lasted_ms
    _increase(connection, agent_times, by_agent)
    _increase(connection, state_times, by_state)


def _increase(connection: Connection, table: Table, lasted: dict[Any, int]) -> None:
    if not lasted:
        return
    into = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = into(table)
    names = [column.name for column in table.primary_key]
    added = statement.on_conflict_do_update(
        index_elements=names, set_={"lasted_ms": table.c.lasted_ms + statement.excluded.lasted_ms}
    )
    values = [{**dict(zip(names, key, strict=True)), "lasted_ms": lasted[key]} for key in sorted(lasted)]
    connection.execute(added, values)
