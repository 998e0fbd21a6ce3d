"""Agents: the people who log in. Users see themselves, supervisors see all, and agents set their own wish."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from agent_api.http.route import Ask
from agent_api.protocol.cursor import decode, encode
from agent_api.protocol.fields import Answer, Body, Line, ListQuery, Query
from agent_api.protocol.moments import local
from agent_api.views.agent import AgentView, agent_view
from hotline.commands.agents.wishes import SetWish, existing_agent, set_wish
from hotline.domain.agents.agent import Agent, Wish
from hotline.store.agents import agent_list


class WantedState(Body):
    """`reason` is stored with paused."""

    state: Literal["ready", "paused", "offline"]
    reason: Annotated[Line, StringConstraints(max_length=64)] = ""


class StateView(Answer):
    """The agent's wish. `applied` says whether Asterisk has been told yet."""

    state: str
    reason: str
    since: datetime
    applied: bool


class AgentPage(Answer):
    items: list[AgentView]
    next: str | None


async def list_agents(ask: Ask[ListQuery, None]) -> AgentPage:
    after = decode(ask.query.cursor, (str,))
    found = await ask.services.database.read(agent_list.page_of, after=after, limit=ask.query.limit)
    seats = await ask.services.live.seats()
    items = [agent_view(agent, seats, ask.services.zone) for agent in found.agents]
    return AgentPage(items=items, next=encode(found.next))


async def read_me(ask: Ask[Query, None]) -> AgentView:
    return agent_view(ask.who, await ask.services.live.seats(), ask.services.zone)


async def read_agent(ask: Ask[Query, None]) -> AgentView:
    agent = await ask.services.database.read(existing_agent, ask.path("username"))
    return agent_view(agent, await ask.services.live.seats(), ask.services.zone)


async def wish_state(ask: Ask[Query, WantedState]) -> StateView:
    """Set one's own wish. Queue membership follows; the response waits until Asterisk has been told."""
    wanted = SetWish(state=Wish(ask.body.state), reason=ask.body.reason)
    return await state_view(ask, await set_wish(ask.services, ask.who, wanted, ask.now))


async def state_view(ask: Ask[Query, Any], agent: Agent) -> StateView:
    """The wish that an agent has now, when Asterisk has been told or after a moment."""
    applied = await ask.services.applied.told(agent.username, agent.rev)
    since = local(agent.wish_since, ask.services.zone)
    return StateView(state=agent.wish.value, reason=agent.wish_reason, since=since, applied=applied)
