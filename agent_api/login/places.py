"""The addresses from which each user has recently logged in, cached so that many guesses do not cause as many
queries."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hotline.runtime.database import Database
from hotline.store.privacy import access_log

LATELY = timedelta(days=30)
KNOWN_S, UNKNOWN_S = 3600.0, 30.0  # how long an answer is cached
REMEMBERED = 20_000


class Places:
    """`clock` returns monotonic seconds."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._known: OrderedDict[tuple[str, str], tuple[bool, float]] = OrderedDict()

    async def knows(self, username: str, address: str) -> bool:
        """Whether this user has recently logged in from this address."""
        known, until = self._known.get((username, address), (False, 0.0))
        if self._clock() < until:
            return known
        since = datetime.now(UTC) - LATELY
        async with self._one_at_a_time:  # the database threads are shared with everybody
            known = await self._database.read(access_log.logged_in_from, username, address, since)
        self._remember(username, address, known)
        return known

    def note(self, username: str, address: str) -> None:
        """The user has just logged in from this address."""
        self._remember(username, address, True)

    def _remember(self, username: str, address: str, known: bool) -> None:
        self._known[username, address] = known, self._clock() + (KNOWN_S if known else UNKNOWN_S)
        self._known.move_to_end((username, address))
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
