"""An agent sets the state they wish to have in their queues."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from hotline.commands.errors import NotFoundError, RefusedError
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent, Wish
from hotline.store.agents import agents


@dataclass(frozen=True, kw_only=True)
class SetWish:
    """`reason` is stored with paused."""

    state: Wish
    reason: str


async def set_wish(at: Resources, who: Agent, wanted: SetWish, now: datetime) -> Agent:
    """Store the wish and return the agent; queue membership follows when cti has told Asterisk of this `rev`. Raises
    CommandError."""
    if who.extension is None:
        raise RefusedError("You have no extension, so no calls can come to you. An admin can give you one.")
    reason = wanted.reason.strip() if wanted.state is Wish.PAUSED else ""
    return await at.database.write(_wish, who.username, wanted.state, reason, now)


def existing_agent(connection: Connection, username: str) -> Agent:
    """The agent of this username; raises NotFoundError."""
    agent = agents.get(connection, username)
    if agent is None:
        raise NotFoundError("agent")
    return agent


def _wish(connection: Connection, username: str, state: Wish, reason: str, now: datetime) -> Agent:
    agents.wish(connection, username, state, reason, now)
    return existing_agent(connection, username)
