"""A supervisor changes an agent's queues for the day: until midnight in the centre, or another moment within a week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from hotline.commands.agents.checks import Skill, Skills, skills_of
from hotline.commands.agents.wishes import existing_agent
from hotline.commands.errors import InvalidError, NotFoundError, RefusedError
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent, ForTheDay
from hotline.domain.midnight import next_midnight
from hotline.store.agents import usual_queues
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import Access

LONGEST = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class ServeToday:
    """`until` None is the end of the day in the centre's time zone."""

    skills: Sequence[Skill]
    until: datetime | None


async def serve_today(at: Resources, wanted: ServeToday, entry: Access) -> Agent:
    """The agent `entry.username` after it. Raises CommandError, as does `serve_as_usual`."""
    hotline = at.settings.hotline
    until = wanted.until or next_midnight(entry.at, hotline.centre.zone)
    if not entry.at < until <= entry.at + LONGEST:
        raise InvalidError.of("until", "a time within the next 7 days")
    return await at.database.write(_serve, skills_of(wanted.skills, hotline), until, entry)


async def serve_as_usual(at: Resources, entry: Access) -> Agent:
    """The agent's usual queues again, before the day is over."""
    return await at.database.write(_as_usual, entry)


def _serve(connection: Connection, skills: Skills, until: datetime, entry: Access) -> Agent:
    agent = existing_agent(connection, entry.username)
    if agent.extension is None:
        raise RefusedError(f"{agent.username} has no extension, so no calls can come to them.")
    usual = (agent.day.usual_queues, agent.day.usual_penalties) if agent.day else (agent.queues, agent.penalties)
    day = ForTheDay(usual_queues=usual[0], usual_penalties=usual[1], until=until, by=entry.actor)
    usual_queues.serve(connection, agent, skills.queues, skills.penalties, day)
    access_log.record(connection, [entry])
    return existing_agent(connection, agent.username)


def _as_usual(connection: Connection, entry: Access) -> Agent:
    agent = existing_agent(connection, entry.username)
    if agent.day is None:
        raise NotFoundError("change for the day")
    usual_queues.go_back(connection, agent.username)
    access_log.record(connection, [entry])
    return existing_agent(connection, agent.username)
