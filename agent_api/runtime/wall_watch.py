"""The wall as this process knows it, and whether it is fresh.

cti writes the wall and updates its `beat` every half second. It is fresh while the beat changes, Redis answers, every
node is up and cti can write to SQL (`stalled` false); otherwise it stays on the screens, marked as possibly outdated.
Changes of the beat are timed by our own clock, so that two machines' clocks need not agree.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from agent_api.protocol.moments import shown_json
from hotline.redis_keys import WALL

log = logging.getLogger(__name__)

STALE_S = 1.5
LOOK_S = 0.15  # the longest time between two reads of the wall
REST_S = 0.05  # the shortest
CHECK_S = 0.1
TELL_S = 2.0  # an unchanged wall is sent this often, so that its `as_of` advances
RETRY_S = 0.3

# The form of the wall before the first one has been read: everything is unknown.
_UNKNOWN: Mapping[str, Any] = {
    "as_of": None,
    "stalled": False,
    "nodes": [],
    "waiting": None,
    "waiting_since": None,
    "longest_wait_s": None,
    "talking": None,
    "agents": {},
    "queues": [],
    "callbacks": {
        "owed": None,
        "oldest_s": None,
        "resting": None,
        "slowed": None,
        "today": dict.fromkeys(("callbacks", "tried", "reached", "self_resolved", "callback_rate", "reach_rate")),
    },
    "today": dict.fromkeys(
        ("offered", "answered", "missed", "overflowed", "to_person_s", "service_level", "broad_rate")
    ),
    "connection_rate_24h": None,
    "curve": None,
    "thresholds": None,
    "waiting_calls": [],
    "seats": [],
    "alarms": [],
}


class WallWatch:
    """`changed` is called at each change of the wall or of its freshness. `check` raises ValueError for a wall that
    cannot be shown, as one of another version; `malformed` counts those.
    """

    def __init__(
        self,
        redis: Redis,
        zone: ZoneInfo,
        changed: Callable[[], None],
        *,
        check: Callable[[Mapping[str, Any]], object],
        malformed: Callable[[], None],
    ) -> None:
        self._redis = redis
        self._zone = zone
        self._changed = changed
        self._check = check
        self._malformed = malformed
        self._is_malformed = False
        self._version = 0
        self._rendered: tuple[int, bytes] | None = None
        self._wall: Mapping[str, Any] = _UNKNOWN
        self._beat: object = None
        self._beat_seen_at = float("-inf")
        self._text: bytes | str | None = None
        self._answering = False
        self._was_fresh = False
        self._told_at = 0.0

    @property
    def fresh(self) -> bool:
        """Whether the wall is current."""
        nodes = self._wall["nodes"]
        beating = time.monotonic() - self._beat_seen_at <= STALE_S
        heard = bool(nodes) and all(node.get("up") for node in nodes)
        return self._answering and beating and heard and not self._wall["stalled"]

    def picture(self) -> dict[str, Any]:
        """The wall to be shown now."""
        now = datetime.now(UTC)
        wall = _timed(self._wall, now)
        wall["fresh"] = self.fresh
        wall["queues"] = [_timed(queue, now) for queue in wall["queues"]]
        return wall

    def rendered(self, render: Callable[[Mapping[str, Any]], bytes]) -> bytes:
        """The wall as text, rendered once for all who watch it, until it changes."""
        if self._rendered is None or self._rendered[0] != self._version:
            self._rendered = self._version, render(self.picture())
        return self._rendered[1]

    async def run(self) -> None:
        """Watch until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch_freshness())
            while True:
                try:
                    await self._watch_picture()
                except (RedisError, OSError, TimeoutError) as error:
                    if self._answering:
                        log.warning("the wall cannot be read: %s", error)
                    self._answering = False
                    await asyncio.sleep(RETRY_S)

    async def _watch_picture(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as bell:
            await bell.subscribe(WALL)
            while True:
                await self._look()
                await asyncio.sleep(REST_S)
                if await bell.get_message(timeout=LOOK_S):
                    while await bell.get_message(timeout=0):
                        pass

    async def _look(self) -> None:
        text = await self._redis.get(WALL)
        self._answering = True
        if text == self._text:
            return
        self._text = text
        wall = self._read(text) if text else None
        if wall is None:  # removed or malformed: the last known wall stays, and becomes outdated
            return
        self._see_beat(wall.pop("beat", None))
        known, self._wall = self._wall, wall
        if _content(known) != _content(wall):
            self._tell()

    def _read(self, text: bytes | str) -> dict[str, Any] | None:
        """None: no wall that can be shown, which is logged once and counted each time."""
        try:
            wall: dict[str, Any] = _UNKNOWN | shown_json(orjson.loads(text), self._zone)
            self._check({**_timed(wall, datetime.now(UTC)), "fresh": False})
            _content(wall)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            self._malformed()
            if not self._is_malformed:
                # without the error's text, which contains what cti wrote, and so citizens' numbers
                log.error("the wall is malformed: %s", type(error).__name__)  # noqa: TRY400
            self._is_malformed = True
            return None
        self._is_malformed = False
        return wall

    def _see_beat(self, beat: object) -> None:
        if beat == self._beat:
            return
        first, self._beat = self._beat is None, beat
        age_s = max(0.0, time.time() - beat) if first and isinstance(beat, int | float) else 0.0
        self._beat_seen_at = time.monotonic() - age_s

    async def _watch_freshness(self) -> None:
        while True:
            fresh = self.fresh
            if fresh is not self._was_fresh:
                self._was_fresh = fresh
                log.info("the wall is %s", "fresh" if fresh else "not fresh")
                self._tell()
            elif time.monotonic() - self._told_at >= TELL_S:
                self._tell()
            await asyncio.sleep(CHECK_S)

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        self._version += 1
        self._changed()


def _timed(part: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The wall, or one of its queues, with the longest wait recomputed for now."""
    timed = dict(part)
    since = part.get("waiting_since")
    if since:
        timed["longest_wait_s"] = round(max(0.0, (now - datetime.fromisoformat(since)).total_seconds()), 1)
    return timed


def _content(wall: Mapping[str, Any]) -> dict[str, Any]:
    """The part whose changes are sent; the mere passing of time is not a change."""
    moving = {"as_of", "longest_wait_s", "queues", "nodes", "callbacks"}
    return {name: part for name, part in wall.items() if name not in moving} | {
        "callbacks": {name: part for name, part in wall["callbacks"].items() if name != "oldest_s"},
        "queues": [
            {name: part for name, part in queue.items() if name != "longest_wait_s"} for queue in wall["queues"]
        ],
        "nodes": [(node.get("name"), node.get("up"), node.get("corrections")) for node in wall["nodes"]],
    }
