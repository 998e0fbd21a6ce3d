"""An agent who has not finished writing takes more time after a call: in steps, and not for ever."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from hotline.commands.errors import RefusedError
from hotline.commands.resources import Resources
from hotline.domain.agents.agent import Agent, AgentBlock
from hotline.store.agents import agents

STEP = timedelta(minutes=1)
LONGEST = timedelta(minutes=10)  # since the wrap-up began; who needs longer pauses, and says why


async def extend(at: Resources, who: Agent, since: datetime | None, now: datetime) -> datetime:
    """One step more; until when it is now. `since` is when the wrap-up began, None when the agent is in none. Raises
    CommandError."""
    if since is None:
        raise RefusedError("You are not in wrap-up.")
    return await at.database.write(_extend, who.username, since, now)


async def finish(at: Resources, who: Agent) -> None:
    """End the time that was taken; the queue's own wrap-up time is left to the queue."""
    await at.database.write(_finish, who.username)


def _extend(connection: Connection, username: str, since: datetime, now: datetime) -> datetime:
    until = max(agents.blocked_until(connection, username, AgentBlock.WRAPUP) or now, now) + STEP
    if until > since + LONGEST:
        raise RefusedError("A wrap-up lasts 10 minutes at most. Pause for longer work.")
    agents.block(connection, username, AgentBlock.WRAPUP, since, until)
    agents.revise(connection, username)
    return until


def _finish(connection: Connection, username: str) -> None:
    agents.unblock(connection, username, AgentBlock.WRAPUP)
    agents.revise(connection, username)
