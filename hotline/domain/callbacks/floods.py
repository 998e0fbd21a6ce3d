"""What a flood of calls is, and how it slows callbacks down.

A flood with forged numbers creates callbacks to people who never called us. A real mass event, such as a district
without water, looks similar: hundreds of unknown numbers within minutes. Patience tells the two apart: people who need
us wait, hear that all agents are busy, call again or press the key. So during a burst, callbacks are slowed if the
citizen is unknown and gave up within seconds. None is lost: they are called at a slow pace, one after another, until a
supervisor decides which of the two it is.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from hotline.domain.callbacks.hours import next_opening
from hotline.domain.calls.call import Call
from hotline.domain.facts.missed import MissedIn
from hotline.settings.policies import CallbackPolicy

BURST = timedelta(minutes=1)  # window for counting calls by new numbers
NUMBER_WINDOW = timedelta(minutes=10)  # window for counting the calls of one number
USUAL_OF = timedelta(days=1)
FACTOR = 4  # times the usual rate
QUIET = timedelta(minutes=10)  # a flood that has not been seen for so long counts as a new one when it returns
RELEASED_FOR = timedelta(hours=2)  # how long nothing is slowed after a supervisor has said that the burst is real
_LEAST_MINUTES = 10.0  # least history, in minutes, for a usual rate

TOLD = frozenset({MissedIn.FULL, MissedIn.EMPTY, MissedIn.TIMEOUT, MissedIn.DOWN})
"""The citizen was told that we could not serve them, so they did not give up."""


class Brake(Enum):
    """The state of a callback in a flood; None if it was never slowed."""

    SLOWED = "slowed"  # called at the slow pace
    RELEASED = "released"  # was slowed, and is a normal callback again


class BurstDecision(Enum):
    """What a supervisor says of the callbacks that a burst has made."""

    RELEASE = "release"  # the citizens are real: all are due now, and for two hours nothing is slowed
    CANCEL = "cancel"  # the numbers were forged: nobody is rung


def gave_up_soon(call: Call, given_up_s: float) -> bool:
    """Whether the citizen of this missed call hung up within seconds, without an announcement and without asking for a
    callback.
    """
    return not call.asked and call.missed_in not in TOLD and (call.wait_s or 0.0) < given_up_s


def usual_a_minute(calls: int, since: datetime | None, until: datetime) -> float:
    """Calls per minute, of `calls` since the first of them at `since`."""
    if since is None:
        return 0.0
    return calls / max(_LEAST_MINUTES, (until - since).total_seconds() / 60)


def is_burst(new_numbers: int, usual: float, least: int) -> bool:
    """Whether so many new numbers within BURST are a flood or a mass event: more than `least`, and more than FACTOR
    times the usual calls per minute.
    """
    return new_numbers > max(least, FACTOR * usual)


def slow_times(
    count: int, last: datetime | None, every_s: float, policy: CallbackPolicy, zone: ZoneInfo, now: datetime
) -> list[datetime]:
    """When `count` slowed callbacks are due: one per `every_s` after the `last` one slowed before, within callback
    hours. Without any callback hours they are ignored.
    """
    times: list[datetime] = []
    for _ in range(count):
        moment = max(now, last or now) + timedelta(seconds=every_s)
        last = next_opening(policy, zone, moment) or moment
        times.append(last)
    return times


class Edges:
    """Detects new floods, so that one that continues is reported once."""

    def __init__(self) -> None:
        self._seen: dict[str, datetime] = {}

    def new(self, floods: Iterable[str], now: datetime) -> list[str]:
        floods = list(floods)
        self._seen = {name: at for name, at in self._seen.items() if now - at < QUIET}
        found = [name for name in floods if name not in self._seen]
        self._seen |= dict.fromkeys(floods, now)
        return found
