"""Which recordings somebody is listening to: a jump within one is part of a play that stands in the log already."""

from collections.abc import Callable

GOES_ON_S = 600.0


class Plays:
    """`clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last: dict[tuple[str, str], float] = {}

    def is_new(self, username: str, call: str, first_byte: int) -> bool:
        """Whether a request is a play of its own: from the beginning, or a jump without a play before it."""
        now, key = self._clock(), (username, call)
        self._last = {one: at for one, at in self._last.items() if now - at < GOES_ON_S}
        known = key in self._last
        self._last[key] = now
        return first_byte == 0 or not known
