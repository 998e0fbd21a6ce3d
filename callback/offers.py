"""Offers callbacks to agents who are idle, and takes back what nobody took."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from redis.asyncio import Redis
from sqlalchemy import Connection

from callback.room import picture
from hotline.domain.callbacks.fairness import may_be_offered
from hotline.domain.callbacks.hours import may_ring
from hotline.domain.calls.events import Event, EventType
from hotline.domain.facts.channel import CALLBACK_LETTER, new_placed_id
from hotline.runtime.database import Database
from hotline.settings.environment import Settings
from hotline.store import outbox
from hotline.store.agents import agents
from hotline.store.callbacks import callback_desk

OFFER_FOR = timedelta(seconds=30)


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
        lapsed, recalled = await self._database.write(_take_back, now, timedelta(seconds=self._policy.expire_after))
        self._let_alone |= dict.fromkeys(lapsed, now + callback_desk.LET_ALONE_FOR)
        offered = [await self._offer(username, now) for username in await self._who(lines, now)]
        return any([*offered, lapsed, recalled])

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
        return await self._database.write(_offer, username, call, now)


def _offer(connection: Connection, username: str, call: str | None, now: datetime) -> bool:
    """Offer what is most owed; in auto mode (`call` is the id of the call to be) it is taken at once. Nobody is offered
    anything once SQL knows of a citizen who waits or talks with them: the picture in Redis may be half a second old."""
    if callback_desk.somebody_waits(connection) or callback_desk.is_on_the_line(connection, username):
        return False
    row = callback_desk.claim_next(connection, username, now, now + OFFER_FOR)
    if row is None or row["status"] != "offered":
        return False
    agent = agents.get(connection, username)
    if call is not None and agent is not None and agent.extension is not None:
        return callback_desk.accept(connection, row, call, agent.extension, now)
    outbox.put(connection, [_event(EventType.CALLBACK_OFFERED, row, username, now)])
    return True


def _take_back(connection: Connection, now: datetime, expire_after: timedelta) -> tuple[list[str], list[str]]:
    """Offers whose time is over, and duties that are too old; who let an offer go by, and who got a call instead."""
    callback_desk.expire(connection, now - expire_after, now)
    recalled = callback_desk.recall(connection, now)
    lapsed = callback_desk.lapse(connection, now)
    for reason, rows in (("on_the_line", recalled), ("lapsed", lapsed)):
        outbox.put(
            connection, [_event(EventType.CALLBACK_UPDATED, row, row["agent"], now, reason=reason) for row in rows]
        )
    return [row["agent"] for row in lapsed], [row["agent"] for row in recalled]


def _event(kind: EventType, row: Mapping[str, Any], username: str, now: datetime, *, reason: str = "") -> Event:
    status = "offered" if kind is EventType.CALLBACK_OFFERED else "pending"
    payload = {"callback": row["id"], "status": status, "reason": reason}
    return Event(type=kind, at=now, agent=username, payload=payload)
