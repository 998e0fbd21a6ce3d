"""A lock on the machine for test processes running side by side: most share it, a few need it alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def machine(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold the lock. A process that wants it `alone` waits until all others have left, and nobody
    can enter meanwhile.
    """
    with (folder / "room").open("wb") as room:
        with (folder / "door").open("wb") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
