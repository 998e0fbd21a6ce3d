"""Offers callbacks to idle agents, and withdraws offers that were not accepted."""

from collections.abc import Callable
from datetime import datetime, timedelta

from redis.asyncio import Redis

from callback.live_view import live_view
from hotline.commands import offers
from hotline.domain.callbacks.fairness import may_be_offered
from hotline.domain.callbacks.hours import may_ring
from hotline.domain.facts.channel import CALLBACK_LETTER, new_placed_id
from hotline.runtime.database import Database
from hotline.settings.environment import Settings
from hotline.store.callbacks import callback_desk


class Offers:
    """`work` makes one round of offers. `lines` is how many more calls the trunk may take."""

    def __init__(self, *, settings: Settings, database: Database, redis: Redis, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._policy = settings.hotline.callback
        self._database = database
        self._redis = redis
        self._clock = clock
        self._let_alone: dict[str, datetime] = {}

    async def work(self, lines: int) -> bool:
        """Returns whether anything was offered or withdrawn."""
        now = self._clock()
        expire_after = timedelta(seconds=self._policy.expire_after)
        back = await self._database.write(offers.take_back, expire_after, now)
        self._let_alone |= dict.fromkeys(back.lapsed, now + callback_desk.LET_ALONE_FOR)
        offered = [await self._offer(username, now) for username in await self._who(lines, now)]
        return any([*offered, back.lapsed, back.recalled])

    async def _who(self, lines: int, now: datetime) -> list[str]:
        if not may_ring(self._policy, self._settings.hotline.centre.zone, now):
            return []
        view = await live_view(self._redis)
        if view is None or not view.ready or not await self._database.read(callback_desk.anything_due, now):
            return []
        self._let_alone = {username: until for username, until in self._let_alone.items() if until > now}
        busy = await self._database.read(callback_desk.who_is_busy)
        return may_be_offered(
            view.ready,
            policy=self._policy,
            waiting=view.waiting,
            lines=lines - await self._database.read(callback_desk.offered_now),
            busy=busy | self._let_alone.keys(),
            now=now,
        )

    async def _offer(self, username: str, now: datetime) -> bool:
        call = new_placed_id(self._settings.node, CALLBACK_LETTER, now) if self._policy.mode == "auto" else None
        return await self._database.write(offers.offer, username, call, now)
