"""Admins create, change and remove agents. Who did so is recorded, and the agent's own records are kept."""

from typing import Any

from sqlalchemy import Connection

from agent_api.agents.bodies import AgentPatch, NewAgent
from agent_api.agents.checks import check_extension, refuse_taken_extension, refused, skills_of
from agent_api.agents.disabling import check_one_admin_stays, end_work, keep_an_admin
from agent_api.agents.sip_secret import SecretWish
from agent_api.http.route import Ask
from agent_api.login.new_password import hash_new
from agent_api.protocol.fields import Query
from agent_api.protocol.problem import Problem
from agent_api.views.agent import AgentView, agent_view
from hotline.commands.agents import existing_agent
from hotline.domain.agents.agent import Agent, Wish
from hotline.domain.agents.desk import Left
from hotline.domain.agents.phone import sip_ha1
from hotline.store.agents import agent_list, agents, sessions
from hotline.store.callbacks import callback_desk
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import Access, AccessKind
from hotline.store.transfers import directory


class AgentMade(AgentView):
    """`sip_secret` is the telephone's secret if this change generated one, shown only here; otherwise null."""

    sip_secret: str | None


async def add_agent(ask: Ask[Query, NewAgent]) -> AgentMade:
    """Create an agent. The extension can register as soon as the response arrives: it waits until Asterisk knows it."""
    new, hotline = ask.body, ask.services.settings.hotline
    skills = skills_of(new.queues, hotline)
    if new.username.lower() == "me":
        raise refused("username", "a name other than me, which is reserved")
    if new.extension is None and new.sip_secret is not None:
        raise refused("extension", "an extension for the sip_secret")
    if new.extension is not None:
        check_extension(new.extension, hotline, await ask.services.database.read(directory.entries))
    wish = SecretWish(given=new.sip_secret)
    secret = wish.secret(is_new=new.extension is not None)
    values = {
        "username": new.username,
        "name": new.name,
        "role": new.role,
        "extension": new.extension,
        "sip_ha1": sip_ha1(new.extension, secret) if new.extension and secret else "",
        "password_hash": await hash_new(ask.services.passwords, new.password, new.username, new.name),
        "wish_since": ask.now,
        **skills,
    }
    agent = await ask.services.database.write(
        _add, values, ask.access(AccessKind.AGENT_ADDED, new.username, role=new.role)
    )
    return await _told(ask, agent, wish, had_phone=False)


async def change_agent(ask: Ask[Query, AgentPatch]) -> AgentMade:
    sent, hotline, services = ask.body, ask.services.settings.hotline, ask.services
    if sent.extension is not None:
        check_extension(sent.extension, hotline, await services.database.read(directory.entries))
    values = sent.model_dump(exclude_unset=True, exclude={"password", "sip_secret", "new_sip_secret"})
    if sent.queues is not None:
        values |= skills_of(sent.queues, hotline)
    if sent.password is not None:
        known = await services.database.read(agents.get, ask.path("username"))
        names = (ask.path("username"), sent.name or "", known.name if known else "")
        values["password_hash"] = await hash_new(services.passwords, sent.password, *names)
    told = {"fields": sorted(sent.model_fields_set)} | sent.model_dump(include={"disabled"}, exclude_unset=True)
    entry = ask.access(AccessKind.AGENT_CHANGED, ask.path("username"), **told)
    wish = SecretWish(given=sent.sip_secret, anew=sent.new_sip_secret)
    before, agent = await services.database.write(_change, values, wish, entry)
    if sent.password is not None or before.role is not agent.role or agent.disabled:
        services.hub.close_user(agent.username)
    if sent.password is not None:
        await services.desks.leave(agent.username, Left.SESSION_ENDED)
    return await _told(ask, agent, wish, had_phone=before.extension is not None)


async def remove_agent(ask: Ask[Query, None]) -> None:
    username = ask.path("username")
    await ask.services.database.write(_remove, ask.access(AccessKind.AGENT_REMOVED, username))
    ask.services.hub.close_user(username)
    await ask.services.live.notify("agents")


async def _told(ask: Ask[Any, Any], agent: Agent, wish: SecretWish, *, had_phone: bool) -> AgentMade:
    """Wait until Asterisk has been told of a changed agent. Agents who have no phone and had none do not concern
    Asterisk."""
    if agent.extension is not None or had_phone:
        await ask.services.applied.told(agent.username, agent.rev)
    view = agent_view(agent, await ask.services.live.seats(), ask.services.zone)
    return AgentMade(**view.model_dump(), sip_secret=wish.shown(agent))


def _add(connection: Connection, values: dict[str, Any], entry: Access) -> Agent:
    if agent_list.username_taken(connection, values["username"]):
        raise Problem(409, f"A user {values['username']} already exists.")
    if agent_list.username_was_taken(connection, values["username"]):
        taken = f"There was a user {values['username']}, and calls may be filed under that name: choose another one."
        raise Problem(409, taken)
    refuse_taken_extension(connection, values["username"], values["extension"])
    agents.add(connection, values)
    access_log.record(connection, [entry])
    return existing_agent(connection, values["username"])


def _change(connection: Connection, values: dict[str, Any], wish: SecretWish, entry: Access) -> tuple[Agent, Agent]:
    """Change the agent; returns them as they were before and are after."""
    username, now = entry.username, entry.at
    before = existing_agent(connection, username)
    extension = values.get("extension", before.extension)
    if extension != before.extension:
        refuse_taken_extension(connection, username, extension)
        callback_desk.release_agent(connection, username)
        if extension is None:
            values |= {"sip_ha1": "", "wish": Wish.OFFLINE.value, "wish_reason": "", "wish_since": now}
    secret = wish.secret(is_new=extension is not None and extension != before.extension)
    if secret is not None:
        if extension is None:
            raise refused("extension", "an extension for the sip_secret")
        values["sip_ha1"] = sip_ha1(extension, secret)
    check_one_admin_stays(connection, before, values)
    if values.get("disabled"):
        values |= end_work(connection, before, entry)
    values.pop("extension", None)
    if extension != before.extension:
        agents.change_extension(connection, username, extension, now)
    if values:
        agents.change(connection, username, values)
    if "password_hash" in values:
        sessions.close_all_of(connection, username)
    access_log.record(connection, [entry])
    return before, existing_agent(connection, username)


def _remove(connection: Connection, entry: Access) -> None:
    username = entry.username
    keep_an_admin(connection, existing_agent(connection, username))
    access_log.record(connection, [entry])
    callback_desk.release_agent(connection, username)
    agents.remove(connection, username, entry.at)
