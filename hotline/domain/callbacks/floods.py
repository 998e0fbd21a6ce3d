"""What a flood is, and what it does to callbacks.

A flood of calls by forged numbers makes duties to ring people who never rang us. A true mass event, such as a district
without water, looks much alike: hundreds of numbers that we do not know, within minutes. What tells them apart is
patience: who needs us waits, hears that all is full, rings again or presses the key. So in a burst only those duties
are slowed whose citizen is new to us and gave up within seconds, and none is lost: they are rung one after another at a
slow pace until a supervisor says which of the two it is.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from hotline.domain.callbacks.hours import next_opening
from hotline.domain.calls.call import Call
from hotline.domain.facts.missed import MissedIn
from hotline.settings.policies import CallbackPolicy

BURST = timedelta(minutes=1)  # in which calls by new numbers are counted
NUMBER_WINDOW = timedelta(minutes=10)  # in which the calls of one number are
USUAL_OF = timedelta(days=1)
FACTOR = 4  # times what is usual
QUIET = timedelta(minutes=10)  # a flood that was not seen for so long is another one when it comes again
RELEASED_FOR = timedelta(hours=2)  # once a supervisor has said that the burst is real, nothing is slowed
_LEAST_MINUTES = 10.0  # of history, before anything is called usual

TOLD = frozenset({MissedIn.FULL, MissedIn.EMPTY, MissedIn.TIMEOUT, MissedIn.DOWN})
"""Where we told the citizen that we cannot serve them: they did not give up."""


class Brake(Enum):
    """Of a callback. None is neither."""

    SLOWED = "slowed"  # rung at the slow pace
    RELEASED = "released"  # was slowed, and is a callback like others again


def gave_up_soon(call: Call, given_up_s: float) -> bool:
    """Whether the citizen of this missed call hung up within seconds, told nothing and asking for nothing."""
    return not call.asked and call.missed_in not in TOLD and (call.wait_s or 0.0) < given_up_s


def usual_a_minute(calls: int, since: datetime | None, until: datetime) -> float:
    """Calls a minute, of `calls` from `since` (the first of them) on."""
    if since is None:
        return 0.0
    return calls / max(_LEAST_MINUTES, (until - since).total_seconds() / 60)


def is_burst(new_numbers: int, usual: float, least: int) -> bool:
    """Whether so many numbers that we did not know, within BURST, are a flood or a mass event: more than `least` and
    more than FACTOR times the calls of a usual minute."""
    return new_numbers > max(least, FACTOR * usual)


def slow_times(
    count: int, last: datetime | None, every_s: float, policy: CallbackPolicy, zone: ZoneInfo, now: datetime
) -> list[datetime]:
    """When `count` slowed callbacks are due: one every `every_s` after the `last` of those slowed before, in the hours
    in which citizens may be rung. When there are no such hours, as if there were."""
    times: list[datetime] = []
    for _ in range(count):
        moment = max(now, last or now) + timedelta(seconds=every_s)
        last = next_opening(policy, zone, moment) or moment
        times.append(last)
    return times


class Edges:
    """Which floods are new: one that goes on is told of once."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}

    def new(self, floods: Iterable[str], now: datetime) -> list[str]:
        floods = list(floods)
        self._seen = {name: at for name, at in self._seen.items() if now - at < QUIET}
        found = [name for name in floods if name not in self._seen]
        self._seen |= dict.fromkeys(floods, now)
        return found
