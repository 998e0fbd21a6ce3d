"""What one agent has done since a moment, by indexes of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from hotline.domain.calls.call import Direction, Outcome
from hotline.domain.reports.half_hours import half_hour_of
from hotline.domain.reports.ranking import AgentCounts
from hotline.store.agents import spells
from hotline.store.reports import surveys
from hotline.store.reports.figures import placed_by_agents
from hotline.store.reports.surveys import Surveyed
from hotline.store.tables import calls, transfers


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """Calls of one direction in which the agent spoke with the citizen last."""

    calls: int = 0
    talk_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Own:
    """`spoken` by direction; `lasted_ms` by state and reason; `transfers` by state."""

    spoken: Mapping[str, Spoken]
    lasted_ms: Mapping[tuple[str, str], int]
    callbacks: AgentCounts
    transfers: Mapping[str, int]
    survey: Surveyed


def read(connection: Connection, agent: str, since: datetime, now: datetime, zone: ZoneInfo) -> Own:
    return Own(
        spoken=_spoken(connection, agent, since, now),
        lasted_ms=_times(connection, agent, since, now, zone),
        callbacks=placed_by_agents(connection, since, now, agent).get(agent, AgentCounts()),
        transfers=_transfers(connection, agent, since),
        survey=surveys.surveyed(connection, "agent", since, now, agent).get(agent, surveys.NOBODY),
    )


def _spoken(connection: Connection, agent: str, since: datetime, now: datetime) -> dict[str, Spoken]:
    query = (
        select(calls.c.direction, func.count().label("calls"), func.coalesce(func.sum(calls.c.talk_s), 0.0).label("s"))
        .where(calls.c.agent == agent, calls.c.started_at >= since, calls.c.started_at <= now)
        .where(calls.c.outcome == Outcome.ANSWERED.value)
        .group_by(calls.c.direction)
    )
    found = {row.direction: Spoken(calls=row.calls, talk_s=float(row.s)) for row in connection.execute(query)}
    return {direction.value: found.get(direction.value, Spoken()) for direction in Direction}


def _times(
    connection: Connection, agent: str, since: datetime, now: datetime, zone: ZoneInfo
) -> dict[tuple[str, str], int]:
    lasted = spells.of_agent(connection, agent, half_hour_of(since, zone), now)
    for spell in spells.present(connection, agent):
        key, age_s = (spell.state, spell.reason), (now - max(spell.since, since)).total_seconds()
        lasted[key] = lasted.get(key, 0) + max(0, round(age_s * 1000))
    return lasted


def _transfers(connection: Connection, agent: str, since: datetime) -> dict[str, int]:
    begun = (transfers.c.agent == agent, transfers.c.created_at >= since, transfers.c.started_at.is_not(None))
    query = select(transfers.c.state, func.count()).where(*begun).group_by(transfers.c.state)
    return {row[0]: row[1] for row in connection.execute(query)}
