"""Guessing passwords is made slow: a user who failed too often from an address is not asked from there for a while.

Per user and address, so that nobody can lock an agent out from elsewhere. Attempts of one pair follow one another, so
that a hundred at once are not a hundred free guesses.
"""

import asyncio
import math
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from agent_api.problem import Problem

FAILURES = 10  # free ones
FORGET_S = 300.0  # after the last failure
REMEMBERED = 10_000  # pairs; the oldest are forgotten first


@dataclass(kw_only=True)
class Attempt:
    """One attempt under way; the one who checks it says how it went."""

    succeeded: bool = False


@dataclass
class _Record:
    failures: int = 0
    last_at: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Throttle:
    """`clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._records: OrderedDict[tuple[str, str], _Record] = OrderedDict()

    @asynccontextmanager
    async def attempt(self, username: str, address: str) -> AsyncIterator[Attempt]:
        """Wait for this pair's turn; 429 while it has failed too often. Set `succeeded` on what this gives."""
        key = (username, address)
        record = self._records.setdefault(key, _Record())
        self._records.move_to_end(key)
        self._forget_old()
        async with record.turn:
            self._refuse_guessing(record)
            attempt = Attempt()
            yield attempt
            if attempt.succeeded:
                record.failures = 0
            else:
                record.failures, record.last_at = record.failures + 1, self._clock()

    def _refuse_guessing(self, record: _Record) -> None:
        wait_s = record.last_at + FORGET_S - self._clock()
        if wait_s <= 0:
            record.failures = 0
        if record.failures >= FAILURES:
            retry = {"Retry-After": str(math.ceil(wait_s))}
            raise Problem(429, f"Too many failed log-ins. Try again in {math.ceil(wait_s)} seconds.", headers=retry)

    def _forget_old(self) -> None:
        while len(self._records) > REMEMBERED:
            self._records.popitem(last=False)
