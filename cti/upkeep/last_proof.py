"""When a line could last be written, remembered on the disk itself: a role that starts on a full disk, or died on one,
knows from it where the gap begins.

The times stand in the files' own times of change, and a file that is renamed or removed needs no room: all this works
on a full disk.
"""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path


class LastProof:
    """`good` is the last proof; it becomes `full` when the proofs end, until the gap that begins there is filed."""

    def __init__(self, folder: Path) -> None:
        self._good = folder / "disk-good"
        self._full = folder / "disk-full"

    def keep(self, at: datetime) -> None:
        """A line could be written."""
        with suppress(OSError):
            self._good.touch(mode=0o600)
            os.utime(self._good, (at.timestamp(), at.timestamp()))

    def good_at(self) -> datetime | None:
        return _time_of(self._good)

    def full_since(self) -> datetime | None:
        """Where a gap begins that an earlier life could not file."""
        return _time_of(self._full)

    def end(self) -> None:
        """No line can be written. An earlier gap that is not filed yet stays: rather one gap too long than none."""
        if not self._full.exists():
            with suppress(OSError):
                self._good.rename(self._full)

    def filed(self) -> None:
        with suppress(OSError):
            self._full.unlink()


def _time_of(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return None
