"""A simulated clock that jumps from one event to the next."""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

Action = Callable[[], None]


class Clock:
    """`now_s` is in seconds since `begin`. Events at the same time happen in the order in which they were planned."""

    def __init__(self, begin: datetime) -> None:
        self._begin = begin
        self._plans: list[tuple[float, int, Action]] = []
        self._order = count()
        self.now_s = 0.0

    @property
    def now(self) -> datetime:
        return self._begin + timedelta(seconds=self.now_s)

    def at(self, second: float, action: Action) -> None:
        heappush(self._plans, (max(second, self.now_s), next(self._order), action))

    def after(self, seconds: float, action: Action) -> None:
        self.at(self.now_s + seconds, action)

    def at_moment(self, moment: datetime, action: Action) -> None:
        self.at((moment - self._begin).total_seconds(), action)

    def run(self, after_each: Action) -> None:
        """Run all events, those too that are planned meanwhile, and `after_each` after each of them."""
        while self._plans:
            self.now_s, _, action = heappop(self._plans)
            action()
            after_each()
