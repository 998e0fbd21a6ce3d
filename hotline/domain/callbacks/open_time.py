"""How much of a time lay within the callback hours: who is missed at night is not late in the morning."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from hotline.domain.callbacks.hours import openings
from hotline.settings.policies import CallbackPolicy

_BEYOND = timedelta(days=40)  # what was missed in the period may be handled after it; later than this is late anyway


class OpenTime:
    """The hours of a period, looked up once: a year of duties is measured in no time.

    `between_s` is right for what begins in the period; what ends more than 40 days after it is cut there.
    """

    def __init__(self, policy: CallbackPolicy, zone: ZoneInfo, since: datetime, until: datetime) -> None:
        parts = list(_merged(policy, zone, since, until + _BEYOND))
        self._starts = [start for start, _ in parts]
        self._ends = [end for _, end in parts]
        self._open_s = [0.0, *accumulate(end - start for start, end in parts)]

    def between_s(self, start: datetime, end: datetime) -> float:
        """Seconds from `start` to `end` in which citizens may be rung."""
        return self._until_s(end.timestamp()) - self._until_s(start.timestamp())

    def _until_s(self, moment: float) -> float:
        at = bisect_right(self._starts, moment) - 1
        if at < 0:
            return 0.0
        return self._open_s[at] + min(moment, self._ends[at]) - self._starts[at]


def _merged(policy: CallbackPolicy, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[float, float]]:
    """Parts that overlap or touch as one."""
    current: tuple[float, float] | None = None
    for opens, closes in openings(policy, zone, since, until):
        start, end = opens.timestamp(), closes.timestamp()
        if current is not None and start <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current is not None:
            yield current
        current = start, end
    if current is not None:
        yield current
