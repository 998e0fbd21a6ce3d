"""Offers callbacks to agents who are idle, and takes back what nobody took."""

from collections.abc import Callable
from datetime import datetime, timedelta

from redis.asyncio import Redis

from callback.room import picture
from hotline.commands import offers
from hotline.domain.callbacks.fairness import may_be_offered
from hotline.domain.callbacks.hours import may_ring
from hotline.domain.facts.channel import CALLBACK_LETTER, new_placed_id
from hotline.runtime.database import Database
from hotline.settings.environment import Settings
from hotline.store.callbacks import callback_desk


class Offers:
    """`work` once looks who may be offered what. `lines` tells how many calls of ours the trunk may take."""

    def __init__(self, *, settings: Settings, database: Database, redis: Redis, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._policy = settings.hotline.callback
        self._database = database
        self._redis = redis
        self._clock = clock
        self._let_alone: dict[str, datetime] = {}

    async def work(self, lines: int) -> bool:
        """Whether something was offered or taken back."""
        now = self._clock()
        expire_after = timedelta(seconds=self._policy.expire_after)
        back = await self._database.write(offers.take_back, expire_after, now)
        self._let_alone |= dict.fromkeys(back.lapsed, now + callback_desk.LET_ALONE_FOR)
        offered = [await self._offer(username, now) for username in await self._who(lines, now)]
        return any([*offered, back.lapsed, back.recalled])

    async def _who(self, lines: int, now: datetime) -> list[str]:
        if not may_ring(self._policy, self._settings.hotline.centre.zone, now):
            return []
        room = await picture(self._redis)
        if room is None or not room.ready or not await self._database.read(callback_desk.anything_due, now):
            return []
        self._let_alone = {username: until for username, until in self._let_alone.items() if until > now}
        busy = await self._database.read(callback_desk.who_is_busy)
        return may_be_offered(
            room.ready,
            policy=self._policy,
            waiting=room.waiting,
            lines=lines - await self._database.read(callback_desk.offered_now),
            busy=busy | self._let_alone.keys(),
            now=now,
        )

    async def _offer(self, username: str, now: datetime) -> bool:
        call = new_placed_id(self._settings.node, CALLBACK_LETTER, now) if self._policy.mode == "auto" else None
        return await self._database.write(offers.offer, username, call, now)
