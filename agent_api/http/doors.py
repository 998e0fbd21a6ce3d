"""Limits on connections. A connection costs its opener nothing and us a file descriptor, so connections without a valid
token are limited per address, and all together stay below the limit of open files.

Connections that have shown a valid token no longer count, because an office behind one address may have many desks. At
the limit a new connection replaces one that has sent nothing, then an idle one, then one that is being refused. So a
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

STRANGERS = 1_000  # connections of one address without a token
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


class Visitor(Protocol):
    """A connection, as far as the limits need it."""

    group: str

    @property
    def use(self) -> Use: ...

    def turn_out(self) -> None:
        """Close it at once."""


class Doors:
    """`files` is the limit of open files; `clock` returns monotonic seconds; `flooded(address)` is called for an
    address with too many connections, once in TOLD_EVERY_S.

    Trusted proxies carry many users' connections, so only the overall limit applies to them.
    """

    def __init__(
        self, *, files: int, trusted: Sequence[Network], clock: Callable[[], float], flooded: Callable[[str], None]
    ) -> None:
        self._room = max(64, files - RESERVE)
        self._each = min(STRANGERS, self._room // 2)
        self._trusted = trusted
        self._clock = clock
        self._flooded = flooded
        self._open = 0
        self._strangers: dict[str, dict[Visitor, None]] = {}  # by address group, the oldest first
        self._told: dict[str, float] = {}
        self._logged_at = float("-inf")
        self._unlogged = 0
        self.refused: Counter[str] = Counter()  # by reason

    def enter(self, visitor: Visitor, address: str) -> bool:
        """Admit a new connection, if necessary by replacing another; returns whether it was admitted."""
        visitor.group = "" if is_trusted(address, self._trusted) else origin_group(address)
        mine = self._strangers.get(visitor.group, {})
        if visitor.group and len(mine) >= self._each:
            self._note("address", address)
            if not self._make_room(mine):
                return False
        if self._open >= self._room:
            self._note("full", address)
            if not self._make_room(one for many in self._strangers.values() for one in many):
                return False
        self._strangers.setdefault(visitor.group, {})[visitor] = None
        self._open += 1
        return True

    def know(self, visitor: Visitor) -> None:
        """A connection has shown a token: it no longer counts for its address."""
        mine = self._strangers.get(visitor.group, {})
        mine.pop(visitor, None)
        if not mine:
            self._strangers.pop(visitor.group, None)

    def leave(self, visitor: Visitor) -> None:
        """An admitted connection has ended."""
        self.know(visitor)
        self._open -= 1

    def _make_room(self, candidates: Iterable[Visitor]) -> bool:
        """Close one of the oldest of these."""
        goes: Visitor | None = None
        for visitor in islice(candidates, LOOKED_AT):
            if goes is None or visitor.use < goes.use:
                goes = visitor
            if goes.use is Use.SILENT:
                break
        if goes is None or goes.use is Use.BUSY:
            return False
        self.know(goes)
        goes.turn_out()
        return True

    def _note(self, reason: str, address: str) -> None:
        self.refused[reason] += 1
        self._unlogged += 1
        now = self._clock()
        if now - self._logged_at >= LOGGED_EVERY_S:
            log.warning("%d connections too many (%s), the last from %s", self._unlogged, reason, address or "nowhere")
            self._logged_at, self._unlogged = now, 0
        if reason == "address" and now - self._told.get(address, float("-inf")) >= TOLD_EVERY_S:
            self._told = {one: at for one, at in self._told.items() if now - at < TOLD_EVERY_S} | {address: now}
            self._flooded(address)
