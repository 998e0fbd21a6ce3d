"""More time after a call (hotline.commands.agents.wrap_up)."""

from datetime import datetime

from agent_api.http.route import Ask
from agent_api.protocol.fields import Answer, Query
from agent_api.protocol.moments import from_text, local
from hotline.commands.agents import wrap_up
from hotline.domain.agents.agent import AgentState


class WrapUpView(Answer):
    """Until when the agent is in wrap-up."""

    until: datetime


async def extend_wrapup(ask: Ask[Query, None]) -> WrapUpView:
    zone = ask.services.zone
    seat = (await ask.services.live.seats()).get(ask.who.username, {})
    since = from_text(seat.get("since"), zone) if seat.get("state") == AgentState.WRAPUP.value else None
    until = await wrap_up.extend(ask.services, ask.who, since, ask.now)
    return WrapUpView(until=local(until, zone))


async def finish_wrapup(ask: Ask[Query, None]) -> None:
    await wrap_up.finish(ask.services, ask.who)
