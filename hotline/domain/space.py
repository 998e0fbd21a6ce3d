"""The free space on the disk, and its consequences: recordings stop long before the journal would."""

from dataclasses import dataclass
from enum import Enum

MB = 1 << 20
AGAIN = 1.2  # recordings resume at this multiple of the limit, so that they do not go on and off at it


class DiskSpace(Enum):
    """What the free space is sufficient for."""

    ENOUGH = "enough"
    LOW = "low"  # an alarm
    NO_RECORDINGS = "no_recordings"  # the rest is for the journal and the database
    FULL = "full"  # not even the journal can be written


@dataclass(frozen=True, kw_only=True)
class SpaceLimits:
    """In bytes of free space."""

    warn: int
    recordings: int

    def level(self, free: int, *, writable: bool, before: DiskSpace) -> DiskSpace:
        """The level now; `before` is the previous one."""
        if not writable:
            return DiskSpace.FULL
        was_stopped = before in (DiskSpace.NO_RECORDINGS, DiskSpace.FULL)
        if free < self.recordings * (AGAIN if was_stopped else 1):
            return DiskSpace.NO_RECORDINGS
        return DiskSpace.LOW if free < self.warn else DiskSpace.ENOUGH


def days_until_full(*, free: int, limit: int, written_a_day: float, expiring_a_day: float) -> float | None:
    """In how many days recordings will stop at the present pace, because `free` is down to `limit` bytes; None if as
    much expires each day as is written.
    """
    growth = written_a_day - expiring_a_day
    return None if growth <= 0 else max(0, free - limit) / growth
