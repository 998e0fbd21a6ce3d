"""An agent's queues for the day."""

from typing import Any

from agent_api.agents.bodies import Skills, skills
from agent_api.http.route import Ask
from agent_api.protocol.fields import Body, Moment, Query
from agent_api.views.agent import AgentView, agent_view
from hotline.commands.agents.day_queues import ServeToday, serve_as_usual, serve_today
from hotline.domain.agents.agent import Agent
from hotline.store.privacy.access_log import AccessKind


class QueuesToday(Body):
    """The queues that the agent serves until `until`; without it, until midnight in the centre."""

    queues: Skills
    until: Moment | None = None


async def set_queues_today(ask: Ask[Query, QueuesToday]) -> AgentView:
    wanted = ServeToday(skills=skills(ask.body.queues), until=ask.body.until)
    told = [f"{skill.queue}:{skill.penalty}" if skill.penalty else skill.queue for skill in wanted.skills]
    entry = ask.access(AccessKind.QUEUES_TODAY, ask.path("username"), queues=told)
    return await _told(ask, await serve_today(ask.services, wanted, entry))


async def end_queues_today(ask: Ask[Query, None]) -> AgentView:
    entry = ask.access(AccessKind.QUEUES_TODAY, ask.path("username"), usual=True)
    return await _told(ask, await serve_as_usual(ask.services, entry))


async def _told(ask: Ask[Any, Any], agent: Agent) -> AgentView:
    await ask.services.applied.told(agent.username, agent.rev)
    return agent_view(agent, await ask.services.live.seats(), ask.services.zone)
