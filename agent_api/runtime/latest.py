"""What a socket shows of something of which only the newest state matters: never two states in a queue."""

import time
from collections.abc import Callable

EVERY_S = 0.25


class Latest:
    """`render` gives the frame when it is sent, as text without `seq`, since the rest is the same on every socket: at
    first, and after each `changed`, at most every EVERY_S."""

    def __init__(self, render: Callable[[], bytes]) -> None:
        self._render = render
        self._waits = True
        self._not_before = 0.0

    def changed(self) -> None:
        self._waits = True

    def due_in_s(self) -> float | None:
        """None if there is nothing to send."""
        return self._not_before - time.monotonic() if self._waits else None

    def take(self) -> bytes:
        self._waits, self._not_before = False, time.monotonic() + EVERY_S
        return self._render()
