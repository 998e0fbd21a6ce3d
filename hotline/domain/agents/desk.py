"""Agents are ready for calls only as long as the desk at which they said so is open.

A desk is an agent's open WebSocket: one of our pages, or a program of the site. An agent whose desk closes has left,
and their telephone must not ring unattended. But telephones work without our processes: an agent stays ready if our
side was unreachable (a restart, a broken network). An agent who never opened a desk, and is made ready by a program
over HTTP alone, never counts as having left it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from hotline.domain.agents.agent import Wish

SLEPT = timedelta(seconds=10)
"""If two ticks are this far apart, the process was suspended or the clock was set: nobody could have come back."""

FEW = 3
TOGETHER = timedelta(seconds=60)
"""If at least FEW desks, and at least as many as are still open, break off at such intervals, the cause is not agents
leaving. Detecting a silent network takes up to half a minute, because of the pings.
"""


class Left(Enum):
    """Why an agent has left; stored as their `wish_reason`."""

    LOGGED_OUT = "logged_out"
    SESSION_ENDED = "session_ended"  # ended by somebody else: the password was changed
    DESK_CLOSED = "desk_closed"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What SQL knows of an agent with a telephone.

    `seen_at`: when a desk of theirs was last seen open, None for never. `left`: how they ended their work at `left_at`,
    if they did.
    """

    username: str
    wish: Wish
    wish_since: datetime
    seen_at: datetime | None
    left: Left | None
    left_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Departure:
    """An agent who is to get no more calls. It applies to the wish of `wish_since` only, not to a newer one."""

    username: str
    wish_since: datetime
    why: Left


def away_everywhere(
    desks: Iterable[Desk], away: Mapping[str, timedelta], elsewhere: Set[str], now: datetime
) -> dict[str, timedelta]:
    """For how long a desk has been closed at all processes, when at this one it has been for `away`: not at all while
    it is open `elsewhere`, and no longer than since it was last seen open anywhere."""
    return {
        desk.username: min(away[desk.username], now - desk.seen_at) if desk.seen_at else away[desk.username]
        for desk in desks
        if desk.username in away and desk.username not in elsewhere
    }


def departures(
    desks: Iterable[Desk], away: Mapping[str, timedelta], busy: Set[str], *, closed_after: timedelta, pauses: bool
) -> Iterator[Departure]:
    """The agents who have left; an agent in a call never has.

    `away` tells how long the desks that are not open have been closed. `pauses`: leaving means a pause, which agents
    who are paused already have.
    """
    for desk in desks:
        if desk.username in busy or desk.wish is Wish.OFFLINE or (pauses and desk.wish is Wish.PAUSED):
            continue
        why = _why(desk, away.get(desk.username), closed_after)
        if why is not None:
            yield Departure(username=desk.username, wish_since=desk.wish_since, why=why)


def _why(desk: Desk, away: timedelta | None, closed_after: timedelta) -> Left | None:
    """A log-out counts at once and also ends a pause; a closed desk counts after a while, and only for agents who are
    ready. Neither counts against a newer wish.
    """
    if desk.left is not None and desk.left_at is not None and desk.left_at >= desk.wish_since:
        return desk.left
    if desk.wish is not Wish.READY or desk.seen_at is None or desk.seen_at < desk.wish_since:
        return None
    return Left.DESK_CLOSED if away is not None and away >= closed_after else None


class Absences:
    """How long each desk has been closed, counting only time in which it could have been opened again.

    The count starts with this process, so that a restart makes nobody absent. It starts again after the process was
    suspended, and when `restart` reports that log-ins were impossible. For desks that broke off together without a
    goodbye (`cut_off`) it does not run at all: a proxy or a network has failed.
    """

    def __init__(self, now: datetime) -> None:
        self._began = now
        self._ticked = now
        self._open: Counter[str] = Counter()
        self._closed: dict[str, datetime] = {}
        self._broken: dict[str, datetime] = {}

    def opened(self, username: str) -> None:
        self._open[username] += 1
        self.forget([username])

    def closed(self, username: str, now: datetime, *, said_so: bool) -> None:
        """One desk of an agent closed; only the last one counts. `said_so`: the page announced that it was closing."""
        self._open[username] -= 1
        if self._open[username] <= 0:
            del self._open[username]
            self._closed[username] = now
            if not said_so:
                self._broken[username] = now

    def tick(self, now: datetime) -> None:
        """To be called about once a second."""
        if not timedelta(0) <= now - self._ticked <= SLEPT:
            self.restart(now)
        self._ticked = now
        for username in self.cut_off:
            self._closed[username] = now

    def restart(self, now: datetime) -> None:
        """Start all counts again: nobody could have come back until now."""
        self._began = now
        self._closed = dict.fromkeys(self._closed, now)

    @property
    def open(self) -> Set[str]:
        return self._open.keys()

    def closed_at(self, username: str) -> datetime:
        return self._closed.get(username, self._ticked)

    @property
    def cut_off(self) -> frozenset[str]:
        """The agents whose desks broke off together."""
        many = max(FEW, len(self._open))
        return frozenset(username for some in self._breaks() if len(some) >= many for username in some)

    def _breaks(self) -> Iterator[list[str]]:
        """Groups of desks that broke off with at most TOGETHER between one and the next."""
        last = None
        some: list[str] = []
        for username, at in sorted(self._broken.items(), key=lambda item: item[1]):
            if last is not None and at - last > TOGETHER:
                yield some
                some = []
            some.append(username)
            last = at
        yield some

    def away(self, usernames: Iterable[str], now: datetime) -> dict[str, timedelta]:
        """How long the desks have been closed, for those of these agents who have no desk open."""
        return {name: now - self._closed.get(name, self._began) for name in usernames if name not in self._open}

    def forget(self, usernames: Iterable[str]) -> None:
        """Drop what is known of these agents' closed desks."""
        for username in usernames:
            self._closed.pop(username, None)
            self._broken.pop(username, None)
