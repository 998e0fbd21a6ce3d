"""The programs' logs: written by them, opened by the supervisor, in a folder that is the supervisor's.

The state folder belongs to the service user, who could put a link where a log belongs and let root write to its end. So
the folder is opened once, found to be ours and nobody else's to write in, and each log is reached from there.
"""

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO

_LONGEST = 20_000_000  # bytes; then it becomes NAME.log.1


class Logs:
    """The logs of one instance, as long as it lives. Raises OSError for a folder that is not ours."""

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
        """Where a person finds it."""
        return self.folder / f"{name}.log"

    def open(self, name: str) -> IO[bytes]:
        """To append to."""
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.fdopen(os.open(f"{name}.log", flags, 0o640, dir_fd=self._handle), "ab")

    def tail(self, name: str, lines: int = 15) -> str:
        """Its end, for a person."""
        text = (self._here / f"{name}.log").read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])

    def keep_short(self) -> None:
        """Programs append, so a log can be copied and emptied under them."""
        for path in self._here.glob("*.log"):
            if path.stat().st_size > _LONGEST:
                with suppress(OSError):  # a full disk: emptying it is what helps
                    shutil.copyfile(path, path.with_suffix(".log.1"))
                os.truncate(path, 0)

    @property
    def _here(self) -> Path:
        return Path(f"/proc/self/fd/{self._handle}")
