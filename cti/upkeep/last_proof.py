"""Records on the disk when it could last be written, so that a role that starts on a full disk, or died on one, knows
where the gap in the journal begins.

The times are the files' modification times, and renaming or removing a file needs no space, so all this works on a full
disk.
"""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path


class LastProof:
    """The file `good` holds the last successful write; it is renamed to `full` when writing fails, until the gap is
    recorded.
    """

    def __init__(self, folder: Path) -> None:
        self._good = folder / "disk-good"
        self._full = folder / "disk-full"

    def keep(self, at: datetime) -> None:
        """The disk could be written."""
        with suppress(OSError):
            self._good.touch(mode=0o600)
            os.utime(self._good, (at.timestamp(), at.timestamp()))

    def good_at(self) -> datetime | None:
        return _time_of(self._good)

    def full_since(self) -> datetime | None:
        """The beginning of a gap that an earlier process could not record."""
        return _time_of(self._full)

    def end(self) -> None:
        """The disk cannot be written. An unrecorded earlier gap is kept: one gap that is too long
        is better than none.
        """
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
