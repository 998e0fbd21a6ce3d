"""Waiting for conditions: tests never sleep for a fixed time."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

_PAUSE_S = 0.02
WITHIN_S = 20.0  # for what a machine with nothing else to do shows at once


def until(probe: Callable[[], Found | None], what: str, timeout_s: float = WITHIN_S) -> Found:
    """The first true result of `probe`; fails with `what` and the last result after `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s} s: {what}; last seen: {found!r}")
        time.sleep(_PAUSE_S)


def stays(probe: Callable[[], object], what: str, for_s: float) -> None:
    """Check that `probe` stays true for `for_s`: only for what must not happen, where there is no event to wait for."""
    deadline = time.monotonic() + for_s
    while time.monotonic() < deadline:
        assert probe(), f"no longer: {what}"
        time.sleep(_PAUSE_S)
