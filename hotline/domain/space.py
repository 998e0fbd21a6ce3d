"""How much room is left on the disk, and what follows from it: recordings stop long before the journal has to."""

from dataclasses import dataclass
from enum import Enum

MB = 1 << 20
AGAIN = 1.2  # recordings go on when there is so much more room than where they stopped: not on and off at the edge


class DiskSpace(Enum):
    """What the room on the disk is good for."""

    ENOUGH = "enough"
    LOW = "low"  # an alarm
    NO_RECORDINGS = "no_recordings"  # what is left is the journal's and the database's
    FULL = "full"  # not even a line of the journal


@dataclass(frozen=True, kw_only=True)
class SpaceLimits:
    """In bytes that are free."""

    warn: int
    recordings: int

    def level(self, free: int, *, writable: bool, before: DiskSpace) -> DiskSpace:
        """What the room is good for now; `before` is what it was."""
        if not writable:
            return DiskSpace.FULL
        was_stopped = before in (DiskSpace.NO_RECORDINGS, DiskSpace.FULL)
        if free < self.recordings * (AGAIN if was_stopped else 1):
            return DiskSpace.NO_RECORDINGS
        return DiskSpace.LOW if free < self.warn else DiskSpace.ENOUGH
