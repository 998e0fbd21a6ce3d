"""Queues for the day: an agent's queues in `agents` are those they serve now; their usual ones wait here meanwhile.

So everything that reads an agent's queues needs to know nothing of the day, and its end is one transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, update

from hotline.domain.agents.agent import Agent, ForTheDay
from hotline.store.agents import agents
from hotline.store.agents.agents import UserChange
from hotline.store.tables import usual_queues
from hotline.store.upsert import upsert


def serve(
    connection: Connection, agent: Agent, queues: Sequence[str], penalties: Mapping[str, int], day: ForTheDay
) -> None:
    """The agent serves these queues for the day; `day` says what they go back to."""
    row = {
        "username": agent.username,
        "queues": list(day.usual_queues),
        "penalties": dict(day.usual_penalties),
        "until": day.until,
        "set_by": day.by,
    }
    upsert(connection, usual_queues, [row])
    agents.change(connection, agent.username, UserChange(queues=queues, penalties=penalties))


def change(connection: Connection, username: str, queues: Sequence[str], penalties: Mapping[str, int]) -> None:
    """Change what the agent goes back to after the day."""
    mine = usual_queues.c.username == username
    values = {"queues": list(queues), "penalties": dict(penalties)}
    connection.execute(update(usual_queues).where(mine).values(**values))


def go_back(connection: Connection, username: str) -> None:
    """The agent serves their usual queues again."""
    mine = usual_queues.c.username == username
    row = connection.execute(select(usual_queues).where(mine)).one_or_none()
    if row is not None:
        agents.change(connection, username, UserChange(queues=row.queues, penalties=row.penalties))
        connection.execute(delete(usual_queues).where(mine))


def end_those_over(connection: Connection, now: datetime) -> None:
    """Every agent whose day is over serves their usual queues again."""
    over = select(usual_queues.c.username).where(usual_queues.c.until <= now)
    for username in list(connection.execute(over).scalars()):
        go_back(connection, username)


def next_over(connection: Connection) -> datetime | None:
    """When the next day ends."""
    until: datetime | None = connection.execute(select(func.min(usual_queues.c.until))).scalar_one()
    return until
