"""What the cti role publishes in Redis, and notifications to it. Any of it may be missing at any moment."""

from collections.abc import Mapping
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from hotline.domain.agents.now import AgentNow, agent_now
from hotline.names.roles import RoleName
from hotline.names.work import Work
from hotline.runtime.notify import notify
from hotline.runtime.published import read_beat, read_seats


class Live:
    """Reads return None or nothing while Redis does not answer."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def seats(self) -> Mapping[str, Mapping[str, Any]]:
        """The current state of each agent, by username."""
        return await read_seats(self._redis)

    async def role(self, name: RoleName) -> Mapping[str, Any] | None:
        """A role's latest heartbeat."""
        return await read_beat(self._redis, name)

    async def answers(self) -> bool:
        try:
            await self._redis.ping()
        except (RedisError, OSError):
            return False
        return True

    async def now_of(self, username: str) -> AgentNow:
        """The current state of one agent."""
        return agent_now((await self.seats()).get(username))

    async def states(self) -> dict[str, AgentNow]:
        """The current states of all agents; empty if they are not known."""
        return {username: agent_now(seat) for username, seat in (await self.seats()).items()}

    async def notify(self, work: Work) -> None:
        """Tell the other roles that SQL holds new work of this kind."""
        await notify(self._redis, work)
