"""Waiting on a condition: a test never sleeps for a time, it asks until what it waits for is there."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

_PAUSE_S = 0.02


def until(probe: Callable[[], Found | None], what: str, timeout_s: float = 10.0) -> Found:
    """The first true answer of `probe`; fails the test with `what` and the last answer after `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s} s: {what}; last seen: {found!r}")
        time.sleep(_PAUSE_S)


def stays(probe: Callable[[], object], what: str, for_s: float) -> None:
    """That `probe` is true all the time for `for_s`: only for what must not happen, which has no event to wait on."""
    deadline = time.monotonic() + for_s
    while time.monotonic() < deadline:
        assert probe(), f"no longer: {what}"
        time.sleep(_PAUSE_S)
