"""The event stream as a subscriber sees it: when each event came, against when the thing itself happened."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import redis

from hotline.redis_keys import STREAM

_BLOCK_MS = 200


@dataclass(frozen=True, kw_only=True)
class Heard:
    """An event of the stream (Unix times)."""

    type: str
    call: str
    happened_at_s: float
    came_at_s: float

    @property
    def delay_s(self) -> float:
        return self.came_at_s - self.happened_at_s


@contextmanager
def following(redis_url: str) -> Iterator[list[Heard]]:
    """The events that come while the block runs, in a list that grows. A thread reads; nothing else keeps us busy."""
    heard: list[Heard] = []
    over = threading.Event()
    with redis.Redis.from_url(redis_url) as client:
        newest: Any = client.xrevrange(STREAM, count=1)
        last = newest[0][0].decode() if newest else "0-0"
        reader = threading.Thread(target=_follow, args=(client, last, heard, over))
        reader.start()
        try:
            yield heard
        finally:
            over.set()
            reader.join()


def _follow(client: "redis.Redis", last: str, heard: list[Heard], over: threading.Event) -> None:
    while not over.is_set():
        found: Any = client.xread({STREAM: last}, count=1000, block=_BLOCK_MS)
        came_at_s = time.time()
        for _, entries in found:
            for entry_id, fields in entries:
                last = entry_id.decode()
                happened = datetime.fromisoformat(fields[b"at"].decode()).timestamp()
                heard.append(
                    Heard(
                        type=fields[b"type"].decode(),
                        call=fields[b"call"].decode(),
                        happened_at_s=happened,
                        came_at_s=came_at_s,
                    )
                )
