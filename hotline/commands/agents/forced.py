"""A supervisor sets an agent's state, or ends one of the system's blocks. Both are recorded with who did it."""

from sqlalchemy import Connection

from hotline.commands.agents.wishes import SetWish, existing_agent
from hotline.commands.errors import NotFoundError, RefusedError
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent, AgentBlock
from hotline.domain.calls.events import Event, EventType
from hotline.store import outbox
from hotline.store.agents import agents
from hotline.store.callbacks import callback_desk
from hotline.store.privacy import access_log
from hotline.store.privacy.access_log import Access


async def force_wish(at: Resources, who: Agent, wanted: SetWish, entry: Access) -> Agent:
    """Set the wish of the agent `entry.username`, who is told; the agent after it. Raises CommandError."""
    return await at.database.write(_force, who, wanted, entry)


async def release_hold(at: Resources, username: str, block: AgentBlock, entry: Access) -> Agent:
    """End a block that the system did not end; the agent after it. Raises CommandError."""
    return await at.database.write(_release, username, block, entry)


def _force(connection: Connection, who: Agent, wanted: SetWish, entry: Access) -> Agent:
    agent = existing_agent(connection, entry.username)
    if agent.extension is None:
        raise RefusedError(f"{agent.username} has no extension, so no calls can come to them.")
    if agent.disabled:
        raise RefusedError(f"{agent.username} is disabled. An admin can enable them again.")
    reason = wanted.reason.strip()
    agents.wish(connection, agent.username, wanted.state, reason, entry.at, by=who.username)
    payload: dict[str, object] = {
        "state": wanted.state.value,
        "reason": reason,
        "by": who.username,
        "by_name": who.name,
    }
    outbox.put(connection, [Event(type=EventType.AGENT_FORCED, at=entry.at, agent=agent.username, payload=payload)])
    access_log.record(connection, [entry])
    return existing_agent(connection, agent.username)


def _release(connection: Connection, username: str, block: AgentBlock, entry: Access) -> Agent:
    agent = existing_agent(connection, username)
    if block not in agent.blocks:
        raise NotFoundError("hold")
    if block is AgentBlock.CALLBACK:
        _return_callback(connection, username)
    agents.unblock(connection, username, block)
    agents.revise(connection, username)
    access_log.record(connection, [entry])
    return existing_agent(connection, username)


def _return_callback(connection: Connection, username: str) -> None:
    """What the agent was offered goes to others, and what still rings for them stops."""
    if callback_desk.is_on_the_line(connection, username):
        raise RefusedError(f"{username} is in a call: the hold ends with it.")
    callback_desk.release_agent(connection, username)
