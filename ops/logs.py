"""The programs' logs. The programs write them; the supervisor opens them, in a folder that it owns.

The state folder belongs to the service user, who could replace a log by a link and make root write somewhere else. So
the log folder is opened once, checked to be owned by the supervisor and writable by no other user, and each log is
opened relative to it.
"""

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO

_LONGEST = 20_000_000  # bytes; a longer log is moved to NAME.log.1


class Logs:
    """The logs of one running instance. Raises OSError if the folder belongs to another user."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self._handle = os.open(folder, os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        found = os.fstat(self._handle)
        if found.st_uid != os.geteuid():
            raise OSError(f"{folder}: expected a folder that belongs to user {os.geteuid()}, not {found.st_uid}")
        if stat.S_IMODE(found.st_mode) & 0o022:
            os.chmod(self._handle, 0o700)

    def path(self, name: str) -> Path:
        """The path to show to the operator."""
        return self.folder / f"{name}.log"

    def open(self, name: str) -> IO[bytes]:
        """The log, opened for appending."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.fdopen(os.open(f"{name}.log", flags, 0o640, dir_fd=self._handle), "ab")

    def tail(self, name: str, lines: int = 15) -> str:
        """The last lines, to show to the operator."""
        text = (self._here / f"{name}.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def keep_short(self) -> None:
        """Move logs that have grown too long. Programs append, so a log can be copied and truncated while it is
        written.
        """
        for path in self._here.glob("*.log"):
            if path.stat().st_size > _LONGEST:
                with suppress(OSError):  # the disk is full: truncating the log is what helps
                    shutil.copyfile(path, path.with_suffix(".log.1"))
                os.truncate(path, 0)

    @property
    def _here(self) -> Path:
        return Path(f"/proc/self/fd/{self._handle}")
