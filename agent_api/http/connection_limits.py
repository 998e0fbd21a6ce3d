"""Limits on connections. A connection costs the client nothing and us a file descriptor, so connections without a valid
token are limited per address, and all connections together stay below the limit of open files.

Connections that have presented a valid token no longer count, because an office behind one address may have many desks.
At the limit a new connection replaces one that has sent nothing, else an idle one, else one that is being refused. So a
flood of silent connections displaces itself, and users who send requests meanwhile are served.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from itertools import islice
from typing import Protocol

from agent_api.protocol.remote import Network, is_trusted, origin_group

log = logging.getLogger(__name__)

PER_ADDRESS = 1_000  # connections of one address without a token
RESERVE = 200  # file descriptors for SQL, Redis, recordings, pages
LOOKED_AT = 64  # how many connections, from the oldest, are considered for replacement
LOGGED_EVERY_S = 10.0
TOLD_EVERY_S = 600.0


class Use(IntEnum):
    """What a connection does; the lowest is replaced first."""

    SILENT = 0
    IDLE = 1
    EXPENDABLE = 2  # its request is being refused, slowly
    BUSY = 3


class Connection(Protocol):
    """A connection, as far as the limits need it."""

    group: str

    @property
    def use(self) -> Use: ...

    def drop(self) -> None:
        """Close it at once."""


class ConnectionLimits:
    """`files` is the limit of open files; `clock` returns monotonic seconds; `flooded(address)` is called for an
    address with too many connections, once in TOLD_EVERY_S.

    Trusted proxies carry many users' connections, so only the overall limit applies to them.
    """

    def __init__(
        self, *, files: int, trusted: Sequence[Network], clock: Callable[[], float], flooded: Callable[[str], None]
    ) -> None:
        self._capacity = max(64, files - RESERVE)
        self._each = min(PER_ADDRESS, self._capacity // 2)
        self._trusted = trusted
        self._clock = clock
        self._flooded = flooded
        self._open = 0
        self._without_token: dict[str, dict[Connection, None]] = {}  # by address group, the oldest first
        self._told: dict[str, float] = {}
        self._logged_at = float("-inf")
        self._unlogged = 0
        self.refused: Counter[str] = Counter()  # by reason

    def admit(self, connection: Connection, address: str) -> bool:
        """Admit a new connection, if necessary by replacing another; returns whether it was admitted."""
        connection.group = "" if is_trusted(address, self._trusted) else origin_group(address)
        mine = self._without_token.get(connection.group, {})
        if connection.group and len(mine) >= self._each:
            self._note("address", address)
            if not self._replace_one_of(mine):
                return False
        if self._open >= self._capacity:
            self._note("full", address)
            if not self._replace_one_of(one for many in self._without_token.values() for one in many):
                return False
        self._without_token.setdefault(connection.group, {})[connection] = None
        self._open += 1
        return True

    def mark_authenticated(self, connection: Connection) -> None:
        """A connection has presented a valid token: it no longer counts for its address."""
        mine = self._without_token.get(connection.group, {})
        mine.pop(connection, None)
        if not mine:
            self._without_token.pop(connection.group, None)

    def release(self, connection: Connection) -> None:
        """An admitted connection has ended."""
        self.mark_authenticated(connection)
        self._open -= 1

    def _replace_one_of(self, candidates: Iterable[Connection]) -> bool:
        """Close one of the oldest of these."""
        goes: Connection | None = None
        for connection in islice(candidates, LOOKED_AT):
            if goes is None or connection.use < goes.use:
                goes = connection
            if goes.use is Use.SILENT:
                break
        if goes is None or goes.use is Use.BUSY:
            return False
        self.mark_authenticated(goes)
        goes.drop()
        return True

    def _note(self, reason: str, address: str) -> None:
        self.refused[reason] += 1
        self._unlogged += 1
        now = self._clock()
        if now - self._logged_at >= LOGGED_EVERY_S:
            log.warning(
                "too many connections: %d refused or replaced (%s), the last from %s",
                self._unlogged,
                reason,
                address or "nowhere",
            )
            self._logged_at, self._unlogged = now, 0
        if reason == "address" and now - self._told.get(address, float("-inf")) >= TOLD_EVERY_S:
            self._told = {one: at for one, at in self._told.items() if now - at < TOLD_EVERY_S} | {address: now}
            self._flooded(address)
