"""The part of a time span within callback hours: a call missed at night is not late in the morning."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from hotline.domain.callbacks.hours import openings
from hotline.settings.policies import CallbackPolicy

_BEYOND = timedelta(days=40)  # a call missed in the period may be handled after it; later than this is late anyway


class OpenTime:
    """The callback hours of a period, looked up once, so that a year of callbacks is measured fast.

    `between_s` is correct for spans that begin in the period and end at most 40 days after it.
    """

    def __init__(self, policy: CallbackPolicy, zone: ZoneInfo, since: datetime, until: datetime) -> None:
        parts = list(_merged(policy, zone, since, until + _BEYOND))
        self._starts = [start for start, _ in parts]
        self._ends = [end for _, end in parts]
        self._open_s = [0.0, *accumulate(end - start for start, end in parts)]

    def between_s(self, start: datetime, end: datetime) -> float:
        """Seconds of callback hours between `start` and `end`."""
        return self._until_s(end.timestamp()) - self._until_s(start.timestamp())

    def _until_s(self, moment: float) -> float:
        at = bisect_right(self._starts, moment) - 1
        if at < 0:
            return 0.0
        return self._open_s[at] + min(moment, self._ends[at]) - self._starts[at]


def _merged(policy: CallbackPolicy, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[float, float]]:
    """The callback hours, with overlapping and adjacent ones merged."""
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
