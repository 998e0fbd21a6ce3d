"""Whether callbacks are allowed now, by the product's own rule, which is evaluated only when its answer may change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hotline.domain.callbacks.hours import next_opening, open_until
from hotline.settings.policies import CallbackPolicy

_AHEAD = timedelta(days=1)


class CallbackHours:
    def __init__(self, policy: CallbackPolicy, zone: ZoneInfo) -> None:
        self._policy = policy
        self._zone = zone
        self._opens: datetime | None = None  # start of the present or the next callback hours; None: never
        self._asked_until = datetime.min.replace(tzinfo=UTC)  # how long `_opens` stays valid

    def opens_at(self, now: datetime) -> datetime | None:
        """`now` within callback hours, else their next start; None if there is none. `now` must not go back."""
        if now >= self._asked_until:
            self._ask(now)
        return None if self._opens is None else max(self._opens, now)

    def is_open(self, now: datetime) -> bool:
        return self.opens_at(now) == now

    def _ask(self, now: datetime) -> None:
        self._opens = next_opening(self._policy, self._zone, now)
        if self._opens is None:
            self._asked_until = now + _AHEAD
        else:
            self._asked_until = open_until(self._policy, self._zone, self._opens, self._opens + _AHEAD)
