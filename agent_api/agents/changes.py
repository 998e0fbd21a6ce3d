"""Admins create, change and remove agents (hotline.commands.agents.changes)."""

from typing import Any

from agent_api.agents.bodies import AgentPatch, NewAgent, skills
from agent_api.http.route import Ask
from agent_api.protocol.fields import Query
from agent_api.views.agent import AgentView, agent_view
from hotline.commands.agents import changes
from hotline.commands.agents.sip_secrets import SecretWish
from hotline.domain.agents.agent import Agent, Role
from hotline.domain.agents.desk import Left
from hotline.store.privacy.access_log import AccessKind


class AgentMade(AgentView):
    """`sip_secret` is the telephone's secret if this change generated one, shown only here; otherwise null."""

    sip_secret: str | None


async def add_agent(ask: Ask[Query, NewAgent]) -> AgentMade:
    """Create an agent. The extension can register as soon as the response arrives: it waits until Asterisk knows it."""
    sent, secret = ask.body, SecretWish(given=ask.body.sip_secret)
    new = changes.NewAgent(
        username=sent.username,
        password=sent.password,
        name=sent.name,
        role=Role(sent.role),
        extension=sent.extension,
        secret=secret,
        skills=skills(sent.queues),
    )
    entry = ask.access(AccessKind.AGENT_ADDED, sent.username, role=sent.role)
    agent = await changes.add_agent(ask.services, ask.services.passwords, new, entry)
    return await _told(ask, agent, secret, had_phone=False)


async def change_agent(ask: Ask[Query, AgentPatch]) -> AgentMade:
    sent, services, username = ask.body, ask.services, ask.path("username")
    secret = SecretWish(given=sent.sip_secret, anew=sent.new_sip_secret)
    patch = changes.AgentPatch(
        secret=secret,
        password=sent.password,
        name=sent.name,
        role=Role(sent.role) if sent.role is not None else None,
        changes_extension="extension" in sent.model_fields_set,
        extension=sent.extension,
        skills=skills(sent.queues) if sent.queues is not None else None,
        disabled=sent.disabled,
    )
    told = {"fields": sorted(sent.model_fields_set)} | sent.model_dump(include={"disabled"}, exclude_unset=True)
    entry = ask.access(AccessKind.AGENT_CHANGED, username, **told)
    changed = await changes.change_agent(services, services.passwords, username, patch, entry)
    before, agent = changed.before, changed.after
    if sent.password is not None or before.role is not agent.role or agent.disabled:
        services.hub.close_user(username)
    if sent.password is not None:
        await services.desks.leave(username, Left.SESSION_ENDED)
    return await _told(ask, agent, secret, had_phone=before.extension is not None)


async def remove_agent(ask: Ask[Query, None]) -> None:
    username = ask.path("username")
    await changes.remove_agent(ask.services, username, ask.access(AccessKind.AGENT_REMOVED, username))
    ask.services.hub.close_user(username)


async def _told(ask: Ask[Any, Any], agent: Agent, secret: SecretWish, *, had_phone: bool) -> AgentMade:
    """Wait until Asterisk has been told of a changed agent. Agents who have no phone and had none do not concern
    Asterisk."""
    if agent.extension is not None or had_phone:
        await ask.services.applied.told(agent.username, agent.rev)
    view = agent_view(agent, await ask.services.live.seats(), ask.services.zone)
    return AgentMade(**view.model_dump(), sip_secret=secret.shown(agent))
