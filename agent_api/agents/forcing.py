"""A supervisor sets an agent's state (强制示忙、示闲、签出), or ends a hold of the system that has got stuck."""

from agent_api.agents.agents import StateView, WantedState, state_view
from agent_api.http.route import Ask
from agent_api.protocol.fields import Query
from agent_api.protocol.problem import not_found
from agent_api.views.agent import AgentView, agent_view
from hotline.commands.agents import forced
from hotline.commands.agents.wishes import SetWish
from hotline.domain.agents.agent import AgentBlock, Wish
from hotline.domain.numbers.masked_text import mask_numbers
from hotline.store.privacy.access_log import AccessKind


async def force_state(ask: Ask[Query, WantedState]) -> StateView:
    """Queue membership follows: answered when Asterisk has been told."""
    wanted = SetWish(state=Wish(ask.body.state), reason=ask.body.reason)
    told = {"state": wanted.state.value, "reason": mask_numbers(wanted.reason)}
    entry = ask.access(AccessKind.STATE_FORCED, ask.path("username"), **told)
    return await state_view(ask, await forced.force_wish(ask.services, ask.who, wanted, entry))


async def release_hold(ask: Ask[Query, None]) -> AgentView:
    username, hold = ask.path("username"), ask.path("hold")
    if hold not in {block.value for block in AgentBlock}:
        raise not_found("hold")
    entry = ask.access(AccessKind.HOLD_RELEASED, username, hold=hold)
    agent = await forced.release_hold(ask.services, username, AgentBlock(hold), entry)
    await ask.services.applied.told(agent.username, agent.rev)
    return agent_view(agent, await ask.services.live.seats(), ask.services.zone)
