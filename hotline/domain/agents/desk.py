"""A wish to take calls lasts as long as the desk from which it was made.

A desk is a page of ours, or a program of the site's own, that holds a WebSocket open for an agent. Whose desk closes
has left, and their telephone must not ring for nobody. But the telephones work without us: an agent stays ready when it
was we who could not be reached (a restart, a broken network), and one who never opened a desk, and is made ready by a
program over HTTP alone, is never said to have left it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from hotline.domain.agents.agent import Wish

SLEPT = timedelta(seconds=10)
"""Between two ticks so far apart this process did not run, or the clock was set: nobody could have come back."""

FEW = 3
TOGETHER = timedelta(seconds=60)
"""So many desks, and at least as many as are still open, do not break off within such intervals because people leave.
A silent network takes the pings up to half a minute to find."""


class Left(Enum):
    """Why an agent takes no more calls: the `wish_reason` that stands then."""

    LOGGED_OUT = "logged_out"
    SESSION_ENDED = "session_ended"  # somebody else ended it: the password was changed
    DESK_CLOSED = "desk_closed"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What SQL knows of an agent with a telephone. `seen_at` is when a desk of theirs was last seen open, None for
    never; `left` how they ended their work at `left_at`, if they did since then."""

    username: str
    wish: Wish
    wish_since: datetime
    seen_at: datetime | None
    left: Left | None
    left_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Departure:
    """An agent who is to take no more calls, of all wishes that of `wish_since`."""

    username: str
    wish_since: datetime
    why: Left


def departures(
    desks: Iterable[Desk], away: Mapping[str, timedelta], busy: Set[str], *, closed_after: timedelta, pauses: bool
) -> Iterator[Departure]:
    """Who has left: in the middle of a call nobody has, whatever closed. `away` is for how long a desk has been closed,
    of those that are not open; `pauses` says that leaving means a pause, which somebody who is paused has already."""
    for desk in desks:
        if desk.username in busy or desk.wish is Wish.OFFLINE or (pauses and desk.wish is Wish.PAUSED):
            continue
        why = _why(desk, away.get(desk.username), closed_after)
        if why is not None:
            yield Departure(username=desk.username, wish_since=desk.wish_since, why=why)


def _why(desk: Desk, away: timedelta | None, closed_after: timedelta) -> Left | None:
    """An act (log-out) counts at once and ends a pause too; a closed desk after a while, and lunch may go on. Neither
    counts against a wish that is newer."""
    if desk.left is not None and desk.left_at is not None and desk.left_at >= desk.wish_since:
        return desk.left
    if desk.wish is not Wish.READY or desk.seen_at is None or desk.seen_at < desk.wish_since:
        return None
    return Left.DESK_CLOSED if away is not None and away >= closed_after else None


class Absences:
    """For how long each desk has been closed, counting only time in which it could have been opened again.

    The count begins when this process does, so that nobody is away because we were. It begins anew after the process
    slept, when `restart` says that log-ins were impossible, and for desks that broke off together without a word, as
    long as they are `cut_off`: a proxy or a network then is what failed.
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
        """One desk of an agent closed; only the last one counts. `said_so`: the page said goodbye before it went."""
        self._open[username] -= 1
        if self._open[username] <= 0:
            del self._open[username]
            self._closed[username] = now
            if not said_so:
                self._broken[username] = now

    def tick(self, now: datetime) -> None:
        """To be called every second or so."""
        if not timedelta(0) <= now - self._ticked <= SLEPT:
            self.restart(now)
        self._ticked = now
        for username in self.cut_off:
            self._closed[username] = now

    def restart(self, now: datetime) -> None:
        """Nobody could have come back until now."""
        self._began = now
        self._closed = dict.fromkeys(self._closed, now)

    @property
    def open(self) -> Set[str]:
        return self._open.keys()

    def closed_at(self, username: str) -> datetime:
        return self._closed.get(username, self._ticked)

    @property
    def cut_off(self) -> frozenset[str]:
        """Whose desks broke off together."""
        many = max(FEW, len(self._open))
        return frozenset(username for some in self._breaks() if len(some) >= many for username in some)

    def _breaks(self) -> Iterator[list[str]]:
        """Desks that broke off one after the other without a pause."""
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
        """For how long, of those of these agents who have no desk open."""
        return {name: now - self._closed.get(name, self._began) for name in usernames if name not in self._open}

    def forget(self, usernames: Iterable[str]) -> None:
        """These desks are not waited for any more."""
        for username in usernames:
            self._closed.pop(username, None)
            self._broken.pop(username, None)
