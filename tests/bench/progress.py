"""Lines that say what the benchmark does (the results alone go to standard output), and patience without a verdict."""

import sys
import time
from collections.abc import Callable

_STARTED_AT = time.monotonic()
_PAUSE_S = 0.05


def say(text: str) -> None:
    print(f"{time.monotonic() - _STARTED_AT:6.1f} s  {text}", file=sys.stderr, flush=True)


def waited(probe: Callable[[], bool], at_most_s: float) -> bool:
    """Whether `probe` came true in time; a benchmark reports what is missing instead of failing."""
    deadline = time.monotonic() + at_most_s
    while not probe():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE_S)
    return True
