"""The machine, shared by the processes that run tests side by side: most share it, a few need it for themselves."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def machine(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold the machine. Whoever wants it `alone` waits until the others are out, and meanwhile nobody gets in."""
    with (folder / "room").open("wb") as room:
        with (folder / "door").open("wb") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
